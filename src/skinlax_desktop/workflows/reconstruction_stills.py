"""Poses of single stills 45 degrees apart, which no features link: from landmarks to patches, each step a finer one.

Landmarks place the cameras to some 20 mm and shape a face to 2 or 3; a still repainted over it gives patches, those a
first dense surface, and patches followed over that surface the poses. Twice round, the cameras stand right to half a
millimetre (`docs/decisions/0039-single-stills.md`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.surface.canonical_face import MESH_POINTS, canonical_face
from skinlax_desktop.surface.reconstruction.bundle_adjustment import AdjustOptions, Bundle, adjust
from skinlax_desktop.surface.reconstruction.fitted_prior import fitted
from skinlax_desktop.surface.reconstruction.head_placing import find_head, placed_in_head, triangulate_landmarks
from skinlax_desktop.surface.reconstruction.mesh_cleaning import smoothed
from skinlax_desktop.surface.reconstruction.ray_tracing import raycaster
from skinlax_desktop.surface.reconstruction.seen_colours import project
from skinlax_desktop.surface.reconstruction.wide_links import link
from skinlax_desktop.workflows.capture_set import CaptureFrame
from skinlax_desktop.workflows.pose_refinement import refine_poses
from skinlax_desktop.workflows.reconstruction_pictures import PosedHead, ReadPictures, expected_yaw_deg, views_of
from skinlax_desktop.workflows.reconstruction_surface import Rough, surface_of_stills

Points = npt.NDArray[np.float64]

_FURTHEST_DEG: Final = 60.0
_FEWEST: Final = 3
_LANDMARKS_PX: Final = 4.0
_LINKS_PX: Final = 1.5
_SMOOTH_ROUNDS, _LEAST_ALIKE = 12, 0.5
# Landmarks that sit on features and not on outlines: corners of eyes and mouth, nose, forehead, lips, chin.
_ON_FEATURES: Final = (
    *(33, 133, 362, 263, 168, 1, 4, 61, 291, 6, 195, 197, 5, 9, 151, 8, 17, 0, 13, 14, 78, 308, 57, 287),
)
# Share of the working picture, pixels searched there, size of a voxel: before each refinement of the poses.
_SEARCHES: Final = ((0.35, 24, 1.8), (0.35, 24, 1.8), (0.45, 24, 1.6))
# The same once the poses are right: what is measured shapes the start of the next search.
_GROWING: Final = ((0.35, 24, 1.8), (0.45, 24, 1.6))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PosedStills:
    """The head with its poses, and a surface in the bundle's world that is right to a millimetre or two."""

    head: PosedHead
    rough: Rough


def are_single_stills(frames: Sequence[CaptureFrame]) -> bool:
    """Whether each picture shows another view, none swept over and none with a second picture aside."""
    views = [frame.view for frame in frames]
    named = all(view is not None and view is not View.SWEEP for view in views)
    return named and len(set(views)) == len(views) and all(not frame.aside_deg for frame in frames)


def pose_stills(frames: Sequence[CaptureFrame], read: ReadPictures) -> PosedStills:
    """Poses of the frontal and the oblique stills; profiles show no landmarks and stay without.

    Raises `reconstruct_no_asides` when they cannot be found, `reconstruct_nothing`.
    """
    yaws = {number: expected_yaw_deg(frame) for number, frame in enumerate(frames)}
    used = [
        number for number in sorted(read.landmarks) if (yaw := yaws[number]) is not None and abs(yaw) < _FURTHEST_DEG
    ]
    if len(used) < _FEWEST:
        raise SkinlaxError("reconstruct_no_asides")
    front = min(used, key=lambda number: abs(yaws[number] or 0.0))
    landmarks = {number: read.landmarks[number][:MESH_POINTS] for number in used}
    bundle = _from_landmarks(landmarks, read, front)
    bundle, shape = _in_head(bundle, landmarks)
    bundle = _linked(bundle, shape, landmarks, read, front)
    for search in _SEARCHES:
        rough = surface_of_stills(bundle, used, views_of(bundle, read), _mesh(shape), *search)
        smooth = smoothed(*rough, rounds=_SMOOTH_ROUNDS), rough[1]
        refined = refine_poses(bundle, used, views_of(bundle, read), *smooth, least_alike=_LEAST_ALIKE)
        if refined is bundle:
            raise SkinlaxError("reconstruct_no_asides")
        # The size of the world moved with the poses: landmarks give the start again.
        bundle, shape = _in_head(refined, landmarks)
    rough = _mesh(shape)
    for search in _GROWING:
        views = views_of(bundle, read)
        rough = fitted(surface_of_stills(bundle, used, views, rough, *search), shape)
    return PosedStills(head=PosedHead(bundle=bundle, solved=used, landmarks=shape), rough=rough)


