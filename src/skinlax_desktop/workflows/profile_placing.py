"""Where a face's surface lies in a photograph of its profile, in which no landmarks are found."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.views import POSE_TARGETS, View
from skinlax_desktop.imaging.pose import Pinhole, pinhole_for
from skinlax_desktop.imaging.profile import profile_pitch_deg
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.orthographic_view import turned_view
from skinlax_desktop.surface.outline_match import PlaneSimilarity, lay_outline
from skinlax_desktop.workflows.profile_gate import FoundProfile, look_for_profile

Floats = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

# Rows of the surface in which its foremost point is sought, and how far they reach above and below the nasion.
_ROW_MM: Final = 1.5
_ABOVE_MM, _BELOW_MM = 30.0, 125.0
# A surface's size in the picture is known within so much where nothing else tells it.
_SIZES: Final = (0.9, 1.0, 1.12)
# Of the length from nasion to chin: so far above the nasion the photograph's outline is still skin.
_ABOVE: Final = 0.25
# A reading farther from a profile than this is not one.
_MOST_TURNED_DEG: Final = 15.0
# Of a measured face its own outline lies within 0.2 mm; nine strangers' profiles lay 0.5 to 6 mm away (phantoms).
MOST_ASTRAY_MM: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlacedProfile:
    """`at_px` (n, 2): where each vertex lies in the picture. `left_mm`: between the two outlines, median."""

    at_px: Floats
    yaw_deg: float
    left_mm: float


def place_in_profile(
    mesh: FaceMesh, picture_bgr: Picture, view: View, calibration: CameraCalibration | None
) -> PlacedProfile | str:
    """Lay the surface's outline, from brow to chin, on the photograph's; or the code of why it cannot be.

    The turn out of the picture is what the gate reads (`imaging.profile_reading`), a quarter where it reads none; turn
    in the picture, size and place come from the outline. `calibration` is of the upright picture.
    """
    height, width = picture_bgr.shape[:2]
    camera = pinhole_for((width, height), calibration)
    found = look_for_profile(picture_bgr, camera, None, view, full_scale=1.0)
    if isinstance(found, str):
        return found
    if found.profile.looks_right is not (view is View.LATERAL_RIGHT):
        return "profile_other_side"
    yaw = _turn_deg(found, view)
    flat, px_per_mm = _seen_from_the_side(mesh, yaw, found, camera)
    own, aim = _foremost(mesh, flat, px_per_mm, looks_right=found.profile.looks_right), _front(found)
    nasion = found.marks_px[0]
    tries = [lay_outline(own, aim, _sized(size, nasion)) for size in _SIZES]
    laid, left_px = min(tries, key=lambda tried: tried[1] / tried[0].scale)
    left_mm = left_px / (px_per_mm * laid.scale)
    if not left_mm <= MOST_ASTRAY_MM:
        return "profile_unlike_surface"
    return PlacedProfile(at_px=laid.apply(flat), yaw_deg=yaw, left_mm=left_mm)


def _turn_deg(found: FoundProfile, view: View) -> float:
    straight = POSE_TARGETS[view].pose.yaw_deg
    if found.yaw_deg is None or abs(found.yaw_deg - straight) > _MOST_TURNED_DEG:
        return straight
    return found.yaw_deg


def _seen_from_the_side(mesh: FaceMesh, yaw_deg: float, found: FoundProfile, camera: Pinhole) -> tuple[Floats, float]:
    """Vertices (n, 2) in the picture as far as the reading tells, and pixels a millimetre at the nasion."""
    pitch = found.pitch_deg if found.pitch_deg is not None else profile_pitch_deg(found.profile)
    distance = camera.focal_px * found.mm_per_px
    aside = (found.marks_px[0] - np.array(camera.centre_px)) * found.mm_per_px
    # Nodding is a turn in the picture of a profile, about the line of sight.
    lean = np.radians(pitch if found.profile.looks_right else -pitch)
    in_picture = np.array([[np.cos(lean), -np.sin(lean), 0.0], [np.sin(lean), np.cos(lean), 0.0], [0.0, 0.0, 1.0]])
    turned = mesh.vertices_in_face_mm.astype(np.float64) @ (in_picture @ turned_view(yaw_deg)).T
    across, down, far = turned[:, 0] + aside[0], aside[1] - turned[:, 1], distance - turned[:, 2]
    flat = np.column_stack((across / far, down / far)) * camera.focal_px + np.array(camera.centre_px)
    return flat, 1.0 / found.mm_per_px


def _foremost(mesh: FaceMesh, flat: Floats, px_per_mm: float, *, looks_right: bool) -> Floats:
    """The surface's own front outline (k, 2), row by row."""
    height_mm = mesh.vertices_in_face_mm[:, 1]
    face = np.flatnonzero((height_mm < _ABOVE_MM) & (height_mm > -_BELOW_MM))
    ahead = flat[face, 0] if looks_right else -flat[face, 0]
    row = np.floor(flat[face, 1] / (_ROW_MM * px_per_mm)).astype(np.int64)
    order = np.lexsort((ahead, row))
    last = np.append(np.flatnonzero(np.diff(row[order])), len(order) - 1)
    return np.asarray(flat[face[order[last]]])


def _front(found: FoundProfile) -> Floats:
    """The photograph's outline (n, 2) from the brow to the front of the chin: neither hair nor collar."""
    profile = found.profile
    line = np.array(profile.outline)
    highest = profile.nasion[1] - _ABOVE * profile.nasion_to_chin
    kept = (line[:, 1] >= highest) & (line[:, 1] <= profile.chin_front[1])
    return (line[kept] + 0.5) * found.scale - 0.5


def _sized(size: float, about: Floats) -> PlaneSimilarity:
    return PlaneSimilarity(matrix=size * np.eye(2), shift=about * (1.0 - size))
