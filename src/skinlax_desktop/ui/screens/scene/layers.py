"""What is known at every point of a surface, as maps that are made once."""

import numpy as np

from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.shown_change import SurfaceChange
from skinlax_desktop.ui.scene.zone_map import VertexMap, change_map, sigma_map
from skinlax_desktop.ui.screens.scene.state import CHANGE_LAYER, SIGMA_LAYER


class SurfaceLayers:
    """The last map and the last share, kept as long as their surface is shown."""

    def __init__(self) -> None:
        self._map_of: tuple[object, str] = (None, "")
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
        source: object = change if layer == CHANGE_LAYER else mesh
        if self._map_of[0] is not source or self._map_of[1] != layer:
            self._map_of, self._map = (source, layer), None
            if layer == SIGMA_LAYER and mesh is not None:
                self._map = sigma_map(mesh)
            elif layer == CHANGE_LAYER and change is not None:
                self._map = change_map(change)
        return self._map

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
