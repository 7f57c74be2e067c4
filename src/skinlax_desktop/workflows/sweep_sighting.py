"""What one live frame of a sweep shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from skinlax_desktop.domain.sweep import YawSource
from skinlax_desktop.workflows.sweep_turn import YawReading

# Up to here the landmarks' lids and mouth are those of the person, not of the model's idea of one.
EXPRESSION_SEEN_TO_DEG: Final = 52.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceAtRest:
    """What of a face can change.

    `eye_ratio` of the eye that is seen best, `strength` of the strongest movement (1 is the limit of rest) with its
    name, and the model's blendshapes of the lower face.
    """

    eye_ratio: float
    strength: float | None = None
    movement: str = ""
    lower_face: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepSighting:
    """One live frame. `person`: whether somebody is there, None where that cannot be told.

    `faces`: how many people were seen. `face` is None where the expression does not show. `blur_px`: sigma of edges
    that a turn smears, full-resolution pixels. `head`: left, top, right, bottom in 0..1 of the picture. `pitch_deg`:
    how far the head looks up, None where no landmarks tell it.
    """

    at_s: float
    sequence: int
    reading: YawReading
    person: bool | None
    faces: int = 1
    face: FaceAtRest | None = None
    blur_px: float | None = None
    distance_mm: float | None = None
    head: tuple[float, float, float, float] | None = None
    pitch_deg: float | None = None

    @property
    def yaw_deg(self) -> float | None:
        """The yaw that this frame itself shows."""
        return self.reading.yaw_deg

    @property
    def source(self) -> YawSource:
        """What that yaw was read from."""
        return self.reading.source
