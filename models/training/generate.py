"""Draws the population and photographs it: `python generate.py --config config.toml --out DIR [--workers 2]`.

One file a person, written whole or not at all, so that a run can be stopped and go on. Each holds the pictures as the
networks see them (`NormalisedFace`), not the photographs: what a network never sees needs no disk. `README.md` beside
this file lists the fields.
"""

import argparse
import os
import sys
import tomllib
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.normalised_face import HEIGHT_PX, WIDTH_PX, NormalisedFace, normalise_face
from skinlax_desktop.imaging.rigid_face import NASION
from skinlax_desktop.inference.even_landmarks import find_evenly
from skinlax_desktop.inference.laxity_input import OUTPUT_ZONES
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.landmarks import load_landmark_table
from skinlax_desktop.phantom.population import (
    FOLD_ZONES,
    Condition,
    PopulationPicture,
    Sitter,
    person_truth,
    photograph,
    sample_person,
    seat_person,
)

RESOURCES = Path(__file__).parents[2] / "resources"
_STATE: dict[str, Any] = {}


def main() -> None:
    """Generate what is still missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    settings = tomllib.loads(options.config.read_text(encoding="utf-8"))["population"]
    options.out.mkdir(parents=True, exist_ok=True)
    # One thread a worker; the libraries read this when a worker begins.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    missing = missing_people(options.out, settings["people"])
    with get_context("spawn").Pool(options.workers, _begin, (settings, options.out)) as pool:
        for done, lost in enumerate(pool.imap_unordered(_make_person, missing), start=1):
            if done % 50 == 0 or lost:
                print(f"{done} of {len(missing)} people, {lost} pictures without a face", flush=True)


def missing_people(folder: Path, people: int) -> list[int]:
    """Who is not written yet; a file half written when a run was stopped has another name and does not count."""
    return [index for index in range(people) if not person_file(folder, index).is_file()]


def person_file(folder: Path, index: int) -> Path:
    """Where a person's file lies."""
    return folder / f"{index // 100:03d}" / f"{index:06d}.npz"


def nuisances(sitter: Sitter, smile: float) -> npt.NDArray[np.float32]:
    """`onnx_laxity.NUISANCES`, each of mean about 0 and spread about 1 over the population."""
    person = sitter.person
    return np.array(
        [
            (person.skin_of.age_years - 54.0) / 21.0,
            1.0 if person.patient.sex == "M" else -1.0,
            person.patient.weight / 0.4,
            (smile - 0.15) / 0.3,
            (person.patient.monk - 5.5) / 2.9,
        ],
        dtype=np.float32,
    )


def _begin(settings: dict[str, Any], out: Path) -> None:
    cv2.setNumThreads(1)
    # MediaPipe talks on the terminal.
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    _STATE["settings"], _STATE["out"] = settings, out
    _STATE["finder"] = MediaPipeLandmarkFinder(RESOURCES / "third_party" / "mediapipe" / "face_landmarker.task")


def _make_person(index: int) -> int:
    settings = _STATE["settings"]
    sitter = seat_person(sample_person(settings["seed"], index), RESOURCES)
    random = np.random.default_rng((settings["seed"], index, 1))
    rows: list[dict[str, Any]] = []
    lost = 0
    held_out = index % 20 in (*settings["validation"], *settings["test"])
    for condition in _conditions(settings, random, held_out=held_out):
        # Who is learnt from has other severities in every picture; who is held out has one truth.
        if not held_out:
            sitter = sitter.redrawn(random)
        picture = photograph(sitter, condition, random)
        faces = find_evenly(_STATE["finder"], picture.picture_bgr)
        if not faces:
            lost += 1
            continue
        face = normalise_face(picture.picture_bgr, faces[0].points_px, faces[0].depth_px)
        with_depth = index // 2 % settings["depth_of_every"] == 0
        rows.append(_row(sitter, picture, face, faces[0].points_px, with_depth=with_depth))
    if rows:
        _write(person_file(_STATE["out"], index), sitter, rows)
    return lost


