"""Soft masks of facial regions on the skin chart, drawn through landmarks of the average head."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.chart import TEXEL_MM, chart_size, to_texels

Field = npt.NDArray[np.float32]
Points = npt.NDArray[np.float64]

LIPS_OUTER: Final = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
BROW_RIGHT: Final = (70, 63, 105, 66, 107, 55, 65, 52, 53, 46)
BROW_LEFT: Final = (300, 293, 334, 296, 336, 285, 295, 282, 283, 276)
EYE_RIGHT: Final = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
EYE_LEFT: Final = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SkinChart:
    """A chart at one texel size, with the landmarks (468, 2) on it in millimetres."""

    landmarks_mm: Points
    texel_mm: float = TEXEL_MM

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width) in texels."""
        return chart_size(self.texel_mm)

    def texels(self, chart_mm: Points) -> Points:
        """Chart millimetres (n, 2) to (column, row)."""
        return to_texels(chart_mm, self.texel_mm)

    def at(self, landmark: int) -> Points:
        """A landmark on the chart, millimetres."""
        return np.asarray(self.landmarks_mm[landmark])

    def polygon(self, outline: Sequence[int], softness_mm: float) -> Field:
        """A soft mask 0..1 of the area inside landmarks."""
        return self.area(self.landmarks_mm[list(outline)], softness_mm)

    def area(self, outline_mm: Points, softness_mm: float) -> Field:
        """A soft mask 0..1 of the area inside an outline in chart millimetres."""
        mask = np.zeros(self.shape, dtype=np.float32)
        corners = np.round(self.texels(outline_mm) * 16).astype(np.int32)
        cv2.fillPoly(mask, [corners], 1.0, cv2.LINE_AA, 4)
        return self.blurred(mask, softness_mm)

    def blob(self, centre_mm: Points, radius_mm: tuple[float, float]) -> Field:
        """A Gaussian of height 1 with standard deviations along the arc and the height."""
        column, row = self.texels(np.asarray(centre_mm)[None])[0]
        height, width = self.shape
        across = np.exp(-0.5 * ((np.arange(width) - column) * self.texel_mm / radius_mm[0]) ** 2)
        down = np.exp(-0.5 * ((np.arange(height) - row) * self.texel_mm / radius_mm[1]) ** 2)
        return cast(Field, np.outer(down, across).astype(np.float32))

    def blobs(self, landmarks: Sequence[int], radius_mm: tuple[float, float]) -> Field:
        """The strongest of several blobs at landmarks."""
        total = np.zeros(self.shape, dtype=np.float32)
        for landmark in landmarks:
            np.maximum(total, self.blob(self.at(landmark), radius_mm), out=total)
        return total

    def blurred(self, field: Field, softness_mm: float) -> Field:
        """A field smoothed by a Gaussian of that standard deviation; wide ones at reduced size."""
        sigma = softness_mm / self.texel_mm
        if sigma < 0.3:
            return field
        shrink = int(max(1, min(16, sigma // 2)))
        if shrink == 1:
            return cast(Field, cv2.GaussianBlur(field, (0, 0), sigma))
        height, width = field.shape
        small = cv2.resize(field, (width // shrink, height // shrink), interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (0, 0), sigma / shrink)
        return cast(Field, cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))
