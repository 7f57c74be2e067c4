"""The table of errors of reconstructed phantoms; goes on where it was left.

    python tests/reconstruction_table.py --out FOLDER --seeds 5-12 [--cases sweep five ...] [--most N] [--again]
    python tests/reconstruction_table.py --out FOLDER --given SET ...

A line of `OUT/rows.jsonl` for each person and case of `reconstruction_cases.py`: what is there already is not run
again, unless the code has changed and `--again` is said. `--most N` stops after so many new lines; `--sets FOLDER`
keeps the pictures there (else they are thrown away); `--photograph` makes pictures and nothing else; `--given` takes
sets that exist, as `reconstruction_scan.py` or `skinlax phantom` write them with their truth. Also written:
meshes, an error map `NAME.png` of each, and `table.md`. Every case runs in a process of its own.
"""

import argparse
import hashlib
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from reconstruction_cases import CASES, person, photograph
from reconstruction_map import draw
from reconstruction_truth import MeshError, mesh_error, scale_off
from skinlax_desktop.app.places import find_places
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.workflows.capture_set import read_capture_set
from skinlax_desktop.workflows.reconstruct_face import reconstruct_face
from skinlax_desktop.workflows.reconstruction_file import write_reconstruction

SOURCES = Path(__file__).parents[1] / "src" / "skinlax_desktop"
COLUMNS = ("median_mm", "mean_mm", "p95_mm", "complete", "inside_95", "motion_mm", "cpu_seconds", "seconds", "peak_mb")
FEWEST_IN_ZONE = 150
GIVEN = "given"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seeds", default="5-12", help="as 5-12 or 5,7,9")
    parser.add_argument("--cases", nargs="+", choices=sorted(CASES), default=["sweep"])
    parser.add_argument("--sets", type=Path, help="where the pictures are kept")
    parser.add_argument("--most", type=int, default=10**6)
    parser.add_argument("--again", action="store_true", help="what an earlier code answered is run again")
    parser.add_argument("--photograph", action="store_true", help="make the pictures only")
    parser.add_argument("--given", nargs="+", type=Path, default=[], help="folders of sets with their truth")
    parser.add_argument("--one", nargs=2, metavar=("SEED", "CASE"), help="one line, here, to standard output")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.one:
        sys.stdout.write("\n" + json.dumps(one(*options.one, options.out, options.sets)) + "\n")
        return
    if options.given:
        wanted = [(str(folder), GIVEN) for folder in options.given]
    else:
        wanted = [(str(seed), case) for seed in numbers(options.seeds) for case in options.cases]
    if options.photograph:
        for seed, case in wanted:
            if not set_folder(options.sets, seed, case).is_dir():
                photograph(int(seed), case, set_folder(options.sets, seed, case))
        return
    code, had = code_now(), rows(options.out)
    missing = [key for key in wanted if key not in had or (options.again and had[key]["code"] != code)]
    for seed, case in missing[: options.most]:
        add_row(options.out, {"seed": seed, "case": case, "code": code, **_apart(options, seed, case)})
    (options.out / "table.md").write_text(as_markdown(list(rows(options.out).values())))


def numbers(text: str) -> list[int]:
    first, dash, last = text.partition("-")
    return list(range(int(first), int(last) + 1)) if dash else [int(part) for part in text.split(",") if part]


def set_folder(sets: Path, seed: str, case: str) -> Path:
    return sets / f"p{seed}_{case}"


def code_now() -> str:
    """A short digest of everything that reconstructs."""
    files = [*(SOURCES / "surface" / "reconstruction").glob("*.py"), *(SOURCES / "workflows").glob("*reconstruct*.py")]
    files.append(SOURCES / "workflows" / "pose_refinement.py")
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()[:8]


def rows(out: Path) -> dict[tuple[str, str], dict]:
    """The newest line of each person and case."""
    path = out / "rows.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()] if path.is_file() else []
    return {(line["seed"], line["case"]): line for line in lines}


def add_row(out: Path, row: dict) -> None:
    with (out / "rows.jsonl").open("a") as file:
        file.write(json.dumps(row) + "\n")
    (out / "table.md").write_text(as_markdown(list(rows(out).values())))


