"""The face frame: scale, roll and light go, and what is left is the face."""

import cv2
import numpy as np
import pytest

from skinlax_desktop.imaging.normalised_face import (
    HEIGHT_PX,
    MM_PER_PX,
    NASION_ROW,
    PATCH_PX,
    WIDTH_PX,
    contrast_channels,
    cut_patch,
    normalise_face,
    zone_centres_px,
)
from skinlax_desktop.imaging.rigid_face import NASION
from skinlax_desktop.surface.canonical_face import canonical_face, mirror_points, mirrored_landmarks

SIZE = (900, 1200)


def average_face(px_per_mm: float, roll_deg: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """The 478 landmarks of an average face that looks into a far camera, and their depth, in pixels."""
    points = canonical_face().points_in_head_mm
    points = np.concatenate([points, np.repeat(points[[33, 263]], 5, axis=0)])
    roll = np.radians(roll_deg)
    turn = np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    flat = points[:, :2] * (1.0, -1.0) @ turn.T * px_per_mm
    middle = np.array(SIZE) / 2
    return flat + middle, -points[:, 2] * px_per_mm


@pytest.mark.parametrize(("px_per_mm", "roll_deg"), [(1.2, 0.0), (3.4, 0.0), (3.4, 12.0), (2.0, -15.0)])
def test_scale_and_roll_do_not_matter(px_per_mm: float, roll_deg: float) -> None:
    picture = np.full((SIZE[1], SIZE[0], 3), 128, dtype=np.uint8)
    face = normalise_face(picture, *average_face(px_per_mm, roll_deg))
    assert face.picture_bgr.shape == (HEIGHT_PX, WIDTH_PX, 3)
    assert face.points_px[NASION, 1] == pytest.approx(NASION_ROW, abs=0.01)
    eyes = face.points_px[[33, 263]]
    assert eyes[0, 1] == pytest.approx(eyes[1, 1], abs=0.7)
    assert eyes[1, 0] - eyes[0, 0] == pytest.approx(89.0 / MM_PER_PX, rel=0.03)
    assert face.source_mm_per_px == pytest.approx(1.0 / px_per_mm, rel=0.03)
    assert face.shape[263, 0] == pytest.approx(44.5, abs=2.5)
    assert face.shape[152, 1] < -90.0


def test_a_mark_stays_on_its_landmark() -> None:
    points, depth = average_face(6.0, roll_deg=9.0)
    points = points * 0.5 + (200, 300)
    depth = depth * 0.5
    picture = np.zeros((SIZE[1], SIZE[0], 3), dtype=np.uint8)
    cv2.circle(picture, tuple(int(v) for v in np.round(points[61])), 5, (255, 255, 255), -1)
    face = normalise_face(picture, points, depth)
    bright = np.argwhere(face.picture_bgr[:, :, 0] > 120).mean(axis=0)[::-1]
    assert np.linalg.norm(bright - face.points_px[61]) < 0.8


def test_a_fine_source_is_averaged_and_not_skipped() -> None:
    points, depth = average_face(6.0)
    picture = np.random.default_rng(1).integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8)
    face = normalise_face(picture, points, depth)
    inside = face.picture_bgr[90:150, 90:150].astype(float)
    assert inside.std() < 35.0


@pytest.mark.parametrize(("width", "px_per_mm", "roll_deg"), [(900, 1.3, 0.0), (901, 4.6, 3.0), (902, 5.1, -7.0)])
def test_a_mirrored_picture_is_the_mirrored_face(width: int, px_per_mm: float, roll_deg: float) -> None:
    random = np.random.default_rng(1)
    picture = cv2.GaussianBlur(random.integers(0, 255, (SIZE[1], width, 3)).astype(np.uint8), (0, 0), 1.5)
    points, depth = average_face(px_per_mm, roll_deg)
    points[:468] += random.normal(0.0, 2.0, (468, 2))
    straight = normalise_face(picture, points, depth)
    mirrored = normalise_face(
        np.ascontiguousarray(picture[:, ::-1]), mirrored_landmarks(points, width), depth[mirror_points()]
    )
    assert np.array_equal(straight.picture_bgr, mirrored.picture_bgr[:, ::-1])
    assert np.std(straight.picture_bgr) > 2.0


def test_brightness_and_skin_tone_are_divided_out() -> None:
    random = np.random.default_rng(2)
    smooth = cv2.GaussianBlur(random.normal(0.0, 1.0, (HEIGHT_PX, WIDTH_PX, 3)).astype(np.float32), (0, 0), 3.0)
    picture = np.clip(150.0 + 40.0 * smooth / smooth.std(), 40.0, 255.0)
    bright, dark = (contrast_channels((picture * factor).astype(np.uint8)) for factor in (1.0, 0.35))
    difference = np.abs(bright - dark).mean(axis=(1, 2)) / np.abs(bright).mean(axis=(1, 2))
    assert difference.max() < 0.15


def test_a_patch_beyond_the_picture_is_empty_there() -> None:
    channels = np.ones((2, HEIGHT_PX, WIDTH_PX), dtype=np.float32)
    patch = cut_patch(channels, np.array([0.0, 0.0]))
    half = PATCH_PX // 2
    assert patch.shape == (2, PATCH_PX, PATCH_PX)
    assert patch[:, half:, half:].min() == 1.0
    assert np.abs(patch[:, :half]).max() == 0.0
    assert np.abs(cut_patch(channels, np.array([-500.0, 900.0]))).max() == 0.0


def test_every_zone_has_a_place() -> None:
    picture = np.zeros((SIZE[1], SIZE[0], 3), dtype=np.uint8)
    centres = zone_centres_px(normalise_face(picture, *average_face(3.0)).points_px)
    assert len(centres) == 28
    assert centres["jowl_R"][0] < WIDTH_PX / 2 < centres["jowl_L"][0]
    assert centres["neck"][1] > centres["submental"][1] > centres["chin"][1]
