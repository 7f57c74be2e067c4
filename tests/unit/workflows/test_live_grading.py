"""Grades of a live frame, over the real landmarks of a phantom: what is sure is placed on its zone, doubts hide all."""

import numpy as np
import pytest

import phantom_series as phantom
from laxity_stand_in import StandInEstimator, grade
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.ports.frame import Frame, PixelLayout
from skinlax_desktop.ports.laxity import OpenedLaxity
from skinlax_desktop.workflows.live_grading import LiveGrading

ZONES = {
    "jowl_L": grade(2.1),
    "jowl_R": grade(1.4).doubted("wide_interval"),
    "nasolabial_R": grade(1.9),
    "malar_L": grade(1.0, exploratory=True),
    "upper_eyelid_L": grade(0.8),
}


def frame() -> Frame:
    picture = phantom.view_picture(View.FRONTAL)
    # The guide works on a quarter of the camera's picture.
    large = np.repeat(np.repeat(picture[::2, ::2], 4, axis=0), 4, axis=1)
    return Frame(pixels=large, layout=PixelLayout.BGR8, sequence=1, captured_at_s=1.0, exposure_us=8000.0, gain_db=0.0)


def test_sure_grades_are_placed_on_their_zones() -> None:
    found = LiveGrading(phantom.finder(), lambda: StandInEstimator(ZONES)).grade(frame(), View.FRONTAL, 50.0)
    assert found.doubt is None
    # Neither what is doubted nor what is exploratory.
    assert set(found.zones) == {"jowl_L", "nasolabial_R", "upper_eyelid_L"}
    # The subject's left lies right in the picture.
    assert found.places["jowl_L"][0] > 0.5 > found.places["nasolabial_R"][0]
    assert found.places["jowl_L"][1] > found.places["nasolabial_R"][1]
    # The number of a lid stands beside the eye.
    face = find_faces(phantom.view_picture(View.FRONTAL), phantom.finder())[0]
    width, height = phantom.view_picture(View.FRONTAL).shape[1::-1]
    eye = face.points_px[[33, 133, 362, 263]]
    across, down = found.places["upper_eyelid_L"]
    assert across * width > eye[:, 0].max() - 0.02 * width
    assert abs(down * height - eye[2:, 1].mean()) < 0.03 * height


@pytest.mark.parametrize(
    ("model", "doubt"),
    [
        (None, "no_model"),
        (SkinlaxError("model_changed", file="x"), "model_changed"),
        (StandInEstimator(ZONES, out_of_distribution=1.5), "out_of_distribution"),
        (StandInEstimator(ZONES, refusal="laxity_not_a_person"), "laxity_not_a_person"),
        (StandInEstimator({"jowl_L": grade(2.0).doubted("smiling")}), "smiling"),
    ],
)
def test_a_doubt_hides_everything(model: OpenedLaxity, doubt: str) -> None:
    found = LiveGrading(phantom.finder(), lambda: model).grade(frame(), View.FRONTAL, 50.0)
    assert (found.zones, found.places, found.doubt) == ({}, {}, doubt)


def test_a_profile_is_not_graded() -> None:
    found = LiveGrading(phantom.finder(), lambda: StandInEstimator(ZONES)).grade(frame(), View.LATERAL_LEFT, 50.0)
    assert found.doubt == "profile_view"
