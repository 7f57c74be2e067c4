"""The table of real faces: what it reads through a replay camera is what the gate says to each photograph."""

from pathlib import Path

import pytest

from replay_table import NEUTRAL, SMILING, people_of, refusals
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder


@pytest.mark.photographs
def test_each_person_keeps_their_own_row_and_a_smile_is_told_from_rest(shared_data: Path, third_party: Path) -> None:
    folder = shared_data / "london"
    some = people_of(folder)[:3]
    finder = MediaPipeLandmarkFinder(third_party / "mediapipe" / "face_landmarker.task")
    rest, smiling = (refusals(folder, some, kind, finder, guided=False) for kind in (NEUTRAL, SMILING))
    backwards = refusals(folder, some[::-1], SMILING, finder, guided=False)
    finder.close()
    assert list(rest) == list(smiling) == some
    assert all(CheckName.EXPRESSION not in names for names in rest.values())
    assert all(CheckName.EXPRESSION in names for names in smiling.values())
    assert backwards == smiling, "whatever the order of the folder"
