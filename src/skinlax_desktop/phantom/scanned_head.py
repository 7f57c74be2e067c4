"""A phantom head as a scanner or a reconstruction gives it: other triangles, error, holes, another pose.

What is known of it stays known: which skin each vertex lies on, and where the landmarks really are.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skinlax_desktop.phantom.dress import cloth_mask
from skinlax_desktop.phantom.head import HeadShape
from skinlax_desktop.phantom.rasteriser import visible_triangles
from skinlax_desktop.phantom.scanned_skin import skin_colours
from skinlax_desktop.phantom.topology import HeadTopology
from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.face_mesh import NO_ZONE, FaceMesh
from skinlax_desktop.surface.mesh_cleaning import cluster_vertices, keep_triangles

Points = npt.NDArray[np.float64]

_VIEWS_DEG: Final = (*((float(yaw), 0.0) for yaw in range(-90, 91, 30)), (0.0, 35.0), (-45.0, 30.0), (45.0, 30.0))
_PIXEL_MM: Final = 0.4
_FAR_MM: Final = 1.0e5
_WAVES: Final = 240
_UNEVEN_MM: Final = 30.0
_BEHIND_MM: Final = -105.0
# Where reconstructions leave holes: beside the wings of the nose and under the chin (landmark, shift, radius).
_HOLES: Final = ((129, (0.0, 0.0, 0.0), 2.5), (358, (0.0, 0.0, 0.0), 2.5), (152, (6.0, -6.0, -20.0), 4.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanError:
    """Standard deviations: along the normal `smooth_mm` (blobs of `blob_mm`) and `white_mm`, relative `scale`.

    `turn_deg`, `shift_mm`: the pose against the head frame. `landmark_mm`: each landmark along each axis, of which
    half the variance is shared by landmarks within `landmark_blob_mm`, because a face finder errs by features.
    `uneven`: how much the error's size differs from place to place, standard deviation of its logarithm over 30 mm.
    `slide_mm`: how far along the skin the colours lie from their place, along each axis, in the same blobs.
    """

    smooth_mm: float = 0.15
    blob_mm: float = 10.0
    white_mm: float = 0.05
    uneven: float = 0.0
    scale: float = 0.001
    turn_deg: float = 2.0
    shift_mm: float = 3.0
    landmark_mm: float = 0.5
    landmark_blob_mm: float = 25.0
    slide_mm: float = 0.1
    cell_mm: float = 1.3
    holes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScannedHead:
    """The mesh, the landmarks as found (468, 3), and for tests the nearest true skin vertex of every vertex (n,)."""

    mesh: FaceMesh
    landmarks_mm: Points
    skin_vertex: npt.NDArray[np.intp]
    sigma_scale_share: float


def scan_head(
    head: HeadShape, seed: int, error: ScanError | None = None, shape_mm: Points | None = None
) -> ScannedHead:
    """Scan a head (or another shape (n, 3) of its topology); the same seed gives the same scan."""
    error = error or ScanError()
    random = np.random.default_rng((seed, 61))
    shape = head.vertices_mm if shape_mm is None else shape_mm
    triangles = outer_skin(head.topology)
    points, triangles = _halved(shape, triangles)
    marks = shape[head.landmark_vertices]
    if error.holes:
        middles = points[triangles].mean(axis=1)
        open_at = np.zeros(len(triangles), dtype=bool)
        for landmark, shift, radius in _HOLES:
            open_at |= np.linalg.norm(middles - marks[landmark] - shift, axis=1) < radius
        used, triangles = keep_triangles(len(points), triangles, ~open_at)
        points = points[used]
    offset = random.uniform(0.0, error.cell_mm, 3)
    points, triangles = cluster_vertices(points + offset, triangles, error.cell_mm)
    points -= offset
    used, triangles = keep_triangles(len(points), triangles, np.ones(len(triangles), dtype=bool))
    points = points[used]
    skin_vertex = np.asarray(cKDTree(shape).query(points)[1], dtype=np.intp)
    normals = vertex_normals(points, triangles)
    size_here = (
        np.exp(error.uneven * smooth_field(points, _UNEVEN_MM, random)) if error.uneven else np.ones(len(points))
    )
    along = error.smooth_mm * smooth_field(points, error.blob_mm, random)
    along += error.white_mm * random.standard_normal(len(points))
    along *= size_here
    noisy = points + along[:, None] * normals
    colours = skin_colours(
        head, shape, outer_skin(head.topology), points + error.slide_mm * _three_fields(points, error, random), random
    )
    found = marks + error.landmark_mm * _landmark_error(marks, error.landmark_blob_mm, random)
    turn = _turn(*np.radians(random.normal(0.0, 1.0, 3) * error.turn_deg))
    place = random.normal(0.0, 1.0, 3) * error.shift_mm
    size = 1.0 + random.normal(0.0, error.scale)
    count = len(points)
    return ScannedHead(
        mesh=FaceMesh(
            vertices_in_face_mm=(size * noisy @ turn.T + place).astype(np.float32),
            triangles=triangles,
            colours_rgb=colours,
            uv=np.zeros((count, 2), dtype=np.float32),
            sigma_mm=(np.hypot(error.smooth_mm, error.white_mm) * size_here).astype(np.float32),
            measured=np.ones(count, dtype=np.uint8),
            zone_index=np.full(count, NO_ZONE, dtype=np.int16),
            source="phantom scan",
        ),
        landmarks_mm=size * found @ turn.T + place,
        skin_vertex=skin_vertex,
        sigma_scale_share=error.scale,
    )


def _three_fields(points: Points, error: ScanError, random: np.random.Generator) -> Points:
    return np.stack([smooth_field(points, error.blob_mm, random) for _ in range(3)], axis=1)


def smooth_field(points: Points, blob_mm: float, random: np.random.Generator) -> npt.NDArray[np.float64]:
    """A random field (n,) of unit variance with a Gaussian correlation of length `blob_mm` (exp(-d^2 / 2 blob^2))."""
    waves = random.standard_normal((3, _WAVES)) / blob_mm
    phases = random.uniform(0.0, 2.0 * np.pi, _WAVES)
    return np.asarray(np.cos(points @ waves + phases).sum(axis=1) * np.sqrt(2.0 / _WAVES))


def outer_skin(topology: HeadTopology) -> npt.NDArray[np.int32]:
    """The triangles of bare skin of face and neck that can be seen from somewhere in front, at the side or below."""
    return _outer_skin(id(topology), topology)


@lru_cache(maxsize=1)
def _outer_skin(_: int, topology: HeadTopology) -> npt.NDArray[np.int32]:
    shape = topology.canonical_mm
    bare = (cloth_mask(shape) < -1.0) & (shape[:, 2] > _BEHIND_MM) & (np.arange(len(shape)) < topology.skin_count)
    seen_at_all = np.zeros(len(topology.triangles), dtype=bool)
    middle = np.array([0.0, -40.0, -60.0])
    side = 1000
    for yaw, up in _VIEWS_DEG:
        turned = (shape - middle) @ _turn(*np.radians((-up, yaw, 0.0))).T
        flat = turned[:, :2] * (1.0, -1.0) / _PIXEL_MM + side / 2
        seen, _near = visible_triangles(flat, _FAR_MM - turned[:, 2], topology.triangles, side, side)
        seen_at_all[np.unique(seen[seen >= 0])] = True
    # A triangle smaller than a pixel may be seen by none: it belongs where its neighbours were.
    seen_corners = np.zeros(len(shape), dtype=bool)
    seen_corners[topology.triangles[seen_at_all]] = True
    return topology.triangles[(seen_corners & bare)[topology.triangles].all(axis=1)]


def _halved(points: Points, triangles: npt.NDArray[np.int32]) -> tuple[Points, npt.NDArray[np.int32]]:
    """Every triangle in four: corners and the middles of its edges."""
    edges = np.sort(triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1).astype(np.int64)
    keys, at = np.unique(edges[:, 0] * len(points) + edges[:, 1], return_inverse=True)
    middles = (points[keys // len(points)] + points[keys % len(points)]) / 2.0
    ab, bc, ca = (at.reshape(-1, 3) + len(points)).T
    a, b, c = triangles.T
    split = np.concatenate([np.stack(part, axis=1) for part in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))])
    return np.concatenate([points, middles]), split.astype(np.int32)


def _landmark_error(marks: Points, blob_mm: float, random: np.random.Generator) -> Points:
    shared = np.stack([smooth_field(marks, blob_mm, random) for _ in range(3)], axis=1)
    return np.asarray(np.sqrt(0.5) * (shared + random.standard_normal(marks.shape)))


def _turn(x: float, y: float, z: float) -> Points:
    about_x = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_z = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
    return np.asarray(about_x @ about_y @ about_z)
