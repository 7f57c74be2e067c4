"""How fast points of a head move between two frames."""

import numpy as np
import pytest

from skinlax_desktop.imaging.motion import measure_speed_px_s

POINTS = np.array([(10.0, 10.0), (20.0, 30.0), (15.0, 50.0), (12.0, 70.0)])


def test_all_points_that_move_are_read_alike_either_way() -> None:
    moved = POINTS + np.array([3.0, 4.0])
    assert measure_speed_px_s(POINTS, moved, 0.1) == pytest.approx(50.0)
    assert measure_speed_px_s(POINTS, moved, 0.1, may_jump=True) == pytest.approx(50.0)


def test_one_point_of_an_outline_that_hops_is_no_movement_of_the_head() -> None:
    hopped = POINTS.copy()
    hopped[2] += np.array([8.0, 0.0])
    assert measure_speed_px_s(POINTS, hopped, 0.1, may_jump=True) == 0.0
    assert measure_speed_px_s(POINTS, hopped, 0.1) == pytest.approx(40.0)


def test_far_apart_frames_read_faster_than_it_was_and_never_slower() -> None:
    moved = POINTS + np.array([3.0, 4.0])
    assert measure_speed_px_s(POINTS, moved, 2.0) == pytest.approx(10.0)
    assert measure_speed_px_s(POINTS, moved, 10.0) is None
    assert measure_speed_px_s(POINTS, moved, 0.0) is None
