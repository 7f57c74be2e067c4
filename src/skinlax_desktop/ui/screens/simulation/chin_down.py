"""Brings the surface of the face with its chin down into the visit, or takes it out again; knows no Qt."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from skinlax_desktop.domain.face_surface import FaceSurface
from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.sweep import HeadHeld
from skinlax_desktop.jobs import Lane
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.ui.screens.scene.shape_measuring import MeasureShape, ShapeMeasuring
from skinlax_desktop.ui.screens.simulation.desk import Desk
from skinlax_desktop.workflows.surface_import import PLY_MEDIA_TYPE, ImportedSurface

ReadChinDown = Callable[[Path], ImportedSurface]
"""Called in lane INFERENCE."""


class ChinDownAdding:
    """From a file, or measured from the sweep that the station took with the chin down."""

    def __init__(self, desk: Desk, *, read: ReadChinDown | None, measure: MeasureShape | None = None) -> None:
        self._desk = desk
        self._read = read
        self._measuring = ShapeMeasuring(
            visits=desk.visits,
            jobs=desk.jobs,
            surfaces=self,
            load_image=desk.load,
            measure=measure,
            say=desk.say,
            held=HeadHeld.CHIN_DOWN,
        )

    @property
    def is_possible(self) -> bool:
        """Whether the open visit has a measured level surface to compare with, and there is a record."""
        visit = self._desk.visits.visit
        return visit is not None and visit.face_surface is not None and self._desk.store is not None

    @property
    def can_read(self) -> bool:
        """Whether a file may be brought in."""
        return self.is_possible and self._read is not None

    @property
    def can_measure(self) -> bool:
        """Whether the visit holds a sweep with the chin down."""
        return self._measuring.is_possible

    def choose(self, path: Path) -> None:
        """Read a reconstruction and keep it with the visit."""
        visit, read = self._desk.visits.visit, self._read
        if visit is None or read is None or not self.is_possible:
            return
        self._desk.say(words.CHIN_DOWN_READING, False)
        self._desk.jobs.submit(
            "read chin-down surface",
            lambda _control: read(path),
            lane=Lane.INFERENCE,
            on_done=lambda found: self.keep(visit.id, found),
            on_failed=self._fail,
        )

    def measure(self) -> None:
        """Reconstruct the face of the sweep with the chin down; asking again while it runs stops it."""
        self._measuring.begin()

    def drop(self) -> None:
        """Without it: the table's softness is taken again."""
        if self._desk.visits.visit is not None:
            self._desk.visits.apply(lambda visit: replace(visit, chin_down_surface=None), by=self)
            self._desk.say("", False)

    def keep(self, visit_id: VisitId, found: ImportedSurface) -> None:
        """Store a surface with that visit, if it is still the open one."""
        desk, store = self._desk, self._desk.store
        if store is None:
            return

        def stored(ref: ImageRef) -> None:
            now = desk.visits.visit
            if now is None or now.id != visit_id:
                return
            surface = FaceSurface(
                mesh=ref,
                source=found.source,
                scale_share=found.scale_share,
                author=desk.author(),
                added_at=desk.now(),
                landmarks_mm=found.landmarks_mm,
                down=found.down,
            )
            desk.visits.apply(lambda visit: replace(visit, chin_down_surface=surface), by=self)
            desk.say(words.CHIN_DOWN_KEPT, False)

        desk.jobs.submit(
            "keep chin-down surface",
            lambda _control: store(found.ply, 0, 0, PLY_MEDIA_TYPE),
            lane=Lane.VAULT,
            on_done=stored,
            on_failed=self._fail,
        )

    def _fail(self, error: Exception) -> None:
        say_failure(lambda sentence: self._desk.say(sentence, True), error)
