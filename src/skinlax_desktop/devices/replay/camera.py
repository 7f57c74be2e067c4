"""A camera that plays a folder."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.ports.camera import CameraInfo
from skinlax_desktop.ports.frame import Frame, PixelLayout

_ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp")


class ReplayCamera:
    """Plays the pictures of a capture set in its order, or of a folder by name, over and over.

    Implements `ports.Camera`. Pictures keep their own size, upright after EXIF, 8-bit BGR. Their exposure is in the
    past: every setting is refused, and frames say 0. A picture that cannot be read is counted as corrupt.
    """

    def __init__(self, folder: Path, *, frame_rate_hz: float = 10.0) -> None:
        self._folder = folder
        self._period_s = 1.0 / frame_rate_hz
        self._files: tuple[Path, ...] = ()
        self._corrupt_frames = 0
        self._sequence = 0

    @property
    def corrupt_frames(self) -> int:
        """How many pictures could not be read since `open`."""
        return self._corrupt_frames

    def open(self) -> CameraInfo:
        """List the pictures; raises `camera_absent` when there is none, `camera_frame_corrupt` when none reads."""
        self.close()
        files = _pictures_of(self._folder)
        if not files:
            raise SkinlaxError("camera_absent")
        first = next((picture for picture in map(_read, files) if picture is not None), None)
        if first is None:
            raise SkinlaxError("camera_frame_corrupt")
        self._files = files
        self._corrupt_frames = 0
        return CameraInfo(
            model="Replay", serial="folder", driver="files", width_px=first.shape[1], height_px=first.shape[0]
        )

    def configure(self, settings: CameraSettings) -> CameraSettings:
        """Always refused: the pictures are taken."""
        if not self._files:
            raise SkinlaxError("camera_absent")
        raise SkinlaxError("camera_setting_refused", setting="exposure", value=settings.exposure_us, low=0.0, high=0.0)

    def frames(self) -> Iterator[Frame]:
        """The pictures at the frame rate; ends with `camera_unplugged` when the folder is gone."""
        if not self._files:
            raise SkinlaxError("camera_absent")
        while True:
            read_any = False
            for file in self._files:
                due_s = time.monotonic() + self._period_s
                picture = _read(file)
                if picture is None:
                    if not self._folder.is_dir():
                        raise SkinlaxError("camera_unplugged")
                    self._corrupt_frames += 1
                    continue
                read_any = True
                self._sequence += 1
                captured_at_s = time.monotonic()
                yield Frame(
                    pixels=picture,
                    layout=PixelLayout.BGR8,
                    sequence=self._sequence,
                    captured_at_s=captured_at_s,
                    exposure_us=0.0,
                    gain_db=0.0,
                )
                time.sleep(max(due_s - time.monotonic(), 0.0))
            if not read_any:
                raise SkinlaxError("camera_no_frames")

    def close(self) -> None:
        """Forget the list."""
        self._files = ()


def _pictures_of(folder: Path) -> tuple[Path, ...]:
    try:
        named = _named_in_capture_set(folder)
        return named or tuple(sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS))
    except OSError:
        return ()


def _named_in_capture_set(folder: Path) -> tuple[Path, ...]:
    listing = folder / "capture_set.json"
    if not listing.is_file():
        return ()
    try:
        frames = json.loads(listing.read_text(encoding="utf-8"))["frames"]
        # Only files of the folder itself: a listing cannot point elsewhere.
        return tuple(folder / Path(frame["file"]).name for frame in frames)
    except (ValueError, KeyError, TypeError) as error:
        raise SkinlaxError("camera_frame_corrupt") from error


def _read(file: Path) -> npt.NDArray[np.uint8] | None:
    try:
        encoded = np.fromfile(file, dtype=np.uint8)
    except OSError:
        return None
    if encoded.size == 0:
        return None
    try:
        picture = cv2.imdecode(encoded, cv2.IMREAD_COLOR)
    except cv2.error:
        return None
    return None if picture is None else np.asarray(picture, dtype=np.uint8)
