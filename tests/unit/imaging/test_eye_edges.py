"""Iris and lid margins on pictures against where they really are."""

from pathlib import Path

import numpy as np
import pytest

import phantom_series
from skinlax_desktop.domain.views import POSE_TARGETS, View
from skinlax_desktop.imaging.decoding import decode_picture
from skinlax_desktop.imaging.eye_edges import find_eye_edges
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.anatomy import pupil_mm
from skinlax_desktop.phantom.posing import pose_points
from skinlax_desktop.phantom.scene import Scene, VirtualCamera
from skinlax_desktop.phantom.topology import Material

# Hand-placed points of the photographs: pupil, upper and lower lid margin.
BY_HAND = {"R": (0, 20, 29), "L": (1, 25, 32)}
ADULT_PUPILS_MM = 63.0


def test_the_iris_of_a_phantom_is_found_within_a_third_of_a_millimetre() -> None:
    picture = phantom_series.view_picture(View.FRONTAL)
    face = phantom_series.finder().find(picture)[0]
    edges = find_eye_edges(picture, face.points_px)
    scene, camera = Scene(pose=POSE_TARGETS[View.FRONTAL].pose), VirtualCamera().scaled(phantom_series.FACTOR)
    mm = scene.distance_mm / camera.focal_px
    for side, eye in (("R", Material.EYE_RIGHT), ("L", Material.EYE_LEFT)):
        true_px = camera.project(pose_points(pupil_mm(phantom_series.head(), eye, scene.pose)[None], scene))[0]
        assert np.linalg.norm(edges[side].iris - true_px) * mm < 0.35
        assert edges[side].upper[1] < edges[side].iris[1] < edges[side].lower[1]


def test_where_there_is_no_eye_none_is_found() -> None:
    picture = phantom_series.view_picture(View.FRONTAL)
    face = phantom_series.finder().find(picture)[0]
    assert find_eye_edges(np.full_like(picture, 128), face.points_px) == {}
    noise = np.random.default_rng(1).integers(100, 110, picture.shape).astype(np.uint8)
    assert find_eye_edges(noise, face.points_px) == {}
    assert find_eye_edges(picture, face.points_px * 0.02) == {}


@pytest.mark.photographs
def test_edges_lie_where_people_placed_points(shared_data: Path, third_party: Path) -> None:
    finder = MediaPipeLandmarkFinder(third_party / "mediapipe" / "face_landmarker.task")
    off = []
    # Every second subject chose the settings; these are the others.
    pictures = sorted((shared_data / "london").glob("*_neutral.jpg"))[1::2]
    for path in pictures:
        rows = path.with_suffix(".tem").read_text(encoding="ascii").split("\n")
        hand = np.array([[float(x) for x in row.split()] for row in rows[1 : 1 + int(rows[0])]])
        across = hand[1] - hand[0]
        mm = ADULT_PUPILS_MM / np.linalg.norm(across)
        up = np.array([across[1], -across[0]]) / np.linalg.norm(across)
        picture = decode_picture(path)
        for side, edges in find_eye_edges(picture, find_faces(picture, finder)[0].points_px).items():
            pupil, upper, lower = hand[list(BY_HAND[side])]
            off.append(
                [(a - b) @ up * mm for a, b in ((edges.iris, pupil), (edges.upper, upper), (edges.lower, lower))]
            )
    finder.close()
    off_mm = np.array(off)
    print("iris, upper, lower lid: mean", off_mm.mean(axis=0).round(2), "sd", off_mm.std(axis=0).round(2))  # noqa: T201
    assert len(off) >= 0.9 * 2 * len(pictures)
    # A picture's pixel is 0.3 mm here, and the hand-placed points are no better than that themselves.
    assert np.median(np.abs(off_mm), axis=0).max() < 1.0
    assert np.median(np.abs(off_mm[:, 0])) < 0.5
