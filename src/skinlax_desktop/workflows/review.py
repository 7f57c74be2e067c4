"""Reading a series: which zones come first, how left compares with right, and what the clinician thinks of it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from skinlax_desktop.domain.annotation import PROBE_UNITS, Judgement, ProbeQuantity, ProbeReading
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.measurement import Analysis, Confidence, Measurement
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.domain.zones import ZONES, Side, mirrored_zone, side_of_zone

# What the instruments can show; a value outside is a slip of the keyboard.
PROBE_RANGES: Final[Mapping[ProbeQuantity, tuple[float, float]]] = {
    ProbeQuantity.HYDRATION: (0.0, 150.0),
    ProbeQuantity.SENSITIVITY: (0.0, 10.0),
    ProbeQuantity.ELASTICITY: (0.0, 1.0),
    ProbeQuantity.WATER_LOSS: (0.0, 150.0),
}


class Standing(StrEnum):
    """Why a zone stands where it stands in the list."""

    UNEVEN = "uneven"
    MEASURED = "measured"
    UNSURE = "unsure"
    NOT_MEASURED = "not_measured"


_ORDER: Final = (Standing.UNEVEN, Standing.MEASURED, Standing.UNSURE, Standing.NOT_MEASURED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneFinding:
    """A zone of the list. `unevenness`: the largest left-right difference of its metrics, in units of its mdc95."""

    zone: str
    metrics: tuple[Measurement, ...]
    standing: Standing
    unevenness: float = 0.0
    uneven_metric: str = ""
    judgement: Judgement | None = None


def list_findings(analysis: Analysis, judgements: Sequence[Judgement] = ()) -> tuple[ZoneFinding, ...]:
    """Zones in the order of what matters.

    First those whose left and right differ by more than can be measurement noise, the largest difference first; then
    measured ones, ones of low confidence, and at last those where nothing was measured. The mdc95 of a metric is the
    smallest difference of two measurements; `side_ratio` says how it judges the two sides.
    """
    opinions = {judgement.zone: judgement for judgement in judgements}
    findings = [
        _finding(analysis, result.zone, result.everything, opinions.get(result.zone)) for result in analysis.zones
    ]
    place = {zone: number for number, zone in enumerate(ZONES)}
    findings.sort(
        key=lambda finding: (
            _ORDER.index(finding.standing),
            -finding.unevenness if finding.standing is Standing.UNEVEN else 0.0,
            place.get(finding.zone, len(place)),
        )
    )
    return tuple(findings)


def _finding(
    analysis: Analysis, zone: str, metrics: tuple[Measurement, ...], judgement: Judgement | None
) -> ZoneFinding:
    measured = [metric for metric in metrics if metric.value is not None]
    unevenness, name = max(((side_ratio(analysis, zone, m), m.name) for m in metrics), default=(0.0, ""))
    if not measured:
        standing = Standing.NOT_MEASURED
    elif unevenness > 1.0:
        standing = Standing.UNEVEN
    elif all(metric.confidence is Confidence.LOW for metric in measured):
        standing = Standing.UNSURE
    else:
        standing = Standing.MEASURED
    # The zone's laxity is what was asked for; behind it, what was measured surely comes first.
    ordered = sorted(metrics, key=lambda m: (m.value is None, m.name != "laxity", m.confidence is Confidence.LOW))
    return ZoneFinding(
        zone=zone,
        metrics=tuple(ordered),
        standing=standing,
        unevenness=unevenness,
        uneven_metric=name if unevenness > 1.0 else "",
        judgement=judgement,
    )


def side_ratio(analysis: Analysis, zone: str, metric: Measurement) -> float:
    """The difference to the other side of the face in units of noise; 0 when it cannot be judged.

    Noise is the mdc95 or, where it is larger, both intervals together: what the method errs by on one side of a face is
    carried to that side's next visit, and so is no part of the mdc95, but not to the other side.
    """
    if side_of_zone(zone) is Side.MIDLINE or metric.value is None or not metric.mdc95:
        return 0.0
    opposite = analysis.zone(mirrored_zone(zone))
    twin = next((m for m in opposite.everything if m.name == metric.name), None) if opposite is not None else None
    if twin is None or twin.value is None or Confidence.LOW in (metric.confidence, twin.confidence):
        return 0.0
    return abs(metric.value - twin.value) / max(metric.mdc95, math.hypot(_half_width(metric), _half_width(twin)))


def _half_width(metric: Measurement) -> float:
    return 0.0 if metric.low is None or metric.high is None else (metric.high - metric.low) / 2.0


def mappable_metrics(analysis: Analysis) -> tuple[Measurement, ...]:
    """One example of every zone metric that was measured in some zone, the most widely measured first."""
    examples: dict[str, Measurement] = {}
    counts: dict[str, int] = {}
    for result in analysis.zones:
        for metric in result.everything:
            if metric.value is not None:
                examples.setdefault(metric.name, metric)
                counts[metric.name] = counts.get(metric.name, 0) + 1
    return tuple(sorted(examples.values(), key=lambda metric: -counts[metric.name]))


def zone_values(analysis: Analysis, metric: str) -> dict[str, float]:
    """The value of a metric in every zone where it was measured."""
    return {
        result.zone: found.value
        for result in analysis.zones
        for found in result.everything
        if found.name == metric and found.value is not None
    }


def agree(visit: Visit, zone: str, *, author: UserName, at: str) -> Visit:
    """The visit in which the clinician agrees with a zone."""
    return visit.with_judgement(Judgement(zone=zone, agrees=True, author=author, judged_at=at))


def disagree(visit: Visit, zone: str, reason: str, *, author: UserName, at: str) -> Visit:
    """The visit in which the clinician disagrees; raises `disagreement_needs_reason` without a reason."""
    if not reason.strip():
        raise SkinlaxError("disagreement_needs_reason")
    return visit.with_judgement(Judgement(zone=zone, agrees=False, reason=reason.strip(), author=author, judged_at=at))


def withdraw_judgement(visit: Visit, zone: str) -> Visit:
    """The visit without the clinician's opinion of a zone."""
    return replace(visit, judgements=tuple(known for known in visit.judgements if known.zone != zone))


