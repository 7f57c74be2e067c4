"""Two visits of a phantom as measured surfaces: the skin sags less on one side the second time."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from given_faces import now_visit, then_visit
from phantom_visits import planted
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.face_surface import FaceSurface
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.views import POSE_TARGETS, View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.phantom.dress import cloth_mask
from skinlax_desktop.phantom.head import HeadShape, dress_head, shape_head
from skinlax_desktop.phantom.landmarks import load_landmark_table
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.posing import pose_points
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scanned_head import ScanError, scan_head
from skinlax_desktop.phantom.scene import Scene, VirtualCamera, head_rotation
from skinlax_desktop.phantom.truth import zone_vertices
from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.face_mesh import NO_ZONE, FaceMesh
from skinlax_desktop.surface.face_zones import find_zones
from skinlax_desktop.surface.ply import parse_ply
from skinlax_desktop.surface.shown_change import SurfaceChange
from skinlax_desktop.workflows.measured_face import read_measured_face, with_zones
from skinlax_desktop.workflows.surface_import import ImportedSurface, imported

LIFTED = ("jowl_L", "marionette_L", "nasolabial_L", "buccal_L", "prejowl_L")
MDC95_MM = 0.35


@dataclass(frozen=True)
class TwoVisits:
    head: HeadShape
    used: np.ndarray
    earlier: FaceMesh
    later: FaceMesh

    def compare(self, earlier: FaceMesh, later: FaceMesh) -> SurfaceChange:
        """The truth: both meshes have the same vertices."""
        normals = vertex_normals(later.vertices_in_face_mm.astype(float), later.triangles)
        moved = (later.vertices_in_face_mm - earlier.vertices_in_face_mm).astype(float)
        distance = (moved * normals).sum(axis=1).astype(np.float32)
        distance[(earlier.measured == 0) | (later.measured == 0)] = np.nan
        return SurfaceChange(
            earlier=earlier,
            later=later,
            signed_distance_mm=distance,
            seen=np.isfinite(distance),
            mdc95_mm=np.full(len(distance), MDC95_MM, np.float32),
            detectable=np.nan_to_num(np.abs(distance)) > MDC95_MM,
            residual_mm=0.08,
        )


@cache
def two_visits(patient: int = 1) -> TwoVisits:
    """The face and neck of a standing patient, about 90,000 triangles."""
    places = find_places()
    person = DEFAULT_PATIENTS[patient]
    head = shape_head(person, places.resources, average_folds=True)
    less = {zone: grade - (1.6 if zone in LIFTED else 0.0) for zone, grade in person.laxity.items()}
    now_mm = head.sagging_mm({zone: max(0.0, grade) for zone, grade in less.items()})
    shape = head.topology.canonical_mm
    kept = (
        (np.arange(len(shape)) < head.topology.skin_count)
        & (cloth_mask(shape) < -1.0)
        & (shape[:, 2] > -88.0)
        & (shape[:, 1] > -125.0)
        & (shape[:, 1] < 92.0)
    )
    triangles = head.topology.triangles[kept[head.topology.triangles].all(axis=1)]
    used = np.unique(triangles)
    number = np.full(len(shape), -1)
    number[used] = np.arange(len(used))
    triangles = number[triangles].astype(np.int32)
    zones = zone_vertices(head, load_landmark_table(places.resources))
    index = np.full(len(used), NO_ZONE, dtype=np.int16)
    for at, vertices in enumerate(zones.values()):
        inside = number[vertices]
        index[inside[inside >= 0]] = at
    earlier, later = (
        _mesh(points[used], triangles, index, tuple(zones), seed)
        for seed, points in enumerate((head.vertices_mm, now_mm))
    )
    return TwoVisits(head=head, used=used, earlier=earlier, later=later)


def _mesh(points: np.ndarray, triangles: np.ndarray, index: np.ndarray, zones: tuple[str, ...], seed: int) -> FaceMesh:
    normals = vertex_normals(points, triangles)
    side = np.abs(normals[:, 0])
    below = np.clip(-normals[:, 1], 0.0, 1.0)
    random = np.random.default_rng(seed)
    sigma = 0.07 + 0.08 * side**2 + 0.3 * below**3 + 0.05 * np.clip((-points[:, 2] - 30.0) / 40.0, 0.0, 1.0)
    hole = np.linalg.norm(points - np.array((8.0 - 16.0 * seed, -105.0, -22.0)), axis=1) < 17.0
    nostrils = (normals[:, 1] < -0.75) & (points[:, 2] > 0.0) & (points[:, 1] > -62.0) & (points[:, 1] < -30.0)
    measured = (~(hole | nostrils)).astype(np.uint8)
    tint = random.normal(0.0, 2.0, (len(points), 1)) + np.array((203.0, 164.0, 142.0))
    return FaceMesh(
        vertices_in_face_mm=points.astype(np.float32),
        triangles=triangles,
        colours_rgb=np.clip(tint, 0, 255).astype(np.uint8),
        uv=np.zeros((len(points), 2), np.float32),
        sigma_mm=sigma.astype(np.float32),
        measured=measured,
        zone_index=index,
        zone_names=zones,
        source="from a sweep",
    )


@dataclass(frozen=True)
class ScannedVisits:
    """Two visits with what the program itself made of their surfaces."""

    earlier: FaceMesh
    then: Visit
    later: FaceMesh
    now: Visit


@cache
def scanned_visits(patient: int = 1, lift_mm: float = 2.0) -> ScannedVisits:
    """A person scanned twice, the left jowl lifted the second time; zones and measures are the program's own."""
    head = shape_head(DEFAULT_PATIENTS[patient], find_places().resources, average_folds=True)
    error = ScanError(smooth_mm=0.12, blob_mm=8.0, uneven=0.4, cell_mm=1.0)
    found = []
    for seed, shape, visit in ((1, None, then_visit()), (2, planted(head, "lift", lift_mm), now_visit())):
        scan = scan_head(head, seed, error, shape)
        zoned = find_zones(scan.mesh, scan.landmarks_mm)
        kept = imported(replace(zoned.mesh, source="from a sweep"), zoned.landmarks, 0.001)
        found += [parse_ply(kept.ply), with_surface(visit, kept, seed)]
    return ScannedVisits(*found)


