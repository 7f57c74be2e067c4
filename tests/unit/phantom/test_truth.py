import json
from dataclasses import replace

import numpy as np
import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import LightMode
from skinlax_desktop.domain.zones import ZONES, mirrored_zone
from skinlax_desktop.phantom.anatomy import true_metrics
from skinlax_desktop.phantom.capture_set import write_capture_set
from skinlax_desktop.phantom.head import shape_head
from skinlax_desktop.phantom.landmarks import load_landmark_table
from skinlax_desktop.phantom.patients import patient_from_options
from skinlax_desktop.phantom.scene import VirtualCamera
from skinlax_desktop.phantom.truth import zone_displacements_mm, zone_vertices
from skinlax_desktop.workflows.capture_set import read_capture_set


def shaped(resources, laxity, seed=3):
    return shape_head(patient_from_options(seed=seed, age=55, laxity={"all": 0.0} | laxity), resources)


def test_no_laxity_moves_nothing(resources):
    head = shaped(resources, {})
    assert (head.vertices_mm == head.rest_mm).all()


def test_displacement_grows_with_severity_in_every_zone(resources):
    table = load_landmark_table(resources)
    mild, severe = (
        zone_displacements_mm(shaped(resources, dict.fromkeys(ZONES, grade)), table) for grade in (1.5, 3.5)
    )
    for zone in ZONES:
        assert 0.05 < mild[zone] < severe[zone], zone


@pytest.mark.parametrize("zone", ["jowl_L", "malar_R", "infraorbital_L", "marionette_R"])
def test_one_side_alone_moves_and_swapping_sides_mirrors_it(resources, zone):
    table = load_landmark_table(resources)
    one = zone_displacements_mm(shaped(resources, {zone: 4.0}), table)
    other = zone_displacements_mm(shaped(resources, {mirrored_zone(zone): 4.0}), table)
    assert one[zone] > 10 * one[mirrored_zone(zone)]
    assert other[mirrored_zone(zone)] == pytest.approx(one[zone], rel=0.15)


@pytest.mark.parametrize(
    ("zone", "measured_in", "metric", "rises"),
    [
        ("jowl_L", "jowl_L", "jowl_descent_mm", True),
        ("marionette_R", "marionette_R", "commissure_angle_deg", True),
        ("brow_L", "brow_L", "brow_height_lat_mm", False),
        ("upper_eyelid_R", "upper_eyelid_R", "mrd1_mm", False),
        ("infraorbital_L", "infraorbital_L", "mrd2_mm", True),
    ],
)
def test_metrics_follow_the_laxity_that_causes_them(resources, zone, measured_in, metric, rises):
    values = []
    for grade in (0.0, 1.5, 3.0):
        metrics, _ = true_metrics(shaped(resources, {zone: grade}))
        values.append(metrics[measured_in][metric])
    steps = np.diff(values) * (1 if rises else -1)
    assert (steps > 0.1).all(), values


def test_the_bridge_of_the_nose_stays(resources):
    head = shaped(resources, dict.fromkeys(ZONES, 4.0))
    moved = np.linalg.norm(head.vertices_mm - head.rest_mm, axis=1)[head.landmark_vertices]
    assert moved[168] < 0.2
    assert moved[6] < 1.0


def test_metrics_are_those_of_a_face(resources):
    metrics, face = true_metrics(shaped(resources, {}))
    assert 55.0 < face["pupil_distance_mm"] < 70.0
    for side in "LR":
        assert 1.5 < metrics[f"upper_eyelid_{side}"]["mrd1_mm"] < 6.0
        assert 7.0 < metrics[f"upper_eyelid_{side}"]["fissure_height_mm"] < 13.0
        assert 24.0 < metrics[f"upper_eyelid_{side}"]["fissure_width_mm"] < 33.0
    assert 50.0 < metrics["chin"]["lower_face_height_pct"] < 66.0


def test_zones_hold_skin_and_paired_ones_are_alike(resources):
    head = shaped(resources, {})
    found = zone_vertices(head, load_landmark_table(resources))
    assert set(found) == set(ZONES)
    for zone, numbers in found.items():
        assert len(numbers) > 25, zone
        assert len(numbers) == pytest.approx(len(found[mirrored_zone(zone)]), rel=0.25)


def test_capture_set_is_whole_and_says_it_is_synthetic(tmp_path, resources):
    folder = tmp_path / "set"
    told: list[tuple[str, int, int]] = []
    camera = VirtualCamera().scaled(0.06)
    patient = replace(patient_from_options(seed=2, age=40), name="Nobody Phantom")
    modes = (LightMode.CROSS_POLARISED, LightMode.ULTRAVIOLET)
    write_capture_set(
        patient, folder, resources, seed=1, report=lambda *step: told.append(step), camera=camera, modes=modes
    )
    document = json.loads((folder / "capture_set.json").read_text())
    truth = json.loads((folder / "truth" / "truth.json").read_text())
    assert document["camera"]["model"] == "skinlax phantom camera"
    assert document["subject"]["synthetic"] is True
    assert document["scale"]["distance_mm"] == truth["frames"][0]["distance_mm"]
    assert [frame["view"] for frame in document["frames"]] == [
        "frontal",
        "oblique_left",
        "oblique_right",
        "lateral_left",
        "lateral_right",
        "frontal",
        "frontal",
    ]
    captured = read_capture_set(folder)
    assert [frame.light for frame in captured.frames] == ["plain"] * 5
    assert [frame.light for frame in captured.other_light] == ["cross", "uv"], "labelled, and set aside by the reader"
    assert all((folder / frame["file"]).is_file() for frame in document["frames"])
    assert told[-1] == (document["frames"][-1]["file"], 7, 7)
    assert set(truth["zones"]) == set(ZONES)
    assert (folder / "truth" / "head.ply").read_bytes().startswith(b"ply\n")
    assert not list(tmp_path.glob("*.part"))


def test_absurd_repeats_are_refused(tmp_path, resources):
    with pytest.raises(SkinlaxError, match="phantom_repeats_refused"):
        write_capture_set(patient_from_options(), tmp_path / "set", resources, seed=1, repeats=0)
