"""The documented tie between a zone's millimetres and its severity of 0 to 4."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from skinlax_desktop.domain.zones import kind_of_zone
from skinlax_desktop.phantom.patients import MOST_LAX


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityMap:
    """`at_worst_mm`: by zone without its side, the median mean displacement at severity 4 of that zone alone."""

    at_worst_mm: Mapping[str, float]

    def severity(self, zone: str, displacement_mm: float) -> float:
        """The severity that a displacement stands for: a straight line through zero, open above 4."""
        return MOST_LAX * displacement_mm / self.at_worst_mm[kind_of_zone(zone)]

    def displacement_mm(self, zone: str, severity: float) -> float:
        """The displacement that a severity stands for."""
        return severity / MOST_LAX * self.at_worst_mm[kind_of_zone(zone)]


@lru_cache(maxsize=2)
def load_severity_map(resources: Path) -> SeverityMap:
    """Read `phantom/severity_map.json` from the folder of resources."""
    document = json.loads((resources / "phantom" / "severity_map.json").read_text(encoding="utf-8"))
    return SeverityMap(at_worst_mm={zone: float(row["median_mm"]) for zone, row in document["zones"].items()})
