"""Evaluation rows of held-out synthetic people: photographed anew, re-posed, mirrored, and spoilt step by step."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.analytics.evaluation_rows import EvaluationRow
from skinlax_desktop.domain.laxity import MAX_GRADE
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.phantom.hand import draw_hand, random_hand
from skinlax_desktop.phantom.population import PopulationPerson, photograph, sample_person, seat_person
from skinlax_desktop.phantom.population.photograph import Condition
from skinlax_desktop.phantom.population.sitting import Sitter
from skinlax_desktop.ports.landmarks import FoundFace, LandmarkFinder
from skinlax_desktop.ports.laxity import LaxityEstimator, LaxityView
from skinlax_desktop.surface.canonical_face import mirror_points, mirrored_landmarks
from skinlax_desktop.workflows.evaluation_bad_input import BAD_PICTURES
from skinlax_desktop.workflows.evaluation_figures import BAD, FIVE_VIEWS, FRONTAL, MIRRORED, REPEAT
from skinlax_desktop.workflows.evaluation_photographs import Subject, found_views, rows_of_views

Picture = npt.NDArray[np.uint8]

_SERIES: Final[Mapping[Condition, View]] = MappingProxyType(
    {"frontal": View.FRONTAL, "oblique_left": View.OBLIQUE_LEFT, "oblique_right": View.OBLIQUE_RIGHT}
)
_TONE_LADDER_EVERY: Final = 4
_CHILD_YEARS: Final = 7
_TONES: Final = (1, 4, 7, 10)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PeopleStudio:
    """Photographs and grades person after person; `seed` and an index name a person for good."""

    seed: int
    resources: Path
    estimator: LaxityEstimator
    finder: LandmarkFinder

    def rows_of(self, index: int) -> list[EvaluationRow]:
        """All rows of one person.

        `five_views` is the series as far as landmarks are found in it: frontal and both obliques; a profile has none.
        """
        subject, sitter, random = self._seated(index)
        series, again = self._series(sitter, random), self._series(sitter, random)
        frontal = [view for view in series if view.view is View.FRONTAL]
        rows = [
            *self._graded(subject, FIVE_VIEWS, series),
            *self._graded(subject, FIVE_VIEWS + REPEAT, again),
            *self._graded(subject, FRONTAL, frontal),
            *self._graded(subject, FRONTAL + REPEAT, [view for view in again if view.view is View.FRONTAL]),
            *self._graded(subject, MIRRORED, [mirrored_view(view) for view in frontal]),
        ]
        for name, spoil in LADDER.items():
            spoilt = [(View.FRONTAL, spoil(view.picture_bgr, random)) for view in frontal]
            rows += self._graded(subject, f"ladder_{name}", found_views(spoilt, self.finder))
        if index % _TONE_LADDER_EVERY == 0:
            rows += self._in_other_tones(subject, sitter.person)
            rows += self._spoilt_for_good(subject, sitter, frontal)
        return rows

    def series_rows_of(self, index: int) -> list[EvaluationRow]:
        """That person's `five_views` alone, the pictures those of `rows_of`: by them groups of people are compared."""
        subject, sitter, random = self._seated(index)
        return self._graded(subject, FIVE_VIEWS, self._series(sitter, random))

    def _seated(self, index: int) -> tuple[Subject, Sitter, np.random.Generator]:
        """A person on the chair, and the chance of the pictures."""
        person = sample_person(self.seed, index)
        sitter = seat_person(person, self.resources)
        return _subject(self.seed, person), sitter, np.random.default_rng((self.seed, index, 2))

    def _series(self, sitter: Sitter, random: np.random.Generator) -> list[LaxityView]:
        taken = [(view, photograph(sitter, name, random).picture_bgr) for name, view in _SERIES.items()]
        return found_views(taken, self.finder)

    def _graded(self, subject: Subject, condition: str, views: list[LaxityView]) -> list[EvaluationRow]:
        return rows_of_views(subject, condition, views, self.estimator)

    def _spoilt_for_good(self, subject: Subject, sitter: Sitter, frontal: list[LaxityView]) -> list[EvaluationRow]:
        """What must never get a confident grade; the truth is nobody's."""
        nobody = replace(subject, truth={}, traits={})
        # Nobody told the program how old a child is: where it is told, no grade is trusted anyhow.
        child = replace(nobody, age=None)
        random = np.random.default_rng((self.seed, sitter.person.index, 4))
        bad = {
            name: spoil(view.picture_bgr, view.face.points_px)
            for view in frontal
            for name, spoil in BAD_PICTURES.items()
        }
        bad["profile"] = photograph(sitter, "lateral_left", random).picture_bgr
        shown = photograph(sitter, "frontal", random)
        third_party = self.resources / "third_party"
        bad["hand"], _ = draw_hand(shown.picture_bgr, random_hand(random), shown.scene, shown.camera, third_party)
        bad["child"] = photograph(seat_person(as_child(sitter.person), self.resources), "frontal", random).picture_bgr
        rows = []
        for name, picture in bad.items():
            about = child if name == "child" else nobody
            rows += self._graded(about, BAD + name, found_views([(View.FRONTAL, picture)], self.finder))
        return rows

    def _in_other_tones(self, subject: Subject, person: PopulationPerson) -> list[EvaluationRow]:
        """The same head under the same light, its skin alone in another tone."""
        rows = []
        for monk in _TONES:
            toned = replace(
                person,
                patient=replace(person.patient, monk=monk),
                skin_of=replace(person.skin_of, monk=monk),
                hair_of=replace(person.hair_of, monk=monk),
            )
            picture = photograph(
                seat_person(toned, self.resources), "frontal", np.random.default_rng((self.seed, person.index, 3))
            )
            views = found_views([(View.FRONTAL, picture.picture_bgr)], self.finder)
            rows += self._graded(replace(subject, monk=monk), f"ladder_tone_{monk}", views)
        return rows


