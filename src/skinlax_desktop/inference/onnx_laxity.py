"""The laxity network behind the `LaxityEstimator` port.

Trained on synthetic heads only (`models/cards/`). The graph carries its own calibration: for every zone the quantile
that makes 95 % intervals of a fused sigma and the share of error common to all views, and how far a face lies from
those it learned from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.laxity import (
    MAX_GRADE,
    UNSURE_GRADES,
    WIDE_INTERVAL,
    LaxityEstimate,
    overall_laxity,
    weight_of_zone,
    youthfulness_index,
)
from skinlax_desktop.domain.measurement import LaxityGrade, ModelUse
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.expression import measure_expression
from skinlax_desktop.imaging.fine_detail import has_fine_detail
from skinlax_desktop.imaging.living_colour import has_skin_colour
from skinlax_desktop.imaging.normalised_face import NormalisedFace, normalise_face
from skinlax_desktop.imaging.occlusion import measure_cover
from skinlax_desktop.inference.even_landmarks import even_face
from skinlax_desktop.inference.laxity_fusion import fuse_views
from skinlax_desktop.inference.laxity_input import OUTPUT_ZONES, shape_pair, view_pair, zone_patches
from skinlax_desktop.inference.laxity_saliency import Asked, find_saliency
from skinlax_desktop.inference.onnx_session import OnnxSession
from skinlax_desktop.ports.landmarks import FoundFace, LandmarkFinder
from skinlax_desktop.ports.laxity import LaxityView
from skinlax_desktop.ports.saliency import OnProgress, ZoneSaliency
from skinlax_desktop.workflows.repeatability import MDC95_PER_SEM

INPUTS: Final = ("patches", "shape", "view")
OUTPUTS: Final = ("severity", "sigma", "rho", "quantile", "overall_quantile", "distance", "nuisance")

NUISANCES: Final = ("age", "male", "weight", "smile", "tone")
"""What the graph says beside laxity, each standardised over the synthetic people. None is shown as a value."""

_MOST_YAW_DEG: Final = 65.0
"""Beyond it MediaPipe's landmarks drift, and with them the zones."""

_COARSEST_MM_PER_PX: Final = 1.6
_COARSE_MM_PER_PX: Final = 0.75
_FACING_DEG: Final = 25.0
"""Blendshapes, detail and covers are read from faces turned less than this: beyond it blendshapes follow the pose."""

_COVERED: Final = 0.4
"""A cover less sure than the gate's limit is enough to doubt a grade, which costs nobody a picture."""

_SERIES: Final = frozenset({View.FRONTAL, View.OBLIQUE_LEFT, View.OBLIQUE_RIGHT})
"""The views of a series of five that carry landmarks."""

Floats = npt.NDArray[np.float64]


