"""The relief of the skin: pores, fine furrows, and wrinkles that deepen with age and laxity, in millimetres."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.chart import TEXEL_MM
from skinlax_desktop.phantom.face_regions import LIPS_OUTER, SkinChart
from skinlax_desktop.phantom.noise_fields import cells, soft_noise
from skinlax_desktop.phantom.patients import PhantomPatient

Field = npt.NDArray[np.float32]
Points = npt.NDArray[np.float64]
Depth = Callable[[str, float, float], float]

_TILE_SIDE: Final = 512
_COARSEST_PORES_MM: Final = 0.2


@lru_cache(maxsize=1)
def _tiles() -> tuple[Field, Field]:
    """Two seamless tiles of relief: pores (0 outside, -1 in the middle of one) and furrows between skin cells."""
    random = np.random.default_rng(2)
    near, _ = cells(_TILE_SIDE, 2300, random)
    pores = -np.exp(-0.5 * (near * TEXEL_MM / 0.15) ** 2)
    near, second = cells(_TILE_SIDE, 3600, random)
    furrows = -np.exp(-0.5 * ((second - near) * TEXEL_MM / 0.09) ** 2)
    return pores.astype(np.float32), furrows.astype(np.float32)


def skin_relief(patient: PhantomPatient, chart: SkinChart, *, furrow: float = 1.0) -> Field:
    """Height (height, width) in millimetres over the chart; folds go down, `furrow` times as deep for their laxity."""
    random = np.random.default_rng((patient.seed, 43))
    age = float(np.clip((patient.age_years - 20.0) / 55.0, 0.0, 1.2))
    # Folds are wider than pores: half the texels are enough for them.
    half = SkinChart(landmarks_mm=chart.landmarks_mm, texel_mm=max(chart.texel_mm, 2 * TEXEL_MM))
    folds = _wrinkles(patient, half, random, age, furrow) + _lip_lines(half, random, age)
    folds += 0.012 * (0.4 + age) * soft_noise(half.shape, 1.1 / half.texel_mm, random)
    folds += 0.05 * soft_noise(half.shape, 5.0 / half.texel_mm, random)
    height, width = chart.shape
    relief = cast(Field, cv2.resize(folds, (width, height), interpolation=cv2.INTER_LINEAR))
    if chart.texel_mm > _COARSEST_PORES_MM:
        return relief
    porous = cast(Field, cv2.resize(_porosity(half, random), (width, height), interpolation=cv2.INTER_LINEAR))
    pores, furrows = (_covering(tile, chart.shape) for tile in _tiles())
    relief += pores * porous
    relief += furrows * np.float32(0.018 + 0.018 * age)
    return relief


def _porosity(chart: SkinChart, random: np.random.Generator) -> Field:
    """Depth of the pores, millimetres: deep on nose and cheeks, none on lids and lips."""
    oily = chart.blobs((4, 1, 5, 195), (13.0, 14.0)) + 0.8 * chart.blobs((50, 280, 205, 425, 118, 347), (16.0, 13.0))
    oily += 0.55 * chart.blobs((9, 151, 199), (26.0, 14.0))
    smooth = np.clip(chart.polygon(LIPS_OUTER, 1.2) + chart.blobs((159, 386, 145, 374), (12.0, 7.0)), 0.0, 1.0)
    texture = np.clip(0.35 + oily, 0.0, 1.25) * (1.0 - 0.85 * smooth)
    uneven = np.clip(1.0 + 0.35 * soft_noise(chart.shape, 6.0 / chart.texel_mm, random), 0.3, 1.7)
    return cast(Field, (0.085 * texture * uneven).astype(np.float32))


def _covering(tile: Field, shape: tuple[int, int]) -> Field:
    rows, columns = (-(-side // _TILE_SIDE) for side in shape)
    return np.tile(tile, (rows, columns))[: shape[0], : shape[1]]


class _Pen:
    """Draws wrinkles as grooves of Gaussian profile, gathered by width and smoothed together."""

    def __init__(self, chart: SkinChart, random: np.random.Generator) -> None:
        self._chart = chart
        self._random = random
        self._canvases: dict[float, Field] = {}

    def line(self, points_mm: Points, depth_mm: float, width_mm: float, wobble_mm: float = 0.5) -> None:
        """A curve through points that fades at both ends; `width_mm` is the standard deviation across it."""
        if depth_mm < 0.004:
            return
        from scipy.interpolate import make_interp_spline

        degree = min(3, len(points_mm) - 1)
        along = np.linspace(0.0, 1.0, 72)
        curve = make_interp_spline(np.linspace(0.0, 1.0, len(points_mm)), points_mm, k=degree)(along)
        drift = np.cumsum(self._random.normal(0.0, 1.0, (72, 2)), axis=0)
        smooth = np.asarray(cv2.GaussianBlur(drift, (1, 15), 0))
        curve = curve + wobble_mm * 0.22 * (smooth - np.linspace(smooth[0], smooth[-1], 72))
        canvas = self._canvases.setdefault(width_mm, np.zeros(self._chart.shape, dtype=np.float32))
        texels = np.round(self._chart.texels(curve) * 16).astype(np.int32)
        breaks = np.clip(0.9 + 0.5 * self._random.standard_normal(96), 0.0, 1.8)
        breaks = np.convolve(breaks, np.full(25, 1 / 25), mode="valid")[:72]
        strength = depth_mm * np.clip(np.sin(np.pi * along), 0.0, 1.0) ** 0.6 * breaks
        for start in range(71):
            segment = texels[start : start + 2].reshape(-1, 1, 2)
            cv2.polylines(canvas, [segment], False, float(strength[start]), 2, cv2.LINE_8, 4)

    def relief(self) -> Field:
        """All grooves, millimetres, down; beside each a faint ridge."""
        total = np.zeros(self._chart.shape, dtype=np.float32)
        for width, canvas in self._canvases.items():
            sigma = width / self._chart.texel_mm
            peak = np.float32(2.0 / (np.sqrt(2 * np.pi) * sigma))
            narrow = self._chart.blurred(canvas, width) / peak
            wide = self._chart.blurred(canvas, 3.0 * width) / peak
            total -= narrow - 0.75 * wide
        return total


def _wrinkles(
    patient: PhantomPatient, chart: SkinChart, random: np.random.Generator, age: float, furrow: float
) -> Field:
    pen = _Pen(chart, random)
    at = chart.at
    lax = {zone: furrow * patient.severity(zone) / 4.0 for zone in patient.laxity}

    def depth(zone: str, of_age: float, of_laxity: float) -> float:
        return of_age * max(age - 0.15, 0.0) + of_laxity * lax.get(zone, 0.0)

    for number, height in enumerate((16.0, 23.0, 30.0, 37.5, 45.0)):
        lean = random.normal(0.0, 1.0)
        reach = random.uniform(34.0, 52.0)
        points = [(x, height + lean * x / 50 - 4.0 * (x / reach) ** 2 + random.normal(0.0, 1.2)) for x in
                  np.linspace(-reach, reach, 7)]  # fmt: skip
        pen.line(np.array(points), depth("forehead", 0.16, 0.34) * random.uniform(0.5, 1.0), 0.95, 0.8)
        if number < 4:
            half = np.array(points)[(slice(0, 4), slice(3, 7))[number % 2]] + (random.normal(0, 4), 3.2)
            pen.line(half, depth("forehead", 0.06, 0.12), 0.6, 0.6)
    for x in (-6.0, 6.5, -9.5, 10.0):
        top = np.array([x * 1.2, at(9)[1] + random.uniform(6, 11)])
        pen.line(np.array([(x * 0.75, at(8)[1] - 2), (x, at(9)[1]), top]), depth("glabella", 0.12, 0.36), 0.85)
    pen.line(np.array([at(193), at(168) + np.array([0.0, -1.5]), at(417)]), depth("glabella", 0.06, 0.25), 0.5)
    for side, sign in (("R", -1.0), ("L", 1.0)):
        _eye_lines(pen, chart, random, side, depth)
        _cheek_lines(pen, chart, random, side, sign, depth)
    for number in range(22):
        x = np.linspace(-21, 21, 22)[number] + random.normal(0, 0.8)
        lip_top = at(0)[1] + 1.2 - 0.006 * x * x
        upper = np.array([(x, lip_top - 1.5), (x * 1.05, lip_top + 3.5), (x * 1.1, lip_top + random.uniform(5, 10))])
        pen.line(upper, depth("perioral_upper", 0.07, 0.24) * random.uniform(0.2, 1.0), 0.3, 0.3)
    for height in (-128.0, -139.0, -150.0):
        points = [(x, height + 5.0 * (x / 60.0) ** 2 + random.normal(0, 1.0)) for x in np.linspace(-70, 70, 7)]
        pen.line(np.array(points), depth("neck", 0.15, 0.35), 1.1, 1.0)
    return pen.relief()


def _eye_lines(pen: _Pen, chart: SkinChart, random: np.random.Generator, side: str, depth: Depth) -> None:
    at = chart.at
    outer, sign = (33, -1.0) if side == "R" else (263, 1.0)
    corner = at(outer)
    for angle in np.linspace(-48.0, 42.0, 9):
        turn = np.radians(angle + random.normal(0.0, 4.0))
        start = corner + np.array([sign * random.uniform(4.0, 7.0), 3.0 * np.sin(turn)])
        length = random.uniform(9.0, 21.0)
        end = start + length * np.array([sign * np.cos(turn), np.sin(turn)])
        bow = (start + end) / 2 + np.array([0.0, random.normal(0.0, 0.8) + 1.4 * np.sin(turn)])
        pen.line(np.array([start, bow, end]), depth(f"lateral_canthal_{side}", 0.10, 0.34) * random.uniform(0.4, 0.9),
                 0.5, 0.4)  # fmt: skip
    lids = (33, 7, 163, 144, 145, 153, 154, 155, 133) if side == "R" else (263, 249, 390, 373, 374, 380, 381, 382, 362)
    lower = chart.landmarks_mm[list(lids)]
    for below, strength in ((2.2, 0.6), (4.2, 0.8), (6.6, 1.0), (9.4, 0.9), (12.0, 0.5)):
        bowed = (
            lower - np.array([0.0, 1.0]) * (below * (0.55 + 0.45 * np.sin(np.linspace(0.2, np.pi - 0.3, 9))))[:, None]
        )
        span = np.sort(random.choice(9, 5, replace=False))
        pen.line(bowed[span], depth(f"infraorbital_{side}", 0.07, 0.22) * strength, 0.32, 0.5)
    rim = (111, 117, 118, 119, 120, 121, 128) if side == "R" else (340, 346, 347, 348, 349, 350, 357)
    pen.line(chart.landmarks_mm[list(rim[2:])] + (0.0, 1.5), depth(f"infraorbital_{side}", 0.05, 0.45), 1.1, 0.6)
    upper = (246, 161, 160, 159, 158, 157, 173) if side == "R" else (466, 388, 387, 386, 385, 384, 398)
    crease = chart.landmarks_mm[list(upper)]
    pen.line(crease + np.array([0.0, 4.4]), 0.22 + depth(f"upper_eyelid_{side}", 0.05, 0.25), 0.42, 0.3)
    pen.line(crease[1:5] + np.array([0.0, 2.4]), depth(f"upper_eyelid_{side}", 0.05, 0.18), 0.3, 0.4)


def _cheek_lines(
    pen: _Pen, chart: SkinChart, random: np.random.Generator, side: str, sign: float, depth: Depth
) -> None:
    marks = chart.landmarks_mm
    fold = (129, 203, 206, 216, 212) if side == "R" else (358, 423, 426, 436, 432)
    pen.line(marks[list(fold)], 0.05 + depth(f"nasolabial_{side}", 0.16, 0.5), 1.3, 0.3)
    pen.line(marks[list(fold[1:])] + (sign * 2.5, -1.0), depth(f"nasolabial_{side}", 0.03, 0.12), 0.6, 0.4)
    droop = (61, 43, 204, 211) if side == "R" else (291, 273, 424, 431)
    pen.line(marks[list(droop)], 0.03 + depth(f"marionette_{side}", 0.10, 0.42), 1.1, 0.2)
    pen.line(marks[list(droop)] + (sign * 3.2, 0.5), depth(f"marionette_{side}", 0.02, 0.14), 0.6, 0.3)
    for number in range(3):
        x = sign * (52.0 + 7.0 * number)
        points = np.array([(x, -42.0), (x + sign * 1.5, -58.0), (x - sign * 2.0, -76.0)]) + random.normal(0, 2, (3, 2))
        pen.line(points, depth(f"buccal_{side}", 0.02, 0.26), 0.5, 0.9)


def _lip_lines(chart: SkinChart, random: np.random.Generator, age: float) -> Field:
    """The vertical lines of the lips' own skin."""
    lips = chart.polygon(LIPS_OUTER, 0.6)
    height, width = chart.shape
    ridges = soft_noise((max(8, height // 10), width), 0.55 / chart.texel_mm, random)
    stretched = cv2.resize(ridges, (width, height), interpolation=cv2.INTER_CUBIC)
    return cast(Field, lips * stretched * np.float32(0.028 + 0.02 * age))
