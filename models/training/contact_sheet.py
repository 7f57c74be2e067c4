"""Puts people of the population side by side to be looked at, and zones at rising severity.

Run from the project's folder:  python models/training/contact_sheet.py --config models/training/config.toml --out DIR
Writes `people.png` (each person once, conditions in turn), `zones.png` (a row a zone, severity 0 to 4, nothing else
changed) and `found.json`: how many faces MediaPipe finds, and how far its landmarks lie from the true ones.
"""

import argparse
import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.zones import MIDLINE_ZONES, PAIRED_ZONES, ZONES
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.head_hair import usual_hairdo
from skinlax_desktop.phantom.landmarks import load_landmark_table
from skinlax_desktop.phantom.population import (
    CONDITIONS,
    Condition,
    PopulationPerson,
    PopulationPicture,
    photograph,
    sample_person,
    seat_person,
)
from skinlax_desktop.phantom.population.complexion import Complexion

Picture = npt.NDArray[np.uint8]

RESOURCES: Final = Path(__file__).parents[2] / "resources"
TILE: Final = (252, 324)
COLUMNS: Final = 10
STEPS: Final = (0.0, 1.0, 2.0, 3.0, 4.0)
FIRST_OF_SHEET: Final = 900_000
"""People of the sheet are not those of the population: nothing is judged by who was trained on."""


def main() -> None:
    """Write both sheets and the count of faces found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--zones", action=argparse.BooleanOptionalAction, default=True)
    options = parser.parse_args()
    seed = tomllib.loads(options.config.read_text(encoding="utf-8"))["population"]["seed"]
    options.out.mkdir(parents=True, exist_ok=True)
    pictures = []
    for number in range(options.people):
        pictures.append(_picture_of(seed, number))
        if number % 10 == 9:
            print(f"{number + 1} of {options.people} people", flush=True)
    cv2.imwrite(str(options.out / "people.png"), _sheet([tile(picture.picture_bgr) for picture in pictures], COLUMNS))
    found = faces_found(pictures)
    (options.out / "found.json").write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(json.dumps(found))
    if options.zones:
        cv2.imwrite(str(options.out / "zones.png"), zone_strips(seed))


def condition_of(number: int) -> Condition:
    """Conditions in turn, ordinary pictures as often as all of the station's."""
    return ("frontal", "ordinary", "oblique_left", "ordinary", "oblique_right", "ordinary")[number % 6]


def faces_found(pictures: list[PopulationPicture]) -> dict[str, float]:
    """The share of faces found, and landmark errors in per cent of the pupil distance by condition."""
    finder = MediaPipeLandmarkFinder(RESOURCES / "third_party" / "mediapipe" / "face_landmarker.task")
    errors: dict[str, list[float]] = {condition: [] for condition in CONDITIONS}
    count = 0
    for picture in pictures:
        faces = finder.find(picture.picture_bgr)
        if not faces:
            continue
        count += 1
        pupils_px = picture.pupil_distance_mm / picture.scene.distance_mm * picture.camera.focal_px
        away = np.linalg.norm(faces[0].points_px[:468] - picture.landmarks_px[:468], axis=1)
        errors[picture.condition].append(float(100.0 * np.median(away[picture.visible[:468]]) / pupils_px))
    finder.close()
    found: dict[str, float] = {"pictures": len(pictures), "found_share": count / max(len(pictures), 1)}
    for condition, values in errors.items():
        if values:
            found[f"{condition}_median_error_pct"] = round(float(np.median(values)), 2)
            found[f"{condition}_p95_error_pct"] = round(float(np.percentile(values, 95)), 2)
    return found


def zone_strips(seed: int) -> Picture:
    """One person without laxity, then with each zone alone at rising severity, cut out around the zone.

    Paired zones on the left only. The mean change of grey level in the cut-out stands beside the severity.
    """
    plain = sample_person(seed, FIRST_OF_SHEET + 1)
    firm = _station_picture(with_severities(plain, {}))
    zones = load_landmark_table(RESOURCES).zones
    tiles = []
    for zone in (*MIDLINE_ZONES, *(f"{zone}_L" for zone in PAIRED_ZONES)):
        for step in STEPS:
            picture = firm if step == 0.0 else _station_picture(with_severities(plain, {zone: step}))
            before, after = (_around(one, firm, zones.get(zone)) for one in (firm, picture))
            change = float(cv2.absdiff(before, after).mean())
            tiles.append(
                _labelled(cv2.resize(after, TILE, interpolation=cv2.INTER_CUBIC), f"{zone} {step:.0f}: {change:.1f}")
            )
    return _sheet(tiles, len(STEPS) * 2)


def with_severities(person: PopulationPerson, severities: dict[str, float]) -> PopulationPerson:
    """The same person with these severities and no other laxity, in shape and in wrinkles, and nothing worn."""
    laxity = {zone: severities.get(zone, 0.0) for zone in ZONES}
    patient = replace(person.patient, laxity=laxity, monk=4)
    return replace(
        person,
        patient=patient,
        skin_of=replace(person.skin_of, laxity=laxity, monk=4, sex="F"),
        hairdo=usual_hairdo(patient),
        complexion=Complexion(),
        glasses=False,
    )


def _station_picture(person: PopulationPerson) -> PopulationPicture:
    return photograph(seat_person(person, RESOURCES), "frontal", np.random.default_rng(7))


def _around(picture: PopulationPicture, placed_by: PopulationPicture, outline: tuple[int, ...] | None) -> Picture:
    """The part of a picture around landmarks, or below the chin where a zone has none."""
    marks = placed_by.landmarks_px
    if outline is None:
        middle = marks[152] + (0.0, 0.2 * np.linalg.norm(marks[10] - marks[152]))
    else:
        middle = marks[list(outline)].mean(axis=0)
    half = 0.62 * np.linalg.norm(marks[468] - marks[469])
    x, y = middle
    rows, columns = (
        slice(max(0, round(y - 1.28 * half)), round(y + 1.28 * half)),
        slice(round(x - half), round(x + half)),
    )
    return np.ascontiguousarray(picture.picture_bgr[rows, columns])


def tile(picture: Picture) -> Picture:
    """A picture at the size of the sheet."""
    return np.asarray(cv2.resize(picture, TILE, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _picture_of(seed: int, number: int) -> PopulationPicture:
    index = FIRST_OF_SHEET + number
    sitter = seat_person(sample_person(seed, index), RESOURCES)
    return photograph(sitter, condition_of(number), np.random.default_rng((seed, index, 1)))


def _labelled(picture: Picture, words: str) -> Picture:
    drawn = picture.copy()
    cv2.putText(drawn, words, (6, 16), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (255, 255, 255), 1, cv2.LINE_AA)
    return drawn


def _sheet(tiles: list[Picture], columns: int) -> Picture:
    blank = np.zeros_like(tiles[0])
    rows = [tiles[start : start + columns] for start in range(0, len(tiles), columns)]
    rows[-1] += [blank] * (columns - len(rows[-1]))
    return np.concatenate([np.concatenate(row, axis=1) for row in rows], axis=0)


if __name__ == "__main__":
    main()
