"""Decides what the simulation screen shows; knows no Qt."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.ui.scene.scene_pictures import FaceLook
from skinlax_desktop.ui.screens.patient_words import format_moment
from skinlax_desktop.ui.screens.review.face_model import FaceModel, FaceModelMaker
from skinlax_desktop.ui.screens.review.photo_shelf import PhotoShelf
from skinlax_desktop.ui.screens.simulation.ageing import Ageing, TellAgeing
from skinlax_desktop.ui.screens.simulation.exporting import Exporting, FramesDrawn
from skinlax_desktop.ui.screens.simulation.keeping import SimulationKeeping, Store
from skinlax_desktop.ui.screens.simulation.of_visit import kept_rows, refusal_of_visit
from skinlax_desktop.ui.screens.simulation.panes import PLAN, PaneMaker
from skinlax_desktop.ui.screens.simulation.photographs import PhotographOpening
from skinlax_desktop.ui.screens.simulation.planning import PlanEditing, plain_sentence
from skinlax_desktop.ui.screens.simulation.solving import Answer, FaceSolving, Question
from skinlax_desktop.ui.screens.simulation.state import (
    Layout,
    Material,
    Picture,
    SimulationState,
    Staged,
    StagePane,
    Tab,
)
from skinlax_desktop.workflows.simulate import PreparedFace
from skinlax_desktop.workflows.simulated_photographs import FacePhotograph, movable_frame
from skinlax_desktop.workflows.simulation_numbers import number_rows
from skinlax_desktop.workflows.simulation_plans import (
    Alternative,
    alternative_steps,
    plan_of_steps,
    steps_to_keep,
    zones_on,
)
from skinlax_desktop.workflows.visit_store import VisitStore
from skinlax_desktop.workflows.zone_guidance import guide_zones


class SimulationView(Protocol):
    """The passive half."""

    def show_state(self, state: SimulationState) -> None:
        """Show everything but the pictures."""

    def show_stage(self, staged: Staged) -> None:
        """Show the pictures."""

    def draw_faces(self, rows: Sequence[Sequence[FaceLook]], done: FramesDrawn, going: Callable[[float], None]) -> None:
        """Draw rows of faces in 3D one after the other, BGR each, and hand them over; nothing of it is shown."""


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
    ) -> None:
        self._visits = visits
        self._faces = faces
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
        self._opened = ""
        self._opened_pictures: Mapping[str, Picture] = {}
        self._pushed: SimulationState | None = None
        self._solving = FaceSolving(
            jobs, ready=self._prepared, answered=self._answered, progressed=self._progressed, failed=self._failed
        )
        self._photographs = PhotographOpening(jobs, shelf, opened=self._ask, failed=self._failed)
        self._ageing = Ageing(jobs, tell_ageing, changed=self._refresh)
        self._keeping = SimulationKeeping(
            visits=visits,
            jobs=jobs,
            load=load_image,
            store=store,
            author=author,
            now=now,
            say=self._say,
            opened=self._show_opened,
        )
        self._exporting = Exporting(jobs, say=self._say)
        visits.changed.connect(self._visit_changed)
        faces.listen(self._face_made)

    @property
    def state(self) -> SimulationState:
        """What is shown now."""
        return self._state()

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
        self._opened, self._opened_pictures = "", {}
        if layout is Layout.ALTERNATIVES:
            self._tab = Tab.NUMBERS
            self._ageing.want(self._visits.visit)
        self._ask()

    def show_on(self, material: Material) -> None:
        """The face in 3D, or a photograph."""
        self._material = material
        self._ask()

    def toggle_material(self) -> None:
        """The other one."""
        self.show_on(Material.PHOTO if self._material is Material.FACE else Material.FACE)

    def look_from(self, view: View) -> None:
        """Another photograph; the 3D view turns by itself."""
        self._photo_view = view
        self._ask()

    def choose_outcome(self, outcome: Outcome) -> None:
        """Which outcome fills the large picture, in a layout that has one."""
        self._outcome = outcome
        self._ask()

    def next_outcome(self) -> None:
        """Low, median, high, low."""
        all_of_them = list(Outcome)
        self.choose_outcome(all_of_them[(all_of_them.index(self._outcome) + 1) % len(all_of_them)])

    def show_tab(self, tab: Tab) -> None:
        """Plan, numbers or zones."""
        self._tab = tab
        self._refresh()

    def next_tab(self) -> None:
        """The next of them."""
        tabs = list(Tab)
        self.show_tab(tabs[(tabs.index(self._tab) + 1) % len(tabs)])

    # What is kept and let go

    def keep(self) -> None:
        """Keep what is drawn with the visit; the view draws the face for it first."""
        prepared, answer, panes, view = self._solving.prepared, self._answer, self._panes, self._view
        if not self._can_keep() or prepared is None or answer is None or panes is None or view is None:
            if self._current():
                self._say(words.ALREADY_KEPT, False)
            elif not self.plan.draft.drawn:
                self._say(plain_sentence(SkinlaxError("simulation_nothing_to_keep")), True)
            return
        plan, name = answer.tried[PLAN].plan, self.plan.draft.sentence
        looks = [panes.before, *(panes.look_of(answer.tried[PLAN].outcomes[outcome]) for outcome in Outcome)]

        def drawn(rows: Sequence[Sequence[Picture]]) -> None:
            self._keeping.keep(prepared, plan, name, {"frontal": rows[0]})

        view.draw_faces([looks], drawn, lambda _fraction: None)

    def sign(self, seen_by: str) -> None:
        """Whoever is named has seen the kept simulation that is shown."""
        kept = self._opened or self._current()
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
            photograph=self._photograph() if self._material is Material.PHOTO else None,
            draw=view.draw_faces,
        )

    def save_picture(self, picture_bgr: Picture, path: Path) -> None:
        """What is shown, into a file outside the record."""
        self._exporting.picture(picture_bgr, path)

    # What changed

    def _plan_changed(self) -> None:
        self._opened, self._opened_pictures = "", {}
        self._sentence, self._is_error = "", False
        self._ask()

    def _visit_changed(self, before: Visit | None, after: Visit | None, _by: object) -> None:
        if before is None or after is None or before.id != after.id:
            self.plan.reset()
            self._opened, self._opened_pictures = "", {}
            self._sentence, self._is_error = "", False
            self._answer = None
            self._ageing.forget()
            self._photographs.forget()
        if self._here:
            self._faces.want(after)
            self._begin()
        self._refresh()

    def _face_made(self, model: FaceModel | None) -> None:
        self._panes = PaneMaker(model) if model is not None else None
        self._answer = None
        if self._here:
            self._begin()

    def _begin(self) -> None:
        """Make the face ready, or say why it cannot be."""
        visit, model = self._visits.visit, self._faces.model
        self._problem = refusal_of_visit(visit, model)
        mesh = model.mesh if model is not None and not self._problem else None
        if model is not None and self._panes is None:
            self._panes = PaneMaker(model)
        if mesh is not None:
            self.plan.know_face(zones_on(mesh))
        if self._solving.prepared is None and mesh is not None and self._progress is None:
            self._progress = 0.0
        self._solving.want(mesh, self._sex())
        if mesh is None:
            self._progress, self._answer = None, None
        elif visit is not None and visit.simulations and self._answer is None and not self._opened:
            self.open_kept(visit.simulations[-1].id)
        self._ask()
        self._restage()

    def _prepared(self, _prepared: PreparedFace) -> None:
        self._progress = None
        self._ask()

    def _progressed(self, fraction: float) -> None:
        self._progress = fraction
        self._refresh()
        self._restage()

    def _ask(self) -> None:
        """Have the plan answered for what is looked at; the newest wish wins."""
        visit, model = self._visits.visit, self._faces.model
        if visit is None or visit.analysis is None or model is None or self._problem:
            self._refresh()
            self._restage()
            return
        photo = self._material is Material.PHOTO
        if photo:
            self._photographs.want(visit, visit.analysis, model.mesh, self._photo_view)
        steps, weeks = self.plan.draft.drawn, self.plan.draft.looked_at
        plans = {PLAN: plan_of_steps(steps, weeks)}
        if self._layout is Layout.ALTERNATIVES:
            for one in (Alternative.COMBINED, Alternative.STAGED):
                found = alternative_steps(steps, one)
                if found is not None:
                    plans[one.value] = plan_of_steps(found, weeks)
        shown = tuple(Outcome) if self._layout is Layout.OUTCOMES else (self._outcome,)
        self._solving.ask(Question(plans=plans, photograph=self._photograph() if photo else None, outcomes=shown))
        self._refresh()

    def _answered(self, answer: Answer) -> None:
        self._answer = answer
        if self._is_error:
            self._sentence, self._is_error = "", False
        self._refresh()
        self._restage()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, SkinlaxError):
            raise error
        if self._solving.prepared is None:
            self._progress = None
            self._problem = plain_sentence(error)
            self._refresh()
            self._restage()
        else:
            self._say(plain_sentence(error), True)

    def _show_opened(self, simulation_id: str, pictures: Mapping[str, Picture]) -> None:
        if simulation_id not in {row.id for row in kept_rows(self._visits.visit)}:
            return
        self._opened, self._opened_pictures = simulation_id, pictures
        self._layout = Layout.OUTCOMES
        visit = self._visits.visit
        record = next(one for one in visit.simulations if one.id == simulation_id) if visit else None
        if record is not None:
            self._say(words.OPENED.format(when=format_moment(record.made_at)), False)
        self._restage()

    # What is shown

    def _photograph(self) -> FacePhotograph | None:
        return self._photographs.get(self._photo_view)

    def _say(self, sentence: str, is_error: bool) -> None:
        self._sentence, self._is_error = sentence, is_error
        self._refresh()

    def _restage(self) -> None:
        if self._view is not None:
            self._view.show_stage(self._staged())

    def _staged(self) -> Staged:
        waiting = self._waits_for()
        if self._opened and not self._problem:
            return self._kept_stage()
        answer, panes = self._answer, self._panes
        if waiting or answer is None or panes is None:
            return Staged(layout=self._layout, material=self._material, sentence=waiting)
        return panes.stage(
            answer, layout=self._layout, material=self._material, outcome=self._outcome, steps=self.plan.draft.drawn
        )

    def _kept_stage(self) -> Staged:
        """The kept sheet of the view that is looked at, else the first."""
        pictures = self._opened_pictures
        name = f"photo_{self._photo_view}" if self._material is Material.PHOTO else "frontal"
        shown = pictures.get(name, next(iter(pictures.values()), None))
        pane = StagePane(title="", photo_bgr=shown)
        return Staged(layout=Layout.OUTCOMES, material=Material.PHOTO, panes=(pane,), whole=True)

    def _waits_for(self) -> str:
        """Why there are no pictures yet."""
        visit, model = self._visits.visit, self._faces.model
        if self._problem or visit is None or visit.analysis is None:
            return self._problem or words.EMPTY
        if model is None:
            return words.MAKING_FACE
        if self._progress is not None:
            return words.PREPARING.format(percent=f"{100 * self._progress:.0f}")
        if self._material is Material.PHOTO and self._photograph() is None:
            if self._photo_view in (View.LATERAL_LEFT, View.LATERAL_RIGHT):
                return words.PROFILE_STAYS
            movable = movable_frame(visit.analysis, visit, self._photo_view)
            return words.NO_PHOTO if movable is None else words.OPENING_PHOTO
        return ""

    def _current(self) -> str:
        """The kept simulation of this very plan, if there is one."""
        visit = self._visits.visit
        steps, weeks = steps_to_keep(self.plan.draft.drawn), self.plan.draft.looked_at
        records = visit.simulations if visit is not None else ()
        same = (one.id for one in reversed(records) if one.steps and one.steps == steps and one.weeks == weeks)
        return next(same, "")

    def _can_keep(self) -> bool:
        drawn = self._answer is not None and bool(self.plan.draft.drawn)
        return drawn and self._keeping.can_keep and not self._current()

    def _refresh(self) -> None:
        if self._view is None:
            return
        state = self._state()
        if state != self._pushed:
            self._pushed = state
            self._view.show_state(state)

    def _state(self) -> SimulationState:
        visit, answer, draft = self._visits.visit, self._answer, self.plan.draft
        tried = answer.tried[PLAN] if answer is not None else None
        analysis = visit.analysis if visit is not None else None
        sentence = self._sentence
        if not sentence and tried is not None and not draft.drawn:
            sentence = words.NOTHING_DRAWN if draft.steps else words.NO_PLAN
        return SimulationState(
            ready=answer is not None and not self._problem,
            problem=self._problem,
            progress=self._progress,
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
            kept=kept_rows(visit),
            opened=self._opened,
            current=self._current(),
            can_keep=self._can_keep(),
            can_export=answer is not None and bool(draft.drawn),
            sentence=sentence,
            is_error=self._is_error,
        )
