"""Angle of chin and neck, and fullness under the chin, from the profiles of a series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.chin_neck_outline import trace_chin_and_neck
from skinlax_desktop.imaging.profile import find_profiles
from skinlax_desktop.imaging.silhouette import NoSilhouette, cut_out_head
from skinlax_desktop.surface.facial_metrics import MENTON, NASION, Kind
from skinlax_desktop.surface.submental_metrics import measure_submental
from skinlax_desktop.workflows.series_pictures import JudgedFrame

PROFILE_KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {"cervicomental_angle_deg": Kind.ANGLE, "submental_area_mm2": Kind.AREA}
)
BELOW_THE_CHIN: Final = ("submental", "neck")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileReading:
    """Of one profile; `area_mm2` None without a scale."""

    angle_deg: float
    area_mm2: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontalFace:
    """What the frontal pictures teach about the profiles: nasion to menton in their pixels, and in millimetres."""

    length_px: float
    length_mm: float | None


def frontal_length_px(frame: JudgedFrame) -> float:
    """Nasion to menton in pixels of a picture with a face."""
    if frame.face is None:
        raise ValueError("no face")
    return float(np.linalg.norm(frame.face.points_px[NASION] - frame.face.points_px[MENTON]))


def measure_profiles(
    frames: Sequence[JudgedFrame], face: FrontalFace | None
) -> tuple[tuple[ProfileReading, ...], str | None]:
    """The readings of all lateral pictures, both sides alike, and the reason why there are none.

    A pixel of a profile is worth what makes its nasion to chin as long as the frontal pictures show it.
    """
    lateral = [frame for frame in frames if frame.view.is_lateral]
    if not lateral:
        return (), "no_lateral_view"
    if face is None:
        return (), "no_frontal_view"
    readings: list[ProfileReading] = []
    reason = "neck_hidden"
    for frame in lateral:
        found = _read_profile(frame, face)
        if isinstance(found, str):
            reason = found
        else:
            readings.append(found)
    return tuple(readings), None if readings else reason


def _read_profile(frame: JudgedFrame, face: FrontalFace) -> ProfileReading | str:
    picture = frame.picture.picture_bgr
    cut = cut_out_head(picture)
    if isinstance(cut, NoSilhouette):
        return "no_silhouette"
    found = find_profiles(cut.mask, expected_nasion_to_chin=face.length_px / cut.scale)
    wanted = frame.view is View.LATERAL_RIGHT
    profile = next((profile for profile in found if profile.looks_right == wanted), None)
    if profile is None:
        return "no_silhouette"
    outline = trace_chin_and_neck(picture, cut.mask, profile, cut.scale)
    shape = None if outline is None else measure_submental(outline.level, outline.length_px)
    if outline is None or shape is None:
        return "neck_hidden"
    mm_per_px = None if face.length_mm is None else face.length_mm / outline.length_px
    return ProfileReading(angle_deg=shape.angle_deg, area_mm2=None if mm_per_px is None else shape.area * mm_per_px**2)
