"""How far down the chin is during a sweep of a bent head: when the turn may begin, what is said, which frames count."""

from typing import Final

from skinlax_desktop.domain.gate import Advice, Check, CheckName
from skinlax_desktop.domain.sweep import HeadHeld
from skinlax_desktop.domain.views import POSE_TARGETS, View

TARGET_DEG: Final = POSE_TARGETS[View.CHIN_DOWN].pose.pitch_deg
BEGINS_WITHIN_DEG: Final = 6.0
KEPT_WITHIN_DEG: Final = 11.0
"""While it turns a chin comes up a little, and landmarks read a bent head's pitch some degrees short."""


def missing_pitch_deg(held: HeadHeld, pitch_deg: float | None, within_deg: float) -> float | None:
    """How far the chin has to go, up positive; None where it is right, may be anywhere, or is not seen."""
    if held is HeadHeld.LEVEL or pitch_deg is None or abs(pitch_deg - TARGET_DEG) <= within_deg:
        return None
    return TARGET_DEG - pitch_deg


def pitch_advice(missing_deg: float) -> Advice:
    """What to say to somebody whose chin has so far to go."""
    return Advice(code="sweep_chin_up" if missing_deg > 0.0 else "sweep_chin_down", amount=abs(missing_deg))


def pitch_check(pitch_deg: float) -> Check:
    """The gate's word on a frame of a bent head."""
    missing = missing_pitch_deg(HeadHeld.CHIN_DOWN, pitch_deg, KEPT_WITHIN_DEG)
    return Check(
        name=CheckName.POSE_PITCH,
        passed=missing is None,
        value=pitch_deg,
        unit="deg",
        limit=f"{TARGET_DEG:g} ± {KEPT_WITHIN_DEG:g}",
        advice=None
        if missing is None
        else Advice(code="chin_up" if missing > 0.0 else "chin_down", amount=abs(missing)),
    )
