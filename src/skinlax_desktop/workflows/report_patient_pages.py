"""The two pages for the patient: pictures, three messages at most, plain words, what we cannot see, the next step."""

from collections.abc import Mapping
from typing import Final

from skinlax_desktop.domain.measurement import NO_MODEL, Analysis, Measurement
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.text import report as words
from skinlax_desktop.text.metrics import (
    explain,
    format_interval,
    format_value,
    metric_label,
    unit_label,
    view_label,
    zone_label,
)
from skinlax_desktop.workflows.report_blocks import (
    Block,
    Column,
    Facts,
    Legend,
    Message,
    Messages,
    MissingPhotograph,
    NewPage,
    Notice,
    Photographs,
    Picture,
    Row,
    SideBySide,
    Space,
    Table,
    Text,
    TextStyle,
)
from skinlax_desktop.workflows.report_dates import day_of
from skinlax_desktop.workflows.report_findings import (
    find_metric,
    has_values,
    side_pairs,
    standing_out,
    zone_values,
)
from skinlax_desktop.workflows.report_pictures import (
    ZONE_COLOURS,
    PreparedPicture,
    colour_zones,
    frame_of,
    with_zones,
)

HERO_MM: Final = 114.0
SMALL_MM: Final = 55.0
MAP_MM: Final = 94.0

MAP_METRICS: Final = ("wrinkles", "pigmentation", "texture", "redness", "fine_lines")
"""What a zone map may show, first choice first."""

_PAIRS_SHOWN: Final = (
    ("brow", "brow_height_apex_mm"),
    ("upper_eyelid", "fissure_height_mm"),
    ("malar", "malar_convexity_mm"),
    ("marionette", "commissure_angle_deg"),
    ("jowl", "jowl_descent_mm"),
)
_ATTRIBUTES_SHOWN: Final = ("wrinkles", "pigmentation")


def compose_patient_pages(
    patient: Patient, visit: Visit, pictures: Mapping[View, PreparedPicture]
) -> tuple[Block, ...]:
    """Both pages."""
    return (*_first_page(patient, visit, pictures), *_second_page(visit, pictures))


def full_name(patient: Patient) -> str:
    """Given and family name, or the words for none."""
    return " ".join(part for part in (patient.given_name.strip(), patient.family_name.strip()) if part) or words.UNNAMED


def picture_of(visit: Visit, pictures: Mapping[View, PreparedPicture], view: View) -> Picture:
    """A view for printing, or its empty place."""
    prepared = pictures.get(view)
    if prepared is None:
        taken = visit.capture_of(view) is not None
        return MissingPhotograph(caption=view_label(view), detail=words.PICTURE_ABSENT if taken else words.NOT_TAKEN)
    photograph = prepared.photograph
    return type(photograph)(
        jpeg=photograph.jpeg,
        width_px=photograph.width_px,
        height_px=photograph.height_px,
        caption=view_label(view),
    )


def _first_page(patient: Patient, visit: Visit, pictures: Mapping[View, PreparedPicture]) -> tuple[Block, ...]:
    facts = Facts(
        pairs=(
            (words.VISIT, day_of(visit.started_at)),
            (words.RECORD, patient.record_number or str(patient.id) or words.NOT_RECORDED),
            (words.BORN, day_of(patient.birth_date or "") or words.NOT_RECORDED),
            (words.PHOTOGRAPHED_BY, str(visit.operator) or words.NOT_RECORDED),
        ),
        columns=4,
    )
    others = tuple(picture_of(visit, pictures, view) for view in STANDARD_SERIES if view is not View.FRONTAL)
    hero = Photographs(pictures=(picture_of(visit, pictures, View.FRONTAL),), columns=1, height_mm=HERO_MM)
    return (
        NewPage(part=words.PART_PATIENT),
        Text(text=words.TITLE, style=TextStyle.EYEBROW),
        Text(text=full_name(patient), style=TextStyle.TITLE),
        Space(height_mm=2),
        facts,
        Space(height_mm=6),
        SideBySide(
            left=(hero,),
            right=(
                Text(text=words.IN_SHORT, style=TextStyle.HEADING),
                Messages(items=compose_messages(visit, pictures)),
                Text(text=words.PROGRESS_TITLE, style=TextStyle.SUBHEADING),
                Text(text=_progress(visit)),
            ),
            left_share=0.5,
        ),
        Space(height_mm=5),
        Photographs(pictures=others, columns=4, height_mm=SMALL_MM),
    )


def _progress(visit: Visit) -> str:
    analysis = visit.analysis
    counts = analysis is not None and not analysis.off_protocol and analysis.gate_passed and has_values(analysis)
    return words.PROGRESS_FIRST if counts else words.PROGRESS_NONE


