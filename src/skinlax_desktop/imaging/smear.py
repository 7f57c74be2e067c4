"""Motion blur of a still: edges are softer along the way the head moved than across it.

The width of an edge (see `focus`) is read by the direction it faces. A movement of length L during the exposure adds
L^2 / 12 to the variance of the blur along its way and nothing across it; an out-of-focus picture gains alike in all
directions. So what swings with the direction, in sigma^2(t) = a + b cos 2t + c sin 2t, is movement.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.focus import Sharpness
from skinlax_desktop.imaging.percentiles import percentile

Grey = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

_REBLUR_SIGMA: Final = 2.0
_FILTER_SIGMA: Final = 0.7
_STRONGEST_SHARE: Final = 0.06
_LEAST_GRADIENT: Final = 1.5
_BINS: Final = 8
_LEAST_IN_BIN: Final = 25
_FEWEST_BINS: Final = 6
_SHARPEST_PERCENTILE: Final = 75.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Smear:
    """`length_px`: how far edges are drawn out; `direction_deg`: which way, 0 across the picture, 90 down it.

    `across_px`: the blur (sigma) of edges that the movement leaves alone, which is the lens's.
    """

    length_px: float
    direction_deg: float
    across_px: float


def measure_smear(patches: Sequence[Grey]) -> Smear | None:
    """From grey (h, w) patches with edges in all directions (eyes, nostrils, mouth); None with too few."""
    parts = [_edges(patch) for patch in patches if min(patch.shape) > 8 * _REBLUR_SIGMA]
    if not parts:
        return None
    angles = np.concatenate([angle for angle, _ in parts])
    ratios = np.concatenate([ratio for _, ratio in parts])
    places = np.floor(angles / math.pi * _BINS + 0.5).astype(int) % _BINS
    middles, variances = [], []
    for place in range(_BINS):
        inside = ratios[places == place]
        if inside.size >= _LEAST_IN_BIN:
            ratio = max(percentile(inside, _SHARPEST_PERCENTILE), 1.02)
            middles.append(place * math.pi / _BINS)
            variances.append(max(_REBLUR_SIGMA**2 / (ratio**2 - 1.0) - _FILTER_SIGMA**2, 0.01))
    if len(middles) < _FEWEST_BINS:
        return None
    turned = 2.0 * np.array(middles)
    terms = np.column_stack((np.ones(len(middles)), np.cos(turned), np.sin(turned)))
    level, along, aslant = np.linalg.lstsq(terms, np.array(variances), rcond=None)[0]
    swing = 2.0 * math.hypot(float(along), float(aslant))
    return Smear(
        length_px=math.sqrt(12.0 * swing),
        direction_deg=math.degrees(math.atan2(float(aslant), float(along)) / 2.0) % 180.0,
        across_px=math.sqrt(max(float(level) - swing / 2.0, 0.01)),
    )


def measure_softness(patches: Sequence[Grey]) -> Sharpness | None:
    """The blur of the sharper edges, whichever way they face, as `focus` reads it but with noise on neither side.

    For patches whose edges face too few ways to tell a movement by: it softens them all the same.
    """
    parts = [_edges(patch)[1] for patch in patches if min(patch.shape) > 8 * _REBLUR_SIGMA]
    ratios = np.concatenate(parts) if parts else np.empty(0)
    if ratios.size < _LEAST_IN_BIN * _BINS:
        return None
    ratio = max(percentile(ratios, _SHARPEST_PERCENTILE), 1.02)
    return Sharpness.of_blur(math.sqrt(max(_REBLUR_SIGMA**2 / (ratio**2 - 1.0) - _FILTER_SIGMA**2, 0.01)))


def _edges(patch: Grey) -> tuple[Floats, Floats]:
    """Direction of the gradient, 0 to pi, and the ratio of gradients of the stronger edges.

    Of the first gradient what runs along the second one counts: noise adds to its length, and most where edges are
    weak, as on dark skin, but to neither side of that direction.
    """
    picture = patch.astype(np.float32)
    border = round(3 * _REBLUR_SIGMA)
    inner = (slice(border, -border), slice(border, -border))
    across, down = (part[inner] for part in _gradient(picture))
    blurred = np.asarray(cv2.GaussianBlur(picture, (0, 0), _REBLUR_SIGMA), dtype=np.float32)
    softly_across, softly_down = (part[inner] for part in _gradient(blurred))
    strength = np.hypot(softly_across, softly_down)
    strong = strength >= max(percentile(strength, 100.0 * (1.0 - _STRONGEST_SHARE)), _LEAST_GRADIENT)
    along, aslant = softly_across[strong], softly_down[strong]
    ratio = (across[strong] * along + down[strong] * aslant) / strength[strong] ** 2
    return (np.arctan2(aslant, along) % math.pi).astype(np.float64), ratio.astype(np.float64)


def _gradient(picture: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    across = cv2.Sobel(picture, cv2.CV_32F, 1, 0, scale=1.0 / 8.0)
    down = cv2.Sobel(picture, cv2.CV_32F, 0, 1, scale=1.0 / 8.0)
    return np.asarray(across, dtype=np.float32), np.asarray(down, dtype=np.float32)
