"""What a head in profile looks like, as numbers: where edges run on it, and the line of its front.

The side of the face is laid flat (looking right, level, nasion at a fixed place, nasion to chin at a fixed length).
Edges are those of the logarithm of light, gathered as histograms of orientations (Dalal and Triggs 2005), so that
neither skin tone nor light level changes them. Only what lies on the head counts: a backdrop's edges do not.
"""

import math
from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.edge_histogram import edge_histogram

Picture = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

# The flat picture: side, pixels from nasion to chin, and the nasion's place in it.
_SIDE_PX: Final = 128
_LENGTH_PX: Final = 72.0
_NASION_AT: Final = (96.0, 34.0)
_CELLS: Final = 8
_ORIENTATIONS: Final = 8
_DARK: Final = 8.0
_FRONT_ROWS: Final = np.arange(8, 124, 3)
# Of a row without head, and the range of the front, in lengths before the nasion; the front's weight beside the edges.
_NO_FRONT: Final = -40.0
_FRONT_RANGE: Final = (-0.6, 0.45)
_FRONT_WEIGHT: Final = 3.0

FEATURES: Final = _CELLS * _CELLS * _ORIENTATIONS + len(_FRONT_ROWS)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProfilePlace:
    """Where a profile is: nasion (x, y) and length nasion to chin in pixels, pitch in degrees, which way it looks."""

    looks_right: bool
    nasion: tuple[float, float]
    length: float
    pitch_deg: float

    @property
    def axes(self) -> Floats:
        """Unit vectors forward and down of the head, as columns, in the picture."""
        side = 1.0 if self.looks_right else -1.0
        lean = math.radians(self.pitch_deg)
        return np.array([[side * math.cos(lean), side * math.sin(lean)], [-math.sin(lean), math.cos(lean)]])


def log_light(picture: Picture) -> Singles:
    """The (h, w) logarithm of brightness of a (h, w, 3) BGR picture."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return np.asarray(np.log(grey.astype(np.float32) + np.float32(_DARK)), dtype=np.float32)


def profile_features(light: Singles, mask: Mask, place: ProfilePlace) -> Floats:
    """The (FEATURES,) numbers of a profile; `light` from `log_light` and the 0/1 `mask` share their pixels."""
    flat = cast(Singles, cv2.GaussianBlur(_lay_flat(light, place), (0, 0), 0.8))
    head = _lay_flat(mask.astype(np.float32), place) > 0.5
    near = cast(Mask, cv2.dilate(head.astype(np.uint8), np.ones((5, 5), dtype=np.uint8)))
    return np.concatenate((_edges(flat, near), _front(head)))


def _lay_flat(values: Singles, place: ProfilePlace) -> Singles:
    axes = place.axes * (place.length / _LENGTH_PX)
    matrix = np.column_stack((axes, np.array(place.nasion) - axes @ np.array(_NASION_AT)))
    flat = cv2.warpAffine(
        values,
        matrix,
        (_SIDE_PX, _SIDE_PX),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(flat, dtype=np.float32)


def _edges(flat: Singles, head: Mask) -> Floats:
    across, down = cv2.Sobel(flat, cv2.CV_32F, 1, 0), cv2.Sobel(flat, cv2.CV_32F, 0, 1)
    strength, angle = cv2.cartToPolar(across, down)
    strength = np.sqrt(strength) * head
    binned = edge_histogram(strength, angle, cells=_CELLS, orientations=_ORIENTATIONS)
    return np.asarray(binned / (math.sqrt(float((binned**2).mean())) + 1e-6), dtype=np.float64)


def _front(head: npt.NDArray[np.bool_]) -> Floats:
    rows = head[_FRONT_ROWS]
    last = _SIDE_PX - 1 - np.argmax(rows[:, ::-1], axis=1)
    front = np.where(rows.any(axis=1), last - _NASION_AT[0], _NO_FRONT) / _LENGTH_PX
    return np.asarray(np.clip(front, *_FRONT_RANGE) * _FRONT_WEIGHT, dtype=np.float64)
