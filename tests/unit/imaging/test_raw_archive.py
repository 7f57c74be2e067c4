"""The DNG that the archive keeps: bit for bit, developed as the station develops, and silent about who and when."""

import io
from dataclasses import replace

import numpy as np
import pytest
import rawpy
import tifffile

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.imaging.decoding import read_picture
from skinlax_desktop.imaging.development import develop
from skinlax_desktop.imaging.dng_colour import SRGB_FROM_XYZ, DngColour
from skinlax_desktop.imaging.raw_archive import encode_dng, linear_of_srgb
from skinlax_desktop.ports.frame import Frame, PixelLayout, RawMosaic, ToneCurve

RANDOM = np.random.default_rng(4)


def noise(bits: int) -> RawMosaic:
    kind = np.uint8 if bits == 8 else np.uint16
    return RawMosaic(samples=RANDOM.integers(0, 1 << bits, (96, 128)).astype(kind), bits=bits, black_level=0.0)


@pytest.mark.parametrize("bits", [8, 10, 12])
def test_every_sample_comes_back_from_two_readers(bits: int) -> None:
    raw = replace(noise(bits), black_level=bits / 2)
    encoded = encode_dng(raw)
    assert np.array_equal(tifffile.imread(io.BytesIO(encoded)), raw.samples)
    with rawpy.imread(io.BytesIO(encoded)) as read:
        assert np.array_equal(read.raw_image, raw.samples)
        assert read.white_level == (1 << bits) - 1
        assert read.black_level_per_channel == [bits // 2] * 4
        assert read.raw_pattern.tolist() == [[0, 1], [3, 2]], "red first, blue last"
        assert read.color_desc == b"RGBG"


def test_a_mosaic_behind_the_curve_keeps_its_codes_and_says_their_light() -> None:
    raw = replace(noise(8), curve=ToneCurve.SRGB)
    encoded = encode_dng(raw)
    assert np.array_equal(tifffile.imread(io.BytesIO(encoded)), raw.samples)
    with rawpy.imread(io.BytesIO(encoded)) as read:
        assert np.array_equal(read.raw_image, linear_of_srgb(8)[raw.samples])


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_it_develops_to_what_the_station_shows(turns: int) -> None:
    rows, columns = np.mgrid[0:96, 0:128]
    codes = (40 + rows + columns // 2).astype(np.uint8)
    raw = RawMosaic(samples=codes, bits=8, curve=ToneCurve.SRGB)
    frame = Frame(
        pixels=codes,
        layout=PixelLayout.BAYER_RG8,
        sequence=1,
        captured_at_s=0.0,
        exposure_us=1.0,
        gain_db=0.0,
        quarter_turns=turns,
    )
    ours = develop(frame)
    theirs = read_picture(bytes(encode_dng(raw, quarter_turns=turns)))
    assert theirs.bgr.shape == ours.shape
    inside = (slice(8, -8), slice(8, -8))
    assert np.abs(theirs.bgr[inside].astype(int) - ours[inside]).max() <= 3
    assert ("turned_upright" in theirs.notes) == (turns != 0)


def test_a_calibrated_matrix_reaches_the_developed_picture() -> None:
    samples = np.full((96, 128), 1000, np.uint16)
    assert np.ptp(read_picture(bytes(encode_dng(RawMosaic(samples=samples, bits=12)))).bgr[48, 64].astype(int)) <= 1
    samples[0::2, 0::2] = 2000
    reddish = RawMosaic(samples=samples, bits=12)
    # A camera whose colours run into each other: the same numbers then mean a redder thing.
    mixing = 0.7 * np.eye(3) + 0.1
    matrix = mixing @ np.array(SRGB_FROM_XYZ).reshape(3, 3)
    colour = DngColour(
        camera_from_xyz=tuple(matrix.ravel()), xyz_from_camera=tuple(np.eye(3).ravel()), neutral=(1.0, 1.0, 1.0)
    )
    mixed = bytes(encode_dng(reddish, colour=colour))
    blue, _, red = read_picture(bytes(encode_dng(reddish))).bgr[48, 64].astype(int)
    blue_mixed, _, red_mixed = read_picture(mixed).bgr[48, 64].astype(int)
    assert red_mixed > red + 5
    assert blue_mixed < blue - 5


def test_the_same_mosaic_gives_the_same_bytes_and_a_wrong_one_is_refused() -> None:
    raw = noise(12)
    assert encode_dng(raw) == encode_dng(raw)
    for wrong in (replace(raw, bits=8), replace(raw, samples=raw.samples[None])):
        with pytest.raises(ValueError, match="mosaic"):
            encode_dng(wrong)


def test_a_damaged_archive_is_refused() -> None:
    encoded = bytes(encode_dng(noise(12)))
    with pytest.raises(SkinlaxError, match=r"^picture_damaged"):
        read_picture(encoded[:-400])
