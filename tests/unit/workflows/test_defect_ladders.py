"""A picture that gets worse in steps of one kind is objected to for that kind first."""

import numpy as np
import pytest

import planted_defects as planted
from defect_ladders import CAMERA, LADDERS, SEED, Ladder, climb, judge, objections, sitter
from phantom_series import finder
from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.views import POSE_TARGETS, View
from skinlax_desktop.phantom.scene import seated
from skinlax_desktop.phantom.sensor import expose
from skinlax_desktop.text.advice import advice_sentence
from skinlax_desktop.workflows.gate import judge_picture

TONE = 6
# Mirror images of another ladder, for the large table only: rendering is dear.
ONLY_IN_THE_TABLE = frozenset({"turned right", "chin down", "too far", "moved down", "hair"})
CLIMBED = [ladder for ladder in LADDERS if ladder.name not in ONLY_IN_THE_TABLE]


@pytest.mark.parametrize("ladder", CLIMBED, ids=lambda ladder: ladder.name.replace(" ", "_"))
def test_a_planted_defect_lowers_its_own_check_first(ladder: Ladder) -> None:
    made = climb(ladder, sitter(TONE), to_the_top=False)
    assert made.names_its_own_first, (made.values, made.objected)
    # What the eye does on its way is not always monotone; a value that wanders proves nothing.
    assert made.turns < 0.15, made.values


def test_what_is_objected_to_is_said_in_words() -> None:
    who = sitter(TONE)
    for ladder in LADDERS:
        if ladder.name in {"moved across", "shine", "haze", "lipstick", "shadow of the nose", "light from one side"}:
            verdict = judge(ladder.step(who, ladder.amounts[-1]))
            for check in (*verdict.failed, *verdict.warned):
                assert check.advice is not None
                assert advice_sentence(check.advice)
                assert check.limit
                assert check.value is not None


# Amounts of light and of softness around the limits, the same for everybody: what the station may get wrong.
TRIED = ("too dark", "too bright", "light from one side", "out of focus", "moved across", "gain", "haze", "shine")


def refused_share(tone: int) -> float:
    who = sitter(tone)
    refused = [
        not judge(ladder.step(who, amount)).passed
        for ladder in LADDERS
        if ladder.name in TRIED
        for amount in ladder.amounts[1:]
    ]
    return sum(refused) / len(refused)


@pytest.fixture(scope="module")
def shares() -> list[float]:
    return [refused_share(tone) for tone in (1, TONE, 10)]


def test_nobody_is_objected_to_for_the_tone_of_their_skin(shares: list[float]) -> None:
    for tone in (1, 10):
        assert not objections(judge(sitter(tone).clean)) - {CheckName.DISTANCE}
    assert min(shares) > 0.1
    mean = sum(shares) / len(shares)
    assert all(0.8 <= share / mean <= 1.25 for share in shares), shares


def test_no_tone_is_refused_a_quarter_more_often_than_another(shares: list[float]) -> None:
    assert max(shares) / min(shares) <= 1.25, shares


@pytest.mark.parametrize("tone", [3, 9])
def test_a_profile_that_moved_is_refused_as_soft_on_light_skin_and_on_dark(tone: int) -> None:
    who, scene = sitter(tone), seated(POSE_TARGETS[View.LATERAL_LEFT].pose)
    # As bright as the ring would be set for dark skin.
    light = who.light(scene) * np.float32(1.7 if tone > 6 else 1.0)
    still = expose(light, scene, SEED)

    def is_sharp(picture: np.ndarray) -> bool | None:
        judged = judge_picture(picture, View.LATERAL_LEFT, finder(), calibration=CAMERA.calibration, scale=None)
        return judged.verdict.find(CheckName.FOCUS).passed

    assert is_sharp(still) is True
    for angle in (0.0, 90.0):
        assert is_sharp(planted.moved(still, np.empty(0), 9.0, angle)) is False
