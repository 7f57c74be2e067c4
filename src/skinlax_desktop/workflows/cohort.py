"""Where a patient stands among patients of the same age, sex and skin type: the clinic's own, or synthetic people.

A percentile needs thirty people. The clinic's consenting patients come first; while they are too few the labelled
synthetic cohort stands in, for the laxity grade alone. A patient counts once, with the newest comparable visit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from skinlax_desktop.analytics.cohort_position import position_among
from skinlax_desktop.analytics.estimates import ESTABLISHED_FROM, Estimate, unknown
from skinlax_desktop.domain.consent import ConsentScope, consents_to
from skinlax_desktop.domain.measurement import Measurement
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.workflows.change_sources import capture_difference
from skinlax_desktop.workflows.course_series import CourseKey, CourseSeries, incomparable, measured_in, series_of
from skinlax_desktop.workflows.visit_comparison import is_doubted

AGE_STEPS: Final = (5, 10)
"""Years to either side: the wider one only where the narrower holds too few. An engineering choice."""

SKIN_GROUPS: Final[Mapping[str, str]] = {
    "I": "I-II",
    "II": "I-II",
    "III": "III-IV",
    "IV": "III-IV",
    "V": "V-VI",
    "VI": "V-VI",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortMember:
    """One person of a cohort. `skin` is a group of Fitzpatrick types."""

    age_years: float
    sex: str
    skin: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortRule:
    """Who was compared with: `age_years` to either side, the same sex, the same group of skin types."""

    age_years: int
    sex: str
    skin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortPosition:
    """`percentile`: per cent of the cohort with a smaller value. Without one, `reason` (a code) says why.

    `synthetic` must stand in every label. `clinic_people`: how many of the clinic's own matched.
    """

    key: CourseKey
    percentile: Estimate
    clinic_people: int
    rule: CohortRule | None = None
    synthetic: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A patient of the clinic with the visits that the course needs, newest last."""

    patient: Patient
    visits: tuple[Visit, ...]


def consenting(patients: Iterable[Patient], *, on: str, but: Patient | None = None) -> tuple[Patient, ...]:
    """Who lets others be compared with them on that day; never the patient in question."""
    return tuple(
        patient
        for patient in patients
        if (but is None or patient.id != but.id) and consents_to(patient.consents, ConsentScope.COHORT, on=on)
    )


def place_in_cohort(
    patient: Patient,
    visit: Visit,
    key: CourseKey,
    peers: Sequence[Peer],
    synthetic: Sequence[CohortMember] = (),
) -> CohortPosition:
    """The position of a visit's value. `peers` are the clinic's consenting patients, whatever was measured of them."""
    own = measured_in(visit, key)
    if own is None or own.value is None or own.low is None or own.high is None:
        return CohortPosition(key=key, percentile=unknown(0), clinic_people=0, reason="not_measured")
    if is_doubted(own):
        return CohortPosition(key=key, percentile=unknown(0), clinic_people=0, reason="low_confidence")
    age = age_at(patient, visit.started_at)
    for known, reason in ((age, "needs_birth_date"), (patient.sex, "needs_sex"), (patient.fitzpatrick, "needs_skin")):
        if known is None:
            return CohortPosition(key=key, percentile=unknown(0), clinic_people=0, reason=reason)
    clinic = members_of(peers, visit, key)
    found = _match(patient, age or 0.0, clinic)
    people = len(found[1])
    source, is_synthetic = (found, False)
    if people < ESTABLISHED_FROM and synthetic:
        source, is_synthetic = _match(patient, age or 0.0, synthetic), True
    rule, matched = source
    percentile = position_among(own.value, (own.high - own.low) / 3.92, [member.value for member in matched])
    return CohortPosition(
        key=key,
        percentile=percentile,
        clinic_people=people,
        rule=rule,
        synthetic=is_synthetic,
        reason="cohort_too_small" if percentile.value is None else None,
    )


def peer_series(peers: Sequence[Peer], reference: Visit | None, key: CourseKey) -> tuple[CourseSeries, ...]:
    """The series of those whose visits are comparable with the given one; each series is pure in itself."""
    found = []
    for peer in peers:
        if reference is None or not peer.visits:
            continue
        series = series_of(peer.visits, key)
        if series.reference is None:
            continue
        difference = capture_difference(reference, series.reference)
        if incomparable(reference, series.reference, key, difference, same_person=False) is None:
            found.append(series)
    return tuple(found)


def members_of(peers: Sequence[Peer], visit: Visit, key: CourseKey) -> tuple[CohortMember, ...]:
    """The clinic's people whose newest visit with that value is comparable with the given one."""
    members = []
    for peer in peers:
        value = _newest_value(peer, visit, key)
        if value is None or peer.patient.sex is None or peer.patient.fitzpatrick is None:
            continue
        seen, measured = value
        age = age_at(peer.patient, seen.started_at)
        if age is not None and measured.value is not None:
            skin = SKIN_GROUPS[peer.patient.fitzpatrick]
            members.append(CohortMember(age_years=age, sex=peer.patient.sex, skin=skin, value=measured.value))
    return tuple(members)


def age_at(patient: Patient, moment: str) -> float | None:
    """Years, with their fraction; None without a birth date."""
    if patient.birth_date is None:
        return None
    return (date.fromisoformat(moment[:10]) - date.fromisoformat(patient.birth_date)).days / 365.25


def _newest_value(peer: Peer, visit: Visit, key: CourseKey) -> tuple[Visit, Measurement] | None:
    for seen in sorted(peer.visits, key=lambda one: one.started_at, reverse=True):
        measured = measured_in(seen, key)
        if measured is None or measured.value is None or measured.exploratory or is_doubted(measured):
            continue
        if seen.analysis is None or seen.analysis.off_protocol:
            continue
        difference = capture_difference(visit, seen)
        if incomparable(visit, seen, key, difference, same_person=False) is None:
            return seen, measured
    return None


def _match(
    patient: Patient, age: float, members: Sequence[CohortMember]
) -> tuple[CohortRule, tuple[CohortMember, ...]]:
    """By the narrowest rule that holds thirty people, else by the widest."""
    sex, skin = patient.sex or "", SKIN_GROUPS[patient.fitzpatrick or "I"]
    alike = [member for member in members if (member.sex, member.skin) == (sex, skin)]
    for years in AGE_STEPS:
        matched = tuple(member for member in alike if abs(member.age_years - age) <= years)
        if len(matched) >= ESTABLISHED_FROM or years == AGE_STEPS[-1]:
            return CohortRule(age_years=years, sex=sex, skin=skin), matched
    raise AssertionError("the widest rule always answers")
