"""The VTK side of the scene: a textured face, zone colours over it, drawn off the screen into an array.

Drawing off the screen keeps every pixel in the program: a window's screenshot shows it, a screen reader's or a
remote desktop's copy too, and no foreign window fights with Qt over focus and stacking.
"""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.ui.scene.orbit import VIEW_ANGLE_DEG, Orbit
from skinlax_desktop.ui.scene.vtk_arrays import from_vtk, to_vtk, to_vtk_ids

STILL_SAMPLES: Final = 8
_BACKGROUND: Final = 0x1F / 255.0


class FaceScene:
    """One render window for the scene's whole life; `close` it on the thread that made it.

    Raises `SkinlaxError("scene_unavailable")` where no OpenGL context can be had.
    """

    def __init__(self) -> None:
        import vtkmodules.vtkRenderingOpenGL2  # noqa: F401  (registers the OpenGL factories)
        from vtkmodules.vtkRenderingCore import (
            vtkActor,
            vtkPolyDataMapper,
            vtkRenderer,
            vtkRenderWindow,
        )

        self.renders = 0
        self._window: Any = vtkRenderWindow()
        self._window.SetOffScreenRendering(1)
        self._window.SetMultiSamples(0)
        self._renderer: Any = vtkRenderer()
        self._renderer.SetBackground(_BACKGROUND, _BACKGROUND, _BACKGROUND)
        self._window.AddRenderer(self._renderer)
        self._add_lights()
        self._mapper: Any = vtkPolyDataMapper()
        self._actor: Any = vtkActor()
        self._actor.SetMapper(self._mapper)
        self.show_flat(False)
        self._texture: Any = None
        self._data: Any = None
        self._size = (0, 0)

    def show_mesh(self, mesh: FaceMesh) -> None:
        """Replace the surface."""
        from vtkmodules.vtkCommonCore import vtkPoints
        from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
        from vtkmodules.vtkFiltersCore import vtkPolyDataNormals

        points = vtkPoints()
        points.SetData(to_vtk(mesh.vertices_in_face_mm.astype(np.float32)))
        cells = vtkCellArray()
        triangles = np.ascontiguousarray(mesh.triangles, dtype=np.int64).reshape(-1)
        offsets = np.arange(0, len(triangles) + 1, 3, dtype=np.int64)
        cells.SetData(to_vtk_ids(offsets), to_vtk_ids(triangles))
        data = vtkPolyData()
        data.SetPoints(points)
        data.SetPolys(cells)
        # VTK counts v from the bottom of the texture.
        uv = np.stack((mesh.uv[:, 0], 1.0 - mesh.uv[:, 1]), axis=1).astype(np.float32)
        data.GetPointData().SetTCoords(to_vtk(uv))
        normals = vtkPolyDataNormals()
        normals.SetInputData(data)
        normals.SplittingOff()
        normals.ConsistencyOff()
        normals.Update()
        self._data = normals.GetOutput()
        self._mapper.SetInputData(self._data)
        if not self._renderer.HasViewProp(self._actor):
            self._renderer.AddActor(self._actor)
        self.show_colours(mesh.colours_rgb)

    def show_colours(self, colours_rgb: npt.NDArray[np.uint8]) -> None:
        """Colour every vertex; used where no picture is laid over the surface, and replaces one that is."""
        self._actor.SetTexture(None)
        colours = to_vtk(colours_rgb)
        colours.SetName("colour")
        self._data.GetPointData().SetScalars(colours)
        self._mapper.SetScalarModeToUsePointData()
        self._mapper.ScalarVisibilityOn()

    def show_texture(self, picture_rgb: npt.NDArray[np.uint8]) -> None:
        """Lay a (height, width, 3) picture over the surface by the mesh's uv."""
        from vtkmodules.vtkCommonDataModel import vtkImageData
        from vtkmodules.vtkRenderingCore import vtkTexture

        height, width = picture_rgb.shape[:2]
        image = vtkImageData()
        image.SetDimensions(width, height, 1)
        flat = np.ascontiguousarray(picture_rgb[::-1]).reshape(-1, 3)
        image.GetPointData().SetScalars(to_vtk(flat))
        if self._texture is None:
            self._texture = vtkTexture()
            self._texture.InterpolateOn()
            self._texture.MipmapOn()
            self._texture.SetColorModeToDirectScalars()
        self._texture.SetInputData(image)
        self._mapper.ScalarVisibilityOff()
        self._actor.SetTexture(self._texture)

    def show_flat(self, flat: bool) -> None:
        """Little shading, so that a map's colours read like its bar; or more, so that shape is seen."""
        self._actor.GetProperty().SetAmbient(0.72 if flat else 0.34)
        self._actor.GetProperty().SetDiffuse(0.34 if flat else 0.74)

    def render(self, orbit: Orbit, width: int, height: int, *, still: bool) -> npt.NDArray[np.uint8]:
        """Draw once: (height, width, 4) RGBA, smooth edges only when the picture stands still."""
        from vtkmodules.vtkCommonCore import vtkUnsignedCharArray

        self._window.SetMultiSamples(STILL_SAMPLES if still else 0)
        if (width, height) != self._size:
            self._window.SetSize(width, height)
            self._size = (width, height)
        camera = self._renderer.GetActiveCamera()
        camera.SetViewAngle(VIEW_ANGLE_DEG)
        camera.SetPosition(*orbit.position_mm)
        camera.SetFocalPoint(*orbit.target_mm)
        camera.SetViewUp(0.0, 1.0, 0.0)
        self._renderer.ResetCameraClippingRange()
        self._window.Render()
        self.renders += 1
        pixels = vtkUnsignedCharArray()
        self._window.GetRGBACharPixelData(0, 0, width - 1, height - 1, 0, pixels)
        array = from_vtk(pixels)
        if array.size != width * height * 4:
            raise SkinlaxError("scene_unavailable")
        return np.ascontiguousarray(array.reshape(height, width, 4)[::-1])

    def close(self) -> None:
        """Free the context; safe to call twice."""
        if self._window is not None:
            self._renderer.RemoveAllViewProps()
            self._window.Finalize()
            self._window = None

    def _add_lights(self) -> None:
        """A soft light from the camera and one from above: shape shows, the photograph's own shading stays."""
        from vtkmodules.vtkRenderingCore import vtkLight

        self._renderer.AutomaticLightCreationOff()
        for kind, place, strength in (("head", (0.0, 0.0, 1.0), 0.62), ("scene", (0.0, 900.0, 700.0), 0.42)):
            light = vtkLight()
            if kind == "head":
                light.SetLightTypeToHeadlight()
            else:
                light.SetLightTypeToSceneLight()
                light.SetPosition(*place)
                light.SetFocalPoint(0.0, 0.0, 0.0)
            light.SetIntensity(strength)
            self._renderer.AddLight(light)
