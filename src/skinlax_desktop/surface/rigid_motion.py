"""Turning and shifting points, with or without a change of size."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Motion:
    """`scale * points @ rotation.T + shift`; a rigid motion has scale 1."""

    rotation: Floats
    shift: Floats
    scale: float = 1.0

    def apply(self, points: npt.NDArray[np.floating]) -> Floats:
        """Points (n, 3) moved."""
        return np.asarray(self.scale * (points @ self.rotation.T) + self.shift, dtype=np.float64)

    def then(self, later: "Motion") -> "Motion":
        """One motion, and `later` after it."""
        return Motion(
            rotation=later.rotation @ self.rotation,
            shift=later.scale * later.rotation @ self.shift + later.shift,
            scale=self.scale * later.scale,
        )

    def inverse(self) -> "Motion":
        """The way back."""
        back = self.rotation.T
        return Motion(rotation=back, shift=-(back @ self.shift) / self.scale, scale=1.0 / self.scale)


STILL = Motion(rotation=np.eye(3), shift=np.zeros(3))


def small_motion(turn_and_shift: Floats, about: Floats) -> Motion:
    """A rotation vector (radians) about a point, and a shift: (6,)."""
    turn, shift = turn_and_shift[:3], turn_and_shift[3:]
    angle = float(np.linalg.norm(turn))
    x, y, z = turn / max(angle, 1e-12)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    rotation = np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * cross @ cross
    return Motion(rotation=rotation, shift=about + shift - rotation @ about)


def fit_similarity(model: Floats, seen: Floats, *, rigid: bool = False, rounds: int = 5) -> Motion:
    """The motion that brings `model` (n, 3) onto `seen` (n, 3), outliers weighed down (Umeyama 1991, Huber weights).

    `rigid` keeps the size.
    """
    weight = np.ones(len(model))
    motion = STILL
    for _ in range(rounds):
        share = weight / weight.sum()
        model_mean, seen_mean = share @ model, share @ seen
        centred = model - model_mean
        u, spread, vt = np.linalg.svd((seen - seen_mean).T @ (centred * share[:, None]))
        sign = np.array([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
        rotation = (u * sign) @ vt
        size = 1.0 if rigid else float((spread * sign).sum() / (share @ (centred**2).sum(axis=1)))
        motion = Motion(rotation=rotation, shift=seen_mean - size * rotation @ model_mean, scale=size)
        off = np.linalg.norm(motion.apply(model) - seen, axis=1)
        limit = 1.5 * max(float(np.median(off)), 1e-6)
        weight = np.minimum(1.0, limit / np.maximum(off, 1e-9))
    return motion
