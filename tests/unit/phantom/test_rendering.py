from dataclasses import replace

import numpy as np
import pytest

from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.domain.views import Pose
from skinlax_desktop.phantom.posing import pose_points
from skinlax_desktop.phantom.rasteriser import visible_triangles
from skinlax_desktop.phantom.rendering import render, render_linear
from skinlax_desktop.phantom.scene import Scene, VirtualCamera, head_rotation, seated, to_camera
from skinlax_desktop.phantom.sensor import expose, to_mosaic

CAMERA = VirtualCamera().scaled(0.1)
FACE = (slice(140, 260), slice(110, 190))


def detail(picture):
    grey = picture.astype(float).mean(axis=2)
    return float(np.abs(np.diff(grey, axis=1)).mean() + np.abs(np.diff(grey, axis=0)).mean())


def test_the_nasion_lands_where_the_scene_says(head):
    scene = Scene(pose=Pose(yaw_deg=30, pitch_deg=-10, roll_deg=5), offset_mm=(20.0, -15.0), distance_mm=700.0)
    nasion = pose_points(np.zeros((1, 3)), scene)
    assert nasion[0] == pytest.approx((20.0, 15.0, 700.0))
    expected = (CAMERA.centre_px[0] + 20 / 700 * CAMERA.focal_px, CAMERA.centre_px[1] + 15 / 700 * CAMERA.focal_px)
    assert CAMERA.project(nasion)[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("pose", "axis", "sign"),
    [
        (Pose(yaw_deg=30, pitch_deg=0, roll_deg=0), 0, 1.0),
        (Pose(yaw_deg=0, pitch_deg=20, roll_deg=0), 1, 1.0),
    ],
)
def test_the_nose_follows_yaw_to_own_left_and_pitch_up(pose, axis, sign):
    forward = head_rotation(pose) @ np.array([0.0, 0.0, 1.0])
    assert sign * forward[axis] > 0.3


def test_roll_tilts_the_crown_to_the_own_left():
    assert (head_rotation(Pose(yaw_deg=0, pitch_deg=0, roll_deg=20)) @ np.array([0.0, 1.0, 0.0]))[0] > 0.3


def test_the_face_moves_as_one_rigid_body(head):
    marks = head.vertices_mm[head.landmark_vertices]
    scene = Scene(pose=Pose(yaw_deg=20, pitch_deg=18, roll_deg=8))
    upper = marks[marks[:, 1] > -60]
    rigid = to_camera(upper @ head_rotation(scene.pose).T, scene)
    assert np.abs(pose_points(upper, scene) - rigid).max() < 1e-6


@pytest.mark.parametrize("yaw", [0.0, 45.0, -45.0])
def test_the_depth_buffer_holds_the_projected_landmarks(head, yaw):
    camera = VirtualCamera().scaled(0.25)
    scene = seated(Pose(yaw_deg=yaw, pitch_deg=0, roll_deg=0))
    points = pose_points(head.vertices_mm, scene)
    pixels = camera.project(points)
    _, inverse = visible_triangles(pixels, points[:, 2], head.triangles, camera.width_px, camera.height_px)
    # The middle of the nose, the chin and the forehead are seen from all three views.
    for landmark in (4, 195, 152, 151, 9):
        vertex = head.landmark_vertices[landmark]
        x, y = np.round(pixels[vertex]).astype(int)
        assert 1.0 / inverse[y, x] == pytest.approx(points[vertex, 2], abs=1.0)


def test_doubling_exposure_doubles_the_signal_until_it_clips(head):
    linear = np.linspace(0.0, 1.0, 256, dtype=np.float32)[None, :, None].repeat(3, axis=2)

    def decode(scene):
        code = expose(linear, scene, None)[0, :, 1] / 255.0
        return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)

    once, twice = decode(Scene(exposure_us=4000.0)), decode(Scene(exposure_us=8000.0))
    assert twice[20:] == pytest.approx(2 * once[20:], rel=0.06)
    long = decode(Scene(exposure_us=40000.0))
    assert (long[60:] == 1.0).all()
    assert decode(Scene(exposure_us=4000.0, gain_db=6.0206))[20:] == pytest.approx(twice[20:], rel=0.03)


def test_ring_level_and_distance_change_the_light(head):
    usual = render_linear(head, Scene(), CAMERA)[FACE].mean()
    dim = render_linear(head, Scene(light=LightSettings(level=0.3)), CAMERA)[FACE].mean()
    far = render_linear(head, Scene(distance_mm=1000.0), CAMERA)[FACE].mean()
    assert 0.45 < dim / usual < 0.65
    assert far < 0.85 * usual


def test_noise_falls_with_light_and_rises_with_gain():
    flat = np.full((60, 60, 3), 0.25, dtype=np.float32)

    def relative(scene):
        picture = expose(flat, scene, 5).astype(float)
        return picture.std() / picture.mean()

    assert relative(Scene(exposure_us=2000.0, gain_db=12.04)) > 1.5 * relative(Scene(exposure_us=8000.0))


def test_focus_blur_grows_with_defocus(head):
    sharp, near, nearer = (
        detail(render(head, Scene(focus_mm=focus), VirtualCamera().scaled(0.25), noise_seed=None)[300:650, 250:500])
        for focus in (790.0, 700.0, 600.0)
    )
    assert sharp > near > nearer


def test_the_same_seed_gives_the_same_picture(head):
    first, again = (render(head, Scene(), CAMERA, noise_seed=9) for _ in range(2))
    assert (first == again).all()
    assert (render(head, Scene(), CAMERA, noise_seed=10) != first).any()


def test_expressions_change_the_face_they_name(head):
    still = render(head, Scene(), CAMERA, noise_seed=None).astype(int)
    for expression in ("smile", "eyes_closed", "mouth_open"):
        moved = render(head, replace(Scene(), expression=expression), CAMERA, noise_seed=None)
        assert np.abs(moved - still)[FACE].max() > 40


def test_every_tone_is_neither_crushed_nor_clipped_at_the_usual_exposure(resources):
    from skinlax_desktop.phantom.patients import patient_from_options
    from skinlax_desktop.phantom.skin_tone import base_tone

    brightness = [base_tone(patient_from_options(seed=1, tone=tone)).mean() for tone in range(1, 11)]
    assert brightness == sorted(brightness, reverse=True)
    assert brightness[0] < 0.75
    assert brightness[-1] > 0.015


def test_mosaic_round_trip(head):
    import cv2

    from skinlax_desktop.imaging.development import develop
    from skinlax_desktop.ports.frame import Frame, PixelLayout

    picture = cv2.GaussianBlur(render(head, Scene(), CAMERA, noise_seed=None), (0, 0), 2.0)[:408]
    mosaic = to_mosaic(picture, quarter_turns=1)
    assert mosaic.shape == (picture.shape[1], picture.shape[0])
    frame = Frame(
        pixels=mosaic,
        layout=PixelLayout.BAYER_RG8,
        sequence=0,
        captured_at_s=0.0,
        exposure_us=8000.0,
        gain_db=0.0,
        quarter_turns=1,
    )
    away = np.abs(develop(frame).astype(int) - picture)[4:-4, 4:-4]
    assert away.mean() < 1.5
