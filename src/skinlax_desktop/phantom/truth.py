"""What is really so about a phantom: severities, displacements, metrics, poses, and the head as a mesh."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.phantom.anatomy import pupil_mm, true_metrics
from skinlax_desktop.phantom.dress import cloth_mask
from skinlax_desktop.phantom.head import HeadShape, PhantomHead
from skinlax_desktop.phantom.landmarks import LandmarkTable
from skinlax_desktop.phantom.posing import pose_points
from skinlax_desktop.phantom.scene import Scene, VirtualCamera
from skinlax_desktop.phantom.topology import Material

Points = npt.NDArray[np.float64]

_CONE_AROUND_MM = {"submental": (0.0, -4.0, -27.0), "neck": (0.0, -36.0, -40.0)}
_MENTON = 152
_LEAST_VERTICES = 150
_CLEAR_OF_COVER_MM = -2.0
_OPEN_TO_LIGHT = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthFrame:
    """The truth of one picture."""

    file: str
    view: str
    scene: Scene


def zone_vertices(head: HeadShape, table: LandmarkTable) -> dict[str, npt.NDArray[np.int64]]:
    """Skin vertices inside each zone's outline, seen from the front of the zone on the head without laxity."""
    skin = head.rest_mm[: head.topology.skin_count]
    marks = skin[table.vertices]
    bare = cloth_mask(head.topology.canonical_mm[: head.topology.skin_count]) < -2.0
    found = {}
    for zone in ZONES:
        if zone in _CONE_AROUND_MM:
            centre = marks[_MENTON] + np.array(_CONE_AROUND_MM[zone])
            away = np.where(bare, np.linalg.norm(skin - centre, axis=1), np.inf)
            # On a long face the shirt may cover the place: then the bare skin next to it stands for it.
            found[zone] = np.flatnonzero(away < max(22.0, float(np.partition(away, _LEAST_VERTICES)[_LEAST_VERTICES])))
            continue
        outline = marks[list(table.zones[zone])]
        middle = outline.mean(axis=0)
        reach = np.linalg.norm(outline - middle, axis=1).max() + 6.0
        near = np.flatnonzero((np.linalg.norm(skin - middle, axis=1) < reach) & bare)
        across, up = _plane(outline - middle)
        flat = (skin[near] - middle) @ np.stack([across, up], axis=1)
        found[zone] = near[_inside(flat, (outline - middle) @ np.stack([across, up], axis=1))]
    return found


def zone_displacements_mm(head: HeadShape, table: LandmarkTable) -> dict[str, float]:
    """The mean distance that each zone's skin has moved against the same head without laxity."""
    moved = np.linalg.norm(head.vertices_mm - head.rest_mm, axis=1)
    return {zone: float(moved[numbers].mean()) for zone, numbers in zone_vertices(head, table).items()}


def truth_document(
    head: HeadShape, table: LandmarkTable, frames: Sequence[TruthFrame], camera: VirtualCamera
) -> dict[str, Any]:
    """The content of `truth/truth.json`."""
    metrics, face = true_metrics(head)
    displacements = zone_displacements_mm(head, table)
    patient = head.patient
    return {
        "schema": 1,
        "patient": {
            "name": patient.name,
            "age_years": patient.age_years,
            "sex": patient.sex,
            "monk": patient.monk,
            "fitzpatrick": patient.fitzpatrick,
            "seed": patient.seed,
        },
        "frames": [
            {
                "file": frame.file,
                "view": frame.view,
                "pose": asdict(frame.scene.pose),
                "distance_mm": frame.scene.distance_mm,
                "offset_mm": list(frame.scene.offset_mm),
                "expression": frame.scene.expression,
                "landmarks_px": landmarks_px(head, frame.scene, camera).round(2).tolist(),
            }
            for frame in frames
        ],
        "zones": {
            zone: {
                "severity": patient.severity(zone),
                "displacement_mm": round(displacements[zone], 4),
                "metrics": {name: round(value, 4) for name, value in metrics.get(zone, {}).items()},
            }
            for zone in ZONES
        },
        "metrics": {name: round(value, 4) for name, value in face.items()},
    }


def landmarks_px(head: HeadShape, scene: Scene, camera: VirtualCamera) -> Points:
    """Where the 468 landmark vertices and the two pupils (right, left) lie in the picture, (470, 2)."""
    shape = head.shape_mm(scene.expression)[head.landmark_vertices]
    pupils = np.array([pupil_mm(head, eye, scene.pose) for eye in (Material.EYE_RIGHT, Material.EYE_LEFT)])
    return camera.project(pose_points(np.concatenate([shape, pupils]), scene))


def write_head_ply(head: HeadShape, path: Path, *, rest: bool = False) -> None:
    """The head (or the head without laxity) as a binary PLY: float32 millimetres in the head frame, triangles."""
    write_mesh_ply(path, head.rest_mm if rest else head.vertices_mm, head.triangles)


def write_bare_skin_ply(head: PhantomHead, path: Path) -> None:
    """The part of the head that a camera could see bare: no hair, shirt, eyeballs, mouth lining or nostrils' depth."""
    look = head.look
    bare = (look.scalp_mm < _CLEAR_OF_COVER_MM) & (look.cloth_mm < _CLEAR_OF_COVER_MM)
    bare &= look.openness > _OPEN_TO_LIGHT
    bare[head.topology.skin_count :] = False
    kept = head.triangles[bare[head.triangles].all(axis=1) & (head.topology.material == Material.SKIN)]
    used, corners = np.unique(kept, return_inverse=True)
    write_mesh_ply(path, head.vertices_mm[used], corners.reshape(-1, 3))


def write_mesh_ply(path: Path, vertices_mm: Points, triangles: npt.NDArray[np.integer[Any]]) -> None:
    """Vertices (n, 3) and triangles (m, 3) as the binary PLY that `tests/reconstruction_truth.py` reads."""
    vertices = vertices_mm.astype("<f4")
    faces = np.empty(len(triangles), dtype=[("count", "u1"), ("corners", "<i4", (3,))])
    faces["count"], faces["corners"] = 3, triangles
    header = (
        "ply\nformat binary_little_endian 1.0\ncomment synthetic head, millimetres, origin nasion\n"
        f"element vertex {len(vertices)}\nproperty float x\nproperty float y\nproperty float z\n"
        f"element face {len(faces)}\nproperty list uchar int vertex_indices\nend_header\n"
    )
    path.write_bytes(header.encode("ascii") + vertices.tobytes() + faces.tobytes())


def _plane(points: Points) -> tuple[Points, Points]:
    """Two directions that span the plane nearest to points around the origin."""
    _, _, directions = np.linalg.svd(points, full_matrices=False)
    return directions[0], directions[1]


def _inside(points: Points, outline: Points) -> npt.NDArray[np.bool_]:
    """Which points (n, 2) lie inside an outline (m, 2), by counting crossings."""
    inside = np.zeros(len(points), dtype=bool)
    for (ax, ay), (bx, by) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        if ay == by:
            continue
        spans = (points[:, 1] < ay) != (points[:, 1] < by)
        inside ^= spans & (points[:, 0] < ax + (points[:, 1] - ay) * (bx - ax) / (by - ay))
    return inside
