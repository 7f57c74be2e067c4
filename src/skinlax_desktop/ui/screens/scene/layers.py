"""What is known at every point of a surface, as maps and lines that are made once."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.shown_change import SurfaceChange
from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.scene.arrows import TIMES, arrow_lines
from skinlax_desktop.ui.scene.zone_map import VertexMap, change_map, sigma_map
from skinlax_desktop.ui.screens.scene.state import CHANGE_LAYER, NO_LINES, SIGMA_LAYER, SectionState, SurfaceLines

Points = npt.NDArray[np.float64]


class SurfaceLayers:
    """The last map, lines and share, kept as long as their surface is shown. `arrows`: with how the skin moved."""

    def __init__(self) -> None:
        self.arrows = False
        self._arrows_of: SurfaceChange | None = None
        self._arrows: tuple[Points, ...] = ()
        self._lines_of: tuple[object, ...] = ()
        self._lines = NO_LINES
        self._map_of: tuple[object, ...] = ()
        self._map: VertexMap | None = None
        self._share_of: FaceMesh | None = None
        self._share = 0.0

    def names(self, mesh: FaceMesh | None, change: SurfaceChange | None) -> tuple[str, ...]:
        """The layers that there are."""
        if mesh is None:
            return ()
        return (SIGMA_LAYER, CHANGE_LAYER) if change is not None else (SIGMA_LAYER,)

    def map(self, layer: str, mesh: FaceMesh | None, change: SurfaceChange | None) -> VertexMap | None:
        """The map of a layer; None for none."""
        arrows = self.shows_arrows(layer, change)
        source = (change if layer == CHANGE_LAYER else mesh, layer, arrows)
        if not self._map_of or self._map_of[0] is not source[0] or self._map_of[1:] != source[1:]:
            self._map_of, self._map = source, None
            if layer == SIGMA_LAYER and mesh is not None:
                self._map = sigma_map(mesh)
            elif layer == CHANGE_LAYER and change is not None:
                self._map = change_map(change)
                if arrows:
                    bar = self._map.bar
                    remark = words.ARROWS_REMARK.format(times=TIMES)
                    self._map = replace(self._map, bar=replace(bar, remarks=(*bar.remarks, remark)))
        return self._map

    def shows_arrows(self, layer: str, change: SurfaceChange | None) -> bool:
        """Whether arrows are in the picture: they belong to the map of the change."""
        return self.arrows and layer == CHANGE_LAYER and change is not None and change.moved is not None

    def lines(
        self, layer: str, change: SurfaceChange | None, section: SectionState | None, marks: Sequence[Points]
    ) -> SurfaceLines:
        """The section's lines, those of the marks, and the arrows; the same object as long as they are the same."""
        now = [line.places_mm for line in section.now] if section is not None else []
        then = [line.places_mm for line in section.then] if section is not None else []
        lines = [*now, *marks]
        if change is not None and change.moved is not None and self.shows_arrows(layer, change):
            if change is not self._arrows_of:
                self._arrows_of, self._arrows = change, arrow_lines(change.moved)
            lines += self._arrows
        key = tuple(id(line) for line in (*lines, None, *then))
        if key != self._lines_of:
            self._lines_of = key
            self._lines = SurfaceLines(now_mm=tuple(lines), then_mm=tuple(then))
        return self._lines

    def share_unmeasured(self, mesh: FaceMesh | None) -> float:
        """The share of the surface that is only filled in, 0..1."""
        if mesh is None or not len(mesh.triangles):
            return 0.0
        if mesh is not self._share_of:
            corners = mesh.vertices_in_face_mm[mesh.triangles].astype(np.float64)
            areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
            gaps = ~(mesh.measured[mesh.triangles] > 0).all(axis=1)
            self._share_of, self._share = mesh, float(areas[gaps].sum() / max(float(areas.sum()), 1e-12))
        return self._share
