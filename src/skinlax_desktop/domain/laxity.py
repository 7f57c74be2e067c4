"""The laxity of a face from the grades of its zones, by formulas that anyone can follow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from skinlax_desktop.domain.measurement import INDEX_SCALE, LaxityGrade, ModelUse
from skinlax_desktop.domain.zones import Side, side_of_zone

MAX_GRADE: Final = 4.0

# How much a zone counts, by its name without the side; both sides together weigh what stands here. Chosen by the
# area that descends with age, and fixed before any model was trained, so that no model decides its own summary.
ZONE_WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "jowl": 3.0,
        "nasolabial": 2.0,
        "marionette": 2.0,
        "malar": 2.0,
        "submental": 2.0,
        "neck": 2.0,
        "infraorbital": 1.0,
        "upper_eyelid": 1.0,
        "brow": 1.0,
    }
)
_OTHER_WEIGHT: Final = 1.0

WIDE_INTERVAL: Final = "wide_interval"
UNSURE_GRADES: Final = 1.0
"""A half interval wider than this is the doubt `WIDE_INTERVAL`."""

OUT_OF_DISTRIBUTION_EDGE: Final = 1.0
"""A score above it: unlike the faces the model learned from."""

ADULT_FROM_YEARS: Final = 18.0
"""The model learned from adults; younger faces are shaped otherwise, and it does not notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaxityEstimate:
    """The answer of a laxity model to one series.

    `zones`: grades by zone; a zone it does not cover is absent, and `uncovered` may say why (zone to a code).
    `overall` and `youthfulness_index` are None together when no zone counts. `out_of_distribution` is 0 for a face
    like those it learned from, 1 at the edge of what it knows, and more beyond; above 1 no grade is of confidence.
    `notices` are codes of what a reader must know
    about the run, such as `gpu_out_of_memory`. `model` names the model and the device that really ran.
    """

    zones: Mapping[str, LaxityGrade]
    overall: LaxityGrade | None
    youthfulness_index: LaxityGrade | None
    out_of_distribution: float
    model: ModelUse
    uncovered: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def weight_of_zone(zone: str) -> float:
    """How much a zone counts in the overall laxity; each side of a pair has half of the pair's weight."""
    if side_of_zone(zone) is Side.MIDLINE:
        return ZONE_WEIGHTS.get(zone, _OTHER_WEIGHT)
    return ZONE_WEIGHTS.get(zone[:-2], _OTHER_WEIGHT) / 2.0


def overall_laxity(zones: Mapping[str, LaxityGrade], *, half_interval: float | None = None) -> LaxityGrade | None:
    """The weighted mean of the covered zones that are not exploratory; None when there is none.

    Without `half_interval`, the 95 % half width calibrated for the mean itself, the interval is the weighted mean of
    the zones' own ends: right when all errors move together, too wide otherwise, never too narrow. Confidence is low
    when it is for zones that carry half of the weight; wide intervals of zones do not count there, as the mean has its
    own, narrower one.
    """
    counted = {zone: grade for zone, grade in zones.items() if not grade.exploratory}
    if not counted:
        return None
    total = sum(weight_of_zone(zone) for zone in counted)

    def mean(name: str) -> float:
        return sum(weight_of_zone(zone) * float(getattr(grade, name)) for zone, grade in counted.items()) / total

    value = min(max(mean("value"), 0.0), MAX_GRADE)
    low, high = mean("low"), mean("high")
    if half_interval is not None:
        low, high = value - half_interval, value + half_interval
    by_zone = {zone: [reason for reason in grade.reasons if reason != WIDE_INTERVAL] for zone, grade in counted.items()}
    doubted = [zone for zone, reasons in by_zone.items() if reasons]
    doubts = dict.fromkeys(reason for zone in doubted for reason in by_zone[zone])
    if 2.0 * sum(weight_of_zone(zone) for zone in doubted) < total:
        doubts.clear()
    if high - low > 2.0 * UNSURE_GRADES:
        doubts[WIDE_INTERVAL] = None
    overall = LaxityGrade(value=value, low=min(max(low, 0.0), value), high=max(min(high, MAX_GRADE), value))
    return overall.doubted(*doubts)


def youthfulness_index(overall: LaxityGrade) -> LaxityGrade:
    """100 * (1 - overall / 4): 100 for a face without any laxity, 0 for the most lax; the ends of its interval too."""

    def index(grade: float) -> float:
        return 100.0 * (1.0 - grade / MAX_GRADE)

    return LaxityGrade(
        value=index(overall.value),
        low=index(overall.high),
        high=index(overall.low),
        confidence=overall.confidence,
        reasons=overall.reasons,
        exploratory=overall.exploratory,
        scale=INDEX_SCALE,
        mdc95=None if overall.mdc95 is None else 100.0 * overall.mdc95 / MAX_GRADE,
    )
