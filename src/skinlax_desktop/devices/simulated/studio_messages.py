"""What the program and the studio's process say to each other."""

from dataclasses import dataclass

from skinlax_desktop.devices.simulated.turning import TurningHabit
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightMode, LightSettings
from skinlax_desktop.domain.views import Pose
from skinlax_desktop.phantom.scene import EXPRESSIONS, Expression, Scene

_MODES = tuple(LightMode)
SCENE_NUMBERS = 14
"""How many float64 a scene takes in shared memory, with whether it is settled and how many messages it answers to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoseWish:
    """Where the patient is asked to go, and how long that takes."""

    pose: Pose
    expression: Expression
    offset_mm: tuple[float, float]
    distance_mm: float
    over_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnWish:
    """Turn from here to a yaw at an even rate; on the way true renders are shown, as many as there is time for."""

    to_deg: float
    rate_deg_s: float
    habit: TurningHabit


StudioMessage = PoseWish | TurnWish | CameraSettings | LightSettings


def pack_scene(scene: Scene, *, settled: bool, heeded: int) -> list[float]:
    """A scene as numbers for shared memory."""
    return [
        scene.pose.yaw_deg,
        scene.pose.pitch_deg,
        scene.pose.roll_deg,
        *scene.offset_mm,
        scene.distance_mm,
        float(EXPRESSIONS.index(scene.expression)),
        scene.exposure_us,
        scene.gain_db,
        scene.light.level,
        float(scene.light.colour_temperature_k),
        float(_MODES.index(scene.light.mode)),
        float(settled),
        float(heeded),
    ]


def unpack_scene(numbers: list[float]) -> tuple[Scene, bool, int]:
    """The scene, whether it is settled, and how many messages it answers to."""
    yaw, pitch, roll, right, up, distance, expression, exposure, gain, level, kelvin, mode, settled, heeded = numbers
    scene = Scene(
        pose=Pose(yaw_deg=yaw, pitch_deg=pitch, roll_deg=roll),
        offset_mm=(right, up),
        distance_mm=distance,
        expression=EXPRESSIONS[int(expression)],
        exposure_us=exposure,
        gain_db=gain,
        light=LightSettings(level=level, colour_temperature_k=int(kelvin), mode=_MODES[int(mode)]),
    )
    return scene, bool(settled), int(heeded)
