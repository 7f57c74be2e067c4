"""Lines that lie on the surface: light with a dark edge, hidden where the face hides them."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.ui.scene.vtk_arrays import to_vtk, to_vtk_ids

Points = npt.NDArray[np.float64]
_EDGE_PX: Final = 2.6
_WIDTH_PX: Final = 2.2


class VtkLines:
    """Lines of one colour in one pane."""

    def __init__(self, renderer: Any, colour: tuple[int, int, int]) -> None:
        from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

        self._renderer = renderer
        self._actors: list[Any] = []
        for rgb, width, lift in (((0, 0, 0), _WIDTH_PX + _EDGE_PX, -250.0), (colour, _WIDTH_PX, -500.0)):
            mapper, actor = vtkPolyDataMapper(), vtkActor()
            # Drawn half a millimetre and one millimetre nearer than the skin they lie on, at the usual distance.
            mapper.SetResolveCoincidentTopologyToPolygonOffset()
            mapper.SetRelativeCoincidentTopologyLineOffsetParameters(0.0, lift)
            actor.SetMapper(mapper)
            look = actor.GetProperty()
            look.LightingOff()
            look.SetColor(*(part / 255.0 for part in rgb))
            look.SetLineWidth(width)
            actor.VisibilityOff()
            renderer.AddActor(actor)
            self._actors.append(actor)

    def show(self, lines_mm: Sequence[Points], scale: float) -> None:
        """Show these lines (k, 3) each; `scale` is device pixels a logical pixel."""
        from vtkmodules.vtkCommonCore import vtkPoints
        from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData

        lines = [line for line in lines_mm if len(line) > 1]
        for actor, width in zip(self._actors, (_WIDTH_PX + _EDGE_PX, _WIDTH_PX), strict=True):
            actor.SetVisibility(bool(lines))
            actor.GetProperty().SetLineWidth(width * scale)
        if not lines:
            return
        points, cells, data = vtkPoints(), vtkCellArray(), vtkPolyData()
        points.SetData(to_vtk(np.concatenate(lines).astype(np.float32)))
        ends = np.cumsum([0, *(len(line) for line in lines)]).astype(np.int64)
        cells.SetData(to_vtk_ids(ends), to_vtk_ids(np.arange(ends[-1], dtype=np.int64)))
        data.SetPoints(points)
        data.SetLines(cells)
        for actor in self._actors:
            actor.GetMapper().SetInputData(data)

    def close(self) -> None:
        """Let go of the actors."""
        for actor in self._actors:
            self._renderer.RemoveActor(actor)
