"""A value in every zone, ready to be coloured: what photo, list and 3D share."""

from collections.abc import Mapping
from dataclasses import dataclass

from skinlax_desktop.imaging.colour_scale import colour_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneMap:
    """`values` of one quantity by zone; zones without a value are grey. `low`..`high` is the scale of the colours."""

    title: str
    unit: str
    values: Mapping[str, float]
    low: float
    high: float

    def colour(self, zone: str) -> tuple[int, int, int]:
        """The zone's colour, 0..255 RGB."""
        return colour_of(self.values.get(zone), self.low, self.high)


def make_zone_map(title: str, unit: str, values: Mapping[str, float]) -> ZoneMap:
    """A map whose scale spans the values; one value alone sits in the middle of a scale of its own size."""
    low, high = min(values.values()), max(values.values())
    if high - low < 1e-9:
        reach = abs(high) / 2 or 1.0
        low, high = low - reach, high + reach
    return ZoneMap(title=title, unit=unit, values=dict(values), low=low, high=high)
