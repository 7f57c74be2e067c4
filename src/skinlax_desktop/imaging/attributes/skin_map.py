"""Where skin is seen well enough to be measured, and the picture resampled to a known size of pixel."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.colour import lab, linear_rgb
from skinlax_desktop.imaging.zones import Box, box_around, polygon_mask

Mask = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

FACE_OVAL: Final = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152),
    *(148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
_LIPS: Final = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
_EYES: Final = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
)
_BROWS: Final = ((46, 53, 52, 65, 55, 107, 66, 105, 63, 70), (276, 283, 282, 295, 285, 336, 296, 334, 293, 300))
_NOSTRILS: Final = (98, 97, 2, 326, 327, 294, 278, 275, 4, 45, 48, 64)
# What is no skin, and how far around it none is trusted, millimetres.
NO_SKIN: Final[tuple[tuple[tuple[int, ...], float], ...]] = (
    *((ring, 2.5) for ring in _EYES),
    *((ring, 2.5) for ring in _BROWS),
    (_LIPS, 2.0),
    (_NOSTRILS, 0.5),
)

# The size of pixel that the filters work at; a coarser picture is left as it is.
WORKING_MM_PER_PX: Final = 0.125


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SkinMap:
    """The face of one picture at the working size of pixel.

    `lab`, `rgb` (linear) float32; `skin` 0/255, measurable skin; `polygons` in pixels of this map; `mm_per_px` of this
    map, `native_mm_per_px` of the picture; `box` in the picture; `reduction` is map pixels per picture pixel.
    """

    lab: npt.NDArray[np.float32]
    rgb: npt.NDArray[np.float32]
    skin: Mask
    polygons: Mapping[str, Points]
    mm_per_px: float
    native_mm_per_px: float
    box: Box
    reduction: float

    def zone_mask(self, zone: str) -> Mask:
        """Measurable skin of a zone, 0/255."""
        height, width = self.skin.shape
        return cast(Mask, cv2.bitwise_and(self.skin, polygon_mask(self.polygons[zone], (0, 0, width, height))))

    def zone_size_px(self, zone: str) -> int:
        """Pixels inside the zone's polygon, skin or not."""
        height, width = self.skin.shape
        return int(np.count_nonzero(polygon_mask(self.polygons[zone], (0, 0, width, height))))

    def area_cm2(self, mask: Mask) -> float:
        """Area of a mask."""
        return float(np.count_nonzero(mask) * (self.mm_per_px / 10.0) ** 2)


def map_skin(
    picture_bgr: npt.NDArray[np.uint8], landmarks_px: Points, polygons: Mapping[str, Points], mm_per_px: float
) -> SkinMap:
    """Cut out the face, resample it, and find its measurable skin. `mm_per_px` is that of the picture at the face."""
    everything = np.vstack([landmarks_px, *polygons.values()])
    box = box_around(everything, picture_bgr.shape, margin=0.02)
    left, top, right, bottom = box
    crop = picture_bgr[top:bottom, left:right]
    reduction = min(1.0, mm_per_px / WORKING_MM_PER_PX)
    if reduction < 1.0:
        size = (max(1, round(crop.shape[1] * reduction)), max(1, round(crop.shape[0] * reduction)))
        crop = cast(npt.NDArray[np.uint8], cv2.resize(crop, size, interpolation=cv2.INTER_AREA))
    # Pixel centres: (0, 0) of the crop keeps its centre only up to half a pixel of either grid.
    moved = {name: (ring - (left, top) + 0.5) * reduction - 0.5 for name, ring in polygons.items()}
    points = (landmarks_px - (left, top) + 0.5) * reduction - 0.5
    working = mm_per_px / reduction
    colour = lab(crop)
    return SkinMap(
        lab=colour,
        rgb=linear_rgb(crop),
        skin=_measurable(colour, points, moved, working),
        polygons=moved,
        mm_per_px=working,
        native_mm_per_px=mm_per_px,
        box=box,
        reduction=reduction,
    )


def _measurable(
    colour: npt.NDArray[np.float32], points: Points, polygons: Mapping[str, Points], mm_per_px: float
) -> Mask:
    height, width = colour.shape[:2]
    box = (0, 0, width, height)
    inside = polygon_mask(points[list(FACE_OVAL)], box)
    for name in ("submental", "neck"):
        if name in polygons:
            inside |= polygon_mask(polygons[name], box)
    away = np.zeros_like(inside)
    for ring, margin_mm in NO_SKIN:
        away |= _grown(polygon_mask(points[list(ring)], box), margin_mm / mm_per_px)
    skin = cast(Mask, inside & ~away)
    return cast(Mask, skin & ~_hair_and_gloss(colour, skin, mm_per_px))


def _hair_and_gloss(colour: npt.NDArray[np.float32], skin: Mask, mm_per_px: float) -> Mask:
    """Dark strands and mirror-like reflections, judged against this person's own skin and never against a norm."""
    lightness, a, b = cv2.split(colour)
    seen = skin > 0
    if not seen.any():
        return np.zeros_like(skin)
    middle = float(np.median(lightness[seen]))
    spread = 1.4826 * float(np.median(np.abs(lightness[seen] - middle)))
    chroma = cv2.magnitude(a, b)
    usual_chroma = float(np.median(chroma[seen]))
    dark = lightness < middle - max(4.0 * spread, 14.0)
    foreign = (chroma < 0.35 * usual_chroma) & (lightness < middle - 2.0 * spread)
    gloss = (lightness > middle + max(2.5 * spread, 8.0)) & (chroma < 0.75 * usual_chroma)
    blown = lightness > 98.5
    found = ((dark | foreign | gloss | blown) & seen).astype(np.uint8) * np.uint8(255)
    return _grown(found, 0.5 / mm_per_px)


def _grown(mask: Mask, radius_px: float) -> Mask:
    radius = max(1, round(radius_px))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    return cast(Mask, cv2.dilate(mask, kernel))
