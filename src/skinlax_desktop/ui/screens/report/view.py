"""The report screen: pages at the left as they will be printed, choices at the right."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.parts.labels import make_button, make_label, make_panel, set_role
from skinlax_desktop.ui.screens.report.page_list import PageList
from skinlax_desktop.ui.screens.report.pages import Pages, prepare_printer, print_pages
from skinlax_desktop.ui.screens.report.presenter import ReportPresenter, ReportState
from skinlax_desktop.ui.shell.actions import ActionSpec
from skinlax_desktop.ui.shell.screen import Screen
from skinlax_desktop.ui.shell.steps import Step
from skinlax_desktop.ui.theme import TextRole, space
from skinlax_desktop.workflows.report_blocks import Audience, Paper

_PANEL_WIDTH_PX: Final = 340
_TYPING_PAUSE_MS: Final = 900
_AUDIENCES: Final = {Audience.PATIENT: words.FOR_PATIENT, Audience.CLINICIAN: words.FOR_CLINICIAN}
_PAPERS: Final = {Paper.A4: "A4", Paper.LETTER: "Letter"}


def ask_printer(parent: QWidget, printer: QPrinter) -> bool:
    """Qt's dialog; whether to print."""
    return QPrintDialog(printer, parent).exec() == QPrintDialog.DialogCode.Accepted


def ask_path(parent: QWidget) -> Path | None:
    """Where to save, or nowhere."""
    path, _ = QFileDialog.getSaveFileName(parent, words.SAVE_TITLE, "report.pdf", words.PDF_FILES)
    return Path(path) if path else None


