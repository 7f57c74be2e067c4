"""A GigE Vision camera through Aravis."""

import contextlib
import ctypes
import math
import time
from collections.abc import Iterator
from ctypes import byref, c_int, c_size_t
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.devices.aravis.library import Aravis, AravisError, load_aravis
from skinlax_desktop.devices.genicam_nodes import WHAT_AND_WHICH_PIXELS
from skinlax_desktop.devices.tone import eight_bits_of
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.ports.camera import CameraInfo
from skinlax_desktop.ports.frame import Frame, PixelLayout, RawMosaic

SILENCE_S = 2.0
_POLL_US: Final = 250_000
_BUFFERS: Final = 4
_CONTINUOUS: Final = 0
_GOOD: Final = 0
_FORMATS: Final = ((12, "BayerRG12"), (8, "BayerRG8"))
_RECORDED: Final = (
    *WHAT_AND_WHICH_PIXELS,
    "GevSCPSPacketSize",
)


class AravisCamera:
    """Implements `ports.Camera` for the GigE Vision camera at that address (never a search: that asks the network).

    The Bayer RG mosaic is read at 12 bits where the camera has them, else at 8, always the whole sensor.
    """

    def __init__(self, address: str, quarter_turns: int = 0) -> None:
        self._address = address
        self._quarter_turns = quarter_turns
        self._library: Aravis | None = None
        self._camera: Any = None
        self._bits = 8
        self._sequence = 0
        self._lost = False
        self._corrupt_frames = 0
        self._taken = CameraSettings()
        self._device: tuple[tuple[str, str], ...] = ()

    @property
    def corrupt_frames(self) -> int:
        """How many buffers arrived damaged since `open`."""
        return self._corrupt_frames

    def open(self) -> CameraInfo:
        """Connect, take control, bring it to full frames with nothing automatic."""
        self.close()
        library = self._library = load_aravis()
        self._lost = False
        try:
            self._camera = library.call("arv_camera_new", self._address.encode())
        except AravisError as error:
            raise SkinlaxError("camera_absent") from error
        if not self._camera:
            raise SkinlaxError("camera_absent")
        if not library.ask("arv_gv_device_is_controller", library.ask("arv_camera_get_device", self._camera)):
            self.close()
            raise SkinlaxError("camera_busy")
        try:
            return self._introduce(library)
        except AravisError as error:
            self.close()
            raise SkinlaxError("camera_unplugged") from error
        except SkinlaxError:
            self.close()
            raise

    def configure(self, settings: CameraSettings) -> CameraSettings:
        """Set exposure and gain, both or neither; returns what the camera rounded them to."""
        library, camera = self._opened()
        try:
            _check(library, camera, "exposure", "arv_camera_get_exposure_time_bounds", settings.exposure_us)
            _check(library, camera, "gain", "arv_camera_get_gain_bounds", settings.gain_db)
            library.call("arv_camera_set_exposure_time", camera, settings.exposure_us)
            library.call("arv_camera_set_gain", camera, settings.gain_db)
            self._taken = self._read_settings(library)
            self._device = self._settings_in_words(library)
        except AravisError as error:
            raise SkinlaxError("camera_unplugged") from error
        return self._taken

    def frames(self) -> Iterator[Frame]:
        """The pictures as they come."""
        library, camera = self._opened()
        stream: Any = None
        try:
            payload = library.call("arv_camera_get_payload", camera)
            stream = library.call("arv_camera_create_stream", camera, None, None)
            for _ in range(_BUFFERS):
                library.ask("arv_stream_push_buffer", stream, library.ask("arv_buffer_new_allocate", payload))
            library.call("arv_camera_start_acquisition", camera)
            yield from self._receive(library, stream)
        except AravisError as error:
            # Asking a camera that is gone to stop would only wait for its silence once more.
            self._lost = True
            raise SkinlaxError("camera_unplugged") from error
        finally:
            self._end_stream(library, camera, stream)

    def close(self) -> None:
        """Give up control and let go."""
        camera, self._camera = self._camera, None
        if camera is not None and self._library is not None:
            self._library.unref(camera)

    def _receive(self, library: Aravis, stream: Any) -> Iterator[Frame]:
        last_good_s = time.monotonic()
        while True:
            buffer = library.ask("arv_stream_timeout_pop_buffer", stream, _POLL_US)
            now_s = time.monotonic()
            frame = None
            if buffer:
                frame = self._frame_of(library, buffer, now_s)
                library.ask("arv_stream_push_buffer", stream, buffer)
            if frame is not None:
                last_good_s = now_s
                yield frame
                continue
            # A camera that is gone answers no question; one that is there only keeps us waiting.
            library.call("arv_camera_get_exposure_time", self._camera)
            if now_s - last_good_s > SILENCE_S:
                raise SkinlaxError("camera_no_frames")

    def _frame_of(self, library: Aravis, buffer: Any, arrived_s: float) -> Frame | None:
        if library.ask("arv_buffer_get_status", buffer) != _GOOD:
            self._corrupt_frames += 1
            return None
        samples = self._copy(library, buffer)
        if samples is None:
            self._corrupt_frames += 1
            return None
        self._sequence += 1
        return Frame(
            pixels=eight_bits_of(samples, bits=self._bits),
            layout=PixelLayout.BAYER_RG8,
            sequence=self._sequence,
            captured_at_s=arrived_s - self._taken.exposure_us / 1e6,
            exposure_us=self._taken.exposure_us,
            gain_db=self._taken.gain_db,
            quarter_turns=self._quarter_turns,
            raw=RawMosaic(samples=samples, bits=self._bits),
            counter=int(library.ask("arv_buffer_get_frame_id", buffer)),
            camera_clock_ns=int(library.ask("arv_buffer_get_timestamp", buffer)),
            device=self._device,
        )

    def _copy(self, library: Aravis, buffer: Any) -> npt.NDArray[np.uint8] | npt.NDArray[np.uint16] | None:
        width = library.ask("arv_buffer_get_image_width", buffer)
        height = library.ask("arv_buffer_get_image_height", buffer)
        size = c_size_t()
        place = library.ask("arv_buffer_get_data", buffer, byref(size))
        depth = np.dtype(np.uint16 if self._bits > 8 else np.uint8)
        if not place or size.value < width * height * depth.itemsize:
            return None
        lent = (ctypes.c_char * (width * height * depth.itemsize)).from_address(place)
        return np.frombuffer(lent, dtype=depth).reshape(height, width).copy()

    def _introduce(self, library: Aravis) -> CameraInfo:
        camera = self._camera
        for automatic in ("ExposureAuto", "GainAuto", "BalanceWhiteAuto", "TriggerMode"):
            if library.text(camera, automatic):
                library.call("arv_camera_set_string", camera, automatic.encode(), b"Off")
        self._bits = self._choose_format(library)
        width, height = c_int(), c_int()
        library.call("arv_camera_get_sensor_size", camera, byref(width), byref(height))
        library.call("arv_camera_set_region", camera, 0, 0, width.value, height.value)
        library.call("arv_camera_set_acquisition_mode", camera, _CONTINUOUS)
        self._taken = self._read_settings(library)
        self._device = self._settings_in_words(library)
        self._corrupt_frames = 0
        vendor, model, serial = (
            (library.call(f"arv_camera_get_{name}", camera) or b"").decode(errors="replace")
            for name in ("vendor_name", "model_name", "device_serial_number")
        )
        return CameraInfo(
            model=f"{vendor} {model}",
            serial=serial,
            driver="Aravis",
            width_px=width.value,
            height_px=height.value,
            quarter_turns=self._quarter_turns,
            exposure_range_us=library.bounds("arv_camera_get_exposure_time_bounds", camera),
            gain_range_db=library.bounds("arv_camera_get_gain_bounds", camera),
            emulated=(vendor, model) == ("Aravis", "Fake"),
            firmware=library.text(camera, "DeviceFirmwareVersion") or library.text(camera, "DeviceVersion"),
            device=self._device,
        )

    def _choose_format(self, library: Aravis) -> int:
        for bits, name in _FORMATS:
            try:
                library.call("arv_camera_set_pixel_format_from_string", self._camera, name.encode())
            except AravisError:
                continue
            if library.call("arv_camera_get_pixel_format_as_string", self._camera) == name.encode():
                return bits
        raise SkinlaxError("camera_setting_refused", setting="BayerRG8", value=0.0, low=0.0, high=0.0)

    def _read_settings(self, library: Aravis) -> CameraSettings:
        return CameraSettings(
            exposure_us=library.call("arv_camera_get_exposure_time", self._camera),
            gain_db=library.call("arv_camera_get_gain", self._camera),
        )

    def _settings_in_words(self, library: Aravis) -> tuple[tuple[str, str], ...]:
        rows = [("Driver", f"Aravis {library.version}")]
        rows += [(name, value) for name in _RECORDED if (value := library.text(self._camera, name))]
        rows += [("ExposureTime", f"{self._taken.exposure_us:.1f}"), ("Gain", f"{self._taken.gain_db:.2f}")]
        return tuple(rows)

    def _opened(self) -> tuple[Aravis, Any]:
        if self._camera is None or self._library is None:
            raise SkinlaxError("camera_absent")
        return self._library, self._camera

    def _end_stream(self, library: Aravis, camera: Any, stream: Any) -> None:
        if camera is self._camera and not self._lost:
            with contextlib.suppress(AravisError):
                library.call("arv_camera_stop_acquisition", camera)
        if stream:
            library.unref(stream)


def _check(library: Aravis, camera: Any, setting: str, bounds: str, value: float) -> None:
    low, high = library.bounds(bounds, camera)
    if not (math.isfinite(value) and low <= value <= high):
        raise SkinlaxError("camera_setting_refused", setting=setting, value=value, low=low, high=high)
