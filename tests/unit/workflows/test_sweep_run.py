"""One turn: which frames are kept, what is said, what is missing, with faults planted."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from skinlax_desktop.domain.gate import Advice
from skinlax_desktop.domain.sweep import YawSource, sector_of, sector_yaw_deg
from skinlax_desktop.text.screens import sweep as words
from skinlax_desktop.workflows.sweep_choice import FrameShelf
from skinlax_desktop.workflows.sweep_guidance import URGENCY
from skinlax_desktop.workflows.sweep_plan import WHOLE, SweepPlan
from skinlax_desktop.workflows.sweep_run import Ending, SweepRun
from skinlax_desktop.workflows.sweep_stillness import Restless
from skinlax_desktop.workflows.sweep_turn import TurnTracker, YawReading
from sweep_subject import EVERY_S, FRONT, Subject, frame_at, steady

PLAN = SweepPlan()


class Outcome:
    """What a whole turn came to."""

    def __init__(
        self,
        subject: Subject,
        plan: SweepPlan = PLAN,
        until_s: float = 60.0,
        most_bytes: int = 10**9,
        every_s: float = EVERY_S,
    ) -> None:
        self.run = SweepRun(plan, began_s=0.0, front=FRONT, most_bytes=most_bytes)
        self.said: Counter[str] = Counter()
        self.most_held = 0
        self.ending = None
        for sighting, frame in subject.sightings(0.0, until_s, every_s):
            progress = self.run.take_in(sighting, frame)
            self.said[progress.advice.code] += 1
            self.most_held = max(self.most_held, self.run.held_bytes)
            self.ended_s = sighting.at_s
            if progress.ending is not None:
                self.ending = progress.ending
                break
        self.chosen = self.run.settle()

    @property
    def missing(self) -> set[int]:
        return set(self.run.plan.sectors) - set(self.chosen)


def test_a_steady_turn_fills_every_sector_near_its_middle() -> None:
    outcome = Outcome(Subject(steady(PLAN)))
    assert outcome.ending is Ending.COMPLETE
    assert outcome.ended_s < PLAN.turn_s + 2.0
    assert sorted(outcome.chosen) == list(WHOLE)
    assert set(outcome.said) == {"sweep_go_on"}
    truth = steady(PLAN)
    for sector, held in outcome.chosen.items():
        assert 1 <= len(held) <= 2
        assert abs(truth(held[0].frame.captured_at_s) - sector_yaw_deg(sector)) < 3.5


def test_what_cannot_be_read_is_placed_from_both_sides_and_marked() -> None:
    outcome = Outcome(Subject(steady(PLAN), blind=(63.0, 77.0)))
    assert not outcome.missing
    held = outcome.chosen[3][0]
    assert held.turn.source is YawSource.INFERRED
    assert abs(held.turn.yaw_deg - steady(PLAN)(held.frame.captured_at_s)) < 3.0 * held.turn.sigma_deg
    assert outcome.chosen[6][0].turn.source is YawSource.LANDMARKS
    assert held.turn.sigma_deg > 1.5 * outcome.chosen[6][0].turn.sigma_deg


def test_a_wide_blind_span_is_missing_rather_than_guessed() -> None:
    outcome = Outcome(Subject(steady(PLAN), blind=(15.0, 75.0)))
    assert {4, 5, 6} <= outcome.missing
    assert outcome.run.why_missing(5) == "yaw_unknown"


def test_inferred_places_err_as_much_as_they_say() -> None:
    """Uneven turns with a blind span: the truth is inside 2 sigma nearly always, and sigma is not idle."""
    inside, sigmas = [], []
    for seed in range(30):
        random = np.random.default_rng(seed)
        swing, phase = random.uniform(0.0, 4.0), random.uniform(0.0, 6.0)

        def yaw_at(at_s: float, swing: float = swing, phase: float = phase) -> float:
            return float(90.0 - 12.0 * at_s + swing * np.sin(1.2 * at_s + phase))

        subject = Subject(yaw_at, blind=(58.0, 76.0), random=random)
        tracker = TurnTracker()
        for sighting, _ in subject.sightings(0.0, 8.0):
            tracker.add(sighting.reading)
        for turn in tracker.smoothed():
            if turn.source is YawSource.INFERRED:
                inside.append(abs(turn.yaw_deg - yaw_at(turn.at_s)) <= 2.0 * turn.sigma_deg)
                sigmas.append(turn.sigma_deg)
    assert np.mean(inside) > 0.9
    assert max(sigmas) < 4.0


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        (Subject(steady(PLAN, pace=2.6)), "sweep_too_fast"),
        (Subject(steady(PLAN, pace=0.45)), "sweep_too_slow"),
        (Subject(lambda at_s: max(90.0 - 12.0 * at_s, 30.0) - max(0.0, 12.0 * (at_s - 9.0))), "sweep_stopped"),
        (Subject(lambda at_s: 90.0 - 12.0 * min(at_s, 5.0) + 12.0 * max(at_s - 5.0, 0.0)), "sweep_wrong_way"),
        (Subject(steady(PLAN), away=(5.0, 7.0)), "sweep_gone"),
        (Subject(steady(PLAN), second_face=(-20.0, 20.0)), "sweep_second_face"),
        (Subject(steady(PLAN), smiles=(-15.0, 15.0)), "sweep_expression"),
    ],
)
def test_each_fault_has_its_sentence(subject: Subject, sentence: str) -> None:
    said = Outcome(subject, until_s=14.0).said
    assert sentence in said
    assert set(said) <= {sentence, "sweep_go_on", "sweep_too_slow"}


def test_a_smile_a_second_face_and_smeared_frames_are_not_kept() -> None:
    for fault, reason in (("smiles", "expression"), ("second_face", "second_face"), ("smeared", "smeared")):
        outcome = Outcome(Subject(steady(PLAN), **{fault: (-16.0, 6.0)}))
        assert outcome.missing == {10, 11}, fault
        assert outcome.run.why_missing(10) == reason


def test_a_blink_costs_frames_not_the_sector_and_nothing_is_said() -> None:
    outcome = Outcome(Subject(steady(PLAN), blinks=(9.0, 12.5)))
    assert not outcome.missing
    assert set(outcome.said) == {"sweep_go_on"}
    blinked = [one for one in outcome.chosen[9] if one.sighting.face is not None and one.sighting.face.eye_ratio < 0.2]
    assert not blinked
    closed = Outcome(Subject(steady(PLAN), blinks=(3.0, 17.0)))
    assert closed.missing == {9}
    assert closed.run.why_missing(9) == "blink"


def test_a_swallow_is_not_kept_though_before_and_after_it_look_alike() -> None:
    subject = Subject(steady(PLAN), swallows_at_s=7.0)
    outcome = Outcome(subject)
    assert not outcome.missing
    kept = [one.frame.captured_at_s for held in outcome.chosen.values() for one in held]
    assert not [at_s for at_s in kept if 7.0 <= at_s < 7.25]


def test_a_person_who_leaves_ends_the_turn_and_keeps_what_was_seen() -> None:
    outcome = Outcome(Subject(steady(PLAN), away=(8.0, 99.0)))
    assert outcome.ending is Ending.GONE
    assert outcome.ended_s < 13.0
    assert {1, 5, 9} <= set(outcome.chosen)
    assert {12, 19} <= outcome.missing
    assert outcome.run.why_missing(19) == "unseen"


def test_a_turn_that_never_comes_to_its_end_is_over_some_time() -> None:
    outcome = Outcome(Subject(lambda _at_s: 40.0))
    assert outcome.ending is Ending.TOO_LONG
    assert outcome.ended_s < 40.0


def test_memory_is_bound_and_every_sector_keeps_its_best() -> None:
    outcome = Outcome(Subject(steady(PLAN)), most_bytes=24 * 22)
    assert outcome.most_held <= 24 * 22 + 24
    assert sorted(outcome.chosen) == list(WHOLE)
    generous = Outcome(Subject(steady(PLAN)))
    assert 24 * 19 < generous.most_held <= 24 * 2 * 19


def test_a_phantoms_slow_turn_is_held_to_the_same() -> None:
    plan = replace(PLAN, tempo=8.0)
    outcome = Outcome(Subject(steady(plan), smiles=(-15.0, 15.0)), plan, until_s=300.0)
    assert outcome.ending is Ending.COMPLETE
    assert "sweep_expression" in outcome.said
    assert set(outcome.said) <= {"sweep_expression", "sweep_go_on"}
    assert 130.0 >= outcome.ended_s >= 115.0


def test_a_phantom_that_is_seen_once_a_render_fills_every_sector() -> None:
    """Six degrees between two pictures, and as far behind the metronome as a render takes."""
    plan = replace(PLAN, tempo=8.0)
    every_s = 6.0 / plan.rate_deg_s
    outcome = Outcome(Subject(steady(plan, began_s=every_s)), plan, until_s=400.0, every_s=every_s)
    assert outcome.ending is Ending.COMPLETE
    assert not outcome.missing
    assert set(outcome.said) == {"sweep_go_on"}


def test_a_redo_asks_for_the_missing_sectors_only() -> None:
    first, second = PLAN.parts([9, 10, 17])
    assert (first.sectors, second.sectors) == ((9, 10), (17,))
    assert (first.from_deg, first.to_deg) == (22.0, -12.0)
    assert second.to_deg == -82.0
    outcome = Outcome(Subject(steady(first)), first)
    assert outcome.ending is Ending.COMPLETE
    assert sorted(outcome.chosen) == [9, 10]
    (whole,) = PLAN.parts(WHOLE)
    assert (whole.from_deg, whole.to_deg) == (90.0, -90.0)


def test_sectors_run_from_the_right_profile_to_the_left_one() -> None:
    assert [sector_yaw_deg(sector) for sector in (1, 10, 19)] == [90.0, 0.0, -90.0]
    assert [sector_of(yaw) for yaw in (94.0, 90.0, 46.0, -4.9, -94.0, -96.0)] == [1, 1, 5, 10, 19, None]
    assert FrameShelf(WHOLE).seen == frozenset()


def test_a_wild_reading_does_not_throw_the_track() -> None:
    tracker = TurnTracker()
    for number in range(30):
        tracker.add(YawReading(at_s=0.1 * number, yaw_deg=60.0 - 1.2 * number, sigma_deg=1.5, source=YawSource.PROFILE))
    tracker.add(YawReading(at_s=3.0, yaw_deg=-60.0, sigma_deg=1.5, source=YawSource.PROFILE))
    assert abs(tracker.now.yaw_deg - 24.0) < 10.0
    assert frame_at(1.0).captured_at_s == 1.0


def test_every_sentence_and_reason_of_a_turn_is_written() -> None:
    for name in URGENCY:
        assert words.sweep_sentence(Advice(code=f"sweep_{name}"))
    for reason in (*Restless, "nobody", "second_face", "yaw_unknown", "smeared", "unseen"):
        assert words.why_missing(str(reason)) != "refused"