def reconstructed_visits(then: Path, now: Path) -> ScannedVisits:
    """Two visits of the person whose pictures `skinlax reconstruct` made these folders of."""
    found = []
    for seed, folder, visit in ((1, then, then_visit()), (2, now, now_visit())):
        zoned = with_zones(read_measured_face(folder, None), None)
        kept = imported(zoned.mesh, zoned.landmarks, zoned.scale_share)
        found += [parse_ply(kept.ply), with_surface(visit, kept, seed)]
    return ScannedVisits(*found)


def with_surface(visit: Visit, kept: ImportedSurface, number: int) -> Visit:
    """The visit with a surface as the program keeps it."""
    surface = FaceSurface(
        mesh=ImageRef(sha256=f"{number:064d}", width=0, height=0, media_type="model/ply"),
        source=kept.source,
        scale_share=kept.scale_share,
        author=UserName("clinician"),
        added_at=visit.started_at,
        landmarks_mm=kept.landmarks_mm,
        measures=kept.measures,
    )
    return replace(visit, face_surface=surface)


def without_scale(mesh: FaceMesh) -> FaceMesh:
    return replace(mesh, scale_known=False)


def photographed(faces: TwoVisits, which: str) -> FaceMesh:
    """The mesh with colours from three photographs of the phantom, each where it looks at the skin."""
    mesh = faces.earlier if which == "earlier" else faces.later
    head = dress_head(faces.head, find_places().resources)
    camera = VirtualCamera().scaled(0.3)
    vertices = mesh.vertices_in_face_mm.astype(float)
    normals = vertex_normals(vertices, mesh.triangles)
    total, weights = np.zeros((len(vertices), 3)), np.full((len(vertices), 1), 1e-6)
    for view in (View.FRONTAL, View.OBLIQUE_LEFT, View.OBLIQUE_RIGHT):
        scene = Scene(pose=POSE_TARGETS[view].pose)
        picture = render(head, scene, camera, noise_seed=None)[..., ::-1]
        pixels = np.round(camera.project(pose_points(faces.head.vertices_mm[faces.used], scene))).astype(int)
        x, y = (np.clip(pixels[:, axis], 0, size - 1) for axis, size in ((0, camera.width_px), (1, camera.height_px)))
        turn = head_rotation(scene.pose)
        weight = np.clip((normals @ turn.T)[:, 2:], 0.0, 1.0) ** 3
        total += weight * picture[y, x]
        weights += weight
    return mesh.with_colours(np.clip(total / weights, 0, 255).astype(np.uint8))
