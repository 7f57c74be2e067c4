"""Find a ColorChecker Classic in a picture, however it is turned, and read its patches.

Patches are quadrilaterals lighter than the black frame between them. Their lattice gives the chart's plane, and the
colours tell which of the four ways up it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.colour import linear_rgb
from skinlax_desktop.imaging.colour_chart import COLUMNS, LAB_D50, ROWS
from skinlax_desktop.imaging.colour_spaces import delta_e_2000, lab_from_linear_rgb, linear_rgb_from_lab

Floats = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

_SEARCH_PX: Final = 1400
_LEVELS: Final = 14
_FEWEST_QUADS: Final = 9
_LARGEST_DELTA_E: Final = 14.0
"""Anything that a plain matrix cannot bring nearer to the chart's colours than this is another checkered thing."""

PATCH_SHARE: Final = 0.5
"""The middle of a patch that is read: this share of its side."""

CLIPPED: Final = 253
_PITCH: Final = 1.1
"""From patch to patch, in sides of a patch, on the classic chart."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeenChart:
    """A chart in a picture; patches in the chart's order.

    `rgb` (24, 3): mean linear camera red, green, blue; `spread` (24,): its coefficient of variation over the patch
    (glare, dirt); `clipped` (24,): the share of pixels in saturation. `centres_px` (24, 2); `outline_px` (4, 2) from
    the dark-skin corner on, clockwise on the chart.
    """

    rgb: Floats
    spread: Floats
    clipped: Floats
    centres_px: Floats
    outline_px: Floats
    patch_px: float


@dataclass(frozen=True, slots=True, eq=False)
class _Quad:
    centre: Floats
    sides: Floats


def find_chart(picture_bgr: Picture) -> SeenChart | None:
    """The chart in an upright sRGB-coded picture, or None."""
    height, width = picture_bgr.shape[:2]
    factor = min(1.0, _SEARCH_PX / max(height, width))
    small = picture_bgr
    if factor < 1.0:
        size = (round(width * factor), round(height * factor))
        small = cast(Picture, cv2.resize(picture_bgr, size, interpolation=cv2.INTER_AREA))
    quads = _quads(small)
    best: tuple[float, Floats] | None = None
    for lattice, centres in _lattices(quads):
        plane: Any = cv2.findHomography(lattice.astype(np.float64), centres, cv2.RANSAC, 3.0)[0]
        if plane is None:
            continue
        for placed in _ways_up(lattice, np.asarray(plane, dtype=np.float64)):
            unlike = _unlike(small, placed)
            if best is None or unlike < best[0]:
                best = (unlike, placed)
    if best is None or best[0] > _LARGEST_DELTA_E:
        return None
    grow = np.diag([width / small.shape[1], height / small.shape[0], 1.0])
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1.0]])
    return _read(picture_bgr, np.linalg.inv(half) @ grow @ half @ best[1])


def _quads(picture: Picture) -> list[_Quad]:
    """Square-like islands of light at any of several levels, each once."""
    brightest = cv2.medianBlur(cast(Picture, picture.max(axis=2)), 3)
    low, high = np.percentile(brightest, (2, 98))
    smallest, largest = (0.018 * max(picture.shape)) ** 2, (0.20 * max(picture.shape)) ** 2
    found: list[_Quad] = []
    for level in np.linspace(low + 0.06 * (high - low), low + 0.85 * (high - low), _LEVELS):
        _, mask = cv2.threshold(brightest, float(level), 255, cv2.THRESH_BINARY)
        for contour in cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]:
            quad = _as_quad(np.asarray(contour), smallest, largest)
            if quad is not None and all(
                np.linalg.norm(quad.centre - known.centre) > 0.4 * np.linalg.norm(known.sides[0]) for known in found
            ):
                found.append(quad)
    if len(found) < _FEWEST_QUADS:
        return []
    sizes = np.array([np.linalg.norm(quad.sides, axis=1).mean() for quad in found])
    return [quad for quad, size in zip(found, sizes, strict=True) if 0.6 < size / np.median(sizes) < 1.6]


def _as_quad(contour: npt.NDArray[np.int32], smallest: float, largest: float) -> _Quad | None:
    area = cv2.contourArea(contour)
    if not smallest < area < largest:
        return None
    corners = cv2.approxPolyDP(contour, 0.06 * cv2.arcLength(contour, True), True)
    if len(corners) != 4 or not cv2.isContourConvex(corners):
        return None
    square = corners.reshape(4, 2).astype(np.float64)
    sides = np.roll(square, -1, axis=0) - square
    lengths = np.linalg.norm(sides, axis=1)
    if lengths.min() < 0.6 * lengths.max() or area < 0.8 * cv2.contourArea(corners):
        return None
    moments = cv2.moments(contour)
    centre = np.array([moments["m10"], moments["m01"]]) / moments["m00"]
    # Two half-diagonals' worth of axes: along the first side, and a quarter turn on in the picture.
    along, down = (sides[0] - sides[2]) / 2.0, (sides[1] - sides[3]) / 2.0
    if along[0] * down[1] - along[1] * down[0] < 0:
        along, down = down, along
    return _Quad(centre, np.array([along, down]))


def _lattices(quads: list[_Quad]) -> Iterator[tuple[npt.NDArray[np.int64], Floats]]:
    """Groups of quads with whole-numbered places (n, 2) in a lattice, and their centres (n, 2)."""
    left = set(range(len(quads)))
    while left:
        start = left.pop()
        axes = quads[start].sides
        places, queue = {start: np.zeros(2, dtype=np.int64)}, [start]
        while queue:
            here = queue.pop()
            to_lattice = np.linalg.inv(np.column_stack(_turned_like(quads[here].sides, axes)) * _PITCH)
            for other in tuple(left):
                step = to_lattice @ (quads[other].centre - quads[here].centre)
                whole = np.round(step)
                if np.abs(whole).sum() == 1 and np.abs(step - whole).max() < 0.28:
                    left.discard(other)
                    places[other] = places[here] + whole.astype(np.int64)
                    queue.append(other)
        if len(places) >= _FEWEST_QUADS:
            yield np.array(list(places.values())), np.array([quads[index].centre for index in places])


def _turned_like(sides: Floats, axes: Floats) -> tuple[Floats, Floats]:
    """The same two sides, named and signed as the axes are."""
    along, down = sides
    choices = ((along, down), (down, -along), (-along, -down), (-down, along))
    return max(choices, key=lambda choice: float(choice[0] @ axes[0] + choice[1] @ axes[1]))


def _ways_up(lattice: npt.NDArray[np.int64], plane: Floats) -> Iterator[Floats]:
    """Planes (3, 3) from chart places (column, row) to pixels, for every turn and shift that holds the quads found."""
    for quarter in range(4):
        cos, sin = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarter]
        turn = np.array([[cos, -sin], [sin, cos]])
        turned = lattice @ turn.T
        low, high = turned.min(axis=0), turned.max(axis=0)
        spare = np.array([COLUMNS, ROWS]) - (high - low + 1)
        if (spare < 0).any():
            continue
        for right in range(int(spare[0]) + 1):
            for down in range(int(spare[1]) + 1):
                back = np.eye(3)
                back[:2, :2] = turn.T
                back[:2, 2] = turn.T @ (low - np.array([right, down]))
                yield plane @ back


def _places() -> Floats:
    return np.array([(column, row) for row in range(ROWS) for column in range(COLUMNS)], dtype=np.float64)


def _through(plane: Floats, points: Floats) -> Floats:
    seen = np.column_stack((points, np.ones(len(points)))) @ plane.T
    return np.asarray(seen[:, :2] / seen[:, 2:])


def _unlike(picture: Picture, plane: Floats) -> float:
    """Mean CIEDE2000 that a plain matrix leaves between the patches and the chart."""
    at = np.round(_through(plane, _places())).astype(int)
    height, width = picture.shape[:2]
    if (at < 1).any() or (at >= np.array([width - 1, height - 1])).any():
        return float("inf")
    seen = linear_rgb(picture[at[:, 1], at[:, 0]][None])[0].astype(np.float64)
    weight = 1.0 / np.sqrt(np.maximum(linear_rgb_from_lab(LAB_D50).mean(axis=1, keepdims=True), 0.02))
    matrix = np.linalg.lstsq(seen * weight, linear_rgb_from_lab(LAB_D50) * weight, rcond=None)[0]
    return float(delta_e_2000(lab_from_linear_rgb(seen @ matrix), LAB_D50).mean())


def _read(picture: Picture, plane: Floats) -> SeenChart | None:
    side = 1.0 / _PITCH
    height, width = picture.shape[:2]
    outline = _through(
        plane,
        np.array([(-0.5, -0.5), (COLUMNS - 0.5, -0.5), (COLUMNS - 0.5, ROWS - 0.5), (-0.5, ROWS - 0.5)]),
    )
    rgb, spread, clipped = np.empty((24, 3)), np.empty(24), np.empty(24)
    for index, place in enumerate(_places()):
        reach = PATCH_SHARE * side / 2.0
        corners = _through(plane, place + reach * np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]))
        low, high = np.floor(corners.min(axis=0)).astype(int), np.ceil(corners.max(axis=0)).astype(int) + 1
        if (low < 0).any() or high[0] > width or high[1] > height or (high - low < 3).any():
            return None
        part = picture[low[1] : high[1], low[0] : high[0]]
        mask = np.zeros(part.shape[:2], dtype=np.uint8)
        cv2.fillConvexPoly(mask, np.round(corners - low).astype(np.int32), 255)
        inside = part[mask > 0]
        light = linear_rgb(inside[None])[0].astype(np.float64)
        rgb[index] = light.mean(axis=0)
        brightness = light.mean(axis=1)
        spread[index] = brightness.std() / max(float(brightness.mean()), 1e-3)
        clipped[index] = float((inside >= CLIPPED).any(axis=1).mean())
    centres = _through(plane, _places())
    return SeenChart(
        rgb=rgb,
        spread=spread,
        clipped=clipped,
        centres_px=centres,
        outline_px=outline,
        patch_px=float(np.linalg.norm(centres[1] - centres[0])) * side,
    )
