"""What became of the measures of a face between two visits, read on both meshes with the same zones."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from scipy.stats import norm

from skinlax_desktop.analytics.multiple_testing import holm
from skinlax_desktop.domain.measure_change import PART_NOT_SEEN, MeasureChange
from skinlax_desktop.domain.measurement import Confidence, Measurement, not_measured
from skinlax_desktop.surface.face_zones import zones_of_earlier
from skinlax_desktop.workflows.face_comparison import FaceComparison
from skinlax_desktop.workflows.mesh_measures import Z95, change_of, measurements, read_measures, with_interval

_VOLUMES: Final = {
    **{f"malar_{side}": "midface_volume_delta_ml" for side in "RL"},
    **{f"jowl_{side}": "jowl_volume_delta_ml" for side in "RL"},
    "submental": "submental_volume_delta_ml",
}
"""Volumes that only a second mesh gives: of the whole zone between both surfaces."""
_WELL_COVERED: Final = 0.97


def measure_changes(found: FaceComparison) -> tuple[MeasureChange, ...]:
    """Every measure of both faces; the volumes alone where one has no landmarks."""
    return corrected((*_readings(found), *volume_changes(found)))


def corrected(changes: Sequence[MeasureChange]) -> tuple[MeasureChange, ...]:
    """The same with the probability of each, corrected for all of them."""
    asked = [number for number, change in enumerate(changes) if change.change.value is not None]
    known = dict(zip(asked, holm([_probability(changes[number].change) for number in asked]), strict=True))
    return tuple(replace(change, p=known.get(number)) for number, change in enumerate(changes))


def _probability(change: Measurement) -> float:
    """Of so large a change without any; mdc95 is 1.96 standard deviations of a change."""
    if change.value is None or not change.mdc95:
        return 1.0
    return 2.0 * float(norm.sf(1.96 * abs(change.value) / change.mdc95))


def _readings(found: FaceComparison) -> tuple[MeasureChange, ...]:
    before, after = found.before, found.after
    if before.landmarks is None or after.landmarks is None:
        return ()
    # Laid over the earlier face, the later one is measured in the very same frame.
    motion = found.surfaces.registration.motion
    back = motion.inverse()
    same = zones_of_earlier(before.mesh, after.mesh, motion)
    moved = back.apply(same.vertices_in_face_mm).astype(np.float32)
    later = replace(same, vertices_in_face_mm=moved)
    readings = read_measures(before.mesh, before.landmarks), read_measures(later, back.apply(after.landmarks))
    then, now = (
        {
            (zone, metric.name): metric
            for zone, metrics in measurements(reading, face.scale_share).items()
            for metric in metrics
        }
        for reading, face in zip(readings, (before, after), strict=True)
    )
    share = float(np.hypot(before.scale_share, after.scale_share))
    return tuple(
        MeasureChange(
            zone=zone,
            before=then[zone, name],
            after=now[zone, name],
            change=change_of(name, readings[0][zone, name], readings[1][zone, name], share),
        )
        for zone, name in readings[0]
    )


def volume_changes(found: FaceComparison) -> tuple[MeasureChange, ...]:
    """Volumes between both surfaces."""
    changes = []
    for outcome in found.zones:
        name = _VOLUMES.get(outcome.zone)
        if name is None:
            continue
        missing = not_measured(name, "mL", "needs_a_second_surface")
        change = not_measured(name, "mL", outcome.reason or "zone_not_seen")
        if outcome.shift is not None:
            value, sd = outcome.shift.volume_ml, outcome.shift.volume_sd_ml
            change = with_interval(name, "mL", value, sd, Z95 * sd)
            if found.surfaces.covered[outcome.zone] < _WELL_COVERED:
                # Nothing is filled in: what one visit lacks is not in the volume.
                change = replace(change, confidence=Confidence.LOW, doubts=(PART_NOT_SEEN,))
        changes.append(MeasureChange(zone=outcome.zone, before=missing, after=missing, change=change))
    return tuple(changes)
