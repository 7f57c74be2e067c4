"""The camera's own mosaic as a DNG file: every sample as it came, and what is needed to develop it.

Nothing in it says who is shown, when, or by which copy of a camera: no date, serial number, software or host. What
the station knows of the moment stands in the encrypted record.
"""

import io
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from skinlax_desktop.imaging.dng_colour import SRGB_FROM_XYZ, DngColour
from skinlax_desktop.ports.frame import RawMosaic, ToneCurve

DNG_MEDIA_TYPE: Final = "image/x-adobe-dng"

_D65: Final = 21
_DENOMINATOR: Final = 10_000
_FULL_LINEAR: Final = 65_535
# TIFF orientation by quarter turns counter-clockwise to stand upright.
_ORIENTATION: Final = {0: 1, 1: 8, 2: 3, 3: 6}

# Tag numbers of TIFF/EP and DNG 1.4; types: 1 byte, 2 ascii, 3 short, 4 long, 5 rational, 10 signed rational.
_ORIENTATION_TAG, _MODEL = 274, 272
_CFA_REPEAT, _CFA_PATTERN = 33421, 33422
_VERSION, _BACKWARD_VERSION, _UNIQUE_MODEL = 50706, 50707, 50708
_PLANE_COLOUR, _LAYOUT, _LINEARISATION, _BLACK, _WHITE = 50710, 50711, 50712, 50714, 50717
_COLOUR_MATRIX, _NEUTRAL, _ILLUMINANT, _FORWARD_MATRIX = 50721, 50728, 50778, 50964


def encode_dng(
    raw: RawMosaic, *, quarter_turns: int = 0, camera_model: str = "", colour: DngColour | None = None
) -> bytes:
    """A DNG 1.4 file of a Bayer RG mosaic, uncompressed, samples packed to their own depth. Byte-stable.

    `quarter_turns` as in `Frame`; `camera_model` is a make, never a serial number. `colour` is that of a calibration;
    without one the file says what the station assumes, sRGB primaries and a balanced white. A mosaic behind the sRGB
    curve carries the table that undoes it.
    """
    import tifffile

    depth = raw.bits
    samples = raw.samples
    if samples.ndim != 2 or samples.dtype != (np.uint8 if depth == 8 else np.uint16):
        raise ValueError("a mosaic of its own depth is wanted")
    black, white, table = raw.black_level, (1 << depth) - 1, []
    if raw.curve is ToneCurve.SRGB:
        black, white = 0.0, _FULL_LINEAR
        table = [(_LINEARISATION, 3, 1 << depth, linear_of_srgb(depth).tolist(), True)]
    model = camera_model.encode("ascii", "replace").decode() or "camera"
    tags: list[tuple[int, int, int, Any, bool]] = [
        (_ORIENTATION_TAG, 3, 1, _ORIENTATION[quarter_turns % 4], True),
        (_MODEL, 2, 0, model, True),
        (_CFA_REPEAT, 3, 2, (2, 2), True),
        (_CFA_PATTERN, 1, 4, bytes((0, 1, 1, 2)), True),
        (_VERSION, 1, 4, bytes((1, 4, 0, 0)), True),
        (_BACKWARD_VERSION, 1, 4, bytes((1, 1, 0, 0)), True),
        (_UNIQUE_MODEL, 2, 0, model, True),
        (_PLANE_COLOUR, 1, 3, bytes((0, 1, 2)), True),
        (_LAYOUT, 3, 1, 1, True),
        *table,
        (_BLACK, 5, 1, (round(black * 100), 100), True),
        (_WHITE, 4, 1, white, True),
        (_COLOUR_MATRIX, 10, 9, _rational(SRGB_FROM_XYZ if colour is None else colour.camera_from_xyz), True),
        (_NEUTRAL, 5, 3, _rational((1.0, 1.0, 1.0) if colour is None else colour.neutral), True),
        (_ILLUMINANT, 3, 1, _D65, True),
    ]
    if colour is not None:
        tags.append((_FORWARD_MATRIX, 10, 9, _rational(colour.xyz_from_camera), True))
    buffer = io.BytesIO()
    tifffile.imwrite(
        buffer,
        samples,
        photometric="cfa",
        bitspersample=depth if depth != samples.dtype.itemsize * 8 else None,
        rowsperstrip=samples.shape[0],
        metadata=None,
        software=False,
        extratags=tags,
    )
    return buffer.getvalue()


def _rational(values: Sequence[float]) -> tuple[int, ...]:
    return tuple(part for value in values for part in (round(value * _DENOMINATOR), _DENOMINATOR))


def linear_of_srgb(bits: int) -> "np.ndarray[tuple[int], np.dtype[np.uint16]]":
    """For each code of that depth behind the sRGB curve (IEC 61966-2-1), the linear light, 0 to 65535."""
    code = np.arange(1 << bits) / ((1 << bits) - 1)
    linear = np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)
    return np.round(linear * _FULL_LINEAR).astype(np.uint16)
