"""Where MediaPipe's 468 landmarks lie on the phantom's surface, and the zones drawn through them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LandmarkTable:
    """`vertices` (468,) is the surface vertex of each landmark, `mirror` (468,) its partner on the other side.

    `zones` are landmark numbers of each zone's outline; submental and neck are not among them.
    """

    vertices: Indices
    mirror: Indices
    zones: Mapping[str, tuple[int, ...]]


@lru_cache(maxsize=2)
def load_landmark_table(resources: Path) -> LandmarkTable:
    """Read the table and the zones from the folder of resources."""
    table = json.loads((resources / "phantom" / "landmark_vertices.json").read_text(encoding="utf-8"))
    zones = json.loads((resources / "zones.json").read_text(encoding="utf-8"))["zones"]
    return LandmarkTable(
        vertices=np.array(table["vertices"]),
        mirror=np.array(table["mirror"]),
        zones={name: tuple(outline) for name, outline in zones.items()},
    )
