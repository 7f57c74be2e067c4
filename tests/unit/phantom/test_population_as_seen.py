"""Synthetic people: what is independent of their laxity, and whether they are seen where and how they truly are."""

import cv2
import numpy as np
import pytest

from skinlax_desktop.domain.zones import MIDLINE_ZONES, PAIRED_ZONES, ZONES
from skinlax_desktop.imaging.pose import estimate_pose, pinhole_for
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.population import photograph, sample_person, seat_person
from skinlax_desktop.phantom.population.person import MOST_SEVERE, PopulationPerson

SEED = 7
KINDS = (*MIDLINE_ZONES, *PAIRED_ZONES)
CHANCE = 0.17
"""About 3.4 standard errors of a correlation of 400 people."""


@pytest.fixture(scope="module")
def people() -> list[PopulationPerson]:
    return [sample_person(SEED, index) for index in range(800)]


@pytest.fixture(scope="module")
def decorrelated(people) -> list[PopulationPerson]:
    return [person for person in people if person.decorrelated]


def severities(people: list[PopulationPerson]) -> dict[str, np.ndarray]:
    """By zone kind, mean of both sides."""
    found = {zone: np.array([person.patient.severity(zone) for person in people]) for zone in ZONES}
    return {kind: found[kind] if kind in found else (found[f"{kind}_R"] + found[f"{kind}_L"]) / 2.0 for kind in KINDS}


def test_every_zone_has_a_severity_and_the_sides_differ_a_little(people):
    for person in people:
        assert set(person.patient.laxity) == set(ZONES)
        assert all(0.0 <= value <= MOST_SEVERE for value in person.patient.laxity.values())
    for zone in PAIRED_ZONES:
        right, left = (
            np.array([person.patient.severity(f"{zone}_{side}") for person in people]) for side in ("R", "L")
        )
        assert 0.2 < np.std(right - left) < 1.2
        assert abs(np.mean(right - left)) < 0.1
        assert np.corrcoef(right, left)[0, 1] > 0.6


def test_zones_of_the_decorrelated_half_are_independent_of_everything_else(decorrelated):
    values = severities(decorrelated)
    nuisances = {
        "age": [person.patient.age_years for person in decorrelated],
        "age of skin": [person.skin_of.age_years for person in decorrelated],
        "age of hair": [person.hair_of.age_years for person in decorrelated],
        "male": [person.patient.sex == "M" for person in decorrelated],
        "weight": [person.patient.weight for person in decorrelated],
        "tone": [person.patient.monk for person in decorrelated],
        "smile": [person.smile for person in decorrelated],
        "glasses": [person.glasses for person in decorrelated],
    }
    for name, nuisance in nuisances.items():
        for zone in KINDS:
            assert abs(np.corrcoef(values[zone], np.array(nuisance, dtype=float))[0, 1]) < CHANCE, (name, zone)


@pytest.fixture(scope="module")
def sitter(resources):
    return seat_person(sample_person(SEED, 3), resources)


@pytest.fixture(scope="module")
def station_pictures(sitter):
    random = np.random.default_rng(5)
    return {condition: photograph(sitter, condition, random) for condition in ("frontal", "oblique_left")}


@pytest.fixture(scope="module")
def finder(third_party):
    found = MediaPipeLandmarkFinder(third_party / "mediapipe" / "face_landmarker.task")
    yield found
    found.close()


def test_mediapipe_finds_the_face_where_it_truly_is_and_turned_as_it_truly_is(finder, station_pictures):
    for condition, picture in station_pictures.items():
        (face,) = finder.find(picture.picture_bgr)
        pupils = np.linalg.norm(np.subtract(*picture.landmarks_px[468:470]))
        away = np.linalg.norm(face.points_px[:468] - picture.landmarks_px[:468], axis=1)
        assert np.median(away) < (0.04 if condition == "frontal" else 0.12) * pupils
        size = picture.picture_bgr.shape[1], picture.picture_bgr.shape[0]
        found = estimate_pose(face.points_px, face.depth_px, pinhole_for(size, picture.camera.calibration))
        assert found.yaw_deg == pytest.approx(picture.scene.pose.yaw_deg, abs=6.0)
        # People differ by some degrees when their heads are level.
        assert found.pitch_deg == pytest.approx(picture.scene.pose.pitch_deg, abs=7.0)
        assert found.roll_deg == pytest.approx(picture.scene.pose.roll_deg, abs=4.0)


def test_depth_is_that_of_the_landmarks_that_are_seen(station_pictures):
    for condition, picture in station_pictures.items():
        true_mm = picture.landmarks_mm[:468, 2]
        x, y = np.round(picture.landmarks_px[:468]).astype(int).T
        seen = picture.inverse_depth[y, x]
        # A landmark on the outline may round to a pixel off the head.
        nearest = cv2.dilate(picture.inverse_depth, np.ones((5, 5), np.uint8))[y, x]
        assert (true_mm - 1.0 / nearest).min() > -1.0, "no landmark floats before the skin"
        on_skin = np.abs(true_mm * seen - 1.0) * true_mm < 2.0
        assert on_skin.mean() > (0.8 if condition == "frontal" else 0.5)
