"""How soft a patient's lower face is, from how it hangs in two heads: level, and bent forward."""

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.linalg import cho_factor, cho_solve
from scipy.spatial import cKDTree

from skinlax_desktop.biomechanics.face_sheet import build_face_sheet
from skinlax_desktop.biomechanics.membrane import Floats
from skinlax_desktop.biomechanics.posture import BodyPosture, gravity_direction
from skinlax_desktop.biomechanics.skin_readings import SkinReadings, distance_readings, pattern_readings
from skinlax_desktop.biomechanics.working_mesh import working_mesh
from skinlax_desktop.surface.compared_surfaces import SurfaceComparison
from skinlax_desktop.surface.face_mesh import FaceMesh

FIRMEST: Final = 0.25
SOFTEST: Final = 16.0
"""Softness is looked for between these; between them every ratio is as likely before anything is seen."""
_SHEETS: Final = 9
_STEPS: Final = 300
_COARSE_VERTICES: Final = 6_000
_PITCH_OFFS_DEG: Final = (-4.5, -2.25, 0.0, 2.25, 4.5)
"""Of a pitch that nobody measured: anywhere within the gate's tolerance of 5 degrees, equally likely."""
_CAMERA_OFFS_DEG: Final = (-1.0, 0.0, 1.0)
"""Of one measured against a camera that is taken to stand level."""
_SLIDE_SD_MM: Final = np.geomspace(0.03, 0.2, 8)
_DISTANCE_TIMES: Final = np.geomspace(0.5, 8.0, 7)
"""How far colours lie beside their place, and how much larger the variance of distances is than stated: both are read
off the pair at hand, every value as likely."""
_CLOSED: Final = 0.15
"""A likelihood that has fallen to this share of its peak (95 %, one number) has an end."""
_LEAST_BOUND, _MOST_BOUND = 1.0, 10.0
_AROUND: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerFaceCompliance:
    """How many times softer than the table's the lower face is, with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceBounds:
    """What two heads tell: `fitted`, or only that it is `at_least` or `at_most` so soft (95 %), or nothing."""

    fitted: LowerFaceCompliance | None = None
    at_least: float | None = None
    at_most: float | None = None


def fit_lower_face_compliance(
    level: FaceMesh,
    seen: SurfaceComparison,
    *,
    scale_share: float,
    sex: str | None = None,
    level_down: Floats | None = None,
    bent_down: Floats | None = None,
) -> ComplianceBounds:
    """The one factor that carries the level head's shape to the bent one's, `seen` beside it.

    All distances along the normal and all slides of the skin's pattern are held against the fall that the mechanics
    expect of each softness: generalised least squares, free of the rigid motion and the growth (`scale_share`, relative
    standard error) between both surfaces. `*_down` (3,) is the unit vector of gravity in each head as the level one
    lies; None is the protocol's view, and every pitch that it may truly have been takes part. Raises what
    `working_mesh` and `build_face_sheet` raise.
    """
    kinds = [distance_readings(seen), pattern_readings(seen.slides)]
    readings = [kind for kind in kinds if kind is not None]
    logs = np.linspace(np.log(FIRMEST), np.log(SOFTEST), _SHEETS)
    falls = _falls(level, sex, logs, [kind.points for kind in readings])
    evidence = _Evidence.of(readings, falls, seen.registration.about, scale_share)
    turns = [
        bent - straight
        for straight, bent in product(
            _may_be(level_down, gravity_direction(BodyPosture.UPRIGHT)),
            _may_be(bent_down, gravity_direction(BodyPosture.CHIN_DOWN)),
        )
    ]
    fine = np.linspace(logs[0], logs[-1], _STEPS)
    return _told(fine, evidence.likelihood(logs, fine, np.array(turns)[:, 1:]))


def _may_be(measured: Floats | None, usual: Floats) -> list[Floats]:
    """The ways that down may have been, equally likely: pitched about the ears."""
    found = []
    for off_deg in _PITCH_OFFS_DEG if measured is None else _CAMERA_OFFS_DEG:
        x, y, z = usual if measured is None else measured
        cos, sin = np.cos(np.radians(off_deg)), np.sin(np.radians(off_deg))
        found.append(np.array([x, cos * y - sin * z, sin * y + cos * z]))
    return found


def _told(fine: Floats, likelihood: Floats) -> ComplianceBounds:
    """The interval where the likelihood falls off to both sides; a bound where it does to one."""
    below = np.cumsum(likelihood) / likelihood.sum()
    low, middle, high = (float(np.exp(np.interp(share, below, fine))) for share in (0.025, 0.5, 0.975))
    firm_end, soft_end = likelihood[[0, -1]] < _CLOSED * likelihood.max()
    if firm_end and soft_end:
        return ComplianceBounds(fitted=LowerFaceCompliance(value=middle, low=low, high=high))
    # A bound that hardly binds is not worth a sentence.
    return ComplianceBounds(
        at_least=low if firm_end and low >= _LEAST_BOUND else None,
        at_most=high if soft_end and high <= _MOST_BOUND else None,
    )


def _falls(level: FaceMesh, sex: str | None, logs: Floats, places: list[Floats]) -> list[Floats]:
    """Of each list of places (p, 3) their movement (k, 2, p, 3) under a unit of gravity along y and z, by softness."""
    mesh = working_mesh(level, coarse_vertices=_COARSE_VERTICES).mesh
    fields = []
    for log in logs:
        sheet = build_face_sheet(mesh, sex=sex, lower_face_compliance=float(np.exp(log)))
        fields.append([sheet.solve(sheet.weight_mn(axis)) for axis in np.eye(3)[1:]])
    every, tree = np.array(fields), cKDTree(mesh.vertices_in_face_mm.astype(np.float64))
    falls = []
    for points in places:
        away, near = tree.query(points, k=_AROUND)
        share = 1.0 / np.maximum(np.asarray(away), 0.1) ** 2
        share /= share.sum(axis=1, keepdims=True)
        falls.append(np.einsum("pn,kapni->kapi", share, every[:, :, near]))
    return falls


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Evidence:
    """Products (7 + 2k + 1 square) of what is no fall, of the falls and of what was read, by the errors' size.

    `parts`: for each kind of reading those products with minus half the errors' log determinant, one for every size of
    error that is thought possible. `scale_share` keeps growth near nothing.
    """

    parts: tuple[tuple[tuple[Floats, float], ...], ...]
    scale_share: float

    @classmethod
    def of(cls, readings: list[SkinReadings], falls: list[Floats], about: Floats, scale_share: float) -> "_Evidence":
        parts = []
        for number, (kind, fall) in enumerate(zip(readings, falls, strict=True)):
            expected = [kind.reads(field) for field in fall.reshape(-1, *fall.shape[2:])]
            columns = np.column_stack((kind.aside(about), *expected, kind.value))
            count = len(kind.value)
            if number == 0:
                products, half = _products(kind.covariance, columns)
                parts.append(
                    tuple((products / times, half - 0.5 * count * float(np.log(times))) for times in _DISTANCE_TIMES)
                )
            else:
                parts.append(tuple(_products(kind.covariance + sd**2 * np.eye(count), columns) for sd in _SLIDE_SD_MM))
        return cls(parts=tuple(parts), scale_share=scale_share)

    def likelihood(self, logs: Floats, fine: Floats, turns: Floats) -> Floats:
        """Of every softness `fine` (logarithm), up to a factor; `turns` (t, 2) of gravity are equally likely."""
        found = []
        for chosen in product(*self.parts):
            whole = np.sum([products for products, _ in chosen], axis=0)
            whole[6, 6] += self.scale_share**-2
            free, cross = whole[:7, :7], whole[:7, 7:]
            left = whole[7:, 7:] - cross.T @ np.linalg.solve(free, cross)
            half = sum(size for _, size in chosen) - 0.5 * float(np.linalg.slogdet(free)[1])
            found.append(half - 0.5 * _misfits(left, turns))
        curves = CubicSpline(logs, np.array(found).reshape(-1, len(logs)), axis=1)(fine)
        return np.asarray(np.exp(curves - curves.max()).sum(axis=0))


def _products(covariance: Floats, columns: Floats) -> tuple[Floats, float]:
    factor = cho_factor(covariance, lower=True)
    half = -float(np.log(np.diag(factor[0])).sum())
    return np.asarray(columns.T @ cho_solve(factor, columns)), half


def _misfits(left: Floats, turns: Floats) -> Floats:
    """Of every turn and softness, (t, k), from products of falls along both axes and what was read, (2k + 1) square."""
    count = (len(left) - 1) // 2
    falls = left[:-1, :-1].reshape(count, 2, count, 2)
    own = falls[np.arange(count), :, np.arange(count), :]
    with_read = left[:-1, -1].reshape(count, 2)
    return np.asarray(left[-1, -1] - 2.0 * turns @ with_read.T + np.einsum("ta,kab,tb->tk", turns, own, turns))
