"""A station's colour calibration at work: from linear camera RGB at a place in the picture to linear sRGB."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.domain.station_calibration import ColourCalibration, FlatField, PlaceGain
from skinlax_desktop.imaging.colour_fit import corrected
from skinlax_desktop.imaging.flat_field import gain_at

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourCorrection:
    """`brightness` makes up for another exposure or ring level than at the calibration."""

    colour: ColourCalibration
    flat_field: FlatField | None = None
    brightness: float = 1.0

    def apply(self, rgb: Floats, x: Floats, y: Floats) -> Floats:
        """Linear sRGB (n, 3) of linear camera red, green, blue (n, 3) at shares `x`, `y` (n,) of the picture."""
        gain = place_gain(self.colour.places, x, y)
        if self.flat_field is not None:
            gain = gain * flat_gain(self.flat_field, x, y)
        return corrected(rgb * gain * self.brightness, self.colour.model, np.array(self.colour.matrix))


def flat_gain(flat: FlatField, x: Floats, y: Floats) -> Floats:
    """The flat field's gain (n, 3) at places of the picture."""
    return gain_at(np.array(flat.gain).reshape(flat.rows, flat.columns, 3), x, y)


def place_gain(places: tuple[PlaceGain, ...], x: Floats, y: Floats) -> Floats:
    """The gain (n, 3) between the places where the chart was held: weighted by the inverse square of the way there."""
    if not places:
        return np.ones((len(x), 3))
    at = np.array([(place.x, place.y) for place in places])
    gains = np.array([place.gain for place in places])
    square = (x[:, None] - at[:, 0]) ** 2 + (y[:, None] - at[:, 1]) ** 2
    weight = 1.0 / (square + 1e-3)
    return np.asarray(weight @ gains / weight.sum(axis=1, keepdims=True))


def relative_brightness(
    made: tuple[CameraSettings | None, LightSettings | None], now: tuple[CameraSettings | None, LightSettings | None]
) -> float:
    """How much brighter the calibration's settings made a picture than those of now; 1 where either is unknown."""
    (made_camera, made_light), (camera, light) = made, now
    factor = 1.0
    if made_camera is not None and camera is not None:
        factor *= made_camera.exposure_us / camera.exposure_us * 10.0 ** ((made_camera.gain_db - camera.gain_db) / 20.0)
    if made_light is not None and light is not None and made_light.level > 0.0 and light.level > 0.0:
        factor *= made_light.level / light.level
    return factor
