"""How soft a patient's lower face is, from how it hangs in two heads: level, and bent forward."""

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.optimize import minimize_scalar

from skinlax_desktop.analytics.normal_mixture import NormalMixture
from skinlax_desktop.biomechanics.face_sheet import build_face_sheet
from skinlax_desktop.biomechanics.membrane import Floats
from skinlax_desktop.biomechanics.posture import CHIN_DOWN_DEG, BodyPosture, gravity_direction
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.face_mesh import FaceMesh

_SOFTEST: Final = 20.0
_ERROR_BLOB_MM: Final = 10.0
"""Neighbouring points err together over about this distance: an engineering choice, it widens the interval."""
_PITCH_OFFS_DEG: Final = (-4.5, -3.0, -1.5, 0.0, 1.5, 3.0, 4.5)
"""Of a pitch that nobody measured: anywhere within the gate's tolerance of 5 degrees, equally likely."""
_LOG_STEP: Final = 0.35
_LOG_STEPS: Final = 4
_LEAST_CERTAIN: Final = 0.7
"""Standard error of the logarithm beyond which nothing is told: a factor of four either way at 95 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerFaceCompliance:
    """How many times softer than the table's the lower face is, with its 95 % interval."""

    value: float
    low: float
    high: float


def fit_lower_face_compliance(
    level: FaceMesh,
    chin_down: FaceMesh,
    *,
    sex: str | None = None,
    level_pitch_deg: float | None = None,
    chin_down_pitch_deg: float | None = None,
) -> LowerFaceCompliance:
    """Fit the one factor that carries the lower face from the one head's shape to the other's.

    Both meshes lie in their head frames and share their vertices; `*_pitch_deg` is how far each head looked up; None is
    the protocol's view, and every pitch that it may truly have been takes part in the interval. Least squares over all
    measured zones, weighted by area and `sigma_mm`, together with the small rigid motion that is left between the two
    meshes. Raises `SkinlaxError`: `compliance_meshes_differ`, `compliance_not_told`, what `build_face_sheet` raises.
    """
    if not np.array_equal(level.triangles, chin_down.triangles):
        raise SkinlaxError("compliance_meshes_differ")
    used = (level.zone_index >= 0) & (level.measured > 0)
    area = build_face_sheet(level, sex=sex).geometry.vertex_area_mm2
    sigma = np.hypot(level.sigma_mm, chin_down.sigma_mm).astype(np.float64)
    weight = np.where(used, area / np.maximum(sigma, 1e-3) ** 2, 0.0)
    weight /= weight.sum()
    points = level.vertices_in_face_mm.astype(np.float64)
    seen = _laid_over(chin_down.vertices_in_face_mm.astype(np.float64), points, weight) - points
    level_deg = 0.0 if level_pitch_deg is None else level_pitch_deg
    bent_deg = CHIN_DOWN_DEG if chin_down_pitch_deg is None else chin_down_pitch_deg

    def turned(level_off_deg: float = 0.0, bent_off_deg: float = 0.0) -> Floats:
        return gravity_direction(BodyPosture.CHIN_DOWN, pitch_deg=bent_deg + bent_off_deg) - gravity_direction(
            BodyPosture.UPRIGHT, pitch_deg=level_deg + level_off_deg
        )

    turn = turned()

    def predicted(log_compliance: float, turn: Floats = turn) -> Floats:
        sheet = build_face_sheet(level, sex=sex, lower_face_compliance=float(np.exp(log_compliance)))
        return sheet.solve(sheet.weight_mn(turn))

    def misfit(log_compliance: float) -> float:
        left = _without_rigid(predicted(log_compliance) - seen, points, weight)
        return float(weight @ (left**2).sum(axis=1))

    limit = float(np.log(_SOFTEST))
    best = float(minimize_scalar(misfit, bounds=(-limit, limit), method="bounded", options={"xatol": 0.01}).x)
    step = 0.1
    slope = _without_rigid((predicted(best + step) - predicted(best - step)) / (2.0 * step), points, weight)
    # The residual says how large the errors are; those of one blob count once, however many vertices it holds.
    variance = sigma**2 * misfit(best) / (3.0 * weight @ sigma**2) * np.maximum(1.0, _ERROR_BLOB_MM**2 / area)
    steep = (slope**2).sum(axis=1)
    certain = float(np.sqrt(weight**2 @ (steep * variance)) / max(weight @ steep, 1e-18))
    told = [best]
    if level_pitch_deg is None or chin_down_pitch_deg is None:
        offs = [_PITCH_OFFS_DEG if known is None else (0.0,) for known in (level_pitch_deg, chin_down_pitch_deg)]
        answers = _Answers.around(best, level, sex, points, weight, seen)
        told = [answers.best_for(turned(*pair)) for pair in product(*offs)]
    # Each pitch that may have been is as likely; about the softness that it tells lies the noise of the surfaces.
    found = NormalMixture(
        np.full(len(told), 1.0 / len(told)), np.array(told), np.full(len(told), max(certain, 1e-6), dtype=np.float64)
    )
    low, high = found.band(0.95)
    if (high - low) / (2.0 * 1.96) > _LEAST_CERTAIN or abs(best) > 0.98 * limit:
        raise SkinlaxError("compliance_not_told")
    return LowerFaceCompliance(value=float(np.exp(best)), low=float(np.exp(low)), high=float(np.exp(high)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Answers:
    """The misfit of every softness under every turn of gravity, from a few sheets: it is quadratic in the turn.

    `logs` (k,) of the softness; `products` (k, 3, 3) between the falls along y and z and what was seen.
    """

    logs: Floats
    products: Floats

    @classmethod
    def around(
        cls, best: float, level: FaceMesh, sex: str | None, points: Floats, weight: Floats, seen: Floats
    ) -> "_Answers":
        logs = np.asarray(best + _LOG_STEP * np.arange(-_LOG_STEPS, _LOG_STEPS + 1), dtype=np.float64)
        products = np.empty((len(logs), 3, 3))
        target = _without_rigid(seen, points, weight)
        for number, log in enumerate(logs):
            sheet = build_face_sheet(level, sex=sex, lower_face_compliance=float(np.exp(log)))
            falls = [sheet.solve(sheet.weight_mn(axis)) for axis in np.eye(3)[1:]]
            parts = np.array([*(_without_rigid(fall, points, weight) for fall in falls), target])
            products[number] = np.einsum("n,ani,bni->ab", weight, parts, parts)
        return cls(logs=logs, products=products)

    def best_for(self, turn: Floats) -> float:
        """The logarithm of the softness that fits best if gravity turned so."""
        sides = np.array([turn[1], turn[2], -1.0])
        misfit = CubicSpline(self.logs, np.einsum("a,kab,b->k", sides, self.products, sides))
        fine = np.linspace(self.logs[0], self.logs[-1], 400)
        return float(fine[misfit(fine).argmin()])


def _laid_over(moving: Floats, still: Floats, weight: Floats) -> Floats:
    """Points (n, 3) turned and shifted to lie best on others, weighted (Kabsch)."""
    middle, goal = weight @ moving, weight @ still
    u, _, vt = np.linalg.svd((moving - middle).T @ ((still - goal) * weight[:, None]))
    turn = u @ np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ vt))]) @ vt
    return np.asarray((moving - middle) @ turn + goal)


def _without_rigid(displacement_mm: Floats, points_mm: Floats, weight: Floats) -> Floats:
    """A displacement (n, 3) less the small rigid motion that fits it best; `weight` (n,) sums to 1."""
    arms = points_mm - weight @ points_mm
    shift = weight @ displacement_mm
    inertia = (weight @ (arms**2).sum(axis=1)) * np.eye(3) - (arms * weight[:, None]).T @ arms
    spin = np.linalg.solve(inertia, weight @ np.cross(arms, displacement_mm - shift))
    return np.asarray(displacement_mm - shift - np.cross(spin, arms))
