"""Shows every tool of the 3D viewer on a phantom's two visits, in both themes, as pictures to look at.

Usage, on a display:
`PYTHONPATH=src:tests python tests/pictures/make_viewer_strip.py FOLDER [--visits THEN NOW] [NAME ...]`
THEN and NOW are what `skinlax reconstruct` made of two visits; without them the person is scanned here.
Leaves FOLDER/<theme>_<number>_<name>.png and FOLDER/strip.png with all of them.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from given_faces import now_visit
from phantom_faces import ScannedVisits, reconstructed_visits, scanned_visits, without_scale
from scene_room import SceneRoom
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.ui.screens.scene.state import Tab, Tool
from skinlax_desktop.ui.shell.main_window import MainWindow
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.ui.theme import DARK, LIGHT, Palette, apply_theme, reload_icons
from skinlax_desktop.workflows.change_to_show import change_to_show

SMALL, LARGE = (1280, 800), (1920, 1080)


class Strip:
    """One window and its pictures."""

    def __init__(self, application: QApplication, folder: Path, faces: ScannedVisits, wanted: set[str]) -> None:
        self.application, self.folder, self.faces, self.wanted = application, folder, faces, wanted
        self.taken: list[Path] = []

    def film(self, palette: Palette) -> None:
        """All pictures in one theme."""
        apply_theme(self.application, palette, fonts=find_places().third_party / "fonts")
        reload_icons()
        self.theme = palette.name
        self._number = 0
        room = self._two_visits(SMALL)
        self._tools(room)
        self._changes(room)
        self._close(room)
        empty = self._open(SceneRoom(later=None), SMALL)
        self.shoot("no_mesh", empty)
        self._close(empty)
        alone = self._open(SceneRoom(later=without_scale(self.faces.later)), SMALL)
        alone.presenter.show_on_face("surface:sigma")
        self.point(alone, Tool.TAPE, (-40.0, -60.0), (40.0, -60.0))
        self.shoot("one_visit_no_scale", alone)
        self._close(alone)
        large = self._two_visits(LARGE)
        self._changes(large)
        large.screen.perform("mode_side")
        large.screen.perform("tool_section")
        self.shoot("side_by_side", large)
        self._close(large)

    def _two_visits(self, size: tuple[int, int]) -> SceneRoom:
        """Both visits, compared by the program itself."""
        faces = self.faces
        room = SceneRoom(later=faces.later, earlier=faces.earlier, compare=change_to_show, earlier_visits=(faces.then,))
        return self._open(room, size, faces.now)

    def _changes(self, room: SceneRoom) -> None:
        room.screen.perform("look_oblique_left")
        room.presenter.show_on_face("surface:change")
        room.presenter.show_tab(Tab.CHANGES)
        self.shoot("changes", room)
        room.screen.perform("arrows")
        self.shoot("arrows", room)
        room.screen.perform("arrows")
        room.presenter.show_tab(Tab.ZONES)
        room.presenter.show_on_face("nasolabial_depth_mm")
        self.shoot("measures", room)
        room.presenter.show_on_face("surface:change")

    def _tools(self, room: SceneRoom) -> None:
        screen, presenter = room.screen, room.presenter
        self.shoot("front", room)
        screen.perform("look_oblique_left")
        self.shoot("oblique", room)
        screen.perform("texture")
        self.shoot("shape_camera_light", room)
        screen.perform("light")
        self.shoot("shape_ring_light", room)
        screen.perform("light")
        screen.perform("texture")
        presenter.show_on_face("jowl_descent_mm")
        presenter.select_zone("jowl_L")
        self.shoot("zone_map", room)
        presenter.show_on_face("surface:sigma")
        self.shoot("sigma", room)
        presenter.show_on_face("surface:change")
        self.shoot("change", room)
        presenter.show_on_face("")
        presenter.select_zone("")
        screen.perform("look_frontal")
        self.point(room, Tool.TAPE, (-47.0, -10.0), (47.0, -10.0))
        self.point(room, Tool.SURFACE_TAPE, (-45.0, -70.0), (45.0, -70.0))
        self.point(room, Tool.ANGLE, (-25.0, -62.0), (0.0, -90.0), (25.0, -62.0))
        self.point(room, Tool.OUTLINE, (20.0, -25.0), (45.0, -22.0), (42.0, -38.0), (24.0, -40.0))
        screen.perform("tool_note")
        self.point(room, None, (-40.0, -45.0))
        self.shoot("note_being_typed", room)
        presenter.marking.keep_note("Scar, see letter")
        screen.perform("next_mark")
        self.shoot("marks", room)
        screen.perform("look_lateral_left")
        self.shoot("marks_from_the_side", room)
        screen.perform("look_frontal")
        screen.perform("tool_section")
        self.shoot("section_midline", room)
        self.point(room, None, (30.0, -75.0))
        screen.perform("look_oblique_left")
        self.shoot("section_upright", room)
        screen.panel.section.kinds["level"].click()
        screen.panel.section.slider.setValue(-82)
        self.shoot("section_level", room)
        for mode in ("side", "wipe", "blink"):
            screen.perform(f"mode_{mode}")
            self.shoot(mode, room)
        screen.perform("blink")
        self.shoot("blink_then", room)
        screen.perform("mode_one")
        presenter.show_on_face("surface:change")
        screen.perform("tool_turn")
        screen.perform("mode_side")
        self.shoot("side_by_side_change", room)
        screen.perform("to_report")
        self.until(lambda: room.visit.report_pictures != ())
        screen.perform("next_tab")
        self.shoot("picture_in_report", room)

    def point(self, room: SceneRoom, tool: Tool | None, *places: tuple[float, float]) -> None:
        """Click the face where these (x, y) of the head frame are seen from the front."""
        scene = room.screen.scene
        if tool is not None:
            room.screen.perform(f"tool_{tool}")
        for x, y in places:
            vertices = self.faces.later.vertices_in_face_mm
            near = np.hypot(vertices[:, 0] - x, vertices[:, 1] - y) < 4.0
            z = vertices[near, 2].max() if near.any() else 0.0
            at = scene.projection().to_screen(np.array([(x, y, z)]))[0, :2]
            QTest.mouseClick(scene, Qt.MouseButton.LeftButton, pos=QPoint(round(at[0]), round(at[1])))
        if tool is Tool.OUTLINE:
            QTest.keyClick(scene, Qt.Key.Key_Return)

    def shoot(self, name: str, room: SceneRoom) -> None:
        """One picture of the whole window at rest."""
        self._number += 1
        if self.wanted and name not in self.wanted:
            return
        self.until(lambda: not room.jobs.busy)
        self._rest(0.4)
        path = self.folder / f"{self.theme}_{self._number:02d}_{name}_{self.window.width()}.png"
        self.window.grab().save(str(path), "PNG")
        self.taken.append(path)

    def until(self, condition: Callable[[], bool]) -> None:
        """Let the program live until something is so."""
        end = time.monotonic() + 60.0
        while not condition() and time.monotonic() < end:
            self._rest(0.02)

    def _open(self, room: SceneRoom, size: tuple[int, int], visit: Visit | None = None) -> SceneRoom:
        self.window = MainWindow()
        self.window.add_screen(Step.SCENE, room.screen)
        self.window.resize(*size)
        self.window.show()
        room.visits.open(visit or now_visit(), by="strip")
        self.window.show_step(Step.SCENE)
        self._rest(0.3)
        self.until(lambda: not room.jobs.busy)
        return room

    def _close(self, room: SceneRoom) -> None:
        self.window.close()
        self.until(lambda: not room.jobs.busy)
        room.jobs.close()
        self.window.deleteLater()

    def _rest(self, seconds: float) -> None:
        QTest.qWait(round(seconds * 1000))


def montage(paths: list[Path], across: int = 4, width: int = 480) -> np.ndarray:
    """All pictures, small, in rows."""
    small = []
    for path in paths:
        picture = cv2.imread(str(path))
        small.append(cv2.resize(picture, (width, 270), interpolation=cv2.INTER_AREA))
    small += [np.full_like(small[0], 40)] * (-len(small) % across)
    rows = [np.concatenate(small[at : at + across], axis=1) for at in range(0, len(small), across)]
    return np.concatenate(rows)


def main(folder: Path, visits: list[Path], wanted: set[str]) -> None:
    """Film both themes."""
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    faces = reconstructed_visits(*visits) if visits else scanned_visits()
    strip = Strip(application, folder, faces, wanted)
    for palette in (DARK, LIGHT):
        strip.film(palette)
    cv2.imwrite(str(folder / "strip.png"), montage(strip.taken))
    sys.stdout.write(f"{len(strip.taken)} pictures in {folder}\n")


if __name__ == "__main__":
    words = sys.argv[1:]
    given = [Path(word) for word in words[2:4]] if words[1:2] == ["--visits"] else []
    main(Path(words[0]), given, set(words[4 if given else 1 :]))
