"""A hand before the face: in the colour of the face, on the side asked for, the far of the picture as it was."""

import numpy as np
import pytest

from skinlax_desktop.domain.views import Pose
from skinlax_desktop.phantom.hand import HeldHand, draw_hand, random_hand
from skinlax_desktop.phantom.scene import VirtualCamera, seated

CAMERA = VirtualCamera().scaled(0.1)
SKIN_BGR = (90, 120, 170)
SCENE = seated(Pose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0))
CHEEK = (58.0, -62.0, 2.0)


@pytest.fixture
def plain() -> np.ndarray:
    return np.full((CAMERA.height_px, CAMERA.width_px, 3), SKIN_BGR, np.uint8)


def test_it_covers_its_own_side_in_the_colour_of_the_face(plain, third_party) -> None:
    drawn, left = draw_hand(plain, HeldHand(knuckle_mm=CHEEK), SCENE, CAMERA, third_party)
    _, right = draw_hand(plain, HeldHand(knuckle_mm=CHEEK, right=True), SCENE, CAMERA, third_party)
    middle = CAMERA.width_px // 2
    # The subject's left is on the right of the picture.
    assert left[:, middle:].sum() > 2 * left[:, :middle].sum()
    assert right[:, :middle].sum() > 2 * right[:, middle:].sum()
    assert abs(int(left.sum()) - int(right.sum())) < 0.02 * left.sum()
    assert 0.05 < left.mean() < 0.3
    hue = drawn[left].astype(float) / SKIN_BGR
    assert np.ptp(np.median(hue, axis=0)) < 0.03


def test_the_far_corner_is_untouched_and_chance_is_the_seeds(plain, third_party) -> None:
    first, second = (random_hand(np.random.default_rng(3)) for _ in range(2))
    assert first == second
    drawn, _ = draw_hand(plain, HeldHand(knuckle_mm=CHEEK), SCENE, CAMERA, third_party)
    assert (drawn[:40, :40] == SKIN_BGR).all()
