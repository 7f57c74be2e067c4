"""The live picture and its checks in the real window, beside the pipeline that one writes first."""

import os
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import cv2
import numpy as np

from skinlax_desktop.app.bench.live_station import BenchStation, ProcessorUse, StillLife
from skinlax_desktop.app.bench.live_watch import LiveWatch
from skinlax_desktop.app.bench.measure import Measure, median_ms
from skinlax_desktop.app.bench.naive import NaiveRun, run_naively
from skinlax_desktop.app.bench.subject import CAMERA, photograph
from skinlax_desktop.app.console import Console
from skinlax_desktop.app.demo.pilot import Pilot
from skinlax_desktop.app.display import some_display
from skinlax_desktop.app.laxity_model import LaxityModel
from skinlax_desktop.app.places import Places, find_places
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.development import develop_half
from skinlax_desktop.imaging.landmark_picture import track_face
from skinlax_desktop.imaging.preview import develop_to_fit, for_screen
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.workflows.capture_session import CaptureSession, SessionStage, SessionState
from skinlax_desktop.workflows.guidance import LiveGuide
from skinlax_desktop.workflows.live_grading import LiveGrading

if TYPE_CHECKING:
    from skinlax_desktop.ui.screens.capture import CapturePresenter, CaptureScreen

T = TypeVar("T")

DEFAULT_S: Final = 24.0
_NAIVE_S: Final = 9.0
_SHOWN_PX: Final = (900, 960)
_SNAP_EVERY_S: Final = 2.0
_ALONE, _SAVING, _MODEL = "alone", "while pictures are judged and saved", "while a model grades"
_NAIVE: Final = "the naive pipeline"


def measures(*, seconds: float = DEFAULT_S) -> Iterator[Measure]:
    """`seconds`: how long the window is watched in all, a third each alone, saving pictures, and grading."""
    yield from _work_a_frame()
    os.environ["PYLON_CAMEMU"] = "1"
    with some_display(), tempfile.TemporaryDirectory() as folder, closing(StillLife()) as still_life:
        installed = find_places()
        places = Places(resources=installed.resources, models=installed.models, data=Path(folder))
        watched = _Watched(places, still_life, seconds / 3.0).run()
        naive = _naive_runs(places, still_life)
    yield from _in_the_window(watched, naive)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A stretch of time in the window. `ages_ms`: of each verdict, from the frame's arrival to the main thread."""

    shown_hz: float
    checked_hz: float
    cores: float
    ages_ms: tuple[float, ...]
    longest_gap_ms: float
    gaps_over_100_ms: int
    frames: int
    frame_ms: float


class _Watched:
    """The workstation in its window, driven by its own buttons."""

    def __init__(self, places: Places, still_life: StillLife, phase_s: float) -> None:
        # The window is imported only now: Qt looks for its display when it starts.
        from skinlax_desktop.app.workstation import Workstation
        from skinlax_desktop.app.workstation_options import WorkstationOptions

        self._wiring = BenchStation(places, still_life)
        self._program = Workstation(WorkstationOptions(places=places, practice=True), wiring=self._wiring)
        self._pilot = Pilot(self._program.window, places.data, Console())
        self._phase_s = phase_s
        self._ages: list[float] = []
        self._sequence = -1

    def run(self) -> dict[str, _Seen]:
        """Each phase in turn."""
        program, pilot = self._program, self._pilot
        try:
            program.start()
            program.window.resize(1920, 1080)
            pilot.wait(lambda: program.patient is not None, at_most_s=60, what="the practice patient")
            pilot.wait(lambda: program.capture is not None, at_most_s=120, what="the station")
            pilot.press(program.patient_screen.start_button)
            pilot.wait(lambda: self._capture.newest_assessment is not None, at_most_s=60, what="the first verdict")
            self._capture.set_automatic(False)
            self._session.changed.connect(self._on_change)
            pilot.rest(2.0)
            seen = {_ALONE: self._watch()}
            seen[_SAVING] = self._watch(self._snap)
            pilot.wait(self._is_at_rest, at_most_s=60, what="the last picture")
            self._capture.choose(View.FRONTAL)
            self._screen.drawer.grades.setChecked(True)
            pilot.wait(lambda: self._capture.overlays.grades.grades_made > 0, at_most_s=60, what="grades")
            seen[_MODEL] = self._watch()
            return seen
        finally:
            program.stop()

    def _watch(self, every_two_seconds: Callable[[], None] = lambda: None) -> _Seen:
        capture, screen, camera = self._capture, self._screen, self._wiring.camera
        self._ages.clear()
        watch = LiveWatch(screen.live, lambda: capture.previews_made, lambda: "live")
        checks, first, use = capture.assessments_made, camera.newest, ProcessorUse()
        began = time.perf_counter()
        until, due = began + self._phase_s, began
        while (now := time.perf_counter()) < until:
            if now >= due:
                due += _SNAP_EVERY_S
                every_two_seconds()
            self._pilot.rest(0.05)
        took = time.perf_counter() - began
        watch.stop()
        return _Seen(
            shown_hz=watch.frames / took,
            checked_hz=(capture.assessments_made - checks) / took,
            cores=use.cores,
            ages_ms=tuple(self._ages),
            longest_gap_ms=watch.longest_ms["live"],
            gaps_over_100_ms=watch.gaps_over_100_ms["live"],
            frames=watch.frames,
            frame_ms=1e3 * took / max(camera.newest - first, 1),
        )

    def _snap(self) -> None:
        """The frontal view anew."""
        if self._is_at_rest():
            self._capture.choose(View.FRONTAL)
            self._capture.snap()

    def _is_at_rest(self) -> bool:
        return self._session.state.stage not in (SessionStage.TAKING, SessionStage.SAVING)

    @property
    def _capture(self) -> "CapturePresenter":
        return _there(self._program.capture)

    @property
    def _screen(self) -> "CaptureScreen":
        return _there(self._program.capture_screen)

    @property
    def _session(self) -> CaptureSession:
        return _there(self._capture.session)

    def _on_change(self, _before: SessionState, after: SessionState) -> None:
        seen = after.assessment
        if seen is not None and seen.sequence != self._sequence:
            self._sequence = seen.sequence
            self._ages.append(1e3 * (time.perf_counter() - self._wiring.camera.arrivals[seen.sequence]))


