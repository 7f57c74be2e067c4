"""What a report may say of the numbers: pairs of sides, the zones that stand out, the values of a map."""

from collections.abc import Iterable
from dataclasses import dataclass

from skinlax_desktop.domain.measurement import Analysis, Measurement
from skinlax_desktop.domain.zones import PAIRED_ZONES


@dataclass(frozen=True, slots=True, kw_only=True)
class SidePair:
    """One metric of a paired zone on the subject's right and left."""

    zone: str
    name: str
    right: Measurement | None
    left: Measurement | None

    @property
    def compared(self) -> tuple[Measurement, Measurement, float] | None:
        """Both values and the difference that can be told from noise, or None when that is unknown."""
        if self.right is None or self.left is None or self.right.value is None or self.left.value is None:
            return None
        if self.right.mdc95 is None or self.left.mdc95 is None:
            return None
        return self.right, self.left, max(self.right.mdc95, self.left.mdc95)

    @property
    def excess(self) -> float | None:
        """Difference of the sides over the difference that can be told from noise; above 1 they differ."""
        both = self.compared
        if both is None or both[2] <= 0:
            return None
        right, left, detectable = both
        return abs((right.value or 0.0) - (left.value or 0.0)) / detectable


def find_metric(analysis: Analysis, zone: str, name: str) -> Measurement | None:
    """A metric of a zone, if it was looked at."""
    result = analysis.zone(zone)
    return next((metric for metric in result.everything if metric.name == name), None) if result is not None else None


def metric_names(analysis: Analysis, zones: Iterable[str]) -> tuple[str, ...]:
    """Names of the metrics of these zones, in the order in which they first appear."""
    names: dict[str, None] = {}
    for zone in zones:
        result = analysis.zone(zone)
        for metric in result.everything if result is not None else ():
            names.setdefault(metric.name)
    return tuple(names)


def side_pairs(analysis: Analysis) -> tuple[SidePair, ...]:
    """Every metric of every paired zone, sides together."""
    return tuple(
        SidePair(
            zone=zone,
            name=name,
            right=find_metric(analysis, f"{zone}_R", name),
            left=find_metric(analysis, f"{zone}_L", name),
        )
        for zone in PAIRED_ZONES
        for name in metric_names(analysis, (f"{zone}_R", f"{zone}_L"))
    )


def zone_values(analysis: Analysis, name: str) -> dict[str, Measurement]:
    """The zones in which a metric has a value."""
    found: dict[str, Measurement] = {}
    for zone in analysis.zones:
        for metric in zone.everything:
            if metric.name == name and metric.value is not None:
                found[zone.zone] = metric
    return found


def standing_out(analysis: Analysis, name: str, at_most: int = 2) -> tuple[str, ...]:
    """The zones with the highest values, when their intervals lie above the middle of all zones."""
    values = zone_values(analysis, name)
    if len(values) < 4:
        return ()
    ranked = sorted(values, key=lambda zone: -(values[zone].value or 0.0))
    middle = values[ranked[len(ranked) // 2]].value or 0.0
    clear = [zone for zone in ranked if (values[zone].low or 0.0) > middle]
    return tuple(clear[:at_most])


def has_values(analysis: Analysis) -> bool:
    """Whether anything at all was measured."""
    everything = (*analysis.attributes, *analysis.colour, *analysis.face)
    return any(metric.value is not None for metric in everything) or any(
        metric.value is not None for zone in analysis.zones for metric in zone.everything
    )


def measurements(analysis: Analysis) -> tuple[Measurement, ...]:
    """Every measurement of the analysis."""
    zoned = tuple(metric for zone in analysis.zones for metric in zone.everything)
    return (*zoned, *analysis.laxity.measurements, *analysis.attributes, *analysis.colour, *analysis.face)