def compose_messages(visit: Visit, pictures: Mapping[View, PreparedPicture]) -> tuple[Message, ...]:
    """At most three things worth taking home."""
    messages = [_message_on_pictures(visit, frozenset(pictures))]
    analysis = visit.analysis
    if analysis is None:
        if visit.captures or pictures:
            messages.append(Message(title=words.NO_ANALYSIS_TITLE, text=words.NO_ANALYSIS))
        return tuple(messages)
    if not has_values(analysis):
        messages.append(Message(title=words.NO_VALUES_TITLE, text=words.NO_VALUES))
        return tuple(messages)
    found = (_message_on_sides(analysis), _message_on_lines(analysis))
    return (*messages, *(message for message in found if message is not None))


def _message_on_pictures(visit: Visit, views: frozenset[View]) -> Message:
    analysis = visit.analysis
    if analysis is not None and analysis.off_protocol:
        return Message(title=words.OFF_PROTOCOL_TITLE, text=words.OFF_PROTOCOL)
    taken = views | {capture.view for capture in visit.plain_captures}
    missing = [view for view in STANDARD_SERIES if view not in taken]
    if len(missing) == len(STANDARD_SERIES):
        return Message(title=words.NO_PICTURES_TITLE, text=words.NO_PICTURES)
    if missing:
        return Message(
            title=words.PARTIAL_TITLE.format(taken=len(STANDARD_SERIES) - len(missing), wanted=len(STANDARD_SERIES)),
            text=words.PARTIAL.format(views=", ".join(view_label(view).lower() for view in missing)),
        )
    refused = any(not capture.verdict.passed for view in STANDARD_SERIES if (capture := visit.capture_of(view)))
    if refused or (analysis is not None and not analysis.gate_passed):
        return Message(title=words.FLAWED_TITLE, text=words.FLAWED)
    return Message(title=words.COMPLETE_TITLE, text=words.COMPLETE)


def _message_on_sides(analysis: Analysis) -> Message | None:
    shown = set(_PAIRS_SHOWN)
    pairs = [pair for pair in side_pairs(analysis) if (pair.zone, pair.name) in shown and pair.excess is not None]
    # One agreeing measure says nothing of a whole face.
    if len(pairs) < 2:
        return None
    differing = [pair for pair in pairs if (pair.excess or 0.0) > 1.0]
    if not differing:
        return Message(title=words.SIDES_ALIKE_TITLE, text=words.SIDES_ALIKE.format(count=len(pairs)))
    clearest = max(differing, key=lambda pair: pair.excess or 0.0)
    name = metric_label(clearest.name)
    return Message(
        title=words.SIDES_DIFFER_TITLE,
        text=words.SIDES_DIFFER.format(
            alike=len(pairs) - len(differing),
            count=len(pairs),
            measure=f"{name[:1].lower()}{name[1:]}",
            amount=_difference(clearest.right, clearest.left),
        ),
    )


def _difference(right: Measurement | None, left: Measurement | None) -> str:
    if right is None or left is None or right.value is None or left.value is None:
        raise ValueError("both sides are needed")
    size = abs(right.value - left.value)
    return format_value(
        Measurement(name=right.name, unit=right.unit, value=size, low=size, high=size, source=right.source)
    )


def _message_on_lines(analysis: Analysis) -> Message | None:
    zones = standing_out(analysis, "wrinkles")
    if not zones:
        return None
    names = [f"{(name := zone_label(zone))[:1].lower()}{name[1:]}" for zone in zones]
    together = names[0] if len(names) == 1 else words.LINES_AND.format(first=names[0], second=names[1])
    return Message(title=words.LINES_TITLE, text=words.LINES.format(zones=together))


def _second_page(visit: Visit, pictures: Mapping[View, PreparedPicture]) -> tuple[Block, ...]:
    analysis = visit.analysis
    next_step = visit.next_step.strip() or words.NEXT_STEP_ABSENT
    cannot = tuple(Text(text=f"•  {sentence}") for sentence in words.CANNOT_SEE)
    return (
        NewPage(part=words.PART_PATIENT),
        *_map_part(analysis, pictures),
        Space(height_mm=5),
        *_numbers_part(analysis),
        Space(height_mm=5),
        SideBySide(
            left=(Text(text=words.CANNOT_SEE_TITLE, style=TextStyle.HEADING), *cannot),
            right=(
                *_laxity_part(analysis),
                *((Text(text=words.LANDMARK_NOTE),) if analysis is not None and has_values(analysis) else ()),
            ),
            left_share=0.5,
        ),
        Space(height_mm=5),
        Text(text=words.NEXT_STEP_TITLE, style=TextStyle.HEADING),
        Text(text=next_step, style=TextStyle.LEAD),
    )


