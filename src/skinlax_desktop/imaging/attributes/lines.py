"""Fine lines and wrinkles: dark ridges of lightness, thinned to their middle, as length per area.

Ridge measure: A. F. Frangi et al., "Multiscale vessel enhancement filtering", 1998, with fixed constants, so that the
measure of one face does not depend on the strongest line in the picture. Length per area of thinned Hessian ridges is
the wrinkle density of C.-C. Ng et al., "Hybrid Hessian filter", 2014.
"""

from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np

from skinlax_desktop.imaging.attributes.local_contrast import Floats, Mask, smooth_inside


@dataclass(frozen=True, slots=True, kw_only=True)
class LineKind:
    """`sigmas_mm` of the ridge filter, `shortest_mm` line that counts, `contrast` in L* that half shows a ridge."""

    sigmas_mm: tuple[float, ...]
    shortest_mm: float
    contrast: float
    coarsest_mm_per_px: float


FINE_LINES: Final = LineKind(sigmas_mm=(0.2,), shortest_mm=2.0, contrast=1.2, coarsest_mm_per_px=0.15)
WRINKLES: Final = LineKind(sigmas_mm=(0.5, 0.9), shortest_mm=6.0, contrast=1.6, coarsest_mm_per_px=0.4)

_BLOBNESS: Final = 0.5  # Frangi's beta
_SEEN: Final = 0.4


def ridge_measure(lightness: Floats, sigma_px: float, contrast: float) -> Floats:
    """Frangi's measure, 0..1, of dark lines about `2 sigma_px` wide, from scale-normalised second derivatives."""
    smooth = cv2.GaussianBlur(lightness, (0, 0), sigma_px)
    xx = cv2.Sobel(smooth, cv2.CV_32F, 2, 0, ksize=3) / 4.0
    yy = cv2.Sobel(smooth, cv2.CV_32F, 0, 2, ksize=3) / 4.0
    xy = cv2.Sobel(smooth, cv2.CV_32F, 1, 1, ksize=3) / 4.0
    half_trace = (xx + yy) / 2.0
    root = np.sqrt(((xx - yy) / 2.0) ** 2 + xy * xy)
    across = (half_trace + root) * sigma_px**2
    along = (half_trace - root) * sigma_px**2
    flip = np.abs(along) > np.abs(across)
    across, along = np.where(flip, along, across), np.where(flip, across, along)
    blob = np.abs(along) / np.maximum(np.abs(across), 1e-6)
    strength = across * across + along * along
    measure = np.exp(-(blob**2) / (2 * _BLOBNESS**2)) * (1.0 - np.exp(-strength / (2.0 * contrast**2)))
    return cast(Floats, np.where(across > 0.0, measure, 0.0).astype(np.float32))


def find_lines(lightness: Floats, skin: Mask, mm_per_px: float, kind: LineKind) -> Mask:
    """The middle lines, 0/255, one pixel wide, of every dark ridge on the skin that is long enough."""
    from skimage.morphology import skeletonize

    # Skin continued under hair, eyes and lips, so that their edges are no lines.
    filled = np.where(skin > 0, lightness, smooth_inside(lightness, skin, 3.0 / mm_per_px)).astype(np.float32)
    measures = [ridge_measure(filled, max(sigma / mm_per_px, 0.8), kind.contrast) for sigma in kind.sigmas_mm]
    strongest = measures[0] if len(measures) == 1 else np.maximum.reduce(measures)
    margin = max(1, round(kind.sigmas_mm[-1] / mm_per_px))
    inner = cv2.erode(skin, np.ones((2 * margin + 1, 2 * margin + 1), np.uint8))
    seen = (strongest > _SEEN) & (inner > 0)
    thin = skeletonize(seen).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(thin, connectivity=8)
    long_enough = stats[:, cv2.CC_STAT_AREA] >= kind.shortest_mm / mm_per_px
    long_enough[0] = False
    return cast(Mask, long_enough[labels].astype(np.uint8) * np.uint8(255)) if count > 1 else np.zeros_like(thin)


def line_density(lines: Mask, mask: Mask, mm_per_px: float) -> float:
    """Length of lines in the mask over its area, mm per cm2.

    A thinned line is on average 1.11 times as long as it has pixels (straight lines in all directions).
    """
    length_mm = np.count_nonzero((lines > 0) & (mask > 0)) * mm_per_px * 1.11
    return float(length_mm / max(np.count_nonzero(mask) * (mm_per_px / 10.0) ** 2, 1e-6))
