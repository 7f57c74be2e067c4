"""What the laxity network is given of one photograph: patches of the zones, the shape of the face, and the angle.

Everything comes twice, from the picture and from its mirror image, so that the network needs to know right-hand zones
only and treats both sides alike.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.zones import MIDLINE_ZONES, PAIRED_ZONES
from skinlax_desktop.imaging.normalised_face import (
    CHANNELS,
    PATCH_PX,
    WIDTH_PX,
    contrast_channels,
    cut_patch,
    zone_centres_px,
)
from skinlax_desktop.surface.canonical_face import mirrored_shape

KINDS: Final = (*PAIRED_ZONES, *MIDLINE_ZONES)
"""Zone kinds in the order of the network's patches."""

OUTPUT_ZONES: Final = (*(f"{zone}_R" for zone in PAIRED_ZONES), *(f"{zone}_L" for zone in PAIRED_ZONES), *MIDLINE_ZONES)
"""Zones in the order of the network's outputs."""

_YAW_UNIT_DEG: Final = 45.0
_PITCH_UNIT_DEG: Final = 20.0
_SHAPE_UNIT_MM: Final = 10.0

Floats = npt.NDArray[np.float32]


def zone_patches(
    picture_bgr: npt.NDArray[np.uint8],
    points_px: npt.NDArray[np.float64],
    *,
    nudge_px: npt.NDArray[np.float64] | None = None,
) -> Floats:
    """(2, 17, 2, PATCH_PX, PATCH_PX): picture and mirror image, zone kinds, contrast channels.

    `picture_bgr` and `points_px` are those of a `NormalisedFace`. `nudge_px` (28, 2) moves the patch of each output
    zone; training uses it, measuring does not.
    """
    channels = contrast_channels(picture_bgr)
    flipped = np.ascontiguousarray(channels[:, :, ::-1])
    centres = zone_centres_px(points_px)
    offsets = np.zeros((len(OUTPUT_ZONES), 2)) if nudge_px is None else nudge_px
    nudged = {zone: centres[zone] + offset for zone, offset in zip(OUTPUT_ZONES, offsets, strict=True)}
    patches = np.empty((2, len(KINDS), CHANNELS, PATCH_PX, PATCH_PX), dtype=np.float32)
    for number, kind in enumerate(KINDS):
        paired = kind in PAIRED_ZONES
        patches[0, number] = cut_patch(channels, nudged[f"{kind}_R" if paired else kind])
        x, y = nudged[f"{kind}_L" if paired else kind]
        patches[1, number] = cut_patch(flipped, np.array([WIDTH_PX - 1 - x, y]))
    return patches


def shape_pair(shape: npt.NDArray[np.float32]) -> Floats:
    """(2, 1404): the landmarks' shape (468, 3) of a `NormalisedFace` and of its mirror image, in centimetres."""
    return np.stack([shape.ravel(), mirrored_shape(shape).ravel()]).astype(np.float32) / np.float32(_SHAPE_UNIT_MM)


def view_pair(yaw_deg: float, pitch_deg: float) -> Floats:
    """(2, 2): yaw and pitch as seen and in the mirror image."""
    yaw, pitch = yaw_deg / _YAW_UNIT_DEG, pitch_deg / _PITCH_UNIT_DEG
    return np.array([[yaw, pitch], [-yaw, pitch]], dtype=np.float32)
