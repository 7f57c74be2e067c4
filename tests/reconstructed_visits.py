"""Recipe of a table in docs/comparison.md: reconstructions of one person, as they are and with a change planted.

PYTHONPATH=src:tests python tests/reconstructed_visits.py FOLDER FOLDER ...
The folders are what `skinlax reconstruct` left of pictures of one phantom taken apart; every ordered pair is compared.
A change is planted by moving the second one's vertices, with the colours they carry: errors stay those of two
reconstructions.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from phantom_visits import SOFT_MM, changed, say
from skinlax_desktop.surface.skin_patches import skin_patches
from skinlax_desktop.surface.swept_volume import swept_by
from skinlax_desktop.workflows.face_comparison import compare_faces
from skinlax_desktop.workflows.measured_face import MeasuredFace, read_measured_face, with_zones

LIFT_MM = (0.5, 1.0, 2.0)
LIFTED, BULGED = ("jowl_L", "jowl_R"), ("malar_R", "malar_L")
# A lifted jowl goes up and, less, in.
UP_SHARE, IN_SHARE = 0.85, 0.5


def softly(face: MeasuredFace, zone: str) -> np.ndarray:
    """0 on the zone's border and beyond, 1 from `SOFT_MM` inside it, (n,)."""
    mesh = face.mesh
    inside = mesh.zone_index == mesh.zone_names.index(zone)
    away = cKDTree(mesh.vertices_in_face_mm[~inside]).query(mesh.vertices_in_face_mm)[0]
    share = np.clip(away / SOFT_MM, 0.0, 1.0) * inside
    return np.asarray(share**2 * (3.0 - 2.0 * share))


def moved(face: MeasuredFace, way_mm: np.ndarray) -> MeasuredFace:
    """The face with its vertices moved (n, 3)."""
    shape = face.mesh.vertices_in_face_mm + way_mm
    return replace(face, mesh=replace(face.mesh, vertices_in_face_mm=shape.astype(np.float32)))


def lifted(face: MeasuredFace, zone: str, millimetres: float) -> MeasuredFace:
    """A jowl's skin moved by so much on its mean."""
    weight, normals = softly(face, zone), skin_patches(face.mesh).normals
    here = face.mesh.zone_index == face.mesh.zone_names.index(zone)
    up = np.array([0.0, 1.0, 0.0]) - normals * normals[:, 1:2]
    way = UP_SHARE * up / np.maximum(np.linalg.norm(up, axis=1, keepdims=True), 1e-9) - IN_SHARE * normals
    way *= weight[:, None]
    return moved(face, way * millimetres / np.linalg.norm(way[here], axis=1).mean())


def bulged(face: MeasuredFace, zone: str, millilitres: float) -> MeasuredFace:
    """A zone pushed out softly by a volume."""
    way = softly(face, zone)[:, None] * skin_patches(face.mesh).normals
    height = 1.0
    for _ in range(4):
        swept = swept_by(face.mesh.vertices_in_face_mm.astype(np.float64), height * way, face.mesh.triangles)[1].sum()
        height *= millilitres / float(swept)
    return moved(face, height * way)


def rows(folders: list[Path]) -> Iterator[dict]:
    """Every ordered pair, without and with each change."""
    faces = {folder.name: with_zones(read_measured_face(folder, None), None) for folder in folders}
    for one, two in permutations(faces, 2):
        before, after = faces[one], faces[two]
        plain = compare_faces(before, after)
        z = [o.shift.mean_mm / o.shift.mean_sd_mm for o in plain.zones if o.shift is not None]
        yield {"pair": (one, two), "kind": "same", "seen": sorted(changed(plain)), "z_sd": round(float(np.std(z)), 3)}
        for zone in LIFTED:
            for size in LIFT_MM:
                found = compare_faces(before, lifted(after, zone, size))
                yield {"pair": (one, two), "kind": "lift", "size": size, "zone": zone, "seen": sorted(changed(found))}
        for zone in BULGED:
            volumes = {
                size: compare_faces(before, bulged(after, zone, size) if size else after).surfaces.zones[zone]
                for size in (0.0, 1.0)
            }
            yield {
                "pair": (one, two),
                "kind": "bulge",
                "zone": zone,
                "ml": [round(volumes[size].volume_ml, 3) for size in volumes],
                "sd_ml": [round(volumes[size].volume_sd_ml, 3) for size in volumes],
            }


if __name__ == "__main__":
    for row in rows([Path(word) for word in sys.argv[1:]]):
        say(json.dumps(row))
