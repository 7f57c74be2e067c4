"""The clinician's annex: how it was photographed, every number, what the clinician wrote, how it was made."""

from collections.abc import Mapping, Sequence
from typing import Final

from skinlax_desktop.domain.annotation import PROBE_UNITS, Annotation, ProbeQuantity
from skinlax_desktop.domain.measurement import NO_MODEL
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.text import report as words
from skinlax_desktop.text.metrics import format_number, probe_label, unit_label, view_label, zone_label
from skinlax_desktop.workflows.course_told import CourseTold
from skinlax_desktop.workflows.report_blocks import (
    Block,
    Column,
    Facts,
    NewPage,
    Photographs,
    Row,
    Signature,
    Space,
    Table,
    Text,
    TextStyle,
)
from skinlax_desktop.workflows.report_capture import compose_capture
from skinlax_desktop.workflows.report_course import compose_course
from skinlax_desktop.workflows.report_dates import minute_of
from skinlax_desktop.workflows.report_measurements import compose_maps, compose_measurements
from skinlax_desktop.workflows.report_pictures import PreparedPicture, with_marks
from skinlax_desktop.workflows.report_repeats import compose_repeats

MARKED_MM: Final = 112.0


def compose_annex(
    patient: Patient,
    visit: Visit,
    pictures: Mapping[View, PreparedPicture],
    scene: tuple[Block, ...] = (),
    courses: Sequence[CourseTold] = (),
) -> tuple[Block, ...]:
    """All parts of the annex, in reading order; `scene` holds the pictures of the 3D view."""
    return (
        NewPage(part=words.PART_ANNEX),
        *compose_capture(patient, visit),
        *compose_maps(visit.analysis, pictures),
        NewPage(part=words.PART_ANNEX),
        *compose_measurements(visit.analysis),
        *compose_repeats(visit.analysis),
        *compose_course(courses),
        Space(height_mm=4),
        *scene,
        *_notes(visit, pictures),
        *_judgements(visit),
        *_probes(visit),
        *_models(visit),
        *_limits(visit),
        Text(text=words.SIGN_TITLE, style=TextStyle.HEADING),
        Text(text=words.SIGN_TEXT, style=TextStyle.SUBHEADING),
        Signature(labels=(words.SIGN_CLINICIAN, words.SIGN_DATE)),
    )


def _notes(visit: Visit, pictures: Mapping[View, PreparedPicture]) -> tuple[Block, ...]:
    heading = Text(text=words.NOTES_TITLE, style=TextStyle.HEADING)
    if not visit.annotations:
        return (heading, Text(text=words.NOTES_ABSENT))
    numbered = tuple(enumerate(visit.annotations, start=1))
    marked = []
    for view in pictures:
        shown = visit.capture_of(view)
        marks = [(number, mark) for number, mark in numbered if shown and mark.capture_id == shown.id]
        if marks:
            photograph = with_marks(pictures[view], marks)
            marked.append(
                type(photograph)(
                    jpeg=photograph.jpeg,
                    width_px=photograph.width_px,
                    height_px=photograph.height_px,
                    caption=view_label(view),
                    shapes=photograph.shapes,
                )
            )
    columns = (
        Column(title=words.NUMBER, share=0.06),
        Column(title=words.VIEW, share=0.16),
        Column(title=words.MARK, share=0.11),
        Column(title=words.NOTE, share=0.44),
        Column(title=words.BY, share=0.23),
    )
    rows = tuple(_note_row(visit, number, mark) for number, mark in numbered)
    return (
        heading,
        *((Photographs(pictures=tuple(marked), columns=2, height_mm=MARKED_MM),) if marked else ()),
        Space(height_mm=3),
        Table(columns=columns, rows=rows),
    )


def _note_row(visit: Visit, number: int, mark: Annotation) -> Row:
    capture = visit.capture(mark.capture_id)
    place = view_label(capture.view) if capture is not None else words.UNKNOWN
    if capture is not None and visit.capture_of(capture.view) is not capture:
        place = f"{place} ({words.EARLIER_PICTURE})"
    by = f"{mark.author}, {minute_of(mark.created_at)}"
    return Row(cells=(str(number), place, words.mark_name(mark.kind), mark.text.strip(), by))


