"""What the live checks need of a frame, without developing all of it: a small picture, and full-size parts."""

from dataclasses import replace
from typing import cast

import cv2
import numpy as np

from skinlax_desktop.imaging.development import Picture, develop
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
    rows, columns = (length // 4 for length in pixels.shape)
    # Seen four samples a pixel, a row of the mosaic is a picture of four channels, and a cell lies in two such rows.
    upper, lower = (_four_at_once(pixels[row : 4 * rows : 4], columns) for row in (0, 1))
    bgr = np.empty((rows, columns, 3), dtype=np.uint8)
    greens = np.empty((2, rows, columns), dtype=np.uint8)
    cv2.mixChannels([upper, lower], [bgr, greens[0], greens[1]], [5, 0, 0, 2, 1, 3, 4, 4])
    cv2.insertChannel(cv2.addWeighted(greens[0], 0.5, greens[1], 0.5, 0.0), bgr, 1)
    return develop(replace(frame, pixels=bgr, layout=PixelLayout.BGR8))


def _four_at_once(rows: Picture, columns: int) -> Picture:
    """A view of every fourth row as (rows, columns, 4), nothing copied."""
    return np.lib.stride_tricks.as_strided(
        rows, shape=(len(rows), columns, 4), strides=(rows.strides[0], 4, 1), writeable=False
    )


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
