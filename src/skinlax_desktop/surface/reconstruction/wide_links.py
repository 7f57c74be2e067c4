"""Matches across wide gaps: a picture is repainted over the surface found so far as the other camera would see it.

Features fail beyond some 25 degrees because the skin is seen at another slant; a repainted picture has no such gap, and
its patches are found again in the real one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.bundle_adjustment import Bundle
from skinlax_desktop.surface.reconstruction.feature_tracks import Features, PairMatches
from skinlax_desktop.surface.reconstruction.patch_links import evened, find_patches, laid_over
from skinlax_desktop.surface.reconstruction.ray_tracing import cast
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView
from skinlax_desktop.surface.reconstruction.seen_colours import project
from skinlax_desktop.surface.reconstruction.working_picture import Pixels, resized_matrix

Points = npt.NDArray[np.float64]

_LEAST_COSINE: Final = 0.2
_HIDDEN_MM: Final = 2.0
_RESECTION_PX: Final = 8.0
_FEWEST: Final = 16
_LEAST_SHARE: Final = 0.2
# All of the painted picture is shifted at once so far, at this share of the working picture.
_WHOLE_SHARE, _WHOLE_REACH_PX = 0.3, 80
_SHIFTS_ASKED: Final = 4
_ENOUGH_PATCHES: Final = 24
# Share of the working picture, side of a patch there and how far it is looked for: closer as the pose gets better.
_ROUNDS: Final = ((0.3, 25, 20), (0.6, 31, 24), (0.6, 31, 12))
# A surface that is millimetres off shifts and bends what is painted over it: smaller patches, further away.
_ROUNDS_ON_ROUGH: Final = ((0.6, 21, 40), (0.6, 21, 20))
_OFF_ON_ROUGH_PX: Final = 14.0
_AXIS_PRIOR: Final = 1500.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Linked:
    """The target's `view`, and what it shares with the source: `points` (n, 3) of the surface at its pixels (n, 2)."""

    view: StereoView
    points: Points
    at_px: Points


def turned_about(view: StereoView, axis_point: Points, yaw_deg: float) -> StereoView:
    """The view after the head has turned by `yaw_deg` more to its own left about an upright axis (head frame)."""
    yaw = np.radians(yaw_deg)
    turn = np.array([[np.cos(yaw), 0.0, np.sin(yaw)], [0.0, 1.0, 0.0], [-np.sin(yaw), 0.0, np.cos(yaw)]])
    return replace(
        view,
        rotation=view.rotation @ turn,
        translation=view.translation + view.rotation @ (axis_point - turn @ axis_point),
    )


def repaint(source: StereoView, target: StereoView, scene: Any, share: float) -> tuple[Pixels, Pixels, Points]:
    """What the target sees, painted by the source, `share` as large: picture, mask, and the point of each pixel."""
    height, width = (round(side * share) for side in target.picture.shape[:2])
    matrix = resized_matrix(target.camera_matrix, target.picture.shape[1::-1], (width, height))
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float64)
    x, y = (columns - matrix[0, 2]) / matrix[0, 0], (rows - matrix[1, 2]) / matrix[1, 1]
    directions = np.stack([x, y, np.ones_like(x)], axis=2) @ target.rotation
    rays = np.concatenate([np.broadcast_to(target.centre, directions.shape), directions], axis=2)
    along, normals = cast(scene, rays)
    seen = np.isfinite(along)
    points = target.centre + directions * np.where(seen, along, 0.0)[:, :, None]
    towards = source.centre - points
    distance = np.linalg.norm(towards, axis=2)
    cosine = (towards * normals).sum(axis=2) / np.maximum(distance, 1e-9)
    back = np.concatenate([np.broadcast_to(source.centre, points.shape), -towards], axis=2)
    reached, _ = cast(scene, back)
    seen &= (cosine > _LEAST_COSINE) & (np.abs(reached - 1.0) * distance < _HIDDEN_MM)
    # Reduced before it is resampled, so that the sensor's noise is averaged away.
    size = source.picture.shape[1::-1]
    small = (round(size[0] * share), round(size[1] * share))
    palette = cv2.resize(source.picture, small, interpolation=cv2.INTER_AREA)
    matrix = resized_matrix(source.camera_matrix, size, small)
    pixels, _ = project(points.reshape(-1, 3), matrix, source.rotation, source.translation)
    maps = pixels.reshape(height, width, 2).astype(np.float32)
    painted = cv2.remap(palette, maps[:, :, 0], maps[:, :, 1], cv2.INTER_LINEAR)
    return np.asarray(painted, dtype=np.uint8), seen.astype(np.uint8) * 255, points


def link(source: StereoView, guess: StereoView, scene: Any, *, rough: bool = False) -> Linked | None:
    """Where the target shows the same skin as the source, by way of the surface; None when too little agrees.

    `guess`: the target's view, its pose only roughly right. `scene`: a ray tracer over the surface; `rough`: it is
    right to some millimetres only.
    """
    rounds = _ROUNDS_ON_ROUGH if rough else _ROUNDS
    placed, found = _shifted(source, guess, scene, rounds[0]), None
    for one_round in rounds:
        space, seen = _patches(source, placed, scene, one_round)
        pose = _resected(space, seen, placed.camera_matrix, _OFF_ON_ROUGH_PX if rough else _RESECTION_PX)
        if pose is None:
            return found
        rows, rotation, translation = pose
        placed = replace(placed, rotation=rotation, translation=translation)
        found = Linked(view=placed, points=space[rows], at_px=seen[rows])
    return found