def _judgements(visit: Visit) -> tuple[Block, ...]:
    heading = Text(text=words.JUDGEMENTS_TITLE, style=TextStyle.HEADING)
    if not visit.judgements:
        return (heading, Text(text=words.JUDGEMENTS_ABSENT))
    columns = (
        Column(title=words.ZONE, share=0.22),
        Column(title=words.OPINION, share=0.13),
        Column(title=words.REASON, share=0.42),
        Column(title=words.BY, share=0.23),
    )
    rows = tuple(
        Row(
            cells=(
                zone_label(opinion.zone),
                words.AGREES if opinion.agrees else words.DISAGREES,
                opinion.reason.strip(),
                f"{opinion.author}, {minute_of(opinion.judged_at)}",
            )
        )
        for opinion in visit.judgements
    )
    return (heading, Table(columns=columns, rows=rows))


def _probes(visit: Visit) -> tuple[Block, ...]:
    columns = (
        Column(title=words.PROBE, share=0.26),
        Column(title=words.VALUE, share=0.18),
        Column(title=words.ZONE, share=0.2),
        Column(title=words.INSTRUMENT, share=0.18),
        Column(title=words.BY, share=0.18),
    )
    rows: list[Row] = []
    for quantity in ProbeQuantity:
        readings = [reading for reading in visit.probe_readings if reading.quantity is quantity]
        if not readings:
            rows.append(Row(cells=(probe_label(quantity), words.NOT_MEASURED, "", "", "")))
        for reading in readings:
            unit = reading.unit or PROBE_UNITS[quantity]
            rows.append(
                Row(
                    cells=(
                        probe_label(quantity),
                        f"{format_number(reading.value, unit)} {unit if unit == 'AU' else unit_label(unit)}",
                        zone_label(reading.zone) if reading.zone else words.WHOLE_FACE,
                        reading.instrument,
                        f"{reading.author}, {minute_of(reading.entered_at)}",
                    )
                )
            )
    return (
        Text(text=words.PROBES_TITLE, style=TextStyle.HEADING),
        Text(text=words.PROBES_NOTE),
        Table(columns=columns, rows=tuple(rows)),
    )


def _models(visit: Visit) -> tuple[Block, ...]:
    analysis = visit.analysis
    heading = Text(text=words.MODELS_TITLE, style=TextStyle.HEADING)
    if analysis is None:
        return (heading, Text(text=words.NO_ANALYSIS_CLINICIAN))
    facts = Facts(
        pairs=((words.PROGRAM, analysis.program), (words.ANALYSED, minute_of(analysis.analysed_at))), columns=2
    )
    columns = (
        Column(title=words.MODEL, share=0.2),
        Column(title=words.VERSION, share=0.14),
        Column(title=words.DEVICE, share=0.1),
        Column(title=words.HASH, share=0.56),
    )
    rows = tuple(Row(cells=(model.name, model.version, model.device, model.sha256)) for model in analysis.models)
    return (heading, facts, Table(columns=columns, rows=rows) if rows else Text(text=words.NO_MODELS))


def _laxity_limit(visit: Visit) -> str:
    has_model = visit.analysis is not None and visit.analysis.laxity.reason != NO_MODEL
    return words.GRADE_LIMIT if has_model else words.NO_GRADE_LIMIT


def _limits(visit: Visit) -> tuple[Block, ...]:
    warnings = visit.analysis.warnings if visit.analysis is not None else ()
    missing = [view for view in STANDARD_SERIES if visit.capture_of(view) is None]
    remarks = (
        *warnings,
        *(
            (words.VIEWS_MISSING.format(views=", ".join(view_label(view).lower() for view in missing)),)
            if missing
            else ()
        ),
    )
    return (
        Text(text=words.LIMITS_TITLE, style=TextStyle.HEADING),
        *(Text(text=f"•  {sentence}") for sentence in (*words.LIMITS, _laxity_limit(visit))),
        *((Text(text=words.WARNINGS_TITLE, style=TextStyle.HEADING),) if remarks else ()),
        *(Text(text=f"•  {sentence}") for sentence in remarks),
    )
