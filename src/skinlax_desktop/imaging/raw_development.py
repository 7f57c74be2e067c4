"""A camera raw file (DNG) developed to the sRGB picture that everything else reads.

LibRaw does the demosaicing and the camera's colour matrix. Nothing is made prettier: the white balance is the one that
the camera wrote down, and brightness is neither stretched nor guessed from the picture, so that two pictures of one
series stay comparable.
"""

import io
from typing import cast

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

# The straight foot and the exponent of the sRGB curve (IEC 61966-2-1), as LibRaw wants them.
_SRGB_CURVE = (2.4, 12.92)


def develop_raw(data: bytes) -> Picture:
    """The upright (height, width, 3) uint8 BGR picture of a raw file; raises `ValueError` for a damaged one.

    The caller has checked its size and that the samples are all there.
    """
    import rawpy

    try:
        with rawpy.imread(io.BytesIO(data)) as raw:
            rgb = raw.postprocess(
                use_camera_wb=True,
                output_color=rawpy.ColorSpace.sRGB,
                gamma=_SRGB_CURVE,
                no_auto_bright=True,
                adjust_maximum_thr=0.0,
                output_bps=8,
            )
    except rawpy.LibRawError as error:
        raise ValueError("no raw picture") from error
    if rgb.ndim != 3 or rgb.shape[2] != 3:
        raise ValueError("no colour mosaic")
    return cast(Picture, np.ascontiguousarray(rgb[..., ::-1]))
