"""Makes `src/skinlax_desktop/surface/face_template.npz`: the average face and neck that zones are carried over from.

Run from the project's folder:  PYTHONPATH=src python models/training/face_template.py
The mean of 48 made-up people without laxity (seeds 90000 to 90047, used for nothing else), its outer skin coarsened to
about 5,000 vertices for fitting, and as many points of it as the phantom has, each with the number of its zone.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import open3d as o3d
from scipy.spatial import cKDTree

from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.phantom.head import shape_head
from skinlax_desktop.phantom.landmarks import load_landmark_table
from skinlax_desktop.phantom.patients import patient_from_options
from skinlax_desktop.phantom.scanned_head import outer_skin
from skinlax_desktop.phantom.truth import zone_vertices
from skinlax_desktop.surface.closest_surface import ClosestSurface
from skinlax_desktop.surface.mesh_cleaning import keep_triangles

RESOURCES = Path("resources")
OUT = Path("src/skinlax_desktop/surface/face_template.npz")
PEOPLE = range(90000, 90048)
COARSE_TRIANGLES = 10_000
BEHIND_MM = -92.0


def main() -> None:
    """Mean head, coarse mesh, labels."""
    table = load_landmark_table(RESOURCES)
    random = np.random.default_rng(90000)
    shapes = []
    for seed in PEOPLE:
        options = {"age": int(random.integers(25, 80)), "sex": "FM"[seed % 2], "tone": int(random.integers(1, 11))}
        head = shape_head(
            patient_from_options(seed=seed, laxity={"all": 0.0}, **options), RESOURCES, average_folds=True
        )
        shapes.append(head.rest_mm)
    mean = np.mean(shapes, axis=0)
    mean = (mean + mean[mirror_of(mean)] * (-1.0, 1.0, 1.0)) / 2.0
    average = replace(head, vertices_mm=mean, rest_mm=mean)
    zone = np.full(len(mean), -1, dtype=np.int8)
    for name, numbers in zone_vertices(average, table).items():
        zone[numbers[zone[numbers] < 0]] = ZONES.index(name)
    marks = mean[table.vertices]
    triangles = outer_skin(head.topology)
    triangles = triangles[(mean[triangles][:, :, 2] > BEHIND_MM).all(axis=1)]
    used, triangles = keep_triangles(len(mean), triangles, np.ones(len(triangles), dtype=bool))
    mesh = o3d.geometry.TriangleMesh(o3d.utility.Vector3dVector(mean[used]), o3d.utility.Vector3iVector(triangles))
    coarse = mesh.simplify_quadric_decimation(COARSE_TRIANGLES)
    coarse.remove_degenerate_triangles()
    coarse.remove_duplicated_triangles()
    coarse.remove_unreferenced_vertices()
    vertices, faces = np.asarray(coarse.vertices), np.asarray(coarse.triangles, dtype=np.int32)
    found = ClosestSurface(vertices, faces).closest(marks)
    print(len(vertices), len(faces), "landmark off the coarse mesh, mm:", np.percentile(found.distance, [50, 95, 100]))
    np.savez_compressed(
        OUT,
        vertices_mm=vertices.astype(np.float32),
        triangles=faces.astype(np.int16),
        landmark_triangle=found.triangle.astype(np.int16),
        landmark_weights=found.weights.astype(np.float32),
        dense_mm=mean[used].astype(np.float32),
        dense_zone=zone[used],
    )
    print(OUT.stat().st_size, "bytes; dense", len(used), {z: int((zone[used] == k).sum()) for k, z in enumerate(ZONES)})


def mirror_of(points: np.ndarray) -> np.ndarray:
    """The nearest vertex to each vertex's mirror image."""
    return np.asarray(cKDTree(points).query(points * (-1.0, 1.0, 1.0))[1])


if __name__ == "__main__":
    main()
