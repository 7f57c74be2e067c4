"""How sharp a picture is, from the edges that every face has.

At an ideal edge blurred by a Gaussian of sigma s, blurring once more by s0 lowers the gradient to s / sqrt(s^2 + s0^2):
the ratio of the two gradients tells s in pixels whatever the contrast of the edge (Zhuo and Sim, Pattern Recognition
2011). So dark and light skin, bright and dim light read alike; a sharpened picture or a small copy of it does not.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.percentiles import percentile

Grey = npt.NDArray[np.uint8]

_REBLUR_SIGMA: Final = 2.0
# The gradient filter smooths by itself; its width, as a Gaussian.
_FILTER_SIGMA: Final = 0.7
_STRONGEST_SHARE: Final = 0.02
_SHARPEST_PERCENTILE: Final = 75.0
# A gradient (grey levels a pixel) below this is noise, not an edge.
_LEAST_GRADIENT: Final = 1.5
_LEAST_EDGE_PIXELS: Final = 40
# Where the strongest edges begin is read from every so manyth row: sorting all of them took a third of the time.
_ROWS_APART: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharpness:
    """`blur_px`: sigma of the blur of the sharper edges; `mtf50`: where contrast halves, cycles a pixel."""

    blur_px: float
    mtf50: float

    @classmethod
    def of_blur(cls, blur_px: float) -> "Sharpness":
        """Of edges that a Gaussian of that width blurs."""
        return cls(blur_px=blur_px, mtf50=math.sqrt(2.0 * math.log(2.0)) / (2.0 * math.pi * blur_px))


def grey(picture: Grey) -> Grey:
    """The luma (h, w) of a BGR picture (h, w, 3)."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def measure_sharpness(patches: Sequence[Grey], *, across: bool = False) -> Sharpness | None:
    """From grey (h, w) patches with edges (eyes, brows, nostrils); None when they hold too few edges.

    `across`: only edges that run down the picture, which a turning head smears and a nodding one does not.
    """
    ratios = [_edge_ratios(patch, across=across) for patch in patches if min(patch.shape) > 8 * _REBLUR_SIGMA]
    joined = np.concatenate(ratios) if ratios else np.empty(0)
    if joined.size < _LEAST_EDGE_PIXELS:
        return None
    ratio = max(percentile(joined, _SHARPEST_PERCENTILE), 1.001)
    total = _REBLUR_SIGMA / math.sqrt(ratio**2 - 1.0)
    blur = math.sqrt(max(total**2 - _FILTER_SIGMA**2, 0.1**2))
    return Sharpness.of_blur(blur)


def _edge_ratios(patch: Grey, *, across: bool) -> npt.NDArray[np.float64]:
    picture = patch.astype(np.float32)
    first = _gradient(picture, across=across)
    second = _gradient(np.asarray(cv2.GaussianBlur(picture, (0, 0), _REBLUR_SIGMA), dtype=np.float32), across=across)
    border = round(3 * _REBLUR_SIGMA)
    inner = (slice(border, -border), slice(border, -border))
    first, second = first[inner], second[inner]
    least = max(percentile(second[::_ROWS_APART], 100.0 * (1.0 - _STRONGEST_SHARE)), _LEAST_GRADIENT)
    strong = second >= least
    ratio: npt.NDArray[np.float64] = (first[strong] / second[strong]).astype(np.float64)
    return ratio


def _gradient(picture: npt.NDArray[np.float32], *, across: bool) -> npt.NDArray[np.float32]:
    # Sobel's weights sum to 8 for a slope of one level a pixel.
    along_row = np.asarray(cv2.Sobel(picture, cv2.CV_32F, 1, 0, scale=1.0 / 8.0), dtype=np.float32)
    down = np.asarray(cv2.Sobel(picture, cv2.CV_32F, 0, 1, scale=1.0 / 8.0), dtype=np.float32)
    if across:
        # A slanting edge is drawn out less than it seems: only the steep ones count.
        return np.where(np.abs(along_row) > 2.0 * np.abs(down), np.abs(along_row), np.float32(0.0))
    return np.asarray(cv2.magnitude(along_row, down), dtype=np.float32)
