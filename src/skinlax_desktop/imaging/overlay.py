"""Zones drawn on a photograph: thin outlines with short names, and a colour where a zone has a value."""

from collections.abc import Iterable, Mapping
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.colour_scale import colour_of
from skinlax_desktop.imaging.neck import clip_to_skin
from skinlax_desktop.imaging.zones import zone_polygons

Picture = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

_LINE: Final = (235, 235, 235)
_EDGE: Final = (40, 40, 40)
_FILL_SHARE: Final = 0.45
_EDGE_SHARE: Final = 0.45
# Height of a face, in pixels, from which zone names can be read.
SMALLEST_LABELLED_PX: Final = 900.0


def draw_zones(
    picture: Picture,
    landmarks: Points,
    values: Mapping[str, float | None] | None = None,
    *,
    zones: Iterable[str] | None = None,
    polygons: Mapping[str, Points] | None = None,
    labels: bool = True,
) -> Picture:
    """A copy of the upright BGR picture with the zones on it.

    `landmarks` (478, 2) pixels; `zones` limits what is drawn (all zones otherwise). `values` colours zones from the
    lowest to the highest value; a zone whose value is None is drawn grey. `polygons` replaces the landmark polygons.
    """
    drawn = picture.copy()
    rings = polygons if polygons is not None else clip_to_skin(picture, zone_polygons(landmarks))
    names = [zone for zone in rings if zones is None or zone in set(zones)]
    extent = float(np.ptp(landmarks, axis=0).max())
    if values:
        _fill(drawn, rings, {zone: values.get(zone) for zone in names})
    width = max(1, round(extent / 900.0))
    outlines = [np.round(rings[zone] * 16.0).astype(np.int32) for zone in names]
    # A soft dark edge keeps the light line visible on light skin without hiding what is under it.
    edge = drawn.copy()
    cv2.polylines(edge, outlines, True, _EDGE, width + 2, cv2.LINE_AA, shift=4)
    cv2.addWeighted(edge, _EDGE_SHARE, drawn, 1.0 - _EDGE_SHARE, 0.0, dst=drawn)
    cv2.polylines(drawn, outlines, True, _LINE, width, cv2.LINE_AA, shift=4)
    if labels and extent >= SMALLEST_LABELLED_PX:
        for zone in names:
            _label(drawn, zone, rings[zone], extent)
    return drawn


def _fill(drawn: Picture, rings: Mapping[str, Points], values: Mapping[str, float | None]) -> None:
    known = [value for value in values.values() if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    layer = drawn.copy()
    for zone, value in values.items():
        red, green, blue = colour_of(value, low, high)
        cv2.fillPoly(layer, [np.round(rings[zone] * 16.0).astype(np.int32)], (blue, green, red), cv2.LINE_AA, shift=4)
    cv2.addWeighted(layer, _FILL_SHARE, drawn, 1.0 - _FILL_SHARE, 0.0, dst=drawn)


def _label(drawn: Picture, zone: str, ring: Points, extent: float) -> None:
    """The zone's name in the middle of the zone, one word a line, no wider than the zone where that stays readable."""
    words = zone.split("_")
    if words[-1] in ("L", "R"):
        words[-2:] = [f"{words[-2]} {words[-1]}"]
    font, thickness = cv2.FONT_HERSHEY_SIMPLEX, max(1, round(extent / 1300.0))
    scale = extent / 1700.0
    widest = max(cv2.getTextSize(word, font, scale, thickness)[0][0] for word in words)
    scale *= min(1.0, max(0.92 * float(np.ptp(ring[:, 0])) / max(widest, 1), 0.75))
    step = round(27.0 * scale)
    x, y = (ring.min(axis=0) + ring.max(axis=0)) / 2.0
    top = float(y) - step * (len(words) - 1) / 2.0 + 0.35 * step
    for line, word in enumerate(words):
        wide = cv2.getTextSize(word, font, scale, thickness)[0][0]
        place = (round(float(x) - wide / 2.0), round(top + line * step))
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1), (1, 1)):
            beside = (place[0] + dx * thickness, place[1] + dy * thickness)
            cv2.putText(drawn, word, beside, font, scale, _EDGE, thickness, cv2.LINE_AA)
        cv2.putText(drawn, word, place, font, scale, _LINE, thickness, cv2.LINE_AA)


def enlarged_for_labels(picture: Picture, landmarks: Points) -> tuple[Picture, Points]:
    """Picture and landmarks enlarged by a whole number, when the face is too small for zone names."""
    extent = float(np.ptp(landmarks, axis=0).max())
    factor = min(4, int(np.ceil(SMALLEST_LABELLED_PX / max(extent, 1.0))))
    if factor <= 1:
        return picture, landmarks
    size = (picture.shape[1] * factor, picture.shape[0] * factor)
    larger = cast(Picture, cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC))
    return larger, (landmarks + 0.5) * factor - 0.5
