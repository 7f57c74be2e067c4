"""The face in 3D: turning it, beside a bare VTK window with default settings that turns the same mesh."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from typing import Final

import numpy as np

from skinlax_desktop.app.bench.measure import Measure, median_ms, medians_in_turn_ms
from skinlax_desktop.app.display import some_display
from skinlax_desktop.app.places import find_places
from skinlax_desktop.phantom.head import shape_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.surface.face_mesh import NO_ZONE, FaceMesh
from skinlax_desktop.surface.mesh_rays import hit_mesh
from skinlax_desktop.surface.plane_section import cut_mesh, upright_plane

TRIANGLES: Final = 100_000
_SIZE: Final = (1000, 800)
_REPEATS: Final = 15
_STEP_DEG: Final = 3.0


def measures() -> Iterator[Measure]:
    """A frame of an orbit with one visit, with two, at rest; a wipe; a click; a section."""
    with some_display():
        from PySide6.QtWidgets import QApplication

        application = QApplication.instance() or QApplication([])
        mesh = face_of_triangles(TRIANGLES)
        bare = "the same mesh in bare VTK, default settings"
        for name, value, beside in _frames_ms(mesh):
            yield Measure(name=name, value=value, unit="ms", reference=bare, reference_value=beside)
        touch_ms = median_ms(lambda: mesh.vertices_in_face_mm[mesh.triangles].astype(np.float64))
        for name, action in (
            ("viewer, click on the face", lambda: hit_mesh(mesh, (20.0, -40.0, 700.0), (0.0, 0.0, -1.0))),
            ("viewer, section", lambda: cut_mesh(mesh, upright_plane(3.0))),
        ):
            yield Measure(
                name=name,
                value=median_ms(action),
                unit="ms",
                reference="reading every triangle's corners once",
                reference_value=touch_ms,
            )
        del application


def face_of_triangles(wanted: int) -> FaceMesh:
    """The phantom's face, as many triangles around the nose as asked for."""
    head = shape_head(DEFAULT_PATIENTS[0], find_places().resources, average_folds=True)
    skin = head.triangles[(head.triangles < head.topology.skin_count).all(axis=1)]
    middles = head.vertices_mm[skin].mean(axis=1)
    near = np.argsort(np.linalg.norm(middles - (0.0, -40.0, 0.0), axis=1))[:wanted]
    used, triangles = np.unique(skin[near], return_inverse=True)
    count = len(used)
    measured = np.ones(count, dtype=np.uint8)
    measured[head.vertices_mm[used][:, 1] < -110.0] = 0
    return FaceMesh(
        vertices_in_face_mm=head.vertices_mm[used].astype(np.float32),
        triangles=triangles.reshape(-1, 3).astype(np.int32),
        colours_rgb=np.full((count, 3), 180, dtype=np.uint8),
        uv=np.zeros((count, 2), dtype=np.float32),
        sigma_mm=np.full(count, 0.1, dtype=np.float32),
        measured=measured,
        zone_index=np.full(count, NO_ZONE, dtype=np.int16),
        source="phantom",
    )


def _frames_ms(mesh: FaceMesh) -> Iterator[tuple[str, float, float]]:
    """(what, milliseconds of ours, of the bare window in turn with it)."""
    from skinlax_desktop.ui.scene.comparing import CompareMode
    from skinlax_desktop.ui.scene.scene_pictures import FaceLook
    from skinlax_desktop.ui.scene.scene_widget import SceneWidget
    from skinlax_desktop.ui.scene.zone_map import sigma_map

    widget = SceneWidget()
    widget.resize(*_SIZE)
    widget.show()
    widget.show_face(mesh, None, {})
    widget.show_map(None, "", sigma_map(mesh))

    def turn() -> None:
        widget.look_at(widget.orbit.turned(_STEP_DEG, 0.0))
        widget.grab()

    def rest() -> None:
        widget.look_at(widget.orbit.turned(_STEP_DEG, 0.0))
        widget.picture()

    bare = _BareWindow(mesh)

    def in_turn(action: Callable[[], None], repeats: int, renders: int) -> tuple[float, float]:
        """Median milliseconds of ours and of the bare window; a frame that was never rendered is no frame."""
        before = widget.renders
        ours, theirs = medians_in_turn_ms(lambda: _seconds(action), lambda: _seconds(bare.turn), repeats=repeats)
        if widget.renders - before != renders * (repeats + 1):
            raise RuntimeError(f"{widget.renders - before} renders for {repeats + 1} frames")
        return ours, theirs

    widget.grab()
    yield "viewer, orbit, a frame", *in_turn(turn, _REPEATS, 1)
    yield "viewer, at rest, smooth edges", *in_turn(rest, 5, 1)
    widget.show_earlier(FaceLook(mesh=replace(mesh)), ("then", "now"))
    widget.compare(CompareMode.SIDE)
    yield "viewer, orbit of two visits", *in_turn(turn, _REPEATS, 1)
    widget.compare(CompareMode.WIPE)
    shares = count()

    def wipe() -> None:
        widget.wipe(0.3 + 0.01 * (next(shares) % 40))
        widget.grab()

    widget.picture()
    yield "viewer, wipe, a step", *in_turn(wipe, _REPEATS, 0)
    bare.close()
    widget.close_scene()
    widget.deleteLater()


def _seconds(action: Callable[[], None]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


class _BareWindow:
    """VTK as it comes: its own window, its own camera and lights, its default anti-aliasing."""

    def __init__(self, mesh: FaceMesh) -> None:
        import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  (registers the OpenGL factories)
        from vtkmodules.vtkCommonCore import vtkPoints
        from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
        from vtkmodules.vtkFiltersCore import vtkPolyDataNormals
        from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkRenderer, vtkRenderWindow

        from skinlax_desktop.ui.scene.vtk_arrays import to_vtk, to_vtk_ids

        points, cells, data = vtkPoints(), vtkCellArray(), vtkPolyData()
        points.SetData(to_vtk(mesh.vertices_in_face_mm))
        flat = mesh.triangles.astype(np.int64).reshape(-1)
        cells.SetData(to_vtk_ids(np.arange(0, len(flat) + 1, 3, dtype=np.int64)), to_vtk_ids(flat))
        data.SetPoints(points)
        data.SetPolys(cells)
        data.GetPointData().SetScalars(to_vtk(mesh.colours_rgb))
        normals = vtkPolyDataNormals()
        normals.SetInputData(data)
        normals.SplittingOff()
        normals.Update()
        mapper, actor = vtkPolyDataMapper(), vtkActor()
        mapper.SetInputData(normals.GetOutput())
        actor.SetMapper(mapper)
        self._renderer, self._window = vtkRenderer(), vtkRenderWindow()
        self._renderer.AddActor(actor)
        self._window.AddRenderer(self._renderer)
        self._window.SetSize(*_SIZE)
        self._renderer.ResetCamera()

    def turn(self) -> None:
        """One frame of an orbit."""
        self._renderer.GetActiveCamera().Azimuth(_STEP_DEG)
        self._renderer.ResetCameraClippingRange()
        self._window.Render()

    def close(self) -> None:
        """Let go of the window."""
        self._window.Finalize()
