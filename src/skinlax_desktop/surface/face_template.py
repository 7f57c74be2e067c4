"""The average face and neck that zones are carried over from (recipe: `models/training/face_template.py`)."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.face_mesh import NO_ZONE

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceTemplate:
    """A face in the head frame, millimetres: made from synthetic people (CC0), none of them real.

    `vertices_mm` (n, 3) and `triangles` (m, 3) are what is fitted. Landmark k lies in triangle `landmark_triangle[k]`
    with `landmark_weights[k]` (468, 3). `dense_zone` (d,) is the number in `domain.zones.ZONES` of each point of the
    densely labelled surface (-1: none), which `labels` finds.
    """

    vertices_mm: Floats
    triangles: npt.NDArray[np.int32]
    landmark_triangle: npt.NDArray[np.intp]
    landmark_weights: Floats
    dense_zone: npt.NDArray[np.int16]
    labels: cKDTree

    def landmarks_of(self, vertices: Floats) -> Floats:
        """The 468 landmarks (468, 3) on the template with its vertices at `vertices` (n, 3)."""
        corners = vertices[self.triangles[self.landmark_triangle]]
        return np.asarray(np.einsum("lk,lkc->lc", self.landmark_weights, corners))

    def zones_at(self, triangle: npt.NDArray[np.int64], weights: Floats) -> npt.NDArray[np.int16]:
        """Zone numbers of places on the fitted template (k,), whatever its shape is by now."""
        rest = np.einsum("lk,lkc->lc", weights, self.vertices_mm[self.triangles[triangle]])
        return np.asarray(self.dense_zone[self.labels.query(rest)[1]])


@lru_cache(maxsize=1)
def face_template() -> FaceTemplate:
    """The template of the installation. Raises `SkinlaxError("zones_missing")` when the installation lacks it."""
    try:
        with np.load(Path(__file__).with_name("face_template.npz"), allow_pickle=False) as file:
            parts = {name: file[name] for name in file.files}
    except (OSError, ValueError) as error:
        raise SkinlaxError("zones_missing") from error
    return FaceTemplate(
        vertices_mm=parts["vertices_mm"].astype(np.float64),
        triangles=parts["triangles"].astype(np.int32),
        landmark_triangle=parts["landmark_triangle"].astype(np.intp),
        landmark_weights=parts["landmark_weights"].astype(np.float64),
        dense_zone=np.where(parts["dense_zone"] < 0, NO_ZONE, parts["dense_zone"]).astype(np.int16),
        labels=cKDTree(parts["dense_mm"].astype(np.float64)),
    )
