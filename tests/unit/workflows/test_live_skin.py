"""Wrinkles and spots of a live frame, over the real landmarks of a phantom: where they were drawn, or a doubt."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

import phantom_series as phantom
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.ports.frame import Frame, PixelLayout
from skinlax_desktop.workflows.live_skin import LiveSkinReading


def frame_of(picture: np.ndarray) -> Frame:
    # The guide works on a quarter of the camera's picture.
    large = np.repeat(np.repeat(picture, 4, axis=0), 4, axis=1)
    return Frame(pixels=large, layout=PixelLayout.BGR8, sequence=1, captured_at_s=1.0, exposure_us=8000.0, gain_db=0.0)


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    """A quarter of the camera's own picture."""
    whole = phantom.view_picture(View.FRONTAL)
    return np.asarray(
        cv2.resize(whole, (750, round(750 * whole.shape[0] / whole.shape[1])), interpolation=cv2.INTER_AREA)
    )


def near(lines: Sequence[Sequence[tuple[float, float]]], place: np.ndarray, picture: np.ndarray, within: float) -> int:
    size = picture.shape[1::-1]
    return sum(bool((np.linalg.norm(np.array(line) * size - place, axis=1) < within).any()) for line in lines)


def test_a_wrinkle_and_a_spot_are_marked_where_they_are(picture: np.ndarray) -> None:
    reading = LiveSkinReading(phantom.finder())
    before = reading.read(frame_of(picture), View.FRONTAL)
    assert before.doubt is None
    points = find_faces(picture, phantom.finder())[0].points_px
    cheek, other = points[50], points[280]
    wrinkle, spot = (np.zeros(picture.shape[:2], np.float32) for _ in range(2))
    ends = np.round(cheek + np.array([[-16, -2], [16, 2]])).astype(int).tolist()
    cv2.line(wrinkle, ends[0], ends[1], 1.0, 2)
    cv2.circle(spot, np.round(other).astype(int).tolist(), 5, 1.0, -1)
    soft_wrinkle, soft_spot = (cv2.GaussianBlur(mask, (0, 0), 0.7)[..., None] for mask in (wrinkle, spot))
    # A fold keeps the skin's colour; pigment takes most of the blue.
    marked = picture * (1.0 - 0.28 * soft_wrinkle) * (1.0 - np.array((0.24, 0.20, 0.13)) * soft_spot)
    marked = np.round(marked).astype(np.uint8)
    after = reading.read(frame_of(marked), View.FRONTAL)
    assert after.doubt is None
    assert near(after.wrinkles, cheek, picture, 6.0) > near(before.wrinkles, cheek, picture, 6.0)
    assert near(after.spots, other, picture, 8.0) == 1
    assert near(before.spots, other, picture, 8.0) == 0


def test_what_a_frame_cannot_show_is_a_doubt(picture: np.ndarray) -> None:
    reading = LiveSkinReading(phantom.finder())
    assert reading.read(frame_of(picture), View.LATERAL_LEFT).doubt == "profile_view"
    assert reading.read(frame_of(np.full_like(picture, 118)), View.FRONTAL).doubt == "no_face"
    small = cv2.resize(picture, None, fx=0.45, fy=0.45, interpolation=cv2.INTER_AREA)
    far = reading.read(frame_of(small), View.FRONTAL)
    assert (far.wrinkles, far.spots, far.doubt) == ((), (), "resolution_too_low")
