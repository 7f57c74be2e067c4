"""Recipe of the repeatability tables: re-posed phantoms, measured; run it to print the tables anew (minutes).

Eight heads give the tables; ten others (the standing patients and five more) only tell whether the intervals hold.

PYTHONPATH=src:tests python tests/phantom_repeats.py [captures] [folder of a capture set with truth/truth.json]
"""

import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import phantom_series
from skinlax_desktop.domain.calibration import Scale, ScaleKind
from skinlax_desktop.domain.measurement import Analysis
from skinlax_desktop.domain.views import POSE_TARGETS, Pose, View
from skinlax_desktop.phantom import anatomy
from skinlax_desktop.phantom.head import PhantomHead, build_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS, PhantomPatient, patient_from_options
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import Scene, VirtualCamera, seated
from skinlax_desktop.workflows.analysis import SeriesPicture, analyse_series
from skinlax_desktop.workflows.analysis_file import read_analysis

Key = tuple[str, str]


# Seed, age, sex and tone of the heads that the tables come from, and of further ones that chose nothing.
CHOOSING = (
    (9101, 35, "F", 2),
    (9102, 45, "M", 5),
    (9103, 52, "F", 8),
    (9104, 60, "M", 3),
    (9105, 66, "F", 6),
    (9106, 72, "M", 4),
    (9107, 78, "F", 3),
    (9108, 57, "F", 4),
)
HELD_OUT = ((9201, 39, "M", 3), (9202, 58, "F", 7), (9203, 69, "M", 2), (9204, 75, "F", 5), (9205, 48, "F", 3))


def made(options: tuple[int, int, str, int]) -> PhantomPatient:
    """A patient made to order."""
    seed, age, sex, tone = options
    return patient_from_options(seed=seed, age=age, sex=sex, tone=tone)


def true_metrics(head: PhantomHead) -> dict[Key, float]:
    """The metrics of the head's own surface, as a capture set's truth.json holds them."""
    zones, face = anatomy.true_metrics(head)
    found = {(zone, name): value for zone, block in zones.items() for name, value in block.items()}
    return found | {("", name): value for name, value in face.items()}


def truth_of_document(document: dict) -> dict[Key, float]:
    """The metrics of a capture set's truth.json."""
    zones = {
        (zone, name): float(value)
        for zone, block in document["zones"].items()
        for name, value in block["metrics"].items()
    }
    return zones | {("", name): float(value) for name, value in document.get("metrics", {}).items()}


def measured_values(analysis: Analysis) -> dict[Key, float]:
    """Every value of an analysis."""
    rows = [(zone.zone, metric) for zone in analysis.zones for metric in zone.metrics]
    rows += [("", metric) for metric in (*analysis.face, *analysis.attributes, *analysis.colour)]
    return {(zone, metric.name): metric.value for zone, metric in rows if metric.value is not None}


def found_limits(analysis: Analysis) -> dict[Key, tuple[float, float]]:
    """The 95 % interval of every measured value."""
    rows = [(zone.zone, metric) for zone in analysis.zones for metric in zone.metrics]
    rows += [("", metric) for metric in (*analysis.face, *analysis.attributes, *analysis.colour)]
    return {
        (zone, metric.name): (metric.low, metric.high)
        for zone, metric in rows
        if metric.low is not None and metric.high is not None
    }


def truth_rows(analysis: Analysis, truth: dict[Key, float]) -> list[tuple[str, str, float, float, float]]:
    """(zone, metric, truth, value, error) of every metric that both know."""
    found = measured_values(analysis)
    return [(*key, truth[key], found[key], found[key] - truth[key]) for key in sorted(truth) if key in found]


