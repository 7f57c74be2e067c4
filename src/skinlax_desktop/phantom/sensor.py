"""From light to numbers: exposure, colour temperature, photon and read noise, the tone curve, the Bayer mosaic."""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from numba import njit, prange

from skinlax_desktop.phantom.scene import Scene

FULL_WELL_ELECTRONS = 10_000.0
READ_NOISE_ELECTRONS = 2.6
BALANCED_AT_K = 5500.0

_REFERENCE_EXPOSURE_US = 8000.0
_REFERENCE_LEVEL = 0.6
_CURVE_STEPS = 4096


def sensor_gain(scene: Scene) -> float:
    """How bright the scene's exposure and gain make a given light, relative to 8 ms and 0 dB."""
    return float(scene.exposure_us / _REFERENCE_EXPOSURE_US * 10.0 ** (scene.gain_db / 20.0))


def ring_level(scene: Scene) -> float:
    """The ring's output relative to the level of 0.6 that the station uses."""
    return scene.light.level / _REFERENCE_LEVEL


def colour_of_light(kelvin: float) -> tuple[float, float, float]:
    """Linear blue, green, red of a white surface under that light; the camera is balanced at 5500 K.

    Ratios of Planck's law at 450, 550 and 600 nm.
    """
    raw = np.array([_planck(nm, kelvin) / _planck(nm, BALANCED_AT_K) for nm in (450.0, 550.0, 600.0)])
    blue, green, red = raw / raw[1]
    return float(blue), float(green), float(red)


def _planck(nanometres: float, kelvin: float) -> float:
    return float(nanometres**-5 / (np.exp(1.4388e7 / (nanometres * kelvin)) - 1.0))


def expose(linear: npt.NDArray[np.float32], scene: Scene, noise_seed: int | None) -> npt.NDArray[np.uint8]:
    """Linear light (h, w, 3), 1.0 saturating the sensor at 8 ms and 0 dB, to an sRGB-coded 8-bit picture.

    Shot and read noise follow the electrons really collected, so gain cannot buy light back. No noise when
    `noise_seed` is None.
    """
    steps = np.arange(_CURVE_STEPS, dtype=np.float64) / (_CURVE_STEPS - 1)
    coded = np.where(steps <= 0.0031308, steps * 12.92, 1.055 * steps ** (1 / 2.4) - 0.055)
    curve = (coded * 255.0).astype(np.float32)
    picture = np.empty(linear.shape, dtype=np.uint8)
    amplification = 10.0 ** (scene.gain_db / 20.0)
    gathered = np.float32(sensor_gain(scene) / amplification)
    _develop(
        linear.reshape(-1),
        curve,
        gathered,
        np.float32(amplification),
        np.float32(0.0 if noise_seed is None else 1.0),
        np.uint64(0 if noise_seed is None else noise_seed & 0xFFFFFFFF),
        picture.reshape(-1),
    )
    return picture


@njit(cache=True, parallel=True, fastmath=True)
def _develop(linear: Any, curve: Any, gathered: Any, amplification: Any, noisy: Any, seed: Any, picture: Any) -> None:
    last = np.float32(len(curve) - 1)
    for chunk in prange((len(linear) + 65535) // 65536):
        for index in range(chunk * 65536, min(len(linear), (chunk + 1) * 65536)):
            fraction = min(linear[index] * gathered, np.float32(1.0))
            # A counter-based generator (splitmix64) keeps the noise the same however many threads share the work.
            state = (np.uint64(index) + (seed << np.uint64(32)) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
            state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            state = state ^ (state >> np.uint64(31))
            # The sum of four 16-bit uniforms is close enough to normal: mean 2, variance 1/3.
            total = (
                np.float32(state & np.uint64(0xFFFF))
                + np.float32((state >> np.uint64(16)) & np.uint64(0xFFFF))
                + np.float32((state >> np.uint64(32)) & np.uint64(0xFFFF))
                + np.float32((state >> np.uint64(48)) & np.uint64(0xFFFF))
            ) / np.float32(65536.0)
            normal = (total - np.float32(2.0)) * np.float32(1.7320508)
            electrons = fraction * np.float32(FULL_WELL_ELECTRONS)
            spread = np.sqrt(electrons + np.float32(READ_NOISE_ELECTRONS * READ_NOISE_ELECTRONS))
            signal = fraction + noisy * normal * spread / np.float32(FULL_WELL_ELECTRONS)
            signal = min(max(signal * amplification, np.float32(0.0)), np.float32(1.0))
            place = signal * last
            step = int(place)
            if step >= len(curve) - 1:
                value = curve[len(curve) - 1]
            else:
                value = curve[step] + (curve[step + 1] - curve[step]) * (place - np.float32(step))
            picture[index] = np.uint8(value + np.float32(0.5))


def to_mosaic(bgr: npt.NDArray[np.uint8], quarter_turns: int = 1) -> npt.NDArray[np.uint8]:
    """An upright picture to the Bayer RG8 mosaic of a turned sensor.

    The mosaic stands upright again after `quarter_turns` x 90 degrees counter-clockwise.
    """
    turns = quarter_turns % 4
    rotations = {1: cv2.ROTATE_90_CLOCKWISE, 2: cv2.ROTATE_180, 3: cv2.ROTATE_90_COUNTERCLOCKWISE}
    lying = np.asarray(cv2.rotate(bgr, rotations[turns])) if turns else bgr
    mosaic = np.empty(lying.shape[:2], dtype=np.uint8)
    mosaic[0::2, 0::2] = lying[0::2, 0::2, 2]
    mosaic[0::2, 1::2] = lying[0::2, 1::2, 1]
    mosaic[1::2, 0::2] = lying[1::2, 0::2, 1]
    mosaic[1::2, 1::2] = lying[1::2, 1::2, 0]
    return mosaic
