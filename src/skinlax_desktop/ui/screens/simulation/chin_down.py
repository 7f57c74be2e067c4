"""Brings the surface of the face with its chin down into the visit, or takes it out again; knows no Qt."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.face_surface import FaceSurface
from skinlax_desktop.domain.ids import UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.jobs import JobRunner, Lane
from skinlax_desktop.text.errors import sentence_of_any
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.ui.screens.simulation.keeping import Store
from skinlax_desktop.workflows.surface_import import PLY_MEDIA_TYPE, ImportedSurface
from skinlax_desktop.workflows.visit_store import VisitStore

ReadChinDown = Callable[[Path], ImportedSurface]
"""Called in lane INFERENCE."""


class ChinDownAdding:
    """`say(sentence, is_error)` tells how it goes."""

    def __init__(
        self,
        *,
        visits: VisitStore,
        jobs: JobRunner,
        read: ReadChinDown | None,
        store: Store | None,
        author: Callable[[], UserName],
        now: Callable[[], str],
        say: Callable[[str, bool], None],
    ) -> None:
        self._visits = visits
        self._jobs = jobs
        self._read = read
        self._store = store
        self._author = author
        self._now = now
        self._say = say

    @property
    def is_possible(self) -> bool:
        """Whether the open visit has a measured level surface to compare with, and there is a record."""
        visit = self._visits.visit
        level = visit is not None and visit.face_surface is not None
        return level and self._read is not None and self._store is not None

    def choose(self, path: Path) -> None:
        """Read a reconstruction and keep it with the visit."""
        visit, read = self._visits.visit, self._read
        if visit is None or read is None or not self.is_possible:
            return
        self._say(words.CHIN_DOWN_READING, False)
        self._jobs.submit(
            "read chin-down surface",
            lambda _control: read(path),
            lane=Lane.INFERENCE,
            on_done=lambda found: self._keep(visit.id, found),
            on_failed=self._fail,
        )

    def drop(self) -> None:
        """Without it: the table's softness is taken again."""
        if self._visits.visit is not None:
            self._visits.apply(lambda visit: replace(visit, chin_down_surface=None), by=self)
            self._say("", False)

    def _keep(self, visit_id: VisitId, found: ImportedSurface) -> None:
        store = self._store
        if store is None:
            return

        def stored(ref: ImageRef) -> None:
            now = self._visits.visit
            if now is None or now.id != visit_id:
                return
            surface = FaceSurface(
                mesh=ref,
                source=found.source,
                scale_share=found.scale_share,
                author=self._author(),
                added_at=self._now(),
                landmarks_mm=found.landmarks_mm,
            )
            self._visits.apply(lambda visit: replace(visit, chin_down_surface=surface), by=self)
            self._say(words.CHIN_DOWN_KEPT, False)

        self._jobs.submit(
            "keep chin-down surface",
            lambda _control: store(found.ply, 0, 0, PLY_MEDIA_TYPE),
            lane=Lane.VAULT,
            on_done=stored,
            on_failed=self._fail,
        )

    def _fail(self, error: Exception) -> None:
        self._say(sentence_of_any(error), True)
        if not isinstance(error, SkinlaxError):
            raise error
