"""Noise of a picture, read where skin is smoothest.

The mask of Immerkaer (CVIU 1996) answers to noise and not to slopes; of its answers in small blocks the lower quarter
is taken, because pores and hairs only ever add. It looks at 2 x 2 averages: developing a mosaic smooths what is finer.

The reading is carried to what the same sensor would show at a middle grey: shot noise grows as the root of the light
(its variance over the light is one number for all of the picture), so that dark skin is not called noisy.
"""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.skin_regions import box_around

Points = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

_MASK: Final = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32)
# Root of the sum of the mask's squares, and the mean absolute deviation of a normal distribution.
_MASK_NORM: Final = 6.0
_MEAN_ABSOLUTE: Final = 0.7979
# What averaging 2 x 2 pixels leaves of white noise.
_AVERAGED: Final = 0.5
_BLOCK: Final = 8
_SMOOTH_PERCENTILE: Final = 25.0
_FEWEST_BLOCKS: Final = 8
# A saturated or black block shows no noise, whatever the picture's is.
_INSIDE: Final = (6, 246)
_GAMMA: Final = 2.2
_MIDDLE_GREY: Final = 0.18


def measure_noise(picture: Picture, points_px: Points, polygons: Sequence[Sequence[int]]) -> float | None:
    """Standard deviation at middle grey, in levels of 255, over polygons of landmarks; None with too little skin.

    `picture` is (h, w, 3) BGR at full resolution: a smaller copy has less noise.
    """
    found = [_blocks(picture, points_px[list(polygon)]) for polygon in polygons]
    joined = np.concatenate(found) if found else np.empty(0)
    if joined.size < _FEWEST_BLOCKS:
        return None
    return float(np.percentile(joined, _SMOOTH_PERCENTILE))


def _blocks(picture: Picture, corners: Points) -> Floats:
    box = box_around(corners, picture.shape[:2], margin=0.0)
    if box is None:
        return np.empty(0)
    left, top, right, bottom = box
    side = 2 * _BLOCK
    columns, rows = (right - left) // side, (bottom - top) // side
    if columns < 1 or rows < 1:
        return np.empty(0)
    # Green is half of the mosaic's samples and nearest to the eye's brightness.
    green = picture[top : top + rows * side, left : left + columns * side, 1].astype(np.float32)
    part = cv2.resize(green, (columns * _BLOCK, rows * _BLOCK), interpolation=cv2.INTER_AREA)
    answer = np.abs(cv2.filter2D(part, cv2.CV_32F, _MASK))
    mask = np.zeros(part.shape, dtype=np.uint8)
    cv2.fillPoly(mask, [np.round((corners - (left, top)) / 2.0).astype(np.int32)], 1)
    useful = (mask > 0) & (part > _INSIDE[0]) & (part < _INSIDE[1])
    whole = _by_block(useful) > 0.95
    if not whole.any():
        return np.empty(0)
    sigma = _by_block(answer)[whole] / (_MASK_NORM * _MEAN_ABSOLUTE * _AVERAGED)
    level = (_by_block(part)[whole] / 255.0) ** _GAMMA
    # sigma in the light is sigma in the code over the curve's slope, L ** (1 / gamma - 1) / gamma.
    in_light = sigma * level ** (1.0 - 1.0 / _GAMMA)
    at_grey = in_light * np.sqrt(_MIDDLE_GREY / level)
    return np.asarray(at_grey * _MIDDLE_GREY ** (1.0 / _GAMMA - 1.0))


def _by_block(values: npt.NDArray[np.generic]) -> Floats:
    rows, columns = (length // _BLOCK for length in values.shape)
    blocks = values.reshape(rows, _BLOCK, columns, _BLOCK)
    return np.asarray(blocks.mean(axis=(1, 3), dtype=np.float64))