def _apart(options: argparse.Namespace, seed: str, case: str) -> dict:
    command = [sys.executable, "-W", "ignore", __file__, "--out", str(options.out), "--one", seed, case]
    if options.sets:
        command += ["--sets", str(options.sets)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        # What closes the landmark finder complains after the refusal itself.
        lines = done.stderr.strip().splitlines()
        return {"failed": next((line for line in reversed(lines) if "SkinlaxError" in line), lines[-1])[-160:]}
    return json.loads(done.stdout.strip().splitlines()[-1])


def one(seed: str, case: str, out: Path, sets: Path | None) -> dict:
    """One row: photograph if need be, reconstruct, compare, draw."""
    if case == GIVEN:
        return measure(Path(seed), out) | {"who": Path(seed).name}
    with tempfile.TemporaryDirectory() as scratch:
        folder = set_folder(sets or Path(scratch), seed, case)
        if not folder.is_dir():
            folder.parent.mkdir(parents=True, exist_ok=True)
            command = [sys.executable, "-W", "ignore", __file__, "--photograph", "--out", str(out)]
            # In a process of its own, so that the peak of memory is the reconstruction's.
            subprocess.run([*command, "--sets", str(folder.parent), "--seeds", f"{seed},", "--cases", case], check=True)
        return measure(folder, out) | {"who": who(int(seed))}


def who(seed: int) -> str:
    patient = person(seed)
    return f"{patient.sex} {patient.age_years}, Monk {patient.monk}"


def measure(folder: Path, out: Path) -> dict:
    """The measured part of a row."""
    captured = read_capture_set(folder)
    finder = MediaPipeLandmarkFinder(find_places().face_landmarker)
    began, worked = time.monotonic(), time.process_time()
    found = reconstruct_face(captured, finder, on_progress=lambda *_: None)
    seconds, cpu = time.monotonic() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    finder.close()
    shutil.rmtree(out / folder.name, ignore_errors=True)
    write_reconstruction(found, out / folder.name)
    error = mesh_error(found.mesh, folder)
    draw(error, out / f"{folder.name}.png")
    return {
        "frames": f"{len(found.used)}/{len(found.files)}",
        "median_mm": round(error.median_mm, 3),
        "mean_mm": round(error.mean_mm, 3),
        "p95_mm": round(error.p95_mm, 3),
        "complete": round(error.complete, 3),
        "complete_squarely": round(error.complete_squarely, 3),
        "complete_by": {name: [round(share, 3), round(rate, 3)] for name, (share, rate) in error.complete_by.items()},
        "inside_95": round(error.inside_95, 3),
        "zones": by_zone(error, found.mesh),
        "filled": filling(error),
        "motion_mm": None if found.motion_mm is None else round(found.motion_mm, 2),
        "scale_off_pct": round(100.0 * scale_off(found.mesh, folder), 3),
        "scale_sigma_pct": None if found.scale.share is None else round(100.0 * found.scale.share, 3),
        "sigma_mm": round(float(np.median(found.mesh.sigma_mm)), 3),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "peak_mb": round(peak),
    }


def by_zone(error: MeshError, mesh: FaceMesh) -> dict[str, list[float]]:
    """Of every zone: share inside the 95 % band, median and 95th percentile of the error, vertices."""
    zone, found = mesh.zone_index[error.vertex], {}
    for number, name in enumerate(mesh.zone_names):
        here = zone == number
        if here.sum() >= FEWEST_IN_ZONE:
            off = np.abs(error.signed_mm[here])
            ends = [float(error.inside[here].mean()), float(np.median(off)), float(np.percentile(off, 95))]
            found[name] = [*(round(end, 3) for end in ends), int(here.sum())]
    return found


def filling(error: MeshError) -> dict[str, float] | None:
    """Of what is only filled in: its error and band; of the face with it, how far off it is and within 2 mm."""
    if not len(error.filled_mm):
        return None
    return {
        "median_mm": round(float(np.median(np.abs(error.filled_mm))), 3),
        "inside_95": round(float(error.filled_inside.mean()), 3),
        "face_median_mm": round(float(np.median(error.face_off_mm)), 3),
        "face_within_2mm": round(float((error.face_off_mm < 2.0).mean()), 3),
    }


def as_markdown(lines: list[dict]) -> str:
    """A line each, by case, and the medians and worst of each case."""
    text = ["| person | case | frames | " + " | ".join(COLUMNS) + " |", "|" + "---|" * (len(COLUMNS) + 3)]
    for case in (*CASES, GIVEN):
        here = [line for line in lines if line["case"] == case]
        for line in sorted(here, key=lambda line: (len(line["seed"]), line["seed"])):
            person_said = line.get("who", "") if case == GIVEN else f"{line['seed']}: {line.get('who', '')}"
            if "failed" in line:
                text.append(f"| {person_said} | {case} | failed: {line['failed']} |" + " |" * len(COLUMNS))
            else:
                values = " | ".join("-" if line[name] is None else str(line[name]) for name in COLUMNS)
                text.append(f"| {person_said} | {case} | {line['frames']} | {values} |")
        whole = [line for line in here if "failed" not in line]
        if len(whole) > 1:
            middle = [_middle(name, [line[name] for line in whole if line[name] is not None]) for name in COLUMNS]
            text.append(f"| **median of {len(whole)}** | {case} | | " + " | ".join(middle) + " |")
    return "\n".join(text) + "\n"


def _middle(name: str, values: list[float]) -> str:
    if not values:
        return "-"
    worst = min(values) if name in ("complete", "inside_95") else max(values)
    return f"**{round(float(np.median(values)), 3)}** (worst {worst})"


if __name__ == "__main__":
    main()
