"""The small live picture: upright, in its colours, of the size that was asked for."""

import cv2
import numpy as np
import pytest

from skinlax_desktop.imaging.development import develop
from skinlax_desktop.imaging.preview import develop_to_fit
from skinlax_desktop.ports.frame import Frame, PixelLayout


def frame_of(pixels: np.ndarray, layout: PixelLayout, quarter_turns: int) -> Frame:
    return Frame(
        pixels=pixels,
        layout=layout,
        sequence=1,
        captured_at_s=0.0,
        exposure_us=8000.0,
        gain_db=0.0,
        quarter_turns=quarter_turns,
    )


def smooth_picture(height: int, width: int) -> np.ndarray:
    rows, columns = np.mgrid[0:height, 0:width]
    return np.stack(
        [60 + 120 * columns / width, 80 + 100 * rows / height, 200 - 120 * columns / width], axis=-1
    ).astype(np.uint8)


def mosaic_of(bgr: np.ndarray) -> np.ndarray:
    mosaic = np.empty(bgr.shape[:2], np.uint8)
    mosaic[0::2, 0::2] = bgr[0::2, 0::2, 2]
    mosaic[0::2, 1::2] = bgr[0::2, 1::2, 1]
    mosaic[1::2, 0::2] = bgr[1::2, 0::2, 1]
    mosaic[1::2, 1::2] = bgr[1::2, 1::2, 0]
    return mosaic


@pytest.mark.parametrize("quarter_turns", [0, 1, 2, 3])
@pytest.mark.parametrize("layout", list(PixelLayout))
@pytest.mark.parametrize("room", [(300, 400), (90, 120), (37, 500)])
def test_it_looks_like_the_developed_picture(layout: PixelLayout, quarter_turns: int, room: tuple[int, int]) -> None:
    scene = smooth_picture(600, 800)
    pixels = mosaic_of(scene) if layout is PixelLayout.BAYER_RG8 else scene
    frame = frame_of(pixels, layout, quarter_turns)
    small = develop_to_fit(frame, *room)
    assert small.shape[1] <= room[0]
    assert small.shape[0] <= room[1]
    assert small.shape[1] == room[0] or small.shape[0] == room[1]
    wanted = cv2.resize(develop(frame), (small.shape[1], small.shape[0]), interpolation=cv2.INTER_AREA)
    difference = np.abs(small.astype(int) - wanted.astype(int))
    assert difference[2:-2, 2:-2].max() <= 12
    assert difference.mean() < 3.0


def test_a_small_frame_is_made_larger() -> None:
    small = develop_to_fit(frame_of(smooth_picture(60, 80), PixelLayout.BGR8, 0), 160, 200)
    assert small.shape == (120, 160, 3)
