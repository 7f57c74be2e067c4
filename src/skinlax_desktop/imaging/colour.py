"""Colour of skin from an sRGB picture.

Without a colour target in the picture the numbers depend on camera and light; they are then marked uncalibrated.
"""

from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

# Half a step of an 8-bit sRGB value near black: keeps logarithms finite where the sensor saw nothing.
_DARKEST: Final = 1.5e-4


def linear_rgb(picture_bgr: npt.NDArray[np.uint8]) -> Floats:
    """Linear reflectance (height, width, 3), RGB, 0..1, by the inverse of the sRGB curve (IEC 61966-2-1)."""
    encoded = np.arange(256, dtype=np.float64) / 255.0
    table = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4).astype(np.float32)
    return table[picture_bgr[..., ::-1]]


def lab(picture_bgr: npt.NDArray[np.uint8]) -> Floats:
    """CIELAB (D65, L* 0..100) of an sRGB picture, float32."""
    return cast(Floats, cv2.cvtColor(picture_bgr.astype(np.float32) / 255.0, cv2.COLOR_BGR2Lab))


def individual_typology_angle(lightness: float, b_star: float) -> float:
    """ITA in degrees, atan2(L* - 50, b*) (Chardon et al. 1991; classes by Del Bino et al. 2006)."""
    return float(np.degrees(np.arctan2(lightness - 50.0, b_star)))


def erythema_index(rgb: Floats) -> Floats:
    """100 log10(R/G) of linear reflectance: haemoglobin takes green away (Takiwaki 1994, camera analogue)."""
    return cast(Floats, 100.0 * np.log10(np.maximum(rgb[..., 0], _DARKEST) / np.maximum(rgb[..., 1], _DARKEST)))


def melanin_index(rgb: Floats) -> Floats:
    """-100 log10(R) of linear reflectance (Takiwaki 1994, camera analogue)."""
    return cast(Floats, -100.0 * np.log10(np.maximum(rgb[..., 0], _DARKEST)))


def blue_absorbance(rgb: Floats) -> Floats:
    """-100 log10(B): melanin absorbs most towards the ultraviolet, and blue is what an RGB camera sees of that."""
    return cast(Floats, -100.0 * np.log10(np.maximum(rgb[..., 2], _DARKEST)))
