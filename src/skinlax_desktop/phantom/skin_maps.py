"""The skin of one patient as textures at a few resolutions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.chart import TEXEL_MM, to_chart
from skinlax_desktop.phantom.face_regions import SkinChart
from skinlax_desktop.phantom.patients import PhantomPatient
from skinlax_desktop.phantom.skin_relief import skin_relief
from skinlax_desktop.phantom.skin_tone import skin_albedo

SkinPaint = Callable[[SkinChart, npt.NDArray[np.float32]], npt.NDArray[np.float32]]

SLOPE_STEP = 1.0 / 80.0
"""Slopes are stored as multiples of this."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SkinLevel:
    """Textures at one texel size.

    `albedo` (h, w, 3) uint8 is the square root of the linear BGR reflectance times 255; `slopes` (h, w, 2) int8 are
    the relief's slopes along the arc and up, in steps of `SLOPE_STEP`; `hollow` (h, w) uint8 is 255 on flat skin and
    less at the bottom of folds and pores.
    """

    texel_mm: float
    albedo: npt.NDArray[np.uint8]
    slopes: npt.NDArray[np.int8]
    hollow: npt.NDArray[np.uint8]


class SkinMaps:
    """The levels of one skin, each with half the texels of the one before along each side."""

    def __init__(self, finest: SkinLevel) -> None:
        self._levels = [finest]
        self._texel_mm = finest.texel_mm

    def level_for(self, pixel_mm: float) -> SkinLevel:
        """The coarsest level whose texels are not larger than 1.3 pixels of that size on the skin."""
        number = 0
        while self._texel_mm * 2 ** (number + 1) <= 1.3 * pixel_mm and number < 5:
            number += 1
        while len(self._levels) <= number:
            self._levels.append(_halved(self._levels[-1]))
        return self._levels[number]


def make_skin(
    patient: PhantomPatient,
    landmarks_canonical: npt.NDArray[np.float64],
    *,
    texel_mm: float = TEXEL_MM,
    paint: SkinPaint | None = None,
    furrow: float = 1.0,
) -> SkinMaps:
    """Paint a patient's skin; `landmarks_canonical` (468, 3) are the landmarks on the average head, millimetres.

    A coarser `texel_mm` is quicker and enough for small pictures; pores are then left out. `paint` gets the chart
    and its linear colours (h, w, 3) and returns them changed. `furrow`: how much more sharply than usual laxity folds.
    """
    landmarks = to_chart(landmarks_canonical)
    fine = SkinChart(landmarks_mm=landmarks, texel_mm=texel_mm)
    half = SkinChart(landmarks_mm=landmarks, texel_mm=max(texel_mm, 2 * TEXEL_MM))
    tone = skin_albedo(patient, half)
    if paint is not None:
        tone = paint(half, tone)
    relief = skin_relief(patient, fine, furrow=furrow)
    height, width = relief.shape
    albedo = cv2.resize(np.sqrt(tone), (width, height), interpolation=cv2.INTER_LINEAR)
    across = cv2.Sobel(relief, cv2.CV_32F, 1, 0, ksize=3, scale=1 / (8 * texel_mm))
    down = cv2.Sobel(relief, cv2.CV_32F, 0, 1, ksize=3, scale=1 / (8 * texel_mm))
    slopes = np.stack([across, -down], axis=2) / SLOPE_STEP
    # A deeper fold shades a wider place.
    sunk = relief - fine.blurred(relief, 0.9 * furrow)
    hollow = np.exp(np.clip(1.5 * sunk, -0.55, 0.0))
    finest = SkinLevel(
        texel_mm=texel_mm,
        albedo=(np.clip(albedo, 0.0, 1.0) * 255 + 0.5).astype(np.uint8),
        slopes=np.clip(np.round(slopes), -127, 127).astype(np.int8),
        hollow=(hollow * 255).astype(np.uint8),
    )
    return SkinMaps(finest)


def _halved(level: SkinLevel) -> SkinLevel:
    height, width = level.hollow.shape
    size = (width // 2, height // 2)
    slopes = cv2.resize(level.slopes.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return SkinLevel(
        texel_mm=level.texel_mm * 2,
        albedo=cast("npt.NDArray[np.uint8]", cv2.resize(level.albedo, size, interpolation=cv2.INTER_AREA)),
        slopes=np.round(slopes).astype(np.int8),
        hollow=cast("npt.NDArray[np.uint8]", cv2.resize(level.hollow, size, interpolation=cv2.INTER_AREA)),
    )
