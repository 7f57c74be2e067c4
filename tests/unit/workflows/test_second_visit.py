"""A second visit, from "sit down" to the accepted still: the phantom hears, obeys, and truly sits as it sat before."""

import pytest

import phantom_series
from baseline_residuals import away, learn, sit
from skinlax_desktop.domain.views import View
from skinlax_desktop.phantom.scene import VirtualCamera

CAMERA = VirtualCamera().scaled(0.4)
VIEWS = (View.FRONTAL, View.LATERAL_LEFT)


def test_the_second_visit_is_led_back_to_the_first_by_true_pose_and_size() -> None:
    first = sit(phantom_series.head(), CAMERA, seed=11, views=VIEWS)
    assert [taken.view for taken in first] == list(VIEWS)
    references = learn(first, CAMERA.calibration)
    assert set(references) == set(VIEWS)
    second = sit(phantom_series.head(), CAMERA, seed=31, references=references, views=VIEWS)
    assert [taken.view for taken in second] == list(VIEWS)
    for then, now in zip(first, second, strict=True):
        yaw, pitch, roll, size = away(now.scene, then.scene)
        assert abs(yaw) < 2.0
        assert abs(pitch) < 2.0
        assert abs(roll) < 2.0
        assert abs(size) < 1.0
        match = now.judged.match
        assert match is not None
        assert match.record.exact
        assert match.score >= 75
        assert match.record.yaw_deg == pytest.approx(yaw, abs=0.6)
        assert match.record.scale_pct == pytest.approx(size, abs=0.4)
