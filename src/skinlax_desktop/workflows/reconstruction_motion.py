"""A face that moved between the pictures: its motion is measured and taken out of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.bundle_adjustment import Bundle
from skinlax_desktop.surface.reconstruction.face_motion import (
    MotionBasis,
    as_if_still,
    motion_basis,
    solve_motion,
    with_basis,
)
from skinlax_desktop.surface.reconstruction.ray_tracing import raycaster
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView
from skinlax_desktop.surface.reconstruction.surfel_tracks import Surfels, follow, surfels_on_face
from skinlax_desktop.surface.rigid_motion import fit_similarity

Points = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

SURFELS: Final = 1800
# Root mean square reprojection error of followed patches on a still face stays below this, in working pixels:
# .33 and .34 on two still phantoms, .72 with .3 mm of motion.
STILL_PX: Final = 0.5
_ROUNDS: Final = ((0.7, 5.0), (0.3, 1.8))
_LEAST_ALIKE: Final = 0.6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StillFace:
    """Poses without the motion, pictures as if the face had been still, and the motion's 3D rms in millimetres.

    The motion is the face's own: what a turn and shift of the whole head explains is taken off.

    `moved_views`: the pictures as they were taken, with the same poses.
    """

    bundle: Bundle
    basis: MotionBasis
    moved_views: list[StereoView]
    views: list[StereoView]
    motion_mm: float
    motion_by_frame_mm: tuple[float, ...]


def take_out_motion(
    bundle: Bundle,
    solved: Sequence[int],
    views: Sequence[StereoView],
    vertices: Points,
    triangles: Indices,
    still: int,
    *,
    before: StillFace | None = None,
) -> StillFace:
    """Follow patches of the rough surface through all pictures and explain what they do by poses and a smooth motion.

    `still`: the picture at whose moment the shape is wanted. `before`: an earlier answer, made better.
    """
    surfels, cosines = surfels_on_face(vertices, triangles, views, solved, SURFELS)
    basis = motion_basis(surfels.points) if before is None else before.basis
    placed = list(views)
    solution = None if before is None else before.bundle
    kept = np.arange(len(surfels.points))
    for step_mm, reach_mm in _ROUNDS if before is None else _ROUNDS[1:]:
        offsets = None
        if solution is not None:
            offsets = np.einsum("nk,fkc->fnc", basis.at(surfels.points), solution.motion)
        seen = follow(
            placed,
            surfels,
            cosines[:, kept],
            offsets_mm=offsets,
            step_mm=step_mm,
            reach_mm=reach_mm,
            least_alike=_LEAST_ALIKE,
        )
        sighted = replace(
            bundle if solution is None else solution,
            points=surfels.points,
            basis=np.zeros((len(surfels.points), 0)),
            point=seen.point,
            frame=seen.frame,
            at_px=seen.at_px,
            motion=np.zeros((len(views), 0, 3)),
        )
        room = with_basis(sighted, basis)
        if solution is not None:
            room = replace(room, motion=solution.motion)
        solution, _ = solve_motion(room.without(np.zeros(len(room.point), dtype=bool)), still)
        kept_now = numbers_left(room, solution)
        kept = kept[kept_now]
        surfels = Surfels(
            points=solution.points, normals=surfels.normals[kept_now], reference=surfels.reference[kept_now]
        )
        placed = [
            replace(view, rotation=solution.rotations[number], translation=solution.translations[number])
            for number, view in enumerate(views)
        ]
    assert solution is not None  # noqa: S101
    scene = raycaster(vertices, triangles)
    still_views = [
        as_if_still(view, scene, basis, solution.motion[number]) if number in solved else view
        for number, view in enumerate(placed)
    ]
    away = np.einsum("nk,fkc->fnc", basis.at(surfels.points), solution.motion)
    by_frame = np.array([_beyond_rigid_mm(surfels.points, part) for part in away])
    moving = [number for number in solved if number != still]
    return StillFace(
        bundle=solution,
        basis=basis,
        moved_views=placed,
        views=still_views,
        motion_mm=float(np.sqrt((by_frame[moving] ** 2).mean())) if moving else 0.0,
        motion_by_frame_mm=tuple(float(value) for value in by_frame),
    )


def _beyond_rigid_mm(points: Points, away: Points) -> float:
    """The 3D rms of displacements (n, 3) of points (n, 3) that no turn and shift of the head explains.

    A smooth motion can take a camera's error upon itself; what is left is the face's own.
    """
    if not away.any():
        return 0.0
    rigid = fit_similarity(points, points + away, rigid=True)
    left = points + away - (points @ rigid.rotation.T + rigid.shift)
    return float(np.sqrt((left**2).sum(axis=1).mean()))


def numbers_left(before: Bundle, after: Bundle) -> Indices:
    """Which points of the bundle before are those of the bundle after, by their rows of the basis."""
    rows = {row.tobytes(): number for number, row in enumerate(np.ascontiguousarray(before.basis))}
    return np.array([rows[row.tobytes()] for row in np.ascontiguousarray(after.basis)], dtype=np.int64)
