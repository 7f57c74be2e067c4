"""Takes a scanner's files through the real window, as a clinician would, and leaves pictures to look at.

Usage, on a display: `PYTHONPATH=src:tests python tests/pictures/make_import_strip.py FOLDER [QUARTERED]`
A person is scanned at two visits (synthetic), written as a painted OBJ and a GLB, and taken in at the window's 3D
screen; then files that have to be refused. With a number, instead of those, a mesh that is quartered so often (3 times:
11 million triangles), read and stopped, then read whole, while the longest time in which the window heard nothing is
measured.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from given_faces import now_visit, then_visit
from phantom_visits import planted
from scanner_files import write_binary_ply, write_glb, write_obj, write_painted_obj, write_stl
from screens.made_up_visit import PICTURES
from screens.stand_ins import StandInWiring
from skinlax_desktop.app.places import find_places
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.app.workstation_options import WorkstationOptions
from skinlax_desktop.phantom.head import shape_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.scanned_head import ScanError, scan_head
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.ui.theme import DARK, apply_theme

LOOK_MS = 5


class Window:
    """The workstation with one patient and two visits, its 3D screen open."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self.folder = folder
        self.number = 0
        self.longest_s, self._last_s = 0.0, time.monotonic()
        self.wiring = StandInWiring([np.full((64, 48, 3), 120, np.uint8)])
        self.program = Workstation(
            WorkstationOptions(places=replace(find_places(), data=folder / "data")), wiring=self.wiring
        )
        apply_theme(application, DARK, fonts=find_places().third_party / "fonts")
        self.program.start()
        self.program.first_run.create("anna", "violet kolibri 42", "violet kolibri 42")
        self.until(lambda: self.program.review is not None)
        self.program.patients.begin_new()
        form = self.program.patients_screen.form
        form.family_name.setText("Quellmann")
        form.save.click()
        self.until(lambda: self.program.patient is not None)
        self.wiring.memory_door.vault.images.update(PICTURES)
        self._timer = QTimer()
        self._timer.timeout.connect(self._heard)
        self._timer.start(LOOK_MS)
        self.screen = self.program.review.scene_screen
        self.screen._choose_surface = lambda _parent: self.file
        self.file: Path | None = None

    def open(self, visit, size: tuple[int, int] = (1366, 768)) -> None:  # type: ignore[no-untyped-def]
        """Another visit of the patient, at its 3D screen."""
        vault = self.wiring.memory_door.vault
        mine = vault.kept.get(visit.id, replace(visit, patient_id=self.program.patient.id))
        vault.kept[mine.id] = mine
        self.program.window.resize(*size)
        self.program.visits.open(mine, by=self)
        self.program.go(Step.SCENE)
        self.quiet()

    def take(self, path: Path, unit: str = "") -> None:
        """Press I, choose the file, answer the unit by its button."""
        self.file = path
        QTest.keyClick(self.screen.scene, Qt.Key.Key_I)
        QTest.qWait(50)
        if unit:
            self.shoot_once("unit_asked")
            names = ("mm", "cm", "m")
            buttons = list(self.screen.panel._units.findChildren(type(self.screen.tools.open)))
            buttons[names.index(unit)].click()

    def said(self) -> str:
        return self.screen.panel.status.text()

    def shoot(self, name: str) -> None:
        QTest.qWait(300)
        self.number += 1
        path = self.folder / f"{self.number:02d}_{name}_{self.program.window.width()}.png"
        self.program.window.grab().save(str(path), "PNG")

    def shoot_once(self, name: str) -> None:
        if not list(self.folder.glob(f"*_{name}_*")):
            self.shoot(name)

    def until(self, condition: Callable[[], bool], most_s: float = 180.0) -> None:
        end = time.monotonic() + most_s
        while not condition() and time.monotonic() < end:
            QTest.qWait(20)

    def quiet(self) -> None:
        QTest.qWait(100)
        self.until(lambda: not self.program.jobs.busy)
        QTest.qWait(100)

    def _heard(self) -> None:
        now = time.monotonic()
        self.longest_s, self._last_s = max(self.longest_s, now - self._last_s), now

    def silence(self) -> float:
        """The longest silence since this was asked last."""
        longest, self.longest_s = self.longest_s, 0.0
        return longest


def unrolled(points: np.ndarray) -> np.ndarray:
    """Places (n, 2) in 0..1 of a picture laid round the head."""
    angle = np.arctan2(points[:, 0], points[:, 2] - points[:, 2].min() + 20.0)
    height = (points[:, 1] - points[:, 1].min()) / np.ptp(points[:, 1])
    return np.column_stack((0.5 + 0.49 * angle / np.abs(angle).max(), 0.01 + 0.98 * height))


