"""Recipe of the repeatability tables: re-posed phantoms, measured; run it to print the tables anew (minutes).

PYTHONPATH=src:tests python tests/phantom_repeats.py [captures] [folder of a capture set with truth/truth.json]
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

import phantom_series
from skinlax_desktop.domain.calibration import Scale, ScaleKind
from skinlax_desktop.domain.measurement import Analysis
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.phantom.head import PhantomHead
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import Scene, VirtualCamera
from skinlax_desktop.surface.facial_metrics import measure_face
from skinlax_desktop.workflows.analysis import SeriesPicture, analyse_series
from skinlax_desktop.workflows.analysis_file import read_analysis

Key = tuple[str, str]


def true_metrics(head: PhantomHead) -> dict[Key, float]:
    """The metrics of the head's own surface, at the vertices of the landmarks; irises at the front of the eyeballs."""
    points = np.zeros((478, 3))
    points[:468] = head.vertices_mm[head.landmark_vertices]
    for iris, eye in zip((468, 473), np.split(head.vertices_mm[head.topology.surface_count :], 2), strict=True):
        centre = eye.mean(axis=0)
        points[iris] = centre + np.array([0.0, 0.0, np.linalg.norm(eye - centre, axis=1).max()])
    return measure_face(points)


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


def truth_rows(analysis: Analysis, truth: dict[Key, float]) -> list[tuple[str, str, float, float, float]]:
    """(zone, metric, truth, value, error) of every metric that both know."""
    found = measured_values(analysis)
    return [(*key, truth[key], found[key], found[key] - truth[key]) for key in sorted(truth) if key in found]


def repeats(patient: int, captures: int, *, factor: float = 1.0, seed: int = 5) -> list[Analysis]:
    """Frontal captures of one head, re-posed each time as a careful technician would."""
    camera, head = VirtualCamera().scaled(factor), phantom_series.head(patient)
    rng = np.random.default_rng((seed, patient))
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
        result = analyse_series(
            [frame], phantom_series.finder(), calibration=camera.calibration, scale=scale, off_protocol=True
        )
        analyses.append(result.analysis)
    return analyses


def main(captures: int) -> None:
    """Print bias, spread, worst error and within-head deviation of every metric and attribute."""
    errors, variances, means = defaultdict(list), defaultdict(list), defaultdict(list)
    for patient in range(len(DEFAULT_PATIENTS)):
        rows = [measured_values(analysis) for analysis in repeats(patient, captures)]
        truth = true_metrics(phantom_series.head(patient))
        for key in set.intersection(*(set(row) for row in rows)):
            values = [row[key] for row in rows]
            variances[key[1]].append(np.var(values, ddof=1))
            means[key[1]].append(np.mean(values))
            if key in truth:
                errors[key[1]].append(np.mean(values) - truth[key])
    for name in sorted(variances):
        line = f"{name:24s} mean {np.mean(means[name]):7.2f}  sem {np.mean(variances[name]) ** 0.5:6.3f}"
        if name in errors:
            off = np.array(errors[name])
            line += f"  bias {off.mean():6.2f}  sd {off.std(ddof=1):5.2f}  worst {off[np.abs(off).argmax()]:6.2f}"
        print(line)  # noqa: T201


if __name__ == "__main__":
    if len(sys.argv) > 2:
        folder = Path(sys.argv[2])
        truth_file = json.loads((folder / "truth" / "truth.json").read_text())
        for row in truth_rows(read_analysis(folder / "analysis.json"), truth_of_document(truth_file)):
            print("{:18s} {:24s} {:8.2f} {:8.2f} {:8.2f}".format(*row))  # noqa: T201
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 4)
