import importlib.util
from pathlib import Path

import numpy as np
import pytest

from skinlax_desktop.inference.laxity_input import OUTPUT_ZONES
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.population import FOLD_ZONES, sample_person

SETTINGS = {"seed": 11, "people": 3, "ordinary_pictures": 1, "depth_of_every": 1, "validation": [1], "test": [16]}


@pytest.fixture(scope="module")
def recipe():
    path = Path(__file__).parents[3] / "models" / "training" / "generate.py"
    spec = importlib.util.spec_from_file_location("generate_population", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def folder(recipe, third_party, tmp_path_factory):
    out = tmp_path_factory.mktemp("population")
    finder = MediaPipeLandmarkFinder(third_party / "mediapipe" / "face_landmarker.task")
    recipe._STATE.update(settings=SETTINGS, out=out, finder=finder)
    lost = recipe._make_person(1) + recipe._make_person(2)
    finder.close()
    assert lost == 0
    return out


def test_a_stopped_run_goes_on_with_whom_it_has_not_written(recipe, folder):
    (recipe.person_file(folder, 0).parent / "000000.77.part").write_bytes(b"half")
    assert recipe.missing_people(folder, 4) == [0, 3]


def test_a_persons_file_holds_pictures_and_truths(recipe, folder):
    with np.load(recipe.person_file(folder, 1)) as file:
        person = {name: file[name] for name in file.files}
    assert list(person["kind"]) == ["frontal", "oblique_left", "oblique_right", "ordinary"]
    assert len(person["face"]) == len(person["points_px"]) == len(person["depth"]) == 4
    expected = sample_person(SETTINGS["seed"], 1).patient
    one_truth = np.array([expected.severity(zone) for zone in OUTPUT_ZONES])
    assert person["severity"] == pytest.approx(np.repeat(one_truth[None], 4, axis=0))
    assert person["displacement_mm"].shape == person["volume_ml"].shape == (len(OUTPUT_ZONES),)
    assert person["fold_depth_mm"].shape == (len(FOLD_ZONES),)
    assert np.isfinite(person["displacement_mm"]).all()
    # MediaPipe sees the face where it truly is, and turned as it truly is.
    assert person["landmark_error"][0] < 0.06
    assert person["view_deg"][:3, 0] == pytest.approx(person["true_view_deg"][:3, 0], abs=9.0)
    assert np.isfinite(person["depth"][0]).mean() > 0.3


def test_who_is_learnt_from_has_other_severities_in_every_picture(recipe, folder):
    with np.load(recipe.person_file(folder, 2)) as file:
        kinds, severity = list(file["kind"]), file["severity"]
    assert kinds[0] == "frontal"
    assert kinds[1] in ("oblique_left", "oblique_right")
    assert kinds[2:] == ["ordinary"]
    assert np.abs(np.diff(severity, axis=0)).max(axis=1).min() > 0.2
