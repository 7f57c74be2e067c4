"""Makes `resources/phantom/landmark_vertices.json`: which vertex of the phantom each MediaPipe landmark sits on.

Run from the project's folder:  python models/training/landmark_vertices.py
Identities are rendered at five yaws, the landmarks found in the pictures are back-projected onto the average head,
and the median over the views that face the point is taken. Points of the outline slide along the contour as the head
turns; they come from the canonical face instead, warped onto the inner points. Both halves are made symmetric.
"""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.interpolate import RBFInterpolator
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from skinlax_desktop.domain.views import Pose
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.head import PhantomHead, build_head
from skinlax_desktop.phantom.mesh_normals import vertex_normals
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS, patient_from_options
from skinlax_desktop.phantom.posing import pose_points
from skinlax_desktop.phantom.rasteriser import visible_triangles
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import VirtualCamera, seated
from skinlax_desktop.phantom.topology import load_topology

Points = npt.NDArray[np.float64]

RESOURCES = Path("resources")
YAWS_DEG = (-35.0, -15.0, 0.0, 15.0, 35.0)
LANDMARKS = 468
MIRROR = np.array([-1.0, 1.0, 1.0])
OUTLINE_RIGHT = (
    *(10, 109, 67, 103, 54, 21, 162, 127, 234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 138, 135, 169, 170, 140),
    *(171, 215, 177, 213, 137, 227, 34, 139, 192, 147, 123),
)


def votes_of(head: PhantomHead, finder: MediaPipeLandmarkFinder, camera: VirtualCamera) -> list[list[Points]]:
    """For each landmark the places on the average head it fell on, each with how squarely the skin faced the camera."""
    votes: list[list[Points]] = [[] for _ in range(LANDMARKS)]
    for yaw in YAWS_DEG:
        scene = seated(Pose(yaw_deg=yaw, pitch_deg=0.0, roll_deg=0.0))
        faces = finder.find(render(head, scene, camera, noise_seed=1))
        if not faces:
            continue
        points = pose_points(head.vertices_mm, scene)
        pixels = camera.project(points)
        seen, _ = visible_triangles(pixels, points[:, 2], head.triangles, camera.width_px, camera.height_px)
        facing = -vertex_normals(points, head.triangles)[:, 2]
        for number, (x, y) in enumerate(np.round(faces[0].points_px[:LANDMARKS]).astype(int)):
            inside = 0 <= x < camera.width_px and 0 <= y < camera.height_px
            if inside and seen[y, x] >= 0:
                corners = head.triangles[seen[y, x]]
                place = head.topology.canonical_mm[corners].mean(axis=0)
                votes[number].append(np.array([facing[corners].mean(), *place]))
    return votes


def agreed(votes: list[Points]) -> Points:
    """The median place over the better half of the views."""
    ranked = np.array(sorted(votes, key=lambda vote: -vote[0]))
    return np.asarray(np.median(ranked[: max(6, len(ranked) // 2), 1:], axis=0))


def main() -> None:
    """Render, find, agree, write."""
    finder = MediaPipeLandmarkFinder(RESOURCES / "third_party" / "mediapipe" / "face_landmarker.task")
    camera = VirtualCamera().scaled(0.3)
    made = tuple(patient_from_options(seed=seed, age=30, sex="FM"[seed % 2], tone=4) for seed in range(1, 6))
    votes: list[list[Points]] = [[] for _ in range(LANDMARKS)]
    for patient in (*DEFAULT_PATIENTS, *made):
        for number, found in enumerate(votes_of(build_head(patient, RESOURCES), finder, camera)):
            votes[number] += found
    places = np.array([agreed(found) for found in votes])
    finder.close()

    canonical_file = json.loads((RESOURCES / "canonical_face.json").read_text(encoding="utf-8"))
    canonical = np.array(canonical_file["points_in_head_mm"])
    apart = np.linalg.norm(canonical[:, None] * MIRROR - canonical[None], axis=2)
    mirror = linear_sum_assignment(apart**2)[1]
    outline = {*OUTLINE_RIGHT, *mirror[list(OUTLINE_RIGHT)].tolist()}
    inner = [number for number in range(LANDMARKS) if number not in outline]
    warp = RBFInterpolator(canonical[inner], places[inner], kernel="thin_plate_spline", smoothing=20.0)
    places[list(outline)] = warp(canonical[list(outline)])
    places = (places + places[mirror] * MIRROR) / 2

    topology = load_topology(RESOURCES / "third_party")
    skin = topology.canonical_mm[: topology.skin_count]
    tree = cKDTree(skin)
    partner = tree.query(skin * MIRROR)[1]
    middle = np.flatnonzero(np.abs(skin[:, 0]) < 1e-6)
    vertices = np.zeros(LANDMARKS, dtype=int)
    for number, place in enumerate(places):
        if mirror[number] == number:
            vertices[number] = middle[cKDTree(skin[middle]).query(place)[1]]
        elif place[0] < 0:
            vertices[number] = tree.query(place)[1]
            vertices[mirror[number]] = partner[vertices[number]]
    table = {"note": __doc__.splitlines()[0], "vertices": vertices.tolist(), "mirror": mirror.tolist()}
    (RESOURCES / "phantom" / "landmark_vertices.json").write_text(json.dumps(table), encoding="utf-8")


if __name__ == "__main__":
    main()
