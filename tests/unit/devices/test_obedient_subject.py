"""A patient follows sentences imperfectly but in the right sense."""

from dataclasses import replace

import pytest

from skinlax_desktop.devices.simulated.obedient_subject import ObedientSubject
from skinlax_desktop.devices.simulated.turning import TurningHabit, turned_scene, turning_yaw_deg
from skinlax_desktop.domain.gate import Advice
from skinlax_desktop.domain.views import POSE_TARGETS, STANDARD_SERIES, Pose, View
from skinlax_desktop.phantom.scene import Expression, Scene


class Chair:
    """Where the subject sits; arrives at once."""

    def __init__(self) -> None:
        self.scene = Scene()
        self.settled = True
        self.asked = 0

    def scene_now(self) -> Scene:
        return self.scene

    def ask(
        self,
        pose: Pose,
        expression: Expression = "neutral",
        offset_mm: tuple[float, float] = (0.0, 0.0),
        distance_mm: float = 800.0,
        over_s: float = 1.2,
    ) -> None:
        self.asked += 1
        self.scene = Scene(pose=pose, expression=expression, offset_mm=offset_mm, distance_mm=distance_mm)

    def turn(self, to_deg: float, rate_deg_s: float, habit: TurningHabit | None = None) -> None:
        self.turned = (to_deg, rate_deg_s, habit)


class Time:
    """Moves on when told."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def seated(seed: int = 1) -> tuple[Chair, Time, ObedientSubject]:
    chair, time = Chair(), Time()
    return chair, time, ObedientSubject(chair, seed, monotonic_s=time)


@pytest.mark.parametrize("view", STANDARD_SERIES)
def test_it_goes_near_the_view_but_not_exactly(view: View) -> None:
    target = POSE_TARGETS[view].pose
    for seed in range(12):
        chair, _, subject = seated(seed)
        subject.take_view(view)
        assert 0 < abs(chair.scene.pose.yaw_deg - target.yaw_deg) <= 10
        assert abs(chair.scene.pose.pitch_deg) <= 7


@pytest.mark.parametrize("seed", range(5))
def test_following_the_sentences_brings_every_error_within_a_degree_and_a_centimetre(seed: int) -> None:
    chair, time, subject = seated(seed)
    subject.take_view(View.OBLIQUE_LEFT)
    for _ in range(40):
        time.now_s += 5.0
        pose = chair.scene.pose
        errors = {
            ("turn_left", "turn_right"): -45.0 - pose.yaw_deg,
            ("chin_up", "chin_down"): -pose.pitch_deg,
            ("tilt_left", "tilt_right"): -pose.roll_deg,
            ("move_back", "move_closer"): (800.0 - chair.scene.distance_mm) / 10,
        }
        (more, less), error = max(errors.items(), key=lambda pair: abs(pair[1]))
        if abs(error) < 0.5:
            break
        assert subject.hear(Advice(code=more if error > 0 else less, amount=abs(error)))
    assert abs(chair.scene.pose.yaw_deg + 45) < 1
    assert abs(chair.scene.pose.pitch_deg) < 1
    assert abs(chair.scene.distance_mm - 800) < 10


def test_it_hears_nothing_while_moving_or_before_it_can_react() -> None:
    chair, time, subject = seated()
    subject.take_view(View.FRONTAL)
    advice = Advice(code="turn_left", amount=5.0)
    assert not subject.hear(advice)
    time.now_s = 10.0
    chair.settled = False
    assert not subject.hear(advice)
    chair.settled = True
    assert not subject.hear(advice)
    time.now_s = 12.0
    assert subject.hear(advice)
    assert not subject.hear(None)


def test_a_profile_moves_along_its_nose() -> None:
    for view, sign in ((View.LATERAL_RIGHT, 1), (View.LATERAL_LEFT, -1)):
        chair, time, subject = seated()
        subject.take_view(view)
        before = chair.scene.offset_mm[0]
        time.now_s = 10.0
        subject.hear(Advice(code="move_forward", amount=3.0))
        assert sign * (chair.scene.offset_mm[0] - before) > 15


def test_the_mouth_is_relaxed_when_asked() -> None:
    chair, time, _ = seated()
    chair.scene = replace(chair.scene, expression="smile")
    subject = ObedientSubject(chair, monotonic_s=time)
    time.now_s = 10.0
    assert subject.hear(Advice(code="relax_smile"))
    assert chair.scene.expression == "neutral"


def test_what_is_not_said_to_the_patient_moves_nobody() -> None:
    chair, time, subject = seated()
    time.now_s = 10.0
    assert not subject.hear(Advice(code="dim_light"))
    assert chair.asked == 0


def test_the_same_seed_gives_the_same_person() -> None:
    scenes = []
    for _ in range(2):
        chair, _, subject = seated(9)
        subject.take_view(View.FRONTAL)
        scenes.append(chair.scene)
    assert scenes[0] == scenes[1]


def test_it_goes_to_where_a_sweep_begins_and_turns_as_asked() -> None:
    chair, _, subject = seated()
    subject.go_to_yaw(90.0)
    assert chair.scene.pose.yaw_deg == pytest.approx(90.0, abs=2.0)
    habit = TurningHabit(pace=2.0)
    subject.sweep(-90.0, 12.0, habit)
    assert chair.turned == (-90.0, 12.0, habit)


def test_a_turn_is_even_ends_where_it_should_and_shows_its_faults() -> None:
    def yaws(habit: TurningHabit) -> list[float]:
        return [turning_yaw_deg(at_s, from_deg=90.0, to_deg=-90.0, rate_deg_s=12.0, habit=habit) for at_s in range(17)]

    even = yaws(TurningHabit())
    assert even[:3] == [90.0, 78.0, 66.0]
    assert even[-1] == -90.0
    assert yaws(TurningHabit(pace=2.0))[7] == -78.0
    assert yaws(TurningHabit(stops_at_deg=40.0))[-1] == 40.0
    assert turning_yaw_deg(1.0, from_deg=-20.0, to_deg=20.0, rate_deg_s=10.0) == -10.0
    habit = TurningHabit(blinks_at_deg=30.0, smiles_at_deg=-30.0)
    faces = [turned_scene(float(yaw), habit).expression for yaw in (60, 30, 0, -30, -60)]
    assert faces == ["neutral", "eyes_closed", "neutral", "smile", "neutral"]
    assert turned_scene(90.0).distance_mm > turned_scene(0.0).distance_mm
