"""A face as the laxity model looks at it: upright, at one scale, with light and skin tone divided out.

The face frame of the normalised picture: `MM_PER_PX` millimetres of an average face a pixel, roll removed, nasion on
row `NASION_ROW`, the middle of the landmarks' width on the middle column. Millimetres here are those of the average
face, not of this one: no absolute scale is needed, and none is claimed.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.pose import even_head_rotation, pinhole_for, pose_from_rotation
from skinlax_desktop.imaging.rigid_face import NASION, RIGID_INDICES, RIGID_POINTS_IN_HEAD_MM
from skinlax_desktop.imaging.zones import zone_polygons

Points = npt.NDArray[np.float64]

MM_PER_PX: Final = 0.7
WIDTH_PX: Final = 256
HEIGHT_PX: Final = 352
NASION_ROW: Final = 100
PATCH_PX: Final = 56
CHANNELS: Final = 2

_MESH_POINTS: Final = 468
_DARKEST: Final = 4.0
_WIDE_PX: Final = 10.0
_CONTRAST_PX: Final = 16.0
_LEAST_CONTRAST: Final = 0.02
_CHANNEL_SCALE: Final = (4.0, 0.7)
"""Brings both channels to a spread near 1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NormalisedFace:
    """`picture_bgr` (HEIGHT_PX, WIDTH_PX, 3) uint8 in the face frame.

    `points_px` (478, 2) are the landmarks in that picture; `shape` (468, 3) float32 the landmarks turned to a head
    that looks straight ahead, in units of an average face's millimetres, y up, z forward, origin at the nasion.
    `yaw_deg`, `pitch_deg`: of the head as seen. `source_mm_per_px`: how coarse the photograph was in this region.
    """

    picture_bgr: npt.NDArray[np.uint8]
    points_px: Points
    shape: npt.NDArray[np.float32]
    yaw_deg: float
    pitch_deg: float
    source_mm_per_px: float


def normalise_face(picture_bgr: npt.NDArray[np.uint8], points_px: Points, depth_px: Points) -> NormalisedFace:
    """Bring the face with these 478 landmarks (pixels, and the model's depth in pixels) to the face frame."""
    height, width = picture_bgr.shape[:2]
    rotation = even_head_rotation(points_px, depth_px, pinhole_for((width, height), None))
    pose = pose_from_rotation(rotation)
    scale = _px_per_mm(points_px, rotation)
    roll = np.radians(pose.roll_deg)
    # A head rolled to its own left leans to the right of the picture.
    upright = np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]]) / (scale * MM_PER_PX)
    turned = points_px @ upright.T
    mesh = turned[:_MESH_POINTS, 0]
    shift = np.array(
        [(WIDTH_PX - 1) / 2.0 - (mesh.min() + mesh.max()) / 2.0, NASION_ROW - turned[NASION, 1]], dtype=np.float64
    )
    return NormalisedFace(
        picture_bgr=_warp(picture_bgr, np.column_stack((upright, shift))),
        points_px=turned + shift,
        shape=_frontal_shape(points_px, depth_px, rotation, scale),
        yaw_deg=pose.yaw_deg,
        pitch_deg=pose.pitch_deg,
        source_mm_per_px=1.0 / scale,
    )


