"""The target outline is where an accepted picture has the head."""

import cv2
import numpy as np
import pytest

from pictures.make_head_outlines import CAMERA, mask_of, signed_distance
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.imaging.head_outline import target_outline
from skinlax_desktop.phantom.head import PhantomHead, build_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS

MM_PER_PX = 800.0 / CAMERA.focal_px


@pytest.fixture(scope="module")
def stranger() -> PhantomHead:
    """A head that the outlines were not made of."""
    return build_head(DEFAULT_PATIENTS[3], find_places().resources)


@pytest.mark.parametrize("view", STANDARD_SERIES)
def test_the_outline_lies_on_a_well_placed_head(stranger: PhantomHead, view: View) -> None:
    away = np.abs(signed_distance(mask_of(stranger, view))) * MM_PER_PX
    (line,) = target_outline(view)
    places = np.array(line) * (CAMERA.width_px, CAMERA.height_px) - 0.5
    columns, rows = np.round(places).astype(int).T
    # The borders of the picture are part of no head.
    inside = (columns > 2) & (columns < CAMERA.width_px - 3) & (rows < CAMERA.height_px - 3)
    seen = away[rows[inside], columns[inside]]
    assert np.median(seen) < 6.0
    assert np.percentile(seen, 90) < 16.0


@pytest.mark.parametrize("view", STANDARD_SERIES)
def test_the_outline_has_no_corners(view: View) -> None:
    (line,) = target_outline(view)
    steps = np.diff(np.array(line) * (CAMERA.width_px, CAMERA.height_px), axis=0)
    turns = np.abs(np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))))
    assert np.degrees(turns).max() < 70.0


def test_one_side_is_the_mirror_of_the_other() -> None:
    for left, right in ((View.OBLIQUE_LEFT, View.OBLIQUE_RIGHT), (View.LATERAL_LEFT, View.LATERAL_RIGHT)):
        (one,), (other,) = target_outline(left), target_outline(right)
        assert np.allclose(np.array(one), np.array([(1.0 - x, y) for x, y in other]))
    (front,) = target_outline(View.FRONTAL)
    assert cv2.matchShapes(np.float32(front), np.float32([(1.0 - x, y) for x, y in front]), 1, 0.0) < 0.01


def test_a_sweep_has_none() -> None:
    assert target_outline(View.SWEEP) == ()