def _patches(
    source: StereoView, target: StereoView, scene: Any, one_round: tuple[float, int, int]
) -> tuple[Points, Points]:
    """Points (n, 3) of the surface that the source paints, and where the target's picture (n, 2) shows them."""
    share, side_px, reach_px = one_round
    picture, mask, points = repaint(source, target, scene, share)
    small = (picture.shape[1], picture.shape[0])
    at, to = find_patches(
        evened(picture, small), mask, evened(target.picture, small), side_px=side_px, reach_px=reach_px
    )
    cell = at.astype(np.int64)
    size = np.array(target.picture.shape[1::-1])
    return points[cell[:, 1], cell[:, 0]], (to + 0.5) * (size / small) - 0.5


def _shifted(source: StereoView, guess: StereoView, scene: Any, one_round: tuple[float, int, int]) -> StereoView:
    """The guess moved aside until what the source paints lies on what the target shows.

    Hair and the wall behind may lie better on one another somewhere else: where too few patches are found again after
    the best shift, the next ones are asked.
    """
    picture, mask, points = repaint(source, guess, scene, _WHOLE_SHARE)
    if not mask.any():
        return guess
    small = (picture.shape[1], picture.shape[0])
    shifts = laid_over(evened(picture, small), mask, evened(guess.picture, small), _WHOLE_REACH_PX, _SHIFTS_ASKED)
    depth = float(np.median((points[mask > 0] @ guess.rotation.T + guess.translation)[:, 2]))
    asides = shifts / _WHOLE_SHARE * depth / guess.camera_matrix[[0, 1], [0, 1]]
    best, most = guess, -1
    for aside in asides:
        placed = replace(guess, translation=guess.translation + np.array([*aside, 0.0]))
        found = len(_patches(source, placed, scene, one_round)[0])
        if found > most:
            best, most = placed, found
        if most >= _ENOUGH_PATCHES:
            break
    return best


def _resected(
    points: Points, at_px: Points, matrix: Points, within_px: float
) -> tuple[npt.NDArray[np.int64], Points, Points] | None:
    """Which points agree on a pose, and the pose; None when too few do."""
    if len(points) < _FEWEST:
        return None
    solved, turn, shift, inlier = cv2.solvePnPRansac(
        points,
        at_px,
        matrix,
        None,
        iterationsCount=2000,
        reprojectionError=within_px,
        confidence=0.9999,
        flags=cv2.SOLVEPNP_SQPNP,
    )
    if not solved or inlier is None or len(inlier) < max(_FEWEST, _LEAST_SHARE * len(points)):
        return None
    rows = inlier.ravel()
    turn, shift = cv2.solvePnPRefineLM(points[rows], at_px[rows], matrix, None, turn, shift)
    rotation: Points = np.asarray(cv2.Rodrigues(turn)[0], dtype=np.float64)
    return np.asarray(rows, dtype=np.int64), rotation, np.asarray(shift, dtype=np.float64).ravel()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Link:
    """The same skin in several pictures: frame numbers, and for each its pixels (n, 2)."""

    frames: tuple[int, ...]
    pixels: tuple[Points, ...]


def with_links(
    features: Sequence[Features], matches: Sequence[PairMatches], links: Sequence[Link]
) -> tuple[list[Features], list[PairMatches]]:
    """Features and matches enlarged by linked pixels."""
    grown, more = list(features), list(matches)
    for linked in links:
        numbers = []
        for frame, pixels in zip(linked.frames, linked.pixels, strict=True):
            part = grown[frame]
            numbers.append(np.arange(len(pixels)) + len(part.at_px))
            empty = np.zeros((len(pixels), part.descriptors.shape[1]), dtype=np.float32)
            grown[frame] = Features(
                at_px=np.concatenate([part.at_px, pixels]), descriptors=np.concatenate([part.descriptors, empty])
            )
        more.extend(
            PairMatches(first=linked.frames[0], second=frame, of_first=numbers[0], of_second=number)
            for frame, number in zip(linked.frames[1:], numbers[1:], strict=True)
        )
    return grown, more


def turning_axis(bundle: Bundle, solved: Sequence[int]) -> Points:
    """The point (3,) of the head about which it turns before the camera: the middle of the cameras' circle."""
    centres = -np.einsum("fji,fj->fi", bundle.rotations[list(solved)], bundle.translations[list(solved)])
    flat = centres[:, [0, 2]]
    # x^2 + z^2 = 2 a x + 2 b z + c, with the head's own middle as a weak prior.
    left = np.column_stack([2.0 * flat, np.ones(len(flat))])
    right = (flat**2).sum(axis=1)
    radius2 = float(np.median(right))
    middle = np.array([0.0, -70.0])
    prior = np.array([[_AXIS_PRIOR, 0, 0], [0, _AXIS_PRIOR, 0], [0, 0, 1e-3]])
    wanted = np.array([_AXIS_PRIOR * middle[0], _AXIS_PRIOR * middle[1], 1e-3 * (radius2 - 2 * 70.0 * 800.0)])
    answer = np.linalg.lstsq(np.vstack([left, prior]), np.concatenate([right, wanted]), rcond=None)[0]
    return np.array([answer[0], 0.0, answer[1]])
