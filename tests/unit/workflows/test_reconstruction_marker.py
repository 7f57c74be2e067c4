"""A marker that turns with the head gives the scale; one that stays behind is refused."""

from dataclasses import replace

import numpy as np
import pytest

from printed_marker import SIZE_MM, turned, with_marker
from skinlax_desktop.domain.calibration import Scale, ScaleKind
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.imaging.pose import Pinhole
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView
from skinlax_desktop.surface.reconstruction.working_picture import prepare_picture
from skinlax_desktop.workflows.reconstruction_marker import corners_in_picture, marker_scale

CAMERA = Pinhole(focal_px=3200.0, centre_px=(499.5, 599.5))
MATRIX = np.array([[3200.0, 0.0, 499.5], [0.0, 3200.0, 599.5], [0.0, 0.0, 1.0]])
MM_PER_UNIT = 1.7
SCALE = Scale(kind=ScaleKind.MARKER, size_mm=SIZE_MM, sigma_mm=0.01, family="apriltag_36h11")
FILES = ["frontal_1.png"]


def views(*, with_head: bool) -> list[StereoView]:
    """A marker on the forehead, the head turned five ways before the camera."""
    seen = []
    for swing in (-24.0, -12.0, 0.0, 12.0, 24.0):
        rotation = turned(0.0, swing)
        shift = np.array([0.0, 0.0, 800.0])
        place = rotation @ np.array([5.0, -40.0, -8.0]) + shift
        turn = rotation if with_head else turned(0.0, 0.0)
        centre = place if with_head else np.array([5.0, -40.0, 792.0])
        picture = with_marker(np.full((1200, 1000, 3), 150, np.uint8), CAMERA, tuple(centre), turn)
        seen.append(
            StereoView(
                picture=picture,
                subject=np.full((1200, 1000), 255, np.uint8),
                camera_matrix=MATRIX,
                rotation=rotation,
                translation=shift / MM_PER_UNIT,
            )
        )
    return seen


def test_its_side_is_known_to_a_thousandth_from_five_pictures() -> None:
    factor, share = marker_scale(SCALE, views(with_head=True), FILES)
    assert factor == pytest.approx(MM_PER_UNIT, rel=1e-3)
    assert 1e-4 < share < 1e-3


def test_a_picture_that_is_reduced_by_code_does_not_make_it_larger() -> None:
    """A third of the size, as a picture of 12 MP is worked on: sought there, the black square is too large."""
    found, reduced = [], []
    for view in views(with_head=True):
        working = prepare_picture(view.picture, MATRIX, (0.0,) * 5, width_px=400)
        found.append(corners_in_picture(SCALE, view.picture, MATRIX, (0.0,) * 5, working.camera_matrix))
        reduced.append(replace(view, picture=working.picture_bgr, camera_matrix=working.camera_matrix))
    assert [number for corners in found for number, _ in corners] == [5] * 5
    factor, _ = marker_scale(SCALE, reduced, FILES, found)
    assert factor == pytest.approx(MM_PER_UNIT, rel=1e-3)
    sought, _ = marker_scale(SCALE, reduced, FILES)
    assert abs(sought / MM_PER_UNIT - 1.0) > 2.0 * abs(factor / MM_PER_UNIT - 1.0)


def test_a_lens_that_bends_is_straightened_for_the_corners_as_for_the_picture() -> None:
    (view,) = views(with_head=True)[2:3]
    bent = (-0.6, 0.0, 0.0, 0.0, 0.0)
    working = prepare_picture(view.picture, MATRIX, bent)
    ((_, square),) = corners_in_picture(SCALE, view.picture, MATRIX, bent, working.camera_matrix)
    ((_, as_seen),) = corners_in_picture(SCALE, working.picture_bgr, MATRIX, (0.0,) * 5, MATRIX)
    ((_, unbent),) = corners_in_picture(SCALE, view.picture, MATRIX, (0.0,) * 5, MATRIX)
    assert np.abs(square - as_seen).max() < 0.15
    assert np.abs(square - unbent).max() > 0.3


def test_without_a_marker_for_a_scale_none_is_sought() -> None:
    distance = Scale(kind=ScaleKind.WORKING_DISTANCE, distance_mm=800.0)
    picture = views(with_head=True)[0].picture
    assert corners_in_picture(distance, picture, MATRIX, (0.0,) * 5, MATRIX) == ()
    assert corners_in_picture(None, picture, MATRIX, (0.0,) * 5, MATRIX) == ()


def test_one_that_stays_behind_is_refused() -> None:
    with pytest.raises(SkinlaxError, match="marker_not_with_head"):
        marker_scale(SCALE, views(with_head=False), FILES)


@pytest.mark.parametrize(
    ("scale", "code"),
    [
        (Scale(kind=ScaleKind.MARKER, size_mm=SIZE_MM, family="aruco_4x4_50"), "marker_not_found"),
        (Scale(kind=ScaleKind.MARKER, size_mm=SIZE_MM, family="nobodys"), "marker_family"),
        (Scale(kind=ScaleKind.MARKER, family="apriltag_36h11"), "marker_no_size"),
    ],
)
def test_what_is_wrong_with_a_marker_is_named(scale: Scale, code: str) -> None:
    with pytest.raises(SkinlaxError, match=code):
        marker_scale(scale, views(with_head=True)[:2], FILES)
