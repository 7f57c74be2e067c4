"""Grades of a live frame: the model is asked about a quarter-size picture, and nothing doubtful is handed on."""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.measurement import NO_MODEL, Confidence
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.imaging.partial_development import develop_quarter
from skinlax_desktop.imaging.zones import VISIBLE_COSINE, zone_cosines, zone_polygons
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ports.landmarks import FoundFace, LandmarkFinder
from skinlax_desktop.ports.laxity import LaxityView, OpenedLaxity
from skinlax_desktop.ports.live_grades import LiveGrades
from skinlax_desktop.workflows.laxity import GradedSeries, read_estimate

Points = npt.NDArray[np.float64]

_BELOW_THE_JAW: Final = ("submental", "neck")
_LID: Final = "upper_eyelid"
_NOSE_BRIDGE: Final = 168


class LiveGrading:
    """Behind the `LiveGrader` port. The landmarks are found as in a still, so that live and still grades agree."""

    def __init__(self, finder: LandmarkFinder, laxity: Callable[[], OpenedLaxity]) -> None:
        self._finder = finder
        self._laxity = laxity

    def grade(self, frame: Frame, view: View, age_years: float | None) -> LiveGrades:
        """The sure grades of the zones that face the camera."""
        if view.is_lateral:
            return LiveGrades(doubt="profile_view")
        model = self._laxity()
        if model is None:
            return LiveGrades(doubt=NO_MODEL)
        if isinstance(model, SkinlaxError):
            return LiveGrades(doubt=model.code)
        picture = develop_quarter(frame)
        faces = find_faces(picture, self._finder)
        if len(faces) != 1:
            return LiveGrades(doubt="no_face")
        try:
            estimate = model.estimate([LaxityView(view=view, picture_bgr=picture, face=faces[0])])
        except SkinlaxError as error:
            return LiveGrades(doubt=error.code)
        series = read_estimate(estimate, deviates=False, age_years=age_years)
        return _sure(series, faces[0], view, picture.shape[1], picture.shape[0])


def _place(zone: str, ring: Points, face: FoundFace) -> Points:
    """Where a number stands: in the middle of its zone, but beside the eye and not on it."""
    if not zone.startswith(_LID):
        return np.asarray(ring.mean(axis=0))
    middle = float(face.points_px[_NOSE_BRIDGE, 0])
    return np.asarray(ring[np.abs(ring[:, 0] - middle).argmax()])


def _sure(series: GradedSeries, face: FoundFace, view: View, width: int, height: int) -> LiveGrades:
    overall = series.whole.overall
    if overall is None:
        return LiveGrades(doubt=series.whole.reason)
    if overall.confidence is Confidence.LOW:
        return LiveGrades(doubt=next(iter(overall.reasons), "low_confidence"))
    polygons = zone_polygons(face.points_px)
    cosines = zone_cosines(face.points_px, face.depth_px)
    shown = {}
    for zone, grade in series.zones.items():
        hidden = view is not View.FRONTAL if zone in _BELOW_THE_JAW else cosines.get(zone, 1.0) < VISIBLE_COSINE
        if not (hidden or grade.exploratory or grade.confidence is Confidence.LOW):
            shown[zone] = grade
    if not shown:
        return LiveGrades(doubt="low_confidence")
    places = {}
    for zone in shown:
        x, y = _place(zone, polygons[zone], face)
        places[zone] = (float((x + 0.5) / width), float((y + 0.5) / height))
    return LiveGrades(zones=shown, places=places)
