"""The loop owns the camera: newest frame, honest stills, settings between frames, faults survived, always joins."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.jobs.camera_loop import CameraLoop, CameraLoopState
from skinlax_desktop.ports.camera import CameraInfo
from skinlax_desktop.ports.frame import Frame, PixelLayout

PATIENCE_S = 10.0
INFO = CameraInfo(model="scripted", serial="1", driver="test", width_px=4, height_px=2)


def frame_at(captured_at_s: float, sequence: int = 0) -> Frame:
    return Frame(
        pixels=np.zeros((2, 4), np.uint8),
        layout=PixelLayout.BAYER_RG8,
        sequence=sequence,
        captured_at_s=captured_at_s,
        exposure_us=8000.0,
        gain_db=0.0,
    )


class HeldClock:
    """Time that the test moves."""

    def __init__(self) -> None:
        self.time_s = 100.0

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        return self.time_s


class ScriptedCamera:
    """Delivers what the test puts on its wire: frames, or errors to raise. Notes who calls it."""

    def __init__(self) -> None:
        self.wire: queue.Queue[Frame | Exception] = queue.Queue()
        self.open_errors: list[Exception] = []
        self.configured: list[CameraSettings] = []
        self.refuse_above_us = 1e6
        self.threads: set[int] = set()
        self.is_open = False
        self.opened = 0
        self.idle: Frame | None = frame_at(-1.0)
        self.last = frame_at(-1.0)

    def open(self) -> CameraInfo:
        self.threads.add(threading.get_ident())
        if self.open_errors:
            raise self.open_errors.pop(0)
        self.is_open = True
        self.opened += 1
        return INFO

    def configure(self, settings: CameraSettings) -> CameraSettings:
        self.threads.add(threading.get_ident())
        assert self.is_open
        if settings.exposure_us > self.refuse_above_us:
            raise SkinlaxError("camera_setting_refused", setting="exposure")
        self.configured.append(settings)
        return replace(settings, exposure_us=round(settings.exposure_us))

    def frames(self) -> Iterator[Frame]:
        self.threads.add(threading.get_ident())
        while True:
            try:
                thing = self.wire.get(timeout=0.01)
            except queue.Empty:
                thing = self.idle or self.last
            if isinstance(thing, Exception):
                raise thing
            self.last = thing
            yield thing

    @property
    def corrupt_frames(self) -> int:
        return 0

    def close(self) -> None:
        self.is_open = False


@pytest.fixture
def camera() -> ScriptedCamera:
    return ScriptedCamera()


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock()


@pytest.fixture
def loop(camera: ScriptedCamera, clock: HeldClock) -> Iterator[CameraLoop]:
    loop = CameraLoop(camera, clock, retry_after_s=0.02)
    yield loop
    loop.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "skinlax-camera"]


def wait_for(happened: Callable[[], bool]) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < until_s, "it never happened"
        time.sleep(0.005)


def streaming(loop: CameraLoop) -> None:
    loop.start()
    wait_for(lambda: loop.state.stage == "streaming")


def test_states_follow_each_other_and_are_told(loop: CameraLoop) -> None:
    told: list[CameraLoopState] = []
    loop.subscribe(told.append)
    assert loop.state.stage == "closed"
    streaming(loop)
    loop.stop()
    assert [state.stage for state in told] == ["opening", "streaming", "closed"]
    assert told[1].info == INFO
    assert loop.latest() is None


def test_a_listener_that_left_or_fails_disturbs_nobody(loop: CameraLoop) -> None:
    told: list[str] = []
    leave = loop.subscribe(lambda state: told.append("left"))
    leave()
    loop.subscribe(lambda state: 1 / 0)  # type: ignore[arg-type, return-value]
    loop.subscribe(lambda state: told.append(state.stage))
    streaming(loop)
    wait_for(lambda: told == ["opening", "streaming"])


def test_only_one_thread_ever_touches_the_camera(loop: CameraLoop, camera: ScriptedCamera) -> None:
    streaming(loop)
    loop.configure(CameraSettings(exposure_us=500.0)).result(PATIENCE_S)
    assert len(camera.threads) == 1
    assert threading.get_ident() not in camera.threads


def test_the_mailbox_holds_the_newest_frame(loop: CameraLoop, camera: ScriptedCamera) -> None:
    camera.idle = None
    streaming(loop)
    for sequence in range(1, 8):
        camera.wire.put(frame_at(1.0, sequence))
    wait_for(lambda: (frame := loop.latest()) is not None and frame.sequence == 7)
    assert loop.latest() is loop.latest()


def test_a_still_is_the_first_frame_that_began_after_the_call(
    loop: CameraLoop, camera: ScriptedCamera, clock: HeldClock
) -> None:
    streaming(loop)
    future = loop.still()
    before, at, after = frame_at(99.999, 1), frame_at(100.0, 2), frame_at(100.2, 3)
    for frame in (before, at, after):
        camera.wire.put(frame)
    assert future.result(PATIENCE_S) is at
    clock.time_s = 200.0
    later = loop.still()
    camera.wire.put(frame_at(150.0, 4))
    wanted = frame_at(201.0, 5)
    camera.wire.put(wanted)
    assert later.result(PATIENCE_S) is wanted


def test_a_still_that_nobody_wants_any_more_harms_nothing(loop: CameraLoop, camera: ScriptedCamera) -> None:
    streaming(loop)
    unwanted = loop.still()
    assert unwanted.cancel()
    wanted = loop.still()
    camera.wire.put(frame_at(101.0, 1))
    assert wanted.result(PATIENCE_S).sequence == 1


def test_settings_are_answered_with_what_the_camera_took(loop: CameraLoop) -> None:
    streaming(loop)
    taken = loop.configure(CameraSettings(exposure_us=1234.4)).result(PATIENCE_S)
    assert taken.exposure_us == 1234
    assert loop.state.settings == taken


def test_a_refused_setting_fails_its_future_and_the_stream_goes_on(loop: CameraLoop, camera: ScriptedCamera) -> None:
    streaming(loop)
    good = loop.configure(CameraSettings(exposure_us=500.0)).result(PATIENCE_S)
    with pytest.raises(SkinlaxError, match="camera_setting_refused"):
        loop.configure(CameraSettings(exposure_us=2e6)).result(PATIENCE_S)
    assert loop.state.stage == "streaming"
    assert loop.state.settings == good
    assert camera.opened == 1


def test_settings_asked_for_before_the_camera_answers_wait_for_it(loop: CameraLoop, camera: ScriptedCamera) -> None:
    loop.start()
    assert loop.configure(CameraSettings(exposure_us=700.0)).result(PATIENCE_S).exposure_us == 700
    assert camera.configured == [CameraSettings(exposure_us=700.0)]


@pytest.mark.parametrize("code", ["camera_absent", "camera_busy"])
def test_an_absent_or_busy_camera_is_tried_again_until_it_answers(
    loop: CameraLoop, camera: ScriptedCamera, code: str
) -> None:
    told: list[str] = []
    loop.subscribe(lambda state: told.append(f"{state.stage}:{state.error.code if state.error else ''}"))
    camera.open_errors = [SkinlaxError(code), SkinlaxError(code)]
    streaming(loop)
    again = [f"failed:{code}", f"opening:{code}"]
    wait_for(lambda: told == ["opening:", *again, *again, "streaming:"])


def test_after_an_unplugging_the_camera_comes_back_with_its_settings(loop: CameraLoop, camera: ScriptedCamera) -> None:
    streaming(loop)
    loop.configure(CameraSettings(exposure_us=900.0)).result(PATIENCE_S)
    still = loop.still()
    camera.wire.put(SkinlaxError("camera_unplugged"))
    with pytest.raises(SkinlaxError, match="camera_unplugged"):
        still.result(PATIENCE_S)
    wait_for(lambda: camera.opened == 2 and loop.state.stage == "streaming")
    assert camera.configured == [CameraSettings(exposure_us=900.0)] * 2


def test_settings_that_another_camera_refuses_are_forgotten(loop: CameraLoop, camera: ScriptedCamera) -> None:
    streaming(loop)
    loop.configure(CameraSettings(exposure_us=900.0)).result(PATIENCE_S)
    camera.refuse_above_us = 800.0
    camera.wire.put(SkinlaxError("camera_unplugged"))
    wait_for(lambda: camera.opened == 2 and loop.state.stage == "streaming")
    assert camera.configured == [CameraSettings(exposure_us=900.0)]


def test_nothing_can_be_asked_while_the_camera_failed(camera: ScriptedCamera, clock: HeldClock) -> None:
    loop = CameraLoop(camera, clock, retry_after_s=60.0)
    camera.open_errors = [SkinlaxError("camera_busy")]
    loop.start()
    wait_for(lambda: loop.state.stage == "failed")
    for future in (loop.still(), loop.configure(CameraSettings())):
        with pytest.raises(SkinlaxError, match="camera_busy"):
            future.result(0)
    loop.stop()
    assert loop.state.stage == "closed"


def test_a_missing_driver_is_not_tried_again(loop: CameraLoop, camera: ScriptedCamera) -> None:
    camera.open_errors = [SkinlaxError("camera_driver_missing")]
    loop.start()
    wait_for(lambda: loop.state.stage == "failed")
    time.sleep(0.2)
    assert camera.opened == 0
    assert loop.state.stage == "failed"


def test_a_defect_in_the_driver_is_told_as_unexpected(loop: CameraLoop, camera: ScriptedCamera) -> None:
    streaming(loop)
    camera.wire.put(ZeroDivisionError())
    wait_for(lambda: loop.state.stage == "failed")
    assert loop.state.error is not None
    assert loop.state.error.code == "unexpected"
    assert not camera.is_open


def test_stop_joins_lets_go_cancels_and_may_be_called_twice(loop: CameraLoop, camera: ScriptedCamera) -> None:
    streaming(loop)
    still = loop.still()
    loop.stop()
    loop.stop()
    assert still.cancelled()
    assert not camera.is_open
    with pytest.raises(SkinlaxError, match="camera_absent"):
        loop.still().result(0)


def test_the_loop_can_start_again(loop: CameraLoop, camera: ScriptedCamera) -> None:
    streaming(loop)
    loop.stop()
    streaming(loop)
    assert camera.opened == 2


def test_a_frame_that_has_just_come_is_fresh_at_once(
    camera: ScriptedCamera, clock: HeldClock, loop: CameraLoop
) -> None:
    camera.idle = None
    camera.last = frame_at(100.0, sequence=3)
    streaming(loop)
    wait_for(lambda: loop.latest() is not None)
    assert loop.fresh(within_s=0.01, at_most_s=PATIENCE_S) is camera.last


class PausingCamera(ScriptedCamera):
    """Gives a frame only when the test says so, `apart_s` of the test's time after the one before."""

    def __init__(self, clock: HeldClock, apart_s: float) -> None:
        super().__init__()
        self.clock = clock
        self.apart_s = apart_s
        self.go = threading.Semaphore(0)
        self.given = 0
        self.over = False

    def frames(self) -> Iterator[Frame]:
        while not self.over:
            if self.go.acquire(timeout=0.01):
                self.clock.time_s += self.apart_s
                self.given += 1
                yield frame_at(self.clock.time_s, sequence=self.given)
            if self.open_errors:
                raise self.open_errors.pop(0)


