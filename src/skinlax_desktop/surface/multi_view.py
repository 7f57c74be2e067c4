"""Landmarks of several views of one still face, brought together as points in space.

Each view's camera is fitted to the points, then each point to its lines of sight (resection and intersection in turn,
as in bundle adjustment: B. Triggs et al., 2000). A point counts in a view as far as the skin there faces its camera,
because landmarks at the occluding contour slide. The model's own depth in the frontal view stays as a weak prior.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.canonical_face import MESH_POINTS, canonical_face
from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.head_frame import back_project

Points = npt.NDArray[np.float64]

_ROUNDS: Final = 4
_POSE_STEPS: Final = 6
# How far a landmark lies off its skin point across the line of sight, and the model's depth off along it, millimetres.
LANDMARK_SIGMA_MM: Final = 1.2
PRIOR_DEPTH_SIGMA_MM: Final = 4.0
_LEAST_FACING: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeenLandmarks:
    """478 landmarks of one view: slopes x/z, y/z of their lines of sight (y down), model depth in pixels."""

    slopes: Points
    depth_px: Points
    focal_px: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FusedLandmarks:
    """Points in space.

    `points` (478, 3) before the frontal camera, millimetres, x right, y up, z towards the camera; `sigma_mm` (478,)
    along the surface normal, from the spread of the lines of sight.
    """

    points: Points
    sigma_mm: Points


def fuse_landmarks(frontal: SeenLandmarks, others: Sequence[SeenLandmarks], *, distance_mm: float) -> FusedLandmarks:
    """Points in space from the frontal view and others of the same still face; the frontal distance sets the scale."""
    start = back_project(frontal.slopes, frontal.depth_px, focal_px=frontal.focal_px, distance_mm=distance_mm)
    points = start.copy()
    poses = [_first_pose(points, view, distance_mm) for view in others]
    views = (frontal, *others)
    facing = [_facing(view) for view in views]
    information = np.zeros((len(points), 3, 3))
    for _ in range(_ROUNDS):
        poses = [
            _fit_pose(points, view.slopes, weight, pose)
            for view, weight, pose in zip(others, facing[1:], poses, strict=True)
        ]
        cameras = [(np.eye(3), np.zeros(3)), *poses]
        points, information = _intersect(views, cameras, facing, start)
    return FusedLandmarks(points=points, sigma_mm=_sigma(points, information))


def _facing(view: SeenLandmarks) -> Points:
    """Weight of every landmark in a view: the cosine of its skin towards the camera, squared; irises as their lids."""
    solid = np.column_stack((view.slopes[:, 0] * view.focal_px, -view.slopes[:, 1] * view.focal_px, -view.depth_px))
    cosine = vertex_normals(solid[:MESH_POINTS], canonical_face().triangles)[:, 2]
    weight = np.zeros(len(solid))
    weight[:MESH_POINTS] = np.where(cosine > _LEAST_FACING, cosine, 0.0) ** 2
    weight[468:473], weight[473:478] = weight[[159, 145]].mean(), weight[[386, 374]].mean()
    return weight


def _first_pose(points: Points, view: SeenLandmarks, distance_mm: float) -> tuple[Points, Points]:
    """Rigid motion that lays the points on the view's own back-projection (Umeyama 1991)."""
    seen = back_project(view.slopes, view.depth_px, focal_px=view.focal_px, distance_mm=distance_mm)
    weight = _facing(view)[:, None]
    model_mean, seen_mean = ((p * weight).sum(axis=0) / weight.sum() for p in (points, seen))
    left, _, right = np.linalg.svd(((seen - seen_mean) * weight).T @ (points - model_mean))
    rotation = (left * np.array([1.0, 1.0, np.sign(np.linalg.det(left @ right))])) @ right
    return rotation, seen_mean - rotation @ model_mean


