"""The zones of the face in a picture: polygons from landmarks, and where a zone can be seen."""

import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError

Points = npt.NDArray[np.float64]
Mask = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]

# Cosine between a zone's outward normal and the direction to the camera.
VISIBLE_COSINE: Final = 0.30
MEASURABLE_COSINE: Final = 0.60

# The face's outline from one gonion over the menton to the other (subject right to left).
JAW_ARC: Final = (58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288)
_CHIN_ARC: Final = (136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365)
_NASION: Final = 168
_MENTON: Final = 152


@lru_cache(maxsize=1)
def zone_landmarks() -> Mapping[str, tuple[int, ...]]:
    """Zone name to the landmark numbers of its polygon, as listed in `resources/zones.json`.

    Raises `SkinlaxError("zones_missing")` when the installation lacks the file.
    """
    home = Path(os.environ.get("SKINLAX_HOME") or Path(__file__).parents[3])
    try:
        document = json.loads((home / "resources" / "zones.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SkinlaxError("zones_missing") from error
    return {zone: tuple(numbers) for zone, numbers in document["zones"].items()}


def zone_polygons(landmarks_px: Points) -> dict[str, Points]:
    """Closed polygons (n, 2) in pixels of every zone, `submental` and `neck` last.

    The last two are not on the landmark mesh: they hang from the jaw contour, downwards along the line nasion to
    menton, and are rough.
    """
    polygons = {zone: landmarks_px[list(numbers)] for zone, numbers in zone_landmarks().items()}
    polygons["submental"], polygons["neck"] = _below_the_jaw(landmarks_px)
    return polygons


def _below_the_jaw(points: Points) -> tuple[Points, Points]:
    down = points[_MENTON] - points[_NASION]
    height = float(np.linalg.norm(down))
    down = down / height
    chin = points[list(_CHIN_ARC)]
    middle = chin.mean(axis=0)
    inner = middle + 0.80 * (chin - middle)
    # The lower border runs straight across, 0.14 of the nasion-menton height below the menton.
    shelf = inner + np.outer(0.14 * height - (inner - points[_MENTON]) @ down, down)
    submental = np.vstack((chin, shelf[::-1]))
    corners = shelf[[0, -1]]
    neck = np.vstack((corners, corners[::-1] + 0.34 * height * down))
    return submental, neck


def zone_cosines(landmarks_px: Points, depth_px: Points) -> dict[str, float]:
    """How squarely each mesh zone faces the camera: cosine of its mean normal, 1 is full face, below 0 is hidden."""
    solid = np.column_stack((landmarks_px, depth_px))
    cosines = {}
    for zone, numbers in zone_landmarks().items():
        ring = solid[list(numbers)]
        ring = ring - ring.mean(axis=0)
        area = np.cross(ring, np.roll(ring, -1, axis=0)).sum(axis=0)
        # A polygon that faces us keeps the turning sense it has on a full face.
        cosines[zone] = float(-_turning(zone) * area[2] / max(np.linalg.norm(area), 1e-9))
    return cosines


@lru_cache(maxsize=64)
def _turning(zone: str) -> float:
    """+1 or -1: the sense in which the zone's list runs around it on a full face (screen y down)."""
    home = Path(os.environ.get("SKINLAX_HOME") or Path(__file__).parents[3])
    document = json.loads((home / "resources" / "canonical_face.json").read_text(encoding="utf-8"))
    ring = np.array(document["points_in_head_mm"])[list(zone_landmarks()[zone]), :2] * (1.0, -1.0)
    x, y = ring.T
    return -float(np.sign(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)))


def polygon_mask(polygon_px: Points, box: Box) -> Mask:
    """A 0/255 mask of the polygon over the box (left, top, right, bottom), right and bottom excluded."""
    left, top, right, bottom = box
    mask = np.zeros((bottom - top, right - left), dtype=np.uint8)
    shifted = np.round((polygon_px - (left, top)) * 16.0).astype(np.int32)
    return cast(Mask, cv2.fillPoly(mask, [shifted], (255,), shift=4))


def box_around(points_px: Points, shape: tuple[int, ...], *, margin: float = 0.0) -> Box:
    """The smallest box of whole pixels around points, widened by a share of its size, inside the picture."""
    low, high = points_px.min(axis=0), points_px.max(axis=0)
    wider = margin * (high - low)
    left, top = np.floor(np.maximum(low - wider, 0.0)).astype(int)
    right, bottom = np.ceil(np.minimum(high + wider, (shape[1] - 1, shape[0] - 1))).astype(int) + 1
    return int(left), int(top), int(max(right, left + 1)), int(max(bottom, top + 1))
