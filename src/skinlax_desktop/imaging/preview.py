"""A frame made small enough to look at, at little cost."""

from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.development import turn_upright
from skinlax_desktop.ports.frame import Frame, PixelLayout

Picture = npt.NDArray[np.uint8]


def develop_to_fit(frame: Frame, width: int, height: int) -> Picture:
    """The upright BGR picture, as large as fits into `width` x `height` pixels; to look at, never to measure on.

    It is made small before it is turned, and thinned to every second Bayer cell while that is still larger than
    what is wanted: the eye does not see the difference, and a frame costs a few milliseconds.
    """
    pixels = frame.pixels
    lying = frame.quarter_turns % 2 == 1
    wide, high = (height, width) if lying else (width, height)
    scale = min(wide / pixels.shape[1], high / pixels.shape[0])
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    colour = _thin(pixels, size) if frame.layout is PixelLayout.BAYER_RG8 else pixels
    return turn_upright(_reduce(colour, size), frame.quarter_turns)


def for_screen(picture: Picture) -> Picture:
    """A BGR picture as (h, w, 4), blue first and opaque: what a screen takes as it is, painted in half the time."""
    return cast(Picture, cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA))


def _thin(mosaic: Picture, size: tuple[int, int]) -> Picture:
    step = 4 if mosaic.shape[1] // 4 >= size[0] else 2
    rows, columns = (length // step for length in mosaic.shape)
    # Seen `step` samples a pixel, the first two rows of each cell are pictures of that many channels: none is copied.
    upper, lower = (
        np.lib.stride_tricks.as_strided(
            mosaic[row:],
            shape=(rows, columns, step),
            strides=(step * mosaic.strides[0], step, 1),
            writeable=False,
        )
        for row in (0, 1)
    )
    bgr = np.empty((rows, columns, 3), dtype=np.uint8)
    cv2.mixChannels([upper, lower], [bgr], [step + 1, 0, 1, 1, 0, 2])
    return bgr


def _reduce(picture: Picture, size: tuple[int, int]) -> Picture:
    halves = picture
    while halves.shape[1] >= 2 * size[0] and halves.shape[0] >= 2 * size[1]:
        halves = cast(
            Picture, cv2.resize(halves, (halves.shape[1] // 2, halves.shape[0] // 2), interpolation=cv2.INTER_AREA)
        )
    return cast(Picture, cv2.resize(halves, size, interpolation=cv2.INTER_LINEAR))
