"""The course in the clinician's annex: every number of the forecast, the position, and what simulations came to."""

from collections.abc import Sequence
from datetime import date, timedelta

from skinlax_desktop.text import course as words
from skinlax_desktop.text.metrics import format_number
from skinlax_desktop.workflows.course_told import TOLD_MONTHS, CoursePicture, CourseTold
from skinlax_desktop.workflows.report_blocks import Block, Column, Row, Space, Table, Text, TextStyle

_REPORTED_MONTHS = (*TOLD_MONTHS, 24)


def compose_course(courses: Sequence[CourseTold]) -> tuple[Block, ...]:
    """Nothing where nothing was told. What holds for all measures alike is said once."""
    if not courses:
        return ()
    blocks: list[Block] = [Space(height_mm=4), Text(text=words.TITLE, style=TextStyle.HEADING)]
    said: set[str] = set()
    for told in courses:
        blocks.append(Text(text=told.label, style=TextStyle.SUBHEADING))
        if told.picture is not None:
            blocks.append(_table(told.picture))
        for part in told.parts:
            fresh = [sentence for sentence in part.sentences if sentence not in said]
            said.update(fresh)
            style = TextStyle.SMALL if part.title == words.RESTS_ON else TextStyle.BODY
            if fresh:
                blocks.append(Text(text=f"{part.title}. {' '.join(fresh)}", style=style))
    return tuple(blocks)


def _table(picture: CoursePicture) -> Table:
    columns = (
        Column(title=words.WHEN, share=0.3),
        Column(title=words.VALUE, share=0.2, numeric=True),
        Column(title=words.BAND_80, share=0.25, numeric=True),
        Column(title=words.BAND_95, share=0.25, numeric=True),
    )

    def number(value: float) -> str:
        return format_number(value, picture.unit)

    rows = [
        Row(cells=(_day(years), number(value), "", f"{number(value - half)} – {number(value + half)}"))
        for years, value, half in picture.points
    ]
    mark = f", {words.PRIOR_MARK}" if picture.prior_only else ""
    rows += [
        Row(
            cells=(
                words.MONTHS_AFTER.format(months=band.months, mark=mark),
                number(band.mean),
                f"{number(band.low_80)} – {number(band.high_80)}",
                f"{number(band.low_95)} – {number(band.high_95)}",
            )
        )
        for band in picture.bands
        if band.months in _REPORTED_MONTHS
    ]
    return Table(columns=columns, rows=tuple(rows))


def _day(years: float) -> str:
    return (date(1970, 1, 1) + timedelta(days=round(years * 365.25))).isoformat()
