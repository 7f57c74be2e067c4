"""Poses made finer than features can: patches of the rough surface are followed through all pictures that see them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.bundle_adjustment import Bundle
from skinlax_desktop.surface.reconstruction.incremental_poses import polish
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView
from skinlax_desktop.surface.reconstruction.surfel_tracks import follow, surfels_on_face

Points = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

_SURFELS: Final = 2400
# Spacing of a patch's samples and how far from its expected place it may be, in millimetres; coarse, then fine.
_ROUNDS: Final = ((0.6, 3.0), (0.35, 1.2))
_LEAST_ALIKE: Final = 0.7
_FEWEST_SIGHTINGS: Final = 40


def refine_poses(
    bundle: Bundle,
    solved: Sequence[int],
    views: Sequence[StereoView],
    vertices: Points,
    triangles: Indices,
    *,
    least_alike: float = _LEAST_ALIKE,
) -> Bundle:
    """The bundle of followed patches, with the poses they give; a frame that shows too few of them keeps its pose.

    `least_alike`: correlation of a patch with its reference picture that counts as found.
    """
    surfels, cosines = surfels_on_face(vertices, triangles, views, solved, _SURFELS)
    points = surfels.points
    refined = bundle
    for step_mm, reach_mm in _ROUNDS:
        placed = [
            replace(view, rotation=refined.rotations[number], translation=refined.translations[number])
            for number, view in enumerate(views)
        ]
        seen = follow(placed, surfels, cosines, step_mm=step_mm, reach_mm=reach_mm, least_alike=least_alike)
        count = np.bincount(seen.frame, minlength=len(views))
        if (count[list(solved)] < _FEWEST_SIGHTINGS).any():
            break
        sighted = replace(
            refined,
            points=points,
            basis=np.zeros((len(points), 0)),
            motion=np.zeros((len(views), 0, 3)),
            point=seen.point,
            frame=seen.frame,
            at_px=seen.at_px,
        )
        refined = polish(sighted.without(np.zeros(len(seen.point), dtype=bool)), solved, rounds=2)
    return refined
