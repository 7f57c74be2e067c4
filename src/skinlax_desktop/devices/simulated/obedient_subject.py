"""A patient who does what the technician says, about as well as people do."""

import math
import time
from collections.abc import Callable
from typing import Final, Protocol

import numpy as np

from skinlax_desktop.devices.simulated.turning import TurningHabit, turned_scene
from skinlax_desktop.domain.gate import Advice
from skinlax_desktop.domain.views import POSE_TARGETS, Pose, View
from skinlax_desktop.phantom.scene import WORKING_DISTANCE_MM, Expression, Scene

# What a sentence changes: (yaw, pitch, roll) in degrees, (right in the picture, up) and distance in millimetres.
_TURNS: Final = {
    "turn_left": (1, 0, 0),
    "turn_right": (-1, 0, 0),
    "chin_up": (0, 1, 0),
    "chin_down": (0, -1, 0),
    "tilt_left": (0, 0, 1),
    "tilt_right": (0, 0, -1),
}
_MOVES: Final = {
    "move_left": (1, 0, 0),
    "move_right": (-1, 0, 0),
    "move_up": (0, 1, 0),
    "move_down": (0, -1, 0),
    "move_closer": (0, 0, -1),
    "move_back": (0, 0, 1),
}
_FACES: Final = ("close_lips", "open_eyes", "relax_smile", "relax_lips", "relax_jaw", "relax_brows_up")
_UNSAID_DEG = 3.0
_UNSAID_CM = 1.0
_REACTION_S = 0.8
_NASION_BEFORE_MIDDLE_MM = 55.0
_LEANING_BACK_MM = 70.0


class Sitting(Protocol):
    """The part of `PhantomStudio` that the subject uses."""

    @property
    def settled(self) -> bool:
        """Whether the patient holds still."""
        ...

    def scene_now(self) -> Scene:
        """Where the patient is."""
        ...

    def ask(
        self,
        pose: Pose,
        expression: Expression = "neutral",
        offset_mm: tuple[float, float] = (0.0, 0.0),
        distance_mm: float = WORKING_DISTANCE_MM,
        over_s: float = 1.2,
    ) -> None:
        """Move the patient."""
        ...

    def turn(self, to_deg: float, rate_deg_s: float, habit: TurningHabit | None = None) -> None:
        """Turn the patient evenly on the chair."""
        ...


