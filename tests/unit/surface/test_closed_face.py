"""A measured face is made whole: its own skin stays as it was, gaps are closed and never count as measured."""

from dataclasses import replace
from functools import cache

import numpy as np
from scipy.spatial import cKDTree

from skinlax_desktop.app.places import find_places
from skinlax_desktop.biomechanics.face_sheet import build_face_sheet
from skinlax_desktop.biomechanics.treatment_response import TreatmentResponse
from skinlax_desktop.biomechanics.working_mesh import working_mesh
from skinlax_desktop.phantom.head import shape_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.scanned_head import ScanError, scan_head
from skinlax_desktop.surface.closed_face import ClosedFace, close_face, patched
from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.face_zones import find_zones
from skinlax_desktop.workflows.whole_face import FrontalPicture, dressed
from small_face import without

EYE = 159  # the middle of the subject's right upper lid


@cache
def scanned() -> tuple[FaceMesh, np.ndarray, FaceMesh]:
    """What was scanned, its landmarks, and the same without the skin under the chin, as an upright sweep leaves it."""
    head = shape_head(DEFAULT_PATIENTS[1], find_places().resources, average_folds=True)
    scan = scan_head(head, 1, ScanError(smooth_mm=0.12, blob_mm=8.0, uneven=0.4, cell_mm=1.0))
    zoned = find_zones(scan.mesh, scan.landmarks_mm)
    whole = replace(zoned.mesh, source="from a sweep")
    points = whole.vertices_in_face_mm.astype(float)
    under = whole.zone_index == whole.zone_names.index("submental")
    facing = vertex_normals(points, whole.triangles)[:, 1] < -0.6
    return whole, zoned.landmarks, without(whole, under & facing)


@cache
def closed() -> ClosedFace:
    _, landmarks, holed = scanned()
    return close_face(holed, landmarks)


def test_skin_under_the_chin_is_closed_near_where_it_truly_is_and_is_not_measured() -> None:
    whole, _, holed = scanned()
    mesh = closed().mesh
    under = mesh.zone_index == mesh.zone_names.index("submental")
    filled = under & (mesh.measured == 0)
    assert filled.sum() > 300
    away = cKDTree(whole.vertices_in_face_mm).query(mesh.vertices_in_face_mm[filled])[0]
    assert np.median(away) < 1.5
    assert np.percentile(away, 95) < 4.0
    seen = cKDTree(holed.vertices_in_face_mm).query(mesh.vertices_in_face_mm[mesh.measured > 0])[0]
    assert np.percentile(seen, 99) < 1.5


def test_what_was_only_filled_in_is_not_measured_after_closing() -> None:
    whole, landmarks, _ = scanned()
    under = whole.zone_index == whole.zone_names.index("submental")
    mesh = close_face(replace(whole, measured=np.where(under, 0, 1).astype(np.uint8)), landmarks).mesh
    there = cKDTree(whole.vertices_in_face_mm[under]).query(mesh.vertices_in_face_mm)[0] < 1.0
    assert there.sum() > 300
    assert mesh.measured[there].mean() < 0.3


def test_a_closed_zone_can_be_treated_and_tells_how_little_of_it_was_measured() -> None:
    _, _, holed = scanned()
    working = working_mesh(holed, closed().mesh)
    response = TreatmentResponse(build_face_sheet(working.mesh), working.mesh)
    assert response.members("submental").sum() > 100
    assert response.measured_share("submental") < 0.6
    assert response.measured_share("malar_L") > 0.9
    assert "submental" not in response.holed
    assert working.carried(np.ones((len(working.mesh.vertices_in_face_mm), 3))).shape == holed.vertices_in_face_mm.shape


def test_patches_leave_the_measured_skin_as_it_was() -> None:
    _, _, holed = scanned()
    found = patched(holed, closed())
    count = len(holed.vertices_in_face_mm)
    assert np.array_equal(found.mesh.vertices_in_face_mm[:count], holed.vertices_in_face_mm)
    assert np.array_equal(found.mesh.triangles[: len(holed.triangles)], holed.triangles)
    assert not found.patch[:count].any()
    assert found.patch[count:].all()
    assert not found.mesh.measured[found.patch].any()
    assert found.far.any()
    assert not (found.far & found.opening).any()


def test_eyes_are_those_of_the_photograph_and_open_where_there_is_none() -> None:
    _, landmarks, holed = scanned()
    blue = np.zeros((800, 700, 3), np.uint8)
    blue[..., 0] = 200
    pixels = np.column_stack((350 + 3 * landmarks[:, 0], 400 - 3 * landmarks[:, 1]))
    seen = dressed(holed, closed(), landmarks, FrontalPicture(picture_bgr=blue, landmarks_px=pixels))
    count = len(holed.vertices_in_face_mm)
    assert np.array_equal(seen.shown.colours_rgb[:count], holed.colours_rgb)
    painted = (seen.shown.colours_rgb[count:] == (0, 0, 200)).all(axis=1)
    assert painted.sum() > 500
    near_eye = np.linalg.norm(seen.shown.vertices_in_face_mm[count:][painted] - landmarks[EYE], axis=1)
    assert near_eye.min() < 8.0
    blind = dressed(holed, closed(), landmarks, None)
    assert len(blind.shown.triangles) < len(seen.shown.triangles)
