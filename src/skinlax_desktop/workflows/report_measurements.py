"""Every number of the analysis as tables, and the zone maps."""

from collections.abc import Mapping
from typing import Final

from skinlax_desktop.domain.measurement import Analysis, Confidence, Measurement
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.zones import MIDLINE_ZONES, PAIRED_ZONES
from skinlax_desktop.text import report as words
from skinlax_desktop.text.metrics import (
    SYNTHETIC_MODEL_METRICS,
    explain,
    format_change,
    format_interval,
    format_number,
    format_value,
    is_attribute,
    metric_label,
    pair_label,
    reason_label,
    source_label,
    unit_label,
    view_label,
    zone_label,
)
from skinlax_desktop.workflows.report_blocks import (
    Block,
    Column,
    NewPage,
    Notice,
    Photograph,
    Photographs,
    Row,
    Space,
    Table,
    Text,
    TextStyle,
)
from skinlax_desktop.workflows.report_findings import find_metric, measurements, metric_names, zone_values
from skinlax_desktop.workflows.report_patient_pages import MAP_METRICS, legend_of, zone_map
from skinlax_desktop.workflows.report_pictures import PreparedPicture

LAXITY: Final = "laxity"
_MAPS_MM: Final = 72.0
_MAPS_AT_MOST: Final = 2
_MAP_VIEWS: Final = (View.OBLIQUE_RIGHT, View.FRONTAL, View.OBLIQUE_LEFT)


def compose_maps(analysis: Analysis | None, pictures: Mapping[View, PreparedPicture]) -> tuple[Block, ...]:
    """Up to two metrics, each on every view that shows its zones; nothing when there is no map."""
    if analysis is None:
        return ()
    names = [name for name in MAP_METRICS if len(zone_values(analysis, name)) >= 3][:_MAPS_AT_MOST]
    blocks: list[Block] = []
    for name in names:
        drawn = [(view, zone_map(analysis, pictures, view, name)) for view in _MAP_VIEWS]
        shown = tuple(
            Photograph(
                jpeg=picture.jpeg,
                width_px=picture.width_px,
                height_px=picture.height_px,
                caption=view_label(view),
                shapes=picture.shapes,
                crop=picture.crop,
            )
            for view, picture in drawn
            if isinstance(picture, Photograph)
        )
        if shown:
            blocks += [
                legend_of(analysis, name),
                Photographs(pictures=shown, columns=3, height_mm=_MAPS_MM),
                Space(height_mm=3),
            ]
    if not blocks:
        return ()
    return (
        NewPage(part=words.PART_ANNEX),
        Text(text=words.MAPS_TITLE, style=TextStyle.HEADING),
        Text(text=words.MAPS_NOTE),
        *blocks,
    )


def compose_measurements(analysis: Analysis | None) -> tuple[Block, ...]:
    """All measurements, or the sentence that there are none."""
    heading = Text(text=words.MEASUREMENTS_TITLE, style=TextStyle.HEADING)
    if analysis is None:
        return (heading, Notice(text=words.NO_ANALYSIS_CLINICIAN))
    everything = measurements(analysis)
    synthetic = any(metric.name in SYNTHETIC_MODEL_METRICS and metric.value is not None for metric in everything)
    exploratory = any(metric.exploratory for metric in everything)
    legend = (words.LOW_CONFIDENCE, words.PROXY, *((words.EXPLORATORY,) if exploratory else ()))
    return (
        heading,
        Text(text=words.MEASUREMENTS_NOTE),
        *((Notice(text=words.SYNTHETIC_NOTICE, warning=True),) if synthetic else ()),
        *_geometry(analysis),
        *_whole(analysis),
        *_skin(analysis),
        Space(height_mm=2),
        Text(text="     ".join(legend), style=TextStyle.SMALL),
    )


def _geometry(analysis: Analysis) -> tuple[Block, ...]:
    rows: list[Row] = []
    for zone in PAIRED_ZONES:
        names = _zone_names(analysis, (f"{zone}_R", f"{zone}_L"))
        if names:
            rows.append(Row(cells=(pair_label(f"{zone}_R"),), group=True))
        for name in names:
            right, left = (find_metric(analysis, f"{zone}_{side}", name) for side in ("R", "L"))
            rows.append(
                Row(cells=(metric_label(name), _cell(right), _cell(left), _change(right, left), _source(right, left)))
            )
    for zone in MIDLINE_ZONES:
        names = _zone_names(analysis, (zone,))
        if names:
            rows.append(Row(cells=(zone_label(zone),), group=True))
        for name in names:
            metric = find_metric(analysis, zone, name)
            rows.append(
                Row(cells=(metric_label(name), _cell(metric), "", _change(metric, None), _source(metric, None)))
            )
    if not rows:
        return ()
    columns = (
        Column(title=words.MEASURE, share=0.27),
        Column(title=words.RIGHT, share=0.225),
        Column(title=words.LEFT, share=0.225),
        Column(title=words.SMALLEST_CHANGE, share=0.14),
        Column(title=words.MEASURED_ON, share=0.14),
    )
    return (
        Text(
            text=words.GEOMETRY_AND_GRADES_TITLE if zone_values(analysis, LAXITY) else words.GEOMETRY_TITLE,
            style=TextStyle.SUBHEADING,
        ),
        Table(columns=columns, rows=tuple(rows)),
        Space(height_mm=4),
    )


