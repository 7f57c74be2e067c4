"""The Basler camera: 12 MP Bayer frames, copied out of the driver's buffers once."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from skinlax_desktop.devices.basler import nodes
from skinlax_desktop.devices.basler.chunks import enable_chunks, read_chunks
from skinlax_desktop.devices.basler.enumeration import Transport, driver_version, load_driver, take_hold
from skinlax_desktop.devices.basler.preparation import (
    Samples,
    Trigger,
    choose_samples,
    quieten,
    recorded_settings,
    set_packet_size,
    set_trigger,
    use_whole_sensor,
)
from skinlax_desktop.devices.tone import eight_bits_of
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.ports.camera import CameraInfo
from skinlax_desktop.ports.frame import Frame, PixelLayout, RawMosaic, ToneCurve

WIDTH_PX, HEIGHT_PX = 4096, 3000
EMULATED_RATE_HZ = 36.0
SILENCE_S = 2.0
_POLL_MS = 250
# From the end of exposure to the host: 12.3 MB at the 380 MB/s of USB 3.
_TRANSFER_S = 0.033


class BaslerCamera:
    """A Basler camera by serial number, or the first one; implements `ports.Camera`.

    With `emulated`, or a `picture_folder`, it is the SDK's software camera. That one shows the Mono8 BMP files of
    the folder, which hold Bayer RG mosaics, one after the other and again from the start; exposure and gain do not
    change files, so whoever writes them learns of the settings through `on_configured`.

    `deepest_bits` 12 asks for the 12-bit mosaic; a camera that has none gives what it has. `packet_bytes` is for GigE,
    which is looked for only when `transport` says so, because looking asks the whole local network. With
    `Trigger.SOFTWARE` each picture begins when it is asked for; with `HARDWARE`, at a pulse, however long it takes.
    """

    _held: ClassVar[set[str]] = set()
    _held_lock: ClassVar[threading.Lock] = threading.Lock()

    def __init__(
        self,
        serial: str | None = None,
        quarter_turns: int = 1,
        *,
        picture_folder: Path | None = None,
        emulated: bool = False,
        on_configured: Callable[[CameraSettings], None] | None = None,
        emulated_rate_hz: float = EMULATED_RATE_HZ,
        deepest_bits: int = 12,
        trigger: Trigger = Trigger.FREE_RUN,
        transport: Transport = Transport.USB,
        packet_bytes: int | None = None,
    ) -> None:
        self._serial = serial
        self._quarter_turns = quarter_turns
        self._picture_folder = picture_folder
        self._emulated = emulated or picture_folder is not None
        self._on_configured = on_configured
        self._emulated_rate_hz = emulated_rate_hz
        self._deepest_bits = deepest_bits
        self._trigger = trigger
        self._transport = Transport.EMULATED if self._emulated else transport
        self._packet_bytes = packet_bytes
        self._samples = Samples(bits=8, black_level=0.0)
        self._device: tuple[tuple[str, str], ...] = ()
        self._camera: Any = None
        self._held_serial = ""
        self._taken = CameraSettings()
        self._sequence = 0
        self._corrupt_frames = 0

    @property
    def corrupt_frames(self) -> int:
        """How many buffers arrived damaged since `open`."""
        return self._corrupt_frames

    def open(self) -> CameraInfo:
        """Take hold of the camera and bring it to full frames, free-running, nothing automatic."""
        self.close()
        pylon = load_driver()
        if self._picture_folder is not None and not any(self._picture_folder.glob("*.bmp")):
            raise SkinlaxError("camera_absent")
        camera = take_hold(pylon, self._serial, self._transport)
        serial = str(camera.GetDeviceInfo().GetSerialNumber())
        self._camera = camera
        try:
            self._hold(serial)
            self._prepare()
        except BaseException:
            self.close()
            raise
        self._corrupt_frames = 0
        self._taken = CameraSettings(
            exposure_us=self._value_of(nodes.EXPOSURE_US), gain_db=self._value_of(nodes.GAIN_DB)
        )
        self._note_settings()
        return CameraInfo(
            model="Basler emulated camera" if self._emulated else str(camera.GetDeviceInfo().GetModelName()),
            serial=serial,
            driver="Basler pylon",
            width_px=int(camera.Width.Value),
            height_px=int(camera.Height.Value),
            quarter_turns=self._quarter_turns,
            exposure_range_us=nodes.value_range(camera, nodes.EXPOSURE_US),
            gain_range_db=nodes.value_range(camera, nodes.GAIN_DB),
            emulated=self._emulated,
            firmware=nodes.text_of(camera, "DeviceFirmwareVersion"),
            device=self._device,
        )

    def configure(self, settings: CameraSettings) -> CameraSettings:
        """Set exposure and gain, both or neither; returns what the camera rounded them to."""
        camera = self._opened()
        from pypylon import genicam

        try:
            nodes.check_value(camera, nodes.EXPOSURE_US, "exposure", settings.exposure_us)
            nodes.check_value(camera, nodes.GAIN_DB, "gain", settings.gain_db)
            self._taken = CameraSettings(
                exposure_us=nodes.set_value(camera, nodes.EXPOSURE_US, "exposure", settings.exposure_us),
                gain_db=nodes.set_value(camera, nodes.GAIN_DB, "gain", settings.gain_db),
            )
            self._note_settings()
        except genicam.GenericException as error:
            raise SkinlaxError("camera_unplugged") from error
        if self._on_configured is not None:
            self._on_configured(self._taken)
        return self._taken

    def frames(self) -> Iterator[Frame]:
        """Yield the newest picture each time; older ones that nobody asked for in time are dropped."""
        camera = self._opened()
        pylon = load_driver()
        from pypylon import genicam

        try:
            camera.StartGrabbing(pylon.GrabStrategy_LatestImageOnly)
            yield from self._grab(pylon, camera)
        except genicam.GenericException as error:
            raise SkinlaxError("camera_unplugged" if self._is_gone(camera) else "camera_no_frames") from error
        finally:
            self._stop_grabbing(camera)

    def close(self) -> None:
        """Let go of the camera."""
        camera, self._camera = self._camera, None
        if camera is not None:
            self._stop_grabbing(camera)
            self._let_go(camera)
        with self._held_lock:
            self._held.discard(self._held_serial)
        self._held_serial = ""

    def _grab(self, pylon: Any, camera: Any) -> Iterator[Frame]:
        last_good_s = last_seen_s = time.monotonic()
        while True:
            triggered_s = self._pull_trigger(pylon, camera)
            waited = True
            result = camera.RetrieveResult(0, pylon.TimeoutHandling_Return)
            if result.IsValid():
                waited = False
            else:
                result = camera.RetrieveResult(_POLL_MS, pylon.TimeoutHandling_Return)
            now_s = time.monotonic()
            frame = None
            if result.IsValid():
                # A picture that lay ready arrived at some time since we last looked: assume the earliest.
                arrived_s = now_s if waited else last_seen_s
                began_s = triggered_s or arrived_s - _TRANSFER_S - self._taken.exposure_us / 1e6
                frame = self._frame_of(result, began_s)
                last_seen_s = now_s
            if frame is not None:
                last_good_s = now_s
                yield frame
            elif self._is_gone(camera):
                raise SkinlaxError("camera_unplugged")
            elif self._trigger is Trigger.HARDWARE:
                last_good_s = now_s
            elif now_s - last_good_s > SILENCE_S:
                raise SkinlaxError("camera_no_frames")

    def _pull_trigger(self, pylon: Any, camera: Any) -> float | None:
        """Begin an exposure when it is ours to begin; returns when, on the host's clock."""
        if self._trigger is not Trigger.SOFTWARE:
            return None
        if not camera.WaitForFrameTriggerReady(_POLL_MS, pylon.TimeoutHandling_Return):
            return None
        began_s = time.monotonic()
        camera.ExecuteSoftwareTrigger()
        return began_s

    def _frame_of(self, result: Any, began_s: float) -> Frame | None:
        """A frame that owns its pixels, None for a damaged buffer. No view may outlive the zero-copy context."""
        try:
            if not result.GrabSucceeded():
                self._corrupt_frames += 1
                return None
            chunks = read_chunks(result)
            with result.GetArrayZeroCopy() as lent:
                samples = np.array(lent, order="C")
                del lent
        finally:
            result.Release()
        self._sequence += 1
        pixels, raw = self._developable(samples)
        return Frame(
            pixels=pixels,
            layout=PixelLayout.BAYER_RG8,
            sequence=self._sequence,
            captured_at_s=began_s,
            exposure_us=self._taken.exposure_us if chunks.exposure_us is None else chunks.exposure_us,
            gain_db=self._taken.gain_db if chunks.gain_db is None else chunks.gain_db,
            quarter_turns=self._quarter_turns,
            raw=raw,
            counter=chunks.counter,
            camera_clock_ns=chunks.clock_ns,
            device=self._device,
        )

    def _developable(self, samples: Any) -> tuple[Any, RawMosaic]:
        """The 8-bit mosaic behind the curve, and what it was made of: files hold it ready, a sensor is linear."""
        bits, black = self._samples.bits, self._samples.black_level
        if self._picture_folder is not None:
            return samples, RawMosaic(samples=samples, bits=8, curve=ToneCurve.SRGB)
        raw = RawMosaic(samples=samples, bits=bits, black_level=black)
        return eight_bits_of(samples, bits=bits, black_level=black), raw

    def _prepare(self) -> None:
        from pypylon import genicam

        camera = self._camera
        try:
            quieten(camera)
            if self._emulated:
                self._prepare_emulated(camera)
            else:
                use_whole_sensor(camera)
            if self._picture_folder is None:
                self._samples = choose_samples(camera, deepest_bits=self._deepest_bits)
            if self._transport is Transport.GIGE or self._packet_bytes is not None:
                set_packet_size(camera, self._packet_bytes)
            set_trigger(camera, self._trigger)
            enable_chunks(camera)
        except genicam.GenericException as error:
            raise SkinlaxError("camera_unplugged") from error

    def _prepare_emulated(self, camera: Any) -> None:
        # The emulator would convert a grey file into a Bayer format; read as Mono8 the mosaic stays as it is.
        if self._picture_folder is not None:
            nodes.set_choice(camera, "PixelFormat", "Mono8")
        camera.Width.Value = WIDTH_PX
        camera.Height.Value = HEIGHT_PX
        camera.AcquisitionFrameRateEnable.Value = True
        nodes.set_value(camera, nodes.FRAME_RATE_HZ, "frame rate", self._emulated_rate_hz)
        if self._picture_folder is not None:
            nodes.set_choice(camera, "TestImageSelector", "Off")
            camera.ImageFilename.Value = str(self._picture_folder)
            nodes.set_choice(camera, "ImageFileMode", "On")

    def _note_settings(self) -> None:
        self._device = recorded_settings(self._camera, driver_version(load_driver()))

    def _value_of(self, names: tuple[str, ...]) -> float:
        node = nodes.find_node(self._camera, names)
        return 0.0 if node is None else float(node.GetValue())

    def _hold(self, serial: str) -> None:
        """The emulator lets itself be opened twice; a real camera does not, and neither do we."""
        with self._held_lock:
            if serial in self._held:
                raise SkinlaxError("camera_busy")
            self._held.add(serial)
            self._held_serial = serial

    def _opened(self) -> Any:
        if self._camera is None:
            raise SkinlaxError("camera_absent")
        return self._camera

    @staticmethod
    def _is_gone(camera: Any) -> bool:
        return not camera.IsPylonDeviceAttached() or bool(camera.IsCameraDeviceRemoved())

    @staticmethod
    def _stop_grabbing(camera: Any) -> None:
        from pypylon import genicam

        try:
            camera.StopGrabbing()
        except genicam.GenericException:
            return  # a removed camera cannot be stopped, and has stopped

    @staticmethod
    def _let_go(camera: Any) -> None:
        from pypylon import genicam

        try:
            camera.Close()
            camera.DestroyDevice()
        except genicam.GenericException:
            return  # a removed camera cannot be closed, and is gone
