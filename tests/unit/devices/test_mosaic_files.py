"""Files the emulator reads: whole, exact, with their colours in place."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from skinlax_desktop.devices.simulated.mosaic_files import MosaicFiles, shift_mosaic, soft_mosaic
from skinlax_desktop.imaging.development import develop
from skinlax_desktop.phantom.sensor import to_mosaic
from skinlax_desktop.ports.frame import Frame, PixelLayout

RANDOM = np.random.default_rng(4)


def upright(mosaic: np.ndarray, turns: int) -> np.ndarray:
    return develop(
        Frame(
            pixels=mosaic,
            layout=PixelLayout.BAYER_RG8,
            sequence=0,
            captured_at_s=0.0,
            exposure_us=1.0,
            gain_db=0.0,
            quarter_turns=turns,
        )
    )


def test_a_file_holds_the_mosaic_bit_for_bit(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    mosaics = (RANDOM.integers(0, 256, (6, 8), np.uint8), RANDOM.integers(0, 256, (6, 8), np.uint8))
    MosaicFiles(folder).put(mosaics)
    files = sorted(folder.glob("*"))
    assert len(files) == 2
    for file, mosaic in zip(files, mosaics, strict=True):
        assert np.array_equal(cv2.imread(str(file), cv2.IMREAD_GRAYSCALE), mosaic)


def test_one_mosaic_fills_every_file_and_leaves_nothing_beside(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    files = MosaicFiles(folder)
    for level in (10, 20):
        files.put((np.full((4, 4), level, np.uint8),))
        assert {int(cv2.imread(str(file), 0)[0, 0]) for file in folder.iterdir()} == {level}
    assert [path.name for path in tmp_path.iterdir()] == ["pictures"]


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize(("right", "up"), [(2, 0), (0, 2), (-2, 4), (4, -2), (0, 0)])
def test_a_shift_moves_the_upright_picture_and_keeps_its_colours(turns: int, right: int, up: int) -> None:
    bgr = cv2.GaussianBlur(RANDOM.integers(0, 256, (60, 48, 3), np.uint8), (0, 0), 4)
    mosaic = to_mosaic(bgr, turns)
    still = upright(mosaic, turns)
    moved = upright(shift_mosaic(mosaic, right, up, turns), turns)
    inner = slice(10, -10)
    assert np.array_equal(moved[inner, inner], np.roll(still, (-up, right), (0, 1))[inner, inner])


def test_an_odd_shift_is_refused() -> None:
    with pytest.raises(ValueError, match="odd"):
        shift_mosaic(np.zeros((8, 8), np.uint8), 1, 0, 1)


def test_a_soft_mosaic_shows_the_small_picture_in_its_colours() -> None:
    small = np.zeros((40, 30, 3), np.uint8)
    small[:20] = (200, 60, 30)
    small[20:, 15:] = (20, 90, 220)
    picture = upright(soft_mosaic(small, 400, 300, 1), 1)
    assert picture.shape == (400, 300, 3)
    assert picture[100, 150].tolist() == [200, 60, 30]
    assert picture[300, 250].tolist() == [20, 90, 220]
    assert picture[300, 50].tolist() == [0, 0, 0]
