"""Decides what the 3D screen shows; knows no Qt. Shares zone, quantity and model with review."""

from dataclasses import dataclass
from typing import Protocol

from skinlax_desktop.domain.measurement import Measurement
from skinlax_desktop.text.grades import grade_sentence
from skinlax_desktop.ui.screens.review.face_model import FaceModel, FaceModelMaker
from skinlax_desktop.ui.screens.review.state import MapChoice
from skinlax_desktop.workflows.review import ZoneFinding, list_findings, mappable_metrics, zone_values
from skinlax_desktop.workflows.review_focus import ReviewFocus
from skinlax_desktop.workflows.visit_store import VisitStore


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneState:
    """What is shown beside the face."""

    findings: tuple[ZoneFinding, ...] = ()
    selected: str = ""
    maps: tuple[Measurement, ...] = ()
    map_choice: MapChoice | None = None
    grade: str = ""


class SceneView(Protocol):
    """The passive half."""

    def show_state(self, state: SceneState) -> None:
        """Show zones and quantity."""

    def show_face(self, model: FaceModel | None) -> None:
        """Show a surface."""


class ScenePresenter:
    """One for the window's life; `attach` gives it its view."""

    def __init__(self, *, visits: VisitStore, focus: ReviewFocus, faces: FaceModelMaker) -> None:
        self._visits = visits
        self._focus = focus
        self._faces = faces
        self._view: SceneView | None = None
        self._here = False
        self._pushed: SceneState | None = None
        visits.changed.connect(self._visit_changed)
        focus.changed.connect(self._refresh)
        faces.listen(self._face_made)

    def attach(self, view: SceneView) -> None:
        """Give the presenter its view."""
        self._view = view
        self._refresh()

    def entered(self) -> None:
        """Shown: the model is made when it is not yet."""
        self._here = True
        self._refresh()
        self._faces.want(self._visits.visit)

    def left(self) -> None:
        """Hidden."""
        self._here = False

    def select_zone(self, zone: str) -> None:
        """Light a zone everywhere."""
        self._focus.look_at(zone=zone)

    def step_zone(self, by: int) -> None:
        """The next or previous zone of the list."""
        zones = [finding.zone for finding in self._state().findings]
        if zones:
            at = zones.index(self._focus.zone) if self._focus.zone in zones else (-1 if by > 0 else 0)
            self.select_zone(zones[(at + by) % len(zones)])

    def show_on_face(self, metric: str) -> None:
        """Colour zones by a quantity; "" for the photograph alone."""
        self._focus.look_at(metric=metric)

    def step_map(self) -> None:
        """The next quantity, then the photograph alone."""
        names = ["", *(metric.name for metric in self._state().maps)]
        at = names.index(self._focus.metric) if self._focus.metric in names else 0
        self.show_on_face(names[(at + 1) % len(names)])

    def _visit_changed(self, _before: object, _after: object, _by: object) -> None:
        self._refresh()
        if self._here:
            self._faces.want(self._visits.visit)

    def _face_made(self, model: FaceModel | None) -> None:
        if self._view is not None:
            self._view.show_face(model)

    def _refresh(self) -> None:
        state = self._state()
        if self._view is not None and state != self._pushed:
            self._pushed = state
            self._view.show_state(state)

    def _state(self) -> SceneState:
        visit = self._visits.visit
        analysis = visit.analysis if visit is not None else None
        if visit is None or analysis is None:
            return SceneState()
        maps = mappable_metrics(analysis)
        chosen = next((metric for metric in maps if metric.name == self._focus.metric), None)
        choice = None
        if chosen is not None:
            choice = MapChoice(metric=chosen, values=zone_values(analysis, chosen.name))
        return SceneState(
            findings=list_findings(analysis, visit.judgements),
            selected=self._focus.zone,
            maps=maps,
            map_choice=choice,
            grade=grade_sentence(analysis.laxity),
        )