def _fit_pose(points: Points, slopes: Points, weight: Points, pose: tuple[Points, Points]) -> tuple[Points, Points]:
    """Gauss-Newton on the slopes, with Huber's weights against landmarks that slid."""
    rotation, shift = pose
    for _ in range(_POSE_STEPS):
        at = points @ rotation.T + shift
        away = -at[:, 2]
        error = np.column_stack((at[:, 0] / away, -at[:, 1] / away)) - slopes
        size = np.linalg.norm(error, axis=1) * away
        robust = weight * np.minimum(1.0, 2.0 / np.maximum(size, 1e-9))
        # Derivatives of the slopes by a shift of the point, then by a small turn about the camera's axes.
        by_point = np.zeros((len(points), 2, 3))
        by_point[:, 0, 0], by_point[:, 0, 2] = 1.0 / away, at[:, 0] / away**2
        by_point[:, 1, 1], by_point[:, 1, 2] = -1.0 / away, -at[:, 1] / away**2
        turn = -_cross_matrices(at - shift)
        jacobian = np.concatenate((by_point @ turn, by_point), axis=2).reshape(-1, 6)
        weights = np.repeat(robust, 2)
        normal = jacobian.T @ (jacobian * weights[:, None]) + 1e-12 * np.eye(6)
        step = -np.linalg.solve(normal, jacobian.T @ (weights * error.ravel()))
        rotation, shift = _rotation_of(step[:3]) @ rotation, shift + step[3:]
    return rotation, shift


def _intersect(
    views: Sequence[SeenLandmarks],
    cameras: Sequence[tuple[Points, Points]],
    facing: Sequence[Points],
    start: Points,
) -> tuple[Points, Points]:
    """Weighted least squares of every point's distance to its lines of sight, and the information (n, 3, 3)."""
    information = np.zeros((len(start), 3, 3))
    right = np.zeros((len(start), 3))
    for view, (rotation, shift), weight in zip(views, cameras, facing, strict=True):
        along = np.column_stack((view.slopes[:, 0], -view.slopes[:, 1], -np.ones(len(start)))) @ rotation
        along /= np.linalg.norm(along, axis=1, keepdims=True)
        centre = -rotation.T @ shift
        across = np.eye(3) - along[:, :, None] * along[:, None, :]
        across = across * (weight / LANDMARK_SIGMA_MM**2)[:, None, None]
        information += across
        right += across @ centre
    sight = start / np.linalg.norm(start, axis=1, keepdims=True)
    prior = sight[:, :, None] * sight[:, None, :] / PRIOR_DEPTH_SIGMA_MM**2
    # What no view faces stays where the frontal view put it.
    prior = prior + np.eye(3) * 1e-3 / LANDMARK_SIGMA_MM**2
    information += prior
    right += np.einsum("nij,nj->ni", prior, start)
    points = np.linalg.solve(information, right[:, :, None])[:, :, 0]
    return np.asarray(points, dtype=np.float64), information


def _sigma(points: Points, information: Points) -> Points:
    covariance = np.linalg.inv(information)
    normals = np.zeros_like(points)
    normals[:MESH_POINTS] = vertex_normals(points[:MESH_POINTS], canonical_face().triangles)
    normals[MESH_POINTS:] = (0.0, 0.0, 1.0)
    return np.asarray(np.sqrt(np.einsum("ni,nij,nj->n", normals, covariance, normals)))


def _cross_matrices(vectors: Points) -> Points:
    matrices = np.zeros((len(vectors), 3, 3))
    x, y, z = vectors.T
    matrices[:, 0, 1], matrices[:, 0, 2] = -z, y
    matrices[:, 1, 0], matrices[:, 1, 2] = z, -x
    matrices[:, 2, 0], matrices[:, 2, 1] = -y, x
    return matrices


def _rotation_of(vector: Points) -> Points:
    """Rodrigues' formula."""
    angle = float(np.linalg.norm(vector))
    if angle < 1e-12:
        return np.eye(3)
    k = _cross_matrices((vector / angle)[None])[0]
    return np.asarray(np.eye(3) + np.sin(angle) * k + (1.0 - np.cos(angle)) * (k @ k))