class ReportScreen(Screen):
    """Passive: what is asked for goes to the presenter, what comes back is shown."""

    step: ClassVar[Step] = Step.REPORT
    title = words.REPORT_TITLE
    action_specs = (
        ActionSpec(id="print", label="Print", keys=("Ctrl+P",), icon="print"),
        ActionSpec(id="save_pdf", label="Save PDF", keys=("Ctrl+S",), icon="save"),
        ActionSpec(id="for_patient", label="For the patient", keys=("P",), icon="patient"),
        ActionSpec(id="for_clinician", label="For the clinician", keys=("C",), icon="report"),
        ActionSpec(id="paper", label="A4 or Letter", keys=("L",), icon="report"),
        ActionSpec(id="next_page", label="Next page", keys=("PgDown",), icon="forward"),
        ActionSpec(id="previous_page", label="Previous page", keys=("PgUp",), icon="back"),
        ActionSpec(id="zoom_in", label="Larger", keys=("+", "="), icon="plus"),
        ActionSpec(id="zoom_out", label="Smaller", keys=("-",), icon="minus"),
    )

    def __init__(
        self,
        presenter: ReportPresenter,
        *,
        choose_printer: Callable[[QWidget, QPrinter], bool] = ask_printer,
        choose_path: Callable[[QWidget], Path | None] = ask_path,
    ) -> None:
        super().__init__()
        self._presenter = presenter
        self._choose_printer = choose_printer
        self._choose_path = choose_path
        self.pages = PageList()
        self.print_button = make_button(words.PRINT, self._print, kind="primary", icon="print")
        self.save_button = make_button(words.SAVE_PDF, self._save, icon="save")
        self.next_step = QPlainTextEdit()
        self._status = make_label("", wrap=True)
        self._audiences: dict[Audience, QPushButton] = {}
        self._papers: dict[Paper, QPushButton] = {}
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._build()
        self._handlers: dict[str, Callable[[], object]] = {
            "print": self._print,
            "save_pdf": self._save,
            "for_patient": lambda: presenter.choose_audience(Audience.PATIENT),
            "for_clinician": lambda: presenter.choose_audience(Audience.CLINICIAN),
            "paper": self._other_paper,
            "next_page": lambda: self.pages.step(1),
            "previous_page": lambda: self.pages.step(-1),
            "zoom_in": lambda: self.pages.zoom(1.2),
            "zoom_out": lambda: self.pages.zoom(1 / 1.2),
        }
        presenter.attach(self)

    def show_state(self, state: ReportState) -> None:
        """Show everything but pages."""
        self._audiences[state.audience].setChecked(True)
        self._papers[state.paper].setChecked(True)
        ready = state.has_pages and not state.is_making
        for button in (self.print_button, self.save_button):
            button.setEnabled(ready)
        self.next_step.setEnabled(state.has_visit)
        if not self._typing.isActive() and self.next_step.toPlainText().strip() != state.next_step:
            self.next_step.blockSignals(True)
            self.next_step.setPlainText(state.next_step)
            self.next_step.blockSignals(False)
        sentence = words.MAKING_REPORT if state.is_making else state.sentence
        if not state.has_visit:
            sentence = words.NO_VISIT
        set_role(self._status, TextRole.WARNING if state.is_error else TextRole.BODY)
        self._status.setText(f"△ {sentence}" if state.is_error else sentence)

    def show_pages(self, pdf: bytes | None) -> None:
        """Show the pages of a PDF, or none."""
        pages = Pages(pdf) if pdf is not None else None
        if pages is not None and pages.count == 0:
            pages = None
            self._presenter.unreadable()
        self.pages.show_pages(pages)

    def entered(self) -> None:
        """Shown."""
        self._presenter.entered()
        self.pages.setFocus()

    def left(self) -> None:
        """Hidden: what was typed last is kept."""
        if self._typing.isActive():
            self._keep_next_step()
        self._presenter.left()

    def perform(self, action_id: str) -> None:
        """Do what a key asked for."""
        self._handlers[action_id]()

    def _print(self) -> None:
        pages = self.pages.pages
        if pages is None or not self.print_button.isEnabled():
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        prepare_printer(printer, pages)
        if self._choose_printer(self, printer):
            self._presenter.printed(print_pages(printer, pages))

    def _save(self) -> None:
        if self.save_button.isEnabled():
            path = self._choose_path(self)
            if path is not None:
                self._presenter.save(path)

    def _other_paper(self) -> None:
        at = self._presenter.state.paper
        self._presenter.choose_paper(Paper.LETTER if at is Paper.A4 else Paper.A4)

    def _keep_next_step(self) -> None:
        self._typing.stop()
        self._presenter.write_next_step(self.next_step.toPlainText())

    def _build(self) -> None:
        panel = make_panel()
        panel.setFixedWidth(_PANEL_WIDTH_PX)
        column = QVBoxLayout(panel)
        column.setContentsMargins(space(4), space(4), space(4), space(4))
        column.setSpacing(space(2))
        column.addWidget(make_label(words.WHO, TextRole.MUTED))
        audience_row = QHBoxLayout()
        for audience, name in _AUDIENCES.items():
            self._audiences[audience] = self._choice(name, partial(self._presenter.choose_audience, audience))
            audience_row.addWidget(self._audiences[audience])
        self._group(list(self._audiences.values()))
        column.addLayout(audience_row)
        column.addSpacing(space(2))
        column.addWidget(make_label(words.PAPER, TextRole.MUTED))
        paper_row = QHBoxLayout()
        for paper, name in _PAPERS.items():
            self._papers[paper] = self._choice(name, partial(self._presenter.choose_paper, paper))
            paper_row.addWidget(self._papers[paper])
        self._group(list(self._papers.values()))
        column.addLayout(paper_row)
        column.addSpacing(space(2))
        caption = make_label(words.NEXT_STEP, TextRole.MUTED)
        caption.setBuddy(self.next_step)
        column.addWidget(caption)
        self.next_step.setAccessibleName(words.NEXT_STEP)
        self.next_step.setPlaceholderText(words.NEXT_STEP_HINT)
        self.next_step.setTabChangesFocus(True)
        self.next_step.setMaximumHeight(140)
        self.next_step.textChanged.connect(self._typing.start)
        self._typing.timeout.connect(self._keep_next_step)
        column.addWidget(self.next_step)
        column.addStretch(1)
        column.addWidget(self._status)
        column.addWidget(self.save_button)
        column.addWidget(self.print_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        row.addWidget(self.pages, 1)
        row.addWidget(panel)

    def _choice(self, name: str, chosen: Callable[[], object]) -> QPushButton:
        button = make_button(name, chosen)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _group(self, buttons: list[QPushButton]) -> None:
        group = QButtonGroup(self)
        for button in buttons:
            group.addButton(button)
