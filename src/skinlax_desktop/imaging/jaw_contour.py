"""The jaw's edge in a frontal picture, traced near where landmarks suppose it.

Landmarks draw the jaw of an average face. Under the station's light the skin darkens where it turns away below the
jaw, so the edge is followed there: the way of most darkening that stays smooth (dynamic programming over the
darkening along normals of the landmark line). Compared with known jaws of phantoms only; a beard, a shaded cheek or
another light can lead it astray.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.smooth_way import smooth_way

Points = npt.NDArray[np.float64]

_REACH_MM: Final = 7.0
_STEP_MM: Final = 0.2
_BLUR_MM: Final = 0.5
_HALF_EDGE: Final = 4  # steps on either side of an edge
# Chosen on eight phantom heads: cost of a step aside, and of a distance from the landmarks, per square millimetre.
_BEND_COST: Final = 0.1
_AWAY_COST: Final = 0.002
# Near the gonion the cheek's own shading is stronger than the jaw's edge: share of the line without and up to weight.
_SILENT: Final = 4.0 / 60.0
_FULL: Final = 10.0 / 60.0
# L* over 1.6 mm. The clearest phantoms reach 12, the faintest 3; below this there is no edge to follow.
_FAINT: Final = 1.5


def trace_jaw(
    picture_bgr: npt.NDArray[np.uint8], line_px: Points, inside_px: Points, px_per_mm: float
) -> Points | None:
    """The jaw's edge (n, 2) at the n points of `line_px`, which runs from the gonion to the menton; None if unclear.

    `inside_px` (2,) is any point of the face above the jaw, such as the mouth.
    """
    normals = _normals_away_from(line_px, inside_px)
    steps = round(_REACH_MM / _STEP_MM)
    offsets = np.linspace(-_REACH_MM, _REACH_MM, 2 * steps + 1)
    places = line_px[:, None] + offsets[None, :, None] * px_per_mm * normals[:, None]
    darkening = _darkening(picture_bgr, places, px_per_mm)
    strongest = darkening.max(axis=1)
    clear = float(np.median(strongest))
    if clear < _FAINT:
        return None
    along = np.linspace(0.0, 1.0, len(line_px))
    weight = np.clip((along - _SILENT) / (_FULL - _SILENT), 0.0, 1.0)
    way = smooth_way(darkening / clear * weight[:, None], offsets, bend_cost=_BEND_COST, away_cost=_AWAY_COST)
    return np.asarray(line_px + normals * (offsets[way] * px_per_mm)[:, None])


def _normals_away_from(line: Points, inside: Points) -> Points:
    tangents = np.gradient(line, axis=0)
    tangents = tangents / np.linalg.norm(tangents, axis=1, keepdims=True)
    normals = np.column_stack((tangents[:, 1], -tangents[:, 0]))
    return np.asarray(normals * np.sign(((line - inside) * normals).sum(axis=1))[:, None])


def _darkening(picture_bgr: npt.NDArray[np.uint8], places: Points, px_per_mm: float) -> Points:
    """How much L* falls outwards across each place (n, m), zero where it rises or at the ends of a normal."""
    margin = int(np.ceil(3 * _BLUR_MM * px_per_mm)) + 1
    height, width = picture_bgr.shape[:2]
    low = np.clip(np.floor(places.min(axis=(0, 1))).astype(int) - margin, 0, (width - 1, height - 1))
    high = np.clip(np.ceil(places.max(axis=(0, 1))).astype(int) + margin + 1, low + 1, (width, height))
    crop = picture_bgr[low[1] : high[1], low[0] : high[0]].astype(np.float32) / 255.0
    lightness = cv2.cvtColor(crop, cv2.COLOR_BGR2LAB)[..., 0]
    lightness = cv2.GaussianBlur(lightness, (0, 0), _BLUR_MM * px_per_mm)
    moved = (places - low).astype(np.float32)
    profiles = cv2.remap(lightness, moved[..., 0], moved[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    found = np.zeros(profiles.shape)
    falls = profiles[:, : -2 * _HALF_EDGE] - profiles[:, 2 * _HALF_EDGE :]
    found[:, _HALF_EDGE:-_HALF_EDGE] = np.maximum(falls, 0.0)
    return found
