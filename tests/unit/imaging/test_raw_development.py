"""DNG files that the test writes itself: a 12-bit Bayer mosaic, developed again."""

import io

import numpy as np
import pytest
import tifffile

import phantom_series
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.decoding import read_picture

WHITE, BLACK = 4095, 128
# XYZ (D65) to linear sRGB: a camera that sees as sRGB does.
SRGB_FROM_XYZ = ((3.2406, -1.5372, -0.4986), (-0.9689, 1.8758, 0.0415), (0.0557, -0.2040, 1.0570))


def linear(picture_bgr: np.ndarray) -> np.ndarray:
    coded = picture_bgr / 255.0
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def dng(picture_bgr: np.ndarray, *, orientation: int = 1, red_and_blue_gain: tuple[float, float] = (1.0, 1.0)) -> bytes:
    """An RGGB mosaic of the picture as a camera of that sensitivity would write it."""
    light = linear(picture_bgr) * (red_and_blue_gain[1], 1.0, red_and_blue_gain[0])
    mosaic = np.empty(light.shape[:2])
    mosaic[0::2, 0::2], mosaic[0::2, 1::2] = light[0::2, 0::2, 2], light[0::2, 1::2, 1]
    mosaic[1::2, 0::2], mosaic[1::2, 1::2] = light[1::2, 0::2, 1], light[1::2, 1::2, 0]
    samples = np.round(BLACK + mosaic * (WHITE - BLACK)).astype(np.uint16)
    matrix = [part for row in SRGB_FROM_XYZ for value in row for part in (round(value * 10000), 10000)]
    neutral = [
        part for gain in (red_and_blue_gain[0], 1.0, red_and_blue_gain[1]) for part in (round(gain * 1000), 1000)
    ]
    tags = [
        (274, 3, 1, orientation, True),
        (33421, 3, 2, (2, 2), True),  # repeat of the filter pattern
        (33422, 1, 4, bytes((0, 1, 1, 2)), True),  # red, green, green, blue
        (50706, 1, 4, bytes((1, 4, 0, 0)), True),
        (50707, 1, 4, bytes((1, 1, 0, 0)), True),
        (50708, 2, 0, "Phantom camera", True),
        (50714, 3, 1, BLACK, True),
        (50717, 3, 1, WHITE, True),
        (50721, 10, 9, matrix, True),
        (50728, 5, 3, neutral, True),
        (50778, 3, 1, 21, True),  # D65
    ]
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, samples, photometric=32803, extratags=tags, metadata=None)
    return buffer.getvalue()


def face() -> np.ndarray:
    picture = phantom_series.view_picture(View.FRONTAL)
    return picture[400:1000, 300:900]


def code_of(data: bytes) -> str:
    with pytest.raises(SkinlaxError) as caught:
        read_picture(data, name="a.dng")
    return caught.value.code


@pytest.mark.parametrize("gains", [(1.0, 1.0), (0.55, 0.7)])
def test_a_developed_mosaic_is_the_picture_it_came_from(gains: tuple[float, float]) -> None:
    developed = read_picture(dng(face(), red_and_blue_gain=gains), name="face.dng")
    assert developed.has_colour
    assert "developed_from_raw" in developed.notes
    off = np.abs(developed.bgr.astype(int) - face().astype(int))[8:-8, 8:-8]
    # Sensor noise of single pixels cannot come back through a mosaic; the picture itself must.
    assert np.median(off) <= 2.0
    assert off.mean() < 4.0
    bias = (developed.bgr.astype(float) - face())[8:-8, 8:-8].mean(axis=(0, 1))
    assert np.abs(bias).max() < 1.0


def test_brightness_is_not_stretched() -> None:
    dark = (face() // 4).astype(np.uint8)
    assert abs(float(read_picture(dng(dark)).bgr.mean()) - float(dark.mean())) < 1.5


def test_a_lying_camera_stands_upright() -> None:
    lying = read_picture(dng(face(), orientation=6))
    standing = np.rot90(read_picture(dng(face())).bgr, -1)
    assert "turned_upright" in lying.notes
    assert np.abs(lying.bgr.astype(int) - standing.astype(int)).mean() < 1.0


def test_a_damaged_or_absurd_file_is_refused_in_one_sentence() -> None:
    whole = dng(face())
    assert code_of(whole[: len(whole) // 2]) == "picture_damaged"
    header_only = whole[:8]
    assert code_of(header_only) == "picture_damaged"
    assert code_of(dng(face()[:32, :32])) == "picture_too_small"
    no_mosaic = io.BytesIO()
    version = [(50706, 1, 4, bytes((1, 4, 0, 0)), True)]
    tifffile.imwrite(no_mosaic, face()[..., 0], photometric="minisblack", extratags=version, metadata=None)
    assert code_of(no_mosaic.getvalue()) == "picture_damaged"


def test_a_huge_raw_is_refused_before_it_is_decoded() -> None:
    huge = bytearray(dng(face()))
    with tifffile.TiffFile(io.BytesIO(huge)) as file:
        tags = file.pages[0].tags
        for tag in (256, 257):
            at, size = tags[tag].valueoffset, 2 if tags[tag].dtype == 3 else 4
            huge[at : at + size] = (20000).to_bytes(size, "little")
    assert code_of(bytes(huge)) == "picture_too_large"
