"""Makes a face ready once, off the main thread, and then answers plans: one at a time, always the newest wish."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from skinlax_desktop.biomechanics.compliance import LowerFaceCompliance
from skinlax_desktop.biomechanics.plan import Plan
from skinlax_desktop.biomechanics.posture import BodyPosture
from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.jobs import JobRunner, Lane
from skinlax_desktop.jobs.runner import Progress
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.ui.screens.simulation.face_closing import SimulatedModel
from skinlax_desktop.ui.screens.simulation.light_face import LightFace, light_face
from skinlax_desktop.workflows.chin_down import ToldCompliance
from skinlax_desktop.workflows.live_simulation import LiveOutcome, TriedPlan, try_plan, try_postures
from skinlax_desktop.workflows.simulate import PreparedFace, prepare_face
from skinlax_desktop.workflows.simulated_photographs import FacePhotograph

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """Plans by name, and the photograph to move with the outcomes that are looked at, if any.

    `captured` is the posture of the picture where the untreated face is asked for in every posture.
    """

    plans: Mapping[str, Plan]
    photograph: FacePhotograph | None = None
    outcomes: tuple[Outcome, ...] = tuple(Outcome)
    captured: BodyPosture | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """Every plan tried, and the photograph moved (BGR) by name of the plan and outcome.

    `light` is the copy to draw while the hand moves, once it is made.
    """

    question: Question
    light: LightFace | None = None
    tried: Mapping[str, TriedPlan]
    photos: Mapping[tuple[str, Outcome], Picture] = field(default_factory=dict)
    postures: Mapping[BodyPosture, LiveOutcome] = field(default_factory=dict)


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
        self._wanted: tuple[FaceMesh, str | None, LowerFaceCompliance | None] | None = None
        self._waiting: Question | None = None
        self._busy = False
        self.prepared: PreparedFace | None = None
        self._light: LightFace | None = None
        self.refused: Exception | None = None
        """Why the wanted face cannot be made ready."""

    def waited(self, fraction: float | None) -> float | None:
        """How much of the long work is done, None once the face is ready."""
        return None if self.prepared is not None else fraction or 0.0

    def holed(self, mesh: FaceMesh) -> frozenset[str]:
        """The zones of a face that a hole reaches into; none before it is ready."""
        prepared = self.prepared
        return prepared.response.holed if prepared is not None and prepared.mesh is mesh else frozenset()

    def want(self, face: SimulatedModel | None, sex: str | None) -> None:
        """Make this face ready; nothing happens when it is, or is on its way."""
        if face is None:
            self._wanted = self.prepared = self._light = self._waiting = self.refused = None
            return
        mesh, closed = face.model.mesh, face.closed
        told = face.softness
        fitted = told.fitted if isinstance(told, ToldCompliance) else None
        if self._wanted is not None and self._wanted[0] is mesh and self._wanted[1:] == (sex, fitted):
            return
        wanted = self._wanted = (mesh, sex, fitted)
        self.prepared = self._light = self._waiting = self.refused = None

        def done(prepared: PreparedFace) -> None:
            if self._wanted is wanted:
                self.prepared = prepared
                self._ready()
                self._lighten(prepared, face)

        def failed(error: Exception) -> None:
            if self._wanted is wanted:
                self.refused = error
                self._failed(error)

        def progressed(progress: Progress) -> None:
            if self._wanted is wanted:
                self._progressed(progress.fraction)

        self._jobs.submit(
            "prepare tissue",
            lambda control: prepare_face(mesh, sex=sex, compliance=fitted, closed=closed, report=control.report),
            lane=Lane.COMPUTE,
            on_done=done,
            on_failed=failed,
            on_progress=progressed,
            replaces="prepare tissue",
        )

    def _lighten(self, prepared: PreparedFace, face: SimulatedModel) -> None:
        """Make the copy that is drawn while a hand moves; until then the whole face is."""

        def done(light: LightFace) -> None:
            if self.prepared is prepared:
                self._light = light

        self._jobs.submit(
            "copy face to move",
            lambda _control: light_face(prepared, face),
            lane=Lane.COMPUTE,
            on_done=done,
            replaces="copy face to move",
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
        light = self._light

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
            lambda _control: answer_to(prepared, question, light),
            lane=Lane.COMPUTE,
            on_done=done,
            on_failed=failed,
        )


def answer_to(prepared: PreparedFace, question: Question, light: LightFace | None = None) -> Answer:
    """The work itself. Raises what `try_plan` raises."""
    tried = {name: try_plan(prepared, plan) for name, plan in question.plans.items()}
    postures = {} if question.captured is None else try_postures(prepared, question.captured)
    photograph = question.photograph
    photos = {}
    if photograph is not None:
        for name, one in tried.items():
            for outcome in question.outcomes:
                photos[name, outcome] = photograph.moved(one.outcomes[outcome].displacement_mm)
    return Answer(question=question, light=light, tried=tried, photos=photos, postures=postures)
