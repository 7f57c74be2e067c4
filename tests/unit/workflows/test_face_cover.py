"""Things before a face are refused and named by their place; a bare face is not."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from face_covers import COVERS
from skinlax_desktop.domain.gate import Check, CheckName
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.text.advice import advice_sentence
from skinlax_desktop.workflows.gate import judge_picture
from unit.workflows.conftest import CAMERA, Shoot

# Which parts may be named for a thing; one that falls or is held anywhere names what it covers.
PLACES = {
    "glasses": {"bridge", "eye_right", "eye_left", "cheek_right", "cheek_left"},
    "mask": {"mouth", "chin", "cheek_right", "cheek_left", "bridge", "eye_right", "eye_left"},
}
# Draws that lie on a part, for a hand the right cheek and the chin; the others touch the rim of the face only.
SEEDS = {"hand": (0, 7), "hair": (0, 1, 2)}
# A lock of a few thin strands may pass.
MISSED_AT_MOST = {"hair": 1}


def occlusion(picture: np.ndarray, finder: MediaPipeLandmarkFinder, view: View = View.FRONTAL) -> Check:
    judged = judge_picture(picture, view, finder, calibration=CAMERA.calibration, scale=None)
    found = judged.verdict.find(CheckName.OCCLUSION)
    assert found is not None
    return found


@pytest.mark.parametrize("view", [View.FRONTAL, View.OBLIQUE_LEFT, View.OBLIQUE_RIGHT])
def test_a_bare_face_is_free(shoot: Shoot, finder: MediaPipeLandmarkFinder, view: View) -> None:
    assert occlusion(shoot(view), finder, view).passed is True


@pytest.mark.parametrize("thing", sorted(COVERS))
def test_a_thing_before_the_face_is_refused_with_its_place(
    shoot: Shoot, finder: MediaPipeLandmarkFinder, thing: str
) -> None:
    picture = shoot()
    points = find_faces(picture, finder)[0].points_px
    seeds = SEEDS.get(thing, (0, 1))
    refused = 0
    for seed in seeds:
        covered, drawn = COVERS[thing](picture, points, np.random.default_rng(seed))
        assert drawn.any()
        check = occlusion(covered, finder)
        if check.passed:
            continue
        refused += 1
        assert check.advice is not None
        assert advice_sentence(check.advice)
        part = check.advice.code.removeprefix("clear_")
        assert part in PLACES.get(thing, {part})
    assert refused >= len(seeds) - MISSED_AT_MOST.get(thing, 0)


def test_a_darker_or_lighter_picture_of_a_bare_face_stays_free(shoot: Shoot, finder: MediaPipeLandmarkFinder) -> None:
    for factor in (0.5, 0.75, 1.15):
        picture = np.clip(shoot() * factor, 0, 255).astype(np.uint8)
        assert occlusion(picture, finder).passed is True


@pytest.mark.photographs
def test_worn_glasses_are_refused(finder: MediaPipeLandmarkFinder, shared_data: Path) -> None:
    # Those of the half that the judge did not learn on.
    wearing = (19, 23, 27, 34, 39, 51, 71, 95, 103, 123, 126, 135)
    pictures = [cv2.imread(str(shared_data / "portraits" / f"portrait_{number:03d}.jpg")) for number in wearing]
    refused = [
        judge_picture(picture, View.FRONTAL, finder, calibration=None, scale=None).verdict.find(CheckName.OCCLUSION)
        for picture in pictures
    ]
    assert sum(check is not None and check.passed is False for check in refused) >= 11
