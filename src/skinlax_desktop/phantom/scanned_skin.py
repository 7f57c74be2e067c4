"""The colours of a scanned phantom: its own skin's pattern, under a light that is never twice the same."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.chart import to_chart, to_texels
from skinlax_desktop.phantom.face_regions import SkinChart
from skinlax_desktop.phantom.head import HeadShape
from skinlax_desktop.phantom.skin_tone import skin_albedo
from skinlax_desktop.surface.closest_surface import ClosestSurface
from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.reconstruction.seen_colours import sample

Points = npt.NDArray[np.float64]

_TEXEL_MM: Final = 0.35
_EXPOSURE: Final = 0.8
_SHADE: Final = 0.25
# The ring stays where it is; the head turns by a few degrees.
_LIGHT_SD: Final = 0.08
_SRGB_GAMMA: Final = 2.2
_NOISE_LEVELS: Final = 1.5


def skin_colours(
    head: HeadShape, shape_mm: Points, triangles: npt.NDArray[np.int32], at_mm: Points, random: np.random.Generator
) -> npt.NDArray[np.uint8]:
    """RGB (k, 3) of the skin nearest to `at_mm` (k, 3), on that shape (n, 3) of the head's outer `triangles`."""
    near = ClosestSurface(shape_mm, triangles).closest(at_mm)
    corners = triangles[near.triangle]
    chart = to_chart(head.topology.canonical_mm)
    texels = to_texels(np.einsum("nk,nkc->nc", near.weights, chart[corners]), _TEXEL_MM)
    landmarks = chart[head.landmark_vertices]
    albedo = skin_albedo(head.patient, SkinChart(landmarks_mm=landmarks, texel_mm=_TEXEL_MM))
    bgr = sample(albedo, texels, cv2.INTER_LINEAR)
    light = random.normal((0.0, 0.3, 1.0), _LIGHT_SD)
    facing = vertex_normals(shape_mm, triangles)[corners[:, 0]] @ (light / np.linalg.norm(light))
    lit = bgr[:, ::-1] * (_EXPOSURE * (1.0 - _SHADE + _SHADE * np.clip(facing, -1.0, 1.0)))[:, None]
    levels = 255.0 * np.clip(lit, 0.0, 1.0) ** (1.0 / _SRGB_GAMMA)
    levels += _NOISE_LEVELS * random.standard_normal(levels.shape)
    return np.asarray(np.clip(np.round(levels), 0, 255), dtype=np.uint8)
