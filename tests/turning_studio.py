"""A phantom that turns before a stand-in camera: a few renders made beforehand, shown on simulated time.

Every look at the camera is a step of that time, so that a sweep of fifteen seconds takes as many pictures as it has
sectors, on any machine.
"""

import itertools
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import cv2
import numpy as np

from screens.stand_ins import LoopState, StandInWiring
from skinlax_desktop.app.phantom_seat import PhantomSeat
from skinlax_desktop.app.station import Station
from skinlax_desktop.devices.simulated.turning import TurningHabit, turned_scene, turning_yaw_deg
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.domain.views import Pose
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.phantom.head import PhantomHead
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import WORKING_DISTANCE_MM, Expression, Scene, VirtualCamera
from skinlax_desktop.ports.frame import Frame, PixelLayout
from skinlax_desktop.ports.landmarks import FoundFace, LandmarkFinder
from skinlax_desktop.ports.vault import Vault
from skinlax_desktop.workflows.calibration_keeping import CalibrationKeeper

GRID_DEG = 10
PITCH_GRID_DEG = 5
RENDERED = VirtualCamera().scaled(0.25)
ENLARGED = 1.5


_STARTS = itertools.count(1)


class SimulatedClock:
    """Stands still between two looks at the camera. Later ones are later: one model follows the faces of all tests."""

    def __init__(self) -> None:
        self.at_s = 10_000.0 * next(_STARTS)

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 12, 0, tzinfo=UTC) + timedelta(seconds=self.at_s)

    def monotonic_s(self) -> float:
        return self.at_s


class Renders:
    """Pictures of one head by yaw, pitch and face, made when first wanted."""

    def __init__(self, head: PhantomHead) -> None:
        self._head = head
        self._made: dict[tuple[int, int, Expression], np.ndarray] = {}

    def of(self, scene: Scene) -> np.ndarray:
        yaw = round(scene.pose.yaw_deg / GRID_DEG) * GRID_DEG
        pitch = round(scene.pose.pitch_deg / PITCH_GRID_DEG) * PITCH_GRID_DEG
        key = (yaw, pitch, scene.expression)
        if key not in self._made:
            turned = turned_scene(float(yaw), pitch_deg=float(pitch))
            picture = render(
                self._head,
                Scene(
                    pose=turned.pose,
                    offset_mm=turned.offset_mm,
                    distance_mm=turned.distance_mm,
                    expression=scene.expression,
                ),
                RENDERED,
                noise_seed=100 + yaw,
            )
            size = (round(picture.shape[1] * ENLARGED), round(picture.shape[0] * ENLARGED))
            self._made[key] = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)
        return self._made[key]


class TurningStudio:
    """`Sitting` for the phantom's seat: goes where it is asked at once, and turns as fast as it is asked."""

    settled = True

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self._scene = Scene()
        self._turn: tuple[float, float, float, float, TurningHabit] | None = None
        self.habit = TurningHabit()

    def scene_now(self) -> Scene:
        if self._turn is None:
            return self._scene
        began_s, from_deg, to_deg, rate, habit = self._turn
        yaw = turning_yaw_deg(
            self._clock.at_s - began_s, from_deg=from_deg, to_deg=to_deg, rate_deg_s=rate, habit=habit
        )
        return turned_scene(yaw, habit, pitch_deg=self._scene.pose.pitch_deg)

    def ask(
        self,
        pose: Pose,
        expression: Expression = "neutral",
        offset_mm: tuple[float, float] = (0.0, 0.0),
        distance_mm: float = WORKING_DISTANCE_MM,
        over_s: float = 1.2,
    ) -> None:
        self._turn = None
        self._scene = Scene(pose=pose, expression=expression, offset_mm=offset_mm, distance_mm=distance_mm)

    def turn(self, to_deg: float, rate_deg_s: float, habit: TurningHabit | None = None) -> None:
        self._turn = (self._clock.at_s, self.scene_now().pose.yaw_deg, to_deg, rate_deg_s, habit or TurningHabit())

    def has_moved_on(self) -> bool:
        return True


class TurningCamera:
    """A camera's loop before that studio."""

    def __init__(self, renders: Renders, studio: TurningStudio, clock: SimulatedClock) -> None:
        self._renders = renders
        self._studio = studio
        self._clock = clock
        self._numbers = itertools.count()
        self.asked: list[CameraSettings] = []
        self.state = LoopState("closed")

    def latest(self) -> Frame | None:
        return self._frame() if self.state.stage == "streaming" else None

    def fresh(self, *, within_s: float, at_most_s: float) -> Frame | None:
        return self.latest()

    def still(self) -> Future[Frame]:
        future: Future[Frame] = Future()
        future.set_result(self._frame())
        return future

    def configure(self, settings: CameraSettings) -> Future[CameraSettings]:
        future: Future[CameraSettings] = Future()
        future.set_result(settings)
        return future

    def _frame(self) -> Frame:
        return Frame(
            pixels=self._renders.of(self._studio.scene_now()),
            layout=PixelLayout.BGR8,
            sequence=next(self._numbers),
            captured_at_s=self._clock.at_s,
            exposure_us=6000.0,
            gain_db=0.0,
        )


class SteppingFinder:
    """The real model; each frame it follows moves the simulated time on."""

    def __init__(self, finder: LandmarkFinder, clock: SimulatedClock, step_s: float) -> None:
        self._finder = finder
        self._clock = clock
        self._step_s = step_s
        self.model = finder.model

    def find(self, picture_bgr: np.ndarray) -> tuple[FoundFace, ...]:
        return self._finder.find(picture_bgr)

    def track(self, picture_bgr: np.ndarray, at_ms: int) -> FoundFace | None:
        self._clock.at_s += self._step_s
        return self._finder.track(picture_bgr, at_ms)

    def close(self) -> None:
        self._finder.close()


class TurningWiring(StandInWiring):
    """A station whose phantom turns; everything but camera and studio is as for the other screens."""

    def __init__(self, renders: Renders, finder: LandmarkFinder, *, step_s: float) -> None:
        super().__init__([np.zeros((8, 6, 3), np.uint8)])
        self.simulated = SimulatedClock()
        self.studio = TurningStudio(self.simulated)
        self.camera = TurningCamera(renders, self.studio, self.simulated)
        self.seat = PhantomSeat(self.studio, 1)
        self._finder = SteppingFinder(finder, self.simulated, step_s)

    def clock(self) -> SimulatedClock:
        return self.simulated

    def station(
        self, *, jobs: JobRunner, clock: SimulatedClock, vault: Callable[[], Vault], phantom: str | None, seed: int = 0
    ) -> Station:
        made = super().station(jobs=jobs, clock=clock, vault=vault, phantom=phantom, seed=seed)
        calibrations = CalibrationKeeper(clock, given=VirtualCamera().calibration)
        return replace(made, finder=self._finder, calibrations=calibrations, studio=self.studio, seat=self.seat)
