"""The flat field: what light and lens do to a plain grey card, as a smooth gain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.colour import linear_rgb

Floats = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

GRID_COLUMNS: Final = 13
GRID_ROWS: Final = 17
_BLOCKS: Final = (30, 40)
_POWERS: Final = tuple((x, y) for total in range(5) for x in range(total + 1) for y in (total - x,))
_CLIPPED: Final = 253


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlatFieldFit:
    """A smooth light field over the picture.

    `gain` (GRID_ROWS, GRID_COLUMNS, 3) multiplies linear red, green, blue, corner to corner. `vignetting`: share the
    corners lose on average; `unevenness`: the largest difference between opposite sides, as a share. `texture`:
    what the smooth field leaves of the card, root mean square share. `clipped`: share of pixels in saturation.
    """

    gain: Floats
    vignetting: float
    unevenness: float
    texture: float
    clipped: float
    level: float


def fit_flat_field(pictures: Sequence[Picture]) -> FlatFieldFit:
    """Fit upright sRGB-coded pictures, all of one size, that a matt grey card fills."""
    blocks = np.mean([_blocks(picture) for picture in pictures], axis=0)
    rows, columns = blocks.shape[:2]
    x, y = _places(columns, rows, centred=True)
    terms = _terms(x, y)
    logs = np.log(np.maximum(blocks.reshape(-1, 3), 1e-4))
    weights = np.linalg.lstsq(terms, logs, rcond=None)[0]
    left = logs - terms @ weights
    grid_x, grid_y = _places(GRID_COLUMNS, GRID_ROWS, centred=False)
    field = np.exp(_terms(grid_x, grid_y) @ weights - _terms(np.zeros(1), np.zeros(1)) @ weights)
    light = field.mean(axis=1).reshape(GRID_ROWS, GRID_COLUMNS)
    corners = light[[0, 0, -1, -1], [0, -1, 0, -1]]
    sides = (
        light[:, 0].mean() / light[:, -1].mean(),
        light[0].mean() / light[-1].mean(),
    )
    return FlatFieldFit(
        gain=(1.0 / field).reshape(GRID_ROWS, GRID_COLUMNS, 3),
        vignetting=float(1.0 - corners.mean()),
        unevenness=float(max(max(side, 1.0 / side) for side in sides) - 1.0),
        texture=float(np.sqrt((left**2).mean())),
        clipped=float(np.mean([(picture >= _CLIPPED).any(axis=2).mean() for picture in pictures])),
        level=float(blocks.mean()),
    )


def gain_at(gain: Floats, x: Floats, y: Floats) -> Floats:
    """The gain (n, 3) of a (rows, columns, 3) grid at places in shares of the picture's width and height."""
    rows, columns = gain.shape[:2]
    at_x = (np.clip(x, 0.0, 1.0) * (columns - 1)).astype(np.float32).reshape(-1, 1)
    at_y = (np.clip(y, 0.0, 1.0) * (rows - 1)).astype(np.float32).reshape(-1, 1)
    found = cv2.remap(gain.astype(np.float32), at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, dtype=np.float64).reshape(-1, 3)


def _blocks(picture: Picture) -> Floats:
    """Medians of blocks, linear red, green, blue: dust and noise do not reach them."""
    columns, rows = _BLOCKS
    side = 6
    small = cast(Picture, cv2.resize(picture, (columns * side, rows * side), interpolation=cv2.INTER_AREA))
    light = linear_rgb(small).astype(np.float64).reshape(rows, side, columns, side, 3)
    return np.asarray(np.median(light, axis=(1, 3)))


def _places(columns: int, rows: int, *, centred: bool) -> tuple[Floats, Floats]:
    """Middles of blocks, or nodes from edge to edge; -1 to 1 across and down."""
    if centred:
        x, y = (2.0 * (np.arange(count) + 0.5) / count - 1.0 for count in (columns, rows))
    else:
        x, y = (np.linspace(-1.0, 1.0, count) for count in (columns, rows))
    across, down = np.meshgrid(x, y)
    return across.ravel(), down.ravel()


def _terms(x: Floats, y: Floats) -> Floats:
    return np.column_stack([x**power_x * y**power_y for power_x, power_y in _POWERS])
