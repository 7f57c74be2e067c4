"""Where wrinkles and pigment spots lie in a picture: what the measures count, as lines to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.attributes.lines import WRINKLES, find_lines
from skinlax_desktop.imaging.attributes.skin_map import SkinMap, map_skin
from skinlax_desktop.imaging.attributes.spots import SPOTS_COARSEST_MM_PER_PX, find_spots
from skinlax_desktop.imaging.colour import melanin_index

Points = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

COARSEST_MM_PER_PX: Final = min(WRINKLES.coarsest_mm_per_px, SPOTS_COARSEST_MM_PER_PX)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SkinMarks:
    """Each an (n, 2) polyline in pixels of the picture; `spots` are closed."""

    wrinkles: tuple[Points, ...]
    spots: tuple[Points, ...]


def mark_skin(
    picture_bgr: Picture, landmarks_px: Points, wrinkled: Sequence[Points], spotted: Sequence[Points], mm_per_px: float
) -> SkinMarks | None:
    """Wrinkles inside the one, spots inside the other polygons; None where a pixel is too coarse to show them."""
    if mm_per_px > COARSEST_MM_PER_PX:
        return None
    named = {str(number): polygon for number, polygon in enumerate((*wrinkled, *spotted))}
    skin = map_skin(picture_bgr, landmarks_px, named, mm_per_px)
    for_wrinkles, for_spots = np.zeros_like(skin.skin), np.zeros_like(skin.skin)
    for number, name in enumerate(named):
        where = for_wrinkles if number < len(wrinkled) else for_spots
        where |= skin.zone_mask(name)
    lightness = np.ascontiguousarray(skin.lab[..., 0])
    lines = find_lines(lightness, skin.skin, skin.mm_per_px, WRINKLES) & for_wrinkles
    spots = find_spots(melanin_index(skin.rgb), skin.skin, skin.mm_per_px) & for_spots
    return SkinMarks(wrinkles=_outlines(lines, skin), spots=_outlines(spots, skin))


def _outlines(found: npt.NDArray[np.uint8], skin: SkinMap) -> tuple[Points, ...]:
    """Around each finding; of what is one pixel wide that is the way along it and back."""
    rings, _ = cv2.findContours(found, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    corner = np.array(skin.box[:2], dtype=np.float64)
    return tuple((ring[:, 0].astype(np.float64) + 0.5) / skin.reduction - 0.5 + corner for ring in rings)
