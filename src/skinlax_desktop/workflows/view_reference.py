"""What one picture of the baseline visit teaches: how the head stood in it, and how to find that head again."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.posture import Posture
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.imaging.baseline_registration import LearntView
from skinlax_desktop.imaging.expression import Expression
from skinlax_desktop.imaging.focus import Sharpness
from skinlax_desktop.imaging.pose import Pinhole
from skinlax_desktop.ports.landmarks import FoundFace

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ViewReference:
    """The baseline's picture of a view. Lengths hold for its `distance_mm`, which may be the station's nominal one.

    `marks_px` and `outline_px` are in pixels of the picture of `size_px` (width, height); `learnt` is None where too
    little of the head can be held fast, and marks alone must do. `face` is None in a profile. `sharpness`: of its
    edges.
    """

    visit_id: VisitId
    view: View
    pose: Pose
    distance_mm: float
    nasion_mm: Points
    marks_px: Points
    size_px: tuple[int, int]
    camera: Pinhole
    learnt: LearntView | None
    expression: Expression | None = None
    posture: Posture | None = None
    face: FoundFace | None = None
    outline_px: Points | None = None
    sharpness: Sharpness | None = None


def place_mm(point_px: Points, camera: Pinhole, distance_mm: float) -> Points:
    """A point of the picture in the camera's axes (x right, y down, z away), as far away as the head."""
    slopes = (point_px - np.array(camera.centre_px)) / camera.focal_px
    return np.array([slopes[0] * distance_mm, slopes[1] * distance_mm, distance_mm])
