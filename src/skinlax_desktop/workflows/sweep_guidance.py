"""The one thing to say while the head turns."""

from typing import Final

from skinlax_desktop.domain.gate import Advice
from skinlax_desktop.domain.sweep import YawSource
from skinlax_desktop.workflows.sweep_pitch import KEPT_WITHIN_DEG, missing_pitch_deg
from skinlax_desktop.workflows.sweep_plan import SweepPlan
from skinlax_desktop.workflows.sweep_sighting import SweepSighting
from skinlax_desktop.workflows.sweep_stillness import Restless
from skinlax_desktop.workflows.sweep_turn import Turn

# Faster than the metronome by this factor too few frames see a sector; slower, the face has time to change.
TOO_FAST: Final = 1.8
STOPPED_SHARE: Final = 0.2
BEHIND_DEG: Final = 25.0
_BACKWARD_SHARE: Final = 0.35
_GONE_S: Final = 0.6
# A fault must last before it is said, and what is said stays readable.
_LASTS_S: Final = {"too_fast": 0.35, "stopped": 1.0, "too_slow": 0.6, "wrong_way": 0.5, "expression": 0.35, "chin": 0.5}
_STANDS_S: Final = 1.2
URGENCY: Final = ("gone", "second_face", "expression", "chin", "wrong_way", "too_fast", "stopped", "too_slow")
# A blink is not worth a sentence: there are other frames of the sector.
_UNSAID: Final = (Restless.BLINK, Restless.SWALLOW)


class TurnGuidance:
    """Watches one turn; `advice` is what to say now, a code of `text/screens/sweep.py`."""

    def __init__(self, plan: SweepPlan, began_s: float) -> None:
        self._plan = plan
        self._began_s = began_s
        self._seen_s = self._last_s = began_s
        self._faults: dict[str, float] = {}
        self._said: tuple[str, float] | None = None

    @property
    def gone_s(self) -> float:
        """How long nobody was seen, in the tempo of the sweep; 0 while somebody is."""
        return (self._last_s - self._seen_s) / self._plan.tempo if "gone" in self._faults else 0.0

    def watch(self, sighting: SweepSighting, turn: Turn | None, restless: Restless | None) -> Advice:
        """What to say after this frame."""
        at_s = self._last_s = sighting.at_s
        if sighting.person is not False:
            self._seen_s = at_s
        wrong = self._wrong(sighting, turn, restless)
        for name in tuple(self._faults):
            if name not in wrong:
                del self._faults[name]
        for name in wrong:
            self._faults.setdefault(name, at_s)
        standing = [name for name in URGENCY if name in self._faults and self._lasts(name, at_s)]
        if standing:
            self._said = (standing[0], at_s)
        elif self._said is not None and at_s - self._said[1] > _STANDS_S * self._plan.tempo:
            self._said = None
        return Advice(code=f"sweep_{self._said[0]}" if self._said is not None else "sweep_go_on")

    def _lasts(self, name: str, at_s: float) -> bool:
        return at_s - self._faults[name] >= _LASTS_S.get(name, 0.0) * self._plan.tempo

    def _wrong(self, sighting: SweepSighting, turn: Turn | None, restless: Restless | None) -> frozenset[str]:
        plan, at_s = self._plan, sighting.at_s
        found = set()
        if at_s - self._seen_s > _GONE_S * plan.tempo:
            found.add("gone")
        if sighting.faces > 1:
            found.add("second_face")
        if restless is not None and restless not in _UNSAID:
            found.add("expression")
        if missing_pitch_deg(plan.held, sighting.pitch_deg, KEPT_WITHIN_DEG) is not None:
            found.add("chin")
        if turn is None or turn.source is YawSource.INFERRED:
            # What is only inferred is not held against anybody.
            return frozenset(found)
        falling = -turn.rate_deg_s
        if falling > TOO_FAST * plan.rate_deg_s:
            found.add("too_fast")
        if falling < -_BACKWARD_SHARE * plan.rate_deg_s:
            found.add("wrong_way")
        elif not plan.is_at_end(turn.yaw_deg):
            if falling < STOPPED_SHARE * plan.rate_deg_s:
                found.add("stopped")
            elif turn.yaw_deg - plan.metronome_deg(at_s - self._began_s) > BEHIND_DEG:
                found.add("too_slow")
        return frozenset(found)
