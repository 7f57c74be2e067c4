"""Matches across wide gaps: a picture is repainted over the surface found so far as the other camera would see it.

Features fail beyond some 25 degrees because the skin is seen at another slant; a repainted picture has no such gap.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.bundle_adjustment import Bundle
from skinlax_desktop.surface.reconstruction.feature_tracks import Features, PairMatches, find_features, mutual_matches
from skinlax_desktop.surface.reconstruction.ray_tracing import cast
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView
from skinlax_desktop.surface.reconstruction.seen_colours import project
from skinlax_desktop.surface.reconstruction.working_picture import WorkingPicture

Points = npt.NDArray[np.float64]

_LEAST_COSINE: Final = 0.2
_HIDDEN_MM: Final = 2.0
_PATIENT_RATIO: Final = 0.88
_RESECTION_PX: Final = 8.0
_FEWEST: Final = 10
# How far from its expected place a point is looked for, closer as the pose gets better; pixels of 1200.
_REACH_PX: Final = (260.0, 90.0, 40.0)
_PAINT_SHARE: Final = 0.6
_AXIS_PRIOR: Final = 1500.0


def turned_about(view: StereoView, axis_point: Points, yaw_deg: float) -> StereoView:
    """The view after the head has turned by `yaw_deg` more to its own left about an upright axis (head frame)."""
    yaw = np.radians(yaw_deg)
    turn = np.array([[np.cos(yaw), 0.0, np.sin(yaw)], [0.0, 1.0, 0.0], [-np.sin(yaw), 0.0, np.cos(yaw)]])
    return replace(
        view,
        rotation=view.rotation @ turn,
        translation=view.translation + view.rotation @ (axis_point - turn @ axis_point),
    )


def repaint(
    source: StereoView, target: StereoView, scene: Any
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], Points]:
    """What the target's camera would see, smaller, painted by the source: picture, mask, and each pixel's point."""
    height, width = (round(side * _PAINT_SHARE) for side in target.picture.shape[:2])
    matrix = target.camera_matrix
    rows, columns = np.mgrid[0:height, 0:width] / _PAINT_SHARE
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
    pixels, _ = project(points.reshape(-1, 3), source.camera_matrix, source.rotation, source.translation)
    maps = pixels.reshape(height, width, 2).astype(np.float32)
    painted = cv2.remap(source.picture, maps[:, :, 0], maps[:, :, 1], cv2.INTER_LINEAR)
    return np.asarray(painted), seen.astype(np.uint8) * 255, points


def link(
    source: int,
    target: int,
    views: Sequence[StereoView],
    guess: StereoView,
    scene: Any,
    target_features: Features,
) -> tuple[Points, Points] | None:
    """Points of the surface (n, 3) that the source sees, and where the target shows the same skin (n, 2).

    `guess`: the target's view, its pose only roughly right. None when too little agrees.
    """
    placed = guess
    found: tuple[Points, Points] | None = None
    for reach_px in _REACH_PX:
        picture, mask, points = repaint(views[source], placed, scene)
        mask = np.asarray(cv2.erode(mask, np.ones((5, 5), np.uint8)), dtype=np.uint8)
        features = find_features(WorkingPicture(picture_bgr=picture, camera_matrix=placed.camera_matrix, subject=mask))
        if len(features.at_px) < _FEWEST:
            return found
        apart = features.at_px[:, None] / _PAINT_SHARE - target_features.at_px[None]
        of_painted, of_target = mutual_matches(
            features.descriptors,
            target_features.descriptors,
            _PATIENT_RATIO,
            allowed=(apart**2).sum(axis=2) < reach_px**2,
        )
        at = np.round(features.at_px[of_painted]).astype(int)
        at = np.clip(at, 0, np.array(picture.shape[1::-1]) - 1)
        # The keypoint's own place within its pixel is kept: the surface is smooth there.
        space = points[at[:, 1], at[:, 0]]
        seen = target_features.at_px[of_target]
        if len(space) < _FEWEST:
            return found
        solved, turn, shift, inlier = cv2.solvePnPRansac(
            space,
            seen,
            placed.camera_matrix,
            None,
            iterationsCount=2000,
            reprojectionError=_RESECTION_PX,
            confidence=0.9999,
            flags=cv2.SOLVEPNP_SQPNP,
        )
        if not solved or inlier is None or len(inlier) < _FEWEST:
            return found
        rows = inlier.ravel()
        turn, shift = cv2.solvePnPRefineLM(space[rows], seen[rows], placed.camera_matrix, None, turn, shift)
        offset = features.at_px[of_painted][rows] - at[rows]
        placed = replace(
            placed,
            rotation=np.asarray(cv2.Rodrigues(turn)[0], dtype=np.float64),
            translation=np.asarray(shift, dtype=np.float64).ravel(),
        )
        found = (_shifted(points, at[rows], offset), seen[rows])
    return found


def _shifted(points: Points, at: npt.NDArray[np.int64], offset: Points) -> Points:
    """The surface points at fractional pixels, by the slopes of the map of points."""
    height, width = points.shape[:2]
    column, row = np.clip(at[:, 0], 1, width - 2), np.clip(at[:, 1], 1, height - 2)
    along_x = 0.5 * (points[row, column + 1] - points[row, column - 1])
    along_y = 0.5 * (points[row + 1, column] - points[row - 1, column])
    return np.asarray(points[row, column] + offset[:, :1] * along_x + offset[:, 1:] * along_y)


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
