"""The head cut out of a backdrop that is not plain, where it is expected: within the outline that the view asks for.

GrabCut (Rother et al. 2004) on a small picture: well inside the expected outline is head, well outside is backdrop,
and colours and edges decide between. Whether a head was found is for the reader of the profile to say.
"""

from typing import Final, cast

import cv2
import numpy as np

from skinlax_desktop.imaging.silhouette import (
    OUTLINE_PX,
    Mask,
    NoSilhouette,
    Picture,
    Silhouette,
    largest_filled,
    reduce_picture,
)

# Longer side of the picture in which colours are told apart, and how often their models are fitted.
_SMALL_PX: Final = 120
_ROUNDS: Final = 2
# How far inside and outside the expected outline there is no doubt, in heights of the picture (38 and 45 mm).
_SURE_INSIDE: Final = 0.111
_SURE_OUTSIDE: Final = 0.132
_SMOOTHING_PX: Final = 5


def cut_out_expected_head(
    picture: Picture, expected: tuple[tuple[float, float], ...], *, longer_side: int = OUTLINE_PX
) -> Silhouette | NoSilhouette:
    """From an upright (h, w, 3) BGR picture; `expected`: the outline of head and neck, open at the picture's edge."""
    reduced, scale = reduce_picture(picture, longer_side)
    small, _ = reduce_picture(reduced, _SMALL_PX)
    labels = _labels(expected, small.shape[:2])
    try:
        cv2.grabCut(small, labels, (0, 0, 1, 1), np.zeros((1, 65)), np.zeros((1, 65)), _ROUNDS, cv2.GC_INIT_WITH_MASK)
    except cv2.error:
        # One colour alone, as in an empty picture, gives it nothing to tell apart.
        return NoSilhouette(reason="backdrop_not_plain")
    head = ((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)).astype(np.float32)
    size = (reduced.shape[1], reduced.shape[0])
    mask = (cv2.resize(head, size, interpolation=cv2.INTER_CUBIC) > 0.5).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_SMOOTHING_PX, _SMOOTHING_PX))
    body = largest_filled(cast(Mask, cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel)))
    if body is None:
        return NoSilhouette(reason="backdrop_not_plain")
    return Silhouette(mask=body, reduced=reduced, scale=scale)


def _labels(expected: tuple[tuple[float, float], ...], shape: tuple[int, int]) -> Mask:
    height, width = shape
    line = np.array(expected) * (width, height)
    side = 0 if line[-1, 0] < width / 2 else width - 1
    closed = np.vstack((line, [(side, line[-1, 1]), (side, height), (line[0, 0], height)]))
    inside = np.zeros(shape, dtype=np.uint8)
    cv2.fillPoly(inside, [closed.astype(np.int32)], 1)
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
    away = cv2.distanceTransform(1 - inside, cv2.DIST_L2, 3)
    labels = np.where(inside > 0, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    labels[depth > _SURE_INSIDE * height] = cv2.GC_FGD
    labels[away > _SURE_OUTSIDE * height] = cv2.GC_BGD
    return labels
