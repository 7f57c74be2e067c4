"""A large picture averaged down, by halves as far as they go: the same picture at an eighth of the time.

One step from 12 million pixels to a few hundred across weighs every pixel by hand; exact halves do not, and leave
little for the last step. The two differ by the rounding of the halves, less than one grey level.
"""

from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]


def average_to(picture: Picture, size: tuple[int, int], *, roughly: bool = False) -> Picture:
    """An (h, w) or (h, w, 3) uint8 picture averaged to `size` (width, height), which is smaller or the same.

    `roughly`: the last step, of less than a half, is drawn between pixels instead of averaged, in a seventh of the
    time; edges come out a little crisper.
    """
    halves = picture
    while (
        halves.shape[1] >= 2 * size[0]
        and halves.shape[0] >= 2 * size[1]
        and halves.shape[0] % 2 == 0
        and halves.shape[1] % 2 == 0
    ):
        half = (halves.shape[1] // 2, halves.shape[0] // 2)
        halves = cast(Picture, cv2.resize(halves, half, interpolation=cv2.INTER_AREA))
    if (halves.shape[1], halves.shape[0]) == size:
        return halves
    last = cv2.INTER_LINEAR if roughly else cv2.INTER_AREA
    return cast(Picture, cv2.resize(halves, size, interpolation=last))


def thinned(picture: Picture, step: int) -> Picture:
    """Every `step`-th pixel of every `step`-th row of an (h, w, 3) uint8 picture, the first one first.

    A view that jumps over pixels is copied anew by each who reads it; where the width allows it this is a picture.
    """
    rows = picture[::step]
    width = picture.shape[1]
    if step == 1 or width % step:
        return rows[:, ::step]
    return cast(Picture, cv2.resize(rows, (width // step, len(rows)), interpolation=cv2.INTER_NEAREST))
