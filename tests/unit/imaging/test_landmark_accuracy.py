"""Landmarks of real faces against points that people placed by hand."""

from pathlib import Path

import numpy as np
import pytest

from skinlax_desktop.imaging.decoding import decode_picture
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder

# Hand-placed point -> landmark with the same anatomical meaning (found by looking at both on the pictures).
COUNTERPARTS = {
    0: 468,
    1: 473,  # pupils
    4: 471,
    8: 469,
    12: 476,
    16: 474,  # iris, both sides
    18: 33,
    22: 133,
    23: 362,
    27: 263,  # eye corners
    20: 159,
    29: 145,
    25: 386,
    32: 374,  # lid margins above and below the pupil
    55: 2,
    63: 64,
    68: 294,  # subnasale, alae
    87: 61,
    93: 291,
    90: 0,
    89: 37,
    91: 267,
    96: 13,
    101: 14,
    106: 17,  # mouth
    71: 70,
    82: 300,
    76: 55,
    77: 285,
    72: 63,
    81: 293,
    73: 105,
    80: 334,
    74: 66,
    79: 296,  # brows
    129: 152,  # chin
}
JAW_BY_HAND = (125, 126, 127, 128, 129, 130, 131, 132, 133)
JAW = (*(234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152), *(377, 400, 378, 379, 365, 397, 288, 361, 323, 454))


def hand_placed(path: Path) -> np.ndarray:
    lines = path.read_text(encoding="ascii").split("\n")
    return np.array([[float(x) for x in line.split()] for line in lines[1 : 1 + int(lines[0])]])


def distance_to_curve(point: np.ndarray, curve: np.ndarray) -> float:
    start, along = curve[:-1], np.diff(curve, axis=0)
    share = np.clip(((point - start) * along).sum(axis=1) / (along**2).sum(axis=1), 0, 1)
    return float(np.linalg.norm(start + share[:, None] * along - point, axis=1).min())


@pytest.mark.photographs
def test_landmarks_lie_within_four_percent_of_the_pupil_distance(shared_data: Path, third_party: Path) -> None:
    finder = MediaPipeLandmarkFinder(third_party / "mediapipe" / "face_landmarker.task")
    by_hand, found = np.array(list(COUNTERPARTS)), np.array(list(COUNTERPARTS.values()))
    points_off, jaw_off = [], []
    for picture in sorted((shared_data / "london").glob("*_neutral.jpg")):
        hand = hand_placed(picture.with_suffix(".tem"))
        landmarks = find_faces(decode_picture(picture), finder)[0].points_px
        pupils = np.linalg.norm(hand[0] - hand[1])
        points_off.append(100 * np.linalg.norm(hand[by_hand] - landmarks[found], axis=1).mean() / pupils)
        jaw = landmarks[list(JAW)]
        jaw_off.append(100 * np.mean([distance_to_curve(hand[k], jaw) for k in JAW_BY_HAND]) / pupils)
    finder.close()
    print(f"points {np.median(points_off):.2f} %, jaw contour {np.median(jaw_off):.2f} % of the pupil distance")  # noqa: T201
    assert len(points_off) >= 30
    assert np.median(points_off) < 4.0
    assert np.median(jaw_off) < 4.0
