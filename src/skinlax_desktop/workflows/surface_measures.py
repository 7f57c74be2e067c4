"""An analysis with what was measured on the visit's surface: a measured surface knows better than the photographs."""

from dataclasses import replace

from skinlax_desktop.domain.measurement import Analysis, Measurement, ZoneResult
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.domain.zones import ZONES


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


def _merged(photographs: tuple[Measurement, ...], surface: tuple[Measurement, ...]) -> tuple[Measurement, ...]:
    better = {metric.name: metric for metric in surface}
    kept = [_better(metric, better.pop(metric.name, None)) for metric in photographs]
    return (*kept, *better.values())


def _better(photograph: Measurement, surface: Measurement | None) -> Measurement:
    return photograph if surface is None or surface.value is None else surface
