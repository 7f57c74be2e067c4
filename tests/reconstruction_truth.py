"""How far a reconstructed mesh is from the bare skin of the phantom it was photographed from."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.spatial.transform import Rotation

from skinlax_desktop.domain.views import Pose
from skinlax_desktop.phantom.scene import Scene, head_rotation, to_camera
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.reconstruction.ray_tracing import hidden, raycaster, tensor

Points = npt.NDArray[np.float64]

# The face in the head frame: chin to hairline, and back to the ears.
LOW_MM = np.array([-200.0, -125.0, -110.0])
HIGH_MM = np.array([200.0, 75.0, 100.0])
SAMPLES = 40_000
COMPLETE_MM = 1.0
SQUARELY = 0.2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MeshError:
    """Signed distances `signed_mm` (k,) of the vertices on the face, at `at_mm` (k, 3), after the best rigid fit.

    `vertex` (k,): their numbers, `normal` (k, 3) the truth's there, `inside` (k,): |error| < 1.96 sigma.
    `complete`: share within 1 mm of the truth that two pictures see; what is not lies at `lost_mm` (j, 3).
    `complete_squarely`: the same of what two pictures see at a cosine of `SQUARELY` or more; steeper than that, under
    the chin, no window matches. `complete_by`: for each part of it its share of the whole and how much of it is
    complete. What is only filled in counts in none of these: `filled_mm` (f,) are the errors of its vertices,
    `filled_inside` (f,) whether sigma holds, and `face_off_mm` (i,) how far the face's truth is from the mesh with its
    filling.
    """

    at_mm: Points
    signed_mm: Points
    vertex: npt.NDArray[np.int64]
    normal: Points
    inside: npt.NDArray[np.bool_]
    complete: float
    complete_squarely: float
    complete_by: dict[str, tuple[float, float]]
    lost_mm: Points
    lost_normal: Points
    filled_mm: Points
    filled_inside: npt.NDArray[np.bool_]
    face_off_mm: Points

    @property
    def inside_95(self) -> float:
        return float(self.inside.mean())

    @property
    def median_mm(self) -> float:
        return float(np.median(np.abs(self.signed_mm)))

    @property
    def mean_mm(self) -> float:
        return float(np.abs(self.signed_mm).mean())

    @property
    def p95_mm(self) -> float:
        return float(np.percentile(np.abs(self.signed_mm), 95))


def read_truth(path: Path) -> tuple[Points, npt.NDArray[np.int64]]:
    """Vertices and triangles of a PLY as `phantom.truth` writes it."""
    content = path.read_bytes()
    end = content.index(b"end_header\n") + len(b"end_header\n")
    lines = content[:end].decode().splitlines()
    count = {line.split()[1]: int(line.split()[2]) for line in lines if line.startswith("element")}
    vertices = np.frombuffer(content, dtype="<f4", count=3 * count["vertex"], offset=end).reshape(-1, 3)
    kind = np.dtype([("n", "u1"), ("c", "<i4", (3,))])
    faces = np.frombuffer(content, dtype=kind, count=count["face"], offset=end + vertices.nbytes)
    return vertices.astype(np.float64), faces["c"].astype(np.int64)


def mesh_error(mesh: FaceMesh, folder: Path) -> MeshError:
    """Compare a mesh in millimetres with `truth/` of the set it came from; rigid, without scale."""
    vertices, triangles = read_truth(folder / "truth" / "bare_skin.ply")
    skin = raycaster(vertices, triangles)
    found = mesh.vertices_in_face_mm.astype(np.float64)
    placed = _fitted(found, skin, mesh.measured > 0)
    near, normal = _closest(skin, placed)
    away = placed - near
    distance = np.linalg.norm(away, axis=1)
    signed = (away * normal).sum(axis=1)
    # At the rim of the truth the nearest point is the rim's: that says nothing about the surface.
    inner = (np.abs(signed) > 0.97 * distance) | (distance < 0.3)
    boxed = ((near > LOW_MM) & (near < HIGH_MM)).all(axis=1) & inner & (distance < 8.0)
    face, filled = boxed & (mesh.measured > 0), boxed & (mesh.measured == 0)
    seen, facing, cosine = _visible_samples(vertices, triangles, folder)
    whole = mesh.triangles.astype(np.int64)
    there = _from_mesh(seen, placed, whole[(mesh.measured[whole] > 0).all(axis=1)]) < COMPLETE_MM
    parts = _parts(seen)
    return MeshError(
        at_mm=near[face],
        signed_mm=signed[face],
        vertex=np.flatnonzero(face),
        normal=normal[face],
        inside=np.abs(signed[face]) < 1.96 * mesh.sigma_mm[face],
        complete=float(there.mean()),
        complete_squarely=float(there[cosine >= SQUARELY].mean()),
        complete_by={name: (float(part.mean()), float(there[part].mean())) for name, part in parts.items()},
        lost_mm=seen[~there],
        lost_normal=facing[~there],
        filled_mm=signed[filled],
        filled_inside=np.abs(signed[filled]) < 1.96 * mesh.sigma_mm[filled],
        face_off_mm=_from_mesh(seen[parts["face"]], placed, whole),
    )


def scale_off(mesh: FaceMesh, folder: Path) -> float:
    """How much too large a mesh in millimetres is, as a share: the robust fit to the truth's skin with a size."""
    skin = raycaster(*read_truth(folder / "truth" / "bare_skin.ply"))
    placed = _fitted(mesh.vertices_in_face_mm.astype(np.float64), skin, mesh.measured > 0)
    boxed = (placed > LOW_MM) & (placed < HIGH_MM)
    points = placed[boxed.all(axis=1) & (mesh.measured > 0)]
    own = points[np.random.default_rng(0).permutation(len(points))[:20_000]]
    turn, shift, size = np.eye(3), np.zeros(3), 1.0
    for _ in range(12):
        moved = size * own @ turn.T + shift
        near, normal = _closest(skin, moved)
        signed = ((moved - near) * normal).sum(axis=1)
        used = np.abs(signed) < 0.5
        lever = np.hstack([np.cross(moved, normal), normal, (moved * normal).sum(axis=1)[:, None]])[used]
        weight = (1.0 / (1.0 + (signed[used] / 0.1) ** 2))[:, None]
        step = np.linalg.solve((lever * weight).T @ lever, -(lever * weight).T @ signed[used])
        twist = Rotation.from_rotvec(step[:3]).as_matrix() * (1.0 + step[6])
        turn, shift, size = twist @ turn / (1.0 + step[6]), twist @ shift + step[3:6], size * (1.0 + step[6])
    return 1.0 / size - 1.0


