"""Which zones may be talked about with a procedure in mind and which with care at home: a table of rules, no model.

The rule looks at the zone's model grade with its 95 % interval, and at whether any displacement was published for the
zone. It is cautious on purpose: a grade that may be either way is left to the examination. The edges are an
engineering choice on a 0 to 4 scale: below 1 by all of the interval there is little to tighten, from 2 by all of it
there is. It ranks nothing, names no device as better and promises nothing (`docs/decisions/0035`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from skinlax_desktop.biomechanics.treatments import treatment_library
from skinlax_desktop.domain.measurement import Analysis, Confidence, LaxityGrade
from skinlax_desktop.domain.zones import MIDLINE_ZONES, PAIRED_ZONES

LITTLE_BELOW: Final = 1.0
MARKED_FROM: Final = 2.0


class Guidance(StrEnum):
    """What a clinician may talk about."""

    PROCEDURE = "procedure"
    PROCEDURE_UNPUBLISHED = "procedure_unpublished"
    EXAMINE = "examine"
    HOME = "home"
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneGuidance:
    """Of one kind of zone; of two sides the more lax one speaks. `devices`: those with a published displacement.

    `grade` is None where there is none, and `reason` (a code) says why; `unsure`: the grade is of low confidence or
    was not shown to be the zone's own.
    """

    zone: str
    guidance: Guidance
    grade: LaxityGrade | None
    devices: tuple[str, ...]
    unsure: bool = False
    reason: str | None = None


def guide_zones(analysis: Analysis) -> tuple[ZoneGuidance, ...]:
    """Every kind of zone, those to talk about first, and within each group the more lax ones."""
    found = [_guide(analysis, kind, zones) for kind, zones in _kinds()]
    order = list(Guidance)
    return tuple(sorted(found, key=lambda one: (order.index(one.guidance), -(one.grade.value if one.grade else 0.0))))


def guidance_of(grade: LaxityGrade | None, *, published: bool, unsure: bool) -> Guidance:
    """The rule itself."""
    if grade is None:
        return Guidance.NOT_JUDGED
    if unsure:
        return Guidance.EXAMINE
    if grade.high < LITTLE_BELOW:
        return Guidance.HOME
    if grade.low >= MARKED_FROM:
        return Guidance.PROCEDURE if published else Guidance.PROCEDURE_UNPUBLISHED
    return Guidance.EXAMINE


def _kinds() -> Iterable[tuple[str, tuple[str, ...]]]:
    for kind in PAIRED_ZONES:
        yield kind, (f"{kind}_R", f"{kind}_L")
    for kind in MIDLINE_ZONES:
        yield kind, (kind,)


def _guide(analysis: Analysis, kind: str, zones: tuple[str, ...]) -> ZoneGuidance:
    devices = tuple(
        name for name, one in treatment_library().items() if any(kind in effect.zones for effect in one.effects)
    )
    results = [result for zone in zones if (result := analysis.zone(zone)) is not None]
    graded = [result.laxity for result in results if result.laxity is not None]
    grade = max(graded, key=lambda one: one.value) if graded else None
    unsure = grade is not None and (grade.confidence is Confidence.LOW or grade.exploratory)
    reason = None if grade is not None else next((one.laxity_reason for one in results if one.laxity_reason), None)
    return ZoneGuidance(
        zone=kind,
        guidance=guidance_of(grade, published=bool(devices), unsure=unsure),
        grade=grade,
        devices=devices,
        unsure=unsure,
        reason=reason,
    )
