"""Mirrored pictures of a sweep: they fit nowhere until turned over, or stand where the other side of the face is seen.

Faces are alike enough on both sides that a mirrored picture may find a place among the others; then its turn breaks
the order of the sweep, and its opposite does not.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.surface.reconstruction.feature_tracks import find_features, match_pair
from skinlax_desktop.surface.reconstruction.head_placing import head_yaw_deg
from skinlax_desktop.surface.reconstruction.working_picture import WorkingPicture
from skinlax_desktop.workflows.capture_set import CaptureFrame
from skinlax_desktop.workflows.reconstruction_pictures import PosedHead, ReadPictures

_FEWEST: Final = 40
_OUT_OF_ORDER_DEG: Final = 16.0
_BETWEEN_DEG: Final = 8.0


def refuse_mirrored_picture(frames: Sequence[CaptureFrame], head: PosedHead, read: ReadPictures) -> None:
    """Raise `reconstruct_mirrored_picture` when one is mirrored; one from the very front cannot be told."""
    solved = head.solved
    sweep = [number for number in solved if frames[number].view is View.SWEEP]
    out_of_order = mirrored_turn([head_yaw_deg(head.bundle.rotations[number]) for number in sweep])
    if out_of_order is not None:
        raise SkinlaxError("reconstruct_mirrored_picture", file=frames[sweep[out_of_order]].file)
    for frame in range(1, len(frames) - 1):
        # Beyond a gap nothing fits either, and one cheek turned over is much like the other: both neighbours are asked.
        if frame in solved or not {frame - 1, frame + 1} <= set(solved):
            continue
        pictures = [read.pictures[frame - 1], turned_over(read.pictures[frame]), read.pictures[frame + 1]]
        features = [find_features(picture) for picture in pictures]
        found = [match_pair(first, first + 1, features, pictures) for first in (0, 1)]
        if all(match is not None and len(match.of_first) >= _FEWEST for match in found):
            raise SkinlaxError("reconstruct_mirrored_picture", file=frames[frame].file)


def mirrored_turn(yaws_deg: Sequence[float]) -> int | None:
    """The place in a sweep whose yaw is far from both neighbours', and with the other sign lies between them."""
    for place in range(1, len(yaws_deg) - 1):
        before, yaw, after = yaws_deg[place - 1 : place + 2]
        far = min(abs(yaw - before), abs(yaw - after)) > _OUT_OF_ORDER_DEG
        if far and abs(-yaw - 0.5 * (before + after)) < _BETWEEN_DEG:
            return place
    return None


def turned_over(picture: WorkingPicture) -> WorkingPicture:
    """The picture as a mirror shows it."""
    matrix = picture.camera_matrix.copy()
    matrix[0, 2] = picture.subject.shape[1] - 1 - matrix[0, 2]
    return replace(
        picture,
        picture_bgr=np.asarray(cv2.flip(picture.picture_bgr, 1), dtype=np.uint8),
        subject=np.asarray(cv2.flip(picture.subject, 1), dtype=np.uint8),
        camera_matrix=matrix,
    )
