"""A UVC camera, or a video file in its place."""

import errno
import math
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.devices.holders import busy_error
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.ports.camera import CameraInfo
from skinlax_desktop.ports.frame import Frame, PixelLayout

SILENCE_S = 2.0
_WIDER_THAN_ANY = 10_000
_MANUAL_EXPOSURE = 1.0
_V4L_EXPOSURE_US = 100.0
_RETRY_S = 0.02


class UvcCamera:
    """Implements `ports.Camera` over `cv2.VideoCapture`; `source` is a device's number, or a video file.

    The stream is MJPG at the largest size, so pictures are lossy. Only exposure can be set, in steps of 100 us, and
    only where the driver takes it; gain has no decibels in UVC, so any but 0 is refused.
    """

    def __init__(self, source: int | Path = 0, quarter_turns: int = 0) -> None:
        self._source = source
        self._quarter_turns = quarter_turns
        self._capture: cv2.VideoCapture | None = None
        self._corrupt_frames = 0
        self._sequence = 0
        self._exposure_us = 0.0
        self._device: tuple[tuple[str, str], ...] = ()

    @property
    def corrupt_frames(self) -> int:
        """How many pictures could not be decoded since `open`."""
        return self._corrupt_frames

    def open(self) -> CameraInfo:
        """Take hold of the device at its largest MJPG size."""
        self.close()
        self._refuse_absent_and_busy()
        # OpenCV would wait 10 s for a silent device before it says so.
        os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")
        capture = cv2.VideoCapture(self._source if isinstance(self._source, int) else str(self._source))
        if not capture.isOpened():
            capture.release()
            raise self._busy() if self._is_there() else SkinlaxError("camera_absent")
        if isinstance(self._source, int):
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
            capture.set(cv2.CAP_PROP_FRAME_WIDTH, _WIDER_THAN_ANY)
            capture.set(cv2.CAP_PROP_FRAME_HEIGHT, _WIDER_THAN_ANY)
            capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._capture = capture
        self._corrupt_frames = 0
        self._device = (
            ("Driver", f"OpenCV {cv2.__version__} {capture.getBackendName()}"),
            ("Width", str(int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)))),
            ("Height", str(int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)))),
        )
        return CameraInfo(
            device=self._device,
            model="UVC camera" if isinstance(self._source, int) else "Video file",
            serial=str(self._source) if isinstance(self._source, int) else "file",
            driver="OpenCV " + str(capture.getBackendName()),
            width_px=int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)),
            height_px=int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT)),
            quarter_turns=self._quarter_turns,
        )

    def configure(self, settings: CameraSettings) -> CameraSettings:
        """Set a fixed exposure and read it back."""
        capture = self._opened()
        if settings.gain_db != 0.0:
            raise SkinlaxError("camera_setting_refused", setting="gain", value=settings.gain_db, low=0.0, high=0.0)
        wanted = round(settings.exposure_us / _V4L_EXPOSURE_US) if math.isfinite(settings.exposure_us) else 0
        taken = (
            wanted > 0
            and capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, _MANUAL_EXPOSURE)
            and capture.set(cv2.CAP_PROP_EXPOSURE, wanted)
            and round(capture.get(cv2.CAP_PROP_EXPOSURE)) == wanted
        )
        if not taken:
            raise SkinlaxError(
                "camera_setting_refused", setting="exposure", value=settings.exposure_us, low=0.0, high=0.0
            )
        self._exposure_us = wanted * _V4L_EXPOSURE_US
        return CameraSettings(exposure_us=self._exposure_us, gain_db=0.0)

    def frames(self) -> Iterator[Frame]:
        """The pictures as they come; a failed one that is followed by a good one was corrupt."""
        capture = self._opened()
        last_good_s = time.monotonic()
        failed = 0
        while True:
            began_s = time.monotonic()
            delivered, picture = capture.read()
            if delivered and picture is not None and picture.ndim == 3:
                self._corrupt_frames += failed
                failed = 0
                last_good_s = time.monotonic()
                yield self._frame_of(np.asarray(picture, dtype=np.uint8), began_s)
                continue
            failed += 1
            if not self._is_there():
                raise SkinlaxError("camera_unplugged")
            if time.monotonic() - last_good_s > SILENCE_S:
                raise SkinlaxError("camera_no_frames")
            time.sleep(_RETRY_S)

    def close(self) -> None:
        """Let go of the device."""
        capture, self._capture = self._capture, None
        if capture is not None:
            capture.release()

    def _frame_of(self, picture: npt.NDArray[np.uint8], began_s: float) -> Frame:
        self._sequence += 1
        return Frame(
            pixels=picture,
            layout=PixelLayout.BGR8,
            sequence=self._sequence,
            captured_at_s=began_s,
            exposure_us=self._exposure_us,
            gain_db=0.0,
            quarter_turns=self._quarter_turns,
            device=self._device,
        )

    def _opened(self) -> cv2.VideoCapture:
        if self._capture is None:
            raise SkinlaxError("camera_absent")
        return self._capture

    @property
    def _path(self) -> Path | None:
        """Where the device or file is, None where devices have no path."""
        if isinstance(self._source, Path):
            return self._source
        return Path(f"/dev/video{self._source}") if sys.platform == "linux" else None

    def _is_there(self) -> bool:
        return self._path is None or self._path.exists()

    def _refuse_absent_and_busy(self) -> None:
        if self._path is None:
            return
        try:
            os.close(os.open(self._path, os.O_RDONLY | os.O_NONBLOCK))
        except OSError as error:
            held = error.errno in (errno.EBUSY, errno.EACCES, errno.EPERM)
            raise (self._busy() if held else SkinlaxError("camera_absent")) from error

    def _busy(self) -> SkinlaxError:
        return busy_error("camera_busy", () if self._path is None else (self._path,))
