"""What the pictures say about each vertex: who sees it, in which colour, and where the depth maps put it."""

from collections.abc import Sequence
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.ray_tracing import hidden
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView

Points = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

_LIFT_MM: Final = 0.6
_SQUARE: Final = 6
_LEAST_COSINE: Final = 0.15
_SAMPLES_A_ROW: Final = 256


def project(points: Points, camera_matrix: Points, rotation: Points, translation: Points) -> tuple[Points, Points]:
    """Pixels (n, 2) and depths (n,)."""
    placed = points @ rotation.T + translation
    focal = np.array([camera_matrix[0, 0], camera_matrix[1, 1]])
    return placed[:, :2] / placed[:, 2:] * focal + camera_matrix[:2, 2], placed[:, 2]


def sample(picture: npt.NDArray[Any], pixels: Points, interpolation: int) -> npt.NDArray[Any]:
    """The picture (h, w) or (h, w, c) at pixels (n, 2): (n,) or (n, c)."""
    # OpenCV's maps are pictures themselves: neither side may be longer than 32767.
    rows = -(-len(pixels) // _SAMPLES_A_ROW)
    at = np.full((rows * _SAMPLES_A_ROW, 2), -1e4, dtype=np.float32)
    at[: len(pixels)] = np.clip(pixels, -1e4, 1e5)
    maps = at.reshape(rows, _SAMPLES_A_ROW, 2)
    found = cv2.remap(picture, maps[:, :, 0], maps[:, :, 1], interpolation)
    return np.asarray(found.reshape(rows * _SAMPLES_A_ROW, *picture.shape[2:])[: len(pixels)])


def cosines_seen(scene: Any, vertices: Points, normals: Points, centre: Points) -> Points:
    """How squarely each vertex faces a camera at `centre`; 0 where the surface itself hides it."""
    towards = centre - vertices
    towards = towards / np.linalg.norm(towards, axis=1, keepdims=True)
    cosine = np.clip((towards * normals).sum(axis=1), 0.0, 1.0)
    facing = np.flatnonzero(cosine > _LEAST_COSINE)
    starts = vertices[facing] + normals[facing] * _LIFT_MM
    cosine[facing[hidden(scene, np.hstack([starts, towards[facing]]))]] = 0.0
    cosine[cosine <= _LEAST_COSINE] = 0.0
    return np.asarray(cosine)


def vertex_colours(views: Sequence[StereoView], vertices: Points, seen: Sequence[Points]) -> npt.NDArray[np.uint8]:
    """RGB (n, 3): the mean over the pictures, the squarest views by far the heaviest."""
    total = np.zeros((len(vertices), 3))
    weight = np.full(len(vertices), 1e-9)
    for view, cosine in zip(views, seen, strict=True):
        pixels, _ = project(vertices, view.camera_matrix, view.rotation, view.translation)
        colour = sample(view.picture, pixels, cv2.INTER_LINEAR)
        inside = ((pixels >= 0) & (pixels <= np.array(view.picture.shape[1::-1]) - 1)).all(axis=1)
        share = cosine**_SQUARE * inside
        total += share[:, None] * colour[:, ::-1]
        weight += share
    return np.asarray(np.clip(total / weight[:, None] + 0.5, 0, 255), dtype=np.uint8)
