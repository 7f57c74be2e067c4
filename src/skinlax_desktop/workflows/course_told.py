"""The course of a measure in words and as a picture, for the screen and for the report alike."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from skinlax_desktop.analytics.course_backtest import FEWEST_CASES
from skinlax_desktop.analytics.next_visit import ComeAgain
from skinlax_desktop.domain.consent import ConsentScope, consents_to
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.text import course as words
from skinlax_desktop.workflows.cohort import CohortPosition, Peer, peer_series, place_in_cohort
from skinlax_desktop.workflows.course import CourseBand, CourseJump, CourseStatement, CourseStatus, foretell
from skinlax_desktop.workflows.course_prior import load_course_priors
from skinlax_desktop.workflows.course_series import CourseKey, CourseSeries, measured_keys, series_of, years_of
from skinlax_desktop.workflows.prediction_results import PredictionResult, results_of, scores
from skinlax_desktop.workflows.synthetic_cohort import synthetic_members
from skinlax_desktop.workflows.visit_comparison import LAXITY

TOLD_MONTHS: Final = (6, 12)
MOST_LAX_GRADE: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePicture:
    """What is drawn: points (years since 1970, value, repeat half interval), treatments, bands from the last visit.

    `prior_only`: the bands say nothing of the patient. `least`, `most`: the ends of the scale, where it has any.
    """

    unit: str
    points: tuple[tuple[float, float, float], ...]
    treatments: tuple[tuple[float, str], ...]
    bands: tuple[CourseBand, ...]
    prior_only: bool
    least: float | None
    most: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePart:
    """A heading with its sentences."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionPicture:
    """Where the value stands, 0 to 100, with its interval; `synthetic` is written into the picture."""

    percentile: float
    low: float
    high: float
    synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseTold:
    """Everything that is said of one measure of one patient."""

    key: CourseKey
    label: str
    picture: CoursePicture | None
    parts: tuple[CoursePart, ...]
    position: PositionPicture | None
    consents: bool


def course_keys(visits: Sequence[Visit], resources: Path) -> tuple[CourseKey, ...]:
    """The measures of a patient that have a course."""
    return measured_keys(visits, load_course_priors(resources).of)


def tell_course(
    patient: Patient,
    visits: Sequence[Visit],
    key: CourseKey,
    *,
    peers: Sequence[Peer],
    resources: Path,
    today: str,
) -> CourseTold:
    """`peers` are the clinic's consenting patients with their visits; `today` is an ISO 8601 day or moment."""
    prior = load_course_priors(resources).of[key.quantity]
    series = series_of(visits, key)
    statement = foretell(series, prior, peer_series(peers, series.reference, key))
    position = None
    if series.reference is not None:
        synthetic = synthetic_members(resources, key, series.reference)
        position = place_in_cohort(patient, series.reference, key, peers, synthetic)
    results = results_of(visits)
    everyone = (*results, *(result for peer in peers for result in results_of(peer.visits)))
    parts = (
        CoursePart(title=words.EXPECTED, sentences=_expected(statement)),
        CoursePart(title=words.COME_AGAIN, sentences=_coming(statement, today)),
        CoursePart(title=words.AMONG, sentences=_among(position, key, resources)),
        CoursePart(title=words.RESULTS, sentences=_results(results, everyone)),
        CoursePart(title=words.RESTS_ON, sentences=_rests_on(statement)),
    )
    return CourseTold(
        key=key,
        label=words.key_label(key.zone, key.quantity),
        picture=_picture(statement),
        parts=tuple(part for part in parts if part.sentences),
        position=_position_picture(position),
        consents=consents_to(patient.consents, ConsentScope.COHORT, on=today),
    )