class OnnxLaxity:
    """Grades of one series of one person; runs on the device that the session reports.

    With a `finder` the landmarks are found again so that both sides are treated alike, as in training, and in less
    time with a second one `beside` it; without one the views' own are used.
    """

    def __init__(
        self, session: OnnxSession, finder: LandmarkFinder | None = None, beside: LandmarkFinder | None = None
    ) -> None:
        self._session = session
        self._finder = finder
        self._beside = beside

    @property
    def model(self) -> ModelUse:
        """The model and the device that really ran."""
        return self._session.model

    @property
    def exploratory_zones(self) -> tuple[str, ...]:
        """Zones whose grade was not shown to be their own."""
        return self._session.entry.exploratory_zones

    def estimate(self, views: Sequence[LaxityView]) -> LaxityEstimate:
        """The grades from any subset of views in which the landmarks hold; raises `laxity_no_usable_view`."""
        usable = self._usable(views)
        if not usable:
            raise SkinlaxError("laxity_no_usable_view")
        faces = [face for _, _, face in usable]
        said = self._session.run(_inputs(faces))
        severity, sigma = (np.asarray(said[name], dtype=np.float64) for name in ("severity", "sigma"))
        fused, spread = fuse_views(severity, sigma, np.asarray(said["rho"][0], dtype=np.float64))
        half = np.asarray(said["quantile"][0], dtype=np.float64) * spread
        doubts = _doubts([(views[number].face, face) for number, _, face in usable])
        exploratory = self._session.entry.exploratory_zones
        mdc95 = self._mdc95({views[number].view for number, _, _ in usable})
        zones = {
            zone: _grade(float(value), float(reach), doubts, exploratory=zone in exploratory, mdc95=mdc95.get(zone))
            for zone, value, reach in zip(OUTPUT_ZONES, fused, half, strict=True)
        }
        counted = [number for number, zone in enumerate(OUTPUT_ZONES) if zone not in exploratory]
        overall = overall_laxity(
            zones, half_interval=float(said["overall_quantile"][0, 0]) * mean_spread(spread, counted)
        )
        overall = None if overall is None else replace(overall, mdc95=mdc95.get(""))
        return LaxityEstimate(
            zones=zones,
            overall=overall,
            youthfulness_index=None if overall is None else youthfulness_index(overall),
            out_of_distribution=float(np.mean(said["distance"])),
            model=self.model,
            notices=self._session.notices,
        )

    def explain(
        self, views: Sequence[LaxityView], shown: int, on_progress: OnProgress = lambda _share: None
    ) -> Mapping[str, ZoneSaliency]:
        """Where the photograph `views[shown]` moved the grades; raises `laxity_no_usable_view` when it took no part."""
        usable = self._usable(views)
        at = next((place for place, (number, _, _) in enumerate(usable) if number == shown), None)
        if at is None:
            raise SkinlaxError("laxity_no_usable_view")
        _, found, face = usable[at]
        asked = Asked(inputs=_inputs([face for _, _, face in usable]), face=face, points_px=found.points_px, shown=at)
        return find_saliency(self._session.run, asked, on_progress)

    def _usable(self, views: Sequence[LaxityView]) -> list[tuple[int, FoundFace, NormalisedFace]]:
        """The views in which the landmarks hold: their numbers, the face as found evenly, and normalised."""
        usable = []
        for number, view in enumerate(views):
            face = view.face
            if self._finder is not None:
                face = even_face(view.picture_bgr, self._finder, face, self._beside)
            normal = normalise_face(view.picture_bgr, face.points_px, face.depth_px)
            if abs(normal.yaw_deg) <= _MOST_YAW_DEG and 0.0 < normal.source_mm_per_px <= _COARSEST_MM_PER_PX:
                usable.append((number, face, normal))
        return usable

    def _mdc95(self, seen: set[View]) -> dict[str, float]:
        """By zone the smallest change that is no noise, for the views it was found with; nothing for other sets."""
        condition = "five_views" if seen >= _SERIES else "frontal" if seen == {View.FRONTAL} else ""
        known = self._session.entry.repeat_sd.get(condition, {})
        return {zone: MDC95_PER_SEM * spread for zone, spread in known.items()}


def mean_spread(spread: Floats, counted: Sequence[int]) -> float:
    """The weighted mean of zone sigmas (28,) over the zones that count, which the overall's interval is scaled from."""
    weights = np.array([weight_of_zone(OUTPUT_ZONES[number]) for number in counted])
    return float((weights * spread[list(counted)]).sum() / max(weights.sum(), 1e-9))


def _inputs(faces: Sequence[NormalisedFace]) -> dict[str, npt.NDArray[np.float32]]:
    return {
        "patches": np.stack([zone_patches(face.picture_bgr, face.points_px) for face in faces]),
        "shape": np.stack([shape_pair(face.shape) for face in faces]),
        "view": np.stack([view_pair(face.yaw_deg, face.pitch_deg) for face in faces]),
    }


def _doubts(seen: Sequence[tuple[FoundFace, NormalisedFace]]) -> tuple[str, ...]:
    """Reasons that hold for every zone of the face."""
    doubts = []
    faces = [face for _, face in seen]
    if min(face.source_mm_per_px for face in faces) > _COARSE_MM_PER_PX:
        doubts.append("coarse_picture")
    if not all(has_skin_colour(face.picture_bgr, face.points_px) for face in faces):
        doubts.append("no_skin_colour")
    facing = [(found, face) for found, face in seen if abs(face.yaw_deg) <= _FACING_DEG]
    if not all(has_fine_detail(face.picture_bgr, face.points_px) for _, face in facing or seen):
        doubts.append("no_fine_detail")
    if any(_is_covered(face) for _, face in facing):
        doubts.append("something_covers")
    expressions = [measure_expression(found.blendshapes) for found, _ in facing]
    moved = {expression.movement for expression in expressions if expression is not None and expression.strength > 1.0}
    if "smile" in moved:
        doubts.append("smiling")
    if moved - {"smile"}:
        doubts.append("not_at_rest")
    return tuple(doubts)


def _is_covered(face: NormalisedFace) -> bool:
    return measure_cover(face.picture_bgr, face.points_px, face.yaw_deg).likelihood > _COVERED


def _grade(
    value: float, reach: float, doubts: tuple[str, ...], *, exploratory: bool, mdc95: float | None
) -> LaxityGrade:
    shown = min(max(value, 0.0), MAX_GRADE)
    low, high = min(max(value - reach, 0.0), shown), max(min(value + reach, MAX_GRADE), shown)
    grade = LaxityGrade(value=shown, low=low, high=high, exploratory=exploratory, mdc95=mdc95)
    wide = (WIDE_INTERVAL,) if reach > UNSURE_GRADES else ()
    return grade.doubted(*doubts, *wide)
