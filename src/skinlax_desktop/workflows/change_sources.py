"""How much of a change between two visits can come from how the pictures were taken, and how much must be the skin.

The repeatability of a value was found on pairs of captures re-posed with a standard deviation of 1 degree in yaw and
pitch (`repeatability.py`). Two captures whose poses differ by no more than such pairs do may differ by `mdc95` without
any change of the skin; for poses further apart that bound grows in proportion. Two working distances that differ from
what was declared, or their own uncertainty, change every length in proportion. Light changes no length, but a skin
attribute that was photographed under other light may owe all of its change to it.
"""

import math
from dataclasses import dataclass
from typing import Final

from skinlax_desktop.domain.calibration import Scale
from skinlax_desktop.domain.measurement import Measurement
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Capture, Visit

# 95 % of pairs re-posed with 1 degree differ by less, on one axis: 1.96 * sqrt(2) * 1 degree.
REPOSED_PAIR_DEG: Final = 1.96 * 2.0**0.5
# What an eye does not see as other light, and an attribute does not either (its repeats held the exposure).
SAME_EXPOSURE_SHARE: Final = 0.10
SAME_COLOUR_K: Final = 200
_LENGTH: Final = "mm"
_ANGLE: Final = "deg"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureDifference:
    """Two frontal captures of one person. `pose_deg`: the larger of the differences in yaw, pitch and roll.

    `scale_share`: 95 % of the relative error that two scales add to every length. `exposure_share`: relative
    difference of exposure time, gain and light together. Each is None when the record does not know it.
    """

    pose_deg: float | None
    scale_share: float | None
    exposure_share: float | None
    colour_temperature_k: float | None
    same_camera: bool

    @property
    def same_light(self) -> bool:
        """Whether the light is known to be the same; unknown light is no same light."""
        return (
            self.exposure_share is not None
            and self.exposure_share <= SAME_EXPOSURE_SHARE
            and self.colour_temperature_k is not None
            and self.colour_temperature_k <= SAME_COLOUR_K
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSources:
    """A change (after - before) in its unit: `capture` is the most that the capture can have done (95 %).

    `skin` is the least that is left for the skin, with the sign of the change; 0 when the capture may explain it all.
    `bound` is what the capture could have done at most, also where the change is smaller. All three are None when the
    two values cannot be compared, and `reason` (a code) says why.
    """

    name: str
    unit: str
    change: float | None = None
    capture: float | None = None
    skin: float | None = None
    bound: float | None = None
    reason: str | None = None


def capture_difference(before: Visit, after: Visit) -> CaptureDifference | None:
    """How the frontal captures of two visits differ; None when one of them has none."""
    first, second = (visit.capture_of(View.FRONTAL) for visit in (before, after))
    if first is None or second is None:
        return None
    return CaptureDifference(
        pose_deg=_pose_deg(first, second),
        scale_share=_scale_share(before.scale, after.scale),
        exposure_share=_exposure_share(first, second),
        colour_temperature_k=_colour_k(first, second),
        same_camera=_camera(before) == _camera(after),
    )


def change_sources(before: Measurement, after: Measurement, difference: CaptureDifference | None) -> ChangeSources:
    """The same quantity of two visits, taken apart."""
    name, unit = after.name, after.unit
    if before.value is None or after.value is None:
        return ChangeSources(name=name, unit=unit, reason="not_measured")
    change = after.value - before.value
    if difference is None or difference.pose_deg is None:
        return ChangeSources(name=name, unit=unit, change=change, reason="capture_unknown")
    if not difference.same_camera:
        return ChangeSources(name=name, unit=unit, change=change, reason="other_camera")
    known = [metric.mdc95 for metric in (before, after) if metric.mdc95 is not None]
    if not known:
        return ChangeSources(name=name, unit=unit, change=change, reason="repeatability_unknown")
    bound = max(known) * max(1.0, difference.pose_deg / REPOSED_PAIR_DEG)
    if unit == _LENGTH:
        if difference.scale_share is None:
            return ChangeSources(name=name, unit=unit, change=change, reason="no_scale")
        bound = math.hypot(bound, difference.scale_share * max(abs(before.value), abs(after.value)))
    elif unit != _ANGLE and not difference.same_light:
        return ChangeSources(name=name, unit=unit, change=change, capture=abs(change), skin=0.0, reason="other_light")
    left = max(abs(change) - bound, 0.0)
    return ChangeSources(
        name=name,
        unit=unit,
        change=change,
        capture=min(bound, abs(change)),
        skin=math.copysign(left, change),
        bound=bound,
    )


def _pose_deg(first: Capture, second: Capture) -> float | None:
    if first.pose is None or second.pose is None:
        return None
    a, b = first.pose, second.pose
    return max(abs(a.yaw_deg - b.yaw_deg), abs(a.pitch_deg - b.pitch_deg), abs(a.roll_deg - b.roll_deg))


def _scale_share(first: Scale | None, second: Scale | None) -> float | None:
    shares = []
    for scale in (first, second):
        if scale is None or scale.distance_mm is None or scale.sigma_mm is None:
            return None
        shares.append(scale.sigma_mm / scale.distance_mm)
    return 1.96 * math.hypot(*shares)


def _exposure_share(first: Capture, second: Capture) -> float | None:
    levels = []
    for capture in (first, second):
        if capture.camera is None or capture.light is None:
            return None
        gain = 10.0 ** (capture.camera.gain_db / 20.0)
        levels.append(capture.camera.exposure_us * gain * capture.light.level)
    return abs(levels[1] - levels[0]) / levels[0] if levels[0] > 0 else None


def _colour_k(first: Capture, second: Capture) -> float | None:
    if first.light is None or second.light is None:
        return None
    return float(abs(first.light.colour_temperature_k - second.light.colour_temperature_k))


def _camera(visit: Visit) -> tuple[str, str] | None:
    return None if visit.calibration is None else (visit.calibration.model, visit.calibration.serial)
