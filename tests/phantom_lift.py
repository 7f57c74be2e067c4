"""A phantom before and after a planted lift, on one mesh: what every point truly did, to hold a simulation against."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from skinlax_desktop.biomechanics.treatment_response import Handle, TreatmentResponse
from skinlax_desktop.biomechanics.treatments import Movement
from skinlax_desktop.domain.zones import ZONES, kind_of_zone
from skinlax_desktop.phantom.head import HeadShape, shape_head
from skinlax_desktop.phantom.landmarks import load_landmark_table
from skinlax_desktop.phantom.patients import patient_named
from skinlax_desktop.phantom.rasteriser import visible_triangles
from skinlax_desktop.phantom.truth import zone_vertices
from skinlax_desktop.surface.face_mesh import NO_ZONE, FaceMesh

RESOURCES = Path(__file__).parents[1] / "resources"
_CENTRE_MM = np.array([0.0, -50.0, -80.0])
_AROUND_DEG, _HIGHEST_DEG = 72.0, 50.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SampledHead:
    """The skin of a head seen from a point inside it: `corners` (n, 3) head vertices with `shares` (n, 3)."""

    head: HeadShape
    mesh: FaceMesh
    corners: np.ndarray
    shares: np.ndarray

    def at(self, head_vertices_mm: np.ndarray) -> np.ndarray:
        """The same skin points on another shape of the head."""
        return np.einsum("nc,nci->ni", self.shares, head_vertices_mm[self.corners])


@lru_cache(maxsize=4)
def sample_head(name: str, rows: int) -> SampledHead:
    """`rows` squared points of a phantom by its name, spread evenly in angle, with its own zones."""
    return sample_shape(shape_head(patient_named(name), RESOURCES, average_folds=True), rows)


def sample_shape(head: HeadShape, rows: int) -> SampledHead:
    """The same of any head."""
    pixels, radius, ahead = _as_seen_from_inside(head.vertices_mm, rows)
    triangles = head.triangles[ahead[head.triangles].all(axis=1)]
    # The rasteriser keeps what is nearest: here the outermost skin.
    seen, _ = visible_triangles(pixels, 1000.0 - radius, triangles, rows, rows)
    if (seen < 0).any():
        raise AssertionError("a gap in the skin")
    corners = triangles[seen.reshape(-1)].astype(np.int64)
    centres = np.stack(np.meshgrid(np.arange(rows), np.arange(rows)), axis=-1).reshape(-1, 2)
    shares = _shares(pixels[corners], centres)
    zone_of = np.full(len(head.vertices_mm), NO_ZONE, dtype=np.int16)
    for zone, members in zone_vertices(head, load_landmark_table(RESOURCES)).items():
        zone_of[members] = ZONES.index(zone)
    zone = zone_of[corners[np.arange(len(corners)), shares.argmax(axis=1)]]
    grid = np.arange(rows * rows).reshape(rows, rows)
    p, q, r, s = (part.reshape(-1) for part in (grid[1:, :-1], grid[1:, 1:], grid[:-1, 1:], grid[:-1, :-1]))
    count = rows * rows
    points = np.einsum("nc,nci->ni", shares, head.vertices_mm[corners])
    eyes = corners.min(axis=1) >= head.topology.surface_count
    mesh = FaceMesh(
        vertices_in_face_mm=points.astype(np.float32),
        triangles=np.concatenate((np.column_stack((p, q, r)), np.column_stack((p, r, s)))).astype(np.int32),
        colours_rgb=np.full((count, 3), 170, dtype=np.uint8),
        uv=np.zeros((count, 2), dtype=np.float32),
        sigma_mm=np.full(count, 0.01, dtype=np.float32),
        measured=(~eyes).astype(np.uint8),
        zone_index=zone,
        zone_names=ZONES,
        source="phantom",
    )
    return SampledHead(head=head, mesh=mesh, corners=corners, shares=shares)


def _as_seen_from_inside(points_mm: np.ndarray, rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Place (n, 2) of points on the grid, column then row from the top, their distance, and which lie in front."""
    way = points_mm - _CENTRE_MM
    radius = np.linalg.norm(way, axis=1)
    around = np.arctan2(way[:, 0], way[:, 2])
    above = np.arcsin(way[:, 1] / radius)
    # Under the chin in the middle, above the shoulders at the sides.
    lowest = np.radians(-36.0 - 26.0 * np.cos(np.minimum(1.25 * np.abs(around), np.pi / 2)) ** 2)
    down = 1.0 - (above - lowest) / (np.radians(_HIGHEST_DEG) - lowest)
    across = 0.5 + 0.5 * around / np.radians(_AROUND_DEG)
    return (rows - 1) * np.column_stack((across, down)), radius, np.abs(around) < np.radians(110.0)


