"""The 3D scene draws a face, once a paint, and says in the picture how far it can be trusted."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from skinlax_desktop.imaging.colour_scale import NOT_MEASURED_RGB, SEQUENTIAL_RGB, colour_of
from skinlax_desktop.imaging.zones import zone_landmarks
from skinlax_desktop.surface.canonical_face import canonical_face
from skinlax_desktop.surface.face_mesh import FaceMesh, build_face_mesh
from skinlax_desktop.ui.scene.orbit import Orbit, Preset, orbit_of
from skinlax_desktop.ui.scene.scene_widget import SceneWidget
from skinlax_desktop.ui.scene.zone_map import make_zone_map


@pytest.fixture(scope="module")
def mesh() -> FaceMesh:
    points = canonical_face().points_in_head_mm
    uv = (points[:, :2] * (1, -1) + (90, 110)) / 220.0
    return build_face_mesh(points, zones=zone_landmarks(), picture_uv=uv)


@pytest.fixture
def widget(qtbot: QtBot) -> Iterator[SceneWidget]:
    scene = SceneWidget()
    qtbot.addWidget(scene)
    scene.resize(420, 480)
    scene.show()
    yield scene
    scene.close_scene()


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., 2::-1].astype(int)


def face_share(shown: np.ndarray) -> float:
    """Share of pixels that are no background."""
    return float((np.abs(shown - 0x1F).max(axis=2) > 12).mean())


def test_a_face_is_drawn_not_an_empty_window(widget: SceneWidget, mesh: FaceMesh) -> None:
    widget.show_face(mesh, None, {})
    shown = pixels(widget.grab().toImage())
    assert shown[:400].std() > 20
    assert 0.2 < face_share(shown) < 0.8


def test_a_photo_lies_over_the_face_the_right_way_round(widget: SceneWidget, mesh: FaceMesh) -> None:
    photo = np.zeros((220, 220, 3), dtype=np.uint8)
    photo[:110, :, 0] = 255  # red above the nasion, blue below; green on the right of the picture
    photo[110:, :, 2] = 255
    photo[:, 120:, 1] = 255
    widget.show_face(mesh, photo, {})
    shown = pixels(widget.picture())
    height, width = shown.shape[:2]
    upper, lower = shown[round(height * 0.15), width // 2 - 12], shown[round(height * 0.8), width // 2 - 12]
    assert upper[0] > upper[2] + 60
    assert lower[2] > lower[0] + 60
    right = shown[height // 2, round(width * 0.68)]
    left = shown[height // 2, round(width * 0.32)]
    assert right[1] > left[1] + 60


def test_one_paint_is_one_render_however_much_was_dragged(widget: SceneWidget, mesh: FaceMesh, qtbot: QtBot) -> None:
    widget.show_face(mesh, None, {})
    widget.grab()
    before = widget.renders
    qtbot.mousePress(widget, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    for x in range(205, 260, 5):
        qtbot.mouseMove(widget, QPoint(x, 200))
    widget.grab()
    assert widget.renders == before + 1
    widget.grab()
    assert widget.renders == before + 1
    qtbot.waitUntil(lambda: widget.renders == before + 2, timeout=3000)


def test_edges_are_smooth_only_when_still(widget: SceneWidget, mesh: FaceMesh) -> None:
    widget.show_face(mesh, None, {})
    still = pixels(widget.grab().toImage())
    widget.look_at(widget.orbit)
    moving = pixels(widget.grab().toImage())
    difference = np.abs(still - moving).max(axis=2)
    assert 0 < (difference > 8).mean() < 0.05


def test_caption_and_colour_bar_are_in_the_picture(widget: SceneWidget, mesh: FaceMesh) -> None:
    widget.show_face(mesh, None, {})
    plain = pixels(widget.picture())
    assert plain[-24:].max() > 200, "the caption's letters"
    widget.show_map(make_zone_map("Jowl descent", "mm", {"jowl_L": 5.0, "jowl_R": 2.0}), "")
    mapped = pixels(widget.picture())
    bar = mapped[40:56, 22:215].reshape(-1, 3)
    assert np.abs(bar[:, None] - SEQUENTIAL_RGB[[10, 128, 245]].astype(int)).sum(axis=2).min(axis=0).max() < 40


def test_presets_show_the_subjects_own_sides(widget: SceneWidget, mesh: FaceMesh) -> None:
    widget.show_face(mesh, None, {})
    places = {}
    for preset in Preset:
        widget.look_from(preset)
        places[preset] = widget.orbit.position_mm
        assert face_share(pixels(widget.picture())) > 0.1
    assert places[Preset.LATERAL_LEFT][0] > 400
    assert places[Preset.LATERAL_RIGHT][0] < -400
    assert places[Preset.FRONTAL][2] > 400


def test_the_widget_draws_again_after_its_context_was_freed(widget: SceneWidget, mesh: FaceMesh) -> None:
    widget.show_face(mesh, None, {})
    before = pixels(widget.picture())
    widget.close_scene()
    widget.close_scene()
    assert np.abs(pixels(widget.picture()) - before).mean() < 2


def test_the_colour_map_rises_evenly_in_lightness_and_is_no_rainbow() -> None:
    linear = np.where(SEQUENTIAL_RGB <= 10, SEQUENTIAL_RGB / 3294.6, ((SEQUENTIAL_RGB / 255 + 0.055) / 1.055) ** 2.4)
    lightness = 116 * np.cbrt(linear @ (0.2126, 0.7152, 0.0722)) - 16
    steps = np.diff(lightness[::16])
    assert steps.min() > 0
    assert steps.max() < 2.5 * steps.min()
    # Blue falls and red rises all the way: one axis that red-green blindness leaves alone.
    assert (np.diff(SEQUENTIAL_RGB[::16, 0].astype(int)) >= 0).all()


def test_a_missing_value_is_grey_and_ends_are_ends() -> None:
    assert colour_of(None, 0.0, 1.0) == NOT_MEASURED_RGB
    assert colour_of(-5.0, 0.0, 1.0) == tuple(SEQUENTIAL_RGB[0])
    assert colour_of(5.0, 0.0, 1.0) == tuple(SEQUENTIAL_RGB[-1])
    assert make_zone_map("t", "mm", {"chin": 2.0}).low < 2.0 < make_zone_map("t", "mm", {"chin": 2.0}).high


def test_sides_that_are_alike_do_not_stand_at_both_ends_of_the_colours() -> None:
    alike = make_zone_map("t", "mm", {"jowl_L": 1.093, "jowl_R": 1.088}, 0.4)
    assert (alike.low, alike.high) == pytest.approx((0.69, 1.49), abs=0.01)
    assert np.abs(np.subtract(alike.colour("jowl_L"), alike.colour("jowl_R"))).max() <= 3
    apart = make_zone_map("t", "mm", {"jowl_L": 5.0, "jowl_R": 2.0}, 0.4)
    assert (apart.low, apart.high) == (2.0, 5.0)


def test_the_orbit_keeps_its_distance_and_never_turns_over() -> None:
    orbit = orbit_of(Preset.OBLIQUE_LEFT, (0.0, -30.0, -10.0), 180.0)
    turned = orbit.turned(30.0, 500.0)
    for known in (orbit, turned):
        assert np.linalg.norm(np.subtract(known.position_mm, known.target_mm)) == pytest.approx(orbit.distance_mm)
    assert turned.above_deg == 80.0
    assert Orbit().nearer(1000.0).distance_mm == 120.0
