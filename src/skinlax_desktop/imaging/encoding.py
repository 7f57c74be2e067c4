"""From an upright picture to the bytes that are kept or given away: sRGB, its profile inside, and nothing else.

No file says who is shown, when, where, by which program or on which computer.
"""

import io
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.icc_profile import srgb_profile

Picture = npt.NDArray[np.uint8]

TIFF_MEDIA_TYPE: Final = "image/tiff"
_CLIP_QUALITY: Final = 100
_TILE_PX: Final = 512
# Below it, blocks of an earlier frame stay where little moved: on skin that is seen.
_PNG_HEADER_BYTES: Final = 8 + 25
_JPEG_START: Final = b"\xff\xd8"


def encode_tiff(picture_bgr: Picture) -> bytes:
    """A lossless TIFF (zstd, horizontal predictor, tiles) of a (height, width, 3) uint8 BGR picture.

    Byte-stable: the same picture gives the same bytes. One thread, and a tile at a time: it is made beside the live
    picture, whose threads want the second core.
    """
    import tifffile

    if picture_bgr.ndim != 3 or picture_bgr.shape[2] != 3 or picture_bgr.dtype != np.uint8:
        raise ValueError("a (height, width, 3) uint8 picture is wanted")
    buffer = io.BytesIO()
    tifffile.imwrite(
        buffer,
        _compressed_tiles(picture_bgr),
        shape=picture_bgr.shape,
        dtype=np.uint8,
        photometric="rgb",
        compression="zstd",
        predictor=True,
        tile=(_TILE_PX, _TILE_PX),
        metadata=None,
        software=False,
        iccprofile=srgb_profile(),
    )
    return buffer.getvalue()


def _compressed_tiles(picture_bgr: Picture) -> Iterator[bytes]:
    """Each tile, row by row, padded to its full size: differences along the row (TIFF 6.0, section 14), then zstd.

    Differences of a picture are noise, of which an entropy coder makes what there is to be made. What looks for
    repetitions finds accidental ones, and is told to look for few: two thirds of the time of level 1, and 6 % less.
    """
    import zstandard

    compressor = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters(
            strategy=zstandard.STRATEGY_FAST,
            min_match=7,
            hash_log=6,
            chain_log=6,
            search_log=1,
            window_log=20,
            target_length=0,
        )
    )
    rgb, differences = (np.zeros((_TILE_PX, _TILE_PX, 3), dtype=np.uint8) for _ in range(2))
    for top in range(0, picture_bgr.shape[0], _TILE_PX):
        for left in range(0, picture_bgr.shape[1], _TILE_PX):
            part = picture_bgr[top : top + _TILE_PX, left : left + _TILE_PX]
            height, width = part.shape[:2]
            if part.shape != rgb.shape:
                rgb[:] = 0
            cv2.cvtColor(part, cv2.COLOR_BGR2RGB, dst=rgb[:height, :width])
            differences[:, 0] = rgb[:, 0]
            np.subtract(rgb[:, 1:], rgb[:, :-1], out=differences[:, 1:])
            yield compressor.compress(differences.data)


def encode_png(picture_bgr: Picture) -> bytes:
    """A PNG of a (height, width, 3) uint8 BGR picture with the sRGB profile (chunk `iCCP`)."""
    encoded = _encode(".png", picture_bgr, [])
    content = b"sRGB\0\0" + zlib.compress(srgb_profile(), 9)
    chunk = b"iCCP" + content
    profile = struct.pack(">I", len(content)) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return encoded[:_PNG_HEADER_BYTES] + profile + encoded[_PNG_HEADER_BYTES:]


def encode_jpeg(picture_bgr: Picture, quality: int) -> bytes:
    """A JPEG of a (height, width, 3) uint8 BGR picture with the sRGB profile (one APP2 segment, ICC.1 annex B.4)."""
    encoded = _encode(".jpg", picture_bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    content = b"ICC_PROFILE\0\x01\x01" + srgb_profile()
    # JFIF wants its own segment first.
    first = 4 + int.from_bytes(encoded[4:6], "big") if encoded[2:4] == b"\xff\xe0" else len(_JPEG_START)
    segment = b"\xff\xe2" + struct.pack(">H", len(content) + 2) + content
    return encoded[:first] + segment + encoded[first:]


def encode_clip(frames_bgr: Sequence[Picture], frame_ms: Sequence[int], *, lossless: bool = False) -> bytes:
    """An animated WebP (or PNG, lossless) of equally large (height, width, 3) BGR pictures; it starts over at its end.

    Both are drawn by any browser, and written by the library that is here on every system; H.264 is not.
    """
    clip = cv2.Animation()
    clip.frames = [np.ascontiguousarray(frame) for frame in frames_bgr]
    clip.durations = cast("Sequence[int]", np.asarray(frame_ms, dtype=np.int32))
    clip.loop_count = 0
    ending, options = (".png", []) if lossless else (".webp", [cv2.IMWRITE_WEBP_QUALITY, _CLIP_QUALITY])
    done, encoded = cv2.imencodeanimation(ending, clip, options)
    if not done:
        raise ValueError("the clip could not be encoded")
    return cast(Picture, encoded).tobytes()


def _encode(ending: str, picture_bgr: Picture, options: list[int]) -> bytes:
    done, encoded = cv2.imencode(ending, picture_bgr, options)
    if not done:
        raise ValueError("the picture could not be encoded")
    return cast(Picture, encoded).tobytes()
