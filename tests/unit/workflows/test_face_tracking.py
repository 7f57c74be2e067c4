"""The face of a live stream is followed by the stream's own clock, which may begin anew with another camera."""

import cv2
import numpy as np
import pytest

from skinlax_desktop.domain.views import Pose
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from unit.workflows.conftest import Shoot


def small(picture: np.ndarray) -> np.ndarray:
    scale = 640 / max(picture.shape[:2])
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize("begins_ms", [0, 200_000])
def test_frames_of_a_clock_that_begins_anew_are_followed_like_later_ones(
    finder: MediaPipeLandmarkFinder, shoot: Shoot, begins_ms: int
) -> None:
    here, aside = small(shoot()), small(shoot(pose=Pose(yaw_deg=-12.0, pitch_deg=0.0, roll_deg=0.0)))
    for number in range(4):
        finder.track(here, 100_000 + 400 * number)
    seen = [finder.track(aside, begins_ms + 400 * number) for number in range(3)][-1]
    (still,) = finder.find(aside)
    assert seen is not None
    assert np.abs(seen.points_px - still.points_px).mean() < 1.0
