"""Depth of small pictures only where larger ones leave a hole, and stills on both sides of a gap."""

import numpy as np

from skinlax_desktop.surface.reconstruction.bundle_adjustment import Bundle
from skinlax_desktop.surface.reconstruction.fusion import fuse_depths
from skinlax_desktop.surface.reconstruction.ray_tracing import raycaster
from skinlax_desktop.surface.reconstruction.rectified_stereo import DepthView
from skinlax_desktop.surface.reconstruction.surface_search import beside_surface
from skinlax_desktop.workflows.reconstruction_surface import pairs_of

SIDE, FOCAL, FAR_MM = 200, 250.0, 200.0


def _view(depth: np.ndarray) -> DepthView:
    matrix = np.array([[FOCAL, 0.0, SIDE / 2], [0.0, FOCAL, SIDE / 2], [0.0, 0.0, 1.0]])
    same = np.ones_like(depth)
    return DepthView(
        depth=depth, sigma=same, cosine=same, camera_matrix=matrix, rotation=np.eye(3), translation=np.zeros(3)
    )


def test_only_what_lies_beside_the_surface_is_left() -> None:
    half = np.array([[-200.0, -200.0, FAR_MM], [0.0, -200.0, FAR_MM], [0.0, 200.0, FAR_MM], [-200.0, 200.0, FAR_MM]])
    scene = raycaster(half, np.array([[0, 1, 2], [0, 2, 3]]))
    left = beside_surface(_view(np.full((SIDE, SIDE), FAR_MM, dtype=np.float32)), scene).depth > 0
    assert not left[:, : SIDE // 2 + 1].any()
    assert left[:, SIDE // 2 + 8 :].all()


def test_a_view_of_few_pixels_does_not_stop_the_fusion() -> None:
    speck = np.zeros((SIDE, SIDE), dtype=np.float32)
    speck[1:3, 1:3] = FAR_MM
    whole = np.full((SIDE, SIDE), FAR_MM, dtype=np.float32)
    vertices, triangles = fuse_depths([_view(speck), _view(whole)], least_weight=1.0)
    assert len(triangles) > 1000
    assert np.abs(vertices[:, 2] - FAR_MM).max() < 1.5


def test_stills_beside_a_gap_are_matched_along_the_surface_and_not_searched() -> None:
    yaws = (0.0, 35.0, 45.0, 90.0)
    pairs = {(first, second): searched for first, second, searched in pairs_of(_turned(yaws), range(len(yaws)))}
    assert pairs == {(0, 1): False, (1, 2): True}


def _turned(yaws_deg: tuple[float, ...]) -> Bundle:
    turns = np.radians(yaws_deg)
    # The head's forward axis, (0, 0, 1), in camera axes: x right, z away.
    rotations = np.array(
        [[[np.cos(t), 0, np.sin(t)], [0, -1, 0], [np.sin(t), 0, -np.cos(t)]] for t in turns], dtype=np.float64
    )
    count = len(yaws_deg)
    return Bundle(
        rotations=rotations,
        translations=np.zeros((count, 3)),
        points=np.zeros((1, 3)),
        point=np.zeros(1, dtype=np.int64),
        frame=np.zeros(1, dtype=np.int64),
        at_px=np.zeros((1, 2)),
        focal_px=np.ones((count, 2)),
        centre_px=np.zeros((count, 2)),
        basis=np.zeros((1, 0)),
        motion=np.zeros((count, 0, 3)),
    )
