"""Two visits in one picture: one render, linked cameras; wipe and blink without any; gaps hatched; lines on skin."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from skinlax_desktop.domain.surface_mark import SurfaceMarkKind
from skinlax_desktop.imaging.colour_scale import DIVERGING_RGB, UNCHANGED_RGB
from skinlax_desktop.surface.mesh_rays import hit_mesh
from skinlax_desktop.surface.plane_section import cut_mesh, level_plane
from skinlax_desktop.surface.shown_change import SurfaceChange
from skinlax_desktop.ui.scene.comparing import CompareMode
from skinlax_desktop.ui.scene.orbit import Orbit, Preset, nearest_preset
from skinlax_desktop.ui.scene.projection import Projection
from skinlax_desktop.ui.scene.scene_pictures import FaceLook
from skinlax_desktop.ui.scene.scene_widget import SceneWidget
from skinlax_desktop.ui.scene.shown_marks import ShownMark, ShownMarks
from skinlax_desktop.ui.scene.zone_map import change_map, sigma_map
from unit.surface.solids import half_cylinder

RED, BLUE = (200, 60, 60), (60, 60, 200)


def painted(rgb: tuple[int, int, int]):  # type: ignore[no-untyped-def]
    mesh = half_cylinder(source="from a sweep")
    return mesh.with_colours(np.tile(np.array(rgb, np.uint8), (len(mesh.colours_rgb), 1)))


LATER, EARLIER = painted(BLUE), painted(RED)


@pytest.fixture
def widget(qtbot: QtBot) -> Iterator[SceneWidget]:
    scene = SceneWidget()
    qtbot.addWidget(scene)
    scene.resize(600, 420)
    scene.show()
    scene.show_face(LATER, None, {})
    scene.show_earlier(FaceLook(mesh=EARLIER), ("Then: May", "Now: June"))
    yield scene
    scene.close_scene()


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., 2::-1].astype(int)


def is_red(shown: np.ndarray) -> np.ndarray:
    return shown[..., 0] > shown[..., 2] + 40


def is_blue(shown: np.ndarray) -> np.ndarray:
    return shown[..., 2] > shown[..., 0] + 40


def test_side_by_side_is_one_render_with_linked_cameras(widget: SceneWidget, qtbot: QtBot) -> None:
    widget.compare(CompareMode.SIDE)
    widget.grab()
    before = widget.renders
    qtbot.mousePress(widget, Qt.MouseButton.LeftButton, pos=QPoint(450, 200))
    for x in range(460, 520, 10):
        qtbot.mouseMove(widget, QPoint(x, 200))
    shown = pixels(widget.grab().toImage())
    assert widget.renders == before + 1
    left, right = shown[60:300, :300], shown[60:300, 300:]
    assert is_red(left).mean() > 0.2
    assert is_blue(right).mean() > 0.2
    assert not is_blue(left).any()
    assert not is_red(right).any()
    # The same camera: the same silhouette on both sides.
    assert (is_red(left) != is_blue(right)).mean() < 0.02


def test_a_wipe_and_a_blink_render_nothing(widget: SceneWidget) -> None:
    widget.compare(CompareMode.WIPE)
    widget.picture()
    before = widget.renders
    for share in (0.3, 0.7):
        widget.wipe(share)
        shown = pixels(widget.grab().toImage())[60:300]
        assert not is_blue(shown[:, : round(600 * share) - 20]).any()
        assert not is_red(shown[:, round(600 * share) + 20 :]).any()
        assert is_red(shown).any()
    widget.compare(CompareMode.BLINK)
    assert not is_red(pixels(widget.grab().toImage())[60:300]).any()
    widget.blink(shows_earlier=True)
    assert not is_blue(pixels(widget.grab().toImage())[60:300]).any()
    assert widget.renders == before


def test_the_wipe_handle_is_dragged_and_the_face_is_not_turned(widget: SceneWidget, qtbot: QtBot) -> None:
    widget.compare(CompareMode.WIPE)
    orbit = widget.orbit
    qtbot.mousePress(widget, Qt.MouseButton.LeftButton, pos=QPoint(302, 210))
    qtbot.mouseMove(widget, QPoint(420, 210))
    qtbot.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=QPoint(420, 210))
    assert widget.wipe_at == pytest.approx(0.7)
    assert widget.orbit == orbit
    assert widget.is_earlier_at(QPointF(400, 100))
    assert not widget.is_earlier_at(QPointF(440, 100))


def test_what_was_not_measured_is_hatched_and_named(widget: SceneWidget) -> None:
    gap = (np.abs(LATER.vertices_in_face_mm[:, 1]) > 25.0).astype(np.uint8)
    widget.show_face(replace(LATER, measured=gap), None, {})
    shown = pixels(widget.picture())
    band = shown[190:230, 280:320]
    assert not is_blue(band).any()
    assert np.ptp(band.mean(axis=2)) > 25, "stripes, light and dark"
    assert np.abs(band[..., 0] - band[..., 2]).max() < 12, "grey"
    assert is_blue(shown[100:140, 280:320]).all()
    assert widget.mesh is not None
    map_of_gap = sigma_map(widget.mesh)
    assert (map_of_gap.known == (gap > 0)).all()


def test_a_change_map_is_grey_where_nothing_is_detectable() -> None:
    count = len(LATER.vertices_in_face_mm)
    distance = np.linspace(-2.0, 2.0, count).astype(np.float32)
    distance[:50] = np.nan
    told = np.abs(np.nan_to_num(distance)) > 1.0
    shown = change_map(
        SurfaceChange(
            earlier=EARLIER,
            later=LATER,
            signed_distance_mm=distance,
            seen=np.isfinite(distance),
            mdc95_mm=np.full(count, 1.0, np.float32),
            detectable=told,
        )
    )
    assert (shown.bar.low, shown.bar.high, shown.bar.unit) == (-2.0, 2.0, "mm")
    assert not shown.known[:50].any()
    assert shown.known[50:].all()
    grey = (shown.colours_rgb == UNCHANGED_RGB).all(axis=1)
    assert (grey[50:] == ~told[50:]).all()
    assert (shown.colours_rgb[-1] == DIVERGING_RGB[-1]).all()
    assert shown.colours_rgb[60, 2] > shown.colours_rgb[60, 0] + 60, "inward is blue"


def test_without_a_scale_no_map_says_millimetres() -> None:
    bare = replace(LATER, scale_known=False)
    assert sigma_map(bare).bar.unit == "no scale"
    assert any("No scale" in remark for remark in sigma_map(bare).bar.remarks)
    assert sigma_map(LATER).bar.unit == "mm"


@pytest.mark.parametrize("orbit", [Orbit(distance_mm=600.0), Orbit(around_deg=40.0, above_deg=25.0, distance_mm=500.0)])
def test_the_projection_is_vtks_and_its_ray_leads_back(widget: SceneWidget, orbit: Orbit) -> None:
    widget.look_at(orbit)
    widget.picture()
    projection = widget.projection()
    assert isinstance(projection, Projection)
    origin, direction = projection.ray(300.0, 200.0)
    point = hit_mesh(LATER, origin, direction)
    assert point is not None
    (seen,) = projection.to_screen(np.array([point.place_mm]))
    assert seen[:2] == pytest.approx((300.0, 200.0), abs=1e-6)
    (depth,) = widget.pictures.depths_mm([(300, 200)])
    assert depth == pytest.approx(seen[2], abs=0.6)


def test_a_section_lies_on_the_skin_and_is_hidden_behind_it(widget: SceneWidget) -> None:
    (line,) = cut_mesh(LATER, level_plane(20.0))
    without = pixels(widget.picture())
    widget.show_lines((line.places_mm,), ())
    drawn = np.abs(pixels(widget.picture()) - without).max(axis=2) > 60
    rows = np.flatnonzero(drawn[80:300].any(axis=1)) + 80
    (row,) = {round(y) for _, y, _ in widget.projection().to_screen(np.array([(0.0, 20.0, 70.0)]))}
    assert row - 20 < rows.min() <= row <= rows.max() + 3
    assert drawn[rows.min() : rows.max() + 1].any(axis=0).sum() > 150
    widget.look_from(Preset.LATERAL_RIGHT)
    widget.show_lines((), ())
    without = pixels(widget.picture())
    left_half = line.places_mm[line.places_mm[:, 0] > 15.0]
    widget.show_lines((left_half,), ())
    assert (np.abs(pixels(widget.picture()) - without).max(axis=2) > 60).sum() < 30


def test_a_tool_points_where_it_is_clicked_and_a_drag_still_turns(widget: SceneWidget, qtbot: QtBot) -> None:
    widget.uses_tool = True
    with qtbot.waitSignal(widget.sighted) as sighted:
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(330, 180))
    assert hit_mesh(LATER, *sighted.args) is not None
    orbit = widget.orbit
    with qtbot.assertNotEmitted(widget.sighted):
        qtbot.mousePress(widget, Qt.MouseButton.LeftButton, pos=QPoint(330, 180))
        qtbot.mouseMove(widget, QPoint(380, 180))
        qtbot.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=QPoint(380, 180))
    assert widget.orbit != orbit
    widget.compare(CompareMode.SIDE)
    with qtbot.waitSignal(widget.pointed_at_earlier):
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(100, 180))


def test_a_marks_label_shows_and_its_point_can_be_dragged(widget: SceneWidget, qtbot: QtBot) -> None:
    ends = tuple(
        point.place_mm
        for x in (-30.0, 30.0)
        if (point := hit_mesh(LATER, (x, 0.0, 500.0), (0.0, 0.0, -1.0))) is not None
    )
    without = pixels(widget.picture())
    mark = ShownMark(id="m", kind=SurfaceMarkKind.TAPE, points_mm=ends, label="60.0 mm (59.7 to 60.3)")
    widget.show_marks(ShownMarks(marks=(mark,)))
    shown = pixels(widget.picture())
    at = widget.projection().to_screen(np.array(ends))
    assert (np.abs(shown - without).max(axis=2) > 60).sum() > 1500
    assert shown[round(at[0, 1]), round((at[0, 0] + at[1, 0]) / 2)].min() > 200, "the tape"
    with qtbot.waitSignal(widget.point_moved) as moved:
        start = QPoint(round(at[1, 0]), round(at[1, 1]))
        qtbot.mousePress(widget, Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseMove(widget, start + QPoint(0, 40))
        qtbot.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=start + QPoint(0, 40))
    assert moved.args[:2] == ["m", 1]
    point = hit_mesh(LATER, *moved.args[2:])
    assert point is not None
    assert point.place_mm[1] < -10.0


def test_light_from_the_ring_falls_from_the_front_wherever_one_looks(widget: SceneWidget) -> None:
    widget.show_earlier(None)
    widget.show_how(textured=False, ring_light=True)
    widget.look_from(Preset.LATERAL_LEFT)
    ring = pixels(widget.picture())[200]
    widget.show_how(textured=False, ring_light=False)
    camera = pixels(widget.picture())[200]
    face = np.flatnonzero(camera.mean(axis=1) > 60)
    front, back = face[: len(face) // 5], face[-len(face) // 5 :]
    assert ring[front].mean() > ring[back].mean() + 25
    assert abs(camera[front].mean() - camera[back].mean()) < abs(ring[front].mean() - ring[back].mean())


def test_a_standard_view_is_recognised_near_it_only() -> None:
    assert nearest_preset(Orbit(around_deg=47.0)) is Preset.OBLIQUE_LEFT
    assert nearest_preset(Orbit(around_deg=20.0)) is None
    assert nearest_preset(Orbit(above_deg=30.0)) is None
