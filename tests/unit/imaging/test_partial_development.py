"""Parts of a frame are the same pixels as in the whole."""

import numpy as np
import pytest

from skinlax_desktop.imaging.development import develop
from skinlax_desktop.imaging.partial_development import develop_crop, develop_quarter, upright_size
from skinlax_desktop.ports.frame import Frame, PixelLayout


def frame(turns: int) -> Frame:
    pixels = np.random.default_rng(1).integers(0, 255, (120, 160), dtype=np.uint8)
    return Frame(
        pixels=pixels,
        layout=PixelLayout.BAYER_RG8,
        sequence=1,
        captured_at_s=0.0,
        exposure_us=8000.0,
        gain_db=0.0,
        quarter_turns=turns,
    )


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_crop_shows_the_same_place(turns: int) -> None:
    whole = develop(frame(turns))
    crop = develop_crop(frame(turns), (40, 30, 80, 70))
    inner = whole[34:66, 44:76].astype(int)
    offsets = [
        (down, across)
        for down in range(2, 7)
        for across in range(2, 7)
        if np.array_equal(crop[down : down + 32, across : across + 32].astype(int), inner)
    ]
    assert offsets, "the crop must hold the asked pixels, at most two pixels shifted"


@pytest.mark.parametrize("turns", [0, 1])
def test_the_quarter_picture_stands_upright(turns: int) -> None:
    width, height = upright_size(frame(turns))
    assert develop_quarter(frame(turns)).shape == (height // 4, width // 4, 3)