@pytest.fixture
def paced(clock: HeldClock) -> Iterator[tuple[PausingCamera, CameraLoop]]:
    camera = PausingCamera(clock, apart_s=0.03)
    loop = CameraLoop(camera, clock, retry_after_s=0.02)
    streaming(loop)
    for sequence in (1, 2):
        camera.go.release()
        wait_for(lambda wanted=sequence: (frame := loop.latest()) is not None and frame.sequence == wanted)
    yield camera, loop
    camera.over = True
    loop.stop()


def test_an_old_frame_waits_for_the_next_that_is_due(paced: tuple[PausingCamera, CameraLoop], clock: HeldClock) -> None:
    camera, loop = paced
    clock.time_s += 0.02
    threading.Timer(0.05, camera.go.release).start()
    frame = loop.fresh(within_s=0.006, at_most_s=PATIENCE_S)
    assert frame is not None
    assert frame.sequence == 3


def test_a_slow_camera_is_not_waited_for(paced: tuple[PausingCamera, CameraLoop], clock: HeldClock) -> None:
    camera, loop = paced
    camera.apart_s = 1.0
    camera.go.release()
    wait_for(lambda: (frame := loop.latest()) is not None and frame.sequence == 3)
    clock.time_s += 0.02
    frame = loop.fresh(within_s=0.006, at_most_s=0.03)
    assert frame is not None
    assert frame.sequence == 3


def test_a_camera_that_stops_ends_the_wait(paced: tuple[PausingCamera, CameraLoop], clock: HeldClock) -> None:
    camera, loop = paced
    clock.time_s += 0.02
    threading.Timer(0.05, lambda: camera.open_errors.append(SkinlaxError("camera_unplugged"))).start()
    assert loop.fresh(within_s=0.006, at_most_s=PATIENCE_S) is None
