"""From points in front of a camera to points in the head frame.

Head frame: origin at the nasion, x to the subject's left, y up, z forward.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.canonical_face import NASION, RIGID, canonical_face

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeadPlacement:
    """Where the head stands: `head_points = (points - origin) @ rotation`, both in the unit of `points`.

    `scale` is the size of this head against the average face, in units of `points` per millimetre.
    """

    rotation: Points
    origin: Points
    scale: float


def back_project(slopes: Points, depth_px: Points, *, focal_px: float, distance_mm: float) -> Points:
    """Points in front of a calibrated camera, millimetres; x right, y up, z towards the camera.

    `slopes` (n, 2) are x/z, y/z of the lines of sight, y down. A model's relative depth is weak perspective: its pixels
    are worth what a pixel is worth at the nasion, which lies `distance_mm` from the camera centre.
    """
    ray = np.column_stack((slopes, np.ones(len(slopes))))
    nasion_z = distance_mm / float(np.linalg.norm(ray[NASION]))
    along = nasion_z + (depth_px - depth_px[NASION]) * (nasion_z / focal_px)
    return np.asarray(ray * along[:, None] * np.array([1.0, -1.0, -1.0]))


def flat_points(points_px: Points, depth_px: Points) -> Points:
    """The same axes without a calibration: pixels of an orthographic picture."""
    return np.column_stack((points_px[:, 0], -points_px[:, 1], -depth_px))


def place_head(points: Points) -> HeadPlacement:
    """Fit the average face to the rigid landmarks (similarity, Umeyama 1991) and read off the head's axes."""
    rigid = np.array(RIGID)
    model = canonical_face().points_in_head_mm[rigid]
    seen = points[rigid]
    model_mean, seen_mean = model.mean(axis=0), seen.mean(axis=0)
    covariance = (seen - seen_mean).T @ (model - model_mean) / len(rigid)
    u, spread, vt = np.linalg.svd(covariance)
    sign = np.array([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
    rotation = (u * sign) @ vt
    scale = float((spread * sign).sum() / ((model - model_mean) ** 2).sum() * len(rigid))
    return HeadPlacement(rotation=rotation, origin=points[NASION].copy(), scale=scale)


def into_head(points: Points, placement: HeadPlacement) -> Points:
    """Points in the head frame, in their own unit."""
    return (points - placement.origin) @ placement.rotation
