"""Slow readings are kept for a while, and no frame pays for two of them."""

from skinlax_desktop.workflows.slow_readings import SlowReadings


class Count:
    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> int:
        self.made += 1
        return self.made


def test_a_reading_holds_for_its_time_and_is_then_made_again() -> None:
    slow, wall = SlowReadings(), Count()
    assert [slow.reading("wall", at_s, 0.5, wall) for at_s in (10.0, 10.4, 10.6, 10.7)] == [1, 1, 2, 2]


def test_no_frame_pays_for_two_once_both_are_known() -> None:
    slow, wall, faces = SlowReadings(), Count(), Count()
    made = []
    for at_s in (0.0, 1.0, 1.1, 1.2):
        slow.reading("wall", at_s, 0.5, wall)
        slow.reading("faces", at_s, 0.5, faces)
        made.append((wall.made, faces.made))
    assert made == [(1, 1), (2, 1), (2, 2), (2, 2)]


def test_time_that_ran_backwards_holds_nothing() -> None:
    slow, wall = SlowReadings(), Count()
    slow.reading("wall", 100.0, 0.5, wall)
    assert slow.reading("wall", 3.0, 0.5, wall) == 2


def test_forgotten_readings_are_made_again() -> None:
    slow, wall = SlowReadings(), Count()
    slow.reading("wall", 1.0, 0.5, wall)
    slow.forget()
    assert slow.reading("wall", 1.0, 0.5, wall) == 2


def test_what_was_never_made_waits_for_a_frame_of_its_own_when_it_may() -> None:
    slow, wall, faces = SlowReadings(), Count(), Count()
    seen = []
    for at_s in (0.0, 0.1):
        slow.reading("faces", at_s, 0.5, faces)
        seen.append(slow.reading("wall", at_s, 0.5, wall, -1))
    assert seen == [-1, 1]


def test_where_each_frame_owes_several_each_is_made_in_its_turn() -> None:
    slow, made = SlowReadings(), []

    def ask(name: str, at_s: float, holds_s: float) -> None:
        slow.reading(name, at_s, holds_s, lambda: made.append(name) or name, until="nothing yet")

    for frame in range(9):
        for name, holds_s in (("faces", 1.0), ("posture", 0.5), ("looks", 0.5)):
            ask(name, 1.6 * frame, holds_s)
    assert made == ["faces", "posture", "looks"] * 3
