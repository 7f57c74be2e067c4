"""What changed between two visits, point by point of the later face: what the viewer shows."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.measure_change import MeasureChange
from skinlax_desktop.surface.face_mesh import FaceMesh


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MovedPlaces:
    """Places whose movement is known beyond noise, on the earlier surface laid over the later one.

    `places_mm`, unit `normals` and `vectors_mm` (k, 3), later head frame: how the skin went from the earlier visit to
    the later one.
    """

    places_mm: npt.NDArray[np.float64]
    normals: npt.NDArray[np.float64]
    vectors_mm: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SurfaceChange:
    """Two meshes in one head frame, that of the later visit, and what happened between them.

    `earlier` is moved onto the later head by its stable region, where `residual_mm` (rms along the normal) remains.
    For each of the later mesh's n vertices: `signed_distance_mm` (n,) float32 from the earlier surface, positive where
    the later one lies outside it, NaN outside all zones and where either is not measured; `seen` (n,) bool, whether
    both visits measured it; `mdc95_mm` (n,) float32, the smallest change there that can be told from noise;
    `detectable` (n,) bool after correction for many places. `warnings` are codes of what makes the comparison
    doubtful, `rows` what became of zones and measures, `moved` where the skin went.
    """

    earlier: FaceMesh
    later: FaceMesh
    signed_distance_mm: npt.NDArray[np.float32]
    seen: npt.NDArray[np.bool_]
    mdc95_mm: npt.NDArray[np.float32]
    detectable: npt.NDArray[np.bool_]
    residual_mm: float | None = None
    warnings: tuple[str, ...] = ()
    rows: tuple[MeasureChange, ...] = ()
    moved: MovedPlaces | None = None

    @property
    def scale_known(self) -> bool:
        """Whether the distances are millimetres."""
        return self.earlier.scale_known and self.later.scale_known
