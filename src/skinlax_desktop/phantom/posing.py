"""A head in a scene: its vertices before the camera, with the neck following the head."""

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.views import Pose
from skinlax_desktop.phantom.scene import Scene, head_rotation, to_camera

Points = npt.NDArray[np.float64]

_NECK_JOINT_MM = np.array([0.0, -95.0, -95.0])
_RIGID_ABOVE = 0.0
_STILL_BELOW = -115.0


def pose_points(points_mm: Points, scene: Scene) -> Points:
    """Head-frame points (n, 3) to camera axes (x right, y down, z away), millimetres.

    The patient turns with the chair: yaw moves everything. Pitch and roll bend the neck, so the trunk below it
    stays upright; the face itself moves as one rigid body.
    """
    head = points_mm @ head_rotation(scene.pose).T
    turned = head_rotation(Pose(yaw_deg=scene.pose.yaw_deg, pitch_deg=0.0, roll_deg=0.0))
    trunk = (points_mm - _NECK_JOINT_MM) @ turned.T + head_rotation(scene.pose) @ _NECK_JOINT_MM
    follows = neck_weight(points_mm)[:, None]
    return to_camera(head * follows + trunk * (1.0 - follows), scene)


def neck_weight(points_mm: Points) -> npt.NDArray[np.float64]:
    """How far each point follows the head: 1 on the face and skull, 0 on the trunk."""
    # The line between head and neck runs from below the chin up to the nape.
    height = points_mm[:, 1] + 95.0 + 0.75 * np.clip(points_mm[:, 2] + 15.0, -110.0, 25.0) + 30.0
    ramp = np.clip((height - _STILL_BELOW) / (_RIGID_ABOVE - _STILL_BELOW), 0.0, 1.0)
    return np.asarray(ramp * ramp * (3.0 - 2.0 * ramp))
