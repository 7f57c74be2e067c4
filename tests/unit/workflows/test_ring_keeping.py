"""The ring keeper: opens, sets, notices a loss, comes back, and takes a refusal for an answer."""

import threading
from collections.abc import Callable, Iterator

import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.light_ring import RingInfo, RingSelfTest, RingState
from skinlax_desktop.workflows.ring_keeping import RingKeeper


class Ring:
    """A ring in memory; `fault` is the code of the next answers."""

    def __init__(self) -> None:
        self.light = LightSettings(level=0.0)
        self.fault: str | None = None
        self.tripped = False
        self.opened = self.closed = 0

    def open(self) -> RingInfo:
        self._fail()
        self.opened += 1
        return RingInfo(model="m", serial="1", firmware="1", colour_temperature_range_k=(2700, 6500))

    def set_light(self, light: LightSettings) -> RingState:
        self._fail()
        self.light, self.tripped = light, False
        return self.state()

    def state(self) -> RingState:
        self._fail()
        return RingState(light=self.light, temperature_c=30.0, watchdog_tripped=self.tripped)

    def self_test(self) -> RingSelfTest:
        return RingSelfTest(passed=True)

    def close(self) -> None:
        self.closed += 1
        self.closed_by = threading.current_thread().name

    def _fail(self) -> None:
        if self.fault is not None:
            raise SkinlaxError(self.fault)


class Room:
    """Ring, keeper and a main thread that runs when told."""

    def __init__(self) -> None:
        self._calls: list[Callable[[], None]] = []
        self.jobs = JobRunner(self._calls.append)
        self.ring = Ring()
        self.keeper = RingKeeper(self.ring, self.jobs, LightSettings(level=0.5))

    def tick(self) -> None:
        self.keeper.tick()
        while self.jobs.busy or self._calls:
            while self._calls:
                self._calls.pop(0)()


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.jobs.close()


def test_the_first_tick_opens_and_lights(room: Room) -> None:
    assert room.keeper.light is None
    room.tick()
    assert room.ring.light.level == 0.5
    assert room.keeper.light == room.ring.light
    room.tick()
    assert room.ring.opened == 1


def test_the_newest_wish_counts(room: Room) -> None:
    room.tick()
    for level in (0.1, 0.2, 0.9):
        room.keeper.set_light(LightSettings(level=level))
    room.tick()
    assert room.ring.light.level == 0.9


def test_a_lost_ring_is_opened_again_and_gets_its_light_back(room: Room) -> None:
    seen: list[str | None] = []
    room.keeper.changed.connect(lambda status: seen.append(status.error.code if status.error else None))
    room.tick()
    room.ring.fault = "ring_unplugged"
    room.tick()
    assert room.keeper.light is None
    assert seen[-1] == "ring_unplugged"
    room.ring.fault, room.ring.light = None, LightSettings(level=0.0)
    room.tick()
    assert room.ring.opened == 2
    assert room.ring.light.level == 0.5
    assert seen[-1] is None


def test_a_silent_ring_is_given_up_off_the_main_thread(room: Room) -> None:
    room.tick()
    room.ring.fault = "ring_unplugged"
    room.tick()
    assert room.ring.closed == 1
    assert room.ring.closed_by != threading.current_thread().name, "giving up waits for a reply that does not come"


def test_a_ring_that_switched_itself_off_is_lit_again(room: Room) -> None:
    room.tick()
    room.ring.light, room.ring.tripped = LightSettings(level=0.0), True
    room.tick()
    assert room.ring.light.level == 0.5


def test_a_refused_wish_goes_back_to_what_the_ring_gives(room: Room) -> None:
    room.tick()
    room.ring.fault = "ring_setting_refused"
    room.keeper.set_light(LightSettings(level=0.95))
    room.tick()
    assert room.keeper.status.wanted.level == 0.5
    assert room.keeper.status.error is not None
    room.ring.fault = None
    room.tick()
    assert room.keeper.status.error is None


def test_nothing_is_asked_after_close(room: Room) -> None:
    room.tick()
    room.keeper.close()
    room.ring.fault = "ring_absent"
    room.tick()
    assert room.keeper.status.error is None
    assert room.ring.closed == 1
