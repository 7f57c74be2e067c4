"""Whether the skin of a face shows the fine relief that a camera sees: paint, heavy compression and blur level it.

Paint and compression make even patches with edges between; a median of 3 x 3 pixels gives such a picture back (they are
its root signals: Gallagher and Wise 1981), while it takes the pores and the noise of a photograph away. `skin_detail`
is what the median changes, over what a Gaussian of the same reach changes, in the normalised face (0.7 mm of an average
face a pixel). Both shrink alike with the tone of the skin and the light, so that the ratio does not know them.

The limit was chosen on half of 40 synthetic people and of 34 studio photographs. The other halves: 37 of 37 painted
pictures told, 17 of 17 blurred photographs, none of 37 good pictures doubted, none of 17 at half of the resolution, one
at a JPEG quality of 30. Its forerunner, which knew tones, doubted half of the palest synthetic people.
"""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.attributes.skin_map import FACE_OVAL, NO_SKIN

_LEAST_DETAIL: Final = 0.87
_GAUSSIAN_PX: Final = 0.8
_BLOCK_PX: Final = 16
_LEAST_SKIN: Final = 0.6
_INNER: Final = 0.88
_WIDER: Final = 1.5

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


def has_fine_detail(picture_bgr: Picture, points_px: npt.NDArray[np.float64]) -> bool:
    """Judge a normalised face (352, 256, 3) uint8 with its 478 landmarks, seen from about the front."""
    return skin_detail(picture_bgr, points_px) >= _LEAST_DETAIL


def skin_detail(picture_bgr: Picture, points_px: npt.NDArray[np.float64]) -> float:
    """The median over blocks of skin, so spectacle frames are no matter; 0 where no skin is seen or none varies."""
    light = _light(picture_bgr)
    skin = _inner_skin(light.shape, points_px)
    seen = _block_sums(skin)
    fine = _block_sums(skin * np.abs(light - _light(np.asarray(cv2.medianBlur(picture_bgr, 3), dtype=np.uint8))))
    whole = _block_sums(skin * np.abs(light - cv2.GaussianBlur(light, (0, 0), _GAUSSIAN_PX)))
    used = seen >= _LEAST_SKIN * _BLOCK_PX**2
    if not used.any():
        return 0.0
    return float(np.median(fine[used] / np.maximum(whole[used], 1e-6)))


def _light(picture_bgr: Picture) -> Floats:
    return cv2.cvtColor(picture_bgr, cv2.COLOR_BGR2GRAY).astype(np.float32)


def _block_sums(values: Floats) -> Floats:
    rows, columns = (length // _BLOCK_PX for length in values.shape)
    blocks = values[: rows * _BLOCK_PX, : columns * _BLOCK_PX].reshape(rows, _BLOCK_PX, columns, _BLOCK_PX)
    return np.asarray(blocks.sum(axis=(1, 3)))


def _inner_skin(shape: tuple[int, ...], points_px: npt.NDArray[np.float64]) -> Floats:
    """1 on the face well inside its outline, without eyes, brows, lips and nostrils; else 0."""
    mask = np.zeros(shape, dtype=np.uint8)
    _fill(mask, points_px[list(FACE_OVAL)], _INNER, 1)
    for ring, _ in NO_SKIN:
        _fill(mask, points_px[list(ring)], _WIDER, 0)
    return np.asarray(cv2.erode(mask, np.ones((5, 5), dtype=np.uint8)) > 0, dtype=np.float32)


def _fill(mask: npt.NDArray[np.uint8], ring: npt.NDArray[np.float64], factor: float, value: int) -> None:
    middle = ring.mean(axis=0)
    cv2.fillPoly(mask, [cv2.convexHull(np.round(middle + factor * (ring - middle)).astype(np.int32))], (value,))
