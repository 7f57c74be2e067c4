"""A comparison laid out for the viewer, on re-scanned phantoms with a planted lift."""

from dataclasses import replace

import numpy as np
import pytest

from given_faces import now_visit, then_visit
from phantom_visits import face_of, people, planted
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.phantom.scanned_head import scan_head
from skinlax_desktop.surface.face_mesh import FROM_SCANNER, FaceMesh
from skinlax_desktop.workflows.change_to_show import change_to_show
from unit.surface.solids import half_cylinder


@pytest.fixture(scope="module")
def two_faces() -> tuple[FaceMesh, FaceMesh]:
    head = next(people("held_out", 1))
    bulged = planted(head, "normal", 2.0)
    first, second = scan_head(head, 1), scan_head(head, 2, shape_mm=bulged)
    return face_of(first, "then").mesh, face_of(second, "now").mesh


def test_a_planted_change_is_shown_in_its_zone_on_the_later_face(two_faces: tuple[FaceMesh, FaceMesh]) -> None:
    earlier, later = two_faces
    change = change_to_show(earlier, then_visit(), later, now_visit())
    assert change.later is later
    assert change.scale_known
    assert len(change.signed_distance_mm) == len(later.vertices_in_face_mm)
    zone = later.zone_names.index("jowl_L")
    jowl = (later.zone_index == zone) & change.detectable
    assert jowl.sum() > 0.6 * (later.zone_index == zone).sum()
    assert np.nanmedian(change.signed_distance_mm[jowl]) > 0.4
    forehead = later.zone_index == later.zone_names.index("forehead")
    assert not change.detectable[forehead].any()
    assert np.isnan(change.signed_distance_mm[later.measured == 0]).all()
    # Laid over the later head: forehead on forehead.
    stable = change.earlier.vertices_in_face_mm[change.earlier.zone_index == earlier.zone_names.index("forehead")]
    there = later.vertices_in_face_mm[forehead]
    assert np.abs(stable.mean(axis=0) - there.mean(axis=0)).max() < 2.0
    # Vectors stand in the zone that changed and go outwards there.
    assert change.moved is not None
    assert len(change.moved.places_mm) > 5
    outward = (change.moved.vectors_mm * change.moved.normals).sum(axis=1)
    assert np.median(outward) > 0.8
    jowl_places = later.vertices_in_face_mm[later.zone_index == zone]
    away = np.linalg.norm(change.moved.places_mm[:, None] - jowl_places[None], axis=2).min(axis=1)
    assert np.median(away) < 3.0


def test_faces_that_measure_nothing_are_refused_with_the_reason() -> None:
    face = half_cylinder(source="from landmarks")
    with pytest.raises(SkinlaxError) as refused:
        change_to_show(face, then_visit(), face, now_visit())
    assert refused.value.code == "faces_from_landmarks"
    bare = replace(face, source="from a sweep", scale_known=False)
    with pytest.raises(SkinlaxError) as refused:
        change_to_show(bare, then_visit(), bare, now_visit())
    assert refused.value.code == "faces_without_scale"


def test_a_scan_is_not_taken_for_a_picture_of_the_visits_camera(two_faces: tuple[FaceMesh, FaceMesh]) -> None:
    earlier, later = two_faces
    swept = change_to_show(earlier, then_visit(), later, now_visit())
    assert not {"other_scale_kind", "other_source"} & set(swept.warnings)
    scanned = change_to_show(replace(earlier, source=FROM_SCANNER), then_visit(), later, now_visit())
    assert {"other_scale_kind", "other_source"} <= set(scanned.warnings)
