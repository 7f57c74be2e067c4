"""Decides what the simulation screen shows; knows no Qt."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.ui.screens.patient_words import format_moment
from skinlax_desktop.ui.screens.review.face_model import FaceModelMaker
from skinlax_desktop.ui.screens.review.photo_shelf import PhotoShelf
from skinlax_desktop.ui.screens.scene.shape_measuring import MeasureShape
from skinlax_desktop.ui.screens.simulation.ageing import Ageing, TellAgeing
from skinlax_desktop.ui.screens.simulation.chin_down import ChinDownAdding, ReadChinDown
from skinlax_desktop.ui.screens.simulation.desk import Desk, Store
from skinlax_desktop.ui.screens.simulation.exporting import Exporting
from skinlax_desktop.ui.screens.simulation.face_choice import FaceChoice
from skinlax_desktop.ui.screens.simulation.keeping import SimulationKeeping
from skinlax_desktop.ui.screens.simulation.of_visit import (
    OpenedSimulation,
    current_kept,
    kept_rows,
    refusal_of_visit,
    softness_of,
    waits_for,
)
from skinlax_desktop.ui.screens.simulation.panes import PLAN, PaneMaker, question_for
from skinlax_desktop.ui.screens.simulation.passive import SimulationView
from skinlax_desktop.ui.screens.simulation.photographs import PhotographOpening
from skinlax_desktop.ui.screens.simulation.planning import PlanEditing, plain_sentence
from skinlax_desktop.ui.screens.simulation.solving import Answer, FaceSolving
from skinlax_desktop.ui.screens.simulation.state import (
    Layout,
    Material,
    Picture,
    SimulationState,
    Staged,
    Tab,
)
from skinlax_desktop.ui.screens.simulation.tissue_reading import TissueReading
from skinlax_desktop.workflows.copies_leaving import CopiesLeaving, NoteLeaving
from skinlax_desktop.workflows.simulation_numbers import number_rows
from skinlax_desktop.workflows.simulation_plans import zones_on
from skinlax_desktop.workflows.visit_store import VisitStore
from skinlax_desktop.workflows.zone_guidance import guide_zones


class SimulationPresenter:
    """One for the window's life; `attach` gives it its view."""

    def __init__(
        self,
        *,
        visits: VisitStore,
        faces: FaceModelMaker,
        shelf: PhotoShelf,
        jobs: JobRunner,
        sex: Callable[[], str | None],
        author: Callable[[], UserName],
        now: Callable[[], str],
        load_image: Callable[[ImageRef], bytes],
        store: Store | None = None,
        tell_ageing: TellAgeing | None = None,
        plain_faces: FaceModelMaker | None = None,
        note: NoteLeaving | None = None,
        read_chin_down: ReadChinDown | None = None,
        measure_shape: MeasureShape | None = None,
    ) -> None:
        """`plain_faces` makes the face from landmarks where a measured one cannot be computed on."""
        self._visits = visits
        self._faces = FaceChoice(faces, plain_faces, self._face_made, jobs=jobs, shelf=shelf, load=load_image)
        self._sex = sex
        self._view: SimulationView | None = None
        self._here = False
        self.plan = PlanEditing(self._plan_changed)
        self._layout, self._material, self._tab = Layout.OUTCOMES, Material.FACE, Tab.PLAN
        self._photo_view, self._outcome = View.FRONTAL, Outcome.MEDIAN
        self._progress: float | None = None
        self._problem = ""
        self._sentence, self._is_error = "", False
        self._answer: Answer | None = None
        self._panes: PaneMaker | None = None
        self._opened: OpenedSimulation | None = None
        self._met: VisitId | None = None
        self._pushed: SimulationState | None = None
        self._solving = FaceSolving(
            jobs, ready=self._prepared, answered=self._answered, progressed=self._progressed, failed=self._failed
        )
        self._photographs = PhotographOpening(jobs, shelf, opened=self._ask, failed=self._failed)
        self._ageing = Ageing(jobs, tell_ageing, changed=self._refresh)
        self._tissue = TissueReading(jobs, self._refresh)
        desk = Desk(visits=visits, jobs=jobs, load=load_image, store=store, author=author, now=now, say=self._say)
        self._keeping = SimulationKeeping(desk, opened=self._show_opened)
        self.chin_down = ChinDownAdding(desk, read=read_chin_down, measure=measure_shape)
        self._exporting = Exporting(jobs, CopiesLeaving(jobs, visits, note), say=self._say)
        visits.changed.connect(self._visit_changed)

    def attach(self, view: SimulationView) -> None:
        """Give the presenter its view."""
        self._view = view
        self._refresh()
        self._restage()

    def entered(self) -> None:
        """Shown: the face is made ready when it is not yet."""
        self._here = True
        self._faces.want(self._visits.visit)
        self._begin()

    def left(self) -> None:
        """Hidden."""
        self._here = False

    # How it is shown

    def show_as(self, layout: Layout) -> None:
        """Another layout; the kept pictures have none."""
        self._layout = layout
        self._opened = None
        if layout is Layout.POSTURES:
            self._material = Material.FACE
            self.show_tab(Tab.ZONES)
        if layout is Layout.ALTERNATIVES:
            self._tab = Tab.NUMBERS
            self._ageing.want(self._visits.visit)
        self._ask()

    def show_on(self, material: Material) -> None:
        """The face in 3D, or a photograph."""
        self._material = material
        self._ask()

    def look_from(self, view: View) -> None:
        """Another photograph; the 3D view turns by itself."""
        self._photo_view = view
        self._ask()

    def choose_outcome(self, outcome: Outcome) -> None:
        """Which outcome fills the large picture, in a layout that has one."""
        self._outcome = outcome
        self._ask()

    def show_tab(self, tab: Tab) -> None:
        """Plan, numbers or zones."""
        self._tab = tab
        if tab is Tab.ZONES:
            self._tissue.want(self._solving.prepared)
        self._refresh()

    # What is kept and let go

    def keep(self) -> None:
        """Keep what is drawn with the visit; the view draws the face for it first."""
        prepared, answer, panes, view = self._solving.prepared, self._answer, self._panes, self._view
        if not self._can_keep() or prepared is None or answer is None or panes is None or view is None:
            if current_kept(self._visits.visit, self.plan.draft):
                self._say(words.ALREADY_KEPT, False)
            elif not self.plan.draft.drawn:
                self._say(plain_sentence(SkinlaxError("simulation_nothing_to_keep")), True)
            return
        plan, name = answer.tried[PLAN].plan, self.plan.draft.sentence
        looks = [panes.before, *(panes.look_of(answer.tried[PLAN].outcomes[outcome]) for outcome in Outcome)]

        def drawn(rows: Sequence[Sequence[Picture]]) -> None:
            self._keeping.keep(prepared, plan, name, {"face": rows[0]})

        view.draw_faces([looks], drawn, lambda _fraction: None)

    def sign(self, seen_by: str) -> None:
        """Whoever is named has seen the kept simulation that is shown."""
        kept = self._opened.id if self._opened is not None else current_kept(self._visits.visit, self.plan.draft)
        if kept:
            self._keeping.sign(kept, seen_by)

    def open_kept(self, simulation_id: str) -> None:
        """Show a kept simulation as it was, its plan beside it."""
        visit = self._visits.visit
        record = next((one for one in visit.simulations if one.id == simulation_id), None) if visit else None
        if record is None:
            return
        self.plan.take(record)
        self._ask()
        if record.pictures:
            self._keeping.open(record)

    def export_clip(self, path: Path) -> None:
        """Before to after over the weeks, into a file outside the record."""
        prepared, panes, view = self._solving.prepared, self._panes, self._view
        if prepared is None or panes is None or view is None or not self.plan.draft.drawn:
            self._say(plain_sentence(SkinlaxError("simulation_nothing_to_keep")), True)
            return
        self._exporting.clip(
            path,
            prepared,
            self.plan.draft,
            panes=panes,
            photograph=self._photographs.get(self._photo_view) if self._material is Material.PHOTO else None,
            draw=view.draw_faces,
        )

    def save_picture(self, picture_bgr: Picture, path: Path) -> None:
        """What is shown, into a file outside the record."""
        self._exporting.picture(picture_bgr, path)

    # What changed

    def _plan_changed(self) -> None:
        self._opened = None
        self._sentence, self._is_error = "", False
        self._ask()

    def _visit_changed(self, before: Visit | None, after: Visit | None, _by: object) -> None:
        if before is None or after is None or before.id != after.id:
            self.plan.reset()
            self._opened = None
            self._sentence, self._is_error = "", False
            self._answer = self._met = None
            self._ageing.forget()
            self._photographs.forget()
        if self._here:
            self._faces.want(after)
            self._begin()
        self._refresh()

    def _face_made(self) -> None:
        face = self._faces.face
        self._panes = PaneMaker(face) if face is not None else None
        self._answer = None
        if self._here:
            self._begin()

    def _begin(self) -> None:
        """Make the face ready, or say why it cannot be; the newest kept simulation of a visit is opened once."""
        visit, face = self._visits.visit, self._faces.face
        self._problem = refusal_of_visit(visit, None if face is None else face.model)
        mesh = face.model.mesh if face is not None and not self._problem else None
        if face is not None and (self._panes is None or self._panes.model is not face.model):
            self._panes = PaneMaker(face)
        if mesh is not None and visit is not None:
            self.plan.know_face(zones_on(mesh), self._solving.holed(mesh))
            if self._met != visit.id:
                self._met = visit.id
                if visit.simulations:
                    self.open_kept(visit.simulations[-1].id)
        self._solving.want(None if mesh is None else face, self._sex())
        refused = self._solving.refused
        if isinstance(refused, SkinlaxError) and mesh is not None:
            if self._faces.fall_back(visit, refused):
                return
            self._problem = plain_sentence(refused)
        if mesh is None or self._problem:
            self._progress, self._answer = None, None
        self._ask()
        self._restage()

    def _prepared(self) -> None:
        self._progress, prepared = None, self._solving.prepared
        if prepared is not None:
            self.plan.know_face(zones_on(prepared.mesh), prepared.response.holed)
            self._tissue.want(prepared if self._tab is Tab.ZONES else None)
        self._ask()

    def _progressed(self, fraction: float) -> None:
        self._progress = fraction
        self._refresh()
        self._restage()

    def _ask(self) -> None:
        """Have the plan answered for what is looked at; the newest wish wins."""
        visit, face = self._visits.visit, self._faces.face
        if visit is None or visit.analysis is None or face is None or self._problem:
            self._refresh()
            self._restage()
            return
        photo = self._material is Material.PHOTO
        if photo:
            self._photographs.want(visit, visit.analysis, face.model.mesh, self._photo_view)
        photograph = self._photographs.get(self._photo_view) if photo else None
        self._solving.ask(question_for(self.plan.draft, self._layout, self._outcome, photograph, visit.posture))
        self._refresh()

    def _answered(self, answer: Answer) -> None:
        self._answer = answer
        if self._is_error:
            self._sentence, self._is_error = "", False
        self._refresh()
        self._restage()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, SkinlaxError) and self._solving.refused is not None:
            self._begin()
            return

        def say(sentence: str) -> None:
            # What is on the screen belongs to another wish: it goes.
            self._answer = None
            self._say(plain_sentence(error) if isinstance(error, SkinlaxError) else sentence, True)
            self._restage()

        say_failure(say, error)

    def _show_opened(self, simulation_id: str, pictures: Mapping[str, Picture]) -> None:
        if simulation_id not in {row.id for row in kept_rows(self._visits.visit)}:
            return
        self._opened = OpenedSimulation(id=simulation_id, pictures=pictures)
        self._layout = Layout.OUTCOMES
        visit = self._visits.visit
        record = next(one for one in visit.simulations if one.id == simulation_id) if visit else None
        if record is not None:
            self._say(words.OPENED.format(when=format_moment(record.made_at)), False)
        self._restage()

    # What is shown

    def _say(self, sentence: str, is_error: bool) -> None:
        self._sentence, self._is_error = sentence, is_error
        self._refresh()

    def _restage(self) -> None:
        if self._view is not None:
            self._view.show_stage(self._staged())

    def _staged(self) -> Staged:
        if self._opened is not None and not self._problem:
            return self._opened.stage(self._material, self._photo_view)
        is_photo = self._material is Material.PHOTO and self._photographs.get(self._photo_view) is None
        waiting = waits_for(
            self._visits.visit,
            has_face=self._faces.face is not None,
            problem=self._problem,
            progress=self._solving.waited(self._progress),
            photo_view=self._photo_view if is_photo else None,
            photo_stays=self._photographs.why_it_stays(self._photo_view),
        )
        answer, panes = self._answer, self._panes
        if waiting or answer is None or panes is None:
            sentence = waiting or (self._sentence if self._is_error else "")
            return Staged(layout=self._layout, material=self._material, sentence=sentence)
        return panes.stage(answer, layout=self._layout, material=self._material, outcome=self._outcome)

    def _can_keep(self) -> bool:
        drawn = self._answer is not None and bool(self.plan.draft.drawn)
        return drawn and self._keeping.can_keep and not current_kept(self._visits.visit, self.plan.draft)

    def _refresh(self) -> None:
        if self._view is None:
            return
        state = self.state
        if state != self._pushed:
            self._pushed = state
            self._view.show_state(state)

    @property
    def state(self) -> SimulationState:
        """What is shown now, but for the pictures."""
        visit, answer, draft = self._visits.visit, self._answer, self.plan.draft
        tried = answer.tried[PLAN] if answer is not None else None
        analysis = visit.analysis if visit is not None else None
        sentence = self._sentence or self._faces.note
        if not sentence and tried is not None and not draft.drawn:
            sentence = words.NOTHING_DRAWN if draft.steps else words.NO_PLAN
        return SimulationState(
            ready=answer is not None and not self._problem,
            problem=self._problem,
            progress=self._solving.waited(self._progress),
            layout=self._layout,
            material=self._material,
            view=self._photo_view,
            outcome=self._outcome,
            tab=self._tab,
            rows=draft.rows,
            weeks=draft.looked_at,
            weeks_most=draft.weeks_most,
            onsets=draft.onsets,
            numbers=number_rows(tried) if tried is not None else (),
            visible=() if tried is None else tuple(one for one in Outcome if tried.outcomes[one].visible),
            zones=guide_zones(analysis) if analysis is not None else (),
            ageing=self._ageing.sentences,
            tissue=self._tissue.rows(self._solving.prepared),
            softness=softness_of(visit, self._faces.face, self.chin_down),
            kept=kept_rows(visit),
            opened=self._opened.id if self._opened is not None else "",
            current=current_kept(self._visits.visit, self.plan.draft),
            can_keep=self._can_keep(),
            can_export=answer is not None and bool(draft.drawn),
            sentence=sentence,
            is_error=self._is_error,
        )
