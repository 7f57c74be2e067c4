"""Pigment spots, the blue-light stand-in for sun damage, and pores."""

from typing import Final, cast

import cv2
import numpy as np

from skinlax_desktop.imaging.attributes.local_contrast import Floats, Mask, band_inside

SPOT_SIZES_MM: Final = (0.8, 10.0)
SPOTS_COARSEST_MM_PER_PX: Final = 0.4
_SPOT_BAND_MM: Final = (0.35, 5.0)
_SPOT_LEAST: Final = 4.0
_SPOT_SPREADS: Final = 2.5

SUN_COARSEST_MM_PER_PX: Final = 0.4
_SUN_BAND_MM: Final = (0.3, 3.0)

PORES_COARSEST_MM_PER_PX: Final = 0.1
_PORE_SIGMAS_MM: Final = (0.12, 0.18)
_PORE_LEAST: Final = 2.2


def find_spots(melanin: Floats, skin: Mask, mm_per_px: float) -> Mask:
    """Pigment spots, 0/255: melanin index above its surroundings by 2.5 robust spreads, 0.8 to 10 mm across.

    Surroundings are the local mean (a difference of Gaussians approximates the Laplacian of Gaussian, Marr and
    Hildreth 1980); long thin things are folds and no spots.
    """
    band = band_inside(melanin, skin, _SPOT_BAND_MM[0] / mm_per_px, _SPOT_BAND_MM[1] / mm_per_px)
    inside = band[skin > 0]
    if inside.size == 0:
        return np.zeros_like(skin)
    spread = 1.4826 * float(np.median(np.abs(inside - np.median(inside))))
    dark = ((band > max(_SPOT_SPREADS * spread, _SPOT_LEAST)) & (skin > 0)).astype(np.uint8)
    _, found, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    labels = np.asarray(found, dtype=np.intp)
    area = stats[:, cv2.CC_STAT_AREA] * mm_per_px**2
    across = 2.0 * np.sqrt(area / np.pi)
    longer = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) * mm_per_px
    spot = (across >= SPOT_SIZES_MM[0]) & (across <= SPOT_SIZES_MM[1]) & (longer < 2.5 * across)
    spot[0] = False
    # A spot reaches to half of its own darkness, or the smoothing would make it larger than it is.
    inside_dark = labels > 0
    darkest = np.zeros(len(stats), dtype=np.float32)
    np.maximum.at(darkest, labels[inside_dark], band[inside_dark])
    core = spot[labels] & (band > 0.5 * darkest[labels])
    return cast(Mask, core.astype(np.uint8) * np.uint8(255))


def mottling(blue: Floats, skin: Mask, mm_per_px: float) -> Floats:
    """How much more blue light each pixel takes than its surroundings do (0 where it takes less).

    Stands in for ultraviolet photography, which shows epidermal melanin (Kollias 1997); an RGB picture does not.
    """
    band = band_inside(blue, skin, _SUN_BAND_MM[0] / mm_per_px, _SUN_BAND_MM[1] / mm_per_px)
    return cast(Floats, np.maximum(band, 0.0))


def find_pores(lightness: Floats, skin: Mask, mm_per_px: float) -> Mask:
    """Pores, one pixel each, 0/255: dark round minima 0.3 to 0.5 mm across (Laplacian of Gaussian, Lindeberg 1998)."""
    best = np.full(lightness.shape, -np.inf, dtype=np.float32)
    for sigma_mm in _PORE_SIGMAS_MM:
        sigma = sigma_mm / mm_per_px
        response = cv2.Laplacian(cv2.GaussianBlur(lightness, (0, 0), sigma), cv2.CV_32F, ksize=1) * sigma**2
        best = np.maximum(best, response)
    size = 2 * max(1, round(0.35 / mm_per_px)) + 1
    highest = cv2.dilate(best, np.ones((size, size), np.uint8))
    peaks = (best >= highest) & (best > _PORE_LEAST) & (skin > 0)
    return cast(Mask, peaks.astype(np.uint8) * np.uint8(255))
