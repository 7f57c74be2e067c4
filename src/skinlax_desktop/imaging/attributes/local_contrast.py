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
    total, share = values * weight, weight
    if step > 1:
        size = (max(1, values.shape[1] // step), max(1, values.shape[0] // step))
        total, share = (cast(Floats, cv2.resize(p, size, interpolation=cv2.INTER_AREA)) for p in (total, share))
    sigma = sigma_px / step
    total, share = (cast(Floats, cv2.GaussianBlur(plane, (0, 0), sigma)) for plane in (total, share))
    mean = cast(Floats, total / np.maximum(share, np.float32(1e-4)))
    if step > 1:
        mean = cast(Floats, cv2.resize(mean, (values.shape[1], values.shape[0]), interpolation=cv2.INTER_LINEAR))
    return mean


def band_inside(values: Floats, mask: Mask, fine_px: float, coarse_px: float) -> Floats:
    """What is larger than `fine_px` and smaller than `coarse_px` (Gaussian sigmas), 0 outside the mask."""
    fine = smooth_inside(values, mask, fine_px) if fine_px > 0.3 else values
    return cast(Floats, np.where(mask > 0, fine - smooth_inside(values, mask, coarse_px), np.float32(0.0)))
