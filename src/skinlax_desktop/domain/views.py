"""The views of the photographic series and the head pose each one asks for.

Left and right are the subject's own. Yaw is positive when the subject turns to their own left (the right cheek
shows), pitch is positive chin up, roll is positive when the head tilts to the subject's own left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class View(StrEnum):
    """A named view of the face; the value is the name used in every file."""

    FRONTAL = "frontal"
    OBLIQUE_LEFT = "oblique_left"
    OBLIQUE_RIGHT = "oblique_right"
    LATERAL_LEFT = "lateral_left"
    LATERAL_RIGHT = "lateral_right"
    CHIN_DOWN = "chin_down"
    CHIN_UP = "chin_up"
    SWEEP = "sweep"

    @property
    def is_lateral(self) -> bool:
        """Whether the view shows the profile, where a frontal landmark model finds no face."""
        return self in (View.LATERAL_LEFT, View.LATERAL_RIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """Head pose in degrees (see the module for the signs)."""

    yaw_deg: float
    pitch_deg: float
    roll_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PoseTarget:
    """The wanted pose of a view and how far from it a picture may be, in degrees."""

    pose: Pose
    yaw_tolerance_deg: float
    pitch_tolerance_deg: float
    roll_tolerance_deg: float


def _target(yaw: float, pitch: float = 0.0, *, yaw_tolerance: float = 5.0, pitch_tolerance: float = 5.0) -> PoseTarget:
    return PoseTarget(
        pose=Pose(yaw_deg=yaw, pitch_deg=pitch, roll_deg=0.0),
        yaw_tolerance_deg=yaw_tolerance,
        pitch_tolerance_deg=pitch_tolerance,
        roll_tolerance_deg=3.0,
    )


STANDARD_SERIES: Final = (
    View.FRONTAL,
    View.OBLIQUE_LEFT,
    View.OBLIQUE_RIGHT,
    View.LATERAL_LEFT,
    View.LATERAL_RIGHT,
)

POSE_TARGETS: Final[Mapping[View, PoseTarget]] = MappingProxyType(
    {
        View.FRONTAL: _target(0.0),
        View.OBLIQUE_LEFT: _target(-45.0),
        View.OBLIQUE_RIGHT: _target(45.0),
        View.LATERAL_LEFT: _target(-90.0, yaw_tolerance=7.0),
        View.LATERAL_RIGHT: _target(90.0, yaw_tolerance=7.0),
        View.CHIN_DOWN: _target(0.0, -25.0),
        View.CHIN_UP: _target(0.0, 25.0),
    }
)
