"""Makes a face ready once, off the main thread, and then answers plans: one at a time, always the newest wish."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from skinlax_desktop.biomechanics.plan import Plan
from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.jobs import JobControl, JobRunner, Lane
from skinlax_desktop.jobs.runner import Progress
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.workflows.live_simulation import TriedPlan, try_plan
from skinlax_desktop.workflows.simulate import PreparedFace, prepare_face
from skinlax_desktop.workflows.simulated_photographs import FacePhotograph

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """Plans by name, and the photograph to move with the outcomes that are looked at, if any."""

    plans: Mapping[str, Plan]
    photograph: FacePhotograph | None = None
    outcomes: tuple[Outcome, ...] = tuple(Outcome)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """Every plan tried, and the photograph moved (BGR) by name of the plan and outcome."""

    question: Question
    tried: Mapping[str, TriedPlan]
    photos: Mapping[tuple[str, Outcome], Picture] = field(default_factory=dict)


class FaceSolving:
    """`ready`, `answered`, `progressed(fraction)` and `failed` are called on the main thread."""

    def __init__(
        self,
        jobs: JobRunner,
        *,
        ready: Callable[[], None],
        answered: Callable[[Answer], None],
        progressed: Callable[[float], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._jobs = jobs
        self._ready = ready
        self._answered = answered
        self._progressed = progressed
        self._failed = failed
        self._wanted: tuple[FaceMesh, str | None, FaceMesh | None] | None = None
        self._waiting: Question | None = None
        self._busy = False
        self.prepared: PreparedFace | None = None
        self.refused: Exception | None = None
        """Why the wanted face cannot be made ready."""

    def holed(self, mesh: FaceMesh) -> frozenset[str]:
        """The zones of a face that a hole reaches into; none before it is ready."""
        prepared = self.prepared
        return prepared.response.holed if prepared is not None and prepared.mesh is mesh else frozenset()

    def want(self, mesh: FaceMesh | None, sex: str | None, closed: FaceMesh | None = None) -> None:
        """Make this face ready, computing on `closed` where given; nothing happens when it is, or is on its way."""
        if mesh is None:
            self._wanted = self.prepared = self._waiting = self.refused = None
            return
        if self._wanted is not None and self._wanted[0] is mesh and self._wanted[1] == sex:
            return
        wanted = self._wanted = (mesh, sex, closed)
        self.prepared = self._waiting = self.refused = None

        def done(prepared: PreparedFace) -> None:
            if self._wanted is wanted:
                self.prepared = prepared
                self._ready()

        def failed(error: Exception) -> None:
            if self._wanted is wanted:
                self.refused = error
                self._failed(error)

        def progressed(progress: Progress) -> None:
            if self._wanted is wanted:
                self._progressed(progress.fraction)

        self._jobs.submit(
            "prepare tissue",
            lambda control: prepare_face(mesh, sex=sex, closed=closed, report=control.report),
            lane=Lane.COMPUTE,
            on_done=done,
            on_failed=failed,
            on_progress=progressed,
            replaces="prepare tissue",
        )

    def ask(self, question: Question) -> None:
        """Answer soon; a wish that waits is replaced by a newer one."""
        self._waiting = question
        self._go_on()

    def _go_on(self) -> None:
        prepared, question = self.prepared, self._waiting
        if self._busy or prepared is None or question is None:
            return
        self._waiting, self._busy = None, True

        def done(answer: Answer) -> None:
            self._busy = False
            if self.prepared is prepared:
                self._answered(answer)
            self._go_on()

        def failed(error: Exception) -> None:
            self._busy = False
            if self.prepared is prepared:
                self._failed(error)
            self._go_on()

        self._jobs.submit(
            "try plan",
            lambda control: answer_to(prepared, question, control),
            lane=Lane.COMPUTE,
            on_done=done,
            on_failed=failed,
        )


def answer_to(prepared: PreparedFace, question: Question, _control: JobControl | None = None) -> Answer:
    """The work itself. Raises what `try_plan` raises."""
    tried = {name: try_plan(prepared, plan) for name, plan in question.plans.items()}
    photograph = question.photograph
    photos = {}
    if photograph is not None:
        for name, one in tried.items():
            for outcome in question.outcomes:
                photos[name, outcome] = photograph.moved(one.outcomes[outcome].displacement_mm)
    return Answer(question=question, tried=tried, photos=photos)
