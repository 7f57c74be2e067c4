"""Spectra, 400 to 700 nm in steps of 10: lights, the standard observer, the camera's filters, and inks.

The chart's maker publishes colours, not spectra. The inks are therefore the smoothest reflectances that have the
published colours (Burns 2020, "least hyperbolic tangent slope squared"). Real inks are less smooth, and a camera errs
by just that, so every ink also gets a metameric black: a wave that no eye sees under D50, as large as makes this camera
err as much as on measured reflectances of real charts. Lights of the D series are the CIE's; the others are drawn from
their physics.
"""

from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.colour_chart import LAB_D50
from skinlax_desktop.imaging.colour_spaces import xyz_from_lab

Spectrum = npt.NDArray[np.float64]

WAVELENGTHS_NM: Final = np.arange(400.0, 701.0, 10.0)


def _table(numbers: str) -> Spectrum:
    return np.array([float(number) for number in numbers.split()]).reshape(3, -1)


OBSERVER: Final = _table(
    "0.0143 0.0435 0.1344 0.2839 0.3483 0.3362 0.2908 0.1954 0.0956 0.0320 0.0049 0.0093 0.0633 0.1655 0.2904 "
    "0.4334 0.5945 0.7621 0.9163 1.0263 1.0622 1.0026 0.8544 0.6424 0.4479 0.2835 0.1649 0.0874 0.0468 0.0227 "
    "0.0114 "
    "0.0004 0.0012 0.0040 0.0116 0.0230 0.0380 0.0600 0.0910 0.1390 0.2080 0.3230 0.5030 0.7100 0.8620 0.9540 "
    "0.9950 0.9950 0.9520 0.8700 0.7570 0.6310 0.5030 0.3810 0.2650 0.1750 0.1070 0.0610 0.0320 0.0170 0.0082 "
    "0.0041 "
    "0.0679 0.2074 0.6456 1.3856 1.7471 1.7721 1.6692 1.2876 0.8130 0.4652 0.2720 0.1582 0.0782 0.0422 0.0203 "
    "0.0087 0.0039 0.0021 0.0017 0.0011 0.0008 0.0003 0.0002 0.0000 0.0000 0.0000 0.0000 0.0000 0.0000 0.0000 "
    "0.0000 "
).T
"""Colour matching functions (wavelength, xyz) of the CIE 1931 2 degree observer."""

_DAYLIGHT: Final = _table(
    "94.8 104.8 105.9 96.8 113.9 125.6 125.5 121.3 121.3 113.5 113.1 110.8 106.5 108.8 105.3 104.4 100.0 96.0 "
    "95.1 89.1 90.5 90.3 88.4 84.0 85.1 81.9 82.6 84.9 81.3 71.9 74.3 "
    "43.4 46.3 43.9 37.1 36.7 35.9 32.6 27.9 24.3 20.1 16.2 13.2 8.6 6.1 4.2 1.9 0.0 -1.6 -3.5 -3.5 -5.8 -7.2 "
    "-8.6 -9.5 -10.9 -10.7 -12.0 -14.0 -13.6 -12.0 -13.3 "
    "-1.1 -0.5 -0.7 -1.2 -2.6 -2.9 -2.8 -2.6 -2.6 -1.8 -1.5 -1.3 -1.2 -1.0 -0.5 -0.3 0.0 0.2 0.5 2.1 3.2 4.1 "
    "4.7 5.1 6.7 7.3 8.6 9.8 10.2 8.3 9.6 "
)

_BLACK_SHARE: Final = 0.02
_BLACK_WIDTH_NM: Final = 25.0


def daylight(kelvin: float) -> Spectrum:
    """The CIE's D series (CIE 15:2004), 4000 to 25000 K; D65 is 6504 K and D50 5003 K."""
    inverse = 1e3 / kelvin
    if kelvin <= 7000.0:
        x = 0.244063 + 0.09911 * inverse + 2.9678 * inverse**2 - 4.6070 * inverse**3
    else:
        x = 0.237040 + 0.24748 * inverse + 1.9018 * inverse**2 - 2.0064 * inverse**3
    y = -3.0 * x**2 + 2.87 * x - 0.275
    scale = 0.0241 + 0.2562 * x - 0.7341 * y
    first, second = (-1.3515 - 1.7703 * x + 5.9114 * y) / scale, (0.03 - 31.4424 * x + 30.0717 * y) / scale
    return np.asarray(np.array([1.0, first, second]) @ _DAYLIGHT)


def black_body(kelvin: float) -> Spectrum:
    """Planck's law; CIE illuminant A is 2856 K."""
    return np.asarray(1e14 * WAVELENGTHS_NM**-5 / (np.exp(1.4388e7 / (WAVELENGTHS_NM * kelvin)) - 1.0))


def white_led(blue: float, phosphor_nm: float) -> Spectrum:
    """A blue die at 452 nm, `blue` times as high as the broad light of its phosphor."""
    return blue * _peak(452.0, 10.0) + _peak(phosphor_nm, 52.0) + 0.25 * _peak(phosphor_nm + 60.0, 45.0)


