"""How the phantom looks through polarisers and under ultraviolet light, and what of that is true.

Polarisers: what the surface mirrors keeps its polarisation, what comes back from within the skin has lost it. Crossed
filters stop the mirrored part but for a leak, parallel ones pass all of it and half of the rest. The ring makes up for
the lost half, so the skin is as bright as in plain light and the shine is none or twice; the room's light, which
nobody makes up for, is halved.

Ultraviolet (365 nm, seen by an ordinary colour camera): the skin's own bluish fluorescence, darkened by the melanin
above it, twice as strongly as blue light is. Not shown, because the phantom has none of it: fluorescing pores and
teeth, sunscreen, dry scales. So these pictures try the way of such pictures through the station; they say nothing of
what a dermatologist would see.
"""

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.light_and_exposure import LightMode, LightSettings
from skinlax_desktop.phantom.sensor import colour_of_light
from skinlax_desktop.phantom.skin_tone import BLOOD, MELANIN

ROOM_LIGHT: Final = 0.13
"""The room's own light beside the ring's at its usual level."""

# Good film polarisers leak about a hundredth of what they should stop.
_LEAK: Final = 0.01
_SHINE: Final = {
    LightMode.PLAIN: 1.0,
    LightMode.CROSS_POLARISED: 2.0 * _LEAK,
    LightMode.PARALLEL_POLARISED: 2.0,
    LightMode.ULTRAVIOLET: 0.0,
}
# Absorption of melanin falls with the wavelength to the power of 3.33 (Jacques 2013): 365 nm against 450 nm.
_MELANIN_ULTRAVIOLET: Final = float(MELANIN[0]) * (450.0 / 365.0) ** 3.33
_BLOOD_ULTRAVIOLET: Final = float(BLOOD[0])
_BRIGHTEST: Final = 0.85
# Some light comes back from above the melanin, so that even the darkest skin is not black.
_SATURATION: Final = 0.15
# The fluorescence of collagen as a colour camera sees it, linear blue, green, red.
_GLOW: Final = (1.0, 0.72, 0.42)


def shine_in(mode: LightMode) -> float:
    """How much of the ring's mirrored light reaches the camera, relative to plain light."""
    return _SHINE[mode]


def room_in(mode: LightMode) -> float:
    """How much of the room's light reaches the camera."""
    return ROOM_LIGHT * (0.5 if mode in (LightMode.CROSS_POLARISED, LightMode.PARALLEL_POLARISED) else 1.0)


def colour_in_mode(light: LightSettings) -> tuple[float, float, float]:
    """Linear blue, green, red of what a white surface sends back."""
    return _GLOW if light.mode is LightMode.ULTRAVIOLET else colour_of_light(light.colour_temperature_k)


def ultraviolet_albedo(albedo: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The skin's texture (h, w, 3), square roots of linear blue, green, red, as ultraviolet light finds it."""
    grey = _ultraviolet_of()[albedo[..., 0], albedo[..., 2]]
    return np.repeat(grey[..., None], 3, axis=2)


@lru_cache(maxsize=1)
def _ultraviolet_of() -> npt.NDArray[np.uint8]:
    """For each code of blue and red: melanin and blood are two unknowns, and blue and red are two readings of them."""
    absorbed = -2.0 * np.log(np.maximum(np.arange(256), 1) / 255.0)
    blue, red = absorbed[:, None], absorbed[None, :]
    (mel_blue, _, mel_red), (blood_blue, _, blood_red) = MELANIN.astype(float), BLOOD.astype(float)
    determinant = mel_blue * blood_red - mel_red * blood_blue
    melanin = np.maximum((blue * blood_red - red * blood_blue) / determinant, 0.0)
    blood = np.maximum((red * mel_blue - blue * mel_red) / determinant, 0.0)
    depth = _MELANIN_ULTRAVIOLET * melanin + _BLOOD_ULTRAVIOLET * blood
    reflected = _BRIGHTEST * np.exp(-depth / (1.0 + _SATURATION * depth))
    return np.asarray(np.round(255.0 * np.sqrt(np.clip(reflected, 0.0, 1.0))), dtype=np.uint8)
