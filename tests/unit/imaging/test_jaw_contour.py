"""The jaw's edge traced in pictures whose edge is known."""

import numpy as np
import pytest

from skinlax_desktop.imaging.jaw_contour import trace_jaw

PX_PER_MM = 4.0
MOUTH = np.array([300.0, 150.0])


def drawn(skin: int, below: int, jowl_mm: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A face over darker surroundings, its true edge (60, 2), and a line that misses the jowl."""
    angle = np.linspace(np.pi, np.pi / 2, 60)
    direction = np.column_stack((np.cos(angle), np.sin(angle)))
    radius = 50.0 + jowl_mm * np.exp(-(((angle - 2.1) / 0.15) ** 2))
    edge = MOUTH + direction * (radius * PX_PER_MM)[:, None]
    line = MOUTH + direction * 50.0 * PX_PER_MM
    y, x = np.mgrid[0:480, 0:600]
    away = np.stack((x, y), axis=-1) - MOUTH
    turn = np.arctan2(away[..., 1], away[..., 0])
    reach = 50.0 + jowl_mm * np.exp(-(((turn - 2.1) / 0.15) ** 2))
    face = np.linalg.norm(away, axis=-1) < reach * PX_PER_MM
    picture = np.where(face, skin, below).astype(np.uint8)
    noise = np.random.default_rng(3).normal(0.0, 2.0, picture.shape)
    picture = np.clip(picture + noise, 0, 255).astype(np.uint8)
    return np.repeat(picture[..., None], 3, axis=2), edge, line


@pytest.mark.parametrize(("skin", "below"), [(190, 140), (80, 55)])
@pytest.mark.parametrize("jowl_mm", [0.0, 4.0])
def test_the_edge_is_found_where_the_landmarks_miss_it(skin: int, below: int, jowl_mm: float) -> None:
    picture, edge, line = drawn(skin, below, jowl_mm)
    found = trace_jaw(picture, line, MOUTH, PX_PER_MM)
    assert found is not None
    missed = np.linalg.norm(found - edge, axis=1)[10:] / PX_PER_MM
    assert missed.mean() < 0.4
    assert missed.max() < 1.6


def test_without_an_edge_there_is_no_contour() -> None:
    picture, _, line = drawn(150, 150, 0.0)
    assert trace_jaw(picture, line, MOUTH, PX_PER_MM) is None


def test_a_jaw_at_the_border_of_the_picture_does_not_crash() -> None:
    picture, _, line = drawn(190, 140, 0.0)
    assert trace_jaw(picture[:200], line, MOUTH, PX_PER_MM) is None
