"""What the capture screen needs of the station, as protocols and one record."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.domain.station_calibration import CalibrationStamp
from skinlax_desktop.domain.views import View
from skinlax_desktop.ports.camera import CameraInfo
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ports.live_grades import LiveGrader
from skinlax_desktop.ports.live_skin import LiveSkinReader
from skinlax_desktop.workflows.assessment import Baseline, JudgedPicture, LiveAssessment
from skinlax_desktop.workflows.picture_archive import PictureOnTheWay
from skinlax_desktop.workflows.ring_keeping import RingKeeper
from skinlax_desktop.workflows.view_reference import ViewReference
from skinlax_desktop.workflows.visit_baseline import BaselineKeeper

Picture = npt.NDArray[np.uint8]


class LiveCameraState(Protocol):
    """How the camera's loop is: "closed", "opening", "streaming" or "failed" with its error."""

    @property
    def stage(self) -> str:
        """The stage."""
        ...

    @property
    def error(self) -> SkinlaxError | None:
        """Why it failed."""
        ...

    @property
    def info(self) -> CameraInfo | None:
        """Who the camera is, once it is open."""
        ...

    @property
    def settings(self) -> CameraSettings | None:
        """What it took last."""
        ...


class LiveCamera(Protocol):
    """The part of the camera's loop that the screen needs."""

    @property
    def state(self) -> LiveCameraState:
        """How the loop is."""
        ...

    def latest(self) -> Frame | None:
        """The newest frame."""
        ...

    def fresh(self, *, within_s: float, at_most_s: float) -> Frame | None:
        """The newest frame, or the next one where that is worth the wait; on a worker."""
        ...

    def still(self) -> Future[Frame]:
        """The first frame exposed wholly after the call."""
        ...

    def configure(self, settings: CameraSettings) -> Future[CameraSettings]:
        """Apply settings; the answer is what the camera really took."""
        ...


class Guide(Protocol):
    """The part of `LiveGuide` that the screen needs."""

    baseline: Baseline | None
    references: Mapping[View, ViewReference]

    def assess(self, frame: Frame, view: View) -> LiveAssessment:
        """One frame against the wanted view; on the worker of lane INFERENCE."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureStation:
    """What the screen needs of the station.

    `judge`, `grader` and `skin_reader` run in lane INFERENCE, `load` in lane VAULT, `archive` in any.

    `baseline` finds and learns the patient's baseline. `preparing`: a phantom patient is still on the way; there is
    nobody to be advised yet. `settled`: the light asked for is on the scene.
    """

    camera: LiveCamera
    ring: RingKeeper
    guide: Guide
    judge: Callable[[Picture, View, Baseline | None, ViewReference | None], JudgedPicture]
    archive: Callable[[Frame, Picture], PictureOnTheWay]
    load: Callable[[ImageRef], Picture]
    camera_settings: CameraSettings
    preparing: Callable[[], bool] = lambda: False
    settled: Callable[[], bool] = lambda: True
    stamp: Callable[[], CalibrationStamp | None] = lambda: None
    baseline: BaselineKeeper | None = None
    grader: LiveGrader | None = None
    skin_reader: LiveSkinReader | None = None
