"""A measured face without gaps, for a simulation to compute on and to show: eyes from the photograph."""

from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skinlax_desktop.surface.canonical_face import MESH_POINTS
from skinlax_desktop.surface.closed_face import ClosedFace, PatchedFace, close_face, patched
from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.face_mesh import FaceMesh

Floats = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

_NEIGHBOURS: Final = 6
_FACING: Final = 0.25
_GREY: Final = 0.45
_ROWS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FrontalPicture:
    """The frontal photograph (height, width, 3) BGR with the landmarks (468 or more, 2) found in it, pixels."""

    picture_bgr: Picture
    landmarks_px: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WholeFace:
    """`shown` is what is looked at, its measured vertices first; `closed` what is computed on.

    `unseen` (n,): vertices of `shown` that stand for skin which no picture showed.
    """

    shown: FaceMesh
    closed: FaceMesh
    unseen: npt.NDArray[np.bool_]


def whole_face(measured: FaceMesh, landmarks_mm: Floats, frontal: FrontalPicture | None) -> WholeFace:
    """Close a measured face with `landmarks_mm` (468, 3) on it; takes seconds. Raises what `close_face` raises."""
    return dressed(measured, close_face(measured, landmarks_mm), landmarks_mm, frontal)


def dressed(measured: FaceMesh, closed: ClosedFace, landmarks_mm: Floats, frontal: FrontalPicture | None) -> WholeFace:
    """The face that is shown of one that is closed: its patches with the colours that they need."""
    found = patched(measured, closed)
    shown = found.mesh.with_colours(_colours(found, landmarks_mm, frontal))
    if frontal is None:
        shown = _with_open_eyes(shown, found)
    return WholeFace(shown=shown, closed=closed.mesh, unseen=found.far)


def _colours(found: PatchedFace, landmarks_mm: Floats, frontal: FrontalPicture | None) -> Picture:
    """Eyes and lips take the photograph's pixels, other patches the colour of the skin around, wide ones greyer."""
    mesh = found.mesh
    points = mesh.vertices_in_face_mm.astype(np.float64)
    colours = mesh.colours_rgb.astype(np.float64)
    skin = np.flatnonzero(mesh.measured > 0)
    added = np.flatnonzero(found.patch)
    away, near = (np.asarray(part) for part in cKDTree(points[skin]).query(points[added], k=_NEIGHBOURS))
    weight = 1.0 / np.maximum(away, 0.3)
    colours[added] = np.einsum("nk,nkc->nc", weight / weight.sum(axis=1, keepdims=True), colours[skin][near])
    far = np.flatnonzero(found.far)
    grey = colours[far].mean(axis=1, keepdims=True)
    colours[far] += _GREY * (grey - colours[far])
    if frontal is not None:
        seen = added[found.opening[added] & (vertex_normals(points, mesh.triangles)[added, 2] > _FACING)]
        colours[seen] = _sampled(frontal, _in_picture(frontal, landmarks_mm, points[seen]))
    return np.clip(np.round(colours), 0, 255).astype(np.uint8)


def _in_picture(frontal: FrontalPicture, landmarks_mm: Floats, points: Floats) -> Floats:
    """Where points (n, 3) of the face lie in the photograph (n, 2): affine, what is left taken from near landmarks."""
    marks, pixels = landmarks_mm[:MESH_POINTS], frontal.landmarks_px[:MESH_POINTS]
    known = np.isfinite(marks).all(axis=1)
    marks, pixels = marks[known], pixels[known]
    design = np.column_stack((marks, np.ones(len(marks))))
    affine = np.linalg.lstsq(design, pixels, rcond=None)[0]
    left = pixels - design @ affine
    away, near = (np.asarray(part) for part in cKDTree(marks).query(points, k=_NEIGHBOURS))
    weight = 1.0 / np.maximum(away, 0.5) ** 2
    weight /= weight.sum(axis=1, keepdims=True)
    return np.asarray(
        np.column_stack((points, np.ones(len(points)))) @ affine + np.einsum("nk,nkc->nc", weight, left[near])
    )


def _sampled(frontal: FrontalPicture, at_px: Floats) -> Floats:
    """RGB (n, 3) of places in the photograph."""
    if not len(at_px):
        return np.empty((0, 3))
    wide = -(-len(at_px) // _ROWS)
    at = np.resize(at_px.astype(np.float32), (_ROWS, wide, 2))  # repeated to fill the last row: remap takes few rows
    found = cv2.remap(frontal.picture_bgr, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found.reshape(-1, 3)[: len(at_px), ::-1], dtype=np.float64)


def _with_open_eyes(shown: FaceMesh, found: PatchedFace) -> FaceMesh:
    """Without a photograph nobody knows how the eyes look: better open than blind."""
    return replace(shown, triangles=shown.triangles[~found.opening[shown.triangles].any(axis=1)])
