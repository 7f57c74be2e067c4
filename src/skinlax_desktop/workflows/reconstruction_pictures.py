"""The pictures that a reconstruction works on, and the head that they show once they have poses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.views import POSE_TARGETS
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.surface.reconstruction.bundle_adjustment import Bundle
from skinlax_desktop.surface.reconstruction.head_placing import find_head, placed_in_head
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView
from skinlax_desktop.surface.reconstruction.working_picture import WorkingPicture
from skinlax_desktop.workflows.capture_set import CaptureFrame
from skinlax_desktop.workflows.reconstruction_marker import Corners

Points = npt.NDArray[np.float64]

# Points above the shoulders, and in front of the nape: what turns with the skull.
_RIGID_LOW_MM: Final = np.array([-95.0, -112.0, -130.0])
_RIGID_HIGH_MM: Final = np.array([95.0, 110.0, 60.0])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadPictures:
    """Working pictures, and by frame the landmarks (478, 2) found in them, in pixels of the working picture.

    `faces`: the same as the finder gave them, with what it says of their expression. `markers`: by frame the printed
    markers that the scale is read from.
    """

    pictures: list[WorkingPicture]
    landmarks: Mapping[int, Points]
    faces: Mapping[int, FoundFace] = field(default_factory=lambda: MappingProxyType({}))
    markers: Mapping[int, Corners] = field(default_factory=lambda: MappingProxyType({}))


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


def turning_with_skull(bundle: Bundle) -> Bundle:
    """The bundle (head frame) without points on the shoulders and behind the nape, which do not turn with the skull."""
    outside = np.any((bundle.points < _RIGID_LOW_MM) | (bundle.points > _RIGID_HIGH_MM), axis=1)
    return bundle.without(outside[bundle.point])


def replaced_head(bundle: Bundle, solved: list[int], landmarks: Mapping[int, Points]) -> PosedHead:
    """The bundle moved into the head frame that its landmarks show."""
    known = {frame: points for frame, points in landmarks.items() if frame in solved}
    placement, points = find_head(known, bundle)
    return PosedHead(
        bundle=placed_in_head(bundle, placement),
        solved=solved,
        landmarks=(points - placement.origin) @ placement.rotation / placement.scale,
    )
