"""The pictures a reconstruction wants: a turn from profile to profile, and a second picture aside of each view."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import POSE_TARGETS, STANDARD_SERIES, Pose, View
from skinlax_desktop.phantom.scene import WORKING_DISTANCE_MM, Scene, seated

SWEEP_FRAMES: Final = 19
FEWEST_FRAMES, MOST_FRAMES = 2, 120
_PROFILE_DEG: Final = 90.0
_YAW_SD_DEG: Final = 0.8
_NOD_SD_DEG: Final = 1.0
_SHIFT_SD_MM: Final = 4.0
_ASIDE_LIMITS_DEG: Final = (2.0, 25.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFrame:
    """One picture to take. `still`: this is the moment whose shape is the truth, whatever else moves."""

    file: str
    view: View
    scene: Scene
    aside_deg: float | None = None
    still: bool = False


def sweep_frames(count: int, random: np.random.Generator) -> Iterator[SeriesFrame]:
    """`count` pictures while the chair turns from the subject's right profile to the left one, in even steps.

    Pose and place waver as people do on a chair; the middle picture is exact. Raises `phantom_sweep_refused`.
    """
    if not FEWEST_FRAMES <= count <= MOST_FRAMES:
        raise SkinlaxError("phantom_sweep_refused", count=count)
    for number, yaw in enumerate(np.linspace(_PROFILE_DEG, -_PROFILE_DEG, count)):
        middle = number == count // 2
        scene = seated(Pose(yaw_deg=float(yaw), pitch_deg=0.0, roll_deg=0.0)) if middle else _wavering(yaw, random)
        yield SeriesFrame(file=f"sweep_{number + 1:02d}.png", view=View.SWEEP, scene=scene, still=middle)


def stills_with_asides(aside_deg: float, random: np.random.Generator) -> Iterator[SeriesFrame]:
    """The five standard views, each followed by a picture `aside_deg` nearer to the front (the frontal: to the left).

    `aside_deg` 0 leaves the second pictures out. Raises `phantom_aside_refused`.
    """
    if aside_deg and not _ASIDE_LIMITS_DEG[0] <= aside_deg <= _ASIDE_LIMITS_DEG[1]:
        raise SkinlaxError("phantom_aside_refused", aside=aside_deg)
    for view in STANDARD_SERIES:
        yaw = POSE_TARGETS[view].pose.yaw_deg
        frontal = view is View.FRONTAL
        scene = seated(Pose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0)) if frontal else _wavering(yaw, random)
        yield SeriesFrame(file=f"{view.value}_1.png", view=view, scene=scene, still=frontal)
        if aside_deg:
            turned = aside_deg if yaw <= 0.0 else -aside_deg
            yield SeriesFrame(
                file=f"{view.value}_1_aside.png", view=view, scene=_wavering(yaw + turned, random), aside_deg=turned
            )


def _wavering(yaw_deg: float, random: np.random.Generator) -> Scene:
    yaw, pitch, roll = random.normal(0.0, (_YAW_SD_DEG, _NOD_SD_DEG, _NOD_SD_DEG))
    right, up, away = random.normal(0.0, _SHIFT_SD_MM, 3)
    scene = seated(
        Pose(yaw_deg=float(yaw_deg + yaw), pitch_deg=float(pitch), roll_deg=float(roll)),
        aside_mm=(float(right), float(up)),
    )
    return replace(scene, distance_mm=scene.distance_mm + float(away), focus_mm=WORKING_DISTANCE_MM)
