"""What is written and given away carries pixels, their colour space and nothing else: every tag and byte is walked."""

import getpass
import io
import os
import platform
import re
import struct
from collections.abc import Iterator

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from skinlax_desktop.imaging.encoding import encode_jpeg, encode_png, encode_tiff
from skinlax_desktop.imaging.icc_profile import srgb_profile
from skinlax_desktop.imaging.raw_archive import encode_dng
from skinlax_desktop.ports.frame import RawMosaic

FLAT = np.full((80, 96, 3), (90, 120, 180), np.uint8)
MOSAIC = RawMosaic(samples=np.full((80, 96), 1000, np.uint16), bits=12)
SERIAL = "40123456"

# Size, depth, layout, compression, orientation, samples' places, and the ICC profile: nothing that names anything.
TIFF_TAGS = {254, 256, 257, 258, 259, 262, 273, 274, 277, 278, 279, 282, 283, 284, 296, 317, 322, 323, 324, 325, 339}
ICC_TAG = 34675
DNG_TAGS = {272, 33421, 33422, 50706, 50707, 50708, 50710, 50711, 50714, 50717, 50721, 50728, 50778}


def written() -> dict[str, bytes]:
    return {
        "tiff": bytes(encode_tiff(FLAT)),
        "png": encode_png(FLAT),
        "jpeg": encode_jpeg(FLAT, 90),
        "dng": bytes(encode_dng(MOSAIC, quarter_turns=1, camera_model="Basler a2A4096-44ucBAS")),
    }


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 2
    while data[at] == 0xFF and data[at + 1] != 0xDA:
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        yield data[at + 1], data[at + 4 : at + 2 + length]
        at += 2 + length


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


@pytest.mark.parametrize("kind", ["tiff", "dng"])
def test_tiff_and_dng_hold_only_tags_that_name_nothing(kind: str) -> None:
    with tifffile.TiffFile(io.BytesIO(written()[kind])) as file:
        assert len(file.pages) == 1, "no thumbnail, no second page"
        tags = {tag.code: tag for tag in file.pages[0].tags}
    allowed = TIFF_TAGS | ({ICC_TAG} if kind == "tiff" else DNG_TAGS)
    assert set(tags) <= allowed, set(tags) - allowed
    words = {code: tag.value for code, tag in tags.items() if isinstance(tag.value, str)}
    assert set(words) <= {272, 50708}
    assert all(SERIAL not in word for word in words.values())


def test_png_and_jpeg_hold_only_pixels_and_profile() -> None:
    assert {name for name, _ in png_chunks(written()["png"])} == {b"IHDR", b"iCCP", b"IDAT", b"IEND"}
    segments = list(jpeg_segments(written()["jpeg"]))
    # JFIF, ICC profile, tables and frame; no EXIF (APP1), no comment, no other application's segment.
    assert {marker for marker, _ in segments} <= {0xE0, 0xE2, 0xDB, 0xC0, 0xC4, 0xDD}
    assert all(body.startswith(b"ICC_PROFILE\0") for marker, body in segments if marker == 0xE2)


@pytest.mark.parametrize("kind", ["tiff", "png", "jpeg", "dng"])
def test_no_byte_says_when_where_or_by_what(kind: str) -> None:
    data = written()[kind].lower()
    said = [platform.node(), os.getcwd(), "skinlax", "tifffile", "opencv", "exif", "http", SERIAL]
    if len(getpass.getuser()) > 3:
        said.append(getpass.getuser())
    for word in said:
        assert word.lower().encode() not in data, word
    assert not re.search(rb"20\d\d[:-]\d\d[:-]\d\d", data), "no date"


def test_the_profile_is_srgb_of_version_4_and_every_export_carries_it() -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    assert struct.unpack(">6H", srgb_profile()[24:36]) == (2026, 1, 1, 0, 0, 0), "one date for ever, not today's"
    assert 4.0 <= profile.profile.version < 5.0
    random = np.random.default_rng(1).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    picture = Image.fromarray(random)
    same = ImageCms.profileToProfile(picture, profile, ImageCms.createProfile("sRGB"), renderingIntent=1)
    assert np.abs(np.asarray(same).astype(int) - random).max() <= 1
    for kind in ("tiff", "png", "jpeg"):
        with Image.open(io.BytesIO(written()[kind])) as opened:
            opened.load()
            assert opened.info["icc_profile"] == srgb_profile(), kind


def test_the_walk_finds_what_is_planted() -> None:
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, FLAT, photometric="rgb", description="Ms Example", metadata=None)
    tags = {tag.code for tag in tifffile.TiffFile(io.BytesIO(buffer.getvalue())).pages[0].tags}
    assert tags - TIFF_TAGS - {ICC_TAG}
    planted = io.BytesIO()
    Image.fromarray(FLAT).save(planted, "JPEG", comment="Ms Example")
    assert 0xFE in {marker for marker, _ in jpeg_segments(planted.getvalue())}
