"""Where the nasion lies on the surface, and how surely its distance from a camera is known.

The root of the nose slopes: a landmark a millimetre beside its place along it changes the distance by up to .8 mm, and
in turned pictures the landmark slides up the root. So it is read in the pictures about the front, each on the
surface, and the slope there says how much its error counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.canonical_face import NASION
from skinlax_desktop.surface.reconstruction.feature_tracks import normalised
from skinlax_desktop.surface.reconstruction.head_placing import head_yaw_deg
from skinlax_desktop.surface.reconstruction.ray_tracing import cast
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView

Points = npt.NDArray[np.float64]

_ABOUT_MM: Final = 3.0
_FEWEST_HITS: Final = 12
_FRONT_DEG: Final = 25.0
# How far the landmark lies beside its place on ten phantoms, and what poses add to the distance on three sets (rms).
_LANDMARK_MM: Final = 1.6
_POSES_MM: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoundNasion:
    """`place` (3,) in the views' world; `distance_sigma`: standard error of its distance from the frontal camera."""

    place: Points
    distance_sigma: float


def find_nasion(
    scene: Any, landmarks_px: Mapping[int, Points], landmarks: Points, views: Sequence[StereoView], frontal: int
) -> FoundNasion | None:
    """The nasion that the pictures at most 25 degrees beside the frontal one show, on the surface.

    `scene`: the surface, in about millimetres; `landmarks_px`: by number of the view, its landmarks (n, 2) in its
    pixels; `landmarks` (468, 3) triangulated from all pictures. None where the surface has a wide hole there.
    """
    yaw = head_yaw_deg(views[frontal].rotation)
    places = []
    for number, points_px in landmarks_px.items():
        if abs(head_yaw_deg(views[number].rotation) - yaw) <= _FRONT_DEG:
            read = _on_surface(scene, views[number], _aim(views[number], points_px[NASION], landmarks[NASION]))
            if read is not None:
                places.append(read[0])
    middle = np.median(places, axis=0) if places else landmarks[NASION]
    found = _on_surface(scene, views[frontal], middle)
    if found is None:
        return None
    place, slope = found
    return FoundNasion(place=place, distance_sigma=float(np.hypot(_POSES_MM, _LANDMARK_MM * slope)))


def _aim(view: StereoView, pixel: Points, near: Points) -> Points:
    """The point on a pixel's line of sight that is as deep as another point."""
    depth = float((view.rotation @ near + view.translation)[2])
    slopes = normalised(pixel[None], view.camera_matrix)[0]
    return np.asarray(view.centre + view.rotation.T @ (np.append(slopes, 1.0) * depth))


def _on_surface(scene: Any, view: StereoView, target: Points) -> tuple[Points, float] | None:
    """Where the lines of sight about a target meet the surface, in the middle of them, and how steep it is there.

    A pore's hole does not matter; None for a wide one. Steepness: millimetres of distance for one across the picture.
    """
    side = np.linspace(-_ABOUT_MM, _ABOUT_MM, 9)
    across, up = (ends.reshape(-1) for ends in np.meshgrid(side, side))
    aims = target + across[:, None] * view.rotation[0] + up[:, None] * view.rotation[1]
    along, _ = cast(scene, np.hstack([np.broadcast_to(view.centre, aims.shape), aims - view.centre]))
    hit = np.isfinite(along)
    if hit.sum() < _FEWEST_HITS:
        return None
    x, y = across[hit], up[hit]
    # A curved sheet, read in its middle: the bridge is a ridge, and a plane through it lies up to .5 mm too far.
    sheet = np.column_stack([np.ones(len(x)), x, y, x * x, x * y, y * y])
    depth, slope_x, slope_y = np.linalg.lstsq(sheet, along[hit], rcond=None)[0][:3]
    away = target - view.centre
    return np.asarray(view.centre + away * depth), float(np.hypot(slope_x, slope_y) * np.linalg.norm(away))
