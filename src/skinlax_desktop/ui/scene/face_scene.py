"""The VTK side of the scene: one face or two behind linked cameras, drawn off the screen into an array.

Drawing off the screen keeps every pixel in the program: a window's screenshot shows it, a screen reader's or a
remote desktop's copy too, and no foreign window fights with Qt over focus and stacking.
"""

from collections.abc import Sequence
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.ui.scene.orbit import VIEW_ANGLE_DEG, Orbit
from skinlax_desktop.ui.scene.vtk_arrays import from_vtk
from skinlax_desktop.ui.scene.vtk_face import ABOVE_MM, HEADLIGHT, LIGHT_ABOVE, VtkFace
from skinlax_desktop.ui.scene.vtk_lines import VtkLines

Colours = npt.NDArray[np.uint8]
STILL_SAMPLES: Final = 8
LINE_RGB: Final = (255, 255, 255)
EARLIER_LINE_RGB: Final = (255, 176, 0)
_BACKGROUND: Final = 0x1F / 255.0
# The ring stands around the camera of the frontal view.
_RING_MM: Final = (0.0, -30.0, 800.0)


class Pane:
    """What one camera sees: a face, lines on it. `fresh` until its user has put a face in it."""

    def __init__(self, window: Any) -> None:
        from vtkmodules.vtkRenderingCore import vtkRenderer

        self.fresh = True
        self.renderer: Any = vtkRenderer()
        self.renderer.SetBackground(_BACKGROUND, _BACKGROUND, _BACKGROUND)
        self.renderer.AutomaticLightCreationOff()
        window.AddRenderer(self.renderer)
        self.face = VtkFace(self.renderer)
        self.lines = VtkLines(self.renderer, LINE_RGB)
        self.earlier_lines = VtkLines(self.renderer, EARLIER_LINE_RGB)
        self._lights = [self._light() for _ in range(2)]
        self.light_from(ring=False)

    def light_from(self, *, ring: bool) -> None:
        """From where the camera is, with a little from above; or from the ring before the face, wherever one looks."""
        main, above = self._lights
        if ring:
            main.SetLightTypeToSceneLight()
            main.SetPosition(*_RING_MM)
            main.SetIntensity(1.0)
        else:
            main.SetLightTypeToHeadlight()
            main.SetPosition(0.0, 0.0, 1.0)
            main.SetIntensity(HEADLIGHT)
        main.SetFocalPoint(0.0, 0.0, 0.0)
        above.SetLightTypeToSceneLight()
        above.SetPosition(*ABOVE_MM)
        above.SetFocalPoint(0.0, 0.0, 0.0)
        above.SetIntensity(0.0 if ring else LIGHT_ABOVE)

    def close(self) -> None:
        """Let go of everything in it."""
        self.renderer.RemoveAllViewProps()

    def _light(self) -> Any:
        from vtkmodules.vtkRenderingCore import vtkLight

        light = vtkLight()
        self.renderer.AddLight(light)
        return light


