"""The template laid over a measured face: similarity, then landmarks, then the surface itself.

Non-rigid iterative closest points with a smooth displacement (after B. Amberg, S. Romdhani, T. Vetter, "Optimal step
nonrigid ICP algorithms for surface registration", 2007, with a bi-Laplacian of the displacement as its stiffness). A
vertex is drawn to the measured surface along the surface's normal only, so that along the skin the landmarks and the
smoothness decide. Where nothing was measured the template follows its neighbours.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import splu

from skinlax_desktop.surface.canonical_face import MESH_POINTS, RIGID
from skinlax_desktop.surface.closest_surface import ClosestSurface
from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.face_template import FaceTemplate, face_template
from skinlax_desktop.surface.rigid_motion import fit_similarity

Floats = npt.NDArray[np.float64]

# Stiffness and how far away a surface may be to attract (mm), coarse to fine.
_STEPS: Final = ((60.0, 15.0), (25.0, 10.0), (10.0, 7.0), (4.0, 5.0), (2.0, 4.0))
_LANDMARK_SD_MM: Final = 1.2
_SURFACE_SD_MM: Final = 0.35
_LEAST_COSINE: Final = 0.6
# On the outline of the face landmarks slide with the view: they say little about which skin they lie on.
_OUTLINE: Final = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149),
    *(150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FittedTemplate:
    """The template's vertices (n, 3) on the measured face, in the frame of that mesh, and its landmarks (468, 3).

    `gap_mm` (n,) is how far each vertex stays from the measured surface.
    """

    vertices: Floats
    landmarks: Floats
    gap_mm: Floats


def fit_template(mesh: FaceMesh, landmarks: Floats) -> FittedTemplate:
    """Fit to a mesh and its landmarks (468 or more, 3), of which any may be NaN, in the mesh's own frame."""
    template = face_template()
    found = landmarks[:MESH_POINTS]
    known = np.asarray(np.isfinite(found).all(axis=1))
    rigid = np.array([number for number in RIGID if known[number]])
    place = fit_similarity(template.landmarks_of(template.vertices_mm)[rigid], found[rigid])
    at = place.apply(template.vertices_mm)
    normals = vertex_normals(mesh.vertices_in_face_mm.astype(np.float64), mesh.triangles)
    surface = ClosestSurface(mesh.vertices_in_face_mm, mesh.triangles)
    weight = np.full(MESH_POINTS, 1.0 / _LANDMARK_SD_MM**2)
    weight[list(_OUTLINE)] *= 0.1
    weight[~known] = 0.0
    target = np.where(known[:, None], found, 0.0)
    smooth, draw = _smoothness(), _landmark_matrix()
    pull = sparse.csr_array(draw.T @ sparse.diags_array(weight))
    gap = np.zeros(len(at))
    for number, (stiffness, reach) in enumerate(((300.0, 0.0), *_STEPS)):
        drawn = pull @ draw + stiffness * smooth
        wanted = pull @ (target - draw @ at)
        if number:
            near = surface.closest(at)
            gap = near.distance
            facing = np.einsum("lk,lkc->lc", near.weights, normals[mesh.triangles[near.triangle]])
            facing /= np.maximum(np.linalg.norm(facing, axis=1, keepdims=True), 1e-9)
            own = vertex_normals(at, template.triangles)
            seen = mesh.measured[mesh.triangles[near.triangle]].min(axis=1) > 0
            good = (near.distance < reach) & ((own * facing).sum(axis=1) > _LEAST_COSINE) & seen
            off = ((near.points - at) * facing).sum(axis=1)
            # Beyond a border the nearest point is the border: it draws sideways and says nothing.
            good &= np.abs(off) > 0.7 * near.distance - 0.2
            trust = good / _SURFACE_SD_MM**2 / (1.0 + (off / (0.5 * reach)) ** 2)
            drawn = drawn + sparse.diags_array(trust)
            wanted = wanted + (trust * off)[:, None] * facing
        at = at + splu(sparse.csc_array(drawn)).solve(np.ascontiguousarray(wanted))
    return FittedTemplate(vertices=at, landmarks=template.landmarks_of(at), gap_mm=gap)


@lru_cache(maxsize=1)
def _landmark_matrix() -> sparse.csr_array:
    template = face_template()
    corners = template.triangles[template.landmark_triangle]
    rows = np.repeat(np.arange(MESH_POINTS), 3)
    shape = (MESH_POINTS, len(template.vertices_mm))
    return sparse.csr_array((template.landmark_weights.reshape(-1), (rows, corners.reshape(-1))), shape=shape)


@lru_cache(maxsize=1)
def _smoothness() -> sparse.csr_array:
    """The square of the umbrella Laplacian, with a whisper of identity so that loose parts stay where they were."""
    template: FaceTemplate = face_template()
    count = len(template.vertices_mm)
    a, b = np.concatenate([template.triangles[:, [k, (k + 1) % 3]] for k in range(3)]).T
    link = sparse.csr_array((np.ones(len(a)), (a, b)), shape=(count, count))
    link = ((link + link.T) > 0).astype(np.float64)
    share = sparse.diags_array(1.0 / np.maximum(np.asarray(link.sum(axis=1)).reshape(-1), 1.0))
    laplacian = sparse.eye_array(count) - share @ link
    return sparse.csr_array(laplacian.T @ laplacian + 1e-6 * sparse.eye_array(count))
