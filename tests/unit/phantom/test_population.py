from dataclasses import replace

import cv2
import numpy as np
import pytest

from skinlax_desktop.domain.zones import MIDLINE_ZONES, PAIRED_ZONES, ZONES, mirrored_zone
from skinlax_desktop.phantom.head import shape_head
from skinlax_desktop.phantom.landmarks import load_landmark_table
from skinlax_desktop.phantom.population import FOLD_ZONES, person_truth, photograph, sample_person, seat_person
from skinlax_desktop.phantom.population.mood import Mood
from skinlax_desktop.phantom.population.photograph import STATION
from skinlax_desktop.phantom.population.seen import landmarks_in_camera_mm, surface_normals
from skinlax_desktop.phantom.rendering import render, render_linear
from skinlax_desktop.phantom.scene import FRONTAL, head_rotation, seated

PEOPLE = 400
KINDS = (*MIDLINE_ZONES, *(f"{zone}_L" for zone in PAIRED_ZONES))


@pytest.fixture(scope="module")
def sitter(resources):
    return seat_person(replace(sample_person(5, 1), glasses=False), resources)


@pytest.fixture(scope="module")
def frontal(sitter):
    return photograph(sitter, "frontal", np.random.default_rng(2))


def severities(people):
    return np.array([[person.patient.severity(zone) for zone in KINDS] for person in people])


def test_the_same_numbers_give_the_same_person():
    assert sample_person(5, 7) == sample_person(5, 7)
    assert sample_person(5, 7) != sample_person(5, 8)
    assert sample_person(5, 7) != sample_person(6, 7)


def test_in_the_odd_half_zones_follow_neither_each_other_nor_age_nor_the_looks():
    people = [sample_person(5, 2 * number + 1) for number in range(PEOPLE)]
    looks = [
        [
            person.patient.age_years,
            person.skin_of.age_years,
            person.patient.monk,
            person.patient.weight,
            person.patient.sex == "M",
            person.smile,
            person.complexion.circles,
            sum(person.hairdo.colour),
        ]
        for person in people
    ]
    table = np.corrcoef(np.column_stack([severities(people), looks]).T)
    zones = len(KINDS)
    assert np.abs(table[:zones] - np.eye(zones, table.shape[1]))[:, :].max() < 0.2
    assert severities(people).max() > 4.0


def test_the_even_half_ages_and_keeps_tone_and_weight_out_of_it():
    people = [sample_person(5, 2 * number) for number in range(PEOPLE)]
    mean = severities(people).mean(axis=1)
    assert np.corrcoef(mean, [person.patient.age_years for person in people])[0, 1] > 0.7
    for nuisance in ("monk", "weight"):
        assert abs(np.corrcoef(mean, [getattr(person.patient, nuisance) for person in people])[0, 1]) < 0.2


def test_truths_grow_with_severity(resources):
    table = load_landmark_table(resources)
    patient = sample_person(5, 2).patient
    truths = [
        person_truth(shape_head(replace(patient, laxity=dict.fromkeys(ZONES, grade)), resources), table)
        for grade in (0.0, 2.0, 4.0)
    ]
    none, some, most = truths
    for zone in ZONES:
        assert none.displacement_mm[zone] == 0.0
        assert some.displacement_mm[zone] < most.displacement_mm[zone], zone
    for zone in FOLD_ZONES:
        assert none.fold_depth_mm[zone] < some.fold_depth_mm[zone] < most.fold_depth_mm[zone], zone
    for side in ("R", "L"):
        assert none.jowl_descent_mm[side] < some.jowl_descent_mm[side] < most.jowl_descent_mm[side]
    assert none.cervicomental_deg < some.cervicomental_deg < most.cervicomental_deg
    assert most.volume_ml["submental"] > some.volume_ml["submental"] > 1.0


def test_the_mirrored_person_has_the_mirrored_truths(resources):
    table = load_landmark_table(resources)
    patient = sample_person(5, 3).patient
    swapped = replace(patient, laxity={mirrored_zone(zone): value for zone, value in patient.laxity.items()})
    one, other = (person_truth(shape_head(who, resources), table) for who in (patient, swapped))
    for zone in ZONES:
        assert one.severity[zone] == other.severity[mirrored_zone(zone)]
    here, mirrored, same = (
        np.array([truth.displacement_mm[name(zone)] for zone in ZONES])
        for truth, name in ((one, str), (other, mirrored_zone), (other, str))
    )
    # A face is not its own mirror image, so only nearly.
    assert mirrored == pytest.approx(here, rel=0.2, abs=0.15)
    assert np.abs(mirrored - here).sum() < 0.3 * np.abs(same - here).sum()


def test_the_pose_is_where_the_landmarks_say(sitter, frontal):
    marks = sitter.head.vertices_mm[sitter.head.landmark_vertices]
    firm = [10, 151, 9, 8, 168, 6, 197, 195, 4, 33, 133, 362, 263, 61, 291, 127, 356]
    camera = np.array(
        [[STATION.focal_px, 0, STATION.centre_px[0]], [0, STATION.focal_px, STATION.centre_px[1]], [0, 0, 1]]
    )
    _, turn, _ = cv2.solvePnP(marks[firm], frontal.landmarks_px[firm], camera, None)
    found = cv2.Rodrigues(turn)[0]
    expected = np.diag([1.0, -1.0, -1.0]) @ head_rotation(frontal.scene.pose)
    angle = np.degrees(np.arccos(np.clip((np.trace(found.T @ expected) - 1.0) / 2.0, -1.0, 1.0)))
    assert angle < 0.5


