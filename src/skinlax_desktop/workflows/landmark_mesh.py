"""The face mesh of a series, from its landmarks: at analysis, and again from what an analysis stored."""

from collections.abc import Sequence

import numpy as np

from skinlax_desktop.domain.calibration import CameraCalibration, Scale
from skinlax_desktop.domain.measurement import Analysis
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.zones import zone_landmarks
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.surface.face_colours import SeenFace, colour_mesh
from skinlax_desktop.surface.face_mesh import FaceMesh, build_face_mesh
from skinlax_desktop.workflows.geometry import points_in_head
from skinlax_desktop.workflows.metric_scale import MetricScale, metric_scale
from skinlax_desktop.workflows.series_pictures import JudgedFrame, camera_of, turned_camera

_COLOUR_VIEWS = (View.FRONTAL, View.OBLIQUE_LEFT, View.OBLIQUE_RIGHT)


def mesh_of_series(
    frames: Sequence[JudgedFrame], calibration: CameraCalibration | None, known: MetricScale | None
) -> FaceMesh | None:
    """The coloured mesh, or None without a frontal face."""
    frontal = next((frame for frame in frames if frame.view is View.FRONTAL and frame.face is not None), None)
    if frontal is None or frontal.face is None:
        return None
    height, width = frontal.picture.picture_bgr.shape[:2]
    mesh = _mesh(frontal.face, (width, height), camera_of(calibration, frontal.picture), known)
    seen = [
        SeenFace(picture_bgr=frame.picture.picture_bgr, points_px=frame.face.points_px, depth_px=frame.face.depth_px)
        for frame in frames
        if frame.face is not None and frame.view in _COLOUR_VIEWS and frame.picture.repeat == 1
    ]
    return colour_mesh(mesh, seen)


def mesh_of_analysis(
    analysis: Analysis, *, calibration: CameraCalibration | None = None, scale: Scale | None = None
) -> FaceMesh | None:
    """The uncoloured mesh from the stored landmarks alone; its `uv` places it in the frontal picture."""
    frame = next((f for f in analysis.frames if f.view == View.FRONTAL and f.landmark_depth_px), None)
    if frame is None:
        return None
    face = FoundFace(
        points_px=np.array(frame.landmarks_px),
        depth_px=np.array(frame.landmark_depth_px),
        blendshapes={},
        head_from_canonical=np.eye(4),
    )
    size = (frame.width_px, frame.height_px)
    return _mesh(face, size, turned_camera(calibration, size, frame.file), metric_scale(calibration, scale))


def _mesh(
    face: FoundFace, size: tuple[int, int], camera: CameraCalibration | None, known: MetricScale | None
) -> FaceMesh:
    points, scale_known = points_in_head(face, size, camera, known)
    return build_face_mesh(
        points,
        zones=zone_landmarks(),
        picture_uv=(face.points_px + 0.5) / np.array(size, dtype=np.float64),
        scale_known=scale_known,
    )
