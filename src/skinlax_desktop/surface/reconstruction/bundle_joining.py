"""Bundles of some of the pictures, brought into one world: placed, given a size, and laid together.

A bundle here has an entry for every picture of the set; those that it did not solve stand at the origin.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.head_frame import HeadPlacement
from skinlax_desktop.surface.reconstruction.bundle_adjustment import Bundle
from skinlax_desktop.surface.reconstruction.head_placing import placed_in_head
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView

Points = npt.NDArray[np.float64]

_BESIDE_PX: Final = 12.0


def bundle_without_points(matrices: Sequence[Points]) -> Bundle:
    """A bundle of pictures with these camera matrices (3, 3), every camera at the origin and no point seen."""
    stack, count, none = np.array(matrices), len(matrices), np.zeros(0, dtype=np.int64)
    return Bundle(
        rotations=np.tile(np.eye(3), (count, 1, 1)),
        translations=np.zeros((count, 3)),
        points=np.zeros((0, 3)),
        point=none,
        frame=none,
        at_px=np.zeros((0, 2)),
        focal_px=stack[:, [0, 1], [0, 1]],
        centre_px=stack[:, :2, 2],
        basis=np.zeros((0, 0)),
        motion=np.zeros((count, 0, 3)),
    )


def units_per_mm(bundle: Bundle, frame: int, at_px: Points, depth: Points) -> float:
    """How many of the bundle's units a millimetre is, from places (n, 2) in one picture with depths in millimetres."""
    here = bundle.frame == frame
    own = bundle.in_camera()[here, 2]
    apart = ((bundle.at_px[here][:, None] - at_px[None, : len(depth)]) ** 2).sum(axis=2)
    near = apart.argmin(axis=1)
    # The nearest tenth, and whatever else is near: landmarks may lie far from features.
    off = apart.min(axis=1)
    good = off <= max(_BESIDE_PX**2, float(np.percentile(off, 10.0)))
    return float(np.median(own[good] / depth[near[good]]))


def placed_by_camera(bundle: Bundle, frame: int, camera: tuple[Points, Points], size: float) -> Bundle:
    """The bundle moved so that one of its cameras stands as `camera` says; a millimetre is `size` of its units."""
    rotation, translation = camera
    turn = bundle.rotations[frame].T @ rotation
    # Head point p lies at (p @ turn') * size + origin: the camera sees both alike.
    origin = bundle.rotations[frame].T @ (translation * size - bundle.translations[frame])
    return placed_in_head(bundle, HeadPlacement(rotation=turn, origin=origin, scale=size))


def with_camera(bundle: Bundle, view: StereoView, frame: int) -> Bundle:
    """The bundle with one camera standing where `view` does."""
    rotations, translations = bundle.rotations.copy(), bundle.translations.copy()
    rotations[frame], translations[frame] = view.rotation, view.translation
    return replace(bundle, rotations=rotations, translations=translations)


def merged(one: Bundle, two: Bundle, frames: Sequence[int]) -> Bundle:
    """The first bundle with the cameras `frames` and all points of the second."""
    rotations, translations = one.rotations.copy(), one.translations.copy()
    rotations[list(frames)], translations[list(frames)] = two.rotations[list(frames)], two.translations[list(frames)]
    return replace(
        one,
        rotations=rotations,
        translations=translations,
        points=np.concatenate([one.points, two.points]),
        point=np.concatenate([one.point, two.point + len(one.points)]),
        frame=np.concatenate([one.frame, two.frame]),
        at_px=np.concatenate([one.at_px, two.at_px]),
        basis=np.zeros((len(one.points) + len(two.points), 0)),
    )


def with_points(bundle: Bundle, points: Points, seen: dict[int, Points | None]) -> Bundle:
    """The bundle with more points, seen at pixels (n, 2) in some pictures, or where they now project to."""
    placed = replace(
        bundle,
        points=points,
        point=np.tile(np.arange(len(points)), len(seen)),
        frame=np.repeat(list(seen), len(points)),
        at_px=np.zeros((len(points) * len(seen), 2)),
        basis=np.zeros((len(points), 0)),
    )
    projected = placed.residuals_px().reshape(len(seen), len(points), 2)
    pixels = [projected[row] if at_px is None else at_px for row, at_px in enumerate(seen.values())]
    return merged(bundle, replace(placed, at_px=np.concatenate(pixels)), [])