def _conditions(settings: dict[str, Any], random: np.random.Generator, *, held_out: bool) -> tuple[Condition, ...]:
    """A mirrored oblique is the other one: one is enough to learn from."""
    obliques: tuple[Condition, ...] = ("oblique_left", "oblique_right")
    if not held_out:
        obliques = (obliques[int(random.integers(2))],)
    ordinary: tuple[Condition, ...] = ("ordinary",)
    return ("frontal", *obliques, *ordinary * int(settings["ordinary_pictures"]))


def _row(
    sitter: Sitter,
    picture: PopulationPicture,
    face: NormalisedFace,
    points_px: npt.NDArray[np.float64],
    *,
    with_depth: bool,
) -> dict[str, Any]:
    pupils = np.linalg.norm(np.diff(picture.landmarks_px[468:470], axis=0))
    inner = np.linalg.norm(points_px[:468] - picture.landmarks_px[:468], axis=1)
    return {
        "face": face.picture_bgr,
        "points_px": face.points_px.astype(np.float32),
        "shape": face.shape,
        "view_deg": np.array([face.yaw_deg, face.pitch_deg], dtype=np.float32),
        "true_view_deg": np.array([picture.scene.pose.yaw_deg, picture.scene.pose.pitch_deg], dtype=np.float32),
        "kind": picture.condition,
        "severity": _column({zone: sitter.person.patient.severity(zone) for zone in OUTPUT_ZONES}, OUTPUT_ZONES),
        "nuisance": nuisances(sitter, picture.smile),
        "landmark_error": float(np.median(inner) / pupils),
        "depth": _depth(picture, face, points_px) if with_depth else np.zeros((0, 0), dtype=np.float16),
    }


def _depth(
    picture: PopulationPicture, face: NormalisedFace, points_px: npt.NDArray[np.float64]
) -> npt.NDArray[np.float16]:
    """How far each pixel lies before the nasion, in the average face's millimetres; NaN where no head is."""
    true_mm_per_px = picture.scene.distance_mm / picture.camera.focal_px
    before = np.where(
        picture.inverse_depth > 0.0, picture.scene.distance_mm - 1.0 / np.maximum(picture.inverse_depth, 1e-9), np.nan
    )
    matrix, _ = cv2.estimateAffinePartial2D(points_px[:468], face.points_px[:468], method=cv2.LMEDS)
    warped = cv2.warpAffine(
        before.astype(np.float32),
        matrix,
        (WIDTH_PX, HEIGHT_PX),
        flags=cv2.INTER_NEAREST,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=float("nan"),
    )
    x, y = np.clip(np.round(face.points_px[NASION]).astype(int), 0, (WIDTH_PX - 1, HEIGHT_PX - 1))
    zero = warped[y, x] if np.isfinite(warped[y, x]) else 0.0
    return np.asarray((warped - zero) * face.source_mm_per_px / true_mm_per_px, dtype=np.float16)


def _write(path: Path, sitter: Sitter, rows: list[dict[str, Any]]) -> None:
    patient = sitter.person.patient
    columns: dict[str, Any] = {name: np.stack([row[name] for row in rows]) for name in rows[0]}
    truth = person_truth(sitter.head, load_landmark_table(RESOURCES))
    columns["displacement_mm"] = _column(truth.displacement_mm, OUTPUT_ZONES)
    columns["volume_ml"] = _column(truth.volume_ml, OUTPUT_ZONES)
    columns["fold_depth_mm"] = _column(truth.fold_depth_mm, FOLD_ZONES)
    columns["jowl_descent_mm"] = _column(truth.jowl_descent_mm, ("R", "L"))
    columns["cervicomental_deg"] = np.float32(truth.cervicomental_deg)
    columns["about"] = np.array(
        [sitter.person.index, patient.age_years, patient.sex == "M", patient.monk, sitter.person.decorrelated],
        dtype=np.int64,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        np.savez(file, **columns)
    part.replace(path)


def _column(values: Mapping[str, float], names: Sequence[str]) -> npt.NDArray[np.float32]:
    return np.array([values[name] for name in names], dtype=np.float32)


if __name__ == "__main__":
    main()
