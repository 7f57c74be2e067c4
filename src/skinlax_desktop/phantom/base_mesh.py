"""The CC0 base mesh of MakeHuman / MPFB2: quads by group, and the part of it that a portrait shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError

Points = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

MM_PER_UNIT = 100.0
"""The base mesh is drawn in decimetres."""

_LOWEST_Y = 4.35
_WIDEST_X = 2.3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BaseMesh:
    """Vertices (n, 3) in decimetres, y up, z forward, x to the subject's left; quads (m, 4) of each group."""

    vertices: Points
    quads: Mapping[str, Indices]

    def vertices_of(self, group: str) -> Indices:
        """Indices of the vertices that a group uses."""
        return np.unique(self.quads[group])


@lru_cache(maxsize=2)
def load_base_mesh(third_party: Path) -> BaseMesh:
    """Read the mesh from the folder of third-party assets; raises `phantom_assets_missing` when it is not there."""
    path = third_party / "mpfb2" / "base.obj"
    if not path.is_file():
        raise SkinlaxError("phantom_assets_missing")
    vertices: list[list[float]] = []
    quads: dict[str, list[list[int]]] = {}
    group = ""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            kind, _, rest = line.partition(" ")
            if kind == "v":
                vertices.append([float(word) for word in rest.split()[:3]])
            elif kind == "g":
                group = rest.strip()
            elif kind == "f":
                quads.setdefault(group, []).append([int(word.split("/")[0]) - 1 for word in rest.split()])
    return BaseMesh(
        vertices=np.array(vertices),
        quads={name: np.array(faces, dtype=np.int64) for name, faces in quads.items()},
    )


def portrait_quads(base: BaseMesh) -> Indices:
    """The body's quads that a portrait can show: head, neck and shoulders."""
    body = base.quads["body"]
    corners = base.vertices[body]
    kept = (corners[:, :, 1].min(axis=1) > _LOWEST_Y) & (np.abs(corners[:, :, 0]).max(axis=1) < _WIDEST_X)
    return np.asarray(body[kept])
