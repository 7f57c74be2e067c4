"""A picture as reconstruction works on it: reduced, free of distortion, with its pinhole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.backdrop import border_colours, subject_mask

Pixels = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

WORKING_WIDTH_PX: Final = 1200


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorkingPicture:
    """`picture_bgr` (h, w, 3); `camera_matrix` (3, 3) of this size, centre of the top-left pixel (0, 0).

    `subject` (h, w) uint8 is 255 where the subject may be, 0 on the smooth backdrop behind; see `with_subjects`.
    """

    picture_bgr: Pixels
    camera_matrix: Points
    subject: Pixels


def prepare_picture(
    picture_bgr: Pixels,
    camera_matrix: Points,
    distortion: tuple[float, float, float, float, float],
    width_px: int = WORKING_WIDTH_PX,
) -> WorkingPicture:
    """Reduce an upright (height, width, 3) picture to `width_px` or less and straighten it; all of it is subject."""
    height, width = picture_bgr.shape[:2]
    share = min(1.0, width_px / width)
    size = (round(width * share), round(height * share))
    small = picture_bgr if share == 1.0 else cv2.resize(picture_bgr, size, interpolation=cv2.INTER_AREA)
    matrix = resized_matrix(camera_matrix, (width, height), size)
    if any(distortion):
        small = cv2.undistort(small, matrix, np.array(distortion))
    straight = np.asarray(small, dtype=np.uint8)
    return WorkingPicture(picture_bgr=straight, camera_matrix=matrix, subject=np.full_like(straight[:, :, 0], 255))


def with_subjects(pictures: Sequence[WorkingPicture]) -> list[WorkingPicture]:
    """The pictures of one set with the backdrop that they share taken from their subjects."""
    borders = [border_colours(picture.picture_bgr) for picture in pictures]
    return [replace(picture, subject=subject_mask(picture.picture_bgr, borders)) for picture in pictures]


def resized_matrix(camera_matrix: Points, size: tuple[int, int], to: tuple[int, int]) -> Points:
    """The camera matrix (3, 3) of a picture of (width, height) `size` after it was resized."""
    scale = np.array([to[0] / size[0], to[1] / size[1], 1.0])
    matrix = camera_matrix * scale[:, None]
    # A pixel's centre, not its corner, is at a whole number.
    matrix[:2, 2] = (camera_matrix[:2, 2] + 0.5) * scale[:2] - 0.5
    return np.asarray(matrix)
