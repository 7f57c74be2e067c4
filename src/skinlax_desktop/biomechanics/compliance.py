"""How soft a patient's lower face is, from how it hangs in two heads: level, and bent forward."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import minimize_scalar

from skinlax_desktop.biomechanics.face_sheet import build_face_sheet
from skinlax_desktop.biomechanics.membrane import Floats
from skinlax_desktop.biomechanics.posture import CHIN_DOWN_DEG, BodyPosture, gravity_direction
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.face_mesh import FaceMesh

_SOFTEST: Final = 20.0
_ERROR_BLOB_MM: Final = 10.0
"""Neighbouring points err together over about this distance: an engineering choice, it widens the interval."""
_PITCH_SD_DEG: Final = 5.0 / 3.0**0.5
"""Of a pitch that nobody measured: anywhere within the gate's tolerance of 5 degrees, equally likely."""
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
    the protocol's view, and what that may be wrong by, head by head, widens the interval. Least
    squares over all measured zones, weighted by area and `sigma_mm`, together with the small rigid motion that is left
    between the two meshes. Raises `SkinlaxError`: `compliance_meshes_differ`, `compliance_not_told`, and what
    `build_face_sheet` raises.
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
    # What a pitch off by its standard deviation does to the fit: skin and ligaments share the load, so softness has to
    # change by more than the load does to explain the same movement.
    off = {"level_off_deg": level_pitch_deg is None, "bent_off_deg": chin_down_pitch_deg is None}
    for head in (name for name, unknown in off.items() if unknown):
        moved = predicted(best, turned(**{head: _PITCH_SD_DEG}) - turned(**{head: -_PITCH_SD_DEG})) / 2.0
        shift = float(weight @ (slope * _without_rigid(moved, points, weight)).sum(axis=1)) / float(weight @ steep)
        certain = float(np.hypot(certain, shift))
    if certain > _LEAST_CERTAIN or abs(best) > 0.98 * limit:
        raise SkinlaxError("compliance_not_told")
    return LowerFaceCompliance(
        value=float(np.exp(best)), low=float(np.exp(best - 1.96 * certain)), high=float(np.exp(best + 1.96 * certain))
    )


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
