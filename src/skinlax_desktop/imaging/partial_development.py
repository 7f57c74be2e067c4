"""What the live checks need of a frame, without developing all of it: a small picture, and full-size parts."""

from dataclasses import replace
from typing import cast

import cv2

from skinlax_desktop.imaging.development import Picture, develop, develop_half
from skinlax_desktop.ports.frame import Frame, PixelLayout

Box = tuple[int, int, int, int]


def upright_size(frame: Frame) -> tuple[int, int]:
    """Width and height of the frame's upright picture."""
    height, width = frame.pixels.shape[:2]
    return (height, width) if frame.quarter_turns % 2 else (width, height)


def develop_quarter(frame: Frame) -> Picture:
    """The upright BGR picture at a quarter of the resolution, for tracking and light: one 2x2 cell of every four.

    It leaves the other cells unread, which costs some noise and a sixth of the time of averaging them.
    """
    pixels = frame.pixels
    if frame.layout is not PixelLayout.BAYER_RG8:
        size = (pixels.shape[1] // 4, pixels.shape[0] // 4)
        small = cast(Picture, cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR))
        return develop(replace(frame, pixels=small))
    height, width = (length // 4 * 4 for length in pixels.shape)
    cells = pixels[:height, :width].reshape(height // 4, 4, width // 4, 4)
    thinned = cells[:, :2, :, :2].reshape(height // 2, width // 2)
    return develop_half(replace(frame, pixels=thinned))


def develop_crop(frame: Frame, box: Box) -> Picture:
    """The upright BGR picture inside `box` (left, top, right, bottom of the upright picture), cut to whole cells.

    The crop may begin one pixel earlier than asked, so that the colour pattern stays in step.
    """
    height, width = frame.pixels.shape[:2]
    left, top, right, bottom = box
    turns = frame.quarter_turns % 4
    if turns == 1:  # upright (x, y) came from sensor column width - 1 - y, row x
        left, top, right, bottom = width - bottom, left, width - top, right
    elif turns == 2:
        left, top, right, bottom = width - right, height - bottom, width - left, height - top
    elif turns == 3:
        left, top, right, bottom = top, height - right, bottom, height - left
    left, top = max(left, 0) & ~1, max(top, 0) & ~1
    right, bottom = min(right + (right & 1), width), min(bottom + (bottom & 1), height)
    return develop(replace(frame, pixels=frame.pixels[top:bottom, left:right]))