def read_probe_value(quantity: ProbeQuantity, typed: str) -> float:
    """The number that was typed, with a point or a comma.

    Raises `probe_value_unreadable`, or `probe_value_out_of_range` with the range the instruments can show.
    """
    try:
        value = float(typed.strip().replace(",", "."))
    except ValueError as error:
        raise SkinlaxError("probe_value_unreadable") from error
    low, high = PROBE_RANGES[quantity]
    if not math.isfinite(value) or not low <= value <= high:
        raise SkinlaxError("probe_value_out_of_range", low=f"{low:g}", high=f"{high:g}", unit=PROBE_UNITS[quantity])
    return value


def enter_probe_reading(
    visit: Visit, quantity: ProbeQuantity, typed: str, instrument: str, *, author: UserName, at: str
) -> Visit:
    """The visit with a probe's value; raises as `read_probe_value`, and `probe_instrument_missing`."""
    value = read_probe_value(quantity, typed)
    if not instrument.strip():
        raise SkinlaxError("probe_instrument_missing")
    return visit.with_probe_reading(
        ProbeReading(
            quantity=quantity,
            value=value,
            unit=PROBE_UNITS[quantity],
            instrument=instrument.strip(),
            author=author,
            entered_at=at,
        )
    )


def remove_probe_reading(visit: Visit, quantity: ProbeQuantity) -> Visit:
    """The visit without the value of a quantity for the whole face."""
    return replace(
        visit,
        probe_readings=tuple(known for known in visit.probe_readings if (known.quantity, known.zone) != (quantity, "")),
    )