def repeats(
    head: PhantomHead, captures: int, *, factor: float = phantom_series.FACTOR, profiles: bool = False
) -> list[Analysis]:
    """Captures of one head, re-posed each time as a careful technician would: frontal, and both profiles if wanted."""
    camera = VirtualCamera().scaled(factor)
    rng = np.random.default_rng((4242, head.patient.seed))
    analyses = []
    for capture in range(captures):
        yaw, pitch, roll, right, up, away = rng.normal(0.0, 1.0, 6) * (1.0, 1.0, 0.7, 4.0, 4.0, 5.0)
        scene = Scene(
            pose=Pose(yaw_deg=yaw, pitch_deg=pitch, roll_deg=roll), offset_mm=(right, up), distance_mm=800.0 + away
        )
        picture = render(head, scene, camera, noise_seed=capture)
        distance = float(np.linalg.norm((right, up, scene.distance_mm)))
        scale = Scale(kind=ScaleKind.WORKING_DISTANCE, view=View.FRONTAL, distance_mm=distance, sigma_mm=1.0)
        frame = SeriesPicture(file=f"{capture}.png", view=View.FRONTAL, picture_bgr=picture)
        frames = [frame]
        for view in (View.LATERAL_LEFT, View.LATERAL_RIGHT) if profiles else ():
            target = POSE_TARGETS[view].pose
            yaw, pitch, roll, right, up = rng.normal(0.0, 1.0, 5) * (1.0, 1.0, 0.7, 3.0, 3.0)
            pose = Pose(yaw_deg=target.yaw_deg + yaw, pitch_deg=target.pitch_deg + pitch, roll_deg=roll)
            side = render(head, seated(pose, aside_mm=(right, up)), camera, noise_seed=capture)
            frames.append(SeriesPicture(file=f"{view.value}_{capture}.png", view=view, picture_bgr=side))
        result = analyse_series(
            frames, phantom_series.finder(), calibration=camera.calibration, scale=scale, off_protocol=True
        )
        analyses.append(result.analysis)
    return analyses


def print_table(patients: Sequence[PhantomPatient], captures: int) -> None:
    """Print bias, spread, worst error, coverage and within-head deviation of every metric and attribute."""
    errors, variances, truths, covered = (defaultdict(list) for _ in range(4))
    for patient in patients:
        head = build_head(patient, phantom_series.RESOURCES)
        analyses, truth = repeats(head, captures, factor=1.0, profiles=True), true_metrics(head)
        rows = [measured_values(analysis) for analysis in analyses]
        for key in set.intersection(*(set(row) for row in rows)):
            values = [row[key] for row in rows]
            variances[key[1]].append(np.var(values, ddof=1))
            if key not in truth:
                continue
            truths[key[1]].append(truth[key])
            errors[key[1]].append(np.mean(values) - truth[key])
            limits = [found_limits(analysis)[key] for analysis in analyses]
            covered[key[1]] += [low <= truth[key] <= high for low, high in limits]
    for name in sorted(variances):
        line = f"{name:24s} sem {np.mean(variances[name]) ** 0.5:6.3f}"
        if name in errors:
            off, true = np.array(errors[name]), np.array(truths[name])
            line += f"  truth {true.min():5.1f} to {true.max():5.1f} (sd {true.std():4.2f})  bias {off.mean():6.2f}"
            line += f"  rms {np.mean(off**2) ** 0.5:5.2f}  worst {off[np.abs(off).argmax()]:6.2f}"
            line += f"  covered {np.mean(covered[name]):4.2f}"
        print(line)  # noqa: T201
    print(f"all intervals: {np.concatenate(list(covered.values())).mean():.3f}")  # noqa: T201


def main(captures: int) -> None:
    """Print both tables."""
    print_table([made(options) for options in CHOOSING], captures)
    print_table([*DEFAULT_PATIENTS, *(made(options) for options in HELD_OUT)], captures)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        folder = Path(sys.argv[2])
        truth_file = json.loads((folder / "truth" / "truth.json").read_text())
        for row in truth_rows(read_analysis(folder / "analysis.json"), truth_of_document(truth_file)):
            print("{:18s} {:24s} {:8.2f} {:8.2f} {:8.2f}".format(*row))  # noqa: T201
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
