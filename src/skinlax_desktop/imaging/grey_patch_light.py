"""Brightness and colour of the light, read from a grey patch whose reflectance does not change."""

from typing import Final

import numpy as np

from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.domain.light_check import LightReading, LightSource

# IEC 61966-2-1, linear sRGB to CIE XYZ (D65).
_XYZ_FROM_SRGB: Final = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
# The camera is balanced for the ring at its usual colour, so its white is not D65 but that colour.
_BALANCED_AT_MIRED: Final = 1e6 / 5500.0
_D65_MIRED: Final = 1e6 / 6504.0


def read_grey_patch(
    linear_bgr: tuple[float, float, float], camera: CameraSettings, light: LightSettings, at: str
) -> LightReading:
    """A reading from the patch's mean linear blue, green, red (1.0 saturates); ValueError in the dark.

    The colour temperature is McCamy's (1992) of the patch's chromaticity, moved from the display's white to the white
    the camera is balanced for. Good for a change from day to day, not for an absolute figure.
    """
    if min(linear_bgr) <= 0.0 or light.level <= 0.0:
        raise ValueError("no light on the patch")
    x, y, z = _XYZ_FROM_SRGB @ np.array(linear_bgr[::-1])
    chromaticity_x, chromaticity_y = x / (x + y + z), y / (x + y + z)
    n = (chromaticity_x - 0.3320) / (0.1858 - chromaticity_y)
    seen_k = 449.0 * n**3 + 3525.0 * n**2 + 6823.3 * n + 5520.33
    mired = 1e6 / seen_k - _D65_MIRED + _BALANCED_AT_MIRED
    gathered = camera.exposure_us / 1e6 * 10.0 ** (camera.gain_db / 20.0)
    return LightReading(
        source=LightSource.GREY_PATCH,
        output=linear_bgr[1] / gathered / light.level,
        colour_temperature_k=float(1e6 / mired),
        at=at,
        asked=light,
    )
