"""What two surfaces say of the quantities that simulations foretell, in the unit and sense of the published effect.

A volume and an area of the profile are read with the skin around the zone, because a treatment is simulated with its
surroundings and studies measure the whole. A millimetre is read where the zone moves most, or on its mean, as the
effect says; a lift along the skin is not told by surfaces. Skin that one of both visits does not show is never filled
in: then there is no value, and a reason.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from skinlax_desktop.biomechanics.treatments import Effect, Movement, treatment_library
from skinlax_desktop.domain.measurement import Measurement, Source, not_measured
from skinlax_desktop.domain.surfaces_compared import SurfaceFinding
from skinlax_desktop.domain.zones import PAIRED_ZONES
from skinlax_desktop.surface.region_change import Reading, RegionReader, RegionShift
from skinlax_desktop.workflows.face_comparison import FaceComparison
from skinlax_desktop.workflows.measure_changes import measure_changes
from skinlax_desktop.workflows.mesh_measures import METHODS, Z95, with_interval
from skinlax_desktop.workflows.simulation_keeping import predicted_quantity

RIM_MM: Final = 10.0
"""Of the volumes simulated under the chin and at the jowl 93 to 101 % lie in the zone and so far around it."""

# As the simulation draws an area of the profile (`TreatmentResponse.profile_mm2_per_mm`).
_MIDLINE_MM: Final = 8.0
_WELL_COVERED: Final = 0.95

PART_NOT_SEEN: Final = "region_partly_seen"
NO_LIFT: Final = "lift_not_told"
"""A lift goes along the skin and takes the forehead with it, which holds both surfaces on each other: of brow lifts
planted on two reconstructions a half was found."""
_NOT_SEEN: Final = "zone_not_seen"


def surface_findings(found: FaceComparison) -> tuple[SurfaceFinding, ...]:
    """Every quantity of the treatment library, then the measures of both faces; it takes some seconds."""
    share = float(np.hypot(found.before.scale_share, found.after.scale_share))
    reader = RegionReader(found.surfaces, found.before.mesh, found.after.mesh, scale_share=share)
    findings: dict[tuple[str, str], SurfaceFinding] = {}
    for kind, effect in _effects():
        for finding in _of_effect(reader, found, kind, effect):
            findings.setdefault((finding.zone, finding.change.name), finding)
    for row in measure_changes(found):
        # What has a definition of its own above is not told a second time.
        if row.change.name in METHODS and row.change.value is not None:
            findings.setdefault((row.zone, row.change.name), SurfaceFinding(zone=row.zone, change=row.change))
    return tuple(findings.values())


def _effects() -> Iterator[tuple[str, Effect]]:
    for treatment in treatment_library().values():
        for effect in treatment.effects:
            for kind in effect.zones:
                yield kind, effect


def _of_effect(reader: RegionReader, found: FaceComparison, kind: str, effect: Effect) -> Iterator[SurfaceFinding]:
    zones = [f"{kind}_{side}" for side in "RL"] if kind in PAIRED_ZONES else [kind]
    changes = [_change(reader, found, zone, effect) for zone in zones]
    for zone, change in zip(zones, changes, strict=True):
        yield SurfaceFinding(zone=zone, change=change)
    if effect.both_sides and len(zones) == 2:
        yield SurfaceFinding(zone=kind, change=_together(*changes))


def _change(reader: RegionReader, found: FaceComparison, zone: str, effect: Effect) -> Measurement:
    name, _ = predicted_quantity(zone, effect.movement.value, effect.unit)
    if effect.unit == "mL":
        return _volume(name, reader.around(zone, RIM_MM))
    if effect.unit == "mm2":
        return _profile(name, reader.around(zone, RIM_MM, half_width_mm=_MIDLINE_MM))
    if effect.movement is Movement.LIFT:
        return not_measured(name, "mm", NO_LIFT)
    if effect.at_peak:
        return _peak(name, reader.furthest_out(zone))
    shift = found.surfaces.zones.get(zone)
    if shift is None:
        return not_measured(name, "mm", _NOT_SEEN)
    return with_interval(name, "mm", shift.mean_mm, shift.mean_sd_mm, Z95 * shift.mean_sd_mm)


def _volume(name: str, region: RegionShift | None) -> Measurement:
    if region is None:
        return not_measured(name, "mL", _NOT_SEEN)
    if region.covered < _WELL_COVERED:
        return not_measured(name, "mL", PART_NOT_SEEN)
    shift = region.shift
    return with_interval(name, "mL", shift.volume_ml, shift.volume_sd_ml, Z95 * shift.volume_sd_ml)


def _profile(name: str, strip: RegionShift | None) -> Measurement:
    """What lies between both outlines at the midline: the volume of the strip over its width."""
    volume = _volume(name, strip)
    if strip is None or volume.value is None:
        return not_measured(name, "mm2", volume.reason or _NOT_SEEN)
    per_ml = 1000.0 / (2.0 * _MIDLINE_MM)
    sd = per_ml * strip.shift.volume_sd_ml
    return with_interval(name, "mm2", per_ml * strip.shift.volume_ml, sd, Z95 * sd)


def _peak(name: str, read: Reading | None) -> Measurement:
    if read is None:
        return not_measured(name, "mm", _NOT_SEEN)
    return Measurement(name=name, unit="mm", value=read.value, low=read.low, high=read.high, source=Source.MESH)


def _together(right: Measurement, left: Measurement) -> Measurement:
    """Both sides; their errors may be one and the same, of the scale or of the registration, and are added up."""
    if right.value is None or left.value is None or right.high is None or left.high is None:
        return not_measured(right.name, right.unit, right.reason or left.reason or _NOT_SEEN)
    half = right.high - right.value + left.high - left.value
    return with_interval(right.name, right.unit, right.value + left.value, half / Z95, half)
