"""Faces in a row while a hand moves them: coarse copies, light baked into their points, only what changed drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.light_copy import LightCopy
from skinlax_desktop.ui.scene.face_scene import FaceScene
from skinlax_desktop.ui.scene.orbit import Orbit
from skinlax_desktop.ui.scene.vtk_arrays import to_vtk
from skinlax_desktop.ui.scene.vtk_face import SHADED, light_towards, picture_texture, surface_of

Colours = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

_BRIGHTEST: Final = 1.25
_SHARE: Final = 0.6
"""Of the pixels along each side: a third of them in all, and every one costs in software."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LightPose:
    """A copy with its points at `points_mm` (k, 3)."""

    copy: LightCopy
    points_mm: Floats


class LightRow:
    """Owns its context as `FaceRow` does, and draws the same picture from fewer triangles and pixels."""

    def __init__(self) -> None:
        self._scene: FaceScene | None = None
        self._faces: list[_LightFace] = []
        self._drawn: list[tuple[object, ...]] = []
        self._pictures: list[Colours] = []
        self._renders_before = 0

    @property
    def renders(self) -> int:
        """How often the window was rendered, over all contexts."""
        return self._renders_before + (self._scene.renders if self._scene is not None else 0)

    def draw(self, poses: Sequence[LightPose], orbit: Orbit, size: tuple[int, int]) -> tuple[Colours, ...]:
        """A picture (height, width, 3) RGB of each, all of `size` (width, height), in one render of those that changed.

        Raises `SkinlaxError("scene_unavailable")`.
        """
        if self._scene is None:
            self._scene = FaceScene()
            self._faces = []
        scene, count = self._scene, len(poses)
        if len(self._faces) != count:
            scene.use_panes(count)
            self._faces = [_LightFace(pane.renderer) for pane in scene.panes]
            self._drawn, self._pictures = [()] * count, [np.zeros((1, 1, 3), np.uint8)] * count
        wanted: list[tuple[object, ...]] = [(pose, orbit, size) for pose in poses]
        changed = [number for number in range(count) if wanted[number] != self._drawn[number]]
        if not changed:
            return tuple(self._pictures)
        for number, (pane, face) in enumerate(zip(scene.panes, self._faces, strict=True)):
            pane.renderer.SetDraw(number in changed)
            if number in changed:
                face.show(poses[number], orbit)
        width, height = (max(1, round(_SHARE * side)) for side in size)
        pixels = scene.render(orbit, width * count, height, still=False)
        for number in changed:
            part = cv2.cvtColor(pixels[:, number * width : (number + 1) * width], cv2.COLOR_RGBA2RGB)
            self._pictures[number] = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
            self._drawn[number] = wanted[number]
        return tuple(self._pictures)

    def close(self) -> None:
        """Free the context; safe to call twice."""
        if self._scene is not None:
            self._renders_before += self._scene.renders
            for face in self._faces:
                face.close()
            self._scene.close()
        self._scene, self._faces, self._drawn, self._pictures = None, [], [], []


class _LightFace:
    """One copy in one pane. Its points carry the light that falls on them, so that no pixel has to be shaded."""

    def __init__(self, renderer: Any) -> None:
        from vtkmodules.vtkCommonCore import vtkPoints
        from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

        self._renderer = renderer
        self._points: Any = vtkPoints()
        self._actor: Any = vtkActor()
        mapper: Any = vtkPolyDataMapper()
        mapper.SetScalarModeToUsePointData()
        mapper.ScalarVisibilityOn()
        self._actor.SetMapper(mapper)
        look = self._actor.GetProperty()
        look.BackfaceCullingOn()
        look.LightingOff()
        # Unlit colour is (ambient + diffuse) x colour: skin may be brighter than its picture.
        look.SetAmbient(1.0)
        look.SetDiffuse(_BRIGHTEST - 1.0)
        renderer.AddActor(self._actor)
        self._copy: LightCopy | None = None
        self._data: Any = None

    def show(self, pose: LightPose, orbit: Orbit) -> None:
        """Put it there, lit as seen from `orbit`."""
        copy = pose.copy
        if copy is not self._copy:
            self._copy = copy
            self._data = surface_of(self._points, copy.triangles)
            uv = np.column_stack((copy.uv[:, 0], 1.0 - copy.uv[:, 1])).astype(np.float32)
            self._data.GetPointData().SetTCoords(to_vtk(uv))
            self._actor.GetMapper().SetInputData(self._data)
            self._actor.SetTexture(picture_texture(copy.texture_rgb, quick=True))
        self._points.SetData(to_vtk(pose.points_mm.astype(np.float32)))
        self._points.Modified()
        lit = SHADED.ambient + SHADED.diffuse * light_towards(copy.normals_moved(pose.points_mm), orbit)
        level = np.clip(np.round(255.0 * lit / _BRIGHTEST), 0, 255).astype(np.uint8)
        self._data.GetPointData().SetScalars(to_vtk(np.repeat(level[:, None], 3, axis=1)))
        self._data.Modified()

    def close(self) -> None:
        """Let go of the actor."""
        self._renderer.RemoveActor(self._actor)
