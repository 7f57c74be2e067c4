"""Pictures too far apart for features: patches found again, sheets without holes, bridged depth."""

from typing import Any

import cv2
import numpy as np
import pytest

from skinlax_desktop.surface.reconstruction.bridged_depth import bridged
from skinlax_desktop.surface.reconstruction.depth_sheet import sheet
from skinlax_desktop.surface.reconstruction.patch_links import evened, find_patches, laid_over
from skinlax_desktop.surface.reconstruction.ray_tracing import raycaster
from skinlax_desktop.surface.reconstruction.rectified_stereo import DepthView, StereoView
from skinlax_desktop.surface.reconstruction.wide_links import link, turned_about

WIDTH, HEIGHT, FOCAL, FAR_MM = 480, 640, 1600.0, 800.0
MATRIX = np.array([[FOCAL, 0.0, WIDTH / 2], [0.0, FOCAL, HEIGHT / 2], [0.0, 0.0, 1.0]])
RADIUS_MM = 90.0


def _texture(size: tuple[int, int], seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    rough = [
        cv2.GaussianBlur(random.standard_normal(size).astype(np.float32), (0, 0), blur) * blur for blur in (1.5, 4.0)
    ]
    return np.clip(128.0 + 30.0 * sum(rough), 0, 255).astype(np.uint8)


def _picture_of_ball(rotation: np.ndarray) -> StereoView:
    """A textured ball of 90 mm about the origin before a camera 800 mm away."""
    view = StereoView(
        picture=np.zeros((HEIGHT, WIDTH, 3), np.uint8),
        subject=np.zeros((HEIGHT, WIDTH), np.uint8),
        camera_matrix=MATRIX,
        rotation=rotation,
        translation=np.array([0.0, 0.0, FAR_MM]),
    )
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    ray = np.stack([(columns - MATRIX[0, 2]) / FOCAL, (rows - MATRIX[1, 2]) / FOCAL, np.ones_like(rows)], axis=2)
    square, half = (ray**2).sum(axis=2), FAR_MM
    root = half**2 - square * (FAR_MM**2 - RADIUS_MM**2)
    hit = root > 0
    at = ray * ((half - np.sqrt(np.maximum(root, 0.0))) / square)[:, :, None] - view.translation
    point = at @ rotation
    texture = _texture((1000, 2000))
    across = (np.arctan2(point[:, :, 0], -point[:, :, 2]) / np.pi + 1.0) * 1000.0
    down = (np.arcsin(np.clip(point[:, :, 1] / RADIUS_MM, -1, 1)) / np.pi + 0.5) * 1000.0
    seen = cv2.remap(texture, across.astype(np.float32), down.astype(np.float32), cv2.INTER_LINEAR)
    grey = np.where(hit, seen, 90).astype(np.uint8)
    return StereoView(
        picture=np.dstack([grey] * 3),
        subject=(255 * hit).astype(np.uint8),
        camera_matrix=MATRIX,
        rotation=rotation,
        translation=view.translation,
    )


def _turned(degrees: float) -> np.ndarray:
    return np.asarray(cv2.Rodrigues(np.array([0.0, np.radians(degrees), 0.0]))[0])


def _front_of_ball() -> np.ndarray:
    side = np.linspace(-75.0, 75.0, 60)
    x, y = (part.ravel() for part in np.meshgrid(side, side))
    inside = x**2 + y**2 < 75.0**2
    return np.column_stack([x, y, -np.sqrt(np.maximum(RADIUS_MM**2 - x**2 - y**2, 0.0))])[inside]


def test_patches_are_found_where_they_were_moved_to_and_nowhere_else() -> None:
    picture = np.dstack([_texture((200, 260))] * 3)
    moved = np.roll(picture, (5, -7), axis=(0, 1))
    first, second = evened(picture, (260, 200)), evened(moved, (260, 200))
    whole = np.zeros((200, 260), np.uint8)
    whole[20:180, 20:240] = 255
    at, to = find_patches(first, whole, second, side_px=25, reach_px=12)
    assert len(at) > 50
    assert np.abs(to - at - (-7.0, 5.0)).max() < 0.3
    nothing, _ = find_patches(
        first, whole, evened(np.dstack([_texture((200, 260), 9)] * 3), (260, 200)), side_px=25, reach_px=12
    )
    assert len(nothing) < 0.2 * len(at)


def test_a_part_is_laid_over_the_whole_by_its_best_shift_first() -> None:
    picture = np.dstack([_texture((200, 260))] * 3)
    moved = np.roll(picture, (-31, 22), axis=(0, 1))
    whole = np.zeros((200, 260), np.uint8)
    whole[60:140, 60:180] = 255
    shifts = laid_over(evened(picture, (260, 200)), whole, evened(moved, (260, 200)), 40, 3)
    assert shifts[0] == pytest.approx((22.0, -31.0))
    assert np.abs(shifts[1:] - shifts[0]).max(axis=1).min() > 8.0


def test_a_picture_35_degrees_away_is_placed_from_a_poor_guess() -> None:
    source, target = _picture_of_ball(np.eye(3)), _picture_of_ball(_turned(35.0))
    scene = raycaster(*sheet(source, _front_of_ball()))
    guess = turned_about(target, np.zeros(3), 4.0)
    linked = link(source, guess, scene)
    assert linked is not None
    assert len(linked.points) > 60
    assert np.linalg.norm(linked.view.centre - target.centre) < 8.0
    other = StereoView(
        picture=np.dstack([_texture((HEIGHT, WIDTH), 4)] * 3),
        subject=target.subject,
        camera_matrix=MATRIX,
        rotation=target.rotation,
        translation=target.translation,
    )
    assert link(source, other, scene) is None


def test_where_the_best_shift_shows_no_skin_again_the_next_one_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = _picture_of_ball(np.eye(3)), _picture_of_ball(_turned(35.0))
    scene = raycaster(*sheet(source, _front_of_ball()))
    guess = turned_about(target, np.zeros(3), 4.0)

    def misled(*asked: Any) -> Any:
        """As hair on a wall behind misleads it: the best shift is wrong, the next one right."""
        right = laid_over(*asked)
        return np.vstack((right[0] + np.array([-45.0, 30.0]), right[0]))

    straight = link(source, guess, scene)
    monkeypatch.setattr("skinlax_desktop.surface.reconstruction.wide_links.laid_over", misled)
    linked = link(source, guess, scene)
    assert straight is not None
    assert linked is not None
    assert len(linked.points) == pytest.approx(len(straight.points), rel=0.1)


def test_a_sheet_spans_holes_and_faces_the_camera() -> None:
    view = _picture_of_ball(np.eye(3))
    points = _front_of_ball()
    holed = points[np.hypot(points[:, 0] - 20.0, points[:, 1]) > 8.0]
    vertices, triangles = sheet(view, holed)
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    assert (np.cross(b - a, c - a)[:, 2] < 0.0).all()
    away = np.abs(np.linalg.norm(vertices, axis=1) - RADIUS_MM)
    middle = np.hypot(vertices[:, 0] - 20.0, vertices[:, 1]) < 4.0
    assert middle.sum() > 3
    assert away[middle].max() < 2.0


def test_small_holes_of_a_depth_map_are_bridged_and_steps_are_not() -> None:
    depth = np.full((120, 160), 800.0, dtype=np.float32)
    depth[:, 80:] = 860.0
    depth[50:56, 30:36] = 0.0
    depth[50:56, 77:83] = 0.0
    same = np.ones_like(depth)
    view = DepthView(
        depth=depth, sigma=same, cosine=same, camera_matrix=MATRIX, rotation=np.eye(3), translation=np.zeros(3)
    )
    closed = bridged(view).depth
    assert closed[50:56, 30:36] == pytest.approx(800.0)
    assert (closed[50:56, 77:83] == 0.0).all()
    assert (closed[depth > 0] == depth[depth > 0]).all()
