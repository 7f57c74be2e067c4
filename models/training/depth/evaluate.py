"""What the depth model is worth: `python -m depth.evaluate --config C --data DIR --model depth.onnx [--scan FOLDER]`.

Test people only, and with --scan renders of a real head scan. Beside the model stand what needs no picture, the mean
map of the training people seen from about the same side, and, with --run, the ridge regression on the landmarks alone.

Errors in millimetres of the average face, over the pixels of the face. "fitted": after the scale and offset that bring
a face's map closest to its truth (least squares per face); "offset": after the median error alone. The table shows the
median over faces of each face's median and 95th percentile. "inside": share of pixels within the 95 % interval, after
the offset. "normals": median angle between normals, degrees.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from laxity.examples import read_config

from depth.examples import HALF, DepthExample, load_examples, mirrored, vector_of
from depth.network import COARSE, FINE, finer
from depth.scan import scan_examples
from depth.train import load_network
from skinlax_desktop.inference.depth_input import DEPTH_UNIT_MM, network_input
from skinlax_desktop.inference.onnx_depth import OUTPUTS, surface_normals

Floats = npt.NDArray[np.float32]
_YAW_BIN_DEG = 15.0


class Model:
    """The exported graph on one core."""

    def __init__(self, path: Path) -> None:
        # After the package, which takes the runtime's telemetry out.
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            path.read_bytes(), sess_options=options, providers=["CPUExecutionProvider"]
        )
        self.seconds: list[float] = []

    def __call__(self, example: DepthExample) -> tuple[Floats, Floats]:
        """Depth and half-width (176, 128), like the examples."""
        both = (example, mirrored(example))
        inputs = {
            "picture": np.stack([network_input(one.face, one.surface_mm.astype(np.float32)) for one in both]),
            "landmarks": np.stack([vector_of(one) for one in both]),
        }
        began = time.process_time()
        depth, half = self._session.run(list(OUTPUTS), inputs)
        self.seconds.append(time.process_time() - began)
        own, other = finer(torch.from_numpy(np.stack([depth, half], axis=1)), FINE // HALF).numpy()
        other = other[:, :, ::-1]
        known = np.isfinite(example.depth_mm)
        other[0] -= np.median(other[0][known]) - np.median(own[0][known])
        depth, half = (own + other) / 2.0
        return depth, half


class LandmarksAlone:
    """The ridge regression in the network."""

    def __init__(self, run: Path) -> None:
        self._part = load_network(run).landmark_depth

    def __call__(self, example: DepthExample) -> tuple[Floats, None]:
        """Its map, as fine as the examples."""
        with torch.no_grad():
            coarse = self._part(torch.from_numpy(vector_of(example))[None])
        return finer(coarse, COARSE // HALF)[0, 0].numpy() * np.float32(DEPTH_UNIT_MM), None


class MeanMaps:
    """The mean depth of the training people by yaw; mirror images too."""

    def __init__(self, examples: Sequence[DepthExample]) -> None:
        total: dict[int, npt.NDArray[np.float64]] = {}
        count: dict[int, npt.NDArray[np.float64]] = {}
        for example in examples:
            depth = example.depth_mm.astype(np.float64)
            depth -= np.nanmedian(depth)
            for yaw, seen in ((example.yaw_deg, depth), (-example.yaw_deg, depth[:, ::-1])):
                number = round(yaw / _YAW_BIN_DEG)
                known = np.isfinite(seen)
                total[number] = total.get(number, np.zeros(seen.shape)) + np.where(known, seen, 0.0)
                count[number] = count.get(number, np.zeros(seen.shape)) + known
        self._maps = {number: total[number] / np.where(count[number] > 0, count[number], np.nan) for number in total}

    def __call__(self, example: DepthExample) -> tuple[Floats, None]:
        """The map of the nearest yaw."""
        number = min(self._maps, key=lambda known: abs(known - example.yaw_deg / _YAW_BIN_DEG))
        return self._maps[number].astype(np.float32), None


def face_errors(said: Floats, half: Floats | None, truth: Floats) -> dict[str, float]:
    """The figures of one face."""
    known = np.isfinite(truth) & np.isfinite(said)
    seen, true = said[known].astype(np.float64), truth[known].astype(np.float64)
    design = np.column_stack((seen, np.ones(len(seen))))
    fit, *_ = np.linalg.lstsq(design, true, rcond=None)
    fitted = np.abs(design @ fit - true)
    offset = seen - true
    offset = np.abs(offset - np.median(offset))
    found = {
        "fitted_median": float(np.median(fitted)),
        "fitted_p95": float(np.percentile(fitted, 95)),
        "offset_median": float(np.median(offset)),
        "offset_p95": float(np.percentile(offset, 95)),
        "scale": float(fit[0]),
        "normals": _normals_apart(said, truth),
    }
    if half is not None:
        found["inside"] = float(np.mean(offset <= half[known]))
        found["half_width"] = float(np.median(half[known]))
    return found


def _normals_apart(said: Floats, truth: Floats) -> float:
    both = [surface_normals(np.asarray(depth, dtype=np.float32) / 2.0) for depth in (said, truth)]
    cosine = np.clip((both[0] * both[1]).sum(axis=2), -1.0, 1.0)
    return float(np.degrees(np.nanmedian(np.arccos(cosine))))


def table(
    model: Callable[[DepthExample], tuple[Floats, Floats | None]], groups: dict[str, list[DepthExample]], name: str
) -> None:
    """Print the figures of every group."""
    for group, examples in groups.items():
        if not examples:
            continue
        rows = [face_errors(*model(example), example.depth_mm.astype(np.float32)) for example in examples]
        figures = {key: float(np.mean([row[key] for row in rows])) for key in rows[0] if key == "inside"}
        figures |= {key: float(np.median([row[key] for row in rows])) for key in rows[0] if key != "inside"}
        people = len({example.person for example in examples})
        line = "  ".join(f"{key} {value:.2f}" for key, value in figures.items())
        print(f"{name:10} {group:18} {len(examples):4} pictures {people:3} people  {line}", flush=True)


def grouped(examples: list[DepthExample]) -> dict[str, list[DepthExample]]:
    """By condition, and by tone, age and sex."""
    tests: dict[str, Callable[[DepthExample], bool]] = {
        "frontal": lambda e: e.kind == "frontal",
        "oblique": lambda e: e.kind.startswith("oblique"),
        "ordinary": lambda e: e.kind == "ordinary",
        "all": lambda e: True,
        "Monk 1-3": lambda e: e.monk <= 3,
        "Monk 4-7": lambda e: 4 <= e.monk <= 7,
        "Monk 8-10": lambda e: e.monk >= 8,
        "under 45": lambda e: e.age < 45,
        "45 to 65": lambda e: 45 <= e.age < 65,
        "65 and older": lambda e: e.age >= 65,
        "women": lambda e: not e.male,
        "men": lambda e: e.male,
    }
    return {name: [example for example in examples if test(example)] for name, test in tests.items()}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--run", type=Path)
    parser.add_argument("--scan", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    config: dict[str, Any] = read_config(options.config)
    version, seed = config["population"]["data_version"], config["depth"]["seed"]
    print(f"data {version}, population seed {config['population']['seed']}, training seed {seed}")
    model = Model(options.model)
    mean = MeanMaps(load_examples(options.data, config, "train"))
    groups = grouped(load_examples(options.data, config, "test"))
    views = {key: groups[key] for key in ("frontal", "oblique", "ordinary", "all")}
    table(mean, views, "mean map")
    if options.run is not None:
        table(LandmarksAlone(options.run), views, "landmarks")
    table(model, groups, "model")
    if options.scan is not None:
        scans = scan_examples(options.scan)
        scanned = {
            "scan, frontal": [scan for scan in scans if abs(scan.yaw_deg) < 25.0],
            "scan, oblique": [scan for scan in scans if abs(scan.yaw_deg) >= 25.0],
        }
        table(mean, scanned, "mean map")
        if options.run is not None:
            table(LandmarksAlone(options.run), scanned, "landmarks")
        table(model, scanned, "model")
    print(f"{1e3 * float(np.median(model.seconds)):.0f} ms of one core a picture in the graph")


if __name__ == "__main__":
    main()
