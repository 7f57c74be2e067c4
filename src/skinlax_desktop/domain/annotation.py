"""What the clinician writes on a picture, and what the clinician thinks of a value."""

from dataclasses import dataclass
from enum import StrEnum

from skinlax_desktop.domain.ids import AnnotationId, CaptureId, UserName


class AnnotationKind(StrEnum):
    """The drawing tools."""

    ARROW = "arrow"
    POLYGON = "polygon"
    FREEHAND = "freehand"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A mark on one capture. Points are in pixels of the upright picture; an arrow has tail and head."""

    id: AnnotationId
    capture_id: CaptureId
    kind: AnnotationKind
    points_px: tuple[tuple[float, float], ...]
    text: str = ""
    author: UserName
    created_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The clinician's agreement with what was measured in one zone; a disagreement needs a reason."""

    zone: str
    agrees: bool
    reason: str = ""
    author: UserName
    judged_at: str

    def __post_init__(self) -> None:
        if not self.agrees and not self.reason.strip():
            raise ValueError("a disagreement needs a reason")


class ProbeQuantity(StrEnum):
    """What only a probe can measure; never inferred from a photograph."""

    HYDRATION = "hydration"
    SENSITIVITY = "sensitivity"
    ELASTICITY = "elasticity"
    WATER_LOSS = "water_loss"


PROBE_UNITS = {
    ProbeQuantity.HYDRATION: "AU",
    ProbeQuantity.SENSITIVITY: "score 0-10",
    ProbeQuantity.ELASTICITY: "R2 ratio",
    ProbeQuantity.WATER_LOSS: "g/m2/h",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeReading:
    """A value typed in from a probe, with the instrument that gave it."""

    quantity: ProbeQuantity
    value: float
    unit: str
    instrument: str
    zone: str = ""
    author: UserName
    entered_at: str