def test_depth_and_normals_belong_to_the_head(frontal):
    points = frontal.landmarks_mm
    for number in (4, 9, 50, 280, 152):
        assert frontal.visible[number]
        x, y = np.round(frontal.landmarks_px[number]).astype(int)
        assert 1.0 / frontal.inverse_depth[y, x] == pytest.approx(points[number, 2], abs=2.0)
    normals = surface_normals(frontal.inverse_depth, frontal.camera)
    x, y = np.round(frontal.landmarks_px[9]).astype(int)
    assert normals[y, x, 2] < -0.7
    assert np.isnan(normals[2, 2]).all()


def test_a_turned_head_hides_the_far_cheek(sitter):
    picture = photograph(sitter, "oblique_right", np.random.default_rng(4))
    assert picture.visible[50]
    assert not picture.visible[454]


def test_the_same_random_numbers_take_the_same_picture(sitter, frontal):
    again = photograph(sitter, "frontal", np.random.default_rng(2))
    assert (again.picture_bgr == frontal.picture_bgr).all()
    other = photograph(sitter, "frontal", np.random.default_rng(3))
    assert (other.picture_bgr != frontal.picture_bgr).any()


MOODS = {
    "smile": (Mood(smile=1.0), (61, 291)),
    "open smile": (Mood(smile=1.0, open=True), (61, 291)),
    "raised brows": (Mood(brows=1.0), (105, 334)),
    "frown": (Mood(brows=-1.0), (107, 336)),
    "squint": (Mood(squint=1.0), (159, 386)),
    "parted lips": (Mood(parted=1.0), (17,)),
}


@pytest.mark.parametrize("name", MOODS)
def test_a_mood_moves_its_part_of_the_face_and_nobody_calls_it_laxity(sitter, resources, name):
    mood, marks = MOODS[name]
    table = load_landmark_table(resources)
    worn = sitter.wearing(mood)
    moved = np.linalg.norm(worn.shape_mm("smile") - sitter.head.vertices_mm, axis=1)[worn.landmark_vertices]
    assert (moved[list(marks)] > 1.0).all()
    assert (moved[list(marks)] > 3.0 * moved[168]).all()
    assert person_truth(worn, table) == person_truth(sitter.head, table)


def test_a_smile_with_teeth_shows_them(sitter):
    scene = replace(seated(FRONTAL), expression="smile")
    x, y = np.round(STATION.project(landmarks_in_camera_mm(sitter.head, scene))[[13, 14]].mean(axis=0)).astype(int)

    def brightest(mood):
        light = render_linear(sitter.wearing(mood), scene, STATION)
        return light[y - 14 : y + 15, x - 12 : x + 13].min(axis=2).max()

    assert brightest(Mood(smile=1.3, open=True)) > 1.3 * brightest(Mood(smile=1.3))


def test_a_person_who_is_drawn_again_differs_in_laxity_alone(sitter, resources):
    again = sitter.redrawn(np.random.default_rng(8))
    assert (again.head.rest_mm == sitter.head.rest_mm).all()
    assert again.person.patient.laxity != sitter.person.patient.laxity
    built = seat_person(again.person, resources)
    np.testing.assert_allclose(again.head.vertices_mm, built.head.vertices_mm, atol=1e-9)
    brow = built.head.look.strands.thinning < 0.0
    away = again.head.look.strands.points_mm[brow, 0] - built.head.look.strands.points_mm[brow, 0]
    assert np.median(np.linalg.norm(away, axis=1)) < 0.5, "brows and lashes sag with the skin they grow from"


@pytest.mark.parametrize("monk", [3, 8])
def test_folds_of_a_lax_face_are_darker_than_of_a_firm_one(resources, monk):
    person = replace(sample_person(5, 1), glasses=False, furrow=2.0)
    scene = replace(seated(FRONTAL), expression="smile")
    greys, marks = [], np.zeros((470, 2))
    for grade in (0.0, 4.0):
        laxity = dict.fromkeys(ZONES, 0.0) | {"nasolabial_L": grade}
        patient = replace(person.patient, laxity=laxity, monk=monk)
        skin = replace(person.skin_of, laxity=laxity, monk=monk)
        head = seat_person(replace(person, patient=patient, skin_of=skin), resources).wearing(Mood())
        picture = cv2.cvtColor(render(head, scene, STATION, noise_seed=None), cv2.COLOR_BGR2GRAY).astype(float)
        greys.append(picture)
        marks = STATION.project(landmarks_in_camera_mm(head, scene))
    darker = (greys[0] - greys[1]) / greys[0]

    def along(first, last):
        line = np.round(np.linspace(marks[first], marks[last], 12)).astype(int)
        return float(np.median([darker[y - 5 : y + 6, x - 5 : x + 6].max() for x, y in line]))

    assert along(423, 436) > 0.1
    assert along(423, 436) > 3.0 * along(203, 216), "the other side's fold stays"
