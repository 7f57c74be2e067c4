"""Landmarks that treat both sides alike: the mean of what is found in a picture and in its mirror image.

MediaPipe answers a little differently for a mirrored face. The mean swaps sides exactly when a picture is mirrored, and
errs less than either.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.landmark_picture import present_for_landmarks, present_whole
from skinlax_desktop.ports.landmarks import FoundFace, LandmarkFinder
from skinlax_desktop.surface.canonical_face import mirror_points, mirrored_landmarks

_SAME_FACE: Final = 0.25


def find_evenly(
    finder: LandmarkFinder, picture_bgr: npt.NDArray[np.uint8], beside: LandmarkFinder | None = None
) -> tuple[FoundFace, ...]:
    """Faces as `finder.find` has them, points and depth averaged with the mirror image's.

    A face that is not found again in the mirror image stays as it is. With a second finder `beside` it, which must
    answer alike, the mirror image is looked at in the same time.
    """
    mirrored = np.ascontiguousarray(picture_bgr[:, ::-1])
    if beside is None:
        faces = finder.find(picture_bgr)
        seen = finder.find(mirrored) if faces else ()
    else:
        with ThreadPoolExecutor(max_workers=1) as worker:
            begun = worker.submit(beside.find, mirrored)
            faces = finder.find(picture_bgr)
            seen = begun.result()
    twins = [mirrored_face(face, picture_bgr.shape[1]) for face in seen]
    return tuple(_mean(face, twins) for face in faces)


def even_face(
    picture_bgr: npt.NDArray[np.uint8],
    finder: LandmarkFinder,
    face: FoundFace,
    beside: LandmarkFinder | None = None,
) -> FoundFace:
    """A face that was found in a picture, found again evenly, searched for as `find_faces` does.

    The face that is nearest counts; where none is near, it stays as it is.
    """
    whole = present_whole(picture_bgr)
    rough = _nearest([whole.to_original(one) for one in find_evenly(finder, whole.picture, beside)], face)
    presented = present_for_landmarks(picture_bgr, rough.points_px, between_centres=True)
    found = find_evenly(finder, presented.picture, beside)
    return _nearest([presented.to_original(one) for one in found], rough)


def mirrored_face(face: FoundFace, width_px: int) -> FoundFace:
    """The points as the mirrored picture, `width_px` wide, would show them; the rest stays as it is."""
    points = mirrored_landmarks(face.points_px, width_px)
    return replace(face, points_px=points, depth_px=face.depth_px[mirror_points()])


def _mean(face: FoundFace, twins: Sequence[FoundFace]) -> FoundFace:
    twin = _nearest(twins, face)
    return replace(
        face, points_px=(face.points_px + twin.points_px) / 2.0, depth_px=(face.depth_px + twin.depth_px) / 2.0
    )


def _nearest(faces: Sequence[FoundFace], to: FoundFace) -> FoundFace:
    """The face whose points lie nearest, or the given one when none is the same face."""
    furthest = _SAME_FACE * float(np.ptp(to.points_px[:, 0]))
    away = [float(np.abs(one.points_px - to.points_px).mean()) for one in faces]
    near = min(range(len(faces)), key=away.__getitem__, default=None)
    return to if near is None or away[near] > furthest else faces[near]
