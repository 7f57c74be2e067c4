"""How well each value repeated within this visit, as a table of the annex."""

from skinlax_desktop.analytics.repeat_spread import spread_of
from skinlax_desktop.domain.measurement import Analysis, Measurement
from skinlax_desktop.text import report as words
from skinlax_desktop.text.metrics import format_number, metric_label, unit_label, zone_label
from skinlax_desktop.workflows.report_blocks import Block, Column, Row, Space, Table, Text, TextStyle


def compose_repeats(analysis: Analysis | None) -> tuple[Block, ...]:
    """Nothing where every view was taken once."""
    rows = [] if analysis is None else [row for where, metric in _repeated(analysis) for row in _row(where, metric)]
    if not rows:
        return ()
    columns = (
        Column(title=words.REPEATED_VALUE, share=0.34),
        Column(title=words.ZONE, share=0.22),
        Column(title=words.REPEATS, share=0.09),
        Column(title=words.REPEAT_SW, share=0.12),
        Column(title=words.REPEAT_MDC, share=0.23),
    )
    return (
        Space(height_mm=4),
        Text(text=words.REPEATS_TITLE, style=TextStyle.HEADING),
        Text(text=words.REPEATS_NOTE),
        Table(columns=columns, rows=tuple(rows)),
    )


def _repeated(analysis: Analysis) -> list[tuple[str, Measurement]]:
    found = [(zone_label(zone.zone), metric) for zone in analysis.zones for metric in zone.metrics]
    whole = (*analysis.face, *analysis.attributes, *analysis.colour)
    return [*((words.WHOLE_FACE, metric) for metric in whole), *found]


def _row(where: str, metric: Measurement) -> tuple[Row, ...]:
    spread = spread_of(metric.repeat_values)
    if spread is None:
        return ()

    def number(value: float) -> str:
        return format_number(value, metric.unit, like=metric.value)

    unit = unit_label(metric.unit)
    change = f"{number(spread.mdc95)} ({number(spread.mdc95_low)} – {number(spread.mdc95_high)}) {unit}".strip()
    cells = (metric_label(metric.name), where, str(spread.repeats), number(spread.sw), change)
    return (Row(cells=cells),)
