"""Puts the worst zone errors of the held-out people side by side, and says what they have in common.

Run from the project's folder:  python models/training/worst_sheet.py --rows ROWS --out DIR
ROWS is the file that `skinlax models evaluate --rows` kept. Writes `worst.png` (photograph, truth, grade and interval
of each) and `worst.json`: the same in numbers, and what the worst have in common beside how common that is in all rows.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from sheet_parts import RESOURCES, Picture, around, grid, held_out_series, installed_model, labelled

from skinlax_desktop.analytics.evaluation_rows import EvaluationRow, selected
from skinlax_desktop.domain.laxity import MAX_GRADE
from skinlax_desktop.imaging.zones import zone_polygons
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.population import sample_person
from skinlax_desktop.workflows.evaluation_figures import FIVE_VIEWS

_SIDE_PX: Final = 220
_SAME_TRUTH: Final = 1e-6


def main() -> None:
    """Write the sheet and the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--exploratory", action="store_true", help="zones that are marked exploratory as well")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    header, rows = read(options.rows)
    left_out = () if options.exploratory else installed_model().exploratory_zones
    graded = [row for row in rows if row.truth is not None and row.zone not in left_out]
    if not are_same_people(graded[:: max(len(graded) // 50, 1)], header["seed"]):
        raise SystemExit("The rows are of people as they were drawn before. Evaluate again.")
    worst = sorted(graded, key=lambda row: -abs(_error(row)))[: options.count]
    finder = MediaPipeLandmarkFinder(RESOURCES / "third_party" / "mediapipe" / "face_landmarker.task")
    tiles = []
    for number, row in enumerate(worst, start=1):
        tiles.append(_tile(row, header["seed"], finder))
        print(f"{number} of {len(worst)}", flush=True)
    finder.close()
    cv2.imwrite(str(options.out / "worst.png"), grid(tiles, 5))
    shares = common(worst, graded, header["seed"])
    summary = {"of": len(graded), "worst": [_numbers(row) for row in worst], "common": shares}
    (options.out / "worst.json").write_text(json.dumps(summary, indent=1), encoding="utf-8")
    for name, (among, everywhere) in shares.items():
        print(f"{name:34} {among:6.2f} of the worst   {everywhere:6.2f} of all")


def read(path: Path) -> tuple[dict[str, Any], list[EvaluationRow]]:
    """The header, and the graded zones of the synthetic people in five views."""
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    rows = [EvaluationRow(**json.loads(line)) for line in lines]
    return json.loads(first), selected(rows, source="synthetic", condition=FIVE_VIEWS)


def are_same_people(rows: Sequence[EvaluationRow], seed: int) -> bool:
    """Whether the seed still draws the people of these rows."""
    return all(
        abs(min(sample_person(seed, int(row.person.split("-")[1])).patient.severity(row.zone), MAX_GRADE) - row.truth)
        < _SAME_TRUTH
        for row in rows
        if row.truth is not None
    )


def common(
    worst: Sequence[EvaluationRow], graded: Sequence[EvaluationRow], seed: int
) -> dict[str, tuple[float, float]]:
    """Shares among the worst and in all rows, side by side."""
    people = {row.person: sample_person(seed, int(row.person.split("-")[1])) for row in graded}
    asked = {
        "bearded": lambda row: people[row.person].hairdo.beard_mm > 0.0,
        "glasses": lambda row: people[row.person].glasses,
        "weight above 0.5": lambda row: people[row.person].patient.weight > 0.5,
        "graded too low": lambda row: _error(row) < 0.0,
        "truth above 3.5": lambda row: row.truth > 3.5,
        "truth below 0.5": lambda row: row.truth < 0.5,
        "decorrelated person (odd index)": lambda row: int(row.person.split("-")[1]) % 2 == 1,
        "men": lambda row: row.sex == "M",
        "Monk tone 7 to 10": lambda row: row.monk >= 7,
        "younger than 40": lambda row: row.age < 40,
        "low confidence": lambda row: not row.is_confident,
        "truth outside the interval": lambda row: not row.low <= row.truth <= row.high,
    }
    found = {name: (_share(worst, ask), _share(graded, ask)) for name, ask in asked.items()}
    for zone in sorted({row.zone.removesuffix("_L").removesuffix("_R") for row in graded}):
        among, everywhere = (_share(rows, lambda row, zone=zone: row.zone.startswith(zone)) for rows in (worst, graded))
        if among > 0.0:
            found[f"zone {zone}"] = (among, everywhere)
    return found


def _share(rows: Sequence[EvaluationRow], ask: Any) -> float:
    return sum(bool(ask(row)) for row in rows) / max(len(rows), 1)


def _error(row: EvaluationRow) -> float:
    return (row.value or 0.0) - (row.truth or 0.0)


def _tile(row: EvaluationRow, seed: int, finder: MediaPipeLandmarkFinder) -> Picture:
    _, views = held_out_series(seed, int(row.person.split("-")[1]), finder, views=1)
    words = (
        f"{row.zone} #{row.person.split('-')[1]}  {row.age:.0f} {row.sex} Monk {row.monk}",
        f"true {row.truth:.1f}  grade {row.value:.1f} ({row.low:.1f} to {row.high:.1f})",
        "" if row.is_confident else "low confidence",
    )
    if not views:
        return labelled(np.zeros((_SIDE_PX, _SIDE_PX, 3), dtype=np.uint8), *words, "no face in the frontal picture")
    polygon = zone_polygons(views[0].face.points_px)[row.zone]
    line = np.round(polygon * 16).astype(np.int32)[None]
    drawn = cv2.polylines(views[0].picture_bgr.copy(), line, True, (255, 255, 255), 1, cv2.LINE_AA, shift=4)
    points = views[0].face.points_px
    half = 0.62 * float(np.ptp(points[:468, 1]))
    return labelled(around(np.asarray(drawn, dtype=np.uint8), points[:468].mean(axis=0), half, _SIDE_PX), *words)


def _numbers(row: EvaluationRow) -> dict[str, Any]:
    names = ("person", "zone", "age", "sex", "monk", "truth", "value", "low", "high", "is_confident")
    return {name: getattr(row, name) for name in names} | {"error": _error(row)}


if __name__ == "__main__":
    main()
