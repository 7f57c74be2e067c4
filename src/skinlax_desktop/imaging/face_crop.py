"""A face cut out at one size, for what is judged over all of it: so that limits mean the same in every picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

# Longer side of the landmarks' box in the crop.
FACE_PX: Final = 256
_MARGIN: Final = 0.12
LINEAR_OF_CODE: Final = np.array(
    [code / 12.92 if code <= 0.04045 else ((code + 0.055) / 1.055) ** 2.4 for code in np.arange(256) / 255.0],
    dtype=np.float32,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class FaceCrop:
    """`picture` (h, w, 3) BGR, sRGB-coded; `points_px` the landmarks (478, 2) in it."""

    picture: Picture
    points_px: Points

    @cached_property
    def linear(self) -> npt.NDArray[np.float32]:
        """Linear light (h, w, 3), 1.0 is full scale."""
        return LINEAR_OF_CODE[self.picture]

    @cached_property
    def light(self) -> npt.NDArray[np.float32]:
        """Linear luminance (h, w), Rec. 709."""
        return np.asarray(self.linear @ np.array([0.0722, 0.7152, 0.2126], dtype=np.float32))

    def mask(self, polygons: Sequence[Sequence[int]]) -> npt.NDArray[np.bool_]:
        """What lies inside any of these polygons of landmarks (h, w)."""
        filled = np.zeros(self.picture.shape[:2], dtype=np.uint8)
        for polygon in polygons:
            cv2.fillPoly(filled, [np.round(self.points_px[list(polygon)]).astype(np.int32)], 1)
        return filled.astype(bool)


def coded_light(linear: npt.NDArray[np.float32]) -> Picture:
    """8-bit codes of linear light, IEC 61966-2-1."""
    bounded = np.clip(linear, 0.0, 1.0)
    code = np.where(bounded <= 0.0031308, 12.92 * bounded, 1.055 * np.maximum(bounded, 1e-6) ** (1 / 2.4) - 0.055)
    return np.asarray(np.round(255.0 * code), dtype=np.uint8)


def cut_face(picture: Picture, points_px: Points) -> FaceCrop:
    """The face with a margin, averaged down to the one size; a smaller one is left as it is."""
    height, width = picture.shape[:2]
    low, high = points_px.min(axis=0), points_px.max(axis=0)
    side = float((high - low).max())
    room = _MARGIN * side
    left, top = (int(np.clip(value - room, 0, edge - 2)) for value, edge in zip(low, (width, height), strict=True))
    right, bottom = (
        int(np.clip(value + room, corner + 2, edge))
        for value, corner, edge in zip(high, (left, top), (width, height), strict=True)
    )
    face, points = picture[top:bottom, left:right], points_px - (left, top)
    factor = FACE_PX / max(side, 1.0)
    if factor >= 1.0:
        return FaceCrop(picture=face, points_px=points)
    size = (max(round(face.shape[1] * factor), 2), max(round(face.shape[0] * factor), 2))
    scales = np.array([size[0] / face.shape[1], size[1] / face.shape[0]])
    small = cast(Picture, cv2.resize(face, size, interpolation=cv2.INTER_AREA))
    return FaceCrop(picture=small, points_px=(points + 0.5) * scales - 0.5)
