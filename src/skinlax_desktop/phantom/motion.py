"""How a face moves between two pictures: a smooth random displacement, as breath and muscle tone leave it."""

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.head import PhantomHead

Points = npt.NDArray[np.float64]

SMOOTH_OVER_MM: Final = 40.0
_WAVES: Final = 96
# The part of the head over which the root mean square is taken: the face, not the skull and the shoulders.
_FACE_Y_MM: Final = (-125.0, 85.0)
_FACE_BEHIND_MM: Final = -95.0


def random_motion(
    vertices_mm: Points, rms_mm: float, random: np.random.Generator, *, smooth_over_mm: float = SMOOTH_OVER_MM
) -> Points:
    """A displacement (n, 3) of head-frame vertices (n, 3), millimetres, whose 3D length is `rms_mm` rms on the face.

    A Gaussian random field with the covariance exp(-d^2 / 2 l^2), drawn as random Fourier features (Rahimi and Recht
    2007); the three directions are independent.
    """
    waves = random.normal(0.0, 1.0 / smooth_over_mm, (_WAVES, 3))
    phases = random.uniform(0.0, 2.0 * np.pi, _WAVES)
    heights = random.normal(0.0, 1.0, (_WAVES, 3))
    moved = np.cos(vertices_mm @ waves.T + phases) @ heights
    y, z = vertices_mm[:, 1], vertices_mm[:, 2]
    face = (y > _FACE_Y_MM[0]) & (y < _FACE_Y_MM[1]) & (z > _FACE_BEHIND_MM)
    length = float(np.sqrt((moved[face] ** 2).sum(axis=1).mean()))
    return np.asarray(moved * (rms_mm / length))


def moved_head(head: PhantomHead, displacement_mm: Points) -> PhantomHead:
    """The same head with the expression `moved`: every vertex displaced, and hair with the skin it grows from."""
    return replace(head, expressions={**head.expressions, "moved": displacement_mm})
