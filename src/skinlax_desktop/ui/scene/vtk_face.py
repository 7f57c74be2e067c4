"""One face in one pane: what was measured as it is coloured, what was not hatched."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.ui.scene.vtk_arrays import to_vtk, to_vtk_ids

Colours = npt.NDArray[np.uint8]
_HATCH_MM: Final = 5.0
_HATCH_GREYS: Final = (92, 150)


class VtkFace:
    """The actors of one mesh. `renderer` is theirs for life."""

    def __init__(self, renderer: Any) -> None:
        from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

        self._renderer = renderer
        self._measured: Any = vtkActor()
        self._gap: Any = vtkActor()
        for actor in (self._measured, self._gap):
            actor.SetMapper(vtkPolyDataMapper())
            # Through a hole one sees that nothing is there, not the inside of the other cheek.
            actor.GetProperty().BackfaceCullingOn()
            renderer.AddActor(actor)
        self._mesh: FaceMesh | None = None
        self._normals: Any = None
        self._points: Any = None
        self._known: npt.NDArray[np.bool_] | None = None
        self._texture: Any = None
        self._gap.SetTexture(_hatch())
        self._gap.GetProperty().SetAmbient(0.6)
        self._gap.GetProperty().SetDiffuse(0.4)
        self._gap.GetMapper().ScalarVisibilityOff()
        self.show_flat(False)

    def show_mesh(self, mesh: FaceMesh) -> None:
        """Replace the surface; everything is measured until `show_gaps` says otherwise."""
        from vtkmodules.vtkCommonCore import vtkPoints

        self._mesh, self._known = mesh, None
        self._points = vtkPoints()
        self._points.SetData(to_vtk(mesh.vertices_in_face_mm.astype(np.float32)))
        self._normals = self._normals_now(mesh)
        self.show_gaps(np.ones(len(mesh.vertices_in_face_mm), dtype=bool))

    def move(self, mesh: FaceMesh) -> None:
        """The same surface with its points elsewhere; everything else stays as it is."""
        self._mesh = mesh
        self._points.SetData(to_vtk(mesh.vertices_in_face_mm.astype(np.float32)))
        self._points.Modified()
        self._normals = self._normals_now(mesh)
        for actor in (self._measured, self._gap):
            data = actor.GetMapper().GetInput()
            if data is not None and data.GetNumberOfPoints():
                data.GetPointData().SetNormals(self._normals)
                data.Modified()

    def show_gaps(self, known: npt.NDArray[np.bool_]) -> None:
        """Hatch every triangle with a corner that is not `known` (n,)."""
        if self._mesh is None or (self._known is not None and np.array_equal(self._known, known)):
            return
        self._known = known
        mesh = self._mesh
        whole = known[mesh.triangles].all(axis=1)
        data = self._surface(mesh.triangles[whole])
        data.GetPointData().SetNormals(self._normals)
        # VTK counts v from the bottom of the texture.
        uv = np.stack((mesh.uv[:, 0], 1.0 - mesh.uv[:, 1]), axis=1).astype(np.float32)
        data.GetPointData().SetTCoords(to_vtk(uv))
        self._measured.GetMapper().SetInputData(data)
        self._gap.SetVisibility(not whole.all())
        if not whole.all():
            hatched = self._surface(mesh.triangles[~whole])
            hatched.GetPointData().SetNormals(self._normals)
            x, y = mesh.vertices_in_face_mm[:, 0], mesh.vertices_in_face_mm[:, 1]
            stripes = np.stack(((x + y) / _HATCH_MM, np.zeros_like(x)), axis=1).astype(np.float32)
            hatched.GetPointData().SetTCoords(to_vtk(stripes))
            self._gap.GetMapper().SetInputData(hatched)

    def show_colours(self, colours_rgb: Colours) -> None:
        """Colour every vertex; replaces a picture that is laid over the surface."""
        self._measured.SetTexture(None)
        colours = to_vtk(colours_rgb)
        colours.SetName("colour")
        mapper = self._measured.GetMapper()
        mapper.GetInput().GetPointData().SetScalars(colours)
        mapper.SetScalarModeToUsePointData()
        mapper.ScalarVisibilityOn()

    def show_texture(self, picture_rgb: Colours) -> None:
        """Lay a (height, width, 3) picture over the surface by the mesh's uv."""
        from vtkmodules.vtkRenderingCore import vtkTexture

        if self._texture is None:
            self._texture = vtkTexture()
            self._texture.InterpolateOn()
            self._texture.MipmapOn()
            self._texture.SetColorModeToDirectScalars()
        self._texture.SetInputData(_image(picture_rgb))
        self._measured.GetMapper().ScalarVisibilityOff()
        self._measured.SetTexture(self._texture)

    def show_flat(self, flat: bool) -> None:
        """Little shading, so that a map's colours read like its bar; or more, so that shape is seen."""
        self._measured.GetProperty().SetAmbient(0.72 if flat else 0.34)
        self._measured.GetProperty().SetDiffuse(0.34 if flat else 0.74)

    def close(self) -> None:
        """Let go of the actors."""
        self._renderer.RemoveActor(self._measured)
        self._renderer.RemoveActor(self._gap)

    def _normals_now(self, mesh: FaceMesh) -> Any:
        from vtkmodules.vtkFiltersCore import vtkPolyDataNormals

        normals = vtkPolyDataNormals()
        normals.SetInputData(self._surface(mesh.triangles))
        normals.SplittingOff()
        normals.ConsistencyOff()
        normals.Update()
        return normals.GetOutput().GetPointData().GetNormals()

    def _surface(self, triangles: npt.NDArray[np.int32]) -> Any:
        from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData

        cells = vtkCellArray()
        flat = np.ascontiguousarray(triangles, dtype=np.int64).reshape(-1)
        cells.SetData(to_vtk_ids(np.arange(0, len(flat) + 1, 3, dtype=np.int64)), to_vtk_ids(flat))
        data = vtkPolyData()
        data.SetPoints(self._points)
        data.SetPolys(cells)
        return data


def _hatch() -> Any:
    from vtkmodules.vtkRenderingCore import vtkTexture

    dark, light = _HATCH_GREYS
    stripes = np.repeat(np.array([[dark] * 16 + [light] * 16], dtype=np.uint8)[..., None], 3, axis=2)
    texture = vtkTexture()
    texture.RepeatOn()
    texture.InterpolateOn()
    texture.MipmapOn()
    texture.SetColorModeToDirectScalars()
    texture.SetInputData(_image(np.repeat(stripes, 2, axis=0)))
    return texture


def _image(picture_rgb: Colours) -> Any:
    from vtkmodules.vtkCommonDataModel import vtkImageData

    height, width = picture_rgb.shape[:2]
    image = vtkImageData()
    image.SetDimensions(width, height, 1)
    image.GetPointData().SetScalars(to_vtk(np.ascontiguousarray(picture_rgb[::-1]).reshape(-1, 3)))
    return image