def _from_landmarks(landmarks: Mapping[int, Points], read: ReadPictures, front: int) -> Bundle:
    """Cameras that see the average face where the landmarks are, then shape and cameras adjusted to the landmarks."""
    matrices = [picture.camera_matrix for picture in read.pictures]
    count = len(matrices)
    rotations, translations = np.tile(np.eye(3), (count, 1, 1)), np.zeros((count, 3))
    average = np.ascontiguousarray(canonical_face().points_in_head_mm[:MESH_POINTS], dtype=np.float64)
    for frame, at_px in landmarks.items():
        pixels = np.ascontiguousarray(at_px, dtype=np.float64)
        found, turn, shift = cv2.solvePnP(average, pixels, matrices[frame], None, flags=cv2.SOLVEPNP_SQPNP)
        if not found:
            raise SkinlaxError("reconstruct_no_asides")
        turn, shift = cv2.solvePnPRefineLM(average, pixels, matrices[frame], None, turn, shift)
        rotations[frame] = cv2.Rodrigues(turn)[0]
        translations[frame] = np.asarray(shift, dtype=np.float64).ravel()
    bundle = Bundle(
        rotations=rotations,
        translations=translations,
        points=average,
        point=np.tile(np.arange(MESH_POINTS), len(landmarks)),
        frame=np.repeat(list(landmarks), MESH_POINTS),
        at_px=np.concatenate(list(landmarks.values())).astype(np.float64),
        focal_px=np.array([[matrix[0, 0], matrix[1, 1]] for matrix in matrices]),
        centre_px=np.array([matrix[:2, 2] for matrix in matrices]),
        basis=np.zeros((MESH_POINTS, 0)),
        motion=np.zeros((count, 0, 3)),
    )
    bundle = replace(bundle, points=triangulate_landmarks(landmarks, bundle))
    return adjust(bundle, _options(bundle, landmarks, front, _LANDMARKS_PX))


def _linked(
    bundle: Bundle,
    shape: Points,
    landmarks: Mapping[int, Points],
    read: ReadPictures,
    front: int,
) -> Bundle:
    """The bundle adjusted to patches that the front and each oblique share, and to the landmarks on features."""
    views, scene = views_of(bundle, read), raycaster(*_mesh(shape))
    sides = [frame for frame in landmarks if frame != front]
    chosen = np.array(_ON_FEATURES)
    points = [shape[chosen]]
    numbers = [np.tile(np.arange(len(chosen)), len(landmarks))]
    frames = [np.repeat(list(landmarks), len(chosen))]
    pixels = [at_px[chosen] for at_px in landmarks.values()]
    for source, target in [(front, side) for side in sides] + [(side, front) for side in sides]:
        linked = link(views[source], views[target], scene, rough=True)
        if linked is None:
            continue
        space, in_target = linked.points, linked.at_px
        view = views[source]
        row = np.arange(len(space)) + sum(len(part) for part in points)
        points.append(space)
        numbers += [row, row]
        frames += [np.full(len(space), source), np.full(len(space), target)]
        pixels += [project(space, view.camera_matrix, view.rotation, view.translation)[0], in_target]
    if len(points) < len(sides) + 1:
        raise SkinlaxError("reconstruct_no_asides")
    grown = replace(
        bundle,
        points=np.concatenate(points),
        point=np.concatenate(numbers),
        frame=np.concatenate(frames),
        at_px=np.concatenate(pixels),
        basis=np.zeros((sum(len(part) for part in points), 0)),
    )
    return adjust(grown, _options(grown, landmarks, front, _LINKS_PX))


def _options(bundle: Bundle, landmarks: Mapping[int, Points], front: int, robust_px: float) -> AdjustOptions:
    unseen = [frame for frame in range(len(bundle.rotations)) if frame not in landmarks]
    return AdjustOptions(iterations=25, robust_px=robust_px, fixed_frames=(front, *unseen))


def _in_head(bundle: Bundle, landmarks: Mapping[int, Points]) -> tuple[Bundle, Points]:
    placement, points = find_head(landmarks, bundle)
    return placed_in_head(bundle, placement), (points - placement.origin) @ placement.rotation / placement.scale


def _mesh(shape: Points) -> Rough:
    """The landmarks (468, 3) as a mesh whose normals look outwards."""
    return shape, np.ascontiguousarray(canonical_face().triangles, dtype=np.int64)
