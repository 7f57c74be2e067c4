"""One face in one pane: what was measured as it is coloured, what was not hatched."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.light_copy import HATCH_GREYS, HATCH_MM
from skinlax_desktop.ui.scene.orbit import Orbit
from skinlax_desktop.ui.scene.vtk_arrays import to_vtk, to_vtk_ids

Colours = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shading:
    """Which shares of its colour a surface shows anyway, and where light falls on it."""

    ambient: float
    diffuse: float


FLAT: Final = Shading(ambient=0.72, diffuse=0.34)
"""A map's colours read like its bar."""
SHADED: Final = Shading(ambient=0.34, diffuse=0.74)
"""Shape is seen."""
HEADLIGHT: Final = 0.62
LIGHT_ABOVE: Final = 0.42
ABOVE_MM: Final = (0.0, 900.0, 700.0)


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
        data = surface_of(self._points, mesh.triangles[whole])
        data.GetPointData().SetNormals(self._normals)
        # VTK counts v from the bottom of the texture.
        uv = np.stack((mesh.uv[:, 0], 1.0 - mesh.uv[:, 1]), axis=1).astype(np.float32)
        data.GetPointData().SetTCoords(to_vtk(uv))
        self._measured.GetMapper().SetInputData(data)
        self._gap.SetVisibility(not whole.all())
        if not whole.all():
            hatched = surface_of(self._points, mesh.triangles[~whole])
            hatched.GetPointData().SetNormals(self._normals)
            x, y = mesh.vertices_in_face_mm[:, 0], mesh.vertices_in_face_mm[:, 1]
            stripes = np.stack(((x + y) / HATCH_MM, np.zeros_like(x)), axis=1).astype(np.float32)
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
        if self._texture is None:
            self._texture = picture_texture(picture_rgb)
        self._texture.SetInputData(_image(picture_rgb))
        self._measured.GetMapper().ScalarVisibilityOff()
        self._measured.SetTexture(self._texture)

    def show_flat(self, flat: bool) -> None:
        """Little shading, so that a map's colours read like its bar; or more, so that shape is seen."""
        shading = FLAT if flat else SHADED
        self._measured.GetProperty().SetAmbient(shading.ambient)
        self._measured.GetProperty().SetDiffuse(shading.diffuse)

    def close(self) -> None:
        """Let go of the actors."""
        self._renderer.RemoveActor(self._measured)
        self._renderer.RemoveActor(self._gap)

    def _normals_now(self, mesh: FaceMesh) -> Any:
        from vtkmodules.vtkFiltersCore import vtkPolyDataNormals

        normals = vtkPolyDataNormals()
        normals.SetInputData(surface_of(self._points, mesh.triangles))
        normals.SplittingOff()
        normals.ConsistencyOff()
        normals.Update()
        return normals.GetOutput().GetPointData().GetNormals()


def surface_of(points: Any, triangles: npt.NDArray[np.int32]) -> Any:
    """VTK's surface of its own points and triangles (m, 3)."""
    from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData

    cells = vtkCellArray()
    flat = np.ascontiguousarray(triangles, dtype=np.int64).reshape(-1)
    cells.SetData(to_vtk_ids(np.arange(0, len(flat) + 1, 3, dtype=np.int64)), to_vtk_ids(flat))
    data = vtkPolyData()
    data.SetPoints(points)
    data.SetPolys(cells)
    return data


def light_towards(normals: npt.NDArray[np.float64], orbit: Orbit) -> npt.NDArray[np.float64]:
    """How much light (k,) falls on skin that faces along unit `normals` (k, 3), the ring being off."""
    camera = np.subtract(orbit.position_mm, orbit.target_mm)
    above = np.array(ABOVE_MM)
    camera, above = camera / np.linalg.norm(camera), above / np.linalg.norm(above)
    return np.asarray(HEADLIGHT * np.maximum(normals @ camera, 0.0) + LIGHT_ABOVE * np.maximum(normals @ above, 0.0))


def picture_texture(picture_rgb: Colours, *, repeats: bool = False, quick: bool = False) -> Any:
    """A texture of a picture (height, width, 3); a `quick` one is softer where the surface turns away."""
    from vtkmodules.vtkRenderingCore import vtkTexture

    texture = vtkTexture()
    texture.SetRepeat(repeats)
    texture.InterpolateOn()
    texture.MipmapOn()
    texture.SetColorModeToDirectScalars()
    if quick:
        # Without a graphics card the anisotropic filter takes more than half of a picture's time.
        texture.SetMaximumAnisotropicFiltering(1.0)
    texture.SetInputData(_image(picture_rgb))
    return texture


def _hatch() -> Any:
    dark, light = HATCH_GREYS
    stripes = np.repeat(np.array([[dark] * 16 + [light] * 16], dtype=np.uint8)[..., None], 3, axis=2)
    return picture_texture(np.repeat(stripes, 2, axis=0), repeats=True)


def _image(picture_rgb: Colours) -> Any:
    from vtkmodules.vtkCommonDataModel import vtkImageData

    height, width = picture_rgb.shape[:2]
    image = vtkImageData()
    image.SetDimensions(width, height, 1)
    image.GetPointData().SetScalars(to_vtk(np.ascontiguousarray(picture_rgb[::-1]).reshape(-1, 3)))
    return image
