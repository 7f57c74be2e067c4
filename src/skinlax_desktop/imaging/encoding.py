"""From an upright picture to the bytes that are kept."""

import io

import numpy as np
import numpy.typing as npt

TIFF_MEDIA_TYPE = "image/tiff"


def encode_tiff(picture_bgr: npt.NDArray[np.uint8]) -> bytes:
    """A lossless TIFF (zstd level 1, horizontal predictor, tiles) of a (height, width, 3) uint8 BGR picture.

    Byte-stable: the same picture gives the same bytes.
    """
    import tifffile

    if picture_bgr.ndim != 3 or picture_bgr.shape[2] != 3 or picture_bgr.dtype != np.uint8:
        raise ValueError("a (height, width, 3) uint8 picture is wanted")
    buffer = io.BytesIO()
    tifffile.imwrite(
        buffer,
        picture_bgr[..., ::-1],
        photometric="rgb",
        compression="zstd",
        compressionargs={"level": 1},
        predictor=True,
        tile=(512, 512),
        maxworkers=2,
        metadata=None,
        software=False,
    )
    return buffer.getvalue()
