"""The calibration session picture by picture: what it takes, and what it does not."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from queue import Queue

import numpy as np

from calibration_pictures import UNEVEN, chart_picture
from skinlax_desktop.app.system_clock import SystemClock
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.phantom.calibration_set import CHART_PLACES, CHART_SCALE
from skinlax_desktop.phantom.flat_target import TargetPose
from skinlax_desktop.ports.frame import Frame, PixelLayout
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.workflows.calibration_keeping import CalibrationKeeper
from skinlax_desktop.workflows.calibration_session import (
    CalibrationSession,
    CalibrationStage,
    CalibrationTask,
    look_at,
)


class ChartHolder:
    """A camera before which somebody holds a colour chart."""

    def hold(self, right_mm: float, down_mm: float, noise_seed: int = 5) -> np.ndarray:
        pose = TargetPose(centre_mm=(right_mm, down_mm, 800.0), tilt_deg=2.0, swing_deg=-3.0, roll_deg=1.5)
        self.picture = chart_picture(pose=pose, field=UNEVEN, scale=CHART_SCALE, noise_seed=noise_seed)
        return self.picture

    def still(self) -> "Future[Frame]":
        future: Future[Frame] = Future()
        future.set_result(
            Frame(
                pixels=self.picture,
                layout=PixelLayout.BGR8,
                sequence=1,
                captured_at_s=0.0,
                exposure_us=8000.0,
                gain_db=0.0,
                quarter_turns=0,
            )
        )
        return future


@contextmanager
def colour_session(holder: ChartHolder) -> Iterator[tuple[CalibrationSession, Callable[[], None]]]:
    """The session at its colour task, and what takes a picture and waits for what became of it."""
    queue: Queue[Callable[[], None]] = Queue()
    jobs = JobRunner(queue.put)
    session = CalibrationSession(
        jobs=jobs,
        camera=holder,
        keeper=CalibrationKeeper(SystemClock()),
        clock=SystemClock(),
        model=lambda: "m",
        light=lambda: None,
        settings=lambda: None,
    )
    session.begin(CalibrationTask.COLOUR)

    def take() -> None:
        session.take()
        while jobs.busy:
            queue.get(timeout=60.0)()

    try:
        yield session, take
    finally:
        jobs.close()


def test_a_chart_held_where_it_was_taken_is_not_taken_again() -> None:
    holder = ChartHolder()
    with colour_session(holder) as (session, take):
        holder.hold(*CHART_PLACES[0])
        take()
        assert session.state.charts == 1
        again = holder.hold(1.0, 2.0, noise_seed=6)
        session.on_look(look_at(again, CalibrationTask.COLOUR))
        assert session.state.is_alike
        take()
        assert session.state.charts == 1
        assert session.state.error is not None
        assert session.state.error.code == "chart_again"
        assert sentence_of(session.state.error)
        session.on_look(look_at(holder.hold(*CHART_PLACES[1]), CalibrationTask.COLOUR))
        assert not session.state.is_alike
        take()
        assert session.state.error is None
        assert session.state.charts == 2


def test_five_places_make_a_correction_by_zone_within_its_limit() -> None:
    holder = ChartHolder()
    with colour_session(holder) as (session, take):
        for number, place in enumerate(CHART_PLACES):
            holder.hold(*place, noise_seed=number)
            take()
        assert session.state.stage is CalibrationStage.DONE
        assert len(session.state.result.places) == len(CHART_PLACES)
        assert session.state.result.delta_e_mean < 1.5
