"""Softens fields on a surface: zones have outlines on paper, not in tissue."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from skinlax_desktop.biomechanics.membrane import Floats, SheetGeometry

_BLEND_MM: Final = 8.0
_MOST_STEPS: Final = 60


class SurfaceBlend:
    """Averages vertex fields (n,) or (n, k) over their surroundings, weighted by area, over about 8 mm."""

    def __init__(self, triangles: npt.NDArray[np.int32], geometry: SheetGeometry) -> None:
        area = geometry.vertex_area_mm2
        count = len(area)
        tail = triangles.astype(np.int64).reshape(-1)
        head = np.roll(triangles.astype(np.int64), -1, axis=1).reshape(-1)
        own = np.arange(count, dtype=np.int64)
        rows: npt.NDArray[np.int64] = np.concatenate((tail, head, own))
        columns: npt.NDArray[np.int64] = np.concatenate((head, tail, own))
        near = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(count, count)).tocsr()
        near.data[:] = 1.0
        weighted = sparse.csr_array(near @ sparse.diags_array(area))
        total: Any = weighted @ np.ones(count)
        self._step = sparse.csr_array(sparse.diags_array(1.0 / total) @ weighted)
        spacing = float(np.sqrt(np.median(area)))
        self._steps = int(np.clip(round((_BLEND_MM / spacing) ** 2 / 4.0), 1, _MOST_STEPS))

    def __call__(self, fields: Floats) -> Floats:
        """The fields, softened."""
        softened: Any = fields
        for _ in range(self._steps):
            softened = self._step @ softened
        return np.asarray(softened, dtype=np.float64)