def _shares(corners_px: np.ndarray, points_px: np.ndarray) -> np.ndarray:
    """Barycentric shares (n, 3) of points (n, 2) in triangles (n, 3, 2)."""
    a, b, c = corners_px.transpose(1, 0, 2)
    u, v, w = b - a, c - a, points_px - a
    area = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    second = (w[:, 0] * v[:, 1] - w[:, 1] * v[:, 0]) / area
    third = (u[:, 0] * w[:, 1] - u[:, 1] * w[:, 0]) / area
    return np.column_stack((1.0 - second - third, second, third))


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftError:
    """Millimetres, rms: how far the points of a zone, and of the face outside it, truly moved, and the error.

    `stiff_*` is the error of the plainest simulation: the zone shifted as a whole by the same target, nothing else.
    """

    zone: str
    target_mm: float
    truth_mm: float
    error_mm: float
    stiff_error_mm: float
    outside_truth_mm: float
    outside_error_mm: float
    alignment: float


def planted_lift(sampled: SampledHead, response: TreatmentResponse, kind: str, drop: float = 1.0) -> list[LiftError]:
    """Lower the laxity of a kind of zone by `drop` grades, tell the simulation each zone's mean, compare the fields."""
    head = sampled.head
    zones = [zone for zone in ZONES if kind_of_zone(zone) == kind]
    before = {zone: max(head.patient.severity(zone), drop) for zone in zones}
    truth = sampled.at(head.sagging_mm({zone: before[zone] - drop for zone in zones}) - head.sagging_mm(before))
    movement = Movement.RETRACT if kind in ("submental", "neck") else Movement.LIFT
    handles = [Handle(zone, movement) for zone in zones]
    targets = {handle: max(0.0, response.moved_by_mm(handle, truth)) for handle in handles}
    moved = response.displacement_mm(targets)
    area = response.sheet.geometry.vertex_area_mm2
    treated = np.zeros(len(area), dtype=bool)
    for zone in zones:
        treated |= response.members(zone)
    normals = response.sheet.geometry.normals
    way = np.array([0.0, 1.0, 0.0]) if movement is Movement.LIFT else -normals
    stiff = np.zeros_like(truth)
    for handle in handles:
        inside = response.members(handle.zone)
        stiff[inside] = (targets[handle] * way)[inside] if movement is Movement.RETRACT else targets[handle] * way
    results = []
    for handle in handles:
        inside = response.members(handle.zone)
        results.append(
            LiftError(
                zone=handle.zone,
                target_mm=targets[handle],
                truth_mm=_rms(truth[inside], area[inside]),
                error_mm=_rms((moved - truth)[inside], area[inside]),
                stiff_error_mm=_rms((stiff - truth)[inside], area[inside]),
                outside_truth_mm=_rms(truth[~treated], area[~treated]),
                outside_error_mm=_rms((moved - truth)[~treated], area[~treated]),
                alignment=float((moved[inside] * truth[inside]).sum())
                / max(float(np.linalg.norm(moved[inside]) * np.linalg.norm(truth[inside])), 1e-9),
            )
        )
    return results


def _rms(vectors: np.ndarray, area: np.ndarray) -> float:
    return float(np.sqrt(np.average((vectors**2).sum(axis=1), weights=area)))