def three_band_lamp() -> Spectrum:
    """A fluorescent tube: mercury's lines and three phosphors on a faint floor."""
    lines = ((435.8, 5.0, 0.55), (488.0, 8.0, 0.35), (544.0, 6.0, 1.0), (586.0, 8.0, 0.30), (611.0, 6.0, 0.95))
    return np.asarray(0.03 + sum(height * _peak(at, width) for at, width, height in lines))


def _peak(at_nm: float, width_nm: float) -> Spectrum:
    return np.asarray(np.exp(-0.5 * ((WAVELENGTHS_NM - at_nm) / width_nm) ** 2))


LIGHTS: Final[dict[str, Spectrum]] = {
    "ring_5500": white_led(1.05, 555.0),
    "daylight_6500": daylight(6504.0),
    "tungsten_2856": black_body(2856.0),
    "led_4000": white_led(0.62, 580.0),
    "three_band_tube": three_band_lamp(),
}
"""Five lights that a chart may be seen under; the first is the ring's."""

CAMERA: Final = np.column_stack(
    (
        _peak(458.0, 26.0) + 0.03 * _peak(540.0, 30.0),
        _peak(532.0, 38.0) + 0.04 * _peak(460.0, 25.0),
        _peak(598.0, 34.0) + 0.06 * _peak(440.0, 20.0),
    )
)
"""Blue, green and red filters of a colour sensor (wavelength, bgr): no mixture of them is the standard observer."""


def seen_by_camera(reflectance: Spectrum, light: Spectrum) -> Spectrum:
    """Blue, green, red (n, 3) of reflectances (n, wavelength); 1.0 for a perfect white under the ring."""
    balance = CAMERA.T @ LIGHTS["ring_5500"]
    level = CAMERA[:, 1] @ light / balance[1]
    return np.asarray((np.atleast_2d(reflectance) * light) @ CAMERA / balance / level)


def xyz_d50(reflectance: Spectrum) -> Spectrum:
    """XYZ (n, 3) of reflectances under D50, 1.0 the luminance of a perfect white."""
    weights = OBSERVER * daylight(5003.0)[:, None]
    return np.asarray(np.atleast_2d(reflectance) @ weights / weights[:, 1].sum())


@lru_cache(maxsize=8)
def _chart_inks(seed: int) -> Any:
    return with_metameric_black(smoothest_reflectance(xyz_from_lab(LAB_D50, d50_white())), seed)


def chart_inks(seed: int = 0) -> Spectrum:
    """Reflectances (24, wavelength) of the ColorChecker's patches; each seed has other inks of the same colours."""
    return np.asarray(_chart_inks(seed).copy())


def with_metameric_black(reflectance: Spectrum, seed: int) -> Spectrum:
    """The same colours under D50, by rougher inks (n, wavelength)."""
    random = np.random.default_rng((seed, 4711))
    spread = np.exp(-0.5 * ((WAVELENGTHS_NM[:, None] - WAVELENGTHS_NM) / _BLACK_WIDTH_NM) ** 2)
    waves = random.normal(size=np.shape(reflectance)) @ spread
    weights = np.linalg.qr(OBSERVER * daylight(5003.0)[:, None])[0]
    waves -= waves @ weights @ weights.T
    waves *= _BLACK_SHARE / np.sqrt((waves**2).mean(axis=1, keepdims=True))
    # Dark and bright inks have no room for large waves.
    room = np.minimum(reflectance, 1.0 - reflectance).mean(axis=1, keepdims=True) / 0.25
    waves *= np.minimum(room, 1.0)
    highest = np.abs(waves) / np.maximum(np.minimum(reflectance, 1.0 - reflectance), 1e-6)
    return np.asarray(reflectance + waves / np.maximum(highest.max(axis=1, keepdims=True), 1.0))


def d50_white() -> Spectrum:
    """XYZ of the perfect diffuser under D50, summed over these wavelengths."""
    return np.asarray(xyz_d50(np.ones(len(WAVELENGTHS_NM)))[0])


def smoothest_reflectance(xyz: Spectrum) -> Spectrum:
    """The smoothest reflectances (n, wavelength), between 0 and 1, that have the XYZ (n, 3) under D50."""
    weights = OBSERVER * daylight(5003.0)[:, None]
    weights = weights / weights[:, 1].sum()
    count = len(WAVELENGTHS_NM)
    steps = np.diff(np.eye(count), axis=0)
    stiffness = 2.0 * steps.T @ steps
    found = []
    for wanted in np.atleast_2d(xyz):
        level, pulls = np.zeros(count), np.zeros(3)
        for _ in range(60):
            first = 0.5 / np.cosh(level) ** 2
            second = -2.0 * first * np.tanh(level)
            pull = weights @ pulls
            slope = np.concatenate(
                (stiffness @ level + first * pull, weights.T @ ((np.tanh(level) + 1.0) / 2.0) - wanted)
            )
            if np.abs(slope).max() < 1e-10:
                break
            across = weights * first[:, None]
            full = np.block([[stiffness + np.diag(second * pull), across], [across.T, np.zeros((3, 3))]])
            step = np.linalg.solve(full, slope)
            # A full step from far away overshoots where the hyperbolic tangent is flat.
            step *= min(1.0, 2.0 / float(np.abs(step[:count]).max()))
            level, pulls = level - step[:count], pulls - step[count:]
        found.append((np.tanh(level) + 1.0) / 2.0)
    return np.array(found)
