"""From the bytes of a picture file to an upright 8-bit BGR picture, or one clear refusal.

Decisions: PNG, JPEG and TIFF are read. 16-bit samples are scaled to 8; grey and CMYK pictures are converted and keep
a note, because their colour can no longer be measured. DNG files are developed by `raw_development`. The size is read
from the header, so that a huge picture is refused before any pixel is decoded.
"""

import io
import logging
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.imaging.raw_development import develop_raw

Picture = npt.NDArray[np.uint8]

# A 12 MP camera is the norm; this leaves room for 61 MP backs and stays below what 1 GB of memory can hold decoded.
MAX_PIXELS: Final = 80_000_000
MIN_SIDE_PX: Final = 64

_DNG_VERSION_TAG: Final = 50706
_EXIF_ORIENTATION_TAG: Final = 274
# Colour filter array, and the linear mosaic some cameras write.
_RAW_PHOTOMETRIC: Final = (32803, 34892)
# tifffile reports damage on its own logger too; the refusal is the one sentence a person should meet.
logging.getLogger("tifffile").setLevel(logging.CRITICAL + 1)

_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    EOFError,
    OverflowError,
    RuntimeError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecodedPicture:
    """An upright picture and what was done to read it.

    `bgr`: (height, width, 3) uint8. `has_colour` is False when the file held grey or CMYK samples, whose converted
    colour says nothing about skin. `notes` are codes: `converted_from_grey`, `converted_from_cmyk`,
    `converted_from_16_bit`, `turned_upright`, `developed_from_raw`.
    """

    bgr: Picture
    has_colour: bool = True
    notes: tuple[str, ...] = ()


def decode_picture(source: bytes | Path, *, name: str = "") -> Picture:
    """The upright (height, width, 3) uint8 BGR picture of a file or of its bytes; errors as in `read_picture`."""
    return read_picture(source, name=name).bgr


def read_picture(source: bytes | Path, *, name: str = "") -> DecodedPicture:
    """Decode a picture file, turned upright by its EXIF or TIFF orientation.

    `name` is what an error calls the picture. Raises `SkinlaxError` with `picture_missing`, `picture_unreadable`
    (not a picture we read), `picture_damaged` (truncated or corrupt), `picture_too_small` or `picture_too_large`.
    """
    if isinstance(source, Path):
        name = name or source.name
        try:
            data = source.read_bytes()
        except OSError as error:
            raise SkinlaxError("picture_missing", file=name) from error
    else:
        data, name = source, name or "The picture"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _from_pillow(data, name, _png_size(data, name))
    if data.startswith(b"\xff\xd8\xff"):
        return _from_pillow(data, name, _jpeg_size(data, name))
    if data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return _from_tiff(data, name)
    raise SkinlaxError("picture_unreadable", file=name)


def _check_size(width: int, height: int, name: str) -> None:
    if width * height > MAX_PIXELS:
        raise SkinlaxError("picture_too_large", file=name, megapixels=round(width * height / 1e6))
    if min(width, height) < MIN_SIDE_PX:
        raise SkinlaxError("picture_too_small", file=name, width=width, height=height)


def _png_size(data: bytes, name: str) -> int:
    """Check the size in the header and return the bit depth."""
    if len(data) < 33 or data[12:16] != b"IHDR":
        raise SkinlaxError("picture_damaged", file=name)
    width, height, depth = struct.unpack(">IIB", data[16:25])
    _check_size(width, height, name)
    return int(depth)


def _jpeg_size(data: bytes, name: str) -> int:
    """Check the size in the first start-of-frame marker and return the bit depth."""
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            break
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            depth, height, width = struct.unpack(">BHH", data[at + 4 : at + 9])
            _check_size(width, height, name)
            return int(depth)
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    raise SkinlaxError("picture_damaged", file=name)


def _from_pillow(data: bytes, name: str, depth: int) -> DecodedPicture:
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "MPO")) as opened:
            opened.load()
            mode, orientation = opened.mode, opened.getexif().get(_EXIF_ORIENTATION_TAG, 1)
            upright = ImageOps.exif_transpose(opened)
            samples = np.asarray(upright if mode in ("L", "RGB", "I;16", "I") else upright.convert("RGB"))
    except _BROKEN as error:
        raise SkinlaxError("picture_damaged", file=name) from error
    notes = ["converted_from_16_bit"] if depth == 16 else []
    if orientation not in (0, 1):
        notes.append("turned_upright")
    if mode == "CMYK":
        notes.append("converted_from_cmyk")
    if mode in ("1", "L", "LA", "I", "I;16"):
        notes.append("converted_from_grey")
    return _finish(_to_eight_bits(samples), notes)


