"""Angle of chin and neck on outlines that are drawn, so that the answer is known."""

import numpy as np
import pytest

from skinlax_desktop.surface.submental_metrics import measure_submental

LENGTH = 120.0


def outline(angle_deg: float, *, bulge: float = 0.0, neck_mm: float = 60.0) -> np.ndarray:
    """A round chin, a straight floor of the mouth sinking by 10 degrees, and a neck at that angle to it."""
    turn = np.radians(np.arange(-10.0, 80.0, 4.0))
    chin = np.column_stack((20.0 * np.cos(turn), -20.0 * np.sin(turn)))
    back = np.array([-np.cos(np.radians(10.0)), -np.sin(np.radians(10.0))])
    along = np.linspace(0.0, 50.0, 60)[1:]
    floor = chin[-1] + along[:, None] * back
    floor[:, 1] -= bulge * np.sin(np.pi * along / along[-1])
    to_chin = np.arctan2(-back[1], -back[0])
    down = to_chin - np.radians(angle_deg)
    neck = floor[-1] + np.linspace(0.0, neck_mm, 60)[1:, None] * np.array([np.cos(down), np.sin(down)])
    raw = np.vstack((chin, floor, neck))
    steps = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(raw, axis=0), axis=1))))
    wanted = np.arange(0.0, steps[-1], 1.0)
    return np.column_stack([np.interp(wanted, steps, raw[:, axis]) for axis in range(2)])


@pytest.mark.parametrize("angle", [100.0, 120.0, 140.0])
def test_the_angle_that_was_drawn_is_measured(angle: float) -> None:
    found = measure_submental(outline(angle), LENGTH)
    assert found is not None
    assert found.angle_deg == pytest.approx(angle, abs=2.0)


def test_tissue_below_the_chord_counts_positive_and_by_its_area() -> None:
    flat, full, hollow = (measure_submental(outline(115.0, bulge=depth), LENGTH) for depth in (0.0, 4.0, -4.0))
    assert flat is not None
    assert full is not None
    assert hollow is not None
    bulge = 4.0 * 50.0 * 2.0 / np.pi
    assert full.area - flat.area == pytest.approx(bulge, abs=0.2 * bulge)
    assert hollow.area < flat.area < full.area


def test_size_scales_the_area_and_leaves_the_angle() -> None:
    one, two = (
        measure_submental(outline(118.0, bulge=2.0), LENGTH),
        measure_submental(2.0 * outline(118.0, bulge=2.0), 2.0 * LENGTH),
    )
    assert one is not None
    assert two is not None
    assert two.angle_deg == pytest.approx(one.angle_deg, abs=0.5)
    assert two.area == pytest.approx(4.0 * one.area, rel=0.1)


@pytest.mark.parametrize("neck_mm", [0.0, 10.0])
def test_without_a_neck_there_is_no_angle(neck_mm: float) -> None:
    assert measure_submental(outline(120.0, neck_mm=neck_mm), LENGTH) is None
