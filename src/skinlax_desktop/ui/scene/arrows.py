"""Arrows on the skin: how it moved, some times as long as it is."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.shown_change import MovedPlaces

Points = npt.NDArray[np.float64]

TIMES: Final = 5
_LIFT_MM: Final = 1.0
_HEAD_SHARE: Final = 0.35
_HEAD_MM: Final = (1.2, 3.0)


def arrow_lines(moved: MovedPlaces) -> tuple[Points, ...]:
    """One line (5, 3) an arrow: tail, tip and both barbs. What went inwards points at the skin from before it."""
    go = TIMES * moved.vectors_mm
    length = np.linalg.norm(go, axis=1, keepdims=True)
    way = go / np.maximum(length, 1e-9)
    inwards = (go * moved.normals).sum(axis=1, keepdims=True) < 0.0
    tail = moved.places_mm + _LIFT_MM * moved.normals - np.where(inwards, go, 0.0)
    tip = tail + go
    beside = np.cross(way, moved.normals)
    # An arrow straight along the normal has its barbs to the left and right.
    upright = np.linalg.norm(beside, axis=1, keepdims=True) < 0.1
    beside = np.where(upright, np.cross(way, (0.0, 1.0, 0.0)), beside)
    beside /= np.maximum(np.linalg.norm(beside, axis=1, keepdims=True), 1e-9)
    head = np.clip(_HEAD_SHARE * length, *_HEAD_MM)
    barbs = [tip - head * (way + side * beside) for side in (0.55, -0.55)]
    return tuple(np.stack((tail, tip, barbs[0], tip, barbs[1]), axis=1))
