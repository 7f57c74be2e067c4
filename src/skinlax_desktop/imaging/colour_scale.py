"""The one colour scale of zone maps, on screen, on paper and on saved pictures: dark blue over grey to yellow.

A line in CIELAB was chosen: lightness rises evenly from 22 to 92, hue stays on the blue-yellow axis, which protanopes
and deuteranopes see. Converted to sRGB (IEC 61966-2-1, D65) once, at import.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

STEPS: Final = 256
NOT_MEASURED_RGB: Final = (128, 128, 128)
RAISED_RGB: Final = (255, 221, 51)
LOWERED_RGB: Final = (45, 125, 255)
"""The two ends of what may go either way: yellow for more, blue for less, told apart by every kind of eye."""


def _from_lab(lab: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    lightness, a, b = lab.T
    fy = (lightness + 16.0) / 116.0
    ratios = np.stack((fy + a / 500.0, fy, fy - b / 200.0), axis=1)
    ratios = np.where(ratios > 6.0 / 29.0, ratios**3, 3.0 * (6.0 / 29.0) ** 2 * (ratios - 4.0 / 29.0))
    xyz = ratios * (0.95047, 1.0, 1.08883)
    linear = xyz @ np.array([[3.2406, -0.9689, 0.0557], [-1.5372, 1.8758, -0.2040], [-0.4986, 0.0415, 1.0570]])
    linear = np.clip(linear, 0.0, 1.0)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1.0 / 2.4) - 0.055)
    return np.asarray(np.round(encoded * 255.0), dtype=np.uint8)


def _make() -> npt.NDArray[np.uint8]:
    t = np.linspace(0.0, 1.0, STEPS)
    return _from_lab(np.stack((22.0 + 70.0 * t, 2.0 - 4.0 * t, -38.0 + 98.0 * t), axis=1))


SEQUENTIAL_RGB: Final = _make()
UNCHANGED_RGB: Final = (186, 186, 186)
"""What did not change detectably: lighter than what was not measured, and no colour."""
_DIVERGING_STOPS: Final = (
    (-1.0, (18, 64, 140)),
    (-0.6, (62, 124, 196)),
    (-0.25, (158, 194, 228)),
    (0.0, UNCHANGED_RGB),
    (0.25, (247, 196, 140)),
    (0.6, (228, 128, 42)),
    (1.0, (158, 72, 4)),
)


def _make_diverging() -> npt.NDArray[np.uint8]:
    at, colours = zip(*_DIVERGING_STOPS, strict=True)
    table = np.array(colours, dtype=np.float64)
    t = np.linspace(-1.0, 1.0, STEPS)
    mixed = np.stack([np.interp(t, at, table[:, channel]) for channel in range(3)], axis=1)
    return np.asarray(np.round(mixed), dtype=np.uint8)


DIVERGING_RGB: Final = _make_diverging()
"""Blue for less over grey for no change to orange for more: the axis that red-green blindness leaves alone."""


def colours_of(
    values: npt.NDArray[np.floating], low: float, high: float, scale: npt.NDArray[np.uint8] = SEQUENTIAL_RGB
) -> npt.NDArray[np.uint8]:
    """Colours (n, 3) of many values on the scale `low`..`high`; grey for NaN."""
    span = high - low if high > low else 1.0
    known = np.isfinite(values)
    share = np.clip((np.where(known, values, low) - low) / span, 0.0, 1.0)
    colours = scale[np.round(share * (len(scale) - 1)).astype(np.int64)]
    return np.where(known[:, None], colours, np.array(NOT_MEASURED_RGB, dtype=np.uint8))


def hex_at(share: float) -> str:
    """The colour at 0..1 of the scale, as #rrggbb."""
    return "#" + "".join(f"{part:02x}" for part in colour_of(share, 0.0, 1.0))


def colour_of(value: float | None, low: float, high: float) -> tuple[int, int, int]:
    """The colour of a value on the scale `low`..`high`; grey for a value that was not measured."""
    if value is None:
        return NOT_MEASURED_RGB
    share = (value - low) / (high - low) if high > low else 0.5
    red, green, blue = SEQUENTIAL_RGB[round(min(1.0, max(0.0, share)) * (STEPS - 1))]
    return int(red), int(green), int(blue)
