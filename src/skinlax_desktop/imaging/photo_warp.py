"""The pixels of a photograph moved, not painted: texture, tone and light stay the patient's own."""

from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]


def warp_photograph(picture_bgr: Picture, shift_px: npt.NDArray[np.float32], step_px: int) -> Picture:
    """A (height, width, 3) picture in which every place shows what lay `shift_px` before it.

    `shift_px` (rows, columns, 2) is given at every `step_px` pixels and interpolated in between. Where nothing moves
    the pixels are the same; elsewhere they are resampled by bicubic interpolation.
    """
    height, width = picture_bgr.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    if not shift_px.any():
        return picture_bgr.copy()
    dense = cv2.remap(shift_px, x / step_px, y / step_px, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    # Below a fiftieth of a pixel nothing is seen to move; resampling would only soften it.
    dense[np.abs(dense).max(axis=2) < 0.02] = 0.0
    moved = cv2.remap(
        picture_bgr, x - dense[:, :, 0], y - dense[:, :, 1], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return cast(Picture, moved)
