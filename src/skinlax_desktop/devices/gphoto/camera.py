"""A camera that takes one whole picture after the other on request; there is no live view."""

import importlib
import importlib.util
import math
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.ports.camera import CameraInfo
from skinlax_desktop.ports.frame import Frame, PixelLayout

SILENCE_S = 6.0
# libgphoto2's numbers: no such camera or port, held by another, and the ways in which a cable comes out.
_ABSENT: Final = frozenset({-5, -52, -105})
_HELD: Final = frozenset({-53, -60, -110})
_GONE: Final = frozenset({-7, -8, -31, -32, -33, -34, -35, -36, -51})
# How far a shutter's own step may be from what is asked.
_NEAR_ENOUGH: Final = 0.10
_RECORDED: Final = ("manufacturer", "cameramodel", "deviceversion", "imagesize", "imageformat", "shutterspeed")
_RECORDED_TOO: Final = ("f-number", "aperture", "iso", "whitebalance", "colorspace", "autofocus", "capturetarget")


class GPhotoCamera:
    """Implements `ports.Camera` for the first camera on USB; pictures are JPEG, so lossy and for trying only.

    Every frame is a whole exposure with the mechanical shutter, at most one each `period_s`; the file is fetched and
    taken off the camera. `virtual_folder` with one JPEG makes it libgphoto2's own virtual camera.
    """

    def __init__(self, quarter_turns: int = 0, *, period_s: float = 2.0, virtual_folder: Path | None = None) -> None:
        self._quarter_turns = quarter_turns
        self._period_s = period_s
        self._virtual_folder = virtual_folder
        self._camera: Any = None
        self._sequence = 0
        self._corrupt_frames = 0
        self._exposure_us = 0.0
        self._device: tuple[tuple[str, str], ...] = ()

    @property
    def corrupt_frames(self) -> int:
        """How many pictures could not be decoded since `open`."""
        return self._corrupt_frames

    def open(self) -> CameraInfo:
        """Take hold of the camera, have it keep pictures in memory rather than on the card, take a first one."""
        self.close()
        gp = _driver()
        self._choose_port_drivers(gp)
        self._camera = gp.Camera()
        try:
            self._camera.init()
            self._set("capturetarget", "Internal RAM")
            self._corrupt_frames = 0
            self._note_settings(gp)
            first = self._take(gp, time.monotonic())
            model = str(self._camera.get_abilities().model)
        except gp.GPhoto2Error as error:
            self.close()
            raise SkinlaxError(_code_of(error.code, "camera_absent")) from error
        if first is None:
            self.close()
            raise SkinlaxError("camera_frame_corrupt")
        return CameraInfo(
            model=model,
            serial=self._text("serialnumber"),
            driver="libgphoto2",
            width_px=first.pixels.shape[1],
            height_px=first.pixels.shape[0],
            quarter_turns=self._quarter_turns,
            emulated=self._virtual_folder is not None,
            firmware=self._text("deviceversion"),
            device=self._device,
        )

    def configure(self, settings: CameraSettings) -> CameraSettings:
        """The shutter's nearest step, when it is within a tenth; gain has no decibels here, so any but 0 is refused."""
        camera, gp = self._opened(), _driver()
        if settings.gain_db != 0.0:
            raise SkinlaxError("camera_setting_refused", setting="gain", value=settings.gain_db, low=0.0, high=0.0)
        try:
            widget = camera.get_single_config("shutterspeed")
            steps = {word: seconds for word in widget.get_choices() if (seconds := _seconds(word)) is not None}
            wanted = settings.exposure_us / 1e6
            near = min(steps, key=lambda word: abs(steps[word] - wanted), default=None)
            if near is None or not math.isfinite(wanted) or abs(steps[near] - wanted) > _NEAR_ENOUGH * wanted:
                raise SkinlaxError(
                    "camera_setting_refused",
                    setting="exposure",
                    value=settings.exposure_us,
                    low=1e6 * min(steps.values(), default=0.0),
                    high=1e6 * max(steps.values(), default=0.0),
                )
            widget.set_value(near)
            camera.set_single_config("shutterspeed", widget)
            self._note_settings(gp)
        except gp.GPhoto2Error as error:
            raise SkinlaxError(_code_of(error.code, "camera_unplugged")) from error
        return CameraSettings(exposure_us=self._exposure_us, gain_db=0.0)

    def frames(self) -> Iterator[Frame]:
        """One whole picture after the other."""
        self._opened()
        gp = _driver()
        last_good_s = time.monotonic()
        while True:
            began_s = time.monotonic()
            try:
                frame = self._take(gp, began_s)
            except gp.GPhoto2Error as error:
                code = _code_of(error.code, "")
                if code or time.monotonic() - last_good_s > SILENCE_S:
                    raise SkinlaxError(code or "camera_no_frames") from error
                frame = None
            if frame is not None:
                last_good_s = time.monotonic()
                yield frame
            elif time.monotonic() - last_good_s > SILENCE_S:
                raise SkinlaxError("camera_no_frames")
            time.sleep(max(began_s + self._period_s - time.monotonic(), 0.0))

    def close(self) -> None:
        """Let go of the camera."""
        camera, self._camera = self._camera, None
        if camera is not None:
            gp = _driver()
            try:
                camera.exit()
            except gp.GPhoto2Error:
                return  # a camera that was unplugged cannot be left in good order

    def _take(self, gp: Any, began_s: float) -> Frame | None:
        """Expose, fetch, take the file off the camera. None for a picture that does not decode."""
        camera = self._opened()
        place = camera.capture(gp.GP_CAPTURE_IMAGE)
        # The data live as long as the file object does.
        file = camera.file_get(place.folder, place.name, gp.GP_FILE_TYPE_NORMAL)
        encoded = bytes(file.get_data_and_size())
        camera.file_delete(place.folder, place.name)
        picture = cv2.imdecode(np.frombuffer(encoded, dtype=np.uint8), cv2.IMREAD_COLOR) if encoded else None
        if picture is None:
            self._corrupt_frames += 1
            return None
        self._sequence += 1
        return Frame(
            pixels=np.asarray(picture, dtype=np.uint8),
            layout=PixelLayout.BGR8,
            sequence=self._sequence,
            captured_at_s=began_s,
            exposure_us=self._exposure_us,
            gain_db=0.0,
            quarter_turns=self._quarter_turns,
            device=self._device,
        )

    def _note_settings(self, gp: Any) -> None:
        version = gp.gp_library_version(gp.GP_VERSION_SHORT)[0]
        rows = [("Driver", f"libgphoto2 {version}")]
        rows += [(name, text) for name in (*_RECORDED, *_RECORDED_TOO) if (text := self._text(name))]
        self._device = tuple(rows)
        self._exposure_us = 1e6 * (_seconds(self._text("shutterspeed")) or 0.0)

    def _text(self, name: str) -> str:
        gp = _driver()
        try:
            return str(self._opened().get_single_config(name).get_value() or "")
        except gp.GPhoto2Error:
            return ""

    def _set(self, name: str, value: str) -> None:
        """Where the camera has that setting and that choice."""
        gp, camera = _driver(), self._opened()
        try:
            widget = camera.get_single_config(name)
            if value in list(widget.get_choices()):
                widget.set_value(value)
                camera.set_single_config(name, widget)
        except gp.GPhoto2Error:
            return  # a camera without it keeps pictures where it always does; they are taken off all the same

    def _choose_port_drivers(self, gp: Any) -> None:
        """Real USB, or the virtual camera; libgphoto2 reads where its port drivers are when a camera is opened."""
        own = Path(gp.__file__).parent / "libgphoto2"
        if self._virtual_folder is not None:
            if not any(self._virtual_folder.rglob("*.jpg")):
                raise SkinlaxError("camera_absent")
            os.environ["VCAMERADIR"] = str(self._virtual_folder)
            os.environ["IOLIBS"] = str(own / "vusb")
        elif (own / "iolibs").is_dir():
            os.environ["IOLIBS"] = str(own / "iolibs")

    def _opened(self) -> Any:
        if self._camera is None:
            raise SkinlaxError("camera_absent")
        return self._camera


def gphoto_is_there() -> bool:
    """Whether the optional package is installed."""
    return importlib.util.find_spec("gphoto2") is not None


def _driver() -> Any:
    try:
        return importlib.import_module("gphoto2")
    except ImportError as error:
        raise SkinlaxError("camera_driver_missing") from error


def _code_of(number: int, otherwise: str) -> str:
    if number in _HELD:
        return "camera_busy"
    if number in _ABSENT:
        return "camera_absent"
    return "camera_unplugged" if number in _GONE else otherwise


def _seconds(word: str) -> float | None:
    """`1/125`, `0.0080s` and `2` as seconds; None for `Bulb` and the like."""
    number, _, below = word.rstrip("s").partition("/")
    try:
        seconds = float(number) / (float(below) if below else 1.0)
    except (ValueError, ZeroDivisionError):
        return None
    return seconds if seconds > 0.0 else None
