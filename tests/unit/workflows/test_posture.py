"""How the patient sits: read from a picture, held against level or the baseline, and kept with the capture."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

import phantom_series
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.posture import Posture
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.workflows.assessment import JudgedPicture
from skinlax_desktop.workflows.gate import judge_picture
from skinlax_desktop.workflows.posture import posture_check, posture_of_profile


def judged(picture: np.ndarray, view: View = View.FRONTAL) -> JudgedPicture:
    return judge_picture(
        picture, view, phantom_series.finder(), calibration=phantom_series.calibration(), scale=None, guided=True
    )


def leaning(angle_deg: float) -> np.ndarray:
    picture = phantom_series.view_picture(View.FRONTAL)
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1.0)
    return cv2.warpAffine(picture, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)


def test_a_level_patient_passes_and_one_who_leans_is_told_which_shoulder_to_raise() -> None:
    level = judged(phantom_series.view_picture(View.FRONTAL))
    assert level.posture is not None
    assert level.posture.seated_upright is True
    assert level.posture.head_flexion_deg == pytest.approx(0.0, abs=2.0)
    assert level.verdict.find(CheckName.POSTURE).passed is True
    # Turned counter-clockwise the picture's right, the subject's left, comes up.
    for angle, code in ((9.0, "raise_right_shoulder"), (-9.0, "raise_left_shoulder")):
        check = judged(leaning(angle)).verdict.find(CheckName.POSTURE)
        assert check.passed is False
        assert check.advice is not None
        assert check.advice.code == code


def test_a_patient_is_held_against_how_they_sat_at_the_baseline() -> None:
    slumped = Posture(shoulder_tilt_deg=4.5, seated_upright=True)
    assert posture_check(slumped, None).passed is False
    assert posture_check(slumped, replace(slumped, shoulder_tilt_deg=3.0)).passed is True
    assert posture_check(slumped, replace(slumped, shoulder_tilt_deg=None)).passed is False
    unseen = posture_check(Posture(reason="no_shoulders"), slumped)
    assert unseen.passed is None
    assert unseen.reason == "no_shoulders"


def test_a_turned_face_and_a_profile_show_flexion_and_say_why_not_the_shoulders() -> None:
    oblique = judged(phantom_series.view_picture(View.OBLIQUE_LEFT), View.OBLIQUE_LEFT)
    assert oblique.posture is not None
    assert oblique.posture.reason == "turned_face"
    assert oblique.posture.head_flexion_deg is not None
    aside = posture_of_profile(Pose(yaw_deg=-90.0, pitch_deg=6.0, roll_deg=0.0))
    assert (aside.head_flexion_deg, aside.shoulder_tilt_deg, aside.reason) == (6.0, None, "profile_view")
