"""A printed marker in a phantom's picture, at a pose that is known."""

import numpy as np
import pytest

import phantom_series
from printed_marker import SIZE_MM, turned, with_marker
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.marker import find_markers, is_known_family
from skinlax_desktop.imaging.pose import Pinhole, pinhole_for


@pytest.fixture(scope="module")
def face() -> np.ndarray:
    return phantom_series.view_picture(View.FRONTAL)


@pytest.fixture(scope="module")
def camera(face: np.ndarray) -> Pinhole:
    return pinhole_for((face.shape[1], face.shape[0]), phantom_series.calibration())


@pytest.mark.parametrize(
    ("centre", "tilt"),
    [
        ((0.0, -62.0, 795.0), (0.0, 0.0)),
        ((0.0, -62.0, 795.0), (25.0, 10.0)),
        ((-70.0, 40.0, 840.0), (-15.0, 35.0)),
        ((60.0, 90.0, 760.0), (8.0, -20.0)),
    ],
)
def test_the_scale_at_the_marker_is_right_to_a_five_hundredth_whatever_its_tilt(
    face: np.ndarray, camera: Pinhole, centre: tuple[float, float, float], tilt: tuple[float, float]
) -> None:
    picture = with_marker(face, camera, centre, turned(*tilt))
    markers = find_markers(picture, camera, family="apriltag_36h11", marker_id=5, size_mm=SIZE_MM)
    assert [marker.marker_id for marker in markers] == [5]
    true_scale = centre[2] / camera.focal_px
    off = markers[0].mm_per_px / true_scale - 1.0
    print(f"scale off by {100 * off:.3f} %, said to be good to {100 * markers[0].share:.3f} %")  # noqa: T201
    assert abs(off) < 0.002
    assert abs(off) < 4.0 * markers[0].share
    assert markers[0].centre_mm == pytest.approx(centre, abs=0.006 * centre[2])


def test_another_number_or_family_or_no_marker_is_not_found(face: np.ndarray, camera: Pinhole) -> None:
    picture = with_marker(face, camera, (0.0, -62.0, 795.0), turned(0.0, 0.0))
    assert find_markers(picture, camera, family="tag36h11", marker_id=6, size_mm=SIZE_MM) == ()
    assert find_markers(picture, camera, family="aruco_4x4_50", marker_id=None, size_mm=SIZE_MM) == ()
    assert find_markers(face, camera, family="apriltag_36h11", marker_id=None, size_mm=SIZE_MM) == ()


@pytest.mark.parametrize(
    "family", ["apriltag_36h11", "tag25h9", "DICT_5X5_100", "charuco_4x4_50", "aruco_original", None]
)
def test_families_go_by_their_usual_names(family: str | None) -> None:
    assert is_known_family(family)


def test_an_unknown_family_is_no_guess(face: np.ndarray, camera: Pinhole) -> None:
    assert not is_known_family("qr")
    with pytest.raises(ValueError, match="family"):
        find_markers(face, camera, family="qr", marker_id=None, size_mm=SIZE_MM)
