"""Whether the shoulders are level, on drawn silhouettes and on a phantom."""

import cv2
import numpy as np
import pytest

import phantom_series
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.imaging.rigid_face import MENTON, NASION
from skinlax_desktop.imaging.shoulder_line import shoulder_tilt_deg

NASION_PX, CHIN_PX = np.array([300.0, 320.0]), np.array([300.0, 560.0])


def bust(tilt_deg: float, *, shoulders: bool = True) -> np.ndarray:
    """A head on a neck on shoulders whose line is tilted: the picture's right, the subject's left, rises."""
    picture = np.full((820, 600, 3), 120, np.uint8)
    cv2.ellipse(picture, (300, 380), (110, 180), 0, 0, 360, (120, 150, 190), -1)
    cv2.rectangle(picture, (245, 480), (355, 820), (120, 150, 190), -1)
    if shoulders:
        rise = np.tan(np.radians(tilt_deg))
        ends = [(x, 690 + 0.25 * abs(x - 300) - rise * (x - 300)) for x in (0, 300, 599)]
        cv2.fillPoly(picture, [np.array([*ends, (599, 819), (0, 819)], dtype=np.int32)], (70, 60, 50))
    return picture


@pytest.mark.parametrize("tilt", [-8.0, -4.0, 0.0, 4.0, 8.0])
def test_a_drawn_tilt_is_read_with_its_side(tilt: float) -> None:
    assert shoulder_tilt_deg(bust(tilt), NASION_PX, CHIN_PX) == pytest.approx(tilt, abs=1.2)


def test_what_cannot_be_seen_is_said() -> None:
    assert shoulder_tilt_deg(bust(0.0, shoulders=False), NASION_PX, CHIN_PX) == "no_shoulders"
    noise = np.random.default_rng(1).integers(0, 255, (820, 600, 3), dtype=np.uint8)
    assert shoulder_tilt_deg(noise, NASION_PX, CHIN_PX) == "backdrop_not_plain"
    assert shoulder_tilt_deg(bust(0.0), NASION_PX, np.array([300.0, 815.0])) == "no_shoulders"


def test_hair_beside_the_neck_is_no_tilt() -> None:
    picture = bust(0.0)
    for left, right, end in ((95, 245, 640), (355, 470, 630)):
        cv2.rectangle(picture, (left, 400), (right, end), (30, 40, 60), -1)
    assert shoulder_tilt_deg(picture, NASION_PX, CHIN_PX) == "no_shoulders"
    short = bust(4.0)
    cv2.rectangle(short, (240, 400), (360, 575), (30, 40, 60), -1)
    assert shoulder_tilt_deg(short, NASION_PX, CHIN_PX) == pytest.approx(4.0, abs=1.2)


@pytest.mark.parametrize(("angle", "least"), [(6.0, 2.5), (9.0, 5.0), (-12.0, 5.0), (15.0, 5.0)])
def test_a_phantom_sits_level_and_leans_with_the_picture(angle: float, least: float) -> None:
    picture = phantom_series.view_picture(View.FRONTAL)
    points = find_faces(picture, phantom_series.finder())[0].points_px
    level = shoulder_tilt_deg(picture, points[NASION], points[MENTON])
    assert level == pytest.approx(0.0, abs=1.0)
    turn = cv2.getRotationMatrix2D((600, 819), angle, 1.0)
    leaning = cv2.warpAffine(picture, turn, (1200, 1638), borderMode=cv2.BORDER_REPLICATE)
    nasion, chin = (turn[:, :2] @ points[number] + turn[:, 2] for number in (NASION, MENTON))
    read = shoulder_tilt_deg(leaning, nasion, chin)
    assert isinstance(read, float)
    assert least < read * np.sign(angle) < abs(angle) + 2.0
