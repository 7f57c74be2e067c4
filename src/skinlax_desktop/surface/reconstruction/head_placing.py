"""Where the head stands among the cameras: landmarks of many pictures, triangulated, against the average face."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.canonical_face import MESH_POINTS
from skinlax_desktop.surface.head_frame import HeadPlacement, place_head
from skinlax_desktop.surface.reconstruction.bundle_adjustment import Bundle
from skinlax_desktop.surface.reconstruction.feature_tracks import normalised

Points = npt.NDArray[np.float64]

_ROUNDS: Final = 4
_NEAR_PX: Final = 3.0


def triangulate_landmarks(landmarks_px: Mapping[int, Points], bundle: Bundle) -> Points:
    """World points (468, 3) nearest to their lines of sight; landmarks slide, so far-off ones count little.

    `landmarks_px`: frame to (468 or more, 2) pixels of its working picture; at least two frames with a pose.
    """
    frames = sorted(landmarks_px)
    rays, centres = [], []
    for frame in frames:
        matrix = np.eye(3)
        matrix[[0, 1], [0, 1]], matrix[:2, 2] = bundle.focal_px[frame], bundle.centre_px[frame]
        flat = normalised(landmarks_px[frame][:MESH_POINTS], matrix)
        ray = np.column_stack([flat, np.ones(len(flat))]) @ bundle.rotations[frame]
        rays.append(ray / np.linalg.norm(ray, axis=1, keepdims=True))
        centres.append(-bundle.rotations[frame].T @ bundle.translations[frame])
    ray, centre = np.array(rays), np.array(centres)
    across = np.eye(3) - ray[..., :, None] * ray[..., None, :]
    weight = np.ones(ray.shape[:2])
    pixel = np.linalg.norm(centre - bundle.points.mean(axis=0), axis=1) / bundle.focal_px[frames, 0]
    points = np.zeros((MESH_POINTS, 3))
    for _ in range(_ROUNDS):
        left = (weight[..., None, None] * across).sum(axis=0)
        right = (weight[..., None] * np.einsum("fnij,fj->fni", across, centre)).sum(axis=0)
        points = np.linalg.solve(left, right[:, :, None])[:, :, 0]
        off = np.linalg.norm(np.einsum("fnij,fnj->fni", across, points[None] - centre[:, None]), axis=2)
        weight = 1.0 / (1.0 + (off / pixel[:, None] / _NEAR_PX) ** 2)
    return points


def placed_in_head(bundle: Bundle, placement: HeadPlacement) -> Bundle:
    """The bundle in the head frame, in millimetres of the average face."""
    turn, size = placement.rotation, placement.scale
    return replace(
        bundle,
        rotations=np.asarray(bundle.rotations @ turn),
        translations=np.asarray((bundle.translations + bundle.rotations @ placement.origin) / size),
        points=np.asarray((bundle.points - placement.origin) @ turn / size),
        motion=np.asarray(bundle.motion @ turn / size),
    )


def find_head(landmarks_px: Mapping[int, Points], bundle: Bundle) -> tuple[HeadPlacement, Points]:
    """The head's placement in the world and its landmarks (468, 3) there."""
    points = triangulate_landmarks(landmarks_px, bundle)
    return place_head(points), points


def down_of_camera(rotations: Sequence[Points]) -> Points:
    """The unit vector (3,) that points down for a level camera, in the head's axes, over pictures (head to camera)."""
    down = np.mean([rotation[1] for rotation in rotations], axis=0)
    return np.asarray(down / np.linalg.norm(down))


def head_yaw_deg(rotation: Points) -> float:
    """The yaw that a camera with this head-to-camera rotation sees; positive when the right cheek shows."""
    # The head's forward axis in camera axes (x right, y down, z away).
    forward = rotation[:, 2]
    return float(np.degrees(np.arctan2(forward[0], -forward[2])))
