"""Which adapter is used. Everything heavy is imported inside the functions, after the first window stands."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from skinlax_desktop.app.laxity_model import LaxityModel
from skinlax_desktop.app.places import Places
from skinlax_desktop.app.station import Station
from skinlax_desktop.domain.calibration import Scale, ScaleKind
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.domain.views import View
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.vault import Vault, VaultDoor

if TYPE_CHECKING:
    from skinlax_desktop.app.phantom_seat import PhantomSeat
    from skinlax_desktop.devices.simulated import PhantomStudio
    from skinlax_desktop.domain.gate import Check
    from skinlax_desktop.domain.images import ImageRef
    from skinlax_desktop.imaging.preview import Picture
    from skinlax_desktop.jobs.camera_loop import CameraLoop
    from skinlax_desktop.ports.camera import Camera
    from skinlax_desktop.ports.landmarks import LandmarkFinder
    from skinlax_desktop.ports.light_ring import LightRing
    from skinlax_desktop.ui.screens.calibration.station import TargetCamera
    from skinlax_desktop.ui.screens.capture.station import CaptureStation
    from skinlax_desktop.workflows.assessment import Baseline, JudgedPicture
    from skinlax_desktop.workflows.calibration_keeping import CalibrationKeeper
    from skinlax_desktop.workflows.ring_keeping import RingKeeper
    from skinlax_desktop.workflows.view_reference import ViewReference

PHANTOM_ULTRAVIOLET_S: Final = 60.0
PHANTOM_SCALE: Final = Scale(kind=ScaleKind.WORKING_DISTANCE, view=View.FRONTAL, distance_mm=800.0, sigma_mm=1.0)


class Wiring(Protocol):
    """What the window asks for; tests give their own."""

    def clock(self) -> Clock:
        """The time."""
        ...

    def door(self, folder: Path) -> VaultDoor:
        """The record of a folder."""
        ...

    def station(
        self, *, jobs: JobRunner, clock: Clock, vault: Callable[[], Vault], phantom: str | None, seed: int = 0
    ) -> Station:
        """A station: with a phantom patient of that name (empty: the first), or with a person in front of it."""
        ...


class DefaultWiring:
    """The real adapters."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def clock(self) -> Clock:
        """The computer's clock."""
        from skinlax_desktop.app.system_clock import SystemClock

        return SystemClock()

    def door(self, folder: Path) -> VaultDoor:
        """SQLCipher."""
        from skinlax_desktop.vault import SqlCipherVaultDoor

        return SqlCipherVaultDoor(folder)

    def station(
        self, *, jobs: JobRunner, clock: Clock, vault: Callable[[], Vault], phantom: str | None, seed: int = 0
    ) -> Station:
        """Basler camera and serial ring; with a phantom, the SDK's emulated camera and a simulated ring."""
        from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder

        def open_finder() -> "LandmarkFinder":
            return MediaPipeLandmarkFinder(self._places.face_landmarker)

        finder = open_finder()
        if phantom is None:
            station = self._real_station(jobs, clock, vault, finder)
        else:
            station = self._phantom_station(jobs, clock, vault, finder, phantom, seed)
        from skinlax_desktop.workflows.live_grading import LiveGrading
        from skinlax_desktop.workflows.live_skin import LiveSkinReading

        laxity = LaxityModel(self._places).get
        capture = replace(station.capture, grader=LiveGrading(finder, laxity), skin_reader=LiveSkinReading(finder))
        return replace(station, laxity=laxity, capture=capture, open_finder=open_finder)

    def _real_station(
        self, jobs: JobRunner, clock: Clock, vault: Callable[[], Vault], finder: "LandmarkFinder"
    ) -> Station:
        from skinlax_desktop.app.camera_choice import chosen_camera
        from skinlax_desktop.devices.ring import SerialRing
        from skinlax_desktop.settings.calibration_file import CALIBRATION_FILE, load_calibration, save_calibration
        from skinlax_desktop.settings.known_scale import scale_of
        from skinlax_desktop.settings.remembered_theme import SETTINGS_FILE
        from skinlax_desktop.settings.settings import load_settings
        from skinlax_desktop.workflows.calibration_keeping import CalibrationKeeper

        settings = load_settings(self._places.data / SETTINGS_FILE).settings

        kept = self._places.data / CALIBRATION_FILE
        return assemble_station(
            camera=chosen_camera(settings.camera, gige_allowed=settings.gige_discovery),
            ring=SerialRing(),
            finder=finder,
            jobs=jobs,
            clock=clock,
            vault=vault,
            calibrations=CalibrationKeeper(
                clock,
                load=lambda serial: load_calibration(kept, serial),
                save=lambda made: save_calibration(kept, made),
            ),
            scale=scale_of(settings.scale),
        )

    def _phantom_station(
        self,
        jobs: JobRunner,
        clock: Clock,
        vault: Callable[[], Vault],
        finder: "LandmarkFinder",
        name: str,
        seed: int,
    ) -> Station:
        from skinlax_desktop.app.phantom_seat import PhantomSeat, phantom_tempo
        from skinlax_desktop.devices.basler import BaslerCamera
        from skinlax_desktop.devices.ring import SerialRing
        from skinlax_desktop.devices.simulated import PhantomStudio, SimulatedRing
        from skinlax_desktop.devices.simulated.targets import SimulatedTargets
        from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS, patient_named
        from skinlax_desktop.phantom.scene import VirtualCamera
        from skinlax_desktop.workflows.calibration_keeping import CalibrationKeeper

        patient = patient_named(name) if name else DEFAULT_PATIENTS[0]
        targets = SimulatedTargets(VirtualCamera().scaled(0.5).calibration)
        studio = PhantomStudio(patient, self._places.resources, seed=patient.seed)
        simulated = SimulatedRing(on_light=studio.set_light, ultraviolet_limit_s=PHANTOM_ULTRAVIOLET_S)
        return assemble_station(
            camera=BaslerCamera(quarter_turns=1, picture_folder=studio.folder, on_configured=studio.set_camera),
            ring=SerialRing(simulated.port),
            finder=finder,
            jobs=jobs,
            clock=clock,
            vault=vault,
            calibrations=CalibrationKeeper(clock, given=VirtualCamera().calibration),
            scale=PHANTOM_SCALE,
            targets=targets,
            studio=studio,
            seat=PhantomSeat(studio, seed),
            sweep_tempo=lambda: phantom_tempo(studio.render_s),
            also_close=(simulated.close, studio.close, targets.close),
        )


