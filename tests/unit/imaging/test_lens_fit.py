"""The lens from rendered boards, against the lens that rendered them."""

import numpy as np
import pytest

from calibration_pictures import board_picture_at, boards, camera
from skinlax_desktop.imaging.charuco import STATION_BOARD, find_board
from skinlax_desktop.imaging.lens_fit import fit_lens, line_of_sight_differences
from skinlax_desktop.phantom.flat_target import TargetPose, bend, project_flat


def test_corners_are_found_to_a_tenth_of_a_pixel() -> None:
    pose = TargetPose(centre_mm=(10.0, -15.0, 850.0), tilt_deg=25.0, swing_deg=-18.0, roll_deg=6.0)
    seen = find_board(board_picture_at(pose))
    assert seen is not None
    assert len(seen.numbers) >= 80
    places = STATION_BOARD.corners_mm - np.array(STATION_BOARD.size_mm) / 2.0
    off = seen.at_px - project_flat(places, pose, camera())[seen.numbers]
    assert np.sqrt((off**2).mean()) < 0.1
    assert np.abs(off.mean(axis=0)).max() < 0.02


@pytest.mark.parametrize("seed", [3, 8])
def test_focal_length_and_distortion_are_those_of_the_lens(seed: int) -> None:
    truth = camera(seed)
    fit = fit_lens([view.seen for view in boards(seed)])
    assert fit is not None
    focal, true_focal = np.mean(fit.focal_px), (truth.focal_x_px + truth.focal_y_px) / 2.0
    assert abs(focal / true_focal - 1.0) < 0.002
    assert abs(focal - true_focal) < 3.5 * fit.focal_sigma_px
    assert fit.focal_sigma_px < 0.001 * true_focal
    x, y = np.meshgrid(np.linspace(-0.13, 0.13, 15), np.linspace(-0.18, 0.18, 21))
    slopes = np.column_stack((x.ravel(), y.ravel()))
    pixels = bend(slopes, truth)
    inside = np.all((pixels >= 0) & (pixels < (truth.width_px, truth.height_px)), axis=1)
    left = line_of_sight_differences(fit, pixels[inside], slopes[inside], with_focal=False)
    assert np.sqrt((left**2).sum(axis=1).mean()) < 0.2


def test_a_board_that_moved_is_left_out() -> None:
    seen = [view.seen for view in boards()]
    random = np.random.default_rng(1)
    moved = seen[4]
    smeared = type(moved)(
        numbers=moved.numbers, at_px=moved.at_px + random.normal(0.0, 1.5, moved.at_px.shape), size_px=moved.size_px
    )
    fit = fit_lens([*seen[:4], smeared, *seen[5:]])
    assert fit is not None
    assert 4 not in fit.kept
    assert len(fit.kept) == len(seen) - 1


def test_no_board_in_noise() -> None:
    noise = np.random.default_rng(2).integers(0, 255, (400, 300, 3), dtype=np.uint8)
    assert find_board(noise) is None
