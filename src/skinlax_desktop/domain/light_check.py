"""Whether the light is still the one of the last daily check."""

from dataclasses import dataclass, field
from enum import StrEnum

from skinlax_desktop.domain.light_and_exposure import LightSettings


class LightSource(StrEnum):
    """Who said so: the ring's own sensor, or the grey patch in a picture."""

    RING = "ring"
    GREY_PATCH = "grey_patch"


@dataclass(frozen=True, slots=True, kw_only=True)
class LightReading:
    """Brightness and colour of the ring's light. Readings compare within one source and one colour asked for.

    `output` is per unit of the level asked for, in the source's own unit: of full output, or linear green of the patch
    per second of exposure.
    `at` is ISO 8601.
    """

    source: LightSource
    output: float
    colour_temperature_k: float
    at: str
    asked: LightSettings = field(default_factory=LightSettings)


class DriftVerdict(StrEnum):
    """`WARN`: comparisons of colour suffer. `REFUSE`: pictures of today and of the check day do not compare."""

    STEADY = "steady"
    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class LightDrift:
    """How far the light has moved: `output_change` as a fraction, `colour_change_mired` in reciprocal megakelvin."""

    output_change: float
    colour_change_mired: float
    colour_change_k: float
    verdict: DriftVerdict


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbientLight:
    """The room's share of a picture's light, 0 to 1, with its 95 % interval; `passed` is None when too dark to tell."""

    share: float | None
    low: float | None
    high: float | None
    limit: float
    passed: bool | None
    reason: str = ""
