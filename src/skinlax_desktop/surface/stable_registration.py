"""Laying one visit's face over another, rigidly, on skin that stays: no change of size, outliers weighed down.

Point to plane (Y. Chen, G. Medioni, 1992) with Tukey's weights, first on the stable region alone. The lower face hangs
far from there, and a tenth of a degree is a quarter of a millimetre at the jaw; so, where the rest of the face agrees
with the stable region, it helps: a second, linear step rests on all skin that has not visibly moved. Where the two
disagree by more than their errors allow, much of the face has changed, and the stable region stays the only judge.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.closest_surface import ClosestSurface
from skinlax_desktop.surface.error_model import ErrorModel, Samples, motion_rows
from skinlax_desktop.surface.rigid_motion import STILL, Motion, small_motion

Floats = npt.NDArray[np.float64]

LEAST_SAMPLES: Final = 60
_ROUNDS: Final = 20
_TUKEY: Final = 4.7
_FIRST_REACH_MM: Final = 12.0
_STILL_MM: Final = 1e-3
_MOST_SAMPLES: Final = 500
_REFINED_SAMPLES: Final = 500
_REFINED_TUKEY: Final = 4.0
_ROUNDS_WITHOUT: Final = 2
# Chi square with six degrees of freedom, 99.9 %.
_AGREES: Final = 22.5
# What stated errors are worth against the residual at hand, in independent places.
_TRUST_PLACES: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Registration:
    """`motion` brings the first surface's points onto the second; its inverse lays the second over the first.

    The rest lets errors travel: the six numbers (turn in radians about `about`, shift in mm) are `gain` (6, r) times
    the change read at the samples `judged`, so they err by `gain` times those samples' errors. `residual_mm` is the
    root mean square distance left on the stable region, `inflation` (at least 1) how much larger it is than the
    surfaces' stated errors allow, `used` the share of stable samples that were no outliers. `refined` tells whether
    the whole face helped; where it disagreed, `doubt` is by how much the variance must grow to make room for that.
    `held_by_pattern` regions of skin helped by their pattern, whose errors add `pattern_covariance` (6, 6); they left
    `kept` (6, 6) of what the shape asked for. `weight` (r,) is that of the samples where the whole face helped.
    """

    motion: Motion
    about: Floats
    judged: Samples
    gain: Floats
    residual_mm: float
    inflation: float
    samples: int
    used: float
    refined: bool = False
    doubt: float = 1.0
    held_by_pattern: int = 0
    pattern_covariance: Floats = field(default_factory=lambda: np.zeros((6, 6)))
    kept: Floats = field(default_factory=lambda: np.eye(6))
    weight: Floats | None = None

    def covariance(self, model: ErrorModel) -> Floats:
        """Covariance (6, 6) of turn and shift."""
        by_shape = self.gain @ _covariance(self.judged, model) @ self.gain.T
        return np.asarray(self.doubt * (by_shape + self.pattern_covariance))

    def without(self, zone: int) -> tuple["Registration", Floats]:
        """The same judged by all skin but that of a zone number, and the step (6,) from this one to it.

        A zone that moved takes the whole face a little with it, and so hides a share of its movement from a
        registration that it helped. `motion` stays as it is. Only the whole face can do without a zone.
        """
        if self.weight is None:
            return self, np.zeros(6)
        rows = motion_rows(self.judged.points, self.judged.normals, self.about)
        change, others = self.judged.change, self.judged.zone != zone
        weight = np.where(others, self.weight, 0.0)
        for _ in range(_ROUNDS_WITHOUT):
            # The zone also decided who was an outlier.
            left = change - rows @ (_gain(rows, weight) @ change)
            weight[others] = self.judged.area[others] * _tukey(left[others], _REFINED_TUKEY, least=0.05)
        gain = self.kept @ _gain(rows, weight)
        return replace(self, gain=gain), (gain - self.gain) @ change


def covariances(registrations: Sequence[Registration], model: ErrorModel) -> list[Floats]:
    """`covariance` of registrations by the same samples, which differ in `gain` only; much quicker together."""
    one = registrations[0]
    gains = np.concatenate([registration.gain for registration in registrations])
    carried = (gains @ _covariance(one.judged, model)).reshape(-1, 6, len(one.judged.points))
    return [
        one.doubt * (part @ registration.gain.T + one.pattern_covariance)
        for part, registration in zip(carried, registrations, strict=True)
    ]


# One comparison asks for the same ones again and again.
@lru_cache(maxsize=2)
def _covariance(judged: Samples, model: ErrorModel) -> Floats:
    return model.covariance(judged)


def register(stable: Samples, second: ClosestSurface, sigma_second_mm: Floats, start: Motion = STILL) -> Registration:
    """Register `stable` samples of the first surface (their `change` is not read) onto the second.

    `sigma_second_mm` (k,) belongs to the second surface's vertices. Raises `SkinlaxError("comparison_no_stable_skin")`
    when too little of the stable region is measured in both.
    """
    stable = stable.thinned(_MOST_SAMPLES)
    if len(stable.points) < LEAST_SAMPLES:
        raise SkinlaxError("comparison_no_stable_skin")
    about = stable.points.mean(axis=0)
    rows = motion_rows(stable.points, stable.normals, about)
    motion = start
    weight, off, sigma_second = np.ones(len(rows)), np.zeros(len(rows)), np.zeros(len(rows))
    for _ in range(_ROUNDS):
        moved = motion.apply(stable.points)
        near = second.closest(moved)
        sigma_second = sigma_second_mm[second.triangles[near.triangle]].mean(axis=1)
        off = ((near.points - moved) * (stable.normals @ motion.rotation.T)).sum(axis=1)
        weight = _tukey(off, _TUKEY, least=0.2)
        weight[(near.distance > _FIRST_REACH_MM) | second.on_border(near)] = 0.0
        if (weight > 0.0).sum() < LEAST_SAMPLES:
            raise SkinlaxError("comparison_no_stable_skin")
        step = _gain(rows, weight) @ off
        motion = small_motion(step, about).then(motion)
        if np.abs(step[:3]).max() * 60.0 + np.abs(step[3:]).max() < _STILL_MM:
            break
    kept = weight > 0.0
    judged = Samples(
        points=stable.points[kept],
        normals=stable.normals[kept],
        change=off[kept],
        sigma=np.hypot(stable.sigma, sigma_second)[kept],
        vertices=stable.vertices[kept],
        area=stable.area[kept],
        zone=stable.zone[kept],
    )
    residual = float(np.sqrt((weight * off**2).sum() / weight.sum()))
    gain = _gain(rows[kept], weight[kept])
    return Registration(
        motion=motion,
        about=about,
        judged=judged,
        gain=gain,
        residual_mm=residual,
        inflation=_inflation(rows[kept], gain, judged, weight[kept]),
        samples=len(judged.points),
        used=float(kept.mean()),
    )


def refine(registration: Registration, samples: Samples, model: ErrorModel) -> tuple[Registration, Floats]:
    """The registration with the help of the whole face, and the step (6,) the whole face asks for.

    If the two disagree the registration comes back in doubt (Birge's ratio): much of the face has changed, or one
    of the surfaces is bent. `samples` were read with `registration`; the step is small, so it is linear.
    """
    judged = samples.thinned(_REFINED_SAMPLES)
    if len(judged.points) < LEAST_SAMPLES:
        return registration, np.zeros(6)
    rows = motion_rows(judged.points, judged.normals, registration.about)
    weight, step = _whole_face(judged, rows)
    kept = weight > 0.0
    refined = Registration(
        motion=small_motion(step, registration.about).then(registration.motion),
        about=registration.about,
        judged=judged.of(kept),
        gain=_gain(rows[kept], weight[kept]),
        residual_mm=registration.residual_mm,
        inflation=registration.inflation,
        samples=registration.samples,
        used=registration.used,
        refined=True,
        weight=weight[kept],
    )
    # Both err: the whole face is no better a judge than its own errors allow.
    apart = float(step @ np.linalg.solve(registration.covariance(model) + refined.covariance(model), step))
    if apart > _AGREES:
        return replace(registration, doubt=apart / len(step)), step
    return refined, step


def whole_face_step(registration: Registration, samples: Samples) -> Floats:
    """The step (6,) that all skin of `samples` asks for, outliers weighed down."""
    judged = samples.thinned(_REFINED_SAMPLES)
    return _whole_face(judged, motion_rows(judged.points, judged.normals, registration.about))[1]


def _whole_face(judged: Samples, rows: Floats) -> tuple[Floats, Floats]:
    weight, step = np.ones(len(rows)), np.zeros(6)
    for _ in range(12):
        weight = judged.area * _tukey(judged.change - rows @ step, _REFINED_TUKEY, least=0.05)
        step = _gain(rows, weight) @ judged.change
    return weight, step


def size_ratio(samples: Samples, about: Floats) -> float:
    """How much larger the second face is than the first, by all skin that has not visibly moved; nothing is resized."""
    growth = ((samples.points - about) * samples.normals).sum(axis=1)
    rows = np.column_stack((motion_rows(samples.points, samples.normals, about), growth))
    fitted = np.zeros(7)
    for _ in range(8):
        weighed = (samples.area * _tukey(samples.change - rows @ fitted, _TUKEY, least=0.05))[:, None] * rows
        fitted = np.linalg.solve(rows.T @ weighed + 1e-9 * np.eye(7), weighed.T @ samples.change)
    return 1.0 + float(fitted[6])


def _tukey(off: Floats, times: float, *, least: float) -> Floats:
    spread = 1.4826 * float(np.median(np.abs(off - np.median(off))))
    limit = max(times * spread, least)
    return np.where(np.abs(off) < limit, (1.0 - (off / limit) ** 2) ** 2, 0.0)


def _gain(rows: Floats, weight: Floats) -> Floats:
    weighed = weight[:, None] * rows
    return np.asarray(np.linalg.solve(rows.T @ weighed + 1e-9 * np.eye(6), weighed.T))


def _inflation(rows: Floats, gain: Floats, judged: Samples, weight: Floats) -> float:
    """How much larger the stable skin's residual is than sigma allows: it shows when sigma was too hopeful.

    A few independent places make it uncertain, so the stated errors count as `_TRUST_PLACES` more of them.
    """
    model = ErrorModel()
    local = model.covariance(judged)
    left = np.eye(len(rows)) - rows @ gain
    covariance = left @ local @ left.T
    expected = float(np.trace(covariance)) / len(rows)
    seen = float((weight * judged.change**2).sum() / weight.sum())
    places = float(np.trace(covariance) ** 2 / (covariance**2).sum())
    ratio = (places * seen / max(expected, 1e-12) + _TRUST_PLACES) / (places + _TRUST_PLACES)
    return float(np.sqrt(max(1.0, ratio)))
