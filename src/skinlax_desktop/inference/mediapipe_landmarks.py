"""MediaPipe's Face Landmarker behind the `LandmarkFinder` port.

mediapipe is pinned to 0.10.32: later releases report usage to a logging host as soon as a Task runs.
"""

import hashlib
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.measurement import ModelUse
from skinlax_desktop.ports.landmarks import FoundFace

_CLOCK_JITTER_MS: Final = 100
_PAUSE_MS: Final = 1000


class MediaPipeLandmarkFinder:
    """478 landmarks, 52 blendshapes and a pose matrix for each face; CPU.

    Raises `SkinlaxError("model_missing")` when the model file is absent, `model_refused` when it does not load.
    """

    def __init__(self, model_path: Path, *, max_faces: int = 3) -> None:
        if not model_path.is_file():
            raise SkinlaxError("model_missing", model="face_landmarker")
        self._bytes = model_path.read_bytes()
        self._max_faces = max_faces
        self._image_task: Any = None
        self._video_task: Any = None
        self._last_ms = -1
        self._behind_ms = 0
        self._model = ModelUse(
            name="face_landmarker",
            version="1",
            sha256=hashlib.sha256(self._bytes).hexdigest(),
            device="CPU",
        )

    @property
    def model(self) -> ModelUse:
        """Which model answers, and on which device."""
        return self._model

    def find(self, picture_bgr: npt.NDArray[np.uint8]) -> tuple[FoundFace, ...]:
        """All faces of an upright (height, width, 3) BGR picture."""
        if self._image_task is None:
            self._image_task = self._make_task(video=False)
        return _read_faces(self._image_task.detect(_as_image(picture_bgr)), picture_bgr.shape[:2])

    def track(self, picture_bgr: npt.NDArray[np.uint8], at_ms: int) -> FoundFace | None:
        """The main face of a live stream, in pixels of `picture_bgr`; reduce the picture to about 640 px first.

        `at_ms` may begin anew with another camera.
        """
        if self._video_task is None:
            self._video_task = self._make_task(video=True)
        if at_ms + self._behind_ms < self._last_ms - _CLOCK_JITTER_MS:
            # Another camera's clock, or one that began anew: the model must not take its frames for one moment.
            self._behind_ms = self._last_ms + _PAUSE_MS - at_ms
        self._last_ms = max(at_ms + self._behind_ms, self._last_ms + 1)
        found = self._video_task.detect_for_video(_as_image(picture_bgr), self._last_ms)
        faces = _read_faces(found, picture_bgr.shape[:2])
        return faces[0] if faces else None

    def close(self) -> None:
        """Free the model."""
        for task in (self._image_task, self._video_task):
            if task is not None:
                task.close()
        self._image_task = self._video_task = None

    def _make_task(self, *, video: bool) -> Any:
        # Imported here because mediapipe costs 1.5 s and the first window must not wait for it.
        from mediapipe.tasks.python import BaseOptions, vision

        options = vision.FaceLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=self._bytes),
            running_mode=vision.RunningMode.VIDEO if video else vision.RunningMode.IMAGE,
            num_faces=1 if video else self._max_faces,
            output_face_blendshapes=True,
            output_facial_transformation_matrixes=True,
        )
        try:
            return vision.FaceLandmarker.create_from_options(options)
        except (RuntimeError, ValueError) as error:
            raise SkinlaxError("model_refused", model="face_landmarker") from error


def _as_image(picture_bgr: npt.NDArray[np.uint8]) -> Any:
    import mediapipe

    rgb = cv2.cvtColor(picture_bgr, cv2.COLOR_BGR2RGB)
    return mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=rgb)


def _read_faces(found: Any, shape: tuple[int, int]) -> tuple[FoundFace, ...]:
    height, width = shape
    faces = []
    for index, landmarks in enumerate(found.face_landmarks):
        normalised = np.array([(point.x, point.y, point.z) for point in landmarks], dtype=np.float64)
        faces.append(
            FoundFace(
                # MediaPipe's 0..1 spans pixel edges; our pixel (0, 0) is a centre.
                points_px=normalised[:, :2] * (width, height) - 0.5,
                depth_px=normalised[:, 2] * width,
                blendshapes={shape.category_name: float(shape.score) for shape in found.face_blendshapes[index]},
                head_from_canonical=np.asarray(found.facial_transformation_matrixes[index], dtype=np.float64),
            )
        )
    return tuple(faces)
