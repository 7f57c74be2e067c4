"""What was done to the skin, and what may act on it: both as a person wrote it down."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from skinlax_desktop.domain.ids import UserName


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenTreatment:
    """A treatment that was carried out on `performed_on` (ISO date).

    `kind` is a device of the treatment library, or the clinician's own word; no `zones` means the whole face.
    """

    kind: str
    performed_on: str
    zones: tuple[str, ...] = ()
    note: str = ""
    author: UserName
    entered_at: str

    def touches(self, zone: str) -> bool:
        """Whether it can have changed a zone; the whole face ("") is changed by every treatment."""
        return not zone or not self.zones or zone in self.zones


class RiskFactor(StrEnum):
    """What a patient tells; a probe's hydration stands among the probe readings."""

    SUN = "sun"
    SMOKING = "smoking"
    SLEEP = "sleep"


RISK_FACTOR_UNITS: Final = {
    RiskFactor.SUN: "h/week",
    RiskFactor.SMOKING: "cigarettes/day",
    RiskFactor.SLEEP: "h/night",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFactorAnswer:
    """One answer, in the unit of `RISK_FACTOR_UNITS`."""

    factor: RiskFactor
    value: float
    author: UserName
    entered_at: str
