"""One sentence at a time, and no flicker: which advice is shown while the checks come and go."""

from dataclasses import replace
from typing import Final

from skinlax_desktop.domain.gate import Advice, Check, CheckName, FrameVerdict

# A new sentence waits until the shown one was readable, unless its check now passes.
SHOWN_AT_LEAST_S: Final = 0.8
# Amounts, said in whole degrees and centimetres, follow the head only when they change by this much or this share, so
# that the number can be read.
_AMOUNT_STEP: Final = 0.5
_AMOUNT_SHARE: Final = 0.15
PLAIN_BACKDROP: Final = Advice(code="plain_backdrop")
CLEAR_PROFILE: Final = Advice(code="clear_profile")


class SteadyAdvice:
    """Remembers what is shown; used by one thread."""

    def __init__(self) -> None:
        self._shown: Advice | None = None
        self._check: CheckName | None = None
        self._since_s = float("-inf")

    def choose(self, verdict: FrameVerdict, *, at_s: float) -> Advice | None:
        """The advice to show for this frame: the most urgent one, unless the shown one is still true and young."""
        urgent = _most_urgent(verdict)
        kept = next((check for check in verdict.failed if check.name is self._check), None)
        if kept is not None and kept.advice is not None and at_s - self._since_s < SHOWN_AT_LEAST_S:
            return self._show(kept.name, kept.advice, self._since_s)
        if urgent is None:
            self._shown = self._check = None
            return None
        since = self._since_s if urgent[0] is self._check else at_s
        return self._show(*urgent, since)

    def _show(self, name: CheckName, advice: Advice, since_s: float) -> Advice:
        same = self._shown is not None and self._shown.code == advice.code
        if same and self._shown is not None and _near(self._shown.amount, advice.amount):
            advice = replace(advice, amount=self._shown.amount)
        self._shown, self._check, self._since_s = advice, name, since_s
        return advice


def _most_urgent(verdict: FrameVerdict) -> tuple[CheckName, Advice] | None:
    for check in verdict.checks:
        if check.passed is False and check.advice is not None:
            return check.name, check.advice
        if _lacks_backdrop(check):
            return check.name, PLAIN_BACKDROP
    return (CheckName.POSE_YAW, CLEAR_PROFILE) if is_turn_unread(verdict) else None


def is_turn_unread(verdict: FrameVerdict) -> bool:
    """Whether a profile was found of which nobody can say how far it is turned."""
    yaw = verdict.find(CheckName.POSE_YAW)
    return yaw is not None and yaw.reason == "no_turn_cue"


def _lacks_backdrop(check: Check) -> bool:
    return check.name is CheckName.FACE_FOUND and check.reason == "backdrop_not_plain"


def _near(shown: float | None, new: float | None) -> bool:
    return shown is not None and new is not None and abs(shown - new) < max(_AMOUNT_STEP, _AMOUNT_SHARE * new)
