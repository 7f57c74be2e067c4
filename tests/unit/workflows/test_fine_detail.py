"""Paint and heavy compression level skin; a camera that is fine enough never does."""

import cv2
import numpy as np
import pytest

import phantom_series as phantom
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.fine_detail import has_fine_detail, skin_detail
from skinlax_desktop.imaging.landmark_picture import find_faces
from skinlax_desktop.imaging.normalised_face import NormalisedFace, normalise_face
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.workflows.evaluation_bad_input import BAD_PICTURES


def normalised(picture: np.ndarray, finder: LandmarkFinder) -> tuple[NormalisedFace, np.ndarray]:
    face = find_faces(picture, finder)[0]
    return normalise_face(picture, face.points_px, face.depth_px), face.points_px


def test_a_face_without_any_variation_has_no_detail() -> None:
    points = np.random.default_rng(1).uniform(60.0, 200.0, (478, 2))
    assert skin_detail(np.full((352, 256, 3), 120, np.uint8), points) == 0.0


def test_darkness_is_no_matter_and_paint_is(finder) -> None:
    picture = phantom.view_picture(View.FRONTAL)
    dark = np.asarray(picture // 2, dtype=np.uint8)
    for shown in (picture, dark):
        face, points = normalised(shown, finder)
        assert has_fine_detail(face.picture_bgr, face.points_px)
        painted, _ = normalised(BAD_PICTURES["painted"](shown, points), finder)
        assert not has_fine_detail(painted.picture_bgr, painted.points_px)


@pytest.mark.photographs
def test_photographs_have_it_and_lose_it_as_paintings(shared_data, finder) -> None:
    for path in sorted((shared_data / "london").glob("*_neutral.jpg"))[1:12:2]:
        picture = cv2.imread(str(path))
        face, points = normalised(picture, finder)
        assert has_fine_detail(face.picture_bgr, face.points_px), path.name
        painted, _ = normalised(BAD_PICTURES["painted"](picture, points), finder)
        assert not has_fine_detail(painted.picture_bgr, painted.points_px), path.name
