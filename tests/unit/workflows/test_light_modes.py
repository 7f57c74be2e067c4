"""Pictures in other light and the check of the light, over the wire to a simulated ring."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest

from calibration_pictures import chart_picture
from sample_records import ANALYSIS
from skinlax_desktop.devices.ring import SerialRing
from skinlax_desktop.devices.simulated import RingFault, SimulatedRing
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import FrameVerdict
from skinlax_desktop.domain.ids import CaptureId, PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.light_and_exposure import LightMode, LightSettings
from skinlax_desktop.domain.light_check import DriftVerdict, LightReading, LightSource
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.frame import Frame, PixelLayout
from skinlax_desktop.workflows.light_checking import LightChecker
from skinlax_desktop.workflows.light_mode_series import LightModeSeries
from skinlax_desktop.workflows.picture_archive import KeptPicture, PictureOnTheWay
from skinlax_desktop.workflows.ring_keeping import RingKeeper
from skinlax_desktop.workflows.visit_store import VisitStore

OTHERS = (LightMode.CROSS_POLARISED, LightMode.PARALLEL_POLARISED, LightMode.ULTRAVIOLET)
ROOM = 12


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 3, 2, 9, 0, 0, tzinfo=UTC)

    def monotonic_s(self) -> float:
        return time.monotonic()


class References:
    def __init__(self) -> None:
        self.kept: LightReading | None = None

    def load(self) -> LightReading | None:
        return self.kept

    def keep(self, reading: LightReading) -> None:
        self.kept = reading


class Station:
    """A camera that sees how bright the simulated ring really is, a store in memory, a main thread run by hand."""

    def __init__(self, fault: RingFault | None = None, protocol: int = 2) -> None:
        self.wire = SimulatedRing(fault=fault, protocol=protocol)
        self.calls: list[Callable[[], None]] = []
        self.jobs = JobRunner(self.calls.append)
        self.keeper = RingKeeper(SerialRing(self.wire.port), self.jobs, LightSettings(level=0.5))
        self.visits = VisitStore()
        plain = Capture(
            id=CaptureId("c"),
            view=View.FRONTAL,
            image=ImageRef(sha256="0" * 64, width=4, height=4),
            captured_at="",
            verdict=FrameVerdict(checks=()),
        )
        self.visits.open(
            Visit(
                id=VisitId("v"),
                patient_id=PatientId("p"),
                started_at="",
                operator=UserName("u"),
                captures=(plain,),
                analysis=ANALYSIS,
            ),
            by=self,
        )
        self.stored: list[np.ndarray] = []
        self.shone: list[LightSettings] = []
        self.held: list[bool] = []
        self.on_still: Callable[[], None] = lambda: None
        shared = {"jobs": self.jobs, "ring": self.keeper, "camera": self, "clock": Clock(), "call_later": self.later}
        self.series = LightModeSeries(
            visits=self.visits,
            archive=self.archive,
            on_held=self.held.append,
            **shared,  # type: ignore[arg-type]
        )
        self.references = References()
        self.checker = LightChecker(references=self.references, on_held=self.held.append, **shared)  # type: ignore[arg-type]
        self.keeper.tick()
        self.run(lambda: self.keeper.status.info is not None)

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        time.sleep(min(seconds, 0.02))
        self.calls.append(call)

    def still(self) -> Future[Frame]:
        self.on_still()
        light = self.wire.light
        self.shone.append(light)
        future: Future[Frame] = Future()
        pixels = np.full((120, 160, 3), round(ROOM + 200 * light.level), np.uint8)
        future.set_result(
            Frame(
                pixels=pixels,
                layout=PixelLayout.BGR8,
                sequence=len(self.shone),
                captured_at_s=time.monotonic(),
                exposure_us=8000.0,
                gain_db=0.0,
                device=(("Firmware", "1"),),
            )
        )
        return future

    def archive(self, frame: Frame, picture: np.ndarray) -> PictureOnTheWay:
        def keep() -> KeptPicture:
            self.stored.append(picture)
            return KeptPicture(
                image=ImageRef(sha256=f"{100 + len(self.stored):064d}", width=160, height=120),
                original=ImageRef(sha256=f"{frame.sequence:064d}", width=1, height=1),
            )

        return SimpleNamespace(keep=keep)

    def run(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + 20.0
        while not until():
            assert time.monotonic() < end, "it never happened"
            while self.calls:
                self.calls.pop(0)()
            time.sleep(0.002)

    @property
    def captures(self) -> tuple[Capture, ...]:
        assert self.visits.visit is not None
        return self.visits.visit.captures

    def close(self) -> None:
        self.keeper.close()
        self.jobs.close()
        self.wire.close()


@pytest.fixture
def station() -> Iterator[Station]:
    made = Station()
    yield made
    made.close()


def finished(station: Station) -> Callable[[], bool]:
    return lambda: bool(station.held) and station.held[-1] is False


def test_each_mode_is_taken_labelled_and_the_light_comes_back(station: Station) -> None:
    assert station.series.available == OTHERS
    assert station.series.begin(View.FRONTAL, OTHERS)
    assert station.held == [True], "no other picture meanwhile"
    station.run(finished(station))
    assert [light.mode for light in station.shone] == list(OTHERS)
    taken = station.captures[1:]
    assert [capture.mode for capture in taken] == list(OTHERS)
    assert {capture.view for capture in taken} == {View.FRONTAL}
    assert all(capture.original is not None and capture.device for capture in taken)
    assert station.wire.light == LightSettings(level=0.5)
    assert station.series.state.taken == OTHERS


def test_they_never_enter_what_is_measured(station: Station) -> None:
    station.series.begin(View.FRONTAL, OTHERS)
    station.run(finished(station))
    visit = station.visits.visit
    assert visit is not None
    assert visit.analysis is not None, "the analysis of the plain pictures still holds"
    plain = visit.capture_of(View.FRONTAL)
    assert plain is not None
    assert plain.id == "c", "the newest picture of the view is still the plain one"
    assert [capture.id for capture in visit.plain_captures] == ["c"]
    crossed = visit.capture_of(View.FRONTAL, LightMode.CROSS_POLARISED)
    assert crossed is not None
    assert crossed.mode is LightMode.CROSS_POLARISED


def test_a_ring_that_stays_in_plain_light_gives_no_picture_labelled_otherwise() -> None:
    station = Station(fault=RingFault.STUCK_MODE)
    station.series.begin(View.FRONTAL, (LightMode.CROSS_POLARISED,))
    station.run(finished(station))
    assert len(station.captures) == 1
    assert station.stored == []
    assert station.series.state.error is not None
    assert station.series.state.error.code == "ring_setting_refused"
    station.close()


def test_a_light_that_goes_out_in_mid_exposure_costs_the_picture(station: Station) -> None:
    def go_dark() -> None:
        station.wire._shine(LightSettings(level=0.0))

    station.on_still = go_dark
    station.series.begin(View.FRONTAL, (LightMode.PARALLEL_POLARISED,))
    station.run(finished(station))
    assert len(station.captures) == 1
    assert station.series.state.error is not None
    assert station.series.state.error.code == "light_mode_not_reached"


def test_a_ring_of_the_first_version_has_plain_light_only() -> None:
    station = Station(protocol=1)
    assert station.series.available == ()
    assert not station.series.begin(View.FRONTAL, OTHERS)
    assert station.held == []
    station.close()


def test_a_lost_ring_ends_the_series_with_its_own_error(station: Station) -> None:
    station.on_still = station.wire.unplug
    station.series.begin(View.FRONTAL, OTHERS)
    station.run(finished(station))
    assert station.series.state.error is not None
    assert station.series.state.error.code == "ring_unplugged"
    assert len(station.captures) == 1


def test_the_first_check_of_the_day_is_the_reference_and_the_next_compares(station: Station) -> None:
    station.checker.begin()
    station.run(finished(station))
    first = station.checker.state
    assert (first.reference_kept, first.drift, first.error) == (True, None, None)
    assert station.references.kept is not None
    station.wire.fault = RingFault.AGED
    station.held.clear()
    station.checker.begin()
    station.run(finished(station))
    drift = station.checker.state.drift
    assert drift is not None
    assert drift.verdict is DriftVerdict.REFUSE
    assert drift.output_change == pytest.approx(-0.18, abs=0.01)
    assert drift.colour_change_k == pytest.approx(-420, abs=1)


def test_the_room_is_measured_with_the_ring_off_and_the_light_comes_back(station: Station) -> None:
    station.checker.begin()
    station.run(finished(station))
    assert [light.level for light in station.shone] == [0.5, 0.0]
    ambient = station.checker.state.ambient
    assert ambient is not None
    assert ambient.share is not None
    assert 0.01 < ambient.share < 0.05
    assert station.wire.light == LightSettings(level=0.5)


def test_a_ring_without_a_sensor_says_so_and_the_room_is_measured_all_the_same() -> None:
    station = Station(fault=RingFault.NO_SENSOR)
    station.checker.begin()
    station.run(finished(station))
    assert station.checker.state.drift_error is not None
    assert station.checker.state.drift_error.code == "ring_without_sensor"
    assert station.checker.state.ambient is not None
    assert station.references.kept is None
    station.close()


def test_a_ring_without_a_sensor_is_judged_by_the_grey_patch_of_a_chart() -> None:
    class BeforeTheChart(Station):
        shine = 1.0

        def still(self) -> Future[Frame]:
            frame = super().still().result()
            lit = (
                chart_picture(exposure=0.9 * self.shine) if self.wire.light.level else np.full_like(chart_picture(), 3)
            )
            future: Future[Frame] = Future()
            future.set_result(replace(frame, pixels=lit))
            return future

    station = BeforeTheChart(fault=RingFault.NO_SENSOR)
    station.checker.begin()
    station.run(finished(station))
    assert station.checker.state.drift_error is None
    assert station.references.kept is not None
    assert station.references.kept.source is LightSource.GREY_PATCH
    station.shine = 0.8
    station.held.clear()
    station.checker.begin()
    station.run(finished(station))
    drift = station.checker.state.drift
    assert drift is not None
    assert drift.verdict is DriftVerdict.REFUSE
    assert drift.output_change == pytest.approx(-0.2, abs=0.02)
    assert abs(drift.colour_change_mired) < 2.0
    station.close()


def test_a_check_in_the_dark_is_no_check(station: Station) -> None:
    station.keeper.set_light(LightSettings(level=0.0))
    station.run(lambda: station.keeper.light == LightSettings(level=0.0))
    station.checker.begin()
    station.run(finished(station))
    assert isinstance(station.checker.state.error, SkinlaxError)
    assert station.checker.state.error.code == "light_check_needs_light"
    assert station.references.kept is None