def _expected(statement: CourseStatement) -> tuple[str, ...]:
    status, tested, unit = statement.status, statement.tested, statement.series.unit
    at = [band for band in statement.bands if band.months in TOLD_MONTHS]
    said = []
    if status is CourseStatus.NO_VALUE:
        return (words.NO_VALUE,)
    if status is CourseStatus.FEW_VISITS:
        said.append(words.few_visits(len(statement.series.current)))
    elif status is CourseStatus.UNTESTED:
        said.append(words.untested(0 if tested is None else len(tested.cases), FEWEST_CASES))
    elif status is CourseStatus.NO_BETTER:
        said.append(words.NO_BETTER)
    if statement.jump is not None:
        said.append(_jumped(statement.jump, unit, followed=status is CourseStatus.FORECAST))
    for band in at:
        if statement.prior_only:
            said.append(words.expected_by_prior(band.months, unit, (band.low_80, band.high_80)))
        else:
            eighty, ninety_five = (band.low_80, band.high_80), (band.low_95, band.high_95)
            said.append(words.expected(band.months, unit, mean=band.mean, band_80=eighty, band_95=ninety_five))
    if tested is not None and tested.in_80.value is not None and tested.mean_error is not None:
        said.append(
            words.tested(
                len(tested.cases),
                statement.own_cases,
                in_80=tested.in_80.value,
                low=tested.in_80.low or 0.0,
                high=tested.in_80.high or 1.0,
                error=tested.mean_error,
                naive_error=tested.naive_mean_error or 0.0,
            )
        )
    return tuple(said)


def _jumped(jump: CourseJump, unit: str, *, followed: bool) -> str:
    return words.jumped(jump.last_before, jump.first_after, jump.change, unit, followed=followed)


def _coming(statement: CourseStatement, today: str) -> tuple[str, ...]:
    coming, mdc95, series = statement.coming, statement.mdc95, statement.series
    if coming is None or mdc95 is None:
        return ()
    last = series.points[-1].started_at
    treated = coming.because is ComeAgain.AFTER_TREATMENT
    due = month_after(series.breaks[-1].performed_on if treated else last, coming.months)
    when = words.come_again(
        due, coming.because.value, months=coming.months, mdc95=mdc95, unit=series.unit, is_past=due < today[:7]
    )
    if statement.status is not CourseStatus.FORECAST:
        return (when,)
    worsening = coming.worsening_in_months
    month = None if worsening is None else month_after(last, worsening)
    return (when, words.treat_from(month, mdc95=mdc95, unit=series.unit))


def month_after(day: str, months: int) -> str:
    """'2026-11-23', 3 -> '2027-02'."""
    counted = int(day[:4]) * 12 + int(day[5:7]) - 1 + months
    return f"{counted // 12}-{counted % 12 + 1:02d}"


def _among(position: CohortPosition | None, key: CourseKey, resources: Path) -> tuple[str, ...]:
    said = []
    if position is not None:
        share = position.percentile
        if share.value is not None and share.low is not None and share.high is not None and position.rule is not None:
            rule = words.rule(position.rule.sex, position.rule.skin, position.rule.age_years)
            synthetic = position.synthetic
            said.append(words.position(share.value, share.low, share.high, share.n, rule, synthetic=synthetic))
            if synthetic:
                said += [words.SYNTHETIC_NOTE, words.CLINIC_TOO_SMALL.format(n=position.clinic_people)]
        elif position.reason is not None:
            said.append(words.no_position(position.reason, position.clinic_people))
    for bar in _reference_bars(resources):
        if bar["quantity"] == key.quantity:
            low, high, unit = bar["low"], bar["high"], bar["unit"]
            cited = {name: bar[name] for name in ("says", "population", "cites")}
            said.append(words.cited_bar(low, high, unit, **cited))
    return (*said, words.SKIN_AGE)


