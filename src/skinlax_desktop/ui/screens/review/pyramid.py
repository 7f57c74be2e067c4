"""A photograph in halving sizes, so that zooming a 12 MP picture stays fluid."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

_SMALLEST_PX: Final = 240


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pyramid:
    """`levels`: (height, width, 4) uint8: blue, green, red, unused; each half the size of the one before."""

    levels: tuple[npt.NDArray[np.uint8], ...]

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the whole picture."""
        height, width = self.levels[0].shape[:2]
        return width, height

    def level_for(self, scale: float) -> int:
        """The smallest level that is still as fine as the screen, at `scale` screen pixels per picture pixel."""
        level = 0
        while level + 1 < len(self.levels) and scale * 2 ** (level + 1) <= 1.0:
            level += 1
        return level

    def reduced_rgb(self, longest_px: int) -> npt.NDArray[np.uint8]:
        """A (height, width, 3) RGB copy of the finest level no longer than `longest_px` (or of the smallest)."""
        fitting = [level for level in self.levels if max(level.shape[:2]) <= longest_px]
        return np.ascontiguousarray((fitting[0] if fitting else self.levels[-1])[..., 2::-1])


def build_pyramid(picture_bgr: npt.NDArray[np.uint8]) -> Pyramid:
    """All levels of a (height, width, 3) BGR picture, by exact halving."""
    import cv2

    levels = [np.asarray(cv2.cvtColor(picture_bgr, cv2.COLOR_BGR2BGRA), dtype=np.uint8)]
    while min(levels[-1].shape[:2]) > 2 * _SMALLEST_PX:
        height, width = levels[-1].shape[:2]
        half = cv2.resize(levels[-1], (width // 2, height // 2), interpolation=cv2.INTER_AREA)
        levels.append(np.asarray(half, dtype=np.uint8))
    return Pyramid(levels=tuple(levels))
