"""Linear sRGB, CIE XYZ and CIELAB for measured colour: unclipped, and relative to D50 as charts are specified."""

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

D50_WHITE: Final = np.array([0.96422, 1.0, 0.82521])
"""XYZ of the perfect diffuser under D50, 2 degree observer (ICC.1)."""

# Linear sRGB (D65) to XYZ adapted to D50 by Bradford's transform, as in the sRGB profile of the ICC.
_SRGB_TO_XYZ_D50: Final = np.array(
    [[0.4360747, 0.3850649, 0.1430804], [0.2225045, 0.7168786, 0.0606169], [0.0139322, 0.0971045, 0.7141733]]
)
_XYZ_D50_TO_SRGB: Final = np.linalg.inv(_SRGB_TO_XYZ_D50)
_KNEE: Final = (6.0 / 29.0) ** 3


def lab_from_xyz(xyz: Floats, white: Floats = D50_WHITE) -> Floats:
    """CIELAB (..., 3) of XYZ relative to `white` (CIE 15:2004)."""
    share = np.asarray(xyz) / white
    root = np.where(share > _KNEE, np.cbrt(share), share * (29.0 / 6.0) ** 2 / 3.0 + 4.0 / 29.0)
    return np.stack(
        (
            116.0 * root[..., 1] - 16.0,
            500.0 * (root[..., 0] - root[..., 1]),
            200.0 * (root[..., 1] - root[..., 2]),
        ),
        axis=-1,
    )


def xyz_from_lab(lab: Floats, white: Floats = D50_WHITE) -> Floats:
    """The inverse of `lab_from_xyz`."""
    lab = np.asarray(lab, dtype=np.float64)
    middle = (lab[..., 0] + 16.0) / 116.0
    root = np.stack((middle + lab[..., 1] / 500.0, middle, middle - lab[..., 2] / 200.0), axis=-1)
    share = np.where(root > 6.0 / 29.0, root**3, 3.0 * (6.0 / 29.0) ** 2 * (root - 4.0 / 29.0))
    return np.asarray(share * white)


def lab_from_linear_rgb(rgb: Floats) -> Floats:
    """CIELAB (D50) of linear sRGB (..., 3), 1.0 the perfect diffuser; values outside 0..1 keep their meaning."""
    return lab_from_xyz(np.asarray(rgb) @ _SRGB_TO_XYZ_D50.T)


def linear_rgb_from_lab(lab: Floats) -> Floats:
    """Linear sRGB of CIELAB (D50); colours outside sRGB come out below 0 or above 1."""
    return np.asarray(xyz_from_lab(lab) @ _XYZ_D50_TO_SRGB.T)


def delta_e_2000(one: Floats, other: Floats) -> Floats:
    """CIEDE2000 (CIE 142-2001) between CIELAB colours (..., 3)."""
    from skimage.color import deltaE_ciede2000

    return np.asarray(deltaE_ciede2000(one, other), dtype=np.float64)
