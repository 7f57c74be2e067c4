"""What a colour calibration says in a DNG: the camera's own colours, and what it sees where the light is neutral.

Notation of the DNG specification 1.4, chapter 6: `ColorMatrix` leads from CIE XYZ to the camera, `ForwardMatrix` from
the camera, balanced to white, to XYZ under D50, and `AsShotNeutral` is the camera's white.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.station_calibration import ColourCalibration
from skinlax_desktop.imaging.colour_chart import LAB_D50
from skinlax_desktop.imaging.colour_fit import fit_linear
from skinlax_desktop.imaging.colour_spaces import D50_WHITE, lab_from_linear_rgb, xyz_from_lab

Floats = npt.NDArray[np.float64]
Matrix = tuple[float, float, float, float, float, float, float, float, float]

# IEC 61966-2-1, from CIE XYZ (D65) to linear sRGB.
SRGB_FROM_XYZ: Final[Matrix] = (3.2406, -1.5372, -0.4986, -0.9689, 1.8758, 0.0415, 0.0557, -0.2040, 1.0570)


@dataclass(frozen=True, slots=True, kw_only=True)
class DngColour:
    """Row by row: `camera_from_xyz` for D65, `xyz_from_camera` (D50) of balanced colours; `neutral` at most 1."""

    camera_from_xyz: Matrix
    xyz_from_camera: Matrix
    neutral: tuple[float, float, float]


def dng_colour(colour: ColourCalibration) -> DngColour:
    """A DNG has room for a matrix alone: that of the same patches, where the calibration itself is of a richer model.

    Gains of places and flat field are left out; they are a picture's, not a camera's.
    """
    if colour.model == "linear":
        to_srgb = np.array(colour.matrix).T
    else:
        to_srgb = fit_linear(np.array([patch.rgb for patch in colour.patches]), LAB_D50).T
    from_srgb = np.linalg.inv(to_srgb)
    white = from_srgb.sum(axis=1)
    neutral = white / white.max()
    xyz_of_srgb = xyz_from_lab(lab_from_linear_rgb(np.eye(3))).T
    forward = xyz_of_srgb @ to_srgb @ np.diag(white)
    # Rounding aside its rows give the white of D50, as the specification wants.
    forward *= (D50_WHITE / forward.sum(axis=1))[:, None]
    return DngColour(
        camera_from_xyz=_row_by_row(from_srgb @ np.array(SRGB_FROM_XYZ).reshape(3, 3) / white.max()),
        xyz_from_camera=_row_by_row(forward),
        neutral=(float(neutral[0]), float(neutral[1]), float(neutral[2])),
    )


def _row_by_row(matrix: Floats) -> Matrix:
    a, b, c, d, e, f, g, h, i = (float(value) for value in matrix.ravel())
    return (a, b, c, d, e, f, g, h, i)
