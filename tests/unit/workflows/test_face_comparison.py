"""A phantom scanned twice: zones, a planted change, and the files that say so."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from phantom_visits import LIFT_ZONE, bulged, changed, face_of, planted
from skinlax_desktop.app.command_line import main
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.imaging.decoding import decode_picture
from skinlax_desktop.phantom.head import HeadShape, shape_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.scanned_head import ScanError, scan_head
from skinlax_desktop.surface.canonical_face import mirrored_shape
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.face_zones import zones_of_earlier
from skinlax_desktop.surface.mirrored_face import mirrored_mesh
from skinlax_desktop.surface.ply import parse_ply, write_ply
from skinlax_desktop.text.face_change import change_lines
from skinlax_desktop.workflows.change_colours import NO_CHANGE_RGB, diverging_rgb
from skinlax_desktop.workflows.change_file import change_document, change_ply
from skinlax_desktop.workflows.face_comparison import FaceComparison, SkinVerdict, compare_faces
from skinlax_desktop.workflows.measure_changes import measure_changes, volume_changes
from skinlax_desktop.workflows.measured_face import MeasuredFace, read_measured_face
from skinlax_desktop.workflows.mesh_measures import read_measures
from skinlax_desktop.workflows.mesh_profile import read_profile

CALM = ScanError(smooth_mm=0.08, cell_mm=2.0)
# Fine enough to carry the pattern of the skin.
FINE = ScanError(smooth_mm=0.08, cell_mm=1.2)


@pytest.fixture(scope="module")
def head(third_party: Path) -> HeadShape:
    return shape_head(DEFAULT_PATIENTS[1], third_party.parent, average_folds=True)


@pytest.fixture(scope="module")
def first(head: HeadShape) -> MeasuredFace:
    return face_of(scan_head(head, 1, CALM), "first")


@pytest.fixture(scope="module")
def second(head: HeadShape) -> MeasuredFace:
    return face_of(scan_head(head, 2, CALM), "second")


@pytest.fixture(scope="module")
def lifted(head: HeadShape, first: MeasuredFace) -> FaceComparison:
    return compare_faces(first, face_of(scan_head(head, 3, CALM, planted(head, "lift", 1.5)), "lifted"))


def test_a_scan_gets_the_head_frame_and_every_zone(first: MeasuredFace) -> None:
    assert first.landmarks is not None
    assert np.abs(first.landmarks[168]).max() < 1e-6
    assert first.landmarks[263, 0] > 20.0
    assert first.landmarks[152, 1] < -70.0
    assert {first.mesh.zone_names[number] for number in np.unique(first.mesh.zone_index) if number >= 0} == set(ZONES)


def test_a_zone_is_the_same_skin_at_both_scans(head: HeadShape, first: MeasuredFace, second: MeasuredFace) -> None:
    labels = []
    for seed, face in ((1, first), (2, second)):
        on_skin = np.full(len(head.vertices_mm), -2)
        on_skin[scan_head(head, seed, CALM).skin_vertex] = face.mesh.zone_index
        labels.append(on_skin)
    both = (labels[0] > -2) & (labels[1] > -2)
    for zone in ("jowl_L", "malar_R", "forehead", "submental"):
        one, two = (label[both] == ZONES.index(zone) for label in labels)
        assert 2.0 * (one & two).sum() / (one.sum() + two.sum()) > 0.9, zone


def test_the_rim_of_a_hole_under_the_chin_is_no_outline(first: MeasuredFace) -> None:
    assert first.landmarks is not None
    angle = ("neck", "cervicomental_angle_deg")
    whole = read_profile(first.mesh)[angle]
    assert whole.value is not None
    behind_the_chin = first.landmarks[152] + np.array((0.0, -4.0, -22.0))
    away = np.linalg.norm(first.mesh.vertices_in_face_mm[first.mesh.triangles].mean(axis=1) - behind_the_chin, axis=1)
    torn = read_profile(replace(first.mesh, triangles=first.mesh.triangles[away > 14.0]))[angle]
    assert (torn.value, torn.reason) == (None, "under_chin_open")


def test_nothing_changed_is_said_so(first: MeasuredFace, second: MeasuredFace) -> None:
    found = compare_faces(first, second)
    assert changed(found) == set()
    assert all(outcome.verdict is SkinVerdict.NOT_DETECTABLE for outcome in found.zones)
    assert found.surfaces.registration.residual_mm < 0.25
    assert found.warnings == ()


def test_a_lifted_jowl_is_found_where_it_is(lifted: FaceComparison) -> None:
    assert LIFT_ZONE in changed(lifted)
    assert changed(lifted) <= {LIFT_ZONE, "prejowl_L", "marionette_L", "buccal_L", "submental"}
    outcome = next(zone for zone in lifted.zones if zone.zone == LIFT_ZONE)
    assert outcome.verdict is SkinVerdict.INWARD
    assert outcome.shift is not None
    assert outcome.shift.shift_mm[1] > 0.5
    assert outcome.shift.volume_ml < 0.0


@pytest.fixture(scope="module")
def coloured(head: HeadShape) -> MeasuredFace:
    return face_of(scan_head(head, 1, FINE), "coloured")


def test_a_slide_along_the_skin_is_found_by_its_pattern(head: HeadShape, coloured: MeasuredFace) -> None:
    slid = face_of(scan_head(head, 3, FINE, planted(head, "upward", 2.0)), "slid")
    found = compare_faces(coloured, slid)
    outcome = next(zone for zone in found.zones if zone.zone == LIFT_ZONE)
    assert changed(found) == {LIFT_ZONE}
    assert outcome.shift is not None
    assert outcome.shift.by_pattern
    assert 0.8 < outcome.shift.shift_mm[1] < 2.0
    assert found.surfaces.registration.held_by_pattern == 4
    # Without its colours the same skin tells much less of it.
    grey = replace(slid, mesh=slid.mesh.with_colours(np.full_like(slid.mesh.colours_rgb, 170)))
    by_shape = compare_faces(coloured, grey).surfaces.zones[LIFT_ZONE]
    assert outcome.shift.shift_covariance[1, 1] < 0.5 * by_shape.shift_covariance[1, 1]


def test_vectors_know_the_skin_along_itself_where_it_has_a_pattern(head: HeadShape, coloured: MeasuredFace) -> None:
    field = compare_faces(coloured, face_of(scan_head(head, 2, FINE), "again")).surfaces.field
    assert np.median(field.along_sd_mm) < 0.5
    assert np.median(np.linalg.norm(field.vector_mm, axis=1)) < 0.5


def test_a_mirrored_face_and_another_one_are_refused(
    head: HeadShape, coloured: MeasuredFace, third_party: Path
) -> None:
    again = face_of(scan_head(head, 2, FINE), "again")
    assert again.landmarks is not None
    mirrored = replace(again, mesh=mirrored_mesh(again.mesh), landmarks=mirrored_shape(again.landmarks))
    with pytest.raises(SkinlaxError) as caught:
        compare_faces(coloured, mirrored)
    assert caught.value.code == "comparison_mirrored"
    other = shape_head(DEFAULT_PATIENTS[2], third_party.parent, average_folds=True)
    with pytest.raises(SkinlaxError) as caught:
        compare_faces(coloured, face_of(scan_head(other, 2, FINE), "other"))
    assert caught.value.code in ("comparison_other_face", "comparison_size_differs", "comparison_mouth_width")


def test_a_vector_knows_more_across_the_skin_than_along_it(lifted: FaceComparison) -> None:
    field = lifted.surfaces.field
    assert np.median(field.normal_sd_mm) < 0.3
    assert np.median(field.along_sd_mm) > 1.0


def test_a_bulge_of_a_millilitre_is_measured(head: HeadShape) -> None:
    quiet = ScanError(smooth_mm=0.0, white_mm=0.01, scale=0.0, cell_mm=2.0)
    shape, true_ml = bulged(head, "malar_R", 1.0)
    before, after = face_of(scan_head(head, 4, quiet), "before"), face_of(scan_head(head, 5, quiet, shape), "after")
    outcome = next(zone for zone in compare_faces(before, after).zones if zone.zone == "malar_R")
    assert outcome.shift is not None
    assert outcome.shift.volume_ml == pytest.approx(true_ml, rel=0.1)


def test_the_earlier_zones_are_laid_on_the_later_face(first: MeasuredFace, second: MeasuredFace) -> None:
    motion = compare_faces(first, second).surfaces.registration.motion
    carried = zones_of_earlier(first.mesh, second.mesh, motion)
    assert (carried.zone_index == second.mesh.zone_index).mean() > 0.93


def test_measures_change_where_the_face_did(lifted: FaceComparison) -> None:
    changes = {(change.zone, change.change.name): change for change in measure_changes(lifted)}
    jowl = changes["jowl_L", "jowl_descent_mm"]
    assert jowl.verdict == "less"
    assert jowl.before.mdc95 is not None
    assert changes["jowl_R", "jowl_descent_mm"].verdict == "not_detectable"
    assert changes["jowl_L", "jowl_volume_delta_ml"].verdict == "less"
    assert changes["jowl_L", "jowl_volume_delta_ml"].before.reason == "needs_a_second_surface"
    assert {name for _, name in changes} >= {"nasolabial_depth_mm", "tear_trough_depth_mm", "cervicomental_angle_deg"}


def test_a_volume_says_when_a_part_of_its_zone_was_not_seen(lifted: FaceComparison) -> None:
    def line(covered: float) -> str:
        shares = {**lifted.surfaces.covered, LIFT_ZONE: covered}
        found = volume_changes(replace(lifted, surfaces=replace(lifted.surfaces, covered=shares)))
        return change_lines(next(row for row in found if row.zone == LIFT_ZONE))[2]

    assert "part not seen" not in line(0.99)
    assert line(0.93).endswith("part not seen")


def test_files_hold_every_zone_with_its_interval(lifted: FaceComparison) -> None:
    document = json.loads(json.dumps(change_document(lifted), allow_nan=False))
    assert set(document["zones"]) == set(ZONES)
    for zone in document["zones"].values():
        assert zone["low"] < zone["value"] < zone["high"]
        assert zone["mdc95"] > 0.0
        assert 0.0 <= zone["p"] <= 1.0
    assert document["changed"] == [zone for zone in ZONES if zone in changed(lifted)]
    mesh = parse_ply(change_ply(lifted))
    still = mesh.zone_index == ZONES.index("malar_R")
    assert (mesh.colours_rgb[still] == NO_CHANGE_RGB).all(axis=1).mean() > 0.95
    assert (mesh.colours_rgb[mesh.zone_index == ZONES.index(LIFT_ZONE)] != NO_CHANGE_RGB).any(axis=1).mean() > 0.9


def test_blue_is_inwards_and_orange_outwards() -> None:
    inward, outward = diverging_rgb(np.array([-1.0, 1.0]))
    assert inward[2] > inward[0]
    assert outward[0] > outward[2]


def partly_seen(mesh: FaceMesh) -> FaceMesh:
    return replace(mesh, measured=np.where(mesh.vertices_in_face_mm[:, 0] > 5.0, 0, 1).astype(np.uint8))


def test_a_zone_that_was_not_seen_is_not_judged(first: MeasuredFace, second: MeasuredFace) -> None:
    found = compare_faces(first, replace(second, mesh=partly_seen(second.mesh)))
    outcome = next(zone for zone in found.zones if zone.zone == "jowl_L")
    assert outcome.verdict is SkinVerdict.NOT_MEASURED
    assert outcome.reason == "zone_not_seen"


def test_a_half_face_has_no_measure_of_the_other_half(first: MeasuredFace) -> None:
    left = (first.mesh.vertices_in_face_mm[first.mesh.triangles][:, :, 0] > 2.0).all(axis=1)
    assert first.landmarks is not None
    read = read_measures(replace(first.mesh, triangles=first.mesh.triangles[left]), first.landmarks)
    for key in (("jowl_R", "jowl_descent_mm"), ("prejowl_R", "prejowl_depth_mm"), ("malar_R", "malar_convexity_mm")):
        assert read[key].value is None, key
        assert read[key].reason == "surface_not_measured"
    assert read["nasolabial_L", "nasolabial_depth_mm"].value is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"posture": "supine"}, "comparison_other_posture"),
        ({"expression": "smile"}, "comparison_other_expression"),
    ],
)
def test_captures_that_cannot_be_compared_are_refused(
    first: MeasuredFace, second: MeasuredFace, change: dict[str, str], code: str
) -> None:
    with pytest.raises(SkinlaxError) as caught:
        compare_faces(replace(first, expression="neutral"), replace(second, **change))
    assert caught.value.code == code


def test_a_smile_is_refused_without_being_told(head: HeadShape, first: MeasuredFace) -> None:
    smile = face_of(scan_head(head, 6, CALM, head.shape_mm("smile")), "smile")
    with pytest.raises(SkinlaxError) as caught:
        compare_faces(first, smile)
    assert caught.value.code == "comparison_mouth_width"


def test_another_size_is_refused_and_another_camera_named(first: MeasuredFace, second: MeasuredFace) -> None:
    assert second.landmarks is not None
    larger = replace(
        second,
        mesh=replace(second.mesh, vertices_in_face_mm=second.mesh.vertices_in_face_mm * np.float32(1.05)),
        landmarks=second.landmarks * 1.05,
    )
    with pytest.raises(SkinlaxError) as caught:
        compare_faces(first, larger)
    assert caught.value.code == "comparison_size_differs"
    named = compare_faces(first, replace(second, camera="another", scale_kind="iris", posture=""))
    assert set(named.warnings) == {"other_camera", "other_scale_kind"}
    assert named.unknown == ("posture",)


def stored(folder: Path, head: HeadShape, seed: int, shape: np.ndarray | None = None) -> Path:
    """A result folder as a reconstruction leaves it."""
    scan = scan_head(head, seed, CALM, shape)
    folder.mkdir()
    write_ply(scan.mesh, folder / "mesh.ply")
    about = {
        "scale": {"kind": "working_distance", "relative_sigma": 0.001},
        "landmarks_mm": scan.landmarks_mm.tolist(),
    }
    (folder / "reconstruction.json").write_text(json.dumps(about))
    return folder


def test_the_command_leaves_three_files(tmp_path: Path, head: HeadShape, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [stored(tmp_path / "a", head, 1), stored(tmp_path / "b", head, 3, planted(head, "lift", 2.0))]
    assert main(["compare", *map(str, folders), "--out", str(tmp_path / "out")]) == 0
    assert "A change was shown" in capsys.readouterr().out
    document = json.loads((tmp_path / "out" / "change.json").read_text())
    assert LIFT_ZONE in document["changed"]
    assert document["measures"]["jowl_L"]["jowl_descent_mm"]["change"]["verdict"] == "less"
    parse_ply((tmp_path / "out" / "change.ply").read_bytes())
    picture = decode_picture((tmp_path / "out" / "change.png").read_bytes())
    assert min(picture.shape[:2]) > 900
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["change.json", "change.ply", "change.png"]


def test_the_command_says_in_a_sentence_what_is_missing(
    tmp_path: Path, head: HeadShape, capsys: pytest.CaptureFixture[str]
) -> None:
    there = stored(tmp_path / "a", head, 1)
    assert main(["compare", str(there), str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 1
    assert "Reconstruct the visit first" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_meshes_that_measure_nothing_are_refused(tmp_path: Path, head: HeadShape) -> None:
    mesh = scan_head(head, 1, CALM).mesh
    codes = []
    for name, other in (
        ("drawn", replace(mesh, source="from landmarks")),
        ("relative", replace(mesh, scale_known=False)),
        ("broken", replace(mesh, vertices_in_face_mm=np.full_like(mesh.vertices_in_face_mm, np.nan))),
    ):
        (tmp_path / name).mkdir()
        write_ply(other, tmp_path / name / "mesh.ply")
        with pytest.raises(SkinlaxError) as caught:
            read_measured_face(tmp_path / name, None)
        codes.append(caught.value.code)
    assert codes == ["comparison_only_landmarks", "comparison_no_scale", "mesh_not_finite"]
