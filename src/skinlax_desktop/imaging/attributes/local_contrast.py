"""Filters that know where skin ends: what lies outside the mask never bleeds in."""

from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.uint8]


def smooth_inside(values: Floats, mask: Mask, sigma_px: float) -> Floats:
    """Gaussian mean over the masked pixels only (normalised convolution, Knutsson and Westin 1993)."""
    weight = (mask > 0).astype(np.float32)
    # Wide blurs on a reduced picture: the result is smooth anyway.
    step = max(1, int(sigma_px / 4.0))
    if step > 1:
        size = (max(1, values.shape[1] // step), max(1, values.shape[0] // step))
        total = cv2.resize(values * weight, size, interpolation=cv2.INTER_AREA)
        share = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
    else:
        total, share = values * weight, weight
    sigma = sigma_px / step
    total = cv2.GaussianBlur(total, (0, 0), sigma)
    share = cv2.GaussianBlur(share, (0, 0), sigma)
    mean = total / np.maximum(share, 1e-4)
    if step > 1:
        mean = cv2.resize(mean, (values.shape[1], values.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cast(Floats, mean)


def band_inside(values: Floats, mask: Mask, fine_px: float, coarse_px: float) -> Floats:
    """What is larger than `fine_px` and smaller than `coarse_px` (Gaussian sigmas), 0 outside the mask."""
    fine = smooth_inside(values, mask, fine_px) if fine_px > 0.3 else values
    return cast(Floats, np.where(mask > 0, fine - smooth_inside(values, mask, coarse_px), np.float32(0.0)))
