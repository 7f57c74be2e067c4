"""How a phantom turns on the chair: evenly, as the metronome asks, or with what goes wrong with people."""

from dataclasses import dataclass
from typing import Final

from skinlax_desktop.domain.views import Pose
from skinlax_desktop.phantom.scene import Expression, Scene, seated

_BLINK_DEG: Final = 4.0
_SMILE_DEG: Final = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TurningHabit:
    """What this phantom does while it turns; yaws are where it does it.

    `pace`: how many times as fast as asked. `blinks_at_deg`, `smiles_at_deg`: for some degrees about there.
    `stops_at_deg`: goes no farther.
    """

    pace: float = 1.0
    blinks_at_deg: float | None = None
    smiles_at_deg: float | None = None
    stops_at_deg: float | None = None


def turning_yaw_deg(
    elapsed_s: float, *, from_deg: float, to_deg: float, rate_deg_s: float, habit: TurningHabit | None = None
) -> float:
    """Where the head is so long after the turn began; it stays where it ends."""
    habit = habit or TurningHabit()
    way = 1.0 if to_deg >= from_deg else -1.0
    yaw = from_deg + way * abs(rate_deg_s) * habit.pace * max(elapsed_s, 0.0)
    last = to_deg
    if habit.stops_at_deg is not None and min(from_deg, to_deg) <= habit.stops_at_deg <= max(from_deg, to_deg):
        last = habit.stops_at_deg
    return min(yaw, last) if way > 0.0 else max(yaw, last)


def turned_scene(yaw_deg: float, habit: TurningHabit | None = None, *, pitch_deg: float = 0.0) -> Scene:
    """The phantom on its chair at that yaw, with the face it makes there, looking up by `pitch_deg`."""
    habit = habit or TurningHabit()
    scene = seated(Pose(yaw_deg=yaw_deg, pitch_deg=pitch_deg, roll_deg=0.0))
    return Scene(
        pose=scene.pose, offset_mm=scene.offset_mm, distance_mm=scene.distance_mm, expression=_face_at(yaw_deg, habit)
    )


def _face_at(yaw_deg: float, habit: TurningHabit) -> Expression:
    if habit.blinks_at_deg is not None and abs(yaw_deg - habit.blinks_at_deg) <= _BLINK_DEG:
        return "eyes_closed"
    if habit.smiles_at_deg is not None and abs(yaw_deg - habit.smiles_at_deg) <= _SMILE_DEG:
        return "smile"
    return "neutral"
