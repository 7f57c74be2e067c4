"""Wrinkles and pigment spots of a live frame, on the zones that face the camera; nothing doubtful is handed on."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.attributes.skin_marks import mark_skin
from skinlax_desktop.imaging.face_scale import assumed_mm_per_px
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.imaging.partial_development import develop_quarter
from skinlax_desktop.imaging.zones import MEASURABLE_COSINE, zone_cosines, zone_polygons
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.ports.live_skin import Line, LiveSkin

_OPEN: Final = frozenset({"forehead", "temple", "malar", "buccal"})
"""Kinds of zones of open skin. Beside lids, nostrils, lips and jaw a live frame takes shadows for spots."""
_WRINKLED: Final = _OPEN | {"glabella", "lateral", "nasolabial", "marionette"}


class LiveSkinReading:
    """Behind the `LiveSkinReader` port. Zones, filters and limits are those of the measures of a still."""

    def __init__(self, finder: LandmarkFinder) -> None:
        self._finder = finder

    def read(self, frame: Frame, view: View) -> LiveSkin:
        """What a quarter of the resolution shows: lines and spots of a millimetre, not fine lines or pores."""
        if view.is_lateral:
            return LiveSkin(doubt="profile_view")
        picture = develop_quarter(frame)
        faces = find_faces(picture, self._finder)
        if len(faces) != 1:
            return LiveSkin(doubt="no_face")
        face = faces[0]
        polygons = zone_polygons(face.points_px)
        cosines = zone_cosines(face.points_px, face.depth_px)
        facing = {zone: zone.partition("_")[0] for zone, cosine in cosines.items() if cosine >= MEASURABLE_COSINE}
        wrinkled = [polygons[zone] for zone, kind in facing.items() if kind in _WRINKLED]
        spotted = [polygons[zone] for zone, kind in facing.items() if kind in _OPEN]
        if not spotted:
            return LiveSkin(doubt="turned_away")
        mm_per_px = assumed_mm_per_px(face.points_px, face.depth_px)
        marks = mark_skin(picture, face.points_px, wrinkled, spotted, mm_per_px)
        if marks is None:
            return LiveSkin(doubt="resolution_too_low")
        height, width = picture.shape[:2]
        return LiveSkin(
            wrinkles=tuple(_in_shares(line, width, height) for line in marks.wrinkles),
            spots=tuple(_in_shares(line, width, height) for line in marks.spots),
        )


def _in_shares(line: npt.NDArray[np.float64], width: int, height: int) -> Line:
    return tuple((float(x), float(y)) for x, y in (line + 0.5) / (width, height))
