"""Advice does not flicker."""

from skinlax_desktop.domain.gate import Advice, Check, CheckName, FrameVerdict
from skinlax_desktop.workflows.steady_advice import SteadyAdvice


def failing(*checks: tuple[CheckName, str, float | None]) -> FrameVerdict:
    return FrameVerdict(
        checks=tuple(Check(name=n, passed=False, advice=Advice(code=c, amount=a)) for n, c, a in checks)
    )


YAW = (CheckName.POSE_YAW, "turn_left", 6.0)
DISTANCE = (CheckName.DISTANCE, "move_closer", 4.0)


def test_a_young_sentence_stays_while_it_is_true() -> None:
    steady = SteadyAdvice()
    assert steady.choose(failing(YAW), at_s=0.0) == Advice(code="turn_left", amount=6.0)
    assert steady.choose(failing(DISTANCE, YAW), at_s=0.2) == Advice(code="turn_left", amount=6.0)
    assert steady.choose(failing(DISTANCE, YAW), at_s=1.0) == Advice(code="move_closer", amount=4.0)


def test_a_sentence_that_is_no_longer_true_goes_at_once() -> None:
    steady = SteadyAdvice()
    steady.choose(failing(YAW), at_s=0.0)
    assert steady.choose(failing(DISTANCE), at_s=0.1) == Advice(code="move_closer", amount=4.0)
    assert steady.choose(FrameVerdict(checks=()), at_s=0.2) is None


def test_amounts_do_not_tremble_but_follow() -> None:
    steady = SteadyAdvice()
    steady.choose(failing(YAW), at_s=0.0)
    near = steady.choose(failing((CheckName.POSE_YAW, "turn_left", 6.6)), at_s=0.1)
    far = steady.choose(failing((CheckName.POSE_YAW, "turn_left", 9.0)), at_s=0.2)
    assert near == Advice(code="turn_left", amount=6.0)
    assert far == Advice(code="turn_left", amount=9.0)


def test_a_restless_backdrop_is_said() -> None:
    verdict = FrameVerdict(checks=(Check(name=CheckName.FACE_FOUND, passed=None, reason="backdrop_not_plain"),))
    assert SteadyAdvice().choose(verdict, at_s=0.0) == Advice(code="plain_backdrop")