def _from_tiff(data: bytes, name: str) -> DecodedPicture:
    import tifffile

    try:
        with tifffile.TiffFile(io.BytesIO(data)) as file:
            page: Any = file.pages[0]
            if _DNG_VERSION_TAG in page.tags or page.photometric in _RAW_PHOTOMETRIC:
                return _from_raw(data, page, name)
            _check_size(int(page.imagewidth), int(page.imagelength), name)
            # Lossy decoders deliver what they could; a short file must not pass for a picture.
            _check_complete(page, len(data))
            samples = page.asarray()
            photometric, planar = int(page.photometric), int(page.planarconfig)
            orientation = int(page.tags[_EXIF_ORIENTATION_TAG].value) if _EXIF_ORIENTATION_TAG in page.tags else 1
            palette = page.colormap if photometric == 3 else None
    except _BROKEN as error:
        raise SkinlaxError("picture_damaged", file=name) from error
    if planar == 2 and samples.ndim == 3:
        samples = np.moveaxis(samples, 0, -1)
    return _finish_tiff(samples, photometric, orientation, palette, name)


def _from_raw(data: bytes, page: Any, name: str) -> DecodedPicture:
    """The mosaic lies in the first page, or a small preview does and the mosaic is a page under it (DNG 1.4)."""
    pages = [page, *(page.pages or ())]
    for each in pages:
        _check_complete(each, len(data))
    largest = max(pages, key=lambda each: int(each.imagewidth) * int(each.imagelength))
    if not any(each.photometric in _RAW_PHOTOMETRIC for each in pages):
        raise ValueError("no raw samples")
    _check_size(int(largest.imagewidth), int(largest.imagelength), name)
    orientation = int(page.tags[_EXIF_ORIENTATION_TAG].value) if _EXIF_ORIENTATION_TAG in page.tags else 1
    notes = ("developed_from_raw",) if orientation in (0, 1) else ("developed_from_raw", "turned_upright")
    return DecodedPicture(bgr=develop_raw(data), notes=notes)


def _check_complete(page: Any, file_size: int) -> None:
    ends = [offset + count for offset, count in zip(page.dataoffsets, page.databytecounts, strict=True)]
    if not ends or max(ends) > file_size:
        raise ValueError("samples beyond the end of the file")


def _finish_tiff(
    samples: npt.NDArray[Any], photometric: int, orientation: int, palette: Any, name: str
) -> DecodedPicture:
    notes = ["converted_from_16_bit"] if samples.dtype == np.uint16 else []
    if palette is not None:
        samples = np.moveaxis(np.asarray(palette), 0, -1)[samples]
    if samples.dtype not in (np.uint8, np.uint16, np.bool_) or photometric not in (0, 1, 2, 3, 5, 6):
        raise SkinlaxError("picture_unreadable", file=name)
    eight = _to_eight_bits(samples)
    if photometric == 0:
        eight = 255 - eight
    if photometric == 5 and eight.ndim == 3 and eight.shape[2] >= 4:
        # Without an ink profile the plain complement is the one honest conversion; colour is flagged unusable.
        ink = 255 - eight[..., :4].astype(np.uint16)
        eight = (ink[..., :3] * ink[..., 3:] // 255).astype(np.uint8)
        notes.append("converted_from_cmyk")
    if eight.ndim == 2 or eight.shape[2] < 3:
        eight = eight if eight.ndim == 2 else eight[..., 0]
        notes.append("converted_from_grey")
    if orientation not in (0, 1):
        eight = _turn(eight, orientation)
        notes.append("turned_upright")
    return _finish(eight, notes)


def _to_eight_bits(samples: npt.NDArray[Any]) -> Picture:
    if samples.dtype == np.bool_:
        return samples.astype(np.uint8) * np.uint8(255)
    if samples.dtype == np.uint8:
        return samples
    return ((samples.astype(np.uint32) + 128) // 257).astype(np.uint8)


def _turn(samples: Picture, orientation: int) -> Picture:
    """Apply a TIFF orientation 2 to 8 (TIFF 6.0, tag 274)."""
    turned = samples
    if orientation in (5, 6, 7, 8):
        turned = np.swapaxes(turned, 0, 1)
    if orientation in (2, 3, 6, 7):
        turned = turned[:, ::-1]
    if orientation in (3, 4, 7, 8):
        turned = turned[::-1]
    return turned


def _finish(samples: Picture, notes: list[str]) -> DecodedPicture:
    rgb = np.repeat(samples[..., None], 3, axis=2) if samples.ndim == 2 else samples[..., :3]
    return DecodedPicture(
        bgr=cast(Picture, cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2BGR)),
        has_colour=not {"converted_from_grey", "converted_from_cmyk"} & set(notes),
        notes=tuple(notes),
    )
