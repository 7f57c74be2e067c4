"""What was measured on the visit's surface, which knows better than the photographs, and where there are none."""

from dataclasses import replace
from typing import Final

from skinlax_desktop.domain.measurement import Analysis, LaxityResult, Measurement, ZoneResult
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.domain.zones import ZONES

NO_PHOTOGRAPHS: Final = "no_photographs"


def analysis_with_surface(visit: Visit) -> Analysis | None:
    """The visit's analysis; where its surface gave a value, that value stands for the one from photographs."""
    analysis, surface = visit.analysis, visit.face_surface
    if analysis is None or surface is None or not surface.measures:
        return analysis
    known = {result.zone: result for result in analysis.zones}
    for measures in surface.measures:
        before = known.get(measures.zone, ZoneResult(zone=measures.zone, metrics=()))
        known[measures.zone] = replace(before, metrics=_merged(before.metrics, measures.metrics))
    order = list(dict.fromkeys((*(one.zone for one in analysis.zones), *ZONES)))
    return replace(analysis, zones=tuple(known[zone] for zone in order if zone in known))


def shown_on_face(visit: Visit) -> Analysis | None:
    """What the face in 3D tells of its zones; None where the visit has neither measured photographs nor a surface.

    A surface alone gives its measures; the zones and the whole face then say why there is no grade.
    """
    surface = visit.face_surface
    if visit.analysis is not None or surface is None:
        return analysis_with_surface(visit)
    measured = {measures.zone: measures.metrics for measures in surface.measures}
    return Analysis(
        program="",
        analysed_at=surface.added_at,
        models=(),
        frames=(),
        zones=tuple(
            ZoneResult(zone=zone, metrics=measured.get(zone, ()), laxity_reason=NO_PHOTOGRAPHS) for zone in ZONES
        ),
        attributes=(),
        colour=(),
        laxity=LaxityResult(reason=NO_PHOTOGRAPHS),
    )


def _merged(photographs: tuple[Measurement, ...], surface: tuple[Measurement, ...]) -> tuple[Measurement, ...]:
    better = {metric.name: metric for metric in surface}
    kept = [_better(metric, better.pop(metric.name, None)) for metric in photographs]
    return (*kept, *better.values())


def _better(photograph: Measurement, surface: Measurement | None) -> Measurement:
    return photograph if surface is None or surface.value is None else surface