def _results(own: Sequence[PredictionResult], everyone: Sequence[PredictionResult]) -> tuple[str, ...]:
    said = [_result(result) for result in own]
    limits = dict.fromkeys(code for result in own for code in result.warnings)
    said += [words.limits_result(code) for code in limits]
    for (zone, quantity, unit), score in scores(everyone).items():
        bias = score.bias
        known = bias.value is not None and bias.low is not None and bias.high is not None
        said.append(
            words.clinic_score(
                zone,
                quantity,
                unit,
                n=score.n,
                people=score.people,
                bias=(bias.value or 0.0, bias.low or 0.0, bias.high or 0.0) if known else None,
                inside=(score.inside.value or 0.0, score.inside.low or 0.0, score.inside.high or 0.0),
                by_noise=score.inside_with_noise.value or 0.0,
                promised=score.promised,
                established=score.established,
            )
        )
    return tuple(said) or (words.NO_SIMULATION,)


def _result(result: PredictionResult) -> str:
    predicted, outcome = result.predicted, result.outcome
    label, day = words.key_label(predicted.zone, predicted.quantity), result.simulation.made_at[:10]
    if outcome is None:
        return words.no_result(label, day, result.reason or "not_measured", result.parameters)
    return words.result(
        label,
        day,
        predicted.unit,
        predicted=(predicted.low, predicted.median, predicted.high),
        measured=(outcome.measured_low, outcome.measured, outcome.measured_high),
        on_surfaces=result.on_surfaces,
        weeks=result.weeks or 0.0,
        inside=outcome.inside,
        by_noise=outcome.inside_with_noise,
        detectable=outcome.detectable,
    )


def _rests_on(statement: CourseStatement) -> tuple[str, ...]:
    series = statement.series
    left = Counter(one.reason for one in series.left_out)
    breaks = [words.new_start(treatment.kind, treatment.performed_on) for treatment in series.breaks]
    peers = [words.PEERS.format(count=statement.peers)] if statement.status is CourseStatus.FORECAST else []
    sources = [
        words.source_line(source.says, source.cites, engineering=source.engineering)
        for source in statement.prior.sources
    ]
    return (
        *((words.MODEL_GRADE,) if series.key.quantity == LAXITY else ()),
        *(words.not_pooled(count, reason) for reason, count in sorted(left.items())),
        *breaks,
        *peers,
        *sources,
        words.RISK_FACTORS,
        *_youthfulness(series),
    )


def _youthfulness(series: CourseSeries) -> tuple[str, ...]:
    """Of the whole face's last grade, whose interval it carries."""
    if series.key.zone or series.key.quantity != LAXITY or not series.points:
        return ()
    grade = series.points[-1].measured
    if grade.value is None or grade.low is None or grade.high is None:
        return ()
    value, low, high = (100.0 * (1.0 - end / MOST_LAX_GRADE) for end in (grade.value, grade.high, grade.low))
    return (words.youthfulness(value, max(low, 0.0), min(high, 100.0)),)


def _picture(statement: CourseStatement) -> CoursePicture | None:
    series: CourseSeries = statement.series
    if not series.points:
        return None
    return CoursePicture(
        unit=series.unit,
        points=tuple((point.years, point.measured.value or 0.0, 1.96 * point.sd) for point in series.points),
        treatments=tuple(
            (years_of(treatment.performed_on), words.treatment_label(treatment.kind)) for treatment in series.breaks
        ),
        bands=statement.bands,
        prior_only=statement.prior_only,
        least=statement.prior.least,
        most=statement.prior.most,
    )


def _position_picture(position: CohortPosition | None) -> PositionPicture | None:
    share = None if position is None else position.percentile
    if position is None or share is None or share.value is None or share.low is None or share.high is None:
        return None
    return PositionPicture(percentile=share.value, low=share.low, high=share.high, synthetic=position.synthetic)


@lru_cache(maxsize=2)
def _reference_bars(resources: Path) -> list[dict[str, Any]]:
    document = tomllib.loads((resources / "cohort" / "reference_bars.toml").read_text(encoding="utf-8"))
    return list(document["bar"])
