"""Parts of a face laid flat between their landmarks, and what is seen there as numbers.

Each part is laid by an affine map on a square of fixed size; parts of the left half are mirrored onto the right one's
place. Edges are those of the logarithm of light (histograms of orientations, Dalal and Triggs 2005), colours are
relative to the face's own skin: neither skin tone nor light level changes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.averaging import average_to
from skinlax_desktop.imaging.edge_histogram import edge_histogram
from skinlax_desktop.imaging.percentiles import level_percentile

Picture = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]

# Side of a laid part in pixels, its cells and the orientations told apart in each.
SIDE_PX: Final = 40
_CELLS: Final = 5
_ORIENTATIONS: Final = 6
_DARK: Final = 8.0
_LOG_LIGHT: Final = np.log(np.arange(256, dtype=np.float32) + np.float32(_DARK))
_COLOUR_RANGE: Final = 40.0
_DARKER_RANGE: Final = (-1.2, 0.8)
_EDGE_WEIGHT: Final = 3.0
# The width of the eyes, canthus to canthus, in the picture that parts are laid from, pixels.
_EYES_PX: Final = 190.0
_OUTER_CANTHI: Final = (33, 263)
_MARGIN: Final = 0.15

FEATURES: Final = _CELLS * _CELLS * (_ORIENTATIONS + 5)


@dataclass(frozen=True, kw_only=True, eq=False)
class FacePart:
    """A part of the face: its landmarks and where (x, y) they lie on the laid square, (n, 2) pixels."""

    landmarks: tuple[int, ...]
    places_px: Points

    @cached_property
    def way_of_points(self) -> Points:
        """(3, n): times the landmarks' pixels it is the affine way (3, 2) from the square that fits them best."""
        return np.asarray(np.linalg.pinv(np.column_stack((self.places_px, np.ones(len(self.landmarks))))))


def face_features(
    picture: Picture, points_px: Points, parts: Mapping[str, FacePart], skin_parts: Sequence[str], *, quick: bool
) -> dict[str, Floats]:
    """The (FEATURES,) numbers of each part; the face's own skin is the middle of `skin_parts`.

    `quick`: for a live picture, made smaller roughly.
    """
    near, points = _reduce(picture, points_px, quick=quick)
    laid = {name: lay_part(near, points, part) for name, part in parts.items()}
    lab = {name: cast(Picture, cv2.cvtColor(part, cv2.COLOR_BGR2LAB)) for name, part in laid.items()}
    # The middle of the parts' medians: one covered part cannot pass for the skin.
    usual = [[level_percentile(lab[name][..., channel], 50.0) for channel in range(3)] for name in skin_parts]
    skin = np.median(usual, axis=0)
    return {name: np.concatenate((_edges(laid[name]), _colours(lab[name], skin))) for name in parts}


def lay_part(picture: npt.NDArray[np.uint8], points_px: Points, part: FacePart) -> Picture:
    """The part as a square of SIDE_PX, lightly smoothed."""
    flat = cv2.warpAffine(
        picture,
        (part.way_of_points @ points_px[list(part.landmarks)]).T,
        (SIDE_PX, SIDE_PX),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return cast(Picture, cv2.GaussianBlur(flat, (0, 0), 0.7))


def _reduce(picture: Picture, points_px: Points, *, quick: bool) -> tuple[Picture, Points]:
    """The face cut out and, when large, averaged down to a size at which pores and noise no longer count."""
    height, width = picture.shape[:2]
    low, high = points_px.min(axis=0), points_px.max(axis=0)
    room = _MARGIN * float((high - low).max())
    left, top = (int(np.clip(value - room, 0, side - 2)) for value, side in zip(low, (width, height), strict=True))
    right, bottom = (
        int(np.clip(value + room, corner + 2, side))
        for value, corner, side in zip(high, (left, top), (width, height), strict=True)
    )
    # Whole fours of pixels where there are enough of them, so that a large face can be halved twice.
    wide, high = (side - side % 4 if side >= 2 * _EYES_PX else side for side in (right - left, bottom - top))
    face = picture[top : top + high, left : left + wide]
    points = points_px - (left, top)
    eyes = float(np.linalg.norm(points[_OUTER_CANTHI[0]] - points[_OUTER_CANTHI[1]]))
    factor = _EYES_PX / max(eyes, 1.0)
    if factor >= 1.0:
        return face, points
    size = (max(round(face.shape[1] * factor), 2), max(round(face.shape[0] * factor), 2))
    return average_to(face, size, roughly=quick), (points + 0.5) * factor - 0.5


def _edges(part: Picture) -> Floats:
    light = _LOG_LIGHT[cv2.cvtColor(part, cv2.COLOR_BGR2GRAY)]
    across, down = cv2.Sobel(light, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(light, cv2.CV_32F, 0, 1, scale=0.125)
    strength, angle = cv2.cartToPolar(across, down)
    strength = np.sqrt(strength)
    binned = edge_histogram(strength, angle, cells=_CELLS, orientations=_ORIENTATIONS)
    return np.asarray(binned * (_EDGE_WEIGHT * (_CELLS / SIDE_PX) ** 2), dtype=np.float64)


def _colours(lab: Picture, skin: Floats) -> Floats:
    # Each cell is a whole number of pixels wide: the average over them, to a hundredth of a level.
    cells = cv2.resize(lab.astype(np.float32), (_CELLS, _CELLS), interpolation=cv2.INTER_AREA).reshape(-1, 3)
    darker = np.clip(np.log((cells[:, 0] + _DARK) / (skin[0] + _DARK)), *_DARKER_RANGE) * 0.5
    colour = np.clip((cells[:, 1:] - skin[1:]) / _COLOUR_RANGE, -1.0, 1.0)
    return np.concatenate((darker, np.abs(colour).ravel(), colour.ravel()))
