"""What the adapter makes of the network's answers; the network itself is played."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.measurement import ModelUse
from skinlax_desktop.imaging.normalised_face import HEIGHT_PX, MM_PER_PX, WIDTH_PX
from skinlax_desktop.inference.depth_input import INPUT_CHANNELS, landmark_surface, landmark_vector, network_input
from skinlax_desktop.inference.model_manifest import TensorShape
from skinlax_desktop.inference.onnx_depth import OnnxDepth, surface_normals
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.surface.canonical_face import MESH_POINTS, canonical_face, mirror_points

SLOPE = 0.5


class PlayedSession:
    """Every face is a plane that comes nearer towards the right of the picture."""

    model = ModelUse(name="depth", version="0", sha256="00", device="CPU")

    def __init__(self, *, offset_mm: float = 0.0, bump_mm: float = 0.0, channels: int = INPUT_CHANNELS) -> None:
        picture = TensorShape(name="picture", shape=(None, channels, HEIGHT_PX, WIDTH_PX))
        self.entry = SimpleNamespace(inputs=(picture,))
        self.asked: dict[str, Any] = {}
        self._offset_mm, self._bump_mm = offset_mm, bump_mm

    def run(self, inputs: dict[str, Any]) -> dict[str, Any]:
        self.asked = inputs
        plane = np.broadcast_to((np.arange(64, dtype=np.float32) * 4.0 * MM_PER_PX * SLOPE), (88, 64))
        # The second face is the first in a mirror, and errs by twice the bump.
        both = np.stack([plane + self._offset_mm, plane[:, ::-1] + 2.0 * self._offset_mm])
        both[:, 40:48, 30:34] += np.array([0.0, 2.0], dtype=np.float32)[:, None, None] * self._bump_mm
        return {"depth_mm": both, "half_interval_mm": np.full((2, 88, 64), 3.0, dtype=np.float32)}


def average_face(*, px_per_mm: float = 2.0, yaw_deg: float = 0.0) -> tuple[np.ndarray, FoundFace]:
    yaw = np.radians(yaw_deg)
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    points = canonical_face().points_in_head_mm @ turn.T
    points = np.concatenate([points, np.repeat(points[[33, 263]], 5, axis=0)]) * px_per_mm
    side = int(260 * px_per_mm)
    face = FoundFace(
        points_px=points[:, :2] * (1.0, -1.0) + side / 2,
        depth_px=-points[:, 2],
        blendshapes={},
        head_from_canonical=np.eye(4),
    )
    return np.full((side, side, 3), 128, dtype=np.uint8), face


def test_the_face_is_mapped_and_the_rest_is_not() -> None:
    picture, face = average_face()
    shape = OnnxDepth(PlayedSession()).estimate(picture, face)
    depth = shape.depth_mm_of_average_face
    assert depth.shape == shape.sigma_mm.shape == (HEIGHT_PX, WIDTH_PX)
    on_face = np.isfinite(depth)
    assert 0.2 < on_face.mean() < 0.7
    assert np.array_equal(on_face, np.isfinite(shape.sigma_mm))
    assert np.array_equal(on_face, np.isfinite(shape.normals).all(axis=2))
    for landmark in (4, 152, 10, 234, 454):
        x, y, _ = np.round(shape.map_from_picture @ (*face.points_px[landmark], 1.0) @ np.eye(2, 3)).astype(int)
        assert on_face[y, x]
    assert not on_face[:5].any()
    assert not on_face[-5:].any()


def test_where_the_face_stands_does_not_count_and_sigma_is_a_quarter_of_the_interval() -> None:
    picture, face = average_face()
    near, far = (OnnxDepth(PlayedSession(offset_mm=offset)).estimate(picture, face) for offset in (0.0, 40.0))
    np.testing.assert_allclose(near.depth_mm_of_average_face, far.depth_mm_of_average_face, atol=1e-4)
    assert np.nanmedian(near.depth_mm_of_average_face) == pytest.approx(0.0, abs=1e-4)
    assert np.nanmax(near.sigma_mm) == pytest.approx(1.5)


def test_the_mean_of_both_mirror_images_counts() -> None:
    picture, face = average_face()
    plain, bumped = (
        OnnxDepth(PlayedSession(bump_mm=bump)).estimate(picture, face).depth_mm_of_average_face for bump in (0.0, 6.0)
    )
    # Off the bump both are the same plane; on it one of the two images says 12 mm more.
    assert np.nanmax(bumped - plain) == pytest.approx(6.0, abs=0.5)
    assert np.nanmedian(np.abs(bumped - plain)) < 0.5


def test_normals_of_a_plane_point_away_from_its_slope() -> None:
    picture, face = average_face()
    normals = OnnxDepth(PlayedSession()).estimate(picture, face).normals
    expected = np.array([-SLOPE, 0.0, 1.0]) / np.hypot(SLOPE, 1.0)
    np.testing.assert_allclose(np.nanmedian(normals, axis=(0, 1)), expected, atol=1e-3)


def test_normals_point_up_where_the_surface_recedes_upwards() -> None:
    rising = -np.arange(HEIGHT_PX, dtype=np.float32)[::-1, None] * np.ones((1, WIDTH_PX), dtype=np.float32)
    assert surface_normals(rising)[10, 10, 1] > 0.5


def test_a_known_scale_makes_millimetres() -> None:
    picture, face = average_face()
    shape = OnnxDepth(PlayedSession()).estimate(picture, face)
    larger = shape.true_depth_mm(1.1 * shape.picture_mm_per_px)
    np.testing.assert_allclose(larger, 1.1 * shape.depth_mm_of_average_face, rtol=1e-5)


@pytest.mark.parametrize(("px_per_mm", "yaw_deg"), [(0.5, 0.0), (2.0, 75.0)])
def test_a_face_too_small_and_a_profile_are_refused(px_per_mm: float, yaw_deg: float) -> None:
    picture, face = average_face(px_per_mm=px_per_mm, yaw_deg=yaw_deg)
    with pytest.raises(SkinlaxError, match="depth_no_usable_view"):
        OnnxDepth(PlayedSession()).estimate(picture, face)


def test_the_landmarks_surface_passes_through_the_landmarks_that_are_seen() -> None:
    canonical = canonical_face().points_in_head_mm
    pixels = canonical[:, :2] * (1.0, -1.0) / MM_PER_PX + ((WIDTH_PX - 1) / 2.0, 100.0)
    surface, on_face = landmark_surface(pixels, canonical.astype(np.float32), 0.0, 0.0)
    inner = [4, 5, 9, 50, 280, 61, 291, 199]
    x, y = np.round(pixels[inner]).astype(int).T
    np.testing.assert_allclose(surface[y, x], canonical[inner, 2], atol=4.0)
    assert np.corrcoef(surface[y, x], canonical[inner, 2])[0, 1] > 0.98
    assert on_face[y, x].all()


def test_a_mirrored_face_has_a_mirrored_surface() -> None:
    canonical = canonical_face().points_in_head_mm
    yaw = np.radians(30.0)
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    pixels = (canonical @ turn.T)[:, :2] * (1.0, -1.0) / MM_PER_PX + ((WIDTH_PX - 1) / 2.0, 100.0)
    twins = mirror_points()[:MESH_POINTS]
    mirrored = np.column_stack((WIDTH_PX - 1 - pixels[twins, 0], pixels[twins, 1]))
    shape = canonical.astype(np.float32)
    one, face = landmark_surface(pixels, shape, 30.0, 0.0)
    other, other_face = landmark_surface(mirrored, shape[twins] * np.float32([-1, 1, 1]), -30.0, 0.0)
    both = (face > 0) & (other_face[:, ::-1] > 0)
    assert np.percentile(np.abs(one - other[:, ::-1])[both], 90) < 1.5
    assert landmark_vector(pixels, shape, 30.0, 0.0)[-2] == pytest.approx(-landmark_vector(pixels, shape, -30.0, 0)[-2])


def test_an_earlier_model_is_shown_no_light() -> None:
    picture, face = average_face()
    now, before = PlayedSession(), PlayedSession(channels=5)
    for session in (now, before):
        OnnxDepth(session).estimate(picture, face)
    assert now.asked["picture"].shape[1] == INPUT_CHANNELS
    np.testing.assert_array_equal(before.asked["picture"], now.asked["picture"][:, :5])


def test_slow_light_is_told_without_tone_and_strength() -> None:
    slope = np.linspace(0.2, 0.6, WIDTH_PX)[None, :, None] * np.ones((HEIGHT_PX, 1, 3))
    flat = np.zeros((HEIGHT_PX, WIDTH_PX), np.float32)
    bright, dark = (network_input((strength * slope).astype(np.uint8), flat)[5] for strength in (250.0, 125.0))
    assert np.ptp(bright[100, 40:-40]) > 1.0
    assert abs(np.median(bright[70:270, 60:196])) < 0.01
    assert np.abs(bright - dark).max() < 0.15
