"""A measured face made whole: gaps closed by a smooth surface, wide ones along the template fitted to this face.

Poisson surface reconstruction (Kazhdan and Hoppe 2013, by Open3D) through the measured skin and, where the fitted
template stands alone, through the template. What is closed is never measured: `measured` is 0 there.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.surface.canonical_face import MESH_POINTS
from skinlax_desktop.surface.closest_surface import ClosestSurface, border_vertices
from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.face_mesh import NO_ZONE, FaceMesh
from skinlax_desktop.surface.face_template import FaceTemplate, face_template
from skinlax_desktop.surface.face_zones import zones_by_template
from skinlax_desktop.surface.template_fit import FittedTemplate, fit_template

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_DEPTH: Final = 8
_HINDMOST_MM, _HIGHEST_MM = -80.0, 75.0
# The template speaks where nothing measured lies nearer; the surface is kept where something vouches for it.
_ALONE_MM: Final = 2.5
_VOUCHED_MM: Final = 4.0
# Nearer than this a place of the closed surface counts as measured.
_MEASURED_MM: Final = 0.6
_EYES: Final = ((33, 133), (362, 263))
_LIPS: Final = (13, 14)
_EYE_MM, _LIPS_MM = 19.0, 30.0
# Closed farther than this from measured skin is told apart in pictures.
_FAR_MM: Final = 5.0
_SUNK_MM: Final = 0.15
_SLIT_MM: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClosedFace:
    """`mesh`: one surface without gaps in its zones. `away_mm` (n,): of its vertices, from measured skin.

    `opening` (n,): at the eyes or between the lips, where no skin is missing.
    """

    mesh: FaceMesh
    away_mm: Floats
    opening: Mask


def close_face(measured: FaceMesh, landmarks: Floats) -> ClosedFace:
    """Close a measured face in its head frame, with `landmarks` (468 or more, 3) on it; takes a few seconds.

    Raises `SkinlaxError("zones_missing")` when the installation lacks the template.
    """
    vertices = measured.vertices_in_face_mm.astype(np.float64)
    fitted, template = fit_template(measured, landmarks), face_template()
    own = (measured.measured[measured.triangles] > 0).all(axis=1)
    skin = ClosestSurface(vertices, measured.triangles[own] if own.any() else measured.triangles)
    alone = _stands_alone(template, fitted, skin, landmarks)
    front = (vertices[:, 2] > _HINDMOST_MM) & (vertices[:, 1] < _HIGHEST_MM) & (measured.measured > 0)
    points = np.vstack((vertices[front], fitted.vertices[alone]))
    normals = np.vstack(
        (
            vertex_normals(vertices, measured.triangles)[front],
            vertex_normals(fitted.vertices, template.triangles)[alone],
        )
    )
    closed, triangles = _smooth_surface(points, normals)
    away = skin.closest(closed).distance
    opening = _at_opening(closed, landmarks)
    vouched = (away < _VOUCHED_MM) | opening
    bridges = template.triangles[alone[template.triangles].any(axis=1)]
    if len(bridges):
        vouched |= ClosestSurface(fitted.vertices, bridges).closest(closed).distance < _VOUCHED_MM
    used, compact = np.unique(triangles[vouched[triangles].all(axis=1)], return_inverse=True)
    closed, away, opening, triangles = closed[used], away[used], opening[used], compact.reshape(-1, 3).astype(np.int32)
    nearest = np.asarray(cKDTree(vertices).query(closed)[1])
    mesh = measured.laid_on(closed, triangles, nearest, (away < _MEASURED_MM).astype(np.uint8))
    zones = zones_by_template(mesh, fitted)
    return ClosedFace(
        mesh=replace(mesh, zone_index=np.where(zones < 0, NO_ZONE, zones).astype(np.int16)),
        away_mm=away,
        opening=opening,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PatchedFace:
    """The measured face with patches over its gaps, to be looked at; its own vertices come first, as they were.

    Of the vertices (n,): `patch`, those that were added; `far`, those of them that stand for skin which nobody saw;
    `opening`, those of them at the eyes and between the lips.
    """

    mesh: FaceMesh
    patch: Mask
    far: Mask
    opening: Mask


def patched(measured: FaceMesh, closed: ClosedFace) -> PatchedFace:
    """Lay the closed surface behind the gaps of the measured one; finely at the eyes, so that a photograph shows."""
    mesh = closed.mesh
    points = mesh.vertices_in_face_mm.astype(np.float64)
    face = (mesh.zone_index != NO_ZONE) | closed.opening | _near_zones(mesh)
    # A slit is nowhere far from skin: its rim tells it.
    rim = measured.vertices_in_face_mm[border_vertices(len(measured.vertices_in_face_mm), measured.triangles)]
    slit = np.isfinite(cKDTree(rim).query(points, distance_upper_bound=_SLIT_MM)[0]) if len(rim) else False
    missing = _grown(((closed.away_mm > _MEASURED_MM) | slit) & face, mesh.triangles, rings=2)
    gap = missing[mesh.triangles].any(axis=1)
    # A hair's breadth behind the skin that it overlaps, so that what was measured is what is seen.
    sunk = points - _SUNK_MM * vertex_normals(points, mesh.triangles) * (closed.away_mm[:, None] < 2.0 * _MEASURED_MM)
    fine = closed.opening[mesh.triangles].all(axis=1)
    added, triangles = _finer(sunk, mesh.triangles[gap & fine], times=2)
    rest, others = _finer(sunk, mesh.triangles[gap & ~fine], times=0)
    count = len(measured.vertices_in_face_mm)
    triangles = np.vstack((measured.triangles, triangles + count, others + count + len(added)))
    added = np.vstack((added, rest))
    like = np.asarray(cKDTree(points).query(added)[1])
    whole = replace(
        measured,
        vertices_in_face_mm=np.vstack((measured.vertices_in_face_mm, added)).astype(np.float32),
        triangles=triangles.astype(np.int32),
        colours_rgb=np.vstack((measured.colours_rgb, mesh.colours_rgb[like])),
        uv=np.vstack((measured.uv, mesh.uv[like])),
        sigma_mm=np.concatenate((measured.sigma_mm, mesh.sigma_mm[like])),
        measured=np.concatenate((measured.measured, np.zeros(len(added), dtype=np.uint8))),
        zone_index=np.concatenate((measured.zone_index, mesh.zone_index[like])),
    )
    own, far = np.zeros(count, dtype=bool), (closed.away_mm > _FAR_MM) & ~closed.opening
    return PatchedFace(
        mesh=whole,
        patch=np.arange(count + len(added)) >= count,
        far=np.concatenate((own, far[like])),
        opening=np.concatenate((own, closed.opening[like])),
    )


def _finer(points: Floats, triangles: npt.NDArray[np.int32], *, times: int) -> tuple[Floats, npt.NDArray[np.int32]]:
    """The vertices that triangles (m, 3) use, every edge halved so many times."""
    used, compact = np.unique(triangles, return_inverse=True)
    points, triangles = points[used], compact.reshape(-1, 3).astype(np.int32)
    for _ in range(times):
        edges = np.sort(triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
        ends, half = np.unique(edges, axis=0, return_inverse=True)
        ab, bc, ca = (half.reshape(-1, 3) + len(points)).T
        a, b, c = triangles.T
        points = np.vstack((points, points[ends].mean(axis=1)))
        triangles = np.vstack([np.column_stack(t) for t in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))])
    return points, triangles.astype(np.int32)


def _stands_alone(template: FaceTemplate, fitted: FittedTemplate, skin: ClosestSurface, landmarks: Floats) -> Mask:
    """Vertices (k,) of the template in or beside a zone of skin that was not measured; not down the neck."""
    corner = np.zeros(len(fitted.vertices), dtype=np.int64)
    for number in range(3):
        corner[template.triangles[:, number]] = np.arange(len(template.triangles))
    weights = (template.triangles[corner] == np.arange(len(corner))[:, None]).astype(np.float64)
    zone = template.zones_at(corner, weights)
    at = fitted.vertices
    neck = zone == ZONES.index("neck")
    beside = _grown(zone != NO_ZONE, template.triangles, rings=3) & (at[:, 1] > at[neck, 1].mean())
    away = skin.closest(at).distance
    return np.asarray(beside & ~neck & (away > _ALONE_MM) & ~_at_opening(at, landmarks))


def _grown(chosen: Mask, triangles: npt.NDArray[np.int32], *, rings: int) -> Mask:
    """Chosen vertices (n,) and those up to so many edges away."""
    for _ in range(rings):
        wider = chosen.copy()
        wider[triangles[chosen[triangles].any(axis=1)]] = True
        chosen = wider
    return chosen


def _at_opening(points: Floats, landmarks: Floats) -> Mask:
    marks = landmarks[:MESH_POINTS]
    eyes = np.array([marks[list(pair)].mean(axis=0) for pair in _EYES])
    at_eye = np.asarray(cKDTree(eyes).query(points)[0]) < _EYE_MM
    at_lips = np.linalg.norm(points - marks[list(_LIPS)].mean(axis=0), axis=1) < _LIPS_MM
    return np.asarray(at_eye | at_lips)


def _near_zones(mesh: FaceMesh) -> Mask:
    """Within a few millimetres of a zone: the nose and the lips have none of their own."""
    points = mesh.vertices_in_face_mm.astype(np.float64)
    zones = points[mesh.zone_index != NO_ZONE]
    if not len(zones):
        return np.zeros(len(points), dtype=bool)
    return np.asarray(np.isfinite(cKDTree(zones).query(points, distance_upper_bound=15.0)[0]))


def _smooth_surface(points: Floats, normals: Floats) -> tuple[Floats, npt.NDArray[np.int32]]:
    import open3d as o3d

    cloud = o3d.geometry.PointCloud(o3d.utility.Vector3dVector(points))
    cloud.normals = o3d.utility.Vector3dVector(normals)
    made, _ = o3d.geometry.TriangleMesh.create_from_point_cloud_poisson(cloud, depth=_DEPTH, n_threads=1)
    return np.asarray(made.vertices).astype(np.float64), np.asarray(made.triangles).astype(np.int32)
