"""Measuring the open visit as a job: one at a time, with progress, cancel and a sentence when it fails."""

from collections.abc import Callable
from typing import Protocol

from skinlax_desktop.domain.ids import CaptureId, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.measurement import Analysis
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import Job, JobControl, JobRunner, Lane, Progress
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.workflows.visit_store import VisitStore


class Analysed(Protocol):
    """What measuring gives; named here so that no measuring package is loaded with the window."""

    @property
    def analysis(self) -> Analysis:
        """The measurements."""
        ...


Analyse = Callable[[Visit, Callable[[ImageRef], bytes], Callable[[float, str], None]], Analysed]
"""`analyse_visit` with its finder chosen: (visit, load_image, on_progress)."""


class AnalysisRun:
    """Bytes are read in the VAULT lane, measured in the INFERENCE lane, and the outcome put into the visit."""

    def __init__(
        self, *, visits: VisitStore, jobs: JobRunner, load_image: Callable[[ImageRef], bytes], analyse: Analyse
    ) -> None:
        self._visits = visits
        self._jobs = jobs
        self._load_image = load_image
        self._analyse = analyse
        self._job: Job | None = None
        self._ticket = 0
        self._tried: tuple[VisitId, tuple[CaptureId, ...]] | None = None
        self._listeners: list[Callable[[], None]] = []
        self.progress = 0.0
        self.failure = ""
        self.was_cancelled = False

    @property
    def is_running(self) -> bool:
        """Whether the visit is being measured."""
        return self._job is not None

    def listen(self, listener: Callable[[], None]) -> None:
        """Tell `listener` of every change, on the main thread."""
        self._listeners.append(listener)

    def start_unless_tried(self, visit: Visit) -> None:
        """Start, unless these very pictures were tried before: a stopped or failed run does not start itself again."""
        if self._tried != _pictures(visit):
            self.start(visit)

    def start(self, visit: Visit) -> None:
        """Measure the visit; nothing happens while one is being measured."""
        if self._job is not None:
            return
        self._ticket += 1
        ticket = self._ticket
        self._tried = _pictures(visit)
        self.progress, self.failure, self.was_cancelled = 0.0, "", False
        refs = [capture.image for capture in visit.counted]

        def read(control: JobControl) -> dict[str, bytes]:
            encoded = {}
            for done, ref in enumerate(refs):
                control.report(0.1 * done / len(refs), "reading")
                encoded[ref.sha256] = self._load_image(ref)
            return encoded

        self._job = self._jobs.submit(
            "read series",
            read,
            lane=Lane.VAULT,
            on_done=lambda encoded: self._measure(visit, encoded, ticket),
            on_failed=lambda error: self._fail(error, ticket),
            on_cancelled=lambda: self._cancelled(ticket),
            on_progress=lambda progress: self._advance(progress, ticket),
        )
        self._tell()

    def cancel(self) -> None:
        """Stop at the next step."""
        if self._job is not None:
            self._job.cancel()

    def forget(self) -> None:
        """Another visit is open: stop, and forget how the last one went."""
        self.cancel()
        self._job = None
        self._ticket += 1
        self._tried, self.failure, self.was_cancelled = None, "", False

    def _measure(self, visit: Visit, encoded: dict[str, bytes], ticket: int) -> None:
        if ticket != self._ticket:
            return

        def work(control: JobControl) -> Analysis:
            return self._analyse(
                visit, lambda ref: encoded[ref.sha256], lambda share, step: control.report(0.1 + 0.9 * share, step)
            ).analysis

        self._job = self._jobs.submit(
            "measure series",
            work,
            lane=Lane.INFERENCE,
            on_done=lambda analysis: self._keep(visit, analysis, ticket),
            on_failed=lambda error: self._fail(error, ticket),
            on_cancelled=lambda: self._cancelled(ticket),
            on_progress=lambda progress: self._advance(progress, ticket),
        )

    def _keep(self, visit: Visit, analysis: Analysis, ticket: int) -> None:
        if ticket != self._ticket:
            return
        self._job = None
        now = self._visits.visit
        # A retake during the measurement makes its outcome that of other pictures.
        if now is not None and _pictures(now) == _pictures(visit):
            self._visits.apply(lambda current: current.with_analysis(analysis), by=self)
        self._tell()

    def _advance(self, progress: Progress, ticket: int) -> None:
        if ticket != self._ticket:
            return
        self.progress = progress.fraction
        self._tell()

    def _cancelled(self, ticket: int) -> None:
        if ticket != self._ticket:
            return
        self._job = None
        self.failure, self.was_cancelled = words.CANCELLED, True
        self._tell()

    def _fail(self, error: Exception, ticket: int) -> None:
        def say(sentence: str) -> None:
            if ticket == self._ticket:
                self._job, self.failure = None, sentence
                self._tell()

        say_failure(say, error)

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()


def _pictures(visit: Visit) -> tuple[VisitId, tuple[CaptureId, ...]]:
    return visit.id, tuple(capture.id for capture in visit.plain_captures)
