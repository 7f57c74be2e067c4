"""The face of an earlier visit: which there are, its surface, and what changed since; knows no Qt."""

from collections.abc import Callable
from dataclasses import replace

from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner, Lane
from skinlax_desktop.ports.vault import VisitSummary
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.shown_change import SurfaceChange
from skinlax_desktop.text.face_change import warning_sentence
from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.ui.screens.patient_words import format_moment
from skinlax_desktop.ui.screens.review.comparison import VisitReader
from skinlax_desktop.ui.screens.review.face_model import FaceModel, FaceModelMaker
from skinlax_desktop.ui.screens.scene.state import EarlierState, EarlierVisit
from skinlax_desktop.workflows.visit_store import VisitStore

CompareFaces = Callable[[FaceMesh, Visit, FaceMesh, Visit], SurfaceChange]
"""(earlier face, its visit, later face, its visit) to what changed; called in lane COMPUTE.

Raises `SkinlaxError` where the two cannot be compared.
"""


class EarlierFace:
    """Reads earlier visits when it is looked at and brings the chosen one over the face of the open visit.

    `changed` is called after every step. `model` is the earlier face, moved onto the later head once it is compared.
    """

    def __init__(
        self,
        *,
        visits: VisitStore,
        jobs: JobRunner,
        reader: VisitReader | None,
        faces: FaceModelMaker,
        compare: CompareFaces | None,
        changed: Callable[[], None],
    ) -> None:
        self._visits = visits
        self._jobs = jobs
        self._reader = reader
        self._faces = faces
        self._compare = compare
        self._changed = changed
        self._listed_for: tuple[VisitId, bool] | None = None
        self._later: FaceModel | None = None
        self._raw: FaceModel | None = None
        self._then: Visit | None = None
        self._compared: tuple[FaceModel, FaceModel] | None = None
        self.state = EarlierState(sentence=words.NO_EARLIER)
        self.model: FaceModel | None = None
        self.change: SurfaceChange | None = None
        self.moment = ""
        faces.listen(self._face_made)

    def entered(self) -> None:
        """Looked at: read which visits came before."""
        visit = self._visits.visit
        if visit is None or self._reader is None:
            self._set(sentence=words.NO_READER if self._reader is None else words.NO_EARLIER)
            return
        key = (visit.id, visit.has_face)
        if self._listed_for == key:
            return
        self._listed_for = key

        def listed(summaries: tuple[VisitSummary, ...]) -> None:
            if self._visits.visit is None or self._visits.visit.id != visit.id:
                return
            before = [row for row in summaries if row.id != visit.id and row.has_face]
            before = [row for row in before if row.started_at < visit.started_at]
            choices = tuple(EarlierVisit(id=row.id, label=format_moment(row.started_at)) for row in before)
            self._set(choices=choices, sentence="" if choices else words.NO_EARLIER)
            if choices and self.state.chosen not in [choice.id for choice in choices]:
                self.choose(choices[0].id)

        self._reader.list_visits(visit.patient_id, on_done=listed, on_failed=self._failed)

    def choose(self, visit_id: VisitId) -> None:
        """Compare with this visit."""
        if self._reader is None or self.state.chosen == visit_id:
            return
        self._forget_face()
        self._set(chosen=visit_id, sentence=words.READING_EARLIER)

        def read(visit: Visit) -> None:
            if self.state.chosen == visit.id:
                self._then, self.moment = visit, format_moment(visit.started_at)
                if not visit.has_face:
                    self._set(sentence=words.EARLIER_WITHOUT_FACE)
                self._faces.want(visit)

        self._reader.read_visit(visit_id, on_done=read, on_failed=self._failed)

    def later_face(self, model: FaceModel | None) -> None:
        """The face of the open visit, or that there is none."""
        if model is not self._later:
            self._later = model
            # What was compared with another surface of this visit has other vertices.
            self.model, self.change, self._compared = None, None, None
            self.state = replace(self.state, ready=False, has_change=False)
            self._compare_both()

    def visit_changed(self, before: Visit | None, after: Visit | None) -> None:
        """Another visit was opened."""
        if before is None or after is None or before.id != after.id:
            self._listed_for = None
            self._forget_face()
            self.state = EarlierState(sentence=words.NO_EARLIER)
            self._faces.want(None)

    def _forget_face(self) -> None:
        self._raw, self.model, self.change, self._compared = None, None, None, None
        self.state = replace(self.state, ready=False, has_change=False)

    def _face_made(self, model: FaceModel | None) -> None:
        if self.state.chosen is None:
            return
        self._raw = model
        if model is None:
            self._set(sentence=words.EARLIER_WITHOUT_FACE, ready=False, has_change=False)
        else:
            self._compare_both()

    def _compare_both(self) -> None:
        earlier, later, then, now = self._raw, self._later, self._then, self._visits.visit
        if earlier is None or later is None or then is None or now is None or self._compared == (earlier, later):
            return
        self._compared = (earlier, later)
        compare = self._compare
        if compare is None:
            self.model = earlier
            self._set(sentence=words.SIDE_ONLY, ready=True, has_change=False)
            return
        self._set(sentence=words.COMPARING)

        def done(change: SurfaceChange) -> None:
            if self._compared == (earlier, later):
                self.change = change
                self.model = replace(earlier, mesh=change.earlier)
                sentence = words.registration_sentence(
                    change.residual_mm, scale_known=change.scale_known, anything=bool(change.detectable.any())
                )
                sentence = " ".join((sentence, *(warning_sentence(code) for code in change.warnings)))
                self._set(sentence=sentence, ready=True, has_change=True)

        def failed(error: Exception) -> None:
            # Two faces in their own head frames can be looked at side by side all the same.
            self.model = earlier
            self.state = replace(self.state, ready=True, has_change=False)
            self._failed(error)

        self._jobs.submit(
            "compare faces",
            lambda _control: compare(earlier.mesh, then, later.mesh, now),
            lane=Lane.COMPUTE,
            on_done=done,
            on_failed=failed,
            replaces="compare faces",
        )

    def _failed(self, error: Exception) -> None:
        say_failure(lambda sentence: self._set(sentence=sentence), error)

    def _set(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._changed()
