"""The depth network behind the `DepthEstimator` port.

Trained on synthetic heads only (`models/cards/`). It shows shape live and serves reconstruction; it never yields a
millimetre of change by itself. The graph carries its calibration: it answers with the half-width of a 95 % interval.
"""

from dataclasses import replace
from typing import Any, Final, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.measurement import ModelUse
from skinlax_desktop.imaging.normalised_face import HEIGHT_PX, MM_PER_PX, WIDTH_PX, NormalisedFace, normalise_face
from skinlax_desktop.inference.depth_input import INPUT_CHANNELS, landmark_surface, landmark_vector, network_input
from skinlax_desktop.inference.onnx_session import OnnxSession
from skinlax_desktop.ports.depth import DepthMap
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.surface.canonical_face import mirrored_landmarks, mirrored_shape

INPUTS: Final = ("picture", "landmarks")
OUTPUTS: Final = ("depth_mm", "half_interval_mm")

_MOST_YAW_DEG: Final = 65.0
_COARSEST_MM_PER_PX: Final = 1.6
_MESH_POINTS: Final = 468

Floats = npt.NDArray[np.float32]


class OnnxDepth:
    """One face at a time; runs on the device that the session reports."""

    def __init__(self, session: OnnxSession) -> None:
        self._session = session
        # An earlier model knows no light: it is shown the first channels.
        self._channels = next(int(row.shape[1] or 0) for row in session.entry.inputs if row.name == INPUTS[0])

    @property
    def model(self) -> ModelUse:
        """The model and the device that really ran."""
        return self._session.model

    def estimate(self, picture_bgr: npt.NDArray[np.uint8], face: FoundFace) -> DepthMap:
        """The shape of the face; raises `depth_no_usable_view`."""
        normalised = normalise_face(picture_bgr, face.points_px, face.depth_px)
        if abs(normalised.yaw_deg) > _MOST_YAW_DEG or not 0.0 < normalised.source_mm_per_px <= _COARSEST_MM_PER_PX:
            raise SkinlaxError("depth_no_usable_view")
        depth, half, on_face = face_depth(self._session, normalised, self._channels)
        matrix, _ = cv2.estimateAffinePartial2D(
            face.points_px[:_MESH_POINTS], normalised.points_px[:_MESH_POINTS], method=cv2.LMEDS
        )
        off = ~on_face
        depth = depth - np.float32(np.median(depth[on_face]))
        normals = surface_normals(depth)
        for map_, nothing in ((depth, np.nan), (half, np.nan), (normals, np.nan)):
            map_[off] = nothing
        return DepthMap(
            depth_mm_of_average_face=depth,
            sigma_mm=np.asarray(half / 2.0, dtype=np.float32),
            normals=normals,
            map_from_picture=np.asarray(matrix, dtype=np.float64),
            picture_mm_per_px=normalised.source_mm_per_px,
            model=self.model,
        )


class GraphRunner(Protocol):
    """The part of a session that is used."""

    def run(self, inputs: dict[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
        """The outputs by name."""
        ...


def face_depth(
    session: GraphRunner, face: NormalisedFace, channels: int = INPUT_CHANNELS
) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Depth and the half-width of its 95 % interval, millimetres of the average face, and where the face is.

    All (HEIGHT_PX, WIDTH_PX), in the frame of the normalised picture; depth is known up to an offset. The mean of what
    is said of the face and of its mirror image: both sides are treated alike, and a turned face errs by 5 % less.
    """
    pictures, landmarks, covers = [], [], []
    for one in (face, _mirrored(face)):
        seen = (one.points_px, one.shape, one.yaw_deg, one.pitch_deg)
        surface, covered = landmark_surface(*seen)
        pictures.append(network_input(one.picture_bgr, surface)[:channels])
        landmarks.append(landmark_vector(*seen))
        covers.append(covered)
    said = session.run({"picture": np.stack(pictures), "landmarks": np.stack(landmarks)})
    on_face = covers[0] > 0.0
    seen_as = [[_full_size(np.asarray(one, dtype=np.float32)) for one in said[name]] for name in OUTPUTS]
    (depth, other_depth), (half, other_half) = ((one, np.ascontiguousarray(other[:, ::-1])) for one, other in seen_as)
    apart = np.float32(np.median(other_depth[on_face]) - np.median(depth[on_face]))
    return (depth + other_depth - apart) / np.float32(2.0), (half + other_half) / np.float32(2.0), on_face


def _mirrored(face: NormalisedFace) -> NormalisedFace:
    """The same face in a mirror, in the frame of its own normalised picture."""
    return replace(
        face,
        picture_bgr=np.ascontiguousarray(face.picture_bgr[:, ::-1]),
        points_px=mirrored_landmarks(face.points_px, WIDTH_PX),
        shape=mirrored_shape(face.shape),
        yaw_deg=-face.yaw_deg,
    )


def surface_normals(depth_mm: Floats) -> Floats:
    """Unit normals (h, w, 3) of a depth map in the face frame: x right, y up, z towards the camera."""
    down, right = np.gradient(depth_mm, MM_PER_PX)
    normals = np.stack([-right, down, np.ones_like(depth_mm)], axis=2)
    return np.asarray(normals / np.linalg.norm(normals, axis=2, keepdims=True), dtype=np.float32)


def _full_size(half_size: Floats) -> Floats:
    return np.asarray(cv2.resize(half_size, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_LINEAR), dtype=np.float32)
