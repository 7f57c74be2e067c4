"""How a picture is presented to the landmark model, always the same way.

The model works on a small fixed crop, and its points shift by a fraction of a pixel with the size of what it is given.
Measurements therefore never use the picture as it came: the face is cut out at a fixed share of a fixed square, found
there, and the points are carried back. Shapes: pictures are upright (height, width, 3) uint8 BGR; points are pixels,
centre of the top-left pixel (0, 0).
"""

from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.averaging import average_to
from skinlax_desktop.ports.landmarks import FoundFace, LandmarkFinder

Picture = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

# Side of the square that is shown to the model, and the share of it that the face's longer side takes.
PRESENTED_PX = 768
FACE_SHARE = 0.5
# A large square is a whole number of these wide, so that it can be halved.
_WHOLE_HALVES = 8
# Longer side of the whole picture for the first search.
SEARCH_PX = 1024
TRACKING_PX = 640


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PresentedPicture:
    """What the model is shown, with the way back: picture pixel = `scale` * (presented + 0.5) - 0.5 + `offset`."""

    picture: Picture
    scale: float
    offset_px: tuple[float, float]

    def to_original(self, face: FoundFace) -> FoundFace:
        """The face in pixels of the picture that was presented."""
        points = self.scale * (face.points_px + 0.5) - 0.5 + np.array(self.offset_px)
        return replace(face, points_px=points, depth_px=face.depth_px * self.scale)


def present_whole(picture: Picture) -> PresentedPicture:
    """The whole picture, reduced to the size of the first search (never enlarged)."""
    height, width = picture.shape[:2]
    scale = max(height, width) / SEARCH_PX
    if scale <= 1.0:
        return PresentedPicture(picture=picture, scale=1.0, offset_px=(0.0, 0.0))
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    return PresentedPicture(picture=average_to(picture, size), scale=scale, offset_px=(0.0, 0.0))


def present_for_landmarks(picture: Picture, points_px: Points, *, between_centres: bool = False) -> PresentedPicture:
    """The face whose rough points are given, at its fixed share of the fixed square; edges are repeated outside.

    `between_centres`: the square lies half a pixel aside, so that a mirrored face gives the mirrored square.
    """
    height, width = picture.shape[:2]
    low, high = points_px.min(axis=0), points_px.max(axis=0)
    side = max(round(float((high - low).max()) / FACE_SHARE), 1)
    smaller = side > PRESENTED_PX
    # A large square lies on even pixels and can be halved, where the picture allows it.
    grid = 2 if smaller and height % 2 == 0 and width % 2 == 0 else 1
    if smaller:
        side = -(-side // _WHOLE_HALVES) * _WHOLE_HALVES
    half = (side - 1) / 2.0 if between_centres else side / 2.0
    left, top = (grid * round(float(middle - half) / grid) for middle in (low + high) / 2.0)
    inside = picture[max(top, 0) : max(top + side, 0), max(left, 0) : max(left + side, 0)]
    missing = (max(-top, 0), max(top + side - height, 0), max(-left, 0), max(left + side - width, 0))
    square_side = side
    if grid == 2 and side >= 2 * PRESENTED_PX:
        inside = average_to(inside, (inside.shape[1] // 2, inside.shape[0] // 2))
        missing = (missing[0] // 2, missing[1] // 2, missing[2] // 2, missing[3] // 2)
        square_side = side // 2
    square = cast(Picture, cv2.copyMakeBorder(inside, *missing, cv2.BORDER_REPLICATE)) if any(missing) else inside
    size = (PRESENTED_PX, PRESENTED_PX)
    presented = average_to(square, size) if square_side > PRESENTED_PX else cast(Picture, cv2.resize(square, size))
    return PresentedPicture(picture=presented, scale=side / PRESENTED_PX, offset_px=(float(left), float(top)))


def find_faces(picture: Picture, finder: LandmarkFinder) -> tuple[FoundFace, ...]:
    """All faces of an upright picture, largest first, in its pixels; the largest one measured the one fixed way."""
    whole = present_whole(picture)
    rough = sorted((whole.to_original(face) for face in finder.find(whole.picture)), key=_extent, reverse=True)
    if not rough:
        return ()
    main = rough[0]
    presented = present_for_landmarks(picture, main.points_px)
    again = [presented.to_original(face) for face in finder.find(presented.picture)]
    centre = main.points_px.mean(axis=0)
    close = min(again, key=lambda face: float(np.hypot(*(face.points_px.mean(axis=0) - centre))), default=main)
    return (close, *rough[1:])


def _extent(face: FoundFace) -> float:
    return float(np.ptp(face.points_px, axis=0).max())


def count_faces(picture: Picture, finder: LandmarkFinder) -> int:
    """How many faces a quick search of the reduced picture finds."""
    height, width = picture.shape[:2]
    scale = max(height, width) / TRACKING_PX
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    return len(finder.find(cast(Picture, cv2.resize(picture, size, interpolation=cv2.INTER_AREA))))


def track_face(picture: Picture, finder: LandmarkFinder, at_ms: int) -> FoundFace | None:
    """The main face of a live stream in pixels of `picture`; quick, and not for measurements."""
    height, width = picture.shape[:2]
    scale = max(height, width) / TRACKING_PX
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    # Exact halving by averages, then a cheap step: nearly as calm as averaging all the way, at a ninth of its cost.
    halved = cv2.resize(picture, (width // 2, height // 2), interpolation=cv2.INTER_AREA) if scale >= 2.0 else picture
    reduced = cast(Picture, cv2.resize(halved, size, interpolation=cv2.INTER_LINEAR))
    face = finder.track(reduced, at_ms)
    if face is None:
        return None
    return PresentedPicture(picture=reduced, scale=width / size[0], offset_px=(0.0, 0.0)).to_original(face)
