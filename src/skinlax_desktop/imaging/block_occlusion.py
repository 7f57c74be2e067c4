"""Covering a patch block by block, and reading what each block was worth: the arithmetic of occlusion maps.

After Zeiler and Fergus (2014), with soft blocks that overlap. An effect is what a number loses when a block is covered:
positive where what is seen there raised the number.
"""

import cv2
import numpy as np
import numpy.typing as npt

Maps = npt.NDArray[np.float32]


def block_masks(side_px: int, block_px: int, step_px: int, *, soft_px: int = 3) -> Maps:
    """(n, side, side): overlapping square blocks that cover the patch, 1 inside, falling to 0 at their borders."""
    inward = np.minimum(np.arange(block_px), np.arange(block_px)[::-1]) + 1.0
    edge = np.clip(inward / (soft_px + 1.0), 0.0, 1.0)
    steps = round((side_px - block_px) / step_px) + 1
    starts = np.round(np.linspace(0, side_px - block_px, steps)).astype(int)
    masks = np.zeros((len(starts) ** 2, side_px, side_px), dtype=np.float32)
    for number, (top, left) in enumerate((top, left) for top in starts for left in starts):
        masks[number, top : top + block_px, left : left + block_px] = np.outer(edge, edge)
    return masks


def spread_effects(masks: Maps, effects: npt.NDArray[np.float64]) -> Maps:
    """(zones, side, side): each pixel the mean effect of the blocks over it, from effects (n, zones)."""
    weight = masks.sum(axis=0)
    spread = np.einsum("nyx,nz->zyx", masks, effects)
    return np.asarray(spread / np.maximum(weight, 1e-6), dtype=np.float32)


def strongest_places(effects: Maps, share: float) -> Maps:
    """(zones, side, side) soft masks of the `share` of pixels where the maps (zones, side, side) are highest."""
    zones, height, width = effects.shape
    count = round(share * height * width)
    flat = effects.reshape(zones, -1)
    highest = np.argpartition(-flat, count, axis=1)[:, :count]
    chosen = np.zeros_like(flat, dtype=np.float32)
    np.put_along_axis(chosen, highest, 1.0, axis=1)
    return np.stack([cv2.GaussianBlur(mask, (0, 0), 1.0) for mask in chosen.reshape(effects.shape)])


def smoothed(patches: Maps, sigma_px: float) -> Maps:
    """The patches (..., side, side) without what is finer than a Gaussian of that width."""
    flat = patches.reshape(-1, *patches.shape[-2:])
    return np.stack([cv2.GaussianBlur(patch, (0, 0), sigma_px) for patch in flat]).reshape(patches.shape)