def drawn(uv: np.ndarray, colours: np.ndarray, side: int = 1024) -> np.ndarray:
    """A picture of the vertices' colours."""
    from scipy.spatial import cKDTree

    x, y = np.meshgrid((np.arange(side) + 0.5) / side, 1.0 - (np.arange(side) + 0.5) / side)
    near = cKDTree(uv).query(np.column_stack((x.ravel(), y.ravel())))[1]
    return colours[near].reshape(side, side, 3)


def quartered(points: np.ndarray, triangles: np.ndarray, times: int) -> tuple[np.ndarray, np.ndarray]:
    from skinlax_desktop.phantom.scanned_head import _halved

    for _ in range(times):
        points, triangles = _halved(points, triangles)
    return points, triangles


def main(folder: Path, times: int, refusals: bool) -> None:
    """Write the files, drive the window."""
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    head = shape_head(DEFAULT_PATIENTS[1], find_places().resources, average_folds=True)
    error = ScanError(smooth_mm=0.12, blob_mm=8.0, uneven=0.4, cell_mm=1.0)
    then, now = (scan_head(head, n, error, s).mesh for n, s in ((1, None), (2, planted(head, "lift", 2.0))))
    uv = unrolled(then.vertices_in_face_mm.astype(float))
    skin = drawn(uv, then.colours_rgb)
    points, triangles = then.vertices_in_face_mm.astype(float), then.triangles
    painted = write_painted_obj(files / "earlier.obj", points / 1000.0, triangles, uv, skin)
    glb = write_glb(files / "later.glb", now.vertices_in_face_mm.astype(float), now.triangles, now.colours_rgb)
    broken = points.copy()
    broken[100] = np.nan
    fins = np.concatenate([triangles, *(np.roll(triangles, k, axis=0)[:, [0, 1, 2]] for k in (1, 2, 3))])
    fins[len(triangles) :, 2] = triangles[:, 2].repeat(3)[: len(fins) - len(triangles)]
    refused = [
        (write_stl(files / "not_finite.stl", broken, triangles), "mm"),
        (write_obj(files / "tangled.obj", points, fins), "mm"),
        (painted, "mm"),
        (write_obj(files / "mirrored.obj", points * (-1.0, 1.0, 1.0), triangles), "mm"),
        (write_obj(files / "centimetres.obj", points / 4.0, triangles), "cm"),
    ]
    application = QApplication([])
    window = Window(application, folder)
    window.open(then_visit())
    window.shoot("before_any_scan")
    window.take(painted, "m")
    window.until(lambda: "step 3" in window.said())
    window.shoot("reading")
    window.quiet()
    window.shoot("painted_scan")
    window.open(now_visit())
    window.take(glb, "mm")
    window.quiet()
    window.quiet()
    window.shoot("second_scan")
    window.screen.perform("look_oblique_left")
    window.program.review.scene.show_on_face("surface:change")
    window.screen.perform("next_tab")
    window.screen.perform("next_tab")
    window.screen.perform("next_tab")
    window.shoot("compared")
    window.screen.perform("mode_side")
    window.shoot("side_by_side")
    window.screen.perform("mode_one")
    for path, unit in refused if refusals else []:
        window.take(path, unit)
        window.quiet()
        sys.stdout.write(f"{path.name} in {unit}: {window.said()}\n")
        window.shoot(f"refused_{path.stem}")
    if times:
        fine = scan_head(head, 1, replace(error, cell_mm=0.88)).mesh
        points, triangles = quartered(fine.vertices_in_face_mm.astype(float), fine.triangles, times)
        dense = write_binary_ply(files / "dense.ply", points, triangles)
        sys.stdout.write(f"{len(triangles) / 1e6:.1f} million triangles\n")
        window.silence()
        window.take(dense, "mm")
        QTest.qWait(6000)
        window.shoot("dense_reading")
        began = time.monotonic()
        QTest.keyClick(window.screen.scene, Qt.Key.Key_I)
        window.until(lambda: not window.screen._state.reads_surface)
        sys.stdout.write(f"stopped after {time.monotonic() - began:.1f} s: {window.said()}\n")
        window.shoot("dense_stopped")
        window.silence()
        began = time.monotonic()
        window.take(dense, "mm")
        window.until(lambda: "kept" in window.said() or window.said().startswith("△"), 400.0)
        took = time.monotonic() - began
        window.quiet()
        sys.stdout.write(f"read in {took:.0f} s, longest silence {1000 * window.silence():.0f} ms: {window.said()}\n")
        window.shoot("dense_scan")
    window.program.stop()


if __name__ == "__main__":
    cv2.setNumThreads(1)
    quarter = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    main(Path(sys.argv[1]), quarter, refusals=not quarter)
