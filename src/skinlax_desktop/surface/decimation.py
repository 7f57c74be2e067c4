"""Fewer triangles for the same surface (VTK's quadric decimation, Garland and Heckbert 1997)."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Triangles = npt.NDArray[np.int32]


def decimated(vertices_mm: Floats, triangles: Triangles, wanted: int) -> tuple[Floats, Triangles]:
    """A surface (n, 3), (m, 3) with about `wanted` vertices; nothing is done where it has fewer."""
    from vtkmodules.util import numpy_support
    from vtkmodules.vtkCommonCore import vtkPoints
    from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
    from vtkmodules.vtkFiltersCore import vtkQuadricDecimation

    support: Any = numpy_support
    points, cells, data = vtkPoints(), vtkCellArray(), vtkPolyData()
    points.SetData(support.numpy_to_vtk(np.ascontiguousarray(vertices_mm), deep=True))
    cells.SetData(
        support.numpy_to_vtkIdTypeArray(np.arange(0, 3 * len(triangles) + 1, 3, dtype=np.int64), deep=True),
        support.numpy_to_vtkIdTypeArray(triangles.astype(np.int64).reshape(-1), deep=True),
    )
    data.SetPoints(points)
    data.SetPolys(cells)
    coarser = vtkQuadricDecimation()
    coarser.SetInputData(data)
    coarser.SetTargetReduction(max(0.0, 1.0 - 2.0 * wanted / len(triangles)))
    coarser.Update()
    made: Any = coarser.GetOutput()
    return (
        np.array(support.vtk_to_numpy(made.GetPoints().GetData()), dtype=np.float64),
        np.array(support.vtk_to_numpy(made.GetPolys().GetConnectivityArray()), dtype=np.int32).reshape(-1, 3),
    )
