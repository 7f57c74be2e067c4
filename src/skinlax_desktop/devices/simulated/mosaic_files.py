"""Mosaics as the files that the SDK's emulated camera reads: 8-bit grey BMP, replaced whole."""

import os
import struct
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

Mosaic = npt.NDArray[np.uint8]
_HEADER_BYTES = 14 + 40
_GREY_PALETTE = b"".join(bytes((level, level, level, 0)) for level in range(256))


def bmp_header(width: int, height: int) -> bytes:
    """The bytes before the pixels of an 8-bit BMP whose rows, from the bottom up, need no padding."""
    if width % 4:
        raise ValueError("rows must be a multiple of 4 pixels wide")
    offset = _HEADER_BYTES + len(_GREY_PALETTE)
    file_header = struct.pack("<2sIHHI", b"BM", offset + width * height, 0, 0, offset)
    return file_header + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 0, 0, 0, 0, 256, 0) + _GREY_PALETTE


class MosaicFiles:
    """The files of one folder; a reader sees a whole old file or a whole new one, never a half.

    New files are written beside the folder, on the same file system, and moved in.
    """

    def __init__(self, folder: Path, count: int = 2) -> None:
        self.folder = folder
        self._workshop = folder.parent
        self._names = tuple(f"mosaic_{number}.bmp" for number in range(count))

    @property
    def count(self) -> int:
        """How many files the camera goes through."""
        return len(self._names)

    def put(self, mosaics: tuple[Mosaic, ...]) -> None:
        """Replace every file; fewer mosaics than files are used again from the first."""
        for number, name in enumerate(self._names):
            unfinished = self._workshop / f"{name}.new"
            if number >= len(mosaics):
                os.link(self.folder / self._names[number % len(mosaics)], unfinished)
                os.replace(unfinished, self.folder / name)
                continue
            with unfinished.open("wb") as file:
                mosaic = mosaics[number]
                file.write(bmp_header(mosaic.shape[1], mosaic.shape[0]))
                file.write(np.ascontiguousarray(mosaic[::-1]).data)
            os.replace(unfinished, self.folder / name)


def shift_mosaic(mosaic: Mosaic, right_px: int, up_px: int, quarter_turns: int) -> Mosaic:
    """The mosaic with the upright picture moved by whole 2x2 cells, so that every sample keeps its colour.

    What comes in at an edge is what was there before: the shift is a few pixels of backdrop.
    """
    if right_px % 2 or up_px % 2:
        raise ValueError("a shift by odd pixels would exchange the colours")
    # Along the sensor: (rows, columns) per upright pixel to the right and up, for each quarter turn.
    rows_of, columns_of = {0: ((0, -1), (1, 0)), 1: ((1, 0), (0, 1)), 2: ((0, 1), (-1, 0)), 3: ((-1, 0), (0, -1))}[
        quarter_turns % 4
    ]
    rows = rows_of[0] * right_px + rows_of[1] * up_px
    columns = columns_of[0] * right_px + columns_of[1] * up_px
    shifted = mosaic.copy()
    shifted[_to(rows), _to(columns)] = mosaic[_to(-rows), _to(-columns)]
    return shifted


def _to(shift: int) -> slice:
    return slice(shift, None) if shift >= 0 else slice(None, shift)


def soft_mosaic(small_bgr: npt.NDArray[np.uint8], width: int, height: int, quarter_turns: int) -> Mosaic:
    """A mosaic of (height, width) from a small upright picture, plane by plane: soft, as motion is, and cheap."""
    turns = quarter_turns % 4
    rotations = {1: cv2.ROTATE_90_CLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_COUNTERCLOCKWISE}
    lying = np.asarray(cv2.rotate(small_bgr, rotations[turns])) if turns else small_bgr
    blue, green, red = (
        cv2.resize(np.ascontiguousarray(lying[..., channel]), (width // 2, height // 2), interpolation=cv2.INTER_LINEAR)
        for channel in range(3)
    )
    mosaic = np.empty((height, width), dtype=np.uint8)
    mosaic[0::2, 0::2] = red
    mosaic[0::2, 1::2] = green
    mosaic[1::2, 0::2] = green
    mosaic[1::2, 1::2] = blue
    return mosaic
