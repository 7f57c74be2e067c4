"""The sweep of the open visit: what is asked for now, which frames are kept, and what becomes of them."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from psygnal import Signal

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import Advice, CheckName
from skinlax_desktop.domain.sweep import HeadHeld, YawSource
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.workflows.sweep_keeping import Refused, SweepKeeper
from skinlax_desktop.workflows.sweep_pitch import BEGINS_WITHIN_DEG, missing_pitch_deg, pitch_advice
from skinlax_desktop.workflows.sweep_plan import SweepPlan
from skinlax_desktop.workflows.sweep_run import Ending, SweepRun
from skinlax_desktop.workflows.sweep_sighting import FaceAtRest, SweepSighting
from skinlax_desktop.workflows.sweep_stillness import front_of, is_changed
from skinlax_desktop.workflows.sweep_turn import FREE_DEG_S2, Turn, TurnTracker
from skinlax_desktop.workflows.visit_store import VisitStore

FACING_WITHIN_DEG: Final = 12.0
START_WITHIN_DEG: Final = 8.0
_FACING_S: Final = 0.6
_AT_START_S: Final = 0.7
_STILL_DEG_S: Final = 12.0
_FEWEST_FACES: Final = 3
_FIRST: Final = {HeadHeld.LEVEL: "sweep_face_camera", HeadHeld.CHIN_DOWN: "sweep_face_chin_down"}


class SweepStage(StrEnum):
    """What is asked for now."""

    FACING = "facing"
    TO_START = "to_start"
    TURNING = "turning"
    CHECKING = "checking"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepState:
    """What a screen shows of a sweep.

    `turn`: the head now. `taken`: sectors with a picture in the record, `doubtful` those of them whose yaw is only
    inferred; `seen`: those with a frame of this turn. `missing` gives the reason for each that came to nothing.
    `checked` and `to_check` count frames. `plan` is the turn that is asked for or under way.
    """

    stage: SweepStage
    plan: SweepPlan
    advice: Advice
    turn: Turn | None = None
    began_s: float | None = None
    taken: frozenset[int] = frozenset()
    doubtful: frozenset[int] = frozenset()
    seen: frozenset[int] = frozenset()
    missing: tuple[tuple[int, str], ...] = ()
    checked: int = 0
    to_check: int = 0
    ending: Ending | None = None
    error: SkinlaxError | None = None


class SweepSession:
    """Lives on the main thread; every signal is emitted there.

    First the patient faces the camera: so the face is learnt that every frame is held against. Then to the right
    profile, and a turn to the left one; with the chin down from one oblique view to the other. Frames of a turn are
    judged when it is over, one at a time.
    """

    changed = Signal(SweepState, SweepState)
    accepted = Signal(Capture)

    def __init__(self, *, visits: VisitStore, keeper: SweepKeeper, plan: SweepPlan) -> None:
        self._visits = visits
        self._keeper = keeper
        self._whole = plan
        self._front: FaceAtRest | None = None
        self._faces: list[FaceAtRest] = []
        self._since: float | None = None
        self._tracker = TurnTracker(plan.tempo, uneven_deg_s2=FREE_DEG_S2)
        self._run: SweepRun | None = None
        self._to_come: list[SweepPlan] = []
        self._reasons: dict[int, str] = {}
        self._live_reasons: dict[int, str] = {}
        taken = _taken(visits.visit, plan)
        whole = not _missing_of(taken, plan)
        self._state = SweepState(
            stage=SweepStage.COMPLETE if whole else SweepStage.FACING,
            plan=plan,
            taken=taken,
            doubtful=_doubtful(visits.visit, plan),
            advice=Advice(code="sweep_complete" if whole else _FIRST[plan.held]),
        )
        if taken and not whole:
            self._reasons = dict.fromkeys(_missing_of(taken, plan), "unseen")
            self._ask_for_missing()

    @property
    def state(self) -> SweepState:
        """The sweep as it stands."""
        return self._state

    @property
    def held_bytes(self) -> int:
        """What the frames of the turn take in memory."""
        return 0 if self._run is None else self._run.held_bytes

    def on_sighting(self, sighting: SweepSighting, frame: Frame) -> None:
        """A live frame was looked at."""
        stage = self._state.stage
        if stage is SweepStage.TURNING:
            if self._run is None:
                self._begin_turn(sighting.at_s)
            self._turning(sighting, frame)
        elif stage in (SweepStage.FACING, SweepStage.TO_START):
            turn = self._tracker.add(sighting.reading)
            if stage is SweepStage.FACING:
                self._facing(sighting, turn)
            else:
                self._to_start(sighting, turn)

    def go_on(self) -> None:
        """Key or button: begin the turn, end it early, take what is missing, or begin anew."""
        stage = self._state.stage
        if stage is SweepStage.FACING:
            self._learn_front()
        elif stage is SweepStage.TO_START:
            self._begin_turn(None)
        elif stage is SweepStage.TURNING:
            self._end_turn(Ending.STOPPED)
        elif stage is SweepStage.INCOMPLETE:
            self.take_again(frozenset(_missing_of(self._state.taken, self._whole)))

    def take_again(self, sectors: frozenset[int]) -> None:
        """Only these sectors; what the others hold stays. Not while frames are being checked."""
        if self._state.stage is SweepStage.CHECKING or not sectors:
            return
        self._drop_run()
        first, *self._to_come = self._whole.parts(sectors)
        for sector in sectors:
            self._reasons.pop(sector, None)
        self._ask(first)

    def stop(self) -> None:
        """Nobody wants the sweep any more: frames held are let go, pictures already accepted are still saved."""
        self._drop_run()
        self._keeper.drop()

    # The stages

    def _facing(self, sighting: SweepSighting, turn: Turn | None) -> None:
        ready, advice = self._is_facing(sighting)
        if not ready or sighting.face is None:
            self._faces, self._since = [], None
        else:
            self._faces.append(sighting.face)
            self._since = sighting.at_s if self._since is None else self._since
        self._set(replace(self._state, turn=turn, advice=advice))
        lasted = self._since is not None and sighting.at_s - self._since >= _FACING_S * self._whole.tempo
        if lasted and len(self._faces) >= _FEWEST_FACES:
            self._learn_front()

    def _is_facing(self, sighting: SweepSighting) -> tuple[bool, Advice]:
        if sighting.faces > 1:
            return False, Advice(code="sweep_second_face")
        near = sighting.yaw_deg is not None and abs(sighting.yaw_deg) <= FACING_WITHIN_DEG
        if not near or sighting.face is None or sighting.source is not YawSource.LANDMARKS:
            return False, Advice(code=_FIRST[self._whole.held])
        missing = missing_pitch_deg(self._whole.held, sighting.pitch_deg, BEGINS_WITHIN_DEG)
        if missing is not None:
            return False, pitch_advice(missing)
        if is_changed(sighting.face, None):
            return False, Advice(code="sweep_expression")
        return True, Advice(code="sweep_hold")

    def _learn_front(self) -> None:
        self._front = front_of(self._faces) or self._front
        self._faces, self._since = [], None
        self._ask(self._state.plan)

    def _ask(self, plan: SweepPlan) -> None:
        """To where the turn begins; first to the front, if the face is not known yet."""
        self._since = None
        self._tracker = TurnTracker(plan.tempo, uneven_deg_s2=FREE_DEG_S2)
        known = self._front is not None or self._state.stage is SweepStage.FACING
        self._set(
            replace(
                self._state,
                stage=SweepStage.TO_START if known else SweepStage.FACING,
                plan=plan,
                advice=_towards(plan, None) if known else Advice(code=_FIRST[plan.held]),
                turn=None,
                began_s=None,
                seen=frozenset(),
                ending=None,
                error=None,
                missing=tuple(row for row in self._missing() if row[0] not in plan.sectors),
            )
        )

    def _to_start(self, sighting: SweepSighting, turn: Turn | None) -> None:
        plan = self._state.plan
        if sighting.faces > 1:
            self._since = None
            self._set(replace(self._state, turn=turn, advice=Advice(code="sweep_second_face")))
            return
        there = turn is not None and turn.source is not YawSource.INFERRED and _is_at_start(turn, plan)
        self._since = None if not there else sighting.at_s if self._since is None else self._since
        self._set(replace(self._state, turn=turn, advice=Advice(code="sweep_soon") if there else _towards(plan, turn)))
        if self._since is not None and sighting.at_s - self._since >= _AT_START_S * plan.tempo:
            self._begin_turn(sighting.at_s)

    def _begin_turn(self, at_s: float | None) -> None:
        """`at_s` None: with the next frame."""
        self._run = None if at_s is None else SweepRun(self._state.plan, began_s=at_s, front=self._front)
        self._set(
            replace(
                self._state, stage=SweepStage.TURNING, began_s=at_s, advice=Advice(code="sweep_go_on"), seen=frozenset()
            )
        )

    def _turning(self, sighting: SweepSighting, frame: Frame) -> None:
        if self._run is None:
            return
        progress = self._run.take_in(sighting, frame)
        self._set(replace(self._state, turn=progress.turn, advice=progress.advice, seen=progress.seen))
        if progress.ending is not None:
            self._end_turn(progress.ending)

    def _end_turn(self, ending: Ending) -> None:
        run = self._run
        chosen = {} if run is None else run.settle()
        self._live_reasons = {
            sector: "unseen" if run is None else run.why_missing(sector) for sector in self._state.plan.sectors
        }
        self._reasons |= {sector: why for sector, why in self._live_reasons.items() if sector not in chosen}
        self._drop_run()
        if not chosen:
            self._set(replace(self._state, ending=ending))
            self._part_done()
            return
        self._set(
            replace(
                self._state,
                stage=SweepStage.CHECKING,
                advice=Advice(code="sweep_checking"),
                ending=ending,
                checked=0,
                to_check=len(chosen),
                turn=None,
            )
        )
        self._keeper.keep(
            chosen,
            held=self._whole.held,
            front=self._front,
            on_kept=self._kept,
            on_refused=self._refused,
            on_end=self._checked_all,
        )

    def _kept(self, capture: Capture) -> None:
        visit, whole = self._visits.visit, self._whole
        taken, doubtful = _taken(visit, whole), _doubtful(visit, whole)
        self._set(replace(self._state, taken=taken, doubtful=doubtful, checked=self._state.checked + 1))
        self.accepted.emit(capture)

    def _refused(self, refused: Refused) -> None:
        # A frame from beside the sector was the last resort: what turned its own frames away is the reason.
        live = self._live_reasons.get(refused.sector, "unseen")
        aside = refused.reason == CheckName.POSE_YAW.value and live != "unseen"
        self._reasons[refused.sector] = live if aside else refused.reason
        self._set(replace(self._state, checked=self._state.checked + 1))

    def _checked_all(self, error: SkinlaxError | None) -> None:
        if error is not None:
            self._to_come = []
            self._set(replace(self._state, error=error))
        self._part_done()

    def _part_done(self) -> None:
        if self._to_come:
            self._ask(self._to_come.pop(0))
        elif _missing_of(self._state.taken, self._whole):
            self._ask_for_missing()
        else:
            self._set(
                replace(
                    self._state,
                    stage=SweepStage.COMPLETE,
                    advice=Advice(code="sweep_complete"),
                    missing=(),
                    turn=None,
                    seen=frozenset(),
                )
            )

    def _ask_for_missing(self) -> None:
        gone = self._state.ending is Ending.GONE
        self._set(
            replace(
                self._state,
                stage=SweepStage.INCOMPLETE,
                advice=Advice(code="sweep_gone" if gone else "sweep_missing"),
                missing=self._missing(),
                turn=None,
                seen=frozenset(),
            )
        )

    def _missing(self) -> tuple[tuple[int, str], ...]:
        known, missing = self._reasons, sorted(_missing_of(self._state.taken, self._whole))
        return tuple((sector, known[sector]) for sector in missing if sector in known)

    def _drop_run(self) -> None:
        if self._run is not None:
            self._run.clear()
        self._run = None

    def _set(self, after: SweepState) -> None:
        before, self._state = self._state, after
        if before != after:
            self.changed.emit(before, after)


def _is_at_start(turn: Turn, plan: SweepPlan) -> bool:
    still = abs(turn.rate_deg_s) <= _STILL_DEG_S / plan.tempo
    past = plan.from_deg >= 90.0 and turn.yaw_deg > plan.from_deg
    return still and (past or abs(turn.yaw_deg - plan.from_deg) <= START_WITHIN_DEG)


def _towards(plan: SweepPlan, turn: Turn | None) -> Advice:
    """Which way to the start; to the profile in words, elsewhere in degrees."""
    if plan.from_deg >= 90.0:
        return Advice(code="sweep_to_profile")
    if turn is None:
        return Advice(code="sweep_to_start")
    missing = plan.from_deg - turn.yaw_deg
    return Advice(code="sweep_turn_left" if missing > 0 else "sweep_turn_right", amount=abs(missing))


def _taken(visit: Visit | None, plan: SweepPlan) -> frozenset[int]:
    sweep = () if visit is None else visit.swept(plan.held)
    return frozenset(one.sweep.sector for one in sweep if one.sweep is not None)


def _doubtful(visit: Visit | None, plan: SweepPlan) -> frozenset[int]:
    sweep = () if visit is None else visit.swept(plan.held)
    places = (one.sweep for one in sweep if one.sweep is not None)
    return frozenset(place.sector for place in places if place.source is YawSource.INFERRED)


def _missing_of(taken: frozenset[int], whole: SweepPlan) -> frozenset[int]:
    return frozenset(whole.sectors) - taken
