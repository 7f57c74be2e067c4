"""Measures the face's shape from the visit's own pictures; knows no Qt."""

from collections.abc import Callable
from typing import Protocol

from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.sweep import HeadHeld
from skinlax_desktop.jobs import Job, JobRunner, Lane, Progress
from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.workflows.shape_material import ShapeMaterial, can_measure_shape, read_shape_material
from skinlax_desktop.workflows.surface_import import ImportedSurface
from skinlax_desktop.workflows.visit_store import VisitStore

MeasureShape = Callable[[ShapeMaterial, Callable[[float, str], None]], ImportedSurface]
"""Called in lane COMPUTE, with what to tell progress to."""


class SurfaceKeeping(Protocol):
    """Where a measured surface goes."""

    @property
    def is_possible(self) -> bool:
        """Whether the open visit can take one."""
        ...

    def keep(self, visit_id: VisitId, found: ImportedSurface) -> None:
        """Keep it with that visit."""
        ...


class ShapeMeasuring:
    """One measurement at a time, of the head `held` so; asking again while it runs stops it."""

    def __init__(
        self,
        *,
        visits: VisitStore,
        jobs: JobRunner,
        surfaces: SurfaceKeeping,
        load_image: Callable[[ImageRef], bytes] | None,
        measure: MeasureShape | None,
        say: Callable[[str, bool], None],
        held: HeadHeld = HeadHeld.LEVEL,
    ) -> None:
        self._visits = visits
        self._jobs = jobs
        self._surfaces = surfaces
        self._load_image = load_image
        self._measure = measure
        self._say = say
        self._held = held
        self._job: Job | None = None

    @property
    def is_possible(self) -> bool:
        """Whether the visit has what a reconstruction needs, and a record to keep the surface in."""
        known = self._load_image is not None and self._measure is not None
        return known and self._surfaces.is_possible and can_measure_shape(self._visits.visit, self._held)

    def begin(self) -> None:
        """Start, or stop what runs; a sentence says how far it is."""
        visit, load, measure = self._visits.visit, self._load_image, self._measure
        if self._job is not None:
            self._job.cancel()
            return
        if visit is None or load is None or measure is None or not self.is_possible:
            self._say(words.NO_SHAPE_PICTURES, True)
            return

        def compute(material: ShapeMaterial) -> None:
            self._job = self._jobs.submit(
                "measure shape",
                lambda control: measure(material, control.report),
                lane=Lane.COMPUTE,
                on_done=done,
                on_failed=self._fail,
                on_cancelled=self._stopped,
                on_progress=self._tell,
            )

        def done(found: ImportedSurface) -> None:
            self._job = None
            self._surfaces.keep(visit.id, found)

        self._tell(Progress(fraction=0.0, step=""))
        self._job = self._jobs.submit(
            "read pictures for shape",
            lambda _control: read_shape_material(visit, load, self._held),
            lane=Lane.VAULT,
            on_done=compute,
            on_failed=self._fail,
            on_cancelled=self._stopped,
        )

    def _tell(self, progress: Progress) -> None:
        self._say(words.MEASURING_SHAPE.format(percent=round(100.0 * progress.fraction)), False)

    def _stopped(self) -> None:
        self._job = None
        self._say(words.SHAPE_STOPPED, False)

    def _fail(self, error: Exception) -> None:
        self._job = None
        say_failure(lambda sentence: self._say(sentence, True), error)