def _there(thing: T | None) -> T:
    if thing is None:
        raise RuntimeError("the capture screen is not there")
    return thing


def _naive_runs(places: Places, still_life: StillLife) -> dict[str, NaiveRun]:
    finder = MediaPipeLandmarkFinder(places.face_landmarker)
    grading = LiveGrading(finder, LaxityModel(places).get)

    def save(_frame: Frame, picture: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]") -> None:
        (places.data / "naive.png").write_bytes(cv2.imencode(".png", picture)[1].tobytes())

    def grade(frame: Frame, _picture: object) -> None:
        grading.grade(frame, View.FRONTAL, 50.0)

    def run(now_and_then: Callable[..., None] = lambda _frame, _picture: None) -> NaiveRun:
        part_s = _NAIVE_S / 3.0
        return run_naively(still_life.camera(), finder, _SHOWN_PX, seconds=part_s, now_and_then=now_and_then)

    grade(photograph(View.FRONTAL), None)
    runs = {_ALONE: run(), _SAVING: run(save), _MODEL: run(grade)}
    finder.close()
    return runs


def _in_the_window(seen: dict[str, _Seen], naive: dict[str, NaiveRun]) -> Iterator[Measure]:
    alone, first = seen[_ALONE], naive[_ALONE]
    yield _measure("live picture, frames shown", alone.shown_hz, "1/s", _NAIVE, first.rate_hz)
    yield _measure("live checks, full sets", alone.checked_hz, "1/s", _NAIVE, first.rate_hz)
    yield _measure("live picture and checks, processor", alone.cores, "cores", "one core", 1.0)
    age = float(np.percentile(alone.ages_ms, 95))
    yield _measure("age of a verdict, 95th percentile", age, "ms", "two frame times", 2.0 * alone.frame_ms)
    yield _measure("age of a verdict, 95th percentile", age, "ms", _NAIVE, float(np.percentile(first.ages_ms, 95)))
    yield _measure("live checks with grades laid over", seen[_MODEL].checked_hz, "1/s", "without", alone.checked_hz)
    for phase, stretch in seen.items():
        yield _measure(
            f"longest gap, {phase}", stretch.longest_gap_ms, "ms", f"{_NAIVE}, likewise", naive[phase].longest_gap_ms
        )
        over = float(stretch.gaps_over_100_ms)
        yield _measure(f"gaps over 100 ms, {phase}", over, "", "frames shown", float(stretch.frames))


def _work_a_frame() -> Iterator[Measure]:
    """What a frame costs, apart from the window."""
    frame = photograph(View.FRONTAL)
    kept: list[object] = [None, None, None]

    def copy() -> None:
        # As the camera does it: the memory of a frame that nobody holds any more is used again.
        kept.append(frame.pixels.copy())
        kept.pop(0)

    def show() -> object:
        return for_screen(develop_to_fit(frame, *_SHOWN_PX))

    memcpy_ms = median_ms(copy, repeats=15)
    yield _measure("live picture, work a frame", median_ms(show, repeats=15), "ms", "copying the raw frame", memcpy_ms)
    finder = MediaPipeLandmarkFinder(find_places().face_landmarker)
    guide, half, ticks = LiveGuide(finder, CAMERA.calibration), develop_half(frame), count(1)

    def assess() -> object:
        tick = next(ticks)
        return guide.assess(replace(frame, sequence=tick, captured_at_s=tick / 15), View.FRONTAL)

    checks_ms = median_ms(assess, repeats=15)
    landmarks_ms = median_ms(lambda: track_face(half, finder, round(1e3 * time.monotonic())), repeats=15)
    yield _measure("live checks, one round", checks_ms, "ms", "finding the landmarks alone", landmarks_ms)
    sizes = [_made_anew(work) / frame.pixels.nbytes for work in (frame.pixels.copy, show, assess)]
    whole = float(sum(int(size) for size in sizes))
    yield _measure("full-size copies a frame", whole, "", "copying the raw frame", 1.0)
    yield _measure("memory made anew a frame", sum(sizes), "", "copying the raw frame", 1.0)
    finder.close()


def _made_anew(work: Callable[[], object]) -> int:
    """The most bytes that a piece of work holds at once of its own."""
    work()
    with _traced():
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        work()
        return tracemalloc.get_traced_memory()[1] - before


@contextmanager
def _traced() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()


def _measure(name: str, value: float, unit: str, reference: str, reference_value: float) -> Measure:
    return Measure(name=name, value=value, unit=unit, reference=reference, reference_value=reference_value)
