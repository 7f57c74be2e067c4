"""A mesh without landmarks: drawn from its front, whichever way its axes point."""

from dataclasses import replace

import numpy as np
import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.measurement import ModelUse
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.surface.canonical_face import canonical_face
from skinlax_desktop.surface.face_mesh import FaceMesh, build_face_mesh
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.workflows.mesh_landmarks import find_mesh_landmarks


class NoseFinder:
    """Stands in for the model: a drawing shows a face when its outline is upright, wider above than below."""

    model = ModelUse(name="stand-in", version="0", sha256="", device="CPU")

    def __init__(self, wanted: np.ndarray) -> None:
        self._wanted = wanted

    def find(self, picture_bgr: np.ndarray) -> tuple[FoundFace, ...]:
        head = np.abs(picture_bgr.astype(int) - 90).sum(axis=2) > 6
        rows, columns = np.flatnonzero(head.any(axis=1)), np.flatnonzero(head.any(axis=0))
        tall, wide = np.ptp(rows), np.ptp(columns)
        upright = head[rows[0] : rows[0] + tall // 4].sum() > head[rows[-1] - tall // 4 : rows[-1]].sum()
        if not (1.0 < tall / wide < 1.6 and upright):
            return ()
        low, high = self._wanted.min(axis=0), self._wanted.max(axis=0)
        share = (self._wanted - low) / (high - low)
        points = np.column_stack((columns[0] + share[:, 0] * wide, rows[-1] - share[:, 1] * tall))
        points = np.concatenate([points, points[:10]])
        return (FoundFace(points_px=points, depth_px=np.zeros(478), blendshapes={}, head_from_canonical=np.eye(4)),)

    def track(self, picture_bgr: np.ndarray, at_ms: int) -> FoundFace | None:
        return None

    def close(self) -> None:
        return


def face() -> FaceMesh:
    return build_face_mesh(canonical_face().points_in_head_mm, zones={})


def test_landmarks_are_lifted_from_the_drawing_onto_the_skin() -> None:
    canonical = canonical_face().points_in_head_mm
    found = find_mesh_landmarks(face(), NoseFinder(canonical[:, :2]))
    known = np.isfinite(found).all(axis=1)
    assert known.mean() > 0.8
    assert np.median(np.linalg.norm(found[known] - canonical[known], axis=1)) < 2.5


def test_a_mesh_without_a_face_is_refused() -> None:
    class Nobody(NoseFinder):
        def find(self, picture_bgr: np.ndarray) -> tuple[FoundFace, ...]:
            return ()

    with pytest.raises(SkinlaxError) as caught:
        find_mesh_landmarks(face(), Nobody(canonical_face().points_in_head_mm[:, :2]))
    assert caught.value.code == "mesh_no_face"


@pytest.mark.parametrize(("factor", "code"), [(10.0, "mesh_face_size"), (0.1, "mesh_face_size")])
def test_a_face_ten_times_too_large_or_small_is_a_wrong_unit(factor: float, code: str) -> None:
    mesh = face()
    wrong = replace(mesh, vertices_in_face_mm=mesh.vertices_in_face_mm * np.float32(factor))
    with pytest.raises(SkinlaxError) as caught:
        find_mesh_landmarks(wrong, NoseFinder(canonical_face().points_in_head_mm[:, :2]))
    assert caught.value.code == code
    assert "unit" in sentence_of(caught.value)


@pytest.mark.parametrize("mirrored", [True, False])
def test_a_surface_inside_out_is_refused_whether_mirrored_or_wound_the_wrong_way(mirrored: bool) -> None:
    mesh = face()
    if mirrored:
        wrong = replace(mesh, vertices_in_face_mm=mesh.vertices_in_face_mm * np.float32([-1.0, 1.0, 1.0]))
    else:
        wrong = replace(mesh, triangles=np.ascontiguousarray(mesh.triangles[:, ::-1]))
    with pytest.raises(SkinlaxError) as caught:
        find_mesh_landmarks(wrong, NoseFinder(canonical_face().points_in_head_mm[:, :2]))
    assert caught.value.code == "mesh_inside_out"