class ObedientSubject:
    """Goes to a wanted view with the error of a person who was only told its name, then follows each sentence.

    `hear` may be called as often as advice is shown: while moving, and for the time it takes to react, the subject
    hears nothing. A response falls short or goes too far by a seeded tenth or so of what was asked.
    """

    def __init__(self, studio: Sitting, seed: int = 0, *, monotonic_s: Callable[[], float] = time.monotonic) -> None:
        self._studio = studio
        self._random = np.random.default_rng((seed, 71))
        self._monotonic_s = monotonic_s
        self._deaf_until_s = 0.0
        self._scene = studio.scene_now()

    @property
    def pitch_deg(self) -> float:
        """How far the subject means to look up."""
        return self._scene.pose.pitch_deg

    def take_view(self, view: View) -> None:
        """The technician names the view; the subject overshoots or falls short of it by some degrees."""
        target = POSE_TARGETS[view].pose
        pose = Pose(
            yaw_deg=target.yaw_deg + self._error(5.0),
            pitch_deg=target.pitch_deg + self._error(3.5),
            roll_deg=target.roll_deg + self._error(1.5),
        )
        middle_mm, level_mm = head_in_the_middle(target)
        offset = (middle_mm + self._error(6.0), level_mm + self._error(6.0))
        self._go(pose, "neutral", offset, WORKING_DISTANCE_MM + self._error(12.0), over_s=1.4)

    def go_to_yaw(self, yaw_deg: float, pitch_deg: float = 0.0) -> None:
        """On the chair to where a sweep begins, a little off as people are, the head held so."""
        scene = turned_scene(yaw_deg + self._error(1.0), pitch_deg=pitch_deg)
        self._go(scene.pose, "neutral", scene.offset_mm, scene.distance_mm, over_s=1.4)

    def sweep(self, to_deg: float, rate_deg_s: float, habit: TurningHabit | None = None) -> None:
        """Turn along with the metronome, or as the habit has it."""
        self._studio.turn(to_deg, rate_deg_s, habit)
        self._scene = turned_scene(to_deg, pitch_deg=self._scene.pose.pitch_deg)

    def lean_back(self) -> None:
        """Out of the pose and back in the chair, as between two repeats; `take_view` comes to sit again."""
        scene = self._scene
        pose = Pose(
            yaw_deg=scene.pose.yaw_deg + self._error(4.0),
            pitch_deg=scene.pose.pitch_deg + self._error(4.0),
            roll_deg=0.0,
        )
        self._go(pose, "neutral", scene.offset_mm, scene.distance_mm + _LEANING_BACK_MM, over_s=0.8)

    def hear(self, advice: Advice | None) -> bool:
        """Follow a sentence; True when it makes the subject move."""
        now_s = self._monotonic_s()
        if not self._studio.settled:
            self._deaf_until_s = now_s + _REACTION_S
            return False
        if advice is None or now_s < self._deaf_until_s:
            return False
        return self._follow(advice)

    def _follow(self, advice: Advice) -> bool:
        scene = self._scene
        pose, offset, distance = scene.pose, scene.offset_mm, scene.distance_mm
        expression = scene.expression
        if advice.code.startswith("show_"):
            self.take_view(View(advice.code.removeprefix("show_")))
            return True
        if advice.code in _TURNS:
            by = self._imperfect(advice.amount, _UNSAID_DEG)
            yaw, pitch, roll = _TURNS[advice.code]
            pose = Pose(
                yaw_deg=pose.yaw_deg + yaw * by,
                pitch_deg=pose.pitch_deg + pitch * by,
                roll_deg=pose.roll_deg + roll * by,
            )
        elif advice.code in _MOVES:
            by = 10.0 * self._imperfect(advice.amount, _UNSAID_CM)
            right, up, away = _MOVES[advice.code]
            offset, distance = (offset[0] + right * by, offset[1] + up * by), distance + away * by
        elif advice.code in ("move_forward", "move_backward"):
            by = 10.0 * self._imperfect(advice.amount, _UNSAID_CM) * (1 if advice.code == "move_forward" else -1)
            yaw_rad = math.radians(pose.yaw_deg)
            offset, distance = (offset[0] + by * math.sin(yaw_rad), offset[1]), distance - by * math.cos(yaw_rad)
        elif advice.code in _FACES:
            expression = "neutral"
        elif advice.code in ("into_picture", "clear_profile"):
            offset, distance = head_in_the_middle(pose), WORKING_DISTANCE_MM
        elif advice.code == "sit_facing_camera":
            pose, offset = Pose(yaw_deg=self._error(3.0), pitch_deg=self._error(3.0), roll_deg=0.0), (0.0, 0.0)
        else:
            return False
        self._go(pose, expression, offset, distance, over_s=0.5)
        return True

    def _go(
        self, pose: Pose, expression: Expression, offset: tuple[float, float], distance: float, *, over_s: float
    ) -> None:
        self._scene = Scene(pose=pose, expression=expression, offset_mm=offset, distance_mm=distance)
        self._studio.ask(pose, expression, offset, distance, over_s)
        self._deaf_until_s = self._monotonic_s() + over_s + _REACTION_S

    def _error(self, spread: float) -> float:
        """Within two spreads: nobody turns to the wrong side."""
        return float(np.clip(self._random.normal(0.0, spread), -2 * spread, 2 * spread))

    def _imperfect(self, amount: float | None, unsaid: float) -> float:
        asked = unsaid if amount is None else abs(amount)
        return asked * float(np.clip(self._random.normal(1.0, 0.12), 0.7, 1.3))


def head_in_the_middle(pose: Pose) -> tuple[float, float]:
    """Where the nasion lies when a turned head, and not its nasion, is in the middle of the picture."""
    return _NASION_BEFORE_MIDDLE_MM * math.sin(math.radians(pose.yaw_deg)), 0.0