def _laxity_part(analysis: Analysis | None) -> tuple[Block, ...]:
    """Plain words; the number itself would mean nothing to a patient and stands in the annex."""
    if analysis is None or analysis.laxity.reason == NO_MODEL:
        return (Text(text=words.LAXITY_TITLE, style=TextStyle.HEADING), Text(text=words.NEVER_A_GRADE))
    heading = Text(text=words.LAXITY_GRADED_TITLE, style=TextStyle.HEADING)
    graded = analysis.laxity.overall is not None
    return (heading, Text(text=words.LAXITY_GRADED if graded else words.LAXITY_NOT_GRADED))


def map_metric(analysis: Analysis) -> str | None:
    """The metric that a zone map shows: the first with a value in at least three zones."""
    return next((name for name in MAP_METRICS if len(zone_values(analysis, name)) >= 3), None)


def legend_of(analysis: Analysis, name: str) -> Legend:
    """The colour scale of a metric's map, over its own range."""
    values = zone_values(analysis, name)
    ranked = sorted(values.values(), key=lambda metric: metric.value or 0.0)
    return Legend(
        title=f"{metric_label(name)}, {unit_label(ranked[0].unit)}",
        colours=ZONE_COLOURS,
        low=format_value(ranked[0]),
        high=format_value(ranked[-1]),
        blank=words.MAP_BLANK,
    )


def zone_map(analysis: Analysis, pictures: Mapping[View, PreparedPicture], view: View, name: str) -> Picture | None:
    """A view with its zones coloured by a metric, or None when the view cannot show it."""
    prepared, frame = pictures.get(view), frame_of(analysis, view)
    if prepared is None or frame is None:
        return None
    values = {zone: metric.value or 0.0 for zone, metric in zone_values(analysis, name).items()}
    return with_zones(prepared, frame, view, colour_zones(values))


def _map_part(analysis: Analysis | None, pictures: Mapping[View, PreparedPicture]) -> tuple[Block, ...]:
    heading = Text(text=words.MAP_TITLE, style=TextStyle.HEADING)
    name = map_metric(analysis) if analysis is not None else None
    picture = zone_map(analysis, pictures, View.FRONTAL, name) if analysis is not None and name is not None else None
    if analysis is None or name is None or picture is None:
        return (heading, Notice(text=words.MAP_ABSENT))
    return (
        SideBySide(
            left=(Photographs(pictures=(picture,), columns=1, height_mm=MAP_MM),),
            right=(
                heading,
                Text(text=metric_label(name), style=TextStyle.LEAD),
                Text(text=explain(name)),
                Space(height_mm=3),
                legend_of(analysis, name),
                Space(height_mm=3),
                Text(text=words.MAP_TEXT),
            ),
            left_share=0.44,
        ),
    )


def _numbers_part(analysis: Analysis | None) -> tuple[Block, ...]:
    heading = Text(text=words.NUMBERS_TITLE, style=TextStyle.HEADING)
    rows = _number_rows(analysis) if analysis is not None else ()
    whole = _whole_face(analysis) if analysis is not None else ()
    if not rows and not whole:
        return (heading, Notice(text=words.NUMBERS_ABSENT))
    columns = (
        Column(title=words.MEASURE, share=0.4),
        Column(title=words.RIGHT, share=0.3),
        Column(title=words.LEFT, share=0.3),
    )
    return (
        heading,
        Text(text=words.NUMBERS_TEXT),
        *((Table(columns=columns, rows=rows),) if rows else ()),
        Space(height_mm=2),
        *((Facts(pairs=whole, columns=2),) if whole else ()),
    )


def _number_rows(analysis: Analysis) -> tuple[Row, ...]:
    rows: list[Row] = []
    for zone, name in _PAIRS_SHOWN:
        sides = tuple(find_metric(analysis, f"{zone}_{side}", name) for side in ("R", "L"))
        if any(metric is not None and metric.value is not None for metric in sides):
            rows.append(Row(cells=(metric_label(name), *(_plain_value(metric) for metric in sides))))
    return tuple(rows)


def _whole_face(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    return tuple(
        (f"{metric_label(metric.name)}, {words.WHOLE_FACE}", _plain_value(metric))
        for metric in analysis.attributes
        if metric.name in _ATTRIBUTES_SHOWN and metric.value is not None
    )


def _plain_value(metric: Measurement | None) -> str:
    if metric is None or metric.value is None:
        return words.NOT_MEASURED
    return f"{format_value(metric)}  ({format_interval(metric)})"
