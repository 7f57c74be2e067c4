"""Whether the shoulders are level: the upper edge of the body beside the neck, on both sides of a frontal face."""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.silhouette import NoSilhouette, cut_out_head

Picture = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

POSTURE_PX: Final = 384
# Beside the middle of the neck, in lengths from nasion to chin: past the neck, and as far as shoulders are seen.
_NEAR, _FAR = 0.5, 1.02
# Shoulders lie below the chin by this much, in the same lengths; a raised one of a body that leans comes nearer.
_BELOW_CHIN: Final = (0.15, 0.08, 0.0)
# A neck alone is up to 1.46 of them wide (32 photographs of 16 people); what is wider has hair hanging beside it.
_WIDEST_NECK: Final = 1.5
_LEAST_COLUMNS: Final = 8
_LEAST_SPAN: Final = 0.12
# Two edges that part by more are not those of one pair of shoulders: hair over one of them, or an arm.
MOST_TILT_DEG: Final = 25.0


def shoulder_tilt_deg(picture: Picture, nasion_px: Points, chin_px: Points) -> float | str:
    """Degrees, positive when the subject's left shoulder is the higher one, or the code of why it is not known.

    From an upright (h, w, 3) BGR picture of a face seen from the front. The silhouette's upper edge is read at equal
    distances on both sides of the neck, so that a slope alike on both sides says nothing.
    """
    cut = cut_out_head(picture, longer_side=POSTURE_PX)
    if isinstance(cut, NoSilhouette):
        return "backdrop_not_plain"
    nasion, chin = ((point + 0.5) / cut.scale - 0.5 for point in (nasion_px, chin_px))
    length = float(np.hypot(*(chin - nasion)))
    if length < 1.0:
        return "no_shoulders"
    for below in _BELOW_CHIN:
        tilt = _tilt_below(cut.mask, round(float(chin[1]) + below * length), round(float(chin[0])), length)
        if tilt is not None:
            return tilt if abs(tilt) <= MOST_TILT_DEG else "no_shoulders"
    return "no_shoulders"


def _tilt_below(mask: npt.NDArray[np.uint8], first_row: int, chin_column: int, length: float) -> float | None:
    """Degrees; NaN where hair hides the shoulders, None where they are not seen to both sides below that row."""
    if first_row >= mask.shape[0] - 1:
        return None
    neck = _neck_columns(mask[first_row], chin_column)
    if neck is None:
        return None
    # Hair hangs lower on one side than on the other and moves the middle: level shoulders seemed tilted by 5 to 7.
    if neck[1] - neck[0] > _WIDEST_NECK * length:
        return math.nan
    steps = np.arange(round(_NEAR * length), round(_FAR * length) + 1)
    # The picture's left is the subject's right.
    right, left = (
        _edge_rows(mask, np.round(sum(neck) / 2.0 + side * steps).astype(int), first_row) for side in (-1, 1)
    )
    both = ~np.isnan(right) & ~np.isnan(left)
    if both.sum() < _LEAST_COLUMNS or np.ptp(steps[both]) < _LEAST_SPAN * length:
        return None
    return math.degrees(math.atan(float(np.median((right[both] - left[both]) / (2.0 * steps[both])))))


def _neck_columns(row: npt.NDArray[np.uint8], column: int) -> tuple[float, float] | None:
    """The gaps before and after the body's stretch of a row that holds `column`; None where it reaches an edge."""
    if not 0 <= column < len(row) or not row[column]:
        return None
    gaps = np.flatnonzero(row == 0)
    before, after = gaps[gaps < column], gaps[gaps > column]
    return None if not before.size or not after.size else (float(before[-1]), float(after[0]))


def _edge_rows(mask: npt.NDArray[np.uint8], columns: npt.NDArray[np.int_], first_row: int) -> Points:
    """The upper edge of the body in each column from `first_row` down; NaN where there is none to be seen."""
    height, width = mask.shape
    rows = np.full(len(columns), np.nan)
    for place, column in enumerate(columns):
        if not 0 <= column < width or mask[first_row, column]:
            continue
        below = np.flatnonzero(mask[first_row:, column])
        if below.size and first_row + int(below[0]) < height - 1:
            rows[place] = first_row + int(below[0])
    return rows
