"""From what the sensor delivers to an upright picture."""

from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.ports.frame import Frame, PixelLayout

Picture = npt.NDArray[np.uint8]

# OpenCV names a Bayer pattern by its second row, second and third column: RG is its BG. By quarter turns.
_DEMOSAIC = (cv2.COLOR_BayerBG2BGR, cv2.COLOR_BayerGR2BGR, cv2.COLOR_BayerRG2BGR, cv2.COLOR_BayerGB2BGR)


def develop(frame: Frame) -> Picture:
    """The full-resolution upright (height, width, 3) BGR picture of a frame."""
    upright = turn_upright(frame.pixels, frame.quarter_turns)
    if frame.layout is not PixelLayout.BAYER_RG8:
        return upright
    # Turned first, a third of the bytes are turned; the same picture comes of it.
    turns = frame.quarter_turns % 4
    if upright.shape[0] % 2 or upright.shape[1] % 2:
        return turn_upright(cast(Picture, cv2.cvtColor(frame.pixels, _DEMOSAIC[0])), turns)
    return cast(Picture, cv2.cvtColor(upright, _DEMOSAIC[turns]))


def develop_half(frame: Frame) -> Picture:
    """The upright BGR picture at half resolution: one pixel for each 2x2 cell, a third of the cost of `develop`.

    Pixel (x, y) here is centred on (2x + 0.5, 2y + 0.5) of the full picture.
    """
    pixels = frame.pixels
    if frame.layout is PixelLayout.BAYER_RG8:
        green = cv2.addWeighted(pixels[0::2, 1::2], 0.5, pixels[1::2, 0::2], 0.5, 0.0)
        half = cv2.merge([pixels[1::2, 1::2], green, pixels[0::2, 0::2]])
    else:
        half = cv2.resize(pixels, (pixels.shape[1] // 2, pixels.shape[0] // 2), interpolation=cv2.INTER_AREA)
    return turn_upright(cast(Picture, half), frame.quarter_turns)


def turn_upright(picture: Picture, quarter_turns: int) -> Picture:
    """Turned by quarters counter-clockwise; itself where nothing is to be turned."""
    turns = quarter_turns % 4
    if turns == 0:
        return picture
    rotation = {1: cv2.ROTATE_90_COUNTERCLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_CLOCKWISE}[turns]
    return cast(Picture, cv2.rotate(picture, rotation))
