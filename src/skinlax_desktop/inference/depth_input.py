"""What the depth network is given of one photograph: contrast, light, the landmarks, and the surface they span.

The graph first tells depth from the landmarks alone (a ridge regression); what it sees is added to that.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.views import Pose
from skinlax_desktop.imaging.normalised_face import (
    HEIGHT_PX,
    MM_PER_PX,
    NASION_ROW,
    WIDTH_PX,
    contrast_channels,
    log_luminance,
)
from skinlax_desktop.imaging.pose import rotation_from_pose
from skinlax_desktop.surface.canonical_face import canonical_face

INPUT_CHANNELS: Final = 6
DEPTH_UNIT_MM: Final = 20.0
"""What the network calls 1."""

FACE_MARGIN_PX: Final = 4
_HALF: Final = 2
_SUBPIXEL_BITS: Final = 4
_FACET_PX: Final = 2.0
_REACHES_PX: Final = (6.0, 16.0)
_UNPAINTED: Final = -1e6
_LEAST_WEIGHT: Final = 1e-3

_MESH_POINTS: Final = 468
# What of the picture is skin in nearly every face, by whose light the rest is told.
_MIDDLE: Final = (slice(70, 270), slice(60, 196))
_LIGHT_PX: Final = 3.0
_LIGHT_SCALE: Final = 2.0

_YAW_UNIT_DEG: Final = 45.0
_PITCH_UNIT_DEG: Final = 20.0

Floats = npt.NDArray[np.float32]
Points = npt.NDArray[np.float64]


def network_input(picture_bgr: npt.NDArray[np.uint8], surface_mm: Floats) -> Floats:
    """(INPUT_CHANNELS, HEIGHT_PX, WIDTH_PX): both contrast channels, x, y in -1..1, the surface, the slow light.

    `surface_mm` is that of the landmarks, here in `DEPTH_UNIT_MM`. Light from the camera falls off with the skin's
    slope, which the contrast channels leave out.
    """
    x = np.broadcast_to(np.linspace(-1.0, 1.0, WIDTH_PX, dtype=np.float32), (HEIGHT_PX, WIDTH_PX))
    y = np.broadcast_to(np.linspace(-1.0, 1.0, HEIGHT_PX, dtype=np.float32)[:, None], (HEIGHT_PX, WIDTH_PX))
    surface = np.clip(surface_mm / DEPTH_UNIT_MM, -6.0, 6.0)
    return np.concatenate([contrast_channels(picture_bgr), np.stack([x, y, surface, _slow_light(picture_bgr)])]).astype(
        np.float32
    )


def _slow_light(picture_bgr: npt.NDArray[np.uint8]) -> Floats:
    """Log luminance without detail, about the middle of the face: tone and exposure are taken away."""
    light = cv2.GaussianBlur(log_luminance(picture_bgr), (0, 0), _LIGHT_PX)
    return np.asarray(np.clip(_LIGHT_SCALE * (light - np.median(light[_MIDDLE])), -4.0, 4.0), dtype=np.float32)


def landmark_vector(points_px: Points, shape: Floats, yaw_deg: float, pitch_deg: float) -> Floats:
    """(1406,): the landmarks as seen, (468, 3) in `DEPTH_UNIT_MM` about the picture's middle and nasion; the angles."""
    flat = (np.asarray(points_px[:_MESH_POINTS]) - ((WIDTH_PX - 1) / 2.0, NASION_ROW)) * MM_PER_PX
    solid = np.column_stack((flat, before_nasion_mm(shape, yaw_deg, pitch_deg))) / DEPTH_UNIT_MM
    angles = (yaw_deg / _YAW_UNIT_DEG, pitch_deg / _PITCH_UNIT_DEG)
    return np.concatenate([solid.ravel(), angles]).astype(np.float32)


def before_nasion_mm(shape: Floats, yaw_deg: float, pitch_deg: float) -> Points:
    """(468,): how far each landmark lies before the nasion in the view, as the landmark model has it."""
    rotation = rotation_from_pose(Pose(yaw_deg=yaw_deg, pitch_deg=pitch_deg, roll_deg=0.0))
    return np.asarray((np.asarray(shape, dtype=np.float64) @ rotation.T)[:, 2])


def landmark_surface(points_px: Points, shape: Floats, yaw_deg: float, pitch_deg: float) -> tuple[Floats, Floats]:
    """The landmarks' mesh as a depth map, and where the face is; both (HEIGHT_PX, WIDTH_PX).

    Arguments as in `NormalisedFace`. Millimetres of the average face before the nasion, positive towards the camera;
    beyond the mesh the surface goes on smoothly, and far from it is 0. The face is 1 where the mesh is and a little
    beyond it, else 0.
    """
    before = before_nasion_mm(shape, yaw_deg, pitch_deg)
    painted, covered = _paint(np.asarray(points_px[:_MESH_POINTS]), before)
    margin = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * FACE_MARGIN_PX // _HALF + 1,) * 2)
    face = cv2.dilate(covered, margin)
    size = (WIDTH_PX, HEIGHT_PX)
    surface = cv2.resize(_continued(painted, covered), size, interpolation=cv2.INTER_LINEAR)
    return (
        np.asarray(surface, dtype=np.float32),
        np.asarray(cv2.resize(face, size, interpolation=cv2.INTER_NEAREST), dtype=np.float32),
    )


def _paint(points_px: Points, before_mm: Points) -> tuple[Floats, Floats]:
    """The triangles from back to front at half resolution, each in its mean depth; and what they cover."""
    painted = np.full((HEIGHT_PX // _HALF, WIDTH_PX // _HALF), _UNPAINTED, dtype=np.float32)
    triangles = canonical_face().triangles
    depths = before_mm[triangles].mean(axis=1)
    corners = np.round(((points_px + 0.5) / _HALF - 0.5)[triangles] * 2**_SUBPIXEL_BITS).astype(np.int32)
    for number in np.argsort(depths):
        cv2.fillConvexPoly(painted, corners[number], (float(depths[number]),), shift=_SUBPIXEL_BITS)
    covered = (painted > _UNPAINTED).astype(np.float32)
    return np.where(covered > 0.0, painted, np.float32(0.0)), covered


def _continued(painted: Floats, covered: Floats) -> Floats:
    """Facets smoothed; beyond the mesh means over ever wider surroundings take over."""
    surface = _mean_around(painted, covered, _FACET_PX / _HALF)
    known = covered.copy()
    for reach_px in _REACHES_PX:
        wider = _mean_around(painted, covered, reach_px / _HALF)
        weight = cv2.GaussianBlur(covered, (0, 0), reach_px / _HALF)
        surface = known * surface + (1.0 - known) * wider
        known = np.maximum(known, np.clip(weight / 0.05, 0.0, 1.0)).astype(np.float32)
    return np.asarray(surface, dtype=np.float32)


def _mean_around(painted: Floats, covered: Floats, sigma_px: float) -> Floats:
    total = cv2.GaussianBlur(painted * covered, (0, 0), sigma_px)
    weight = cv2.GaussianBlur(covered, (0, 0), sigma_px)
    return np.asarray(total / np.maximum(weight, _LEAST_WEIGHT), dtype=np.float32)
