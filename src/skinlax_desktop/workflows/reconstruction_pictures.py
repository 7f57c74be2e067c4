"""The pictures that a reconstruction works on, and the head that they show once they have poses."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.views import POSE_TARGETS
from skinlax_desktop.surface.reconstruction.bundle_adjustment import Bundle
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView
from skinlax_desktop.surface.reconstruction.working_picture import WorkingPicture
from skinlax_desktop.workflows.capture_set import CaptureFrame

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadPictures:
    """Working pictures, and by frame the landmarks (478, 2) found in them, in pixels of the working picture."""

    pictures: list[WorkingPicture]
    landmarks: Mapping[int, Points]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PosedHead:
    """Poses in the head frame (millimetres of the average face) of the frames `solved`; landmarks (468, 3) there."""

    bundle: Bundle
    solved: list[int]
    landmarks: Points


def views_of(bundle: Bundle, read: ReadPictures) -> list[StereoView]:
    """Every picture with its pose in the bundle."""
    return [
        StereoView(
            picture=picture.picture_bgr,
            subject=picture.subject,
            camera_matrix=picture.camera_matrix,
            rotation=bundle.rotations[number],
            translation=bundle.translations[number],
        )
        for number, picture in enumerate(read.pictures)
    ]


def expected_yaw_deg(frame: CaptureFrame) -> float | None:
    """The yaw that the name of a frame promises; None for a sweep's."""
    target = POSE_TARGETS.get(frame.view) if frame.view is not None else None
    return None if target is None else target.pose.yaw_deg + (frame.aside_deg or 0.0)
