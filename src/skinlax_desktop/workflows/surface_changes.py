"""What changed on the surface between two visits, as rows: zones, volumes, and measures that both visits kept."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from skinlax_desktop.domain.measure_change import MeasureChange
from skinlax_desktop.domain.measurement import Measurement, not_measured
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.surface.zone_change import ZoneShift
from skinlax_desktop.workflows.face_comparison import FaceComparison, SkinVerdict, ZoneOutcome
from skinlax_desktop.workflows.measure_changes import corrected, volume_changes
from skinlax_desktop.workflows.mesh_measures import METHODS, Z95, with_interval
from skinlax_desktop.workflows.metric_scale import scale_share_of

SKIN_SHIFT: Final = "skin_shift_mm"
SKIN_SLIDE: Final = "skin_slide_mm"


def surface_changes(found: FaceComparison, then: Visit, now: Visit) -> tuple[MeasureChange, ...]:
    """Zones first (corrected for all zones), then measures and volumes (corrected for all of those)."""
    zones = tuple(_zone(outcome) for outcome in found.zones)
    return (*zones, *corrected((*_kept_measures(then, now), *volume_changes(found))))


def _zone(outcome: ZoneOutcome) -> MeasureChange:
    """How far the zone moved outwards, or, where only that is shown, how far along the skin."""
    shift = outcome.shift
    if shift is None:
        change = not_measured(SKIN_SHIFT, "mm", outcome.reason or "zone_not_seen")
    elif outcome.verdict is SkinVerdict.ALONG:
        length, sd = _slide(shift)
        change = with_interval(SKIN_SLIDE, "mm", length, sd, Z95 * sd)
    else:
        change = with_interval(SKIN_SHIFT, "mm", shift.mean_mm, shift.mean_sd_mm, Z95 * shift.mean_sd_mm)
    nothing = not_measured(change.name, "mm", "needs_a_second_surface")
    return MeasureChange(zone=outcome.zone, before=nothing, after=nothing, change=change, p=outcome.p)


def _slide(shift: ZoneShift) -> tuple[float, float]:
    length = float(np.linalg.norm(shift.shift_mm))
    way = shift.shift_mm / max(length, 1e-9)
    return length, float(np.sqrt(way @ shift.shift_covariance @ way))


def _kept_measures(then: Visit, now: Visit) -> list[MeasureChange]:
    before, after = _by_name(then), _by_name(now)
    share = float(np.hypot(scale_share_of(then), scale_share_of(now)))
    return [
        MeasureChange(zone=zone, before=one, after=after[zone, name], change=_difference(one, after[zone, name], share))
        for (zone, name), one in before.items()
        if (zone, name) in after and name in METHODS
    ]


def _by_name(visit: Visit) -> Mapping[tuple[str, str], Measurement]:
    measures = visit.face_surface.measures if visit.face_surface is not None else ()
    return {(zone.zone, metric.name): metric for zone in measures for metric in zone.metrics}


def _difference(before: Measurement, after: Measurement, scale_share: float) -> Measurement:
    """After less before: what a face carries of the method's error to both visits drops out."""
    if before.value is None or after.value is None or not before.mdc95 or not after.mdc95:
        return not_measured(before.name, before.unit, before.reason or after.reason or "surface_not_measured")
    # mdc95 is that of two visits like the one it was stated for.
    repeats = np.hypot(before.mdc95, after.mdc95) / (Z95 * 2.0**0.5)
    scale = METHODS[before.name].scale_power * scale_share * max(abs(before.value), abs(after.value))
    sd = float(np.hypot(repeats, scale))
    return with_interval(before.name, before.unit, after.value - before.value, sd, Z95 * sd)