class FaceScene:
    """One render window for the scene's whole life; `close` it on the thread that made it.

    `renders` counts the window's own EndEvents. Raises `SkinlaxError("scene_unavailable")` where no OpenGL context
    can be had.
    """

    def __init__(self) -> None:
        import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  (registers the OpenGL factories)
        from vtkmodules.vtkRenderingCore import vtkRenderWindow

        self.renders = 0
        window: Any = vtkRenderWindow
        self._window = window()
        self._window.SetOffScreenRendering(1)
        self._window.SetMultiSamples(0)
        self._window.AddObserver("EndEvent", self._count)
        self.panes: list[Pane] = [Pane(self._window)]
        self._size = (0, 0)

    def use_panes(self, count: int) -> None:
        """One pane, or two side by side with one camera."""
        while len(self.panes) < count:
            pane = Pane(self._window)
            pane.renderer.SetActiveCamera(self.panes[0].renderer.GetActiveCamera())
            self.panes.append(pane)
        while len(self.panes) > count:
            pane = self.panes.pop()
            self._window.RemoveRenderer(pane.renderer)
            pane.close()
        for number, pane in enumerate(self.panes):
            pane.renderer.SetViewport(number / count, 0.0, (number + 1) / count, 1.0)

    def show_mesh(self, mesh: FaceMesh) -> None:
        """Show one surface in the first pane, in its own colours."""
        self.panes[0].face.show_mesh(mesh)
        self.panes[0].face.show_colours(mesh.colours_rgb)

    def show_texture(self, picture_rgb: Colours) -> None:
        """Lay a (height, width, 3) picture over that surface by its uv."""
        self.panes[0].face.show_texture(picture_rgb)

    def light_from(self, *, ring: bool) -> None:
        """From the camera, or from the ring before the face."""
        for pane in self.panes:
            pane.light_from(ring=ring)

    def render_each(self, orbit: Orbit, width: int, height: int) -> list[Colours]:
        """Each pane drawn alone, (height, width, 4) RGBA: the context then needs the buffers of one pane only."""
        drawn = []
        for shown in self.panes:
            for pane in self.panes:
                pane.renderer.SetDraw(pane is shown)
            shown.renderer.SetViewport(0.0, 0.0, 1.0, 1.0)
            drawn.append(self.render(orbit, width, height, still=False))
        for pane in self.panes:
            pane.renderer.DrawOn()
        self.use_panes(len(self.panes))
        return drawn

    def render(self, orbit: Orbit, width: int, height: int, *, still: bool) -> Colours:
        """Draw once: (height, width, 4) RGBA of all panes, smooth edges only when the picture stands still."""
        from vtkmodules.vtkCommonCore import vtkUnsignedCharArray

        self._window.SetMultiSamples(STILL_SAMPLES if still else 0)
        if (width, height) != self._size:
            self._window.SetSize(width, height)
            self._size = (width, height)
        camera = self.panes[0].renderer.GetActiveCamera()
        camera.SetViewAngle(VIEW_ANGLE_DEG)
        camera.SetPosition(*orbit.position_mm)
        camera.SetFocalPoint(*orbit.target_mm)
        camera.SetViewUp(0.0, 1.0, 0.0)
        self._clip()
        self._window.Render()
        pixels = vtkUnsignedCharArray()
        self._window.GetRGBACharPixelData(0, 0, width - 1, height - 1, 0, pixels)
        array = from_vtk(pixels)
        if array.size != width * height * 4:
            raise SkinlaxError("scene_unavailable")
        return np.asarray(cv2.flip(array.reshape(height, width, 4), 0), dtype=np.uint8)

    def depths_mm(self, pixels: Sequence[tuple[int, int]]) -> list[float]:
        """How far before the camera the surface of the last picture lies at these pixels, counted from the top left."""
        near, far = self.panes[0].renderer.GetActiveCamera().GetClippingRange()
        width, height = self._size
        depths = []
        for x, y in pixels:
            if not (0 <= x < width and 0 <= y < height):
                depths.append(float("inf"))
                continue
            z = float(self._window.GetZbufferDataAtPoint(x, height - 1 - y))
            depths.append(near * far / (far - z * (far - near)) if z < 1.0 else float("inf"))
        return depths

    def close(self) -> None:
        """Free the context; safe to call twice."""
        if self._window is not None:
            for pane in self.panes:
                pane.close()
            self._window.Finalize()
            self._window = None

    def _clip(self) -> None:
        """One clipping range around all faces: the camera is shared."""
        bounds = [pane.renderer.ComputeVisiblePropBounds() for pane in self.panes]
        low = [min(box[axis] for box in bounds) for axis in (0, 2, 4)]
        high = [max(box[axis] for box in bounds) for axis in (1, 3, 5)]
        if all(bottom <= top for bottom, top in zip(low, high, strict=True)):
            self.panes[0].renderer.ResetCameraClippingRange(
                *(edge for pair in zip(low, high, strict=True) for edge in pair)
            )

    def _count(self, _caller: object, _event: str) -> None:
        self.renders += 1