def _zone_names(analysis: Analysis, zones: tuple[str, ...]) -> list[str]:
    """What a zone's rows are; why no zone has a grade is said once, of the face as a whole."""
    graded = any((metric := find_metric(analysis, zone, LAXITY)) and metric.value is not None for zone in zones)
    return [name for name in metric_names(analysis, zones) if not is_attribute(name) and (graded or name != LAXITY)]


def _marks(metric: Measurement) -> str:
    low = " †" if metric.confidence is Confidence.LOW else ""
    proxy = " ‡" if metric.proxy else ""
    return f"{low}{proxy} §" if metric.exploratory else f"{low}{proxy}"


def _cell(metric: Measurement | None) -> str:
    if metric is None:
        return ""
    if metric.value is None:
        return words.NOT_MEASURED_BECAUSE.format(reason=reason_label(metric.reason or ""))
    return f"{format_value(metric)}  ({format_interval(metric)}){_marks(metric)}"


def _change(right: Measurement | None, left: Measurement | None) -> str:
    known = [format_change(metric) for metric in (right, left) if metric is not None and metric.mdc95 is not None]
    return " / ".join(dict.fromkeys(known))


def _source(right: Measurement | None, left: Measurement | None) -> str:
    known = [source_label(metric.source) for metric in (right, left) if metric is not None and metric.value is not None]
    return ", ".join(dict.fromkeys(known))


def _whole(analysis: Analysis) -> tuple[Block, ...]:
    rows = tuple(
        Row(cells=(metric_label(metric.name), _cell(metric), format_change(metric), explain(metric.name)))
        for metric in (*analysis.laxity.measurements, *analysis.face, *analysis.attributes, *analysis.colour)
    )
    if not rows:
        return ()
    columns = (
        Column(title=words.MEASURE, share=0.22),
        Column(title=words.VALUE, share=0.28),
        Column(title=words.SMALLEST_CHANGE, share=0.15),
        Column(title=words.MEANING, share=0.35),
    )
    return (
        Text(text=words.WHOLE_TITLE, style=TextStyle.SUBHEADING),
        Table(columns=columns, rows=rows),
        Space(height_mm=4),
    )


def _skin(analysis: Analysis) -> tuple[Block, ...]:
    zones = [zone.zone for zone in analysis.zones]
    names = [name for name in metric_names(analysis, zones) if is_attribute(name)]
    measured = [name for name in names if zone_values(analysis, name)]
    reasons = _common_reasons(analysis, [name for name in names if name not in measured])
    if not measured:
        return tuple(Text(text=reason, style=TextStyle.SMALL) for reason in reasons)
    share = 0.82 / len(measured)
    columns = (
        Column(title=words.ZONE, share=0.18),
        *(Column(title=f"{metric_label(name)}\n{_unit(analysis, name)}", share=share) for name in measured),
    )
    rows = tuple(
        Row(cells=(zone_label(zone), *(_skin_cell(find_metric(analysis, zone, name)) for name in measured)))
        for zone in zones
        if any(_has_value(find_metric(analysis, zone, name)) for name in measured)
    )
    return (
        Text(text=words.SKIN_TITLE, style=TextStyle.SUBHEADING),
        Text(text=words.SKIN_NOTE, style=TextStyle.SMALL),
        Table(columns=columns, rows=rows),
        *(Text(text=sentence, style=TextStyle.SMALL) for sentence in _bare_zones(analysis, zones, measured)),
        *(Text(text=reason, style=TextStyle.SMALL) for reason in reasons),
    )


def _bare_zones(analysis: Analysis, zones: list[str], names: list[str]) -> tuple[str, ...]:
    """One sentence for each reason why a zone shows no attribute at all."""
    by_reason: dict[str, list[str]] = {}
    for zone in zones:
        found = [find_metric(analysis, zone, name) for name in names]
        if not any(_has_value(metric) for metric in found):
            reasons = sorted({metric.reason or "" for metric in found if metric is not None}) or ["not_measured"]
            by_reason.setdefault(", ".join(reason_label(reason) for reason in reasons), []).append(zone)
    return tuple(
        words.ZONES_NOT_MEASURED.format(reason=reason, zones=", ".join(zone_label(zone).lower() for zone in bare))
        for reason, bare in by_reason.items()
    )


def _has_value(metric: Measurement | None) -> bool:
    return metric is not None and metric.value is not None


def _unit(analysis: Analysis, name: str) -> str:
    return unit_label(next(iter(zone_values(analysis, name).values())).unit)


def _skin_cell(metric: Measurement | None) -> str:
    if metric is None:
        return ""
    if metric.value is None:
        return "–"
    lines = [f"{format_number(metric.value, metric.unit)}{_marks(metric)}", format_interval(metric)]
    if metric.mdc95 is not None:
        lines.append(f"Δ {format_number(metric.mdc95, metric.unit, like=metric.value)}")
    return "\n".join(lines)


def _common_reasons(analysis: Analysis, names: list[str]) -> tuple[str, ...]:
    found = []
    for name in names:
        reasons = {
            metric.reason or ""
            for zone in analysis.zones
            for metric in zone.metrics
            if metric.name == name and metric.value is None
        }
        why = ", ".join(reason_label(reason) for reason in sorted(reasons))
        found.append(f"{metric_label(name)}: {words.NOT_MEASURED_BECAUSE.format(reason=why)}.")
    return tuple(found)
