"""How a head stands against the baseline's picture of the same view, as a score and as checks of the gate.

The head is found again by `imaging.baseline_registration`: places that laxity does not move, so that a face that sags
more than at the baseline is not read as a turned one. Where that fails, landmarks (or the reading of the profile) of
both pictures are compared, which is right within some 2 degrees only: the limits are that much wider, and it is said.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.baseline import BaselineMatch
from skinlax_desktop.domain.gate import Advice, Check, CheckName
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.imaging.baseline_registration import HeadMovement, find_movement
from skinlax_desktop.imaging.expression import Expression
from skinlax_desktop.imaging.pose import Pinhole, pose_from_rotation, rotation_from_pose
from skinlax_desktop.workflows.match_score import Match, MatchPart
from skinlax_desktop.workflows.view_reference import ViewReference, place_mm

Picture = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

ANGLE_DEG: Final = 2.0
SCALE_PCT: Final = 1.0
FRAMING_MM: Final = 6.0
# Strengths of movements are shares of their limits: half a limit is plain to see beside a face at rest.
EXPRESSION_SHARE: Final = 0.5
# What landmarks add to the tolerances where the pictures could not be laid on each other.
ROUGH_DEG: Final = 1.5
ROUGH_PCT: Final = 2.0
# A live picture must be this much nearer, for the head still moves until the still is taken.
LIVE_SHARE: Final = 0.7
# A head turned farther away than this is not laid on the baseline: the standard guidance leads it there first.
_FARTHEST_DEG: Final = 14.0
_FLIP: Final = np.diag([1.0, -1.0, -1.0])
_SIDEWAYS: Final[Mapping[View, tuple[str, str]]] = MappingProxyType(
    {
        View.LATERAL_RIGHT: ("move_backward", "move_forward"),
        View.LATERAL_LEFT: ("move_forward", "move_backward"),
    }
)
OF_BASELINE: Final = "of the baseline"


def match_head(
    reference: ViewReference,
    picture: Picture,
    marks_px: Points,
    camera: Pinhole,
    *,
    pose: Pose | None,
    expression: Expression | None,
) -> Match | None:
    """Compare an upright picture with the reference of its view.

    `marks_px` are the reference's marks found in the picture, `pose` what was read without the baseline. None where
    the head is turned too far away, or where nothing is known of its pose.
    """
    if pose is not None and abs(pose.yaw_deg - reference.pose.yaw_deg) > _FARTHEST_DEG:
        return None
    movement = None
    if reference.learnt is not None:
        movement = find_movement(reference.learnt, picture, marks_px, camera)
    if movement is not None:
        # The same head is larger in the picture through a longer lens.
        lens = camera.focal_px / picture.shape[1] / (reference.camera.focal_px / reference.size_px[0])
        return _exact(reference, movement, expression, lens)
    return None if pose is None else _rough(reference, marks_px, camera, pose, expression)


def with_baseline(
    made: Sequence[Check], match: Match, reference: ViewReference, *, live: bool = False
) -> tuple[Check, ...]:
    """The checks of a picture with those of pose, distance and place held against the baseline instead."""
    share = LIVE_SHARE if live else 1.0
    replaced = {check.name: check for check in _checks(match, reference, share, made)}
    return tuple(replaced.get(check.name, check) for check in made)


def _exact(reference: ViewReference, movement: HeadMovement, expression: Expression | None, lens: float) -> Match:
    turned = _FLIP @ movement.rotation @ _FLIP @ rotation_from_pose(reference.pose)
    pose = pose_from_rotation(turned)
    learnt = reference.learnt
    earlier = reference.nasion_mm if learnt is None else learnt.nasion_mm
    away = movement.nasion_mm - earlier
    scale = lens * float(earlier[2] / movement.nasion_mm[2])
    return _match(reference, pose, pose.roll_deg, scale, (float(away[0]), float(-away[1])), expression, exact=True)


def _rough(
    reference: ViewReference, marks_px: Points, camera: Pinhole, pose: Pose, expression: Expression | None
) -> Match:
    spread = [float(np.sqrt(((marks - marks.mean(axis=0)) ** 2).sum())) for marks in (marks_px, reference.marks_px)]
    scale = spread[0] / camera.focal_px / (spread[1] / reference.camera.focal_px)
    here = place_mm(marks_px.mean(axis=0), camera, reference.distance_mm / scale)
    away = here - reference.nasion_mm
    roll = None if reference.view.is_lateral else pose.roll_deg
    return _match(reference, pose, roll, scale, (float(away[0]), float(-away[1])), expression, exact=False)


def _match(
    reference: ViewReference,
    pose: Pose,
    roll_deg: float | None,
    scale: float,
    offset_mm: tuple[float, float],
    expression: Expression | None,
    *,
    exact: bool,
) -> Match:
    wanted = reference.pose
    angle = ANGLE_DEG + (0.0 if exact else ROUGH_DEG)
    yaw, pitch = pose.yaw_deg - wanted.yaw_deg, pose.pitch_deg - wanted.pitch_deg
    roll = None if roll_deg is None else roll_deg - wanted.roll_deg
    scale_pct = 100.0 * (scale - 1.0)
    parts = [
        MatchPart(name="turn", difference=yaw, limit=angle, unit="deg"),
        MatchPart(name="chin", difference=pitch, limit=angle, unit="deg"),
        MatchPart(name="scale", difference=scale_pct, limit=SCALE_PCT + (0.0 if exact else ROUGH_PCT), unit="%"),
        MatchPart(name="place", difference=float(np.hypot(*offset_mm)), limit=FRAMING_MM * 2.0**0.5, unit="mm"),
    ]
    if roll is not None:
        parts.insert(2, MatchPart(name="tilt", difference=roll, limit=angle, unit="deg"))
    if expression is not None and reference.expression is not None:
        apart = expression.strength - reference.expression.strength
        parts.append(MatchPart(name="expression", difference=apart, limit=EXPRESSION_SHARE, unit="of limit"))
    record = BaselineMatch(
        visit_id=reference.visit_id,
        score=min(part.score for part in parts),
        yaw_deg=yaw,
        pitch_deg=pitch,
        roll_deg=roll,
        scale_pct=scale_pct,
        offset_mm=offset_mm,
        exact=exact,
    )
    return Match(record=record, parts=tuple(parts), pose=pose, distance_mm=reference.distance_mm / scale)


def _checks(match: Match, reference: ViewReference, share: float, made: Sequence[Check]) -> list[Check]:
    record, wanted = match.record, reference.pose
    angle = (ANGLE_DEG + (0.0 if record.exact else ROUGH_DEG)) * share
    checks = [
        _angle(CheckName.POSE_YAW, record.yaw_deg, wanted.yaw_deg, angle, ("turn_left", "turn_right")),
        _angle(CheckName.POSE_PITCH, record.pitch_deg, wanted.pitch_deg, angle, ("chin_up", "chin_down")),
        _distance(match, reference, (SCALE_PCT + (0.0 if record.exact else ROUGH_PCT)) * share),
    ]
    if record.roll_deg is not None:
        checks.append(_angle(CheckName.POSE_ROLL, record.roll_deg, wanted.roll_deg, angle, ("tilt_left", "tilt_right")))
    # A head cut off by the picture's edge stays the first thing to put right.
    if not any(check.name is CheckName.CENTRING and check.unit != "mm" and check.passed is False for check in made):
        checks.append(_place(record, reference.view, FRAMING_MM * share))
    return checks


def _angle(name: CheckName, difference: float, wanted: float, limit: float, codes: tuple[str, str]) -> Check:
    """`codes`: what to do when the angle must grow, and when it must shrink."""
    passed = abs(difference) <= limit
    return Check(
        name=name,
        passed=passed,
        value=wanted + difference,
        unit="deg",
        limit=f"{wanted:.1f} ± {limit:.1f} {OF_BASELINE}",
        advice=None if passed else Advice(code=codes[0] if difference < 0 else codes[1], amount=abs(difference)),
    )


def _distance(match: Match, reference: ViewReference, limit_pct: float) -> Check:
    """Judged by the size of the head in the picture; said as the distance that makes it so."""
    scale_pct = match.record.scale_pct
    passed = abs(scale_pct) <= limit_pct
    nearest, farthest = (reference.distance_mm / (1.0 + sign * limit_pct / 100.0) for sign in (1, -1))
    missing_cm = abs(match.distance_mm - reference.distance_mm) / 10.0
    return Check(
        name=CheckName.DISTANCE,
        passed=passed,
        value=match.distance_mm,
        unit="mm",
        limit=f"{nearest:.0f} to {farthest:.0f} {OF_BASELINE}",
        advice=None if passed else Advice(code="move_back" if scale_pct > 0 else "move_closer", amount=missing_cm),
    )


def _place(record: BaselineMatch, view: View, limit_mm: float) -> Check:
    worst = 0 if abs(record.offset_mm[0]) >= abs(record.offset_mm[1]) else 1
    away = record.offset_mm[worst]
    passed = abs(away) <= limit_mm
    codes = (_SIDEWAYS.get(view, ("move_right", "move_left")), ("move_down", "move_up"))[worst]
    return Check(
        name=CheckName.CENTRING,
        passed=passed,
        value=away,
        unit="mm",
        limit=f"± {limit_mm:.1f} {OF_BASELINE}",
        advice=None if passed else Advice(code=codes[0] if away > 0 else codes[1], amount=abs(away) / 10.0),
    )
