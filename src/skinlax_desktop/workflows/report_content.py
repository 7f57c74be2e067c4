"""From a visit to the content of its report: who reads it decides how much, nothing decides what is true."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.text import report as words
from skinlax_desktop.workflows.course_told import CourseTold
from skinlax_desktop.workflows.report_annex import MARKED_MM, compose_annex
from skinlax_desktop.workflows.report_blocks import Audience, NewPage, Paper, ReportContent
from skinlax_desktop.workflows.report_dates import day_of
from skinlax_desktop.workflows.report_patient_pages import HERO_MM, SMALL_MM, compose_patient_pages
from skinlax_desktop.workflows.report_pictures import prepare_pictures
from skinlax_desktop.workflows.report_scene import compose_scene_pictures
from skinlax_desktop.workflows.report_simulations import compose_simulations
from skinlax_desktop.workflows.surface_measures import analysis_with_surface

__all__ = ["Audience", "Paper", "ReportContent", "compose_report"]


def compose_report(
    patient: Patient,
    visit: Visit,
    images: Mapping[View, bytes],
    *,
    scene_pictures: Mapping[str, bytes] = MappingProxyType({}),
    for_whom: Audience | str = Audience.CLINICIAN,
    page: Paper | str = Paper.A4,
    courses: Sequence[CourseTold] = (),
) -> ReportContent:
    """Everything the report of a visit says.

    `images` holds the encoded picture of each view that is at hand; a view without one leaves an empty place. The
    clinician's report is the patient's two pages and the annex, in which `courses` stand. `scene_pictures` holds the
    encoded pictures of the 3D view, and pictures and documents of simulations, by their sha256. The same input gives
    the same content.
    Raises `SkinlaxError("report_picture_unreadable")`, and `ValueError` for an unknown reader or paper.
    """
    audience, paper = Audience(for_whom), Paper(page)
    visit = replace(visit, analysis=analysis_with_surface(visit))
    marked = {capture.view for mark in visit.annotations if (capture := visit.capture(mark.capture_id)) is not None}
    heights = {View.FRONTAL: HERO_MM}
    heights |= {view: max(heights.get(view, 0.0), MARKED_MM) for view in marked}
    views = [*STANDARD_SERIES, *(view for view in View if view not in STANDARD_SERIES)]
    pictures = prepare_pictures({view: images[view] for view in views if view in images}, heights, default_mm=SMALL_MM)
    blocks = compose_patient_pages(patient, visit, pictures)
    scene = compose_scene_pictures(visit, scene_pictures)
    if audience is Audience.CLINICIAN:
        shown = (*scene, *compose_simulations(visit, scene_pictures))
        blocks = (*blocks, *compose_annex(patient, visit, pictures, shown, courses))
    elif scene:
        blocks = (*blocks, NewPage(part=words.PART_PATIENT), *scene)
    record = patient.record_number or str(patient.id) or words.NO_RECORD
    return ReportContent(
        paper=paper,
        title=words.TITLE,
        subject=record,
        footer=f"{record}   ·   {day_of(visit.started_at)}",
        page_label=words.PAGE_LABEL,
        blocks=blocks,
    )
