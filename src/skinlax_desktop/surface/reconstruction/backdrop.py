"""Where the subject may be: everything but the even region that reaches in from the border of a picture.

Hair that reaches the border is even as well, and from there a fill runs through all of dark skin. So it begins only
where the border has the backdrop's colour: the one that most of this picture's border, and of the whole set's, shares.
"""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
Colours = npt.NDArray[np.float32]

_WIDTH_PX: Final = 400
_BLUR_PX: Final = 1.2
_EVERY_PX: Final = 8
# Between neighbours, in grey levels, and from the backdrop's own colour: walls are lit unevenly.
_STEP: Final = 1.6
_ALIKE: Final = 14.0
_BEGINS_WITHIN: Final = 20.0
_ENDS_WITHIN: Final = 35.0
_GROW_PX: Final = 2


def border_colours(picture_bgr: Pixels) -> Colours:
    """Colours (n, 3) along the upper border of a picture and the upper half of its sides."""
    return _border_colours(_reduced(picture_bgr))


def subject_mask(picture_bgr: Pixels, borders: Sequence[Colours]) -> Pixels:
    """255 (h, w) where the subject may be, 0 on the backdrop; `borders`: `border_colours` of the set's pictures."""
    height, width = picture_bgr.shape[:2]
    small = _reduced(picture_bgr)
    rows, columns = small.shape[:2]
    own = _border_colours(small)
    colour = _backdrop_colour(own, np.concatenate([own, *borders]))
    filled = np.zeros((rows + 2, columns + 2), dtype=np.uint8)
    flags = 4 | (255 << 8) | cv2.FLOODFILL_MASK_ONLY
    far = np.abs(small.astype(np.float32) - colour).max(axis=2)
    # What is far from the backdrop's colour is a wall to the fill.
    filled[1:-1, 1:-1][far > _ENDS_WITHIN] = 1
    for x, y in _border(small):
        if not filled[y + 1, x + 1] and far[y, x] < _BEGINS_WITHIN:
            cv2.floodFill(small, filled, (x, y), (0, 0, 0), (_STEP,) * 3, (_STEP,) * 3, flags)
    backdrop = cv2.erode((filled[1:-1, 1:-1] == 255).astype(np.uint8), np.ones((3, 3), np.uint8), iterations=_GROW_PX)
    large = cv2.resize(255 * (1 - backdrop), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray((large > 127).astype(np.uint8) * 255)


def _reduced(picture_bgr: Pixels) -> Pixels:
    height, width = picture_bgr.shape[:2]
    share = _WIDTH_PX / width
    small = cv2.resize(picture_bgr, (_WIDTH_PX, round(height * share)), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), _BLUR_PX), dtype=np.uint8)


def _border_colours(small: Pixels) -> Colours:
    return np.array([small[y, x] for x, y in _upper_border(small)], dtype=np.float32)


def _border(small: Pixels) -> list[tuple[int, int]]:
    rows, columns = small.shape[:2]
    sides = [(x, y) for x in (0, columns - 1) for y in range(0, rows, _EVERY_PX)]
    return [(x, 0) for x in range(0, columns, _EVERY_PX)] + sides


def _upper_border(small: Pixels) -> list[tuple[int, int]]:
    return [(x, y) for x, y in _border(small) if y < small.shape[0] // 2]


def _backdrop_colour(own: Colours, of_set: Colours) -> Colours:
    """The colour of this border that the largest shares of it and of the set's borders are like."""
    shares = [(np.abs(own[:, None] - part[None]).max(axis=2) < _ALIKE).mean(axis=1) for part in (own, of_set)]
    return np.asarray(own[int((shares[0] + shares[1]).argmax())])
