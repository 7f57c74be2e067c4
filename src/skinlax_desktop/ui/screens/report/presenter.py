"""Decides which report is shown, when it is made anew, and where it goes; knows no Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobControl, JobRunner, Lane
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.workflows.copies_leaving import CopiesLeaving, NoteLeaving
from skinlax_desktop.workflows.report_blocks import Audience, Paper
from skinlax_desktop.workflows.visit_store import VisitStore

MakePdf = Callable[[Visit, Mapping[View, bytes], Mapping[str, bytes], Audience, Paper], bytes]
"""Compose and render: (visit, encoded picture of each view, those of the 3D view by sha256, reader, paper) to a PDF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportState:
    """What is shown beside the pages."""

    has_visit: bool = False
    is_making: bool = False
    has_pages: bool = False
    audience: Audience = Audience.PATIENT
    paper: Paper = Paper.A4
    next_step: str = ""
    sentence: str = ""
    is_error: bool = False


class ReportView(Protocol):
    """The passive half."""

    def show_state(self, state: ReportState) -> None:
        """Show everything but pages."""

    def show_pages(self, pdf: bytes | None) -> None:
        """Show the pages of a PDF, or none."""


class ReportPresenter:
    """One for the window's life; `attach` gives it its view. The PDF stays in memory until a person saves it."""

    def __init__(
        self,
        *,
        visits: VisitStore,
        jobs: JobRunner,
        load_image: Callable[[ImageRef], bytes],
        make_pdf: MakePdf,
        paper: Paper = Paper.A4,
        on_paper: Callable[[Paper], None] | None = None,
        prepare: Callable[[Visit, Callable[[], None]], None] = lambda _visit, go_on: go_on(),
        note: NoteLeaving | None = None,
    ) -> None:
        """`prepare(visit, go_on)` reads what else the report needs of the record, then calls `go_on`."""
        self._leaving = CopiesLeaving(jobs, visits, note)
        self._prepare = prepare
        self._visits = visits
        self._jobs = jobs
        self._load_image = load_image
        self._make_pdf = make_pdf
        self._on_paper = on_paper
        self._view: ReportView | None = None
        self._here = False
        self._state = ReportState(paper=paper)
        self._made_of: tuple[Visit, Audience, Paper] | None = None
        self._pdf: bytes | None = None
        visits.changed.connect(self._visit_changed)

    @property
    def state(self) -> ReportState:
        """What is shown now."""
        return self._state

    @property
    def pdf(self) -> bytes | None:
        """The report that is shown."""
        return self._pdf

    def attach(self, view: ReportView) -> None:
        """Give the presenter its view."""
        self._view = view
        self._set()

    def entered(self) -> None:
        """Shown: make the report."""
        self._here = True
        self._make()

    def left(self) -> None:
        """Hidden."""
        self._here = False

    def choose_audience(self, audience: Audience) -> None:
        """For the patient, or for the clinician with the annex."""
        self._set(audience=audience)
        self._make()

    def choose_paper(self, paper: Paper) -> None:
        """A4 or Letter; `on_paper` hears of it."""
        self._set(paper=paper)
        if self._on_paper is not None:
            self._on_paper(paper)
        self._make()

    def write_next_step(self, text: str) -> None:
        """Keep the next step in the visit; the report is made anew."""
        if self._visits.visit is not None:
            self._visits.apply(lambda visit: replace(visit, next_step=text.strip()), by=self)

    def save(self, path: Path) -> None:
        """Write the PDF that is shown, whole or not at all."""
        pdf = self._pdf
        if pdf is None:
            return
        self._leaving.write(
            "save report",
            "report",
            path,
            lambda _control: pdf,
            on_done=lambda: self._set(sentence=words.SAVED_AT, is_error=False),
            on_failed=self._fail,
        )

    def printed(self, pages: int) -> None:
        """The pages went to the printer; none means that it did not take them."""
        if pages:
            self._set(sentence=words.PRINTED.format(count=pages), is_error=False)
        else:
            self._fail(SkinlaxError("printing_failed"))

    def unreadable(self) -> None:
        """The pages could not be shown."""
        self._pdf = None
        self._set(has_pages=False)
        self._fail(SkinlaxError("report_unreadable"))

    def _visit_changed(self, before: Visit | None, after: Visit | None, _by: object) -> None:
        if before is None or after is None or before.id != after.id:
            self._pdf, self._made_of = None, None
            self._set(has_pages=False, sentence="", is_error=False)
            if self._view is not None:
                self._view.show_pages(None)
        self._set()
        if self._here:
            self._make()

    def _make(self) -> None:
        visit = self._visits.visit
        if visit is None or not self._here:
            return
        wanted = (visit, self._state.audience, self._state.paper)
        if wanted == self._made_of:
            return
        self._made_of = wanted
        refs = {c.view: c.image for c in visit.captures if visit.capture_of(c.view) is c}

        scene = {picture.image.sha256: picture.image for picture in visit.report_pictures}
        if self._state.audience is Audience.CLINICIAN:
            scene |= {image.sha256: image for record in visit.simulations for image in record.images}

        def read(_control: JobControl) -> tuple[dict[View, bytes], dict[str, bytes]]:
            views = {view: self._load_image(ref) for view, ref in refs.items()}
            return views, {name: self._load_image(ref) for name, ref in scene.items()}

        self._set(is_making=True, sentence="", is_error=False)
        self._jobs.submit(
            "read report photos",
            read,
            lane=Lane.VAULT,
            on_done=lambda read: self._prepare(visit, lambda: self._render(wanted, *read)),
            on_failed=self._fail,
            replaces="report photos",
        )

    def _render(
        self, wanted: tuple[Visit, Audience, Paper], images: dict[View, bytes], scene: dict[str, bytes]
    ) -> None:
        visit, audience, paper = wanted
        self._jobs.submit(
            "make report",
            lambda _control: self._make_pdf(visit, images, scene, audience, paper),
            lane=Lane.COMPUTE,
            on_done=lambda pdf: self._show(wanted, pdf),
            on_failed=self._fail,
            replaces="report",
        )

    def _show(self, wanted: tuple[Visit, Audience, Paper], pdf: bytes) -> None:
        if wanted != self._made_of:
            return
        self._pdf = pdf
        note = words.REPORT_NEEDS_ANALYSIS if wanted[0].analysis is None else ""
        self._set(is_making=False, has_pages=True, sentence=note, is_error=False)
        if self._view is not None:
            self._view.show_pages(pdf)

    def _fail(self, error: Exception) -> None:
        self._made_of = None
        say_failure(lambda sentence: self._set(is_making=False, sentence=sentence, is_error=True), error)

    def _set(self, **changes: object) -> None:
        visit = self._visits.visit
        self._state = replace(
            self._state,
            has_visit=visit is not None,
            next_step=visit.next_step if visit is not None else "",
            **changes,  # type: ignore[arg-type]
        )
        if self._view is not None:
            self._view.show_state(self._state)
