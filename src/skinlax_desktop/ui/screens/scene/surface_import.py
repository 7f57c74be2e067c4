"""Brings a surface from a file into the visit; knows no Qt."""

from collections.abc import Callable
from pathlib import Path

from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.jobs import Job, JobRunner, Lane, Progress
from skinlax_desktop.surface.scanner_mesh import LengthUnit
from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.workflows.surface_import import ImportedSurface, needs_unit
from skinlax_desktop.workflows.surface_marking import SurfaceEditor
from skinlax_desktop.workflows.visit_store import VisitStore

ReadSurface = Callable[[Path, LengthUnit | None, Callable[[float, str], None]], ImportedSurface]
"""Called in lane PROCESS, with what to tell progress to."""
StoreSurface = Callable[[bytes], ImageRef]
"""Called in lane VAULT."""


class SurfaceImport:
    """One file at a time, which can be stopped. `asks_unit` is the file whose unit a person has to say."""

    def __init__(
        self,
        *,
        visits: VisitStore,
        jobs: JobRunner,
        editor: SurfaceEditor,
        read: ReadSurface | None,
        store: StoreSurface | None,
        say: Callable[[str, bool], None],
    ) -> None:
        self._visits = visits
        self._jobs = jobs
        self._editor = editor
        self._read = read
        self._store = store
        self._say = say
        self._job: Job | None = None
        self.asks_unit: Path | None = None

    @property
    def is_reading(self) -> bool:
        """Whether a file is being read; `stop` ends it."""
        return self._job is not None

    @property
    def is_possible(self) -> bool:
        """Whether there is a visit, a reader and a record."""
        return self._read is not None and self._store is not None and self._visits.visit is not None

    def choose(self, path: Path) -> None:
        """Bring in a file; its unit is asked for where only a person knows it."""
        if needs_unit(path):
            self.asks_unit = path
            self._say(words.ASK_UNIT.format(file=path.name), False)
        else:
            self._begin(path, None)

    def answer(self, unit: LengthUnit) -> None:
        """The unit of the file that was chosen."""
        path, self.asks_unit = self.asks_unit, None
        if path is not None:
            self._begin(path, unit)

    def drop(self) -> None:
        """No file after all: neither the one whose unit was asked for nor the one that is being read."""
        if self.asks_unit is not None:
            self.asks_unit = None
            self._say("", False)
        self.stop()

    def stop(self) -> None:
        """Read no further; what the visit had stays."""
        if self._job is not None:
            self._job.cancel()

    def keep(self, visit_id: VisitId, found: ImportedSurface) -> None:
        """Store a surface and let that visit show it, if it is still the open one."""
        store = self._store
        if store is None:
            return

        def show(ref: ImageRef) -> None:
            now = self._visits.visit
            if now is not None and now.id == visit_id:
                self._editor.use_surface(
                    ref,
                    source=found.source,
                    scale_share=found.scale_share,
                    landmarks_mm=found.landmarks_mm,
                    measures=found.measures,
                    down=found.down,
                )
                self._say(words.SURFACE_KEPT, False)

        self._jobs.submit(
            "keep surface",
            lambda _control: store(found.ply),
            lane=Lane.VAULT,
            on_done=show,
            on_failed=self._fail,
        )

    def _begin(self, path: Path, unit: LengthUnit | None) -> None:
        visit, read = self._visits.visit, self._read
        if visit is None or read is None:
            return
        self._tell(Progress(fraction=0.0))
        self._job = self._jobs.submit(
            "read surface file",
            lambda control: read(path, unit, control.report),
            lane=Lane.PROCESS,
            on_done=lambda found: self._done(visit.id, found),
            on_failed=self._fail,
            on_cancelled=lambda: self._stopped(visit.id),
            on_progress=self._tell,
        )

    def _done(self, visit_id: VisitId, found: ImportedSurface) -> None:
        self._job = None
        self.keep(visit_id, found)

    def _tell(self, progress: Progress) -> None:
        self._say(words.reading_surface(progress.step), False)

    def _stopped(self, visit_id: VisitId) -> None:
        self._job = None
        visit = self._visits.visit
        if visit is not None and visit.id == visit_id:
            self._say(words.SURFACE_STOPPED, False)

    def _fail(self, error: Exception) -> None:
        self._job = None
        say_failure(lambda sentence: self._say(sentence, True), error)
