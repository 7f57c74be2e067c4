"""Decides what the 3D screen shows; knows no Qt. Shares zone, quantity and model with review."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from skinlax_desktop.domain.ids import UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.measure_change import MeasureChange
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.mesh_rays import SurfacePoint, hit_mesh
from skinlax_desktop.text.grades import grade_sentence
from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.scene.comparing import CompareMode
from skinlax_desktop.ui.screens.patient_words import format_moment
from skinlax_desktop.ui.screens.review.comparison import VisitReader
from skinlax_desktop.ui.screens.review.face_model import FaceModel, FaceModelMaker
from skinlax_desktop.ui.screens.review.state import MapChoice
from skinlax_desktop.ui.screens.scene.captions import picture_caption
from skinlax_desktop.ui.screens.scene.earlier import CompareFaces, EarlierFace
from skinlax_desktop.ui.screens.scene.layers import SurfaceLayers
from skinlax_desktop.ui.screens.scene.marking import Marking
from skinlax_desktop.ui.screens.scene.section_tool import SectionTool
from skinlax_desktop.ui.screens.scene.shape_measuring import MeasureShape, ShapeMeasuring
from skinlax_desktop.ui.screens.scene.snapshot import Picture, SnapshotTaker, StorePicture
from skinlax_desktop.ui.screens.scene.state import (
    CHANGE_LAYER,
    KIND_OF_TOOL,
    SIGMA_LAYER,
    SceneState,
    SectionKind,
    Tab,
    Tool,
)
from skinlax_desktop.ui.screens.scene.surface_import import ReadSurface, StoreSurface, SurfaceImport
from skinlax_desktop.workflows.copies_leaving import CopiesLeaving, NoteLeaving
from skinlax_desktop.workflows.metric_scale import scale_share_of
from skinlax_desktop.workflows.review import list_findings, mappable_metrics, zone_values
from skinlax_desktop.workflows.review_focus import ReviewFocus
from skinlax_desktop.workflows.surface_measures import shown_on_face
from skinlax_desktop.workflows.visit_store import VisitStore

Place = tuple[float, float, float]
_STEP_MM: Final = 2.0


class SceneView(Protocol):
    """The passive half."""

    def show_state(self, state: SceneState) -> None:
        """Show everything but the surfaces."""

    def show_face(self, model: FaceModel | None) -> None:
        """Show this visit's surface."""

    def show_earlier(self, model: FaceModel | None, titles: tuple[str, str]) -> None:
        """Show the earlier visit's surface beside it, under these titles."""


