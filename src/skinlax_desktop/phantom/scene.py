"""What the virtual camera looks at: how the patient sits, how the ring shines, how the camera is set."""

from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.domain.views import Pose

Expression = Literal["neutral", "smile", "eyes_closed", "mouth_open", "moved"]
EXPRESSIONS: Final[tuple[Expression, ...]] = ("neutral", "smile", "eyes_closed", "mouth_open")

WORKING_DISTANCE_MM = 800.0
_TURNING_AXIS_BEHIND_MM: Final = 60.0
_EASY_GAZE_DEG: Final = 25.0
_LENS_OUT_OF_SIGHT_DEG: Final = 70.0
FRONTAL: Final = Pose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beam:
    """A far soft light beside the ring: the unit direction towards it in camera axes (x right, y down, z away).

    `bgr` is its linear colour; 1.0 is about the ring at its usual level.
    """

    direction: tuple[float, float, float]
    bgr: tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One moment before the camera.

    `offset_mm` is where the nasion lies from the optical axis, (right in the picture, up in the picture);
    `distance_mm` from the camera's centre to the nasion along the axis; `focus_mm` is the distance in focus. `beams`
    are lights other than the ring's and the room's. `gaze_aside_deg`: how far the eyes look past the lens, to the
    subject's left and up.
    """

    pose: Pose = FRONTAL
    offset_mm: tuple[float, float] = (0.0, 0.0)
    distance_mm: float = WORKING_DISTANCE_MM
    expression: Expression = "neutral"
    exposure_us: float = 8000.0
    gain_db: float = 0.0
    light: LightSettings = field(default_factory=LightSettings)
    focus_mm: float = WORKING_DISTANCE_MM
    beams: tuple[Beam, ...] = ()
    gaze_aside_deg: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualCamera:
    """A pinhole of the upright picture; the principal point is the middle of the picture. Sizes in pixels."""

    width_px: int = 3000
    height_px: int = 4096
    focal_px: float = 9600.0

    @property
    def centre_px(self) -> tuple[float, float]:
        """The principal point; the centre of the top-left pixel is (0, 0)."""
        return (self.width_px - 1) / 2, (self.height_px - 1) / 2

    def scaled(self, factor: float) -> "VirtualCamera":
        """The same view with `factor` times the pixels along each side."""
        width, height = round(self.width_px * factor), round(self.height_px * factor)
        return VirtualCamera(width_px=width, height_px=height, focal_px=self.focal_px * width / self.width_px)

    def project(self, points_mm: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Camera points (n, 3), x right, y down, z away from the camera, to pixels (n, 2)."""
        centre = np.array(self.centre_px)
        return np.asarray(points_mm[:, :2] / points_mm[:, 2:] * self.focal_px + centre)

    @property
    def calibration(self) -> CameraCalibration:
        """What a perfect calibration of this camera says."""
        return CameraCalibration(
            model="skinlax phantom camera",
            serial="phantom",
            width_px=self.width_px,
            height_px=self.height_px,
            focal_x_px=self.focal_px,
            focal_y_px=self.focal_px,
            centre_x_px=self.centre_px[0],
            centre_y_px=self.centre_px[1],
        )


def head_rotation(pose: Pose) -> npt.NDArray[np.float64]:
    """The rotation (3, 3) that takes head-frame vectors (x to the subject's left, y up, z forward) to the room's.

    The room's axes are the head's own when it faces the camera. Roll acts first, then pitch, then yaw: a turned
    patient nods about their own ears.
    """
    yaw, pitch, roll = np.radians([pose.yaw_deg, pose.pitch_deg, pose.roll_deg])
    cos, sin = np.cos, np.sin
    turn = np.array([[cos(yaw), 0, sin(yaw)], [0, 1, 0], [-sin(yaw), 0, cos(yaw)]])
    nod = np.array([[1, 0, 0], [0, cos(pitch), sin(pitch)], [0, -sin(pitch), cos(pitch)]])
    tilt = np.array([[cos(roll), sin(roll), 0], [-sin(roll), cos(roll), 0], [0, 0, 1]])
    return np.asarray(turn @ nod @ tilt, dtype=np.float64)


def to_camera(points_room: npt.NDArray[np.float64], scene: Scene) -> npt.NDArray[np.float64]:
    """Room points (n, 3), origin at the nasion, to camera axes (x right, y down, z away), millimetres.

    The camera faces the patient, so the subject's left is the picture's right.
    """
    offset_x, offset_y = scene.offset_mm
    camera = points_room * np.array([1.0, -1.0, -1.0])
    return np.asarray(camera + np.array([offset_x, -offset_y, scene.distance_mm]), dtype=np.float64)


def seated(pose: Pose, *, aside_mm: tuple[float, float] = (0.0, 0.0)) -> Scene:
    """The patient on the chair in that pose: the head turns and nods about an axis behind the nasion.

    The frontal nasion is at the working distance on the optical axis, moved by `aside_mm` (right, up); turning
    takes it along, so that the head stays in the middle of the picture.
    """
    axis = np.array([0.0, 0.0, -_TURNING_AXIS_BEHIND_MM])
    moved = axis - head_rotation(pose) @ axis
    return Scene(
        pose=pose,
        offset_mm=(float(moved[0]) + aside_mm[0], float(moved[1]) + aside_mm[1]),
        distance_mm=WORKING_DISTANCE_MM - float(moved[2]),
    )


def gaze_rotation(pose: Pose, aside_deg: tuple[float, float] = (0.0, 0.0)) -> npt.NDArray[np.float64]:
    """How the eyes turn in a turned head: (3, 3), straight ahead to the line of sight, in the head frame.

    People keep looking towards the lens as far as the eyes turn with ease, or `aside_deg` (left, up) past it.
    """
    easy = _EASY_GAZE_DEG
    yaw, pitch = (float(np.clip(-angle, -easy, easy)) for angle in (pose.yaw_deg, pose.pitch_deg))
    if abs(pose.yaw_deg) > _LENS_OUT_OF_SIGHT_DEG:
        yaw = 0.0
    return head_rotation(Pose(yaw_deg=yaw + aside_deg[0], pitch_deg=pitch + aside_deg[1], roll_deg=0.0))
