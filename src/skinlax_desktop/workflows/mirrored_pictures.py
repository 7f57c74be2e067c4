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
from skinlax_desktop.workflows.reconstruction_poses import PosedHead, ReadPictures

# Pores of a face do not match those of its other half: this many that fit one turn are no accident.
_FEWEST: Final = 40
_NEAREST: Final = 4
_OUT_OF_ORDER_DEG: Final = 16.0


def refuse_mirrored_picture(frames: Sequence[CaptureFrame], head: PosedHead, read: ReadPictures) -> None:
    """Raise `reconstruct_mirrored_picture` when one is mirrored; one from the very front cannot be told."""
    solved = head.solved
    sweep = [number for number in solved if frames[number].view is View.SWEEP]
    out_of_order = mirrored_turn([head_yaw_deg(head.bundle.rotations[number]) for number in sweep])
    if out_of_order is not None:
        raise SkinlaxError("reconstruct_mirrored_picture", file=frames[sweep[out_of_order]].file)
    for frame in range(len(frames)):
        if frame in solved:
            continue
        near = sorted(solved, key=lambda other: abs(other - frame))[:_NEAREST]
        pictures = {other: read.pictures[other] for other in near}
        pictures[frame] = turned_over(read.pictures[frame])
        shown = sorted(pictures)
        features = [find_features(pictures[number]) for number in shown]
        own = shown.index(frame)
        for other in range(len(shown)):
            if other == own:
                continue
            found = match_pair(own, other, features, [pictures[number] for number in shown])
            if found is not None and len(found.of_first) >= _FEWEST:
                raise SkinlaxError("reconstruct_mirrored_picture", file=frames[frame].file)


def mirrored_turn(yaws_deg: Sequence[float]) -> int | None:
    """The place in a sweep whose yaw lies far from what its neighbours promise, but would not with the other sign."""
    for place in range(1, len(yaws_deg) - 1):
        around = [*yaws_deg[max(place - 2, 0) : place], *yaws_deg[place + 1 : place + 3]]
        promised = float(np.median(around))
        yaw = yaws_deg[place]
        if abs(yaw - promised) > _OUT_OF_ORDER_DEG and abs(-yaw - promised) < 0.5 * abs(yaw - promised):
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