def _from_mesh(points: Points, vertices: Points, triangles: npt.NDArray[np.int64]) -> Points:
    return raycaster(vertices, triangles).compute_distance(tensor(points.astype(np.float32))).numpy()


def _parts(points: Points) -> dict[str, npt.NDArray[np.bool_]]:
    """Below the line from the chin to the lobe of the ear; above it, the ears and what is behind them; the rest."""
    below = points[:, 1] < -97.0 - 0.6 * points[:, 2]
    behind = ~below & (points[:, 2] < -62.0)
    return {"face": ~below & ~behind, "ears": behind, "below the jaw": below}


def _closest(scene, points: Points) -> tuple[Points, Points]:
    answer = scene.compute_closest_points(tensor(points.astype(np.float32)))
    return answer["points"].numpy().astype(np.float64), answer["primitive_normals"].numpy().astype(np.float64)


def _fitted(points: Points, scene, by: npt.NDArray[np.bool_]) -> Points:
    """Point-to-plane iterations (Chen and Medioni 1992) with a robust weight, from the mesh's own head frame."""
    own = points[by]
    chosen = own[np.random.default_rng(0).permutation(len(own))[:20_000]]
    turn, shift = np.eye(3), np.zeros(3)
    for reach in (15.0, 10.0, 6.0, 4.0, 3.0, 2.0, 1.5, 1.0, 1.0, 0.7, 0.7, 0.5, 0.5, 0.5):
        moved = chosen @ turn.T + shift
        near, normal = _closest(scene, moved)
        away = moved - near
        signed = (away * normal).sum(axis=1)
        distance = np.linalg.norm(away, axis=1)
        used = (distance < 1.5 * reach) & (distance < 1.2 * np.abs(signed) + 0.05)
        lever = np.hstack([np.cross(moved[used], normal[used]), normal[used]])
        weight = (1.0 / (1.0 + (signed[used] / 0.5) ** 2))[:, None]
        step = np.linalg.solve((lever * weight).T @ lever + 1e-6 * np.eye(6), -(lever * weight).T @ signed[used])
        twist = Rotation.from_rotvec(step[:3]).as_matrix()
        turn, shift = twist @ turn, twist @ shift + step[3:]
    return points @ turn.T + shift


def _visible_samples(vertices: Points, triangles: npt.NDArray[np.int64], folder: Path) -> tuple[Points, Points, Points]:
    """Points of the bare face, even in area, that two or more of the pictures see, the normals there, and the cosines.

    The cosine (n,) is that at which the picture sees the point that faces it second best.
    """
    random = np.random.default_rng(1)
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    facing = np.cross(b - a, c - a)
    area = np.linalg.norm(facing, axis=1)
    which = random.choice(len(triangles), SAMPLES, p=area / area.sum())
    u, v = random.random((2, SAMPLES))
    u, v = np.where(u + v > 1.0, 1.0 - u, u), np.where(u + v > 1.0, 1.0 - v, v)
    points = a[which] + u[:, None] * (b - a)[which] + v[:, None] * (c - a)[which]
    boxed = ((points > LOW_MM) & (points < HIGH_MM)).all(axis=1)
    points, facing = points[boxed], facing[which][boxed] / area[which][boxed, None]
    head = raycaster(*read_truth(folder / "truth" / "head.ply"))
    cosines = []
    for frame in json.loads((folder / "truth" / "truth.json").read_text())["frames"]:
        towards = _camera_in_head(frame) - points
        towards /= np.linalg.norm(towards, axis=1, keepdims=True)
        shown = ~hidden(head, np.hstack([points + 0.3 * towards, towards]))
        cosines.append(np.where(shown, np.maximum((towards * facing).sum(axis=1), 0.0), -1.0))
    second = np.sort(np.array(cosines), axis=0)[-2]
    return points[second >= 0.0], facing[second >= 0.0], second[second >= 0.0]


def _camera_in_head(frame: dict) -> Points:
    scene = Scene(pose=Pose(**frame["pose"]), distance_mm=frame["distance_mm"], offset_mm=tuple(frame["offset_mm"]))
    axes = to_camera(np.vstack([np.zeros(3), np.eye(3)]) @ head_rotation(scene.pose).T, scene)
    return -(axes[1:] - axes[0]) @ axes[0]