def as_child(person: PopulationPerson) -> PopulationPerson:
    """A child of seven with that person's features."""
    return replace(
        person,
        patient=replace(person.patient, age_years=_CHILD_YEARS, laxity={}),
        skin_of=replace(person.skin_of, age_years=_CHILD_YEARS, laxity={}),
        hairdo=replace(person.hairdo, beard_mm=0.0, receded_mm=0.0, bare_crown=0.0),
        complexion=replace(person.complexion, stubble=0.0),
        glasses=False,
    )


def mirrored_view(view: LaxityView) -> LaxityView:
    """The picture and its landmarks as a mirror shows them: the subject's sides change places."""
    flip = np.diag([-1.0, 1.0, 1.0, 1.0])
    face = FoundFace(
        points_px=mirrored_landmarks(view.face.points_px, view.picture_bgr.shape[1]),
        depth_px=view.face.depth_px[mirror_points()],
        blendshapes={_other_side(name): value for name, value in view.face.blendshapes.items()},
        head_from_canonical=flip @ view.face.head_from_canonical @ flip,
    )
    swap = {View.OBLIQUE_LEFT: View.OBLIQUE_RIGHT, View.OBLIQUE_RIGHT: View.OBLIQUE_LEFT}
    picture = np.ascontiguousarray(view.picture_bgr[:, ::-1])
    return LaxityView(view=swap.get(view.view, view.view), picture_bgr=picture, face=face)


def _subject(seed: int, person: PopulationPerson) -> Subject:
    patient = person.patient
    return Subject(
        person=f"{seed}-{person.index}",
        source="synthetic",
        age=float(patient.age_years),
        sex=patient.sex,
        monk=patient.monk,
        # People a little beyond the scale stand at its end, as a grade does.
        truth={zone: min(patient.severity(zone), MAX_GRADE) for zone in ZONES},
        traits={"weight": patient.weight, "sex": float(patient.sex == "M")},
    )


def _other_side(name: str) -> str:
    if name.endswith("Left"):
        return name.removesuffix("Left") + "Right"
    return name.removesuffix("Right") + "Left" if name.endswith("Right") else name


def _jpeg(quality: int) -> Callable[[Picture, np.random.Generator], Picture]:
    def spoil(picture: Picture, _random: np.random.Generator) -> Picture:
        coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), dtype=np.uint8)

    return spoil


def _noise(sigma: float) -> Callable[[Picture, np.random.Generator], Picture]:
    def spoil(picture: Picture, random: np.random.Generator) -> Picture:
        noisy = picture + random.normal(0.0, sigma, picture.shape)
        return np.asarray(np.clip(noisy + 0.5, 0, 255), dtype=np.uint8)

    return spoil


def _light(gain: float) -> Callable[[Picture, np.random.Generator], Picture]:
    def spoil(picture: Picture, _random: np.random.Generator) -> Picture:
        return np.asarray(np.clip(picture * gain + 0.5, 0, 255), dtype=np.uint8)

    return spoil


def _side_light(strength: float) -> Callable[[Picture, np.random.Generator], Picture]:
    def spoil(picture: Picture, _random: np.random.Generator) -> Picture:
        across = np.linspace(1.0 - strength, 1.0 + strength, picture.shape[1])[None, :, None]
        return np.asarray(np.clip(picture * across + 0.5, 0, 255), dtype=np.uint8)

    return spoil


def _coarser(factor: float) -> Callable[[Picture, np.random.Generator], Picture]:
    def spoil(picture: Picture, _random: np.random.Generator) -> Picture:
        height, width = picture.shape[:2]
        small = cv2.resize(picture, (round(width / factor), round(height / factor)), interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)

    return spoil


LADDER: Final[Mapping[str, Callable[[Picture, np.random.Generator], Picture]]] = MappingProxyType(
    {
        "jpeg_80": _jpeg(80),
        "jpeg_30": _jpeg(30),
        "noise_4": _noise(4.0),
        "noise_12": _noise(12.0),
        "light_0.6": _light(0.6),
        "light_1.2": _light(1.2),
        "side_light_0.2": _side_light(0.2),
        "side_light_0.4": _side_light(0.4),
        "coarser_2": _coarser(2.0),
    }
)
"""What is done to the frontal picture, two steps of each where it can be."""
