"""Pictures that must never get a confident grade, made of a good one, so that only what is wrong with them differs.

Pictures are upright (height, width, 3) uint8 BGR; `points_px` (478, 2) the landmarks of the good picture.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]
Spoil = Callable[[Picture, Points], Picture]

_SMALL_FACE_PX: Final = 40
_MOUTH_AND_NOSE: Final = (234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 361,
                          323, 454, 5)  # fmt: skip
_HALF: Final = (10, 109, 67, 103, 54, 21, 162, 127, 234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 1, 168)


def _nobody(picture: Picture, _points: Points) -> Picture:
    """The same colours without a face."""
    blocks = cv2.resize(picture[:: max(picture.shape[0] // 6, 1), :: max(picture.shape[1] // 6, 1)], None, fx=1, fy=1)
    mixed = np.random.default_rng(1).permutation(blocks.reshape(-1, 3)).reshape(blocks.shape)
    return np.asarray(cv2.resize(mixed, picture.shape[1::-1], interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _upside_down(picture: Picture, _points: Points) -> Picture:
    return np.ascontiguousarray(picture[::-1, ::-1])


def _negative(picture: Picture, _points: Points) -> Picture:
    return np.asarray(255 - picture, dtype=np.uint8)


def _small(picture: Picture, points: Points) -> Picture:
    """A face of 40 pixels across, as it is and not enlarged."""
    factor = _SMALL_FACE_PX / max(float(np.ptp(points[:, 0])), 1.0)
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _statue(picture: Picture, _points: Points) -> Picture:
    """Stone: the shape's light without any colour of skin."""
    grey = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), (0, 0), 1.0).astype(np.float32)
    grey = 90.0 + 0.6 * grey
    return np.asarray(np.clip(grey[:, :, None] * (0.985, 1.0, 1.0), 0, 255), dtype=np.uint8)


def _cartoon(picture: Picture, _points: Points) -> Picture:
    """Flat colours and drawn edges."""
    flat = picture
    for _ in range(4):
        flat = np.asarray(cv2.bilateralFilter(flat, 9, 40, 9), dtype=np.uint8)
    flat = np.asarray(flat // 32 * 32 + 16, dtype=np.uint8)
    grey = cv2.medianBlur(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), 5)
    edges = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 9, 4)
    return np.asarray(cv2.bitwise_and(flat, flat, mask=edges), dtype=np.uint8)


def _painted(picture: Picture, _points: Points) -> Picture:
    """Brush strokes: each place takes the mean of the calmest of its four quarters (Kuwahara 1976)."""
    reach = max(picture.shape[1] // 160, 2)
    light = picture.astype(np.float32)
    size = (reach + 1, reach + 1)
    best, least = light, np.full(picture.shape[:2], np.inf, dtype=np.float32)
    for right in (0, reach):
        for down in (0, reach):
            anchor = (right, down)
            mean = cv2.blur(light, size, anchor=anchor)
            spread = (cv2.blur(light * light, size, anchor=anchor) - mean * mean).sum(axis=2)
            calmer = spread < least
            best, least = np.where(calmer[:, :, None], mean, best), np.where(calmer, spread, least)
    return np.asarray(np.clip(best, 0, 255), dtype=np.uint8)


def _mask(picture: Picture, points: Points) -> Picture:
    return _covered(picture, points[list(_MOUTH_AND_NOSE)], (205, 190, 150))


def _half_hidden(picture: Picture, points: Points) -> Picture:
    return _covered(picture, points[list(_HALF)], (60, 60, 66))


def _covered(picture: Picture, outline: Points, bgr: tuple[int, int, int]) -> Picture:
    covered = picture.copy()
    middle = outline.mean(axis=0)
    cv2.fillPoly(covered, [np.round(middle + 1.06 * (outline - middle)).astype(np.int32)], bgr)
    return covered


BAD_PICTURES: Final[Mapping[str, Spoil]] = MappingProxyType(
    {
        "nobody": _nobody,
        "upside_down": _upside_down,
        "negative": _negative,
        "small_face": _small,
        "statue": _statue,
        "cartoon": _cartoon,
        "painted": _painted,
        "mask": _mask,
        "half_hidden": _half_hidden,
    }
)
"""By name what is done to a good picture. A child and a profile are photographed, not made."""
