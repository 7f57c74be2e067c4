"""The laxity grades of a series: asked only for what the gate let through, doubted where they are not to be trusted."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.laxity import ADULT_FROM_YEARS, OUT_OF_DISTRIBUTION_EDGE, LaxityEstimate
from skinlax_desktop.domain.measurement import NO_MODEL, LaxityGrade, LaxityResult, ModelUse, ZoneResult
from skinlax_desktop.ports.laxity import LaxityView, OpenedLaxity
from skinlax_desktop.workflows.series_pictures import JudgedFrame

NO_VIEW: Final = "laxity_no_usable_view"
NOT_COVERED: Final = "zone_not_covered"


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedSeries:
    """Grades by zone with the face as a whole; `reasons` says by zone why there is none, `reason` why nowhere."""

    zones: dict[str, LaxityGrade] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    whole: LaxityResult = field(default_factory=LaxityResult)
    reason: str = NO_MODEL
    model: ModelUse | None = None
    notices: tuple[str, ...] = ()
    error: SkinlaxError | None = None

    def graded(self, result: ZoneResult) -> ZoneResult:
        """The zone with its grade, or with the reason that it has none."""
        grade = self.zones.get(result.zone)
        reason = None if grade is not None else self.reasons.get(result.zone, self.reason)
        return ZoneResult(zone=result.zone, metrics=result.metrics, laxity=grade, laxity_reason=reason)


def grade_series(
    frames: Sequence[JudgedFrame],
    estimator: OpenedLaxity,
    *,
    refused: str | None,
    deviates: bool,
    age_years: float | None = None,
) -> GradedSeries:
    """Ask the model once about the whole series.

    `refused` is a reason that bars every value; `deviates` marks a series measured although the gate refused it, whose
    grades are of low confidence, as are those of a face unlike the ones the model learned from and of a person whom
    `age_years` does not tell to be an adult. What the model refuses is no failure of the analysis: its code becomes
    the reason.
    """
    if estimator is None:
        return GradedSeries()
    if isinstance(estimator, SkinlaxError):
        return replace(_none(estimator.code, None), error=estimator)
    if refused is not None:
        return _none(refused, estimator.model)
    views = [
        LaxityView(view=frame.view, picture_bgr=frame.picture.picture_bgr, face=frame.face)
        for frame in frames
        if frame.face is not None
    ]
    if not views:
        return _none(NO_VIEW, estimator.model)
    try:
        estimate = estimator.estimate(views)
    except SkinlaxError as error:
        return _none(error.code, estimator.model)
    return read_estimate(estimate, deviates=deviates, age_years=age_years)


def _none(reason: str, model: ModelUse | None) -> GradedSeries:
    return GradedSeries(whole=LaxityResult(reason=reason), reason=reason, model=model)


def read_estimate(estimate: LaxityEstimate, *, deviates: bool, age_years: float | None) -> GradedSeries:
    """What a model says as the program shows it: with every doubt that holds for the whole face."""
    doubts = ["off_protocol"] if deviates else []
    if not estimate.out_of_distribution <= OUT_OF_DISTRIBUTION_EDGE:
        doubts.append("out_of_distribution")
    if age_years is None:
        doubts.append("age_unknown")
    elif age_years < ADULT_FROM_YEARS:
        doubts.append("not_adult")
    overall, index = estimate.overall, estimate.youthfulness_index
    missing = overall is None or index is None
    return GradedSeries(
        zones={zone: grade.doubted(*doubts) for zone, grade in estimate.zones.items()},
        reasons=dict(estimate.uncovered),
        whole=LaxityResult(
            overall=None if missing or overall is None else overall.doubted(*doubts),
            youthfulness_index=None if missing or index is None else index.doubted(*doubts),
            out_of_distribution=estimate.out_of_distribution,
            reason=NOT_COVERED if missing else None,
        ),
        reason=NOT_COVERED,
        model=estimate.model,
        notices=estimate.notices,
    )
