"""Words burned into pictures, and clips: seen everywhere in the picture, on dark and on light, frame by frame."""

import cv2
import numpy as np
import pytest

from skinlax_desktop.imaging.encoding import encode_clip
from skinlax_desktop.imaging.watermark import burn_watermark

WORDS = "Simulation, not a promise"


@pytest.mark.parametrize("level", [15, 120, 240])
@pytest.mark.parametrize("size", [(300, 230), (700, 900), (500, 1400)])
def test_no_crop_of_the_picture_is_without_words(level: int, size: tuple[int, int]) -> None:
    plain = np.full((*size, 3), level, np.uint8)
    marked = burn_watermark(plain, WORDS)
    assert np.array_equal(plain, np.full_like(plain, level)), "the picture given stays as it was"
    changed = np.abs(marked.astype(int) - level).max(axis=2) > 4
    side = min(size) // 2
    for top in range(0, size[0] - side + 1, side // 2):
        for left in range(0, size[1] - side + 1, side // 2):
            assert changed[top : top + side, left : left + side].mean() > 0.005
    assert changed.mean() < 0.25, "the face is still seen"


def test_the_order_of_colours_does_not_matter() -> None:
    picture = np.random.default_rng(2).integers(0, 255, (240, 200, 3), dtype=np.uint8)
    swapped = burn_watermark(np.ascontiguousarray(picture[..., ::-1]), WORDS)
    assert np.array_equal(burn_watermark(picture, WORDS), swapped[..., ::-1])


@pytest.mark.parametrize(("lossless", "error"), [(True, 0.0), (False, 6.0)])
def test_a_clip_is_read_back_frame_by_frame(lossless: bool, error: float) -> None:
    frames = []
    for number in range(4):
        frame = np.full((120, 160, 3), 90, np.uint8)
        cv2.circle(frame, (30 + 30 * number, 60), 20, (60, 120, 200), -1, cv2.LINE_AA)
        frames.append(frame)
    encoded = encode_clip(frames, [900, 100, 100, 900], lossless=lossless)
    done, clip = cv2.imdecodeanimation(np.frombuffer(encoded, np.uint8))
    assert done
    assert list(clip.durations) == [900, 100, 100, 900]
    assert clip.loop_count == 0
    for read, wanted in zip(clip.frames, frames, strict=True):
        assert np.abs(read[..., :3].astype(int) - wanted).mean() <= error
