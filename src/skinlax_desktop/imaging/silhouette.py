"""The head cut out of a plain backdrop. Not plain, or the head cut off: said so, never guessed."""

from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.averaging import average_to

Picture = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

# Longer side of the picture in which the outline is sought; about half a millimetre a pixel at the station.
OUTLINE_PX: Final = 640
_BORDER_SHARE: Final = 0.03
# The backdrop may change smoothly over the picture; what is left over may not exceed this (8-bit levels).
_MOST_UNEVENNESS: Final = 4.0
_CHANNEL_WEIGHTS: Final = np.array([0.7, 1.5, 1.5])
_LEAST_DIFFERENCE: Final = 8.0
_NOISE_FACTOR: Final = 3.0
_TEXTURE_PX: Final = 7
_LEAST_TEXTURE: Final = 1.0
_TEXTURE_FACTOR: Final = 4.0
_LEAST_BACKDROP_SHARE: Final = 0.55
_CELL: Final = 8.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Silhouette:
    """`mask` (h, w) 0/1 of the head and shoulders in the reduced picture; `scale`: picture pixels a mask pixel."""

    mask: Mask
    reduced: Picture
    scale: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NoSilhouette:
    """Why there is none: a code of a reason."""

    reason: str


def cut_out_head(picture: Picture, *, longer_side: int = OUTLINE_PX) -> Silhouette | NoSilhouette:
    """Separate head and shoulders from the backdrop of an upright (h, w, 3) BGR picture."""
    reduced, scale = reduce_picture(picture, longer_side)
    # Colour tells skin from a grey wall of the same brightness, so it counts more than brightness does.
    lab = cv2.cvtColor(reduced, cv2.COLOR_BGR2LAB).astype(np.float64) * _CHANNEL_WEIGHTS
    fitted = _backdrop_model(lab)
    if fitted is None:
        return NoSilhouette(reason="backdrop_not_plain")
    planes, unevenness = fitted
    away = _away_from(lab, planes)
    mask = (away > max(_LEAST_DIFFERENCE, _NOISE_FACTOR * unevenness)).astype(np.uint8) | _textured(lab[..., 0])
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    mask = cast(Mask, cv2.morphologyEx(cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel), cv2.MORPH_CLOSE, kernel))
    body = largest_filled(mask)
    if body is None:
        return NoSilhouette(reason="no_face")
    return Silhouette(mask=body, reduced=reduced, scale=scale)


def reduce_picture(picture: Picture, longer_side: int) -> tuple[Picture, float]:
    """The picture averaged to that size, and how many of its pixels one of the new ones is."""
    height, width = picture.shape[:2]
    scale = max(height, width) / longer_side
    size = (max(round(width / scale), 8), max(round(height / scale), 8))
    # For speed halved first, once only where a chin's outline is read to a fraction of a reduced pixel.
    if scale >= 8.0 and longer_side < OUTLINE_PX and width % 4 == 0 and height % 4 == 0:
        picture = average_to(picture, (width // 4, height // 4))
    elif scale >= 4.0 and width % 2 == 0 and height % 2 == 0:
        picture = average_to(picture, (width // 2, height // 2))
    return cast(Picture, cv2.resize(picture, size, interpolation=cv2.INTER_AREA)), scale


def _textured(lightness: Floats) -> Mask:
    """Where strands show: grey hair has the colour of a grey wall, but a wall is smooth.

    Eroded by as much as the window reaches over an edge, so that no outline moves outwards.
    """
    window = (_TEXTURE_PX, _TEXTURE_PX)
    mean = cv2.blur(lightness, window)
    spread = np.sqrt(np.maximum(cv2.blur(lightness**2, window) - mean**2, 0.0))
    wall = float(np.median(spread[: max(2, len(spread) // 20)]))
    rough = (spread > max(_LEAST_TEXTURE, _TEXTURE_FACTOR * wall)).astype(np.uint8)
    return cast(Mask, cv2.erode(rough, np.ones(window, dtype=np.uint8)))


def _backdrop_model(lab: Floats) -> tuple[Floats, float] | None:
    """A plane through each channel of the border's colours, fitted to the majority; None when there is no majority.

    Returned, (3 terms, 3 channels), with what is left over, root mean square.
    The bottom edge and the lower sides hold the shoulders, so the top edge and the upper sides are asked.
    """
    height, width = lab.shape[:2]
    rim = max(2, round(_BORDER_SHARE * min(height, width)))
    border = np.zeros((height, width), dtype=bool)
    border[:rim] = True
    border[: round(0.6 * height), :rim] = True
    border[: round(0.6 * height), -rim:] = True
    rows, columns = np.nonzero(border)
    terms = np.column_stack((np.ones(len(rows)), columns / width - 0.5, rows / height - 0.5))
    colours = lab[rows, columns]
    kept = np.linalg.norm(colours - _commonest(colours), axis=1) < 1.5 * _LEAST_DIFFERENCE
    planes = np.zeros((3, 3))
    for _ in range(4):
        if kept.mean() < _LEAST_BACKDROP_SHARE:
            return None
        planes, *_ = np.linalg.lstsq(terms[kept], colours[kept], rcond=None)
        kept = np.linalg.norm(colours - terms @ planes, axis=1) < _LEAST_DIFFERENCE
    unevenness = float(np.sqrt(((colours - terms @ planes)[kept] ** 2).sum(axis=1).mean()))
    if unevenness > _MOST_UNEVENNESS:
        return None
    return np.asarray(planes, dtype=np.float64), unevenness


def _away_from(lab: Floats, planes: Floats) -> Floats:
    """How far each pixel's colour is from the backdrop's there (h, w); channel by channel, which is quicker."""
    height, width = lab.shape[:2]
    across, down = np.arange(width) / width - 0.5, np.arange(height)[:, None] / height - 0.5
    squares = np.zeros((height, width))
    for channel, (level, sideways, downwards) in enumerate(planes.T):
        squares += (lab[..., channel] - ((level + sideways * across) + downwards * down)) ** 2
    return np.sqrt(squares)


def _commonest(colours: Floats) -> Floats:
    """The middle of the fullest cell of colour space: the back of a head at the border must not pull it."""
    cells = np.round(colours / _CELL).astype(np.int64) + 64
    keys = (cells[:, 0] * 128 + cells[:, 1]) * 128 + cells[:, 2]
    _, member, counts = np.unique(keys, return_inverse=True, return_counts=True)
    fullest = member == int(np.argmax(counts))
    return np.asarray(np.median(colours[fullest], axis=0), dtype=np.float64)


def largest_filled(mask: Mask) -> Mask | None:
    """All of a (h, w) 0/1 mask's largest part that the open backdrop above the head does not reach, without islands.

    A head cut off by one side of the picture is open there: holes are what cannot be reached from the top edge.
    """
    _, parts = cv2.connectedComponents((mask == 0).astype(np.uint8), connectivity=4)
    above = np.unique(parts[0][mask[0] == 0])
    filled = (~np.isin(parts, above)).astype(np.uint8)
    outlines, _ = cv2.findContours(filled, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    largest = max(outlines, key=cv2.contourArea)
    if cv2.contourArea(largest) < 0.05 * mask.size:
        return None
    body = np.zeros_like(filled)
    cv2.drawContours(body, [largest], -1, 1, cv2.FILLED)
    return body
