"""Two visits of one face as surfaces: may they be compared, and what is to be said of each zone.

A zone's change is called one only when its probability, corrected for all zones asked at once (Holm), is below 5 %.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from skinlax_desktop.analytics.multiple_testing import holm
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.measure_change import SIGNIFICANT
from skinlax_desktop.domain.zones import ZONES
from skinlax_desktop.surface.compared_surfaces import SurfaceComparison, compare_surfaces
from skinlax_desktop.surface.resting_face import eyes_differ, mouth_difference
from skinlax_desktop.surface.zone_change import Z95, ZoneShift
from skinlax_desktop.workflows.measured_face import MeasuredFace
from skinlax_desktop.workflows.same_face import doubts_of_identity

Floats = npt.NDArray[np.float64]

_LEAST_COVERED: Final = 0.5
_SIZE_WARNS: Final = 0.01
_SIZE_REFUSES: Final = 0.03
_RESIDUAL_WARNS: Final = 1.5


class SkinVerdict(StrEnum):
    """What may be said of a zone. `ALONG`: it moved along the skin, with no clear mean along the normal."""

    OUTWARD = "outward"
    INWARD = "inward"
    ALONG = "along"
    NOT_DETECTABLE = "not_detectable"
    NOT_MEASURED = "not_measured"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ZoneOutcome:
    """A zone with its numbers, or with the reason (a code) why it has none; `p` is corrected for all zones."""

    zone: str
    verdict: SkinVerdict
    shift: ZoneShift | None = None
    p: float | None = None
    reason: str | None = None

    @property
    def changed(self) -> bool:
        """Whether a change was shown."""
        return self.verdict in (SkinVerdict.OUTWARD, SkinVerdict.INWARD, SkinVerdict.ALONG)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceComparison:
    """The outcome: `zones` in the order of `ZONES`; `warnings` and `unknown` are codes of `text/face_change.py`."""

    before: MeasuredFace
    after: MeasuredFace
    surfaces: SurfaceComparison
    zones: tuple[ZoneOutcome, ...]
    warnings: tuple[str, ...]
    unknown: tuple[str, ...]


def compare_faces(before: MeasuredFace, after: MeasuredFace) -> FaceComparison:
    """Compare two faces that have zones (`with_zones`).

    Raises `SkinlaxError`: `comparison_other_posture`, `comparison_other_expression`, `comparison_mouth_width`,
    `comparison_lips_apart`, `comparison_size_differs`, `comparison_no_stable_skin`, `comparison_mirrored`,
    `comparison_other_face`.
    """
    warnings, unknown = _circumstances(before, after)
    surfaces, doubts = compare_shapes(before, after)
    return FaceComparison(
        before=before,
        after=after,
        surfaces=surfaces,
        zones=_judge(surfaces),
        warnings=(*warnings, *doubts),
        unknown=tuple(unknown),
    )


def compare_shapes(before: MeasuredFace, after: MeasuredFace) -> tuple[SurfaceComparison, list[str]]:
    """Both surfaces as one face at rest, whatever its posture, and codes of what makes that doubtful.

    Raises `SkinlaxError`: as `compare_faces`, but for what differs by posture and expression as they were written down.
    """
    warnings = []
    marks = None if before.landmarks is None or after.landmarks is None else (before.landmarks, after.landmarks)
    if marks is not None:
        mouth = mouth_difference(*marks)
        if mouth is not None:
            raise SkinlaxError(f"comparison_{mouth}")
        if eyes_differ(*marks):
            warnings.append("other_eyes")
    surfaces = compare_surfaces(
        before.mesh,
        after.mesh,
        scale_share=float(np.hypot(before.scale_share, after.scale_share)),
        landmarks=marks,
    )
    off = abs(surfaces.size_ratio - 1.0)
    if off > _SIZE_REFUSES:
        raise SkinlaxError("comparison_size_differs", percent=f"{100.0 * off:.0f}")
    if off > _SIZE_WARNS:
        warnings.append("size_differs")
    warnings += doubts_of_identity(before, after, surfaces)
    if surfaces.registration.inflation > _RESIDUAL_WARNS:
        warnings.append("stable_skin_differs")
    if not surfaces.registration.refined:
        warnings.append("much_of_the_face_changed")
    return surfaces, warnings


def _circumstances(before: MeasuredFace, after: MeasuredFace) -> tuple[list[str], list[str]]:
    """What differs between the captures, and what nobody wrote down."""
    warnings, unknown = [], []
    if before.posture and after.posture and before.posture != after.posture:
        raise SkinlaxError("comparison_other_posture", first=before.posture, second=after.posture)
    if before.expression and after.expression and before.expression != after.expression:
        raise SkinlaxError("comparison_other_expression", first=before.expression, second=after.expression)
    for name in ("camera", "scale_kind", "posture"):
        first, second = getattr(before, name), getattr(after, name)
        if not first or not second:
            unknown.append(name)
        elif first != second:
            warnings.append(f"other_{name}")
    if before.mesh.source != after.mesh.source:
        warnings.append("other_source")
    return warnings, unknown


def _judge(surfaces: SurfaceComparison) -> tuple[ZoneOutcome, ...]:
    asked = [zone for zone in ZONES if zone in surfaces.zones and surfaces.covered[zone] >= _LEAST_COVERED]
    corrected = dict(zip(asked, holm([surfaces.zones[zone].p for zone in asked]), strict=True))
    outcomes = []
    for zone in ZONES:
        if zone not in corrected:
            reason = "zone_not_seen" if zone not in surfaces.zones else "zone_partly_seen"
            outcomes.append(ZoneOutcome(zone=zone, verdict=SkinVerdict.NOT_MEASURED, reason=reason))
            continue
        shift, p = surfaces.zones[zone], corrected[zone]
        outcomes.append(ZoneOutcome(zone=zone, verdict=_verdict(shift, p), shift=shift, p=p))
    return tuple(outcomes)


def _verdict(shift: ZoneShift, p: float) -> SkinVerdict:
    if p >= SIGNIFICANT:
        return SkinVerdict.NOT_DETECTABLE
    if abs(shift.mean_mm) <= Z95 * shift.mean_sd_mm:
        return SkinVerdict.ALONG
    return SkinVerdict.OUTWARD if shift.mean_mm > 0 else SkinVerdict.INWARD


def interval(value: float, sd: float) -> tuple[float, float]:
    """The 95 % interval around a value."""
    half = float(norm.ppf(0.975)) * sd
    return value - half, value + half
