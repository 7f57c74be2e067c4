"""The pictures of the 3D view that the clinician chose for the report."""

from collections.abc import Mapping, Sequence
from typing import Final

from skinlax_desktop.domain.measure_change import MeasureChange
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.text import report as words
from skinlax_desktop.text.face_change import change_value, change_word, in_reading_order, summary_sentence
from skinlax_desktop.text.metrics import format_change, format_interval, metric_label, zone_label
from skinlax_desktop.workflows.report_blocks import (
    Block,
    Column,
    Photograph,
    Photographs,
    Row,
    Space,
    Table,
    Text,
    TextStyle,
)
from skinlax_desktop.workflows.report_dates import minute_of
from skinlax_desktop.workflows.report_pictures import prepare_picture
from skinlax_desktop.workflows.surface_changes import SKIN_SHIFT, SKIN_SLIDE

SCENE_MM: Final = 104.0


def compose_scene_pictures(visit: Visit, encoded: Mapping[str, bytes]) -> tuple[Block, ...]:
    """A heading and the pictures, one below the other; nothing where none was chosen.

    `encoded` holds the bytes by the picture's sha256; one that is not at hand is left out. Raises
    `SkinlaxError("report_picture_unreadable")`.
    """
    shown: list[Block] = []
    for number, picture in enumerate(visit.report_pictures, start=1):
        if picture.image.sha256 not in encoded:
            continue
        prepared = prepare_picture(encoded[picture.image.sha256], "scene", SCENE_MM)
        photograph = prepared.photograph
        photograph = Photograph(
            jpeg=photograph.jpeg,
            width_px=photograph.width_px,
            height_px=photograph.height_px,
            caption=f"{number}. {picture.caption}",
            detail=words.SCENE_BY.format(author=picture.author, moment=minute_of(picture.taken_at)),
        )
        shown.append(Photographs(pictures=(photograph,), columns=1, height_mm=SCENE_MM))
        shown.extend(_changes(picture.changes))
    if not shown:
        return ()
    return (
        Text(text=words.SCENE_TITLE, style=TextStyle.HEADING),
        Text(text=words.SCENE_NOTE),
        *shown,
    )


def _changes(changes: Sequence[MeasureChange]) -> tuple[Block, ...]:
    """What the picture shows in numbers; zones without a shown change are counted, measures are all listed."""
    if not changes:
        return ()
    zones = [row for row in changes if row.change.name in (SKIN_SHIFT, SKIN_SLIDE)]
    listed = [row for row in in_reading_order(changes) if row.change.value is not None]
    listed = [row for row in listed if row.shown or row not in zones]
    columns = (
        Column(title=words.ZONE, share=0.22),
        Column(title=words.MEASURE, share=0.26),
        Column(title=words.CHANGE, share=0.24),
        Column(title=words.SMALLEST_CHANGE, share=0.12),
        Column(title=words.FINDING, share=0.16),
    )
    rows = tuple(
        Row(
            cells=(
                zone_label(row.zone),
                metric_label(row.change.name),
                f"{change_value(row)}  ({format_interval(row.change)})",
                format_change(row.change),
                change_word(row),
            )
        )
        for row in listed
    )
    judged = [row for row in zones if row.change.value is not None]
    return (
        Text(text=summary_sentence(sum(row.shown for row in judged), len(judged))),
        *((Table(columns=columns, rows=rows),) if rows else ()),
        Space(height_mm=4),
    )