def contrast_channels(picture_bgr: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """(2, height, width) float32: log luminance without its slow part, and the same over its local contrast.

    The logarithm turns skin tone and exposure into an offset, which the high-pass takes away.
    """
    logarithm = log_luminance(picture_bgr)
    fine = logarithm - cv2.GaussianBlur(logarithm, (0, 0), _WIDE_PX)
    power = cv2.GaussianBlur(fine * fine, (0, 0), _CONTRAST_PX)
    local = fine / (np.sqrt(power) + _LEAST_CONTRAST)
    both = np.stack([fine * _CHANNEL_SCALE[0], local * _CHANNEL_SCALE[1]])
    return np.asarray(np.clip(both, -4.0, 4.0), dtype=np.float32)


def log_luminance(picture_bgr: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """(height, width): a factor of tone or exposure is an offset in it; the darkest pixels' noise is held down."""
    grey = cv2.cvtColor(picture_bgr, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return np.asarray(np.log(grey + _DARKEST), dtype=np.float32)


def zone_centres_px(points_px: Points) -> dict[str, Points]:
    """Zone name to the middle (2,) of its outline in the normalised picture."""
    return {zone: polygon.mean(axis=0) for zone, polygon in zone_polygons(points_px).items()}


def cut_patch(channels: npt.NDArray[np.float32], centre_px: Points) -> npt.NDArray[np.float32]:
    """(2, PATCH_PX, PATCH_PX) around a centre, to the nearest pixel; what lies outside the picture is 0."""
    left, top = np.round(centre_px).astype(int) - PATCH_PX // 2
    patch = np.zeros((channels.shape[0], PATCH_PX, PATCH_PX), dtype=np.float32)
    height, width = channels.shape[1:]
    rows = slice(max(top, 0), min(top + PATCH_PX, height))
    columns = slice(max(left, 0), min(left + PATCH_PX, width))
    if rows.start < rows.stop and columns.start < columns.stop:
        patch[:, rows.start - top : rows.stop - top, columns.start - left : columns.stop - left] = channels[
            :, rows, columns
        ]
    return patch


def _px_per_mm(points_px: Points, rotation: Points) -> float:
    """Least-squares scale of the average rigid face, turned as seen, under weak perspective."""
    seen = points_px[RIGID_INDICES] - points_px[RIGID_INDICES].mean(axis=0)
    model = (RIGID_POINTS_IN_HEAD_MM @ rotation.T)[:, :2] * (1.0, -1.0)
    model = model - model.mean(axis=0)
    return float((seen * model).sum() / (model * model).sum())


def _frontal_shape(points_px: Points, depth_px: Points, rotation: Points, scale: float) -> npt.NDArray[np.float32]:
    solid = np.column_stack((points_px, depth_px))[:_MESH_POINTS] * (1.0, -1.0, -1.0)
    turned = (solid - solid[NASION]) @ rotation / scale
    return np.asarray(turned, dtype=np.float32)


def _warp(picture_bgr: npt.NDArray[np.uint8], matrix: Points) -> npt.NDArray[np.uint8]:
    """The affine picture, as the mean of both ways round: rounding must not tell a face from its mirror image."""
    part, matrix = _surroundings(picture_bgr, matrix)
    widest = part.shape[1] - 1
    mirrored = matrix * ((1.0, -1.0, -1.0), (-1.0, 1.0, 1.0))
    mirrored[:, 2] += (WIDTH_PX - 1 - matrix[0, 0] * widest, matrix[1, 0] * widest)
    straight, turned = _warp_once(part, matrix), _warp_once(np.ascontiguousarray(part[:, ::-1]), mirrored)
    return np.asarray(cv2.addWeighted(straight, 0.5, np.ascontiguousarray(turned[:, ::-1]), 0.5, 0.0), dtype=np.uint8)


def _surroundings(picture_bgr: npt.NDArray[np.uint8], matrix: Points) -> tuple[npt.NDArray[np.uint8], Points]:
    """The part of a picture that the affine picture shows, with a margin, and the affine map from there."""
    ends = np.array([[-1.0, -1.0], [WIDTH_PX, -1.0], [-1.0, HEIGHT_PX], [WIDTH_PX, HEIGHT_PX]])
    seen = np.linalg.solve(matrix[:, :2], (ends - matrix[:, 2]).T).T
    margin = 2.0 / float(np.hypot(*matrix[:, 0]))
    limits = np.array(picture_bgr.shape[1::-1])
    first = np.clip(np.floor(seen.min(axis=0) - margin), 0, limits - 1).astype(int)
    last = np.clip(np.ceil(seen.max(axis=0) + margin) + 1, first + 1, limits).astype(int)
    shift = matrix[:, 2] + matrix[:, :2] @ first
    return picture_bgr[first[1] : last[1], first[0] : last[0]], np.column_stack((matrix[:, :2], shift))


def _warp_once(picture_bgr: npt.NDArray[np.uint8], matrix: Points) -> npt.NDArray[np.uint8]:
    """The affine picture; a much finer source is averaged first, or the warp would skip pixels."""
    shrink = float(np.hypot(*matrix[:, 0]))
    factor = max(int(0.75 / shrink), 1)
    if factor > 1:
        rows, columns = (size // factor * factor for size in picture_bgr.shape[:2])
        small = cv2.resize(
            picture_bgr[:rows, :columns], (columns // factor, rows // factor), interpolation=cv2.INTER_AREA
        )
        # Pixel centres: small = (full + 0.5) / factor - 0.5.
        shift = matrix[:, 2] + matrix[:, :2].sum(axis=1) * (factor - 1) / 2.0
        matrix = np.column_stack((matrix[:, :2] * factor, shift))
        picture_bgr = np.asarray(small, dtype=np.uint8)
    warped = cv2.warpAffine(
        picture_bgr, matrix, (WIDTH_PX, HEIGHT_PX), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(warped, dtype=np.uint8)