class ScenePresenter:
    """One for the window's life; `attach` gives it its view."""

    def __init__(
        self,
        *,
        visits: VisitStore,
        focus: ReviewFocus,
        faces: FaceModelMaker,
        earlier_faces: FaceModelMaker,
        jobs: JobRunner,
        compare: CompareFaces | None,
        author: Callable[[], UserName],
        now: Callable[[], str],
        reader: VisitReader | None = None,
        store_picture: StorePicture | None = None,
        read_surface: ReadSurface | None = None,
        store_surface: StoreSurface | None = None,
        load_image: Callable[[ImageRef], bytes] | None = None,
        measure_shape: MeasureShape | None = None,
        note: NoteLeaving | None = None,
    ) -> None:
        self._visits = visits
        self._focus = focus
        self._faces = faces
        self._view: SceneView | None = None
        self._here = False
        self._pushed: SceneState | None = None
        self._pushed_earlier: object = None
        self._layer = ""
        self._tab = Tab.ZONES
        self._textured, self._ring_light = True, False
        self._mode, self._shows_earlier = CompareMode.ONE, False
        self._sentence, self._is_error = "", False
        self._layers = SurfaceLayers()
        self.section = SectionTool()
        self.marking = Marking(visits=visits, jobs=jobs, author=author, now=now, changed=self._refresh)
        leaving = CopiesLeaving(jobs, visits, note)
        self.snapshots = SnapshotTaker(
            visits=visits, jobs=jobs, editor=self.marking.editor, store=store_picture, leaving=leaving, say=self.say
        )
        self.surfaces = SurfaceImport(
            visits=visits,
            jobs=jobs,
            editor=self.marking.editor,
            read=read_surface,
            store=store_surface,
            say=self.say,
        )
        self.shape = ShapeMeasuring(
            visits=visits,
            jobs=jobs,
            surfaces=self.surfaces,
            load_image=load_image,
            measure=measure_shape,
            say=self.say,
        )
        self.earlier = EarlierFace(
            visits=visits, jobs=jobs, reader=reader, faces=earlier_faces, compare=compare, changed=self._refresh
        )
        visits.changed.connect(self._visit_changed)
        focus.changed.connect(self._refresh)
        faces.listen(self._face_made)

    @property
    def mesh(self) -> FaceMesh | None:
        """The surface of the open visit."""
        model = self._faces.model
        return model.mesh if model is not None else None

    def attach(self, view: SceneView) -> None:
        """Give the presenter its view."""
        self._view = view
        self._refresh()

    def entered(self) -> None:
        """Shown: the model is made when it is not yet, and earlier visits are looked up."""
        self._here = True
        self._refresh()
        self._faces.want(self._visits.visit)
        self.earlier.entered()

    def left(self) -> None:
        """Hidden."""
        self._here = False
        self.marking.drop()

    # Zones and maps

    def select_zone(self, zone: str) -> None:
        """Light a zone everywhere."""
        self._focus.look_at(zone=zone)

    def step_zone(self, by: int) -> None:
        """The next or previous zone of the list."""
        zones = [finding.zone for finding in self._state().findings]
        if zones:
            at = zones.index(self._focus.zone) if self._focus.zone in zones else (-1 if by > 0 else 0)
            self.select_zone(zones[(at + by) % len(zones)])

    def show_on_face(self, name: str) -> None:
        """Colour the face by a zone's quantity or a layer of the surface; "" for the photograph alone."""
        self._layer = name if name in (SIGMA_LAYER, CHANGE_LAYER) else ""
        if not self._layer:
            self._focus.look_at(metric=name)
        self._refresh()

    def step_map(self) -> None:
        """The next quantity or layer, then the photograph alone."""
        state = self._state()
        names = ["", *(metric.name for metric in state.maps), *state.layers]
        shown = state.layer or self._focus.metric
        self.show_on_face(names[(names.index(shown) + 1) % len(names)] if shown in names else "")

    # How it is shown

    def toggle_texture(self) -> None:
        """With the photo, or the shape alone."""
        self._textured = not self._textured
        self._refresh()

    def toggle_light(self) -> None:
        """From the ring, or from where one looks."""
        self._ring_light = not self._ring_light
        self._refresh()

    def toggle_arrows(self) -> None:
        """How the skin moved, as arrows on the map of the change."""
        if self._state().can_show_arrows:
            self._layers.arrows = not (self._layers.arrows and self._layer == CHANGE_LAYER)
            self._layer = CHANGE_LAYER
            self._refresh()

    def compare_as(self, mode: CompareMode) -> None:
        """Share the picture with the earlier visit, or not."""
        self._mode, self._shows_earlier = mode, False
        self._refresh()

    def blink(self) -> None:
        """The other visit in the same place."""
        if self._mode is not CompareMode.BLINK:
            self.compare_as(CompareMode.BLINK)
        if self.earlier.state.ready:
            self._shows_earlier = not self._shows_earlier
        self._refresh()

    def choose_earlier(self, visit_id: VisitId) -> None:
        """Compare with another visit."""
        self.earlier.choose(visit_id)

    # Tools

    def drop(self) -> None:
        """Let go of what is begun: points, a note, the question for a file's unit."""
        if self.surfaces.asks_unit is not None:
            self.surfaces.drop()
        self.marking.drop()

    def use_tool(self, tool: Tool) -> None:
        """Take another tool; what was begun is let go."""
        self.marking.take(tool)
        self._sentence = ""
        if tool is Tool.SECTION:
            self._tab = Tab.SECTION
        elif tool in KIND_OF_TOOL:
            self._tab = Tab.MARKS
        self._refresh()

    def show_tab(self, tab: Tab) -> None:
        """Zones, section or marks beside the face."""
        self._tab = tab
        self._refresh()

    def step_tab(self) -> None:
        """The next of them."""
        tabs = list(Tab)
        self.show_tab(tabs[(tabs.index(self._tab) + 1) % len(tabs)])

    def point_at(self, origin_mm: Place, direction: Place) -> None:
        """The tool in hand was pointed along a ray."""
        point = self._hit(origin_mm, direction) if self.marking.tool is not Tool.TURN else None
        if point is None:
            return
        if self.marking.tool is Tool.SECTION:
            self.section.put_through(point.place_mm)
        else:
            self.marking.set_point(point)
        self.say("", False)

    def pointed_at_earlier(self) -> None:
        """A tool was pointed at the earlier visit's picture."""
        self.say(words.ON_EARLIER, False)

    def move_point(self, mark_id: str, number: int, origin_mm: Place, direction: Place) -> None:
        """A mark's point was dragged along a ray."""
        point = self._hit(origin_mm, direction)
        if point is not None:
            self.marking.move_point(mark_id, number, point)

    def step_mark(self) -> None:
        """The next mark of the list."""
        self._tab = Tab.MARKS
        self.marking.step()

    # Section

    def cut(self, kind: SectionKind, at_mm: float | None = None) -> None:
        """Cut upright or level, at a place."""
        self.section.choose(kind)
        if at_mm is not None:
            self.section.put(at_mm)
        self._tab = Tab.SECTION
        self._refresh()

    def step_section(self, steps: int) -> None:
        """The plane by keys."""
        self.section.put(self.section.at_mm + steps * _STEP_MM)
        self._refresh()

    # Pictures

    def keep_picture(self, picture_rgb: Picture, view_name: str) -> None:
        """The picture goes to the report, with a caption that says what it shows."""
        shows_change = self._state().layer == CHANGE_LAYER or self._tab is Tab.CHANGES
        self.snapshots.keep(
            picture_rgb,
            picture_caption(self._state(), view_name, self.earlier.moment),
            self._changes if shows_change else (),
        )

    def save_picture(self, picture_rgb: Picture, path: Path) -> None:
        """The picture goes to a file."""
        self.snapshots.save(picture_rgb, path)

    def _hit(self, origin_mm: Place, direction: Place) -> SurfacePoint | None:
        """Where a ray meets the face; a sentence where it meets none."""
        mesh = self.mesh
        point = hit_mesh(mesh, origin_mm, direction) if mesh is not None else None
        if point is None:
            self.say(words.NOT_ON_FACE, False)
        return point

    @property
    def _changes(self) -> tuple[MeasureChange, ...]:
        change = self.earlier.change
        return change.rows if change is not None else ()

    def say(self, sentence: str, is_error: bool) -> None:
        """A sentence below the face."""
        self._sentence, self._is_error = sentence, is_error
        self._refresh()

    def _visit_changed(self, before: Visit | None, after: Visit | None, _by: object) -> None:
        if before is None or after is None or before.id != after.id:
            self._mode, self._shows_earlier, self._layer = CompareMode.ONE, False, ""
            self._sentence = ""
            self.marking.forget()
            self.surfaces.drop()
        self.earlier.visit_changed(before, after)
        self._refresh()
        if self._here:
            self._faces.want(self._visits.visit)
            self.earlier.entered()

    def _face_made(self, model: FaceModel | None) -> None:
        if self._view is not None:
            self._view.show_face(model)
            self._pushed_earlier = self._pushed = None
        self.earlier.later_face(model)
        self._refresh()

    def _refresh(self) -> None:
        visit = self._visits.visit
        self.marking.use_surface(self.mesh, scale_share_of(visit) if visit is not None else 0.0)
        if self._view is None:
            return
        if self._pushed_earlier is not self.earlier.model or self._pushed is None:
            self._pushed_earlier = self.earlier.model
            moment = format_moment(visit.started_at) if visit is not None else ""
            titles = (words.THEN.format(when=self.earlier.moment), words.NOW.format(when=moment))
            self._view.show_earlier(self.earlier.model, titles)
        state = self._state()
        if state != self._pushed:
            self._pushed = state
            self._view.show_state(state)

    def _state(self) -> SceneState:
        visit, mesh = self._visits.visit, self.mesh
        if visit is None:
            return SceneState()
        analysis = shown_on_face(visit)
        maps = mappable_metrics(analysis) if analysis is not None else ()
        change = self.earlier.change
        layers = self._layers.names(mesh, change)
        layer = self._layer if self._layer in layers else ""
        chosen = next((metric for metric in maps if metric.name == self._focus.metric), None)
        choice = None
        if analysis is not None and chosen is not None and not layer:
            choice = MapChoice(metric=chosen, values=zone_values(analysis, chosen.name))
        section = self.section.state(mesh, change)
        return SceneState(
            findings=list_findings(analysis, visit.judgements) if analysis is not None else (),
            selected=self._focus.zone,
            maps=maps,
            map_choice=choice,
            layer=layer,
            layers=layers,
            vertex_map=self._layers.map(layer, mesh, change),
            grade=grade_sentence(analysis.laxity) if analysis is not None else "",
            has_face=mesh is not None,
            share_unmeasured=self._layers.share_unmeasured(mesh),
            is_unscaled=mesh is not None and not mesh.scale_known,
            tool=self.marking.tool,
            tab=self._tab,
            textured=self._textured,
            ring_light=self._ring_light,
            mode=self._mode if self.earlier.state.ready else CompareMode.ONE,
            shows_earlier=self._shows_earlier,
            earlier=self.earlier.state,
            section=section,
            rows=self.marking.rows,
            changes=self._changes,
            marks=self.marking.shown,
            arrows=self._layers.shows_arrows(layer, change),
            can_show_arrows=change is not None and change.moved is not None,
            lines=self._layers.lines(
                layer, change, section if self._tab is Tab.SECTION else None, self.marking.marks.lines(visit)
            ),
            asks_unit=self.surfaces.asks_unit is not None,
            reads_surface=self.surfaces.is_reading,
            can_open_surface=self.surfaces.is_possible,
            can_measure_shape=self.shape.is_possible,
            asks_note_at=self.marking.note_at,
            can_undo=self.marking.can_undo,
            can_redo=self.marking.editor.can_redo,
            sentence=self._sentence,
            is_error=self._is_error,
        )