def assemble_station(
    *,
    camera: "Camera",
    ring: "LightRing",
    finder: "LandmarkFinder",
    jobs: JobRunner,
    clock: Clock,
    vault: Callable[[], Vault],
    calibrations: "CalibrationKeeper",
    scale: Scale | None = None,
    studio: "PhantomStudio | None" = None,
    seat: "PhantomSeat | None" = None,
    targets: "TargetCamera | None" = None,
    sweep_tempo: Callable[[], float] = lambda: 1.0,
    also_close: tuple[Callable[[], None], ...] = (),
) -> Station:
    """Put a camera, a ring and a model together."""
    from skinlax_desktop.jobs.camera_loop import CameraLoop
    from skinlax_desktop.workflows.ring_keeping import RingKeeper

    loop = CameraLoop(camera, clock)
    keeper = RingKeeper(ring, jobs)

    def stop() -> None:
        loop.stop()
        keeper.close()
        for close in also_close:
            close()

    def start() -> None:
        loop.start()
        keeper.tick()

    def camera_model() -> str:
        info = loop.state.info
        return f"{info.model} {info.serial}" if info is not None else ""

    return Station(
        capture=_capture_station(loop, keeper, finder, jobs, vault, calibrations, scale, studio, clock),
        finder=finder,
        start=start,
        stop=stop,
        calibrations=calibrations,
        scale=scale,
        studio=studio,
        seat=seat,
        camera_model=camera_model,
        targets=targets,
        sweep_tempo=sweep_tempo,
    )


def _capture_station(
    loop: "CameraLoop",
    keeper: "RingKeeper",
    finder: "LandmarkFinder",
    jobs: JobRunner,
    vault: Callable[[], Vault],
    calibrations: "CalibrationKeeper",
    scale: Scale | None,
    studio: "PhantomStudio | None",
    clock: Clock,
) -> "CaptureStation":
    from skinlax_desktop.imaging.decoding import decode_picture
    from skinlax_desktop.ui.screens.capture.station import CaptureStation
    from skinlax_desktop.workflows.checks import calibration_check
    from skinlax_desktop.workflows.gate import judge_picture
    from skinlax_desktop.workflows.guidance import LiveGuide
    from skinlax_desktop.workflows.picture_archive import PictureArchive
    from skinlax_desktop.workflows.target_checks import target_checks
    from skinlax_desktop.workflows.visit_baseline import BaselineKeeper

    def judge(
        picture: "Picture", view: View, baseline: "Baseline | None", reference: "ViewReference | None"
    ) -> "JudgedPicture":
        return judge_picture(
            picture,
            view,
            finder,
            calibration=calibrations.lens,
            scale=scale,
            baseline=baseline,
            calibration_expired=calibrations.lens_expired,
            guided=True,
            reference=reference,
            targets=target_checks(calibrations.current, clock.now()),
        )

    def model() -> str:
        info = loop.state.info
        return info.model if info is not None else ""

    def load(image: "ImageRef") -> "Picture":
        return decode_picture(vault().image(image), name="stored picture")

    def of_station() -> "tuple[Check, ...]":
        return (calibration_check(calibrations.lens, expired=calibrations.lens_expired),)

    guide = LiveGuide(finder, calibrations.lens, of_station=of_station)
    calibrations.changed.connect(lambda _station: guide.use_calibration(calibrations.lens))
    return CaptureStation(
        camera=loop,
        ring=keeper,
        guide=guide,
        judge=judge,
        load=load,
        archive=PictureArchive(vault, model, lambda: calibrations.current.colour).prepare,
        camera_settings=CameraSettings(),
        baseline=BaselineKeeper(
            jobs=jobs, vault=vault, load=load, finder=finder, calibration=lambda: calibrations.lens
        ),
        preparing=(lambda: False) if studio is None else (lambda: studio.is_preparing),
        settled=(lambda: True) if studio is None else (lambda: studio.settled),
        stamp=calibrations.stamp,
    )
