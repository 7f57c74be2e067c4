"""Where millimetres come from: a declared distance, a marker, or nothing."""

from dataclasses import replace

import numpy as np
import pytest

import phantom_series
from printed_marker import SIZE_MM, turned, with_marker
from skinlax_desktop.domain.calibration import Scale, ScaleKind
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import FrameVerdict
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.pose import pinhole_for
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.workflows.metric_scale import scale_of_series
from skinlax_desktop.workflows.series_pictures import JudgedFrame

MARKER = Scale(kind=ScaleKind.MARKER, family="apriltag_36h11", marker_id=5, size_mm=SIZE_MM, sigma_mm=0.03)


def frame(*, depth_mm: float | None) -> JudgedFrame:
    taken = phantom_series.series((View.FRONTAL,))[0]
    face = phantom_series.finder().find(taken.picture_bgr)[0]
    if depth_mm is not None:
        camera = pinhole_for(taken.picture_bgr.shape[1::-1], phantom_series.calibration())
        picture = with_marker(taken.picture_bgr, camera, (0.0, -62.0, depth_mm), turned(12.0, -8.0))
        taken = replace(taken, picture_bgr=picture)
    return JudgedFrame(picture=taken, view=View.FRONTAL, verdict=FrameVerdict(checks=()), face=face)


def test_a_marker_in_the_plane_of_the_face_gives_the_distance() -> None:
    known = scale_of_series([frame(depth_mm=800.0)], phantom_series.calibration(), MARKER)
    assert known is not None
    assert known.distance_mm == pytest.approx(800.0, rel=0.005)
    assert 0.005 < known.share < 0.02
    vague = scale_of_series([frame(depth_mm=800.0)], phantom_series.calibration(), replace(MARKER, sigma_mm=1.5))
    assert vague is not None
    assert vague.share > 0.05


def test_a_marker_that_is_not_there_is_said_in_one_sentence() -> None:
    for scale, code in ((MARKER, "marker_not_found"), (replace(MARKER, family="qr"), "marker_family")):
        with pytest.raises(SkinlaxError) as caught:
            scale_of_series([frame(depth_mm=None)], phantom_series.calibration(), scale)
        assert caught.value.code == code
        assert sentence_of(caught.value).endswith(".")


def test_without_calibration_or_face_a_marker_gives_no_scale() -> None:
    seen = frame(depth_mm=800.0)
    assert scale_of_series([seen], None, MARKER) is None
    assert scale_of_series([replace(seen, face=None)], phantom_series.calibration(), MARKER) is None


def test_a_declared_distance_is_taken_as_it_is() -> None:
    known = scale_of_series([frame(depth_mm=None)], phantom_series.calibration(), phantom_series.SCALE)
    assert known is not None
    assert (known.distance_mm, known.share) == (800.0, pytest.approx(1.0 / 800.0))
    assert np.isfinite(known.share)
