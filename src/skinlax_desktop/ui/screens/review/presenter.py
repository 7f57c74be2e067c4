"""Decides what the review screen shows and what its keys do; knows no Qt."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from skinlax_desktop.domain.annotation import ProbeQuantity
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import AnnotationId, UserName
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.ui.screens.review.analysis_run import Analyse, AnalysisRun
from skinlax_desktop.ui.screens.review.face_model import FaceModel, FaceModelMaker
from skinlax_desktop.ui.screens.review.photo_shelf import PhotoShelf
from skinlax_desktop.ui.screens.review.pyramid import Pyramid
from skinlax_desktop.ui.screens.review.saliency_run import SaliencyRun
from skinlax_desktop.ui.screens.review.sources import ReviewSources
from skinlax_desktop.ui.screens.review.state import (
    KIND_OF_TOOL,
    Layout,
    Overlay,
    ReviewState,
    Tool,
)
from skinlax_desktop.ui.screens.review.tiles import Tiles
from skinlax_desktop.workflows.annotating import AnnotationEditor
from skinlax_desktop.workflows.review import (
    agree,
    disagree,
    enter_probe_reading,
    remove_probe_reading,
    withdraw_judgement,
)
from skinlax_desktop.workflows.review_focus import ReviewFocus
from skinlax_desktop.workflows.visit_store import VisitStore

__all__ = ["Analyse", "ReviewPresenter", "ReviewView"]


class ReviewView(Protocol):
    """The passive half."""

    def show_state(self, state: ReviewState) -> None:
        """Show everything but pixels."""

    def show_photo(self, view: View, pyramid: Pyramid | None) -> None:
        """Show the pixels of a view, or that they are not there."""

    def show_face(self, model: FaceModel | None) -> None:
        """Show the face in 3D."""


class ReviewPresenter:
    """One for the window's life; `attach` gives it its view."""

    def __init__(
        self,
        *,
        visits: VisitStore,
        focus: ReviewFocus,
        shelf: PhotoShelf,
        faces: FaceModelMaker,
        run: AnalysisRun,
        saliency: SaliencyRun,
        author: Callable[[], UserName],
        now: Callable[[], str],
    ) -> None:
        self._visits = visits
        self._focus = focus
        self._shelf = shelf
        self._faces = faces
        self._run = run
        self._saliency = saliency
        self._author = author
        self._now = now
        self._editor = AnnotationEditor(visits, author=author, now=now)
        self._view: ReviewView | None = None
        self._here = False
        self._state = ReviewState()
        self._pushed: ReviewState | None = None
        self._photos: dict[View, str] = {}
        self._tiles = Tiles()
        self._sources = ReviewSources(tiles=self._tiles, focus=focus, run=run, saliency=saliency, editor=self._editor)
        visits.changed.connect(self._visit_changed)
        focus.changed.connect(self._refresh)
        run.listen(self._refresh)
        saliency.listen(self._refresh)
        faces.listen(self._face_made)

    @property
    def state(self) -> ReviewState:
        """What is shown now."""
        return self._state

    def attach(self, view: ReviewView) -> None:
        """Give the presenter its view."""
        self._view = view
        self._refresh()

    def entered(self) -> None:
        """Shown: open photographs, and measure when all five views are there."""
        self._here = True
        visit = self._visits.visit
        if visit is not None and visit.analysis is None and all(visit.capture_of(v) for v in STANDARD_SERIES):
            self._run.start_unless_tried(visit)
        self._refresh()

    def left(self) -> None:
        """Hidden: measuring goes on, its outcome belongs to the visit."""
        self._here = False

    # Photographs

    def show_view(self, view: View) -> None:
        """Bring a view to the front; in a layout of several it takes the first place and the others move on."""
        others = tuple(known for known in self._state.shown if known is not view)
        self._set(shown=(view, *others))

    def step_view(self, by: int) -> None:
        """The next or previous view of the series."""
        taken = [tile.view for tile in self._state.tiles if tile.capture_id is not None]
        if taken:
            first = self._state.shown[0] if self._state.shown else taken[0]
            at = taken.index(first) if first in taken else 0
            self.show_view(taken[(at + by) % len(taken)])

    def set_layout(self, layout: Layout) -> None:
        """One, two or three photographs, or one beside 3D."""
        self._set(layout=layout)

    def cycle_overlay(self) -> None:
        """Outline, map, off."""
        order = list(Overlay)
        if self._state.map_choice is None:
            order.remove(Overlay.MAP)
        at = order.index(self._state.overlay) if self._state.overlay in order else 0
        self._set(overlay=order[(at + 1) % len(order)])

    def ask_why(self) -> None:
        """Show which places of the photograph moved the selected zone's grade, or no longer."""
        self._set(asks_why=not self._state.asks_why and self._state.can_ask_why)

    # Measuring

    def analyse(self) -> None:
        """Measure the photographs there are."""
        if self._visits.visit is not None and self._visits.visit.captures:
            self._run.start(self._visits.visit)

    def cancel_analysis(self) -> None:
        """Stop measuring."""
        self._run.cancel()

    # Zones

    def select_zone(self, zone: str) -> None:
        """Light a zone everywhere."""
        self._set(asks_reason=False)
        self._focus.look_at(zone=zone)

    def step_zone(self, by: int) -> None:
        """The next or previous zone of the list."""
        zones = [finding.zone for finding in self._state.findings]
        if zones:
            at = zones.index(self._state.selected) if self._state.selected in zones else (-1 if by > 0 else 0)
            self.select_zone(zones[(at + by) % len(zones)])

    def show_on_face(self, metric: str) -> None:
        """Colour zones by a quantity; "" for the photograph alone."""
        self._focus.look_at(metric=metric)
        if self._state.layout is not Layout.WITH_3D or not metric:
            self._set(overlay=Overlay.MAP if metric else Overlay.OUTLINE)

    def agree(self) -> None:
        """Agree with the selected zone; a second time takes it back."""
        zone, finding = self._state.selected, self._state.finding
        if finding is None:
            return
        self._set(asks_reason=False)
        if finding.judgement is not None and finding.judgement.agrees:
            self._visits.apply(lambda visit: withdraw_judgement(visit, zone), by=self)
        else:
            self._visits.apply(lambda visit: agree(visit, zone, author=self._author(), at=self._now()), by=self)

    def ask_reason(self) -> None:
        """Disagree with the selected zone: a reason is asked for first; a second time takes it back."""
        finding = self._state.finding
        if finding is None:
            return
        if finding.judgement is not None and not finding.judgement.agrees:
            self._visits.apply(lambda visit: withdraw_judgement(visit, finding.zone), by=self)
        else:
            self._set(asks_reason=not self._state.asks_reason)

    def disagree(self, reason: str) -> None:
        """Disagree with the selected zone, for this reason."""
        zone = self._state.selected
        if self._state.finding is None:
            return
        try:
            self._visits.apply(
                lambda visit: disagree(visit, zone, reason, author=self._author(), at=self._now()), by=self
            )
        except SkinlaxError as error:
            self._set(sentence=sentence_of(error), is_error=True)
        else:
            self._set(asks_reason=False, sentence="", is_error=False)

    # Marks

    def choose_tool(self, tool: Tool) -> None:
        """Take another drawing tool."""
        self._set(tool=tool)

    def draw(self, view: View, points: tuple[tuple[float, float], ...], text: str = "") -> None:
        """Add a mark of the tool in hand to a view; then the hand is free again, but for the pen."""
        tile = self._state.tile(view)
        tool = self._state.tool
        if tile is None or tile.capture_id is None or tool not in KIND_OF_TOOL:
            return
        self._editor.draw(KIND_OF_TOOL[tool], tile.capture_id, points, text)
        if tool is not Tool.PEN:
            self._set(tool=Tool.SELECT)

    def move_mark(self, mark: AnnotationId, by_x: float, by_y: float) -> None:
        """Shift a mark."""
        self._editor.move(mark, by_x, by_y)

    def move_corner(self, mark: AnnotationId, corner: int, to: tuple[float, float]) -> None:
        """Put one point of a mark elsewhere."""
        self._editor.move_corner(mark, corner, to)

    def write_on_mark(self, mark: AnnotationId, text: str) -> None:
        """Change a mark's text."""
        self._editor.write(mark, text)

    def erase_mark(self, mark: AnnotationId) -> None:
        """Take a mark away."""
        self._editor.erase(mark)

    def undo(self) -> None:
        """Take the last mark's change back."""
        self._editor.undo()

    def redo(self) -> None:
        """Make it again."""
        self._editor.redo()

    # Probe

    def enter_probe(self, quantity: ProbeQuantity, typed: str, instrument: str) -> None:
        """Keep a probe's value; an empty field clears it."""
        if not typed.strip():
            self._set(probe_error=None)
            self._visits.apply(lambda visit: remove_probe_reading(visit, quantity), by=self)
            return
        try:
            self._visits.apply(
                lambda visit: enter_probe_reading(
                    visit, quantity, typed, instrument, author=self._author(), at=self._now()
                ),
                by=self,
            )
        except SkinlaxError as error:
            self._set(probe_error=(quantity, sentence_of(error)))
        else:
            self._set(probe_error=None)

    # Resolving

    def _visit_changed(self, before: Visit | None, after: Visit | None, _by: object) -> None:
        if before is None or after is None or before.id != after.id:
            self._shelf.forget()
            self._photos.clear()
            self._tiles.forget()
            self._run.forget()
            self._saliency.forget()
            self._faces.want(None)
            self._state = replace(self._state, shown=(), tool=Tool.SELECT, asks_reason=False, asks_why=False)
            self._state = replace(self._state, probe_error=None)
            self._focus.look_at(zone="", metric="")
        self._refresh()

    def _face_made(self, model: FaceModel | None) -> None:
        if self._view is not None:
            self._view.show_face(model)

    def _set(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self._refresh()

    def _refresh(self) -> None:
        visit = self._visits.visit
        self._state = self._sources.resolve(self._state, visit)
        if self._view is not None and self._pushed != self._state:
            self._pushed = self._state
            self._view.show_state(self._state)
        if self._here:
            self._open_photos(visit)
            self._faces.want(visit)

    def _open_photos(self, visit: Visit | None) -> None:
        for capture in visit.captures if visit is not None else ():
            newest = visit is not None and visit.capture_of(capture.view) is capture
            if newest and self._photos.get(capture.view) != capture.image.sha256:
                self._photos[capture.view] = capture.image.sha256
                self._fetch(capture.view, capture.image.sha256)

    def _fetch(self, view: View, sha256: str) -> None:
        visit = self._visits.visit
        capture = visit.capture_of(view) if visit is not None else None
        if capture is None:
            return

        def show(pyramid: Pyramid | None) -> None:
            if self._view is not None and self._photos.get(view) == sha256:
                self._view.show_photo(view, pyramid)

        def fail(error: Exception) -> None:
            show(None)
            if not isinstance(error, SkinlaxError):
                raise error

        self._shelf.fetch(capture.image, show, fail)
