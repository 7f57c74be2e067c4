"""The average face that landmarks are numbered on: its points, its triangles, and its rigid part."""

import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError

Float = TypeVar("Float", np.float32, np.float64)

NASION: Final = 168
MESH_POINTS: Final = 468

# MediaPipe's own rigid basis without the soft lower-face points, so that a lifted jowl cannot turn the frame.
RIGID: Final = (
    *(4, 6, 10, 33, 54, 67, 117, 119, 121, 127, 129, 132, 133, 143, 168, 197, 198),
    *(263, 284, 297, 346, 348, 350, 356, 358, 361, 362, 372, 420),
)

# Middle of an iris, then four points around it: of the right eye 468 to 472, of the left 473 to 477.
_IRIS_TWINS: Final = (473, 476, 475, 474, 477, 468, 471, 470, 469, 472)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CanonicalFace:
    """`points_in_head_mm` (468, 3) in the head frame; `triangles` (898, 3), counter-clockwise from outside."""

    points_in_head_mm: npt.NDArray[np.float64]
    triangles: npt.NDArray[np.int32]


@lru_cache(maxsize=1)
def canonical_face() -> CanonicalFace:
    """The average face of the installation (MediaPipe's geometry metadata, Apache-2.0).

    Raises `SkinlaxError("zones_missing")` when the installation lacks the file.
    """
    home = Path(os.environ.get("SKINLAX_HOME") or Path(__file__).parents[3])
    try:
        document = json.loads((home / "resources" / "canonical_face.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SkinlaxError("zones_missing") from error
    return CanonicalFace(
        points_in_head_mm=np.array(document["points_in_head_mm"], dtype=np.float64),
        triangles=np.array(document["triangles"], dtype=np.int32),
    )


@lru_cache(maxsize=1)
def mirror_points() -> npt.NDArray[np.intp]:
    """For each of the 478 landmarks the number of its twin on the other side."""
    points = canonical_face().points_in_head_mm
    away = np.linalg.norm(points[:, None] * (-1.0, 1.0, 1.0) - points[None], axis=2)
    return np.concatenate([away.argmin(axis=1), np.array(_IRIS_TWINS)]).astype(np.intp)


def mirrored_shape(points: npt.NDArray[Float]) -> npt.NDArray[Float]:
    """Mesh landmarks (468, 3) in head axes as the mirrored face has them: each lies where its twin was."""
    return np.asarray(points[mirror_points()[:MESH_POINTS]] * (-1.0, 1.0, 1.0), dtype=points.dtype)


def mirrored_landmarks(points_px: npt.NDArray[np.float64], width_px: int) -> npt.NDArray[np.float64]:
    """Landmarks (478, 2) as the mirrored picture, `width_px` wide, would show them."""
    return np.asarray(points_px[mirror_points()] * (-1.0, 1.0) + (width_px - 1.0, 0.0))
