"""Evaluation rows of photographs, and of the real folders with their ages."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.analytics.evaluation_rows import WHOLE_FACE, EvaluationRow
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.laxity import overall_laxity
from skinlax_desktop.domain.measurement import Confidence, LaxityGrade
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.attributes import measure_skin
from skinlax_desktop.imaging.decoding import read_picture
from skinlax_desktop.imaging.face_scale import assumed_mm_per_px
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.imaging.zones import zone_polygons
from skinlax_desktop.ports.landmarks import FoundFace, LandmarkFinder
from skinlax_desktop.ports.laxity import LaxityEstimator, LaxityView
from skinlax_desktop.workflows.evaluation_figures import FRONTAL, NEUTRAL, SMILING
from skinlax_desktop.workflows.laxity import NO_VIEW, read_estimate

Picture = npt.NDArray[np.uint8]

PORTRAITS: Final = Path("portraits") / "ages.csv"
LONDON: Final = Path("london") / "subjects.csv"
_RANDOM_DIRECTIONS: Final = 40
_DIRECTION_SEED: Final = 7
_CHEEKS: Final = ("malar_R", "malar_L")
_PUPILS: Final = (468, 473)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Who was photographed. `truth`: true grade by zone; empty for real people."""

    person: str
    source: str
    age: float | None = None
    sex: str | None = None
    monk: int | None = None
    truth: Mapping[str, float] = field(default_factory=dict)
    traits: Mapping[str, float] = field(default_factory=dict)


def found_views(pictures: Sequence[tuple[View, Picture]], finder: LandmarkFinder) -> list[LaxityView]:
    """The pictures in which a face is found, each with its first face."""
    views = []
    for view, picture in pictures:
        faces = find_faces(picture, finder)
        views += [LaxityView(view=view, picture_bgr=picture, face=faces[0])] if faces else []
    return views


def rows_of_views(
    subject: Subject, condition: str, views: Sequence[LaxityView], estimator: LaxityEstimator
) -> list[EvaluationRow]:
    """One row a zone and one for the whole face; a refused series gives the whole face alone, with the reason.

    The gate is not asked: what is evaluated is the model, with its own refusals. The truth of the whole face is the
    formula of the overall laxity over the true grades of the zones that were counted.
    """
    whole = EvaluationRow(
        person=subject.person,
        source=subject.source,
        condition=condition,
        zone=WHOLE_FACE,
        age=subject.age,
        sex=subject.sex,
        monk=subject.monk,
        traits=subject.traits,
    )
    if not views:
        return [replace(whole, refused=NO_VIEW)]
    shown = next((view for view in views if view.view is View.FRONTAL), views[0])
    whole = replace(
        whole,
        lightness=cheek_lightness(shown.picture_bgr, shown.face),
        traits={**subject.traits, **({} if subject.truth else random_directions(shown.face))},
    )
    try:
        shown_as = read_estimate(estimator.estimate(views), deviates=False, age_years=subject.age)
    except SkinlaxError as error:
        return [replace(whole, refused=error.code)]
    zones = [
        _graded(replace(whole, zone=zone, truth=subject.truth.get(zone), traits={}), grade)
        for zone, grade in shown_as.zones.items()
    ]
    overall = shown_as.whole.overall
    if overall is None:
        return [replace(whole, refused="zone_not_covered"), *zones]
    whole = replace(whole, truth=_true_overall(subject.truth, shown_as.zones))
    return [_graded(whole, overall), *zones]


def portrait_rows(folder: Path, estimator: LaxityEstimator, finder: LandmarkFinder) -> Iterator[list[EvaluationRow]]:
    """Every portrait of `portraits/ages.csv`, one list a picture; their sex is not recorded."""
    for line in _table(folder / PORTRAITS, ("file", "age_years")):
        subject = Subject(
            person=line["file"], source="portraits", age=_age(line["age_years"]), sex=line.get("sex") or None
        )
        picture = _read(folder / PORTRAITS.parent / line["file"])
        yield rows_of_views(subject, FRONTAL, found_views([(View.FRONTAL, picture)], finder), estimator)


def london_rows(folder: Path, estimator: LaxityEstimator, finder: LandmarkFinder) -> Iterator[list[EvaluationRow]]:
    """Every person of `london/subjects.csv`, neutral and smiling, one list a picture."""
    for line in _table(folder / LONDON, ("subject", "age_years", "sex")):
        subject = Subject(
            person=line["subject"], source="london", age=_age(line["age_years"]), sex=line["sex"][:1].upper()
        )
        for condition in (NEUTRAL, SMILING):
            picture = _read(folder / LONDON.parent / f"{line['subject']}_{condition}.jpg")
            yield rows_of_views(subject, condition, found_views([(View.FRONTAL, picture)], finder), estimator)


def cheek_lightness(picture_bgr: Picture, face: FoundFace) -> float | None:
    """CIE L* of both upper cheeks, or None when they do not show."""
    mm_per_px = assumed_mm_per_px(face.points_px, face.depth_px)
    colours = measure_skin(
        picture_bgr, face.points_px, zone_polygons(face.points_px), zones=_CHEEKS, mm_per_px=mm_per_px
    ).colours
    found = [colours[zone].lab[0] for zone in _CHEEKS if zone in colours]
    return float(np.mean(found)) if found else None


def random_directions(face: FoundFace) -> dict[str, float]:
    """The face's place along random directions of shape, the pupils held in place: what chance alone can show."""
    points = face.points_px - face.points_px[list(_PUPILS)].mean(axis=0)
    across = face.points_px[_PUPILS[1]] - face.points_px[_PUPILS[0]]
    cosine, sine = across / float(across @ across)
    shape = points @ np.array([[cosine, -sine], [sine, cosine]])
    directions = np.random.default_rng(_DIRECTION_SEED).normal(size=(_RANDOM_DIRECTIONS, shape.size))
    return {f"random_{number}": float(row @ shape.ravel()) for number, row in enumerate(directions)}


def _true_overall(truth: Mapping[str, float], graded: Mapping[str, LaxityGrade]) -> float | None:
    known = {
        zone: LaxityGrade(value=truth[zone], low=truth[zone], high=truth[zone], exploratory=grade.exploratory)
        for zone, grade in graded.items()
        if zone in truth
    }
    whole = overall_laxity(known)
    return None if whole is None else whole.value


def _graded(row: EvaluationRow, grade: LaxityGrade) -> EvaluationRow:
    return replace(
        row,
        value=grade.value,
        low=grade.low,
        high=grade.high,
        is_confident=grade.confidence is Confidence.OK,
        reasons=grade.reasons,
    )


def _table(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SkinlaxError("evaluation_table_unreadable", file=path.name) from error
    if not lines or not set(columns) <= set(lines[0]):
        raise SkinlaxError("evaluation_table_unreadable", file=path.name)
    return lines


def _age(text: str) -> float | None:
    """Years; None where the table does not know."""
    try:
        return float(text)
    except ValueError:
        return None


def _read(path: Path) -> Picture:
    if not path.is_file():
        raise SkinlaxError("evaluation_picture_missing", file=path.name)
    return read_picture(path, name=path.name).bgr
