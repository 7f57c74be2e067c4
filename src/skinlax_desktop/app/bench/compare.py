"""Comparing two meshes of a face, end to end, beside VTK's way to the distance between two surfaces."""

from collections.abc import Iterator

import numpy as np

from skinlax_desktop.app.bench.measure import Measure, median_ms
from skinlax_desktop.app.places import find_places
from skinlax_desktop.phantom.head import shape_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.scanned_head import ScanError, scan_head
from skinlax_desktop.surface.closest_surface import ClosestSurface
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.face_zones import find_zones
from skinlax_desktop.workflows.face_comparison import compare_faces
from skinlax_desktop.workflows.measured_face import MeasuredFace


def measures() -> Iterator[Measure]:
    """Registration, distances, zones and volumes of two scans of about 100,000 triangles; then the distances alone."""
    head = shape_head(DEFAULT_PATIENTS[0], find_places().resources, average_folds=True)
    faces = []
    for seed in (1, 2):
        scan = scan_head(head, seed, ScanError(cell_mm=1.1))
        zoned = find_zones(scan.mesh, scan.landmarks_mm)
        faces.append(MeasuredFace(name="bench", mesh=zoned.mesh, landmarks=zoned.landmarks, scale_share=0.001))
    before, after = faces
    by_vtk = median_ms(lambda: _vtk_distances(before.mesh, after.mesh), repeats=3)
    yield Measure(
        name="two visits compared, end to end",
        value=median_ms(lambda: compare_faces(before, after)),
        unit="ms",
        reference="distances alone by VTK's implicit surface",
        reference_value=by_vtk,
    )
    yield Measure(
        name="distances between two surfaces",
        value=median_ms(lambda: _own_distances(before.mesh, after.mesh)),
        unit="ms",
        reference="the same by VTK's implicit surface",
        reference_value=by_vtk,
    )
    scan = scan_head(head, 3)
    yield Measure(
        name="zones of a mesh",
        value=median_ms(lambda: find_zones(scan.mesh, scan.landmarks_mm), repeats=3),
        unit="ms",
        reference="distances alone by VTK's implicit surface",
        reference_value=by_vtk,
    )


def _own_distances(first: FaceMesh, second: FaceMesh) -> None:
    ClosestSurface(second.vertices_in_face_mm, second.triangles).closest(first.vertices_in_face_mm)


def _vtk_distances(first: FaceMesh, second: FaceMesh) -> None:
    from vtkmodules.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray
    from vtkmodules.vtkCommonCore import vtkDoubleArray, vtkPoints
    from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
    from vtkmodules.vtkFiltersCore import vtkImplicitPolyDataDistance

    points, cells, surface = vtkPoints(), vtkCellArray(), vtkPolyData()
    points.SetData(numpy_to_vtk(second.vertices_in_face_mm.astype(np.float64), deep=True))
    faces = np.column_stack((np.full(len(second.triangles), 3), second.triangles)).astype(np.int64).reshape(-1)
    cells.ImportLegacyFormat(numpy_to_vtkIdTypeArray(faces, deep=True))
    surface.SetPoints(points)
    surface.SetPolys(cells)
    distance = vtkImplicitPolyDataDistance()
    distance.SetInput(surface)
    found = vtkDoubleArray()
    distance.FunctionValue(numpy_to_vtk(first.vertices_in_face_mm.astype(np.float64), deep=True), found)
