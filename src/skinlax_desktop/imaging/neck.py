"""The neck zone, kept to where skin is seen: collars and hair are cut away."""

from collections.abc import Mapping
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.colour import linear_rgb
from skinlax_desktop.imaging.zones import Box, box_around, polygon_mask

Points = npt.NDArray[np.float64]
Mask = npt.NDArray[np.uint8]

NECK: Final = "neck"
_FACE_SAMPLES: Final = ("malar_R", "malar_L", "nasolabial_R", "nasolabial_L", "chin")
# Skin keeps its hue in shadow and cloth does not have it: the share of the face's own departure from grey.
_LEAST_SKIN_HUE: Final = 0.28
_WORKING_PX: Final = 480
_SMALLEST_SHARE: Final = 0.15


def clip_to_skin(picture_bgr: npt.NDArray[np.uint8], polygons: Mapping[str, Points]) -> dict[str, Points]:
    """The polygons with `neck` cut to visible skin, or left out when hardly any is seen."""
    kept = {zone: ring for zone, ring in polygons.items() if zone != NECK}
    below = {NECK: polygons[NECK]} if NECK in polygons else {}
    samples = [polygons[zone] for zone in _FACE_SAMPLES if zone in polygons]
    if not below or not samples:
        return kept
    box = box_around(np.vstack([*samples, *below.values()]), picture_bgr.shape, margin=0.03)
    left, top, right, bottom = box
    crop = picture_bgr[top:bottom, left:right]
    factor = min(1.0, _WORKING_PX / max(crop.shape[:2]))
    size = (max(1, round(crop.shape[1] * factor)), max(1, round(crop.shape[0] * factor)))
    small = cast(npt.NDArray[np.uint8], cv2.resize(crop, size, interpolation=cv2.INTER_AREA))
    frame: Box = (0, 0, size[0], size[1])

    def inside(ring: Points) -> Mask:
        return polygon_mask((ring - (left, top) + 0.5) * factor - 0.5, frame)

    face = np.zeros((size[1], size[0]), np.uint8)
    for ring in samples:
        face |= inside(ring)
    skin = _like_the_face(small, face)
    for zone, ring in below.items():
        outline = _largest_outline(cast(Mask, skin & inside(ring)), _SMALLEST_SHARE * np.count_nonzero(inside(ring)))
        if outline is not None:
            kept[zone] = (outline + 0.5) / factor - 0.5 + (left, top)
    return kept


def _like_the_face(picture_bgr: npt.NDArray[np.uint8], face: Mask) -> Mask:
    rgb = cv2.GaussianBlur(linear_rgb(picture_bgr), (0, 0), 1.5)
    total = np.maximum(rgb.sum(axis=2, keepdims=True), 1e-4)
    hue = (rgb / total)[..., :2] - 1.0 / 3.0
    own = np.median(hue[face > 0], axis=0) if face.any() else np.array([0.1, 0.0])
    share = hue @ own / max(float(own @ own), 1e-6)
    seen = (share > _LEAST_SKIN_HUE).astype(np.uint8) * np.uint8(255)
    # Beard and shine make holes in skin, a collar does not: close before opening.
    closed = cv2.morphologyEx(seen, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    return cast(Mask, cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8)))


def _largest_outline(mask: Mask, least: float) -> Points | None:
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(outlines, key=cv2.contourArea, default=None)
    if largest is None or cv2.contourArea(largest) < max(least, 12.0):
        return None
    return np.asarray(cv2.approxPolyDP(largest, 1.0, True)[:, 0], dtype=np.float64)
