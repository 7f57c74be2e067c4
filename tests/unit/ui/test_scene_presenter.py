"""What the 3D screen decides, over a view that only listens: maps, tools, marks, sections, the earlier visit."""

import hashlib
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from unittest.mock import create_autospec

import numpy as np
import pytest

import skinlax_desktop
from given_faces import GivenFaces, GivenVisits, now_visit, then_visit
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.face_surface import FaceSurface
from skinlax_desktop.domain.ids import UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.surface_mark import SurfaceMarkKind
from skinlax_desktop.jobs import JobControl
from skinlax_desktop.surface.ply import ply_bytes
from skinlax_desktop.surface.scanner_mesh import LengthUnit
from skinlax_desktop.surface.shown_change import MovedPlaces, SurfaceChange
from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.scene.arrows import TIMES, arrow_lines
from skinlax_desktop.ui.scene.comparing import CompareMode
from skinlax_desktop.ui.screens.review.face_model import FaceModelMaker
from skinlax_desktop.ui.screens.scene.presenter import ScenePresenter, SceneView
from skinlax_desktop.ui.screens.scene.section_tool import SectionTool
from skinlax_desktop.ui.screens.scene.state import CHANGE_LAYER, SIGMA_LAYER, SceneState, SectionKind, Tab, Tool
from skinlax_desktop.workflows.review_focus import ReviewFocus
from skinlax_desktop.workflows.surface_import import ImportedSurface
from skinlax_desktop.workflows.visit_store import VisitStore
from unit.surface.solids import half_cylinder

AHEAD = (0.0, 0.0, -1.0)
NOW, THEN = half_cylinder(source="from a sweep"), half_cylinder(69.0, source="from a sweep")


class AtOnce:
    """Jobs that are done when they are asked for."""

    def submit(self, name, work, *, lane, on_done=None, on_failed=None, **_more):  # type: ignore[no-untyped-def]
        done: Future[object] = Future()
        try:
            result = work(create_autospec(JobControl))
        except SkinlaxError as error:
            on_failed(error)
        else:
            on_done(result)
        return done


def compared(earlier, then, later, now) -> SurfaceChange:  # type: ignore[no-untyped-def]
    count = len(later.vertices_in_face_mm)
    return SurfaceChange(
        earlier=earlier,
        later=later,
        signed_distance_mm=np.ones(count, np.float32),
        seen=np.ones(count, bool),
        mdc95_mm=np.full(count, 0.3, np.float32),
        detectable=np.ones(count, bool),
        residual_mm=0.05,
    )


def refuse(earlier, then, later, now) -> SurfaceChange:  # type: ignore[no-untyped-def]
    raise SkinlaxError("scene_unavailable")


class Desk:
    def __init__(self, *, later=NOW, earlier=THEN, compare=compared, visits=None, read_surface=None) -> None:  # type: ignore[no-untyped-def]
        self.store, self.focus = VisitStore(), ReviewFocus()
        self.kept: list[bytes] = []
        self.notes: list[tuple[str, str, dict[str, str | int]]] = []
        self.refuses_notes = False
        self.view = create_autospec(SceneView, instance=True)
        self.presenter = ScenePresenter(
            visits=self.store,
            focus=self.focus,
            faces=GivenFaces({"visit": later}),  # type: ignore[arg-type]
            earlier_faces=GivenFaces({"earlier": earlier}),  # type: ignore[arg-type]
            jobs=AtOnce(),  # type: ignore[arg-type]
            compare=compare,
            author=lambda: UserName("clinician"),
            now=lambda: "2026-11-23T12:00:00Z",
            reader=GivenVisits(*((then_visit(),) if visits is None else visits)),
            store_picture=self._store,
            read_surface=read_surface,
            store_surface=lambda ply: self._store(ply, 0, 0),
            note=self._noted,
        )
        self.presenter.attach(self.view)
        self.store.open(now_visit(), by="test")
        self.presenter.entered()

    @property
    def state(self) -> SceneState:
        return self.view.show_state.call_args.args[0]

    @property
    def visit(self):  # type: ignore[no-untyped-def]
        assert self.store.visit is not None
        return self.store.visit

    def click(self, *places: tuple[float, float]) -> None:
        for x, y in places:
            self.presenter.point_at((x, y, 500.0), AHEAD)

    def _noted(self, what: str, visit: str, details: Mapping[str, str | int]) -> None:
        if self.refuses_notes:
            raise SkinlaxError("vault_disk_full")
        self.notes.append((what, visit, dict(details)))

    def _store(self, png: bytes, width: int, height: int) -> ImageRef:
        self.kept.append(png)
        return ImageRef(sha256="b" * 64, width=width, height=height, media_type="image/png")


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_tape_is_set_by_two_clicks_and_measured_with_the_scale_of_the_visit(desk: Desk) -> None:
    desk.presenter.use_tool(Tool.TAPE)
    desk.click((0.0, -50.0))
    assert desk.visit.surface_marks == ()
    assert len(desk.state.marks.pending_mm) == 1
    desk.click((0.0, 50.0))
    (mark,) = desk.visit.surface_marks
    assert (mark.kind, mark.surface, mark.author) == (SurfaceMarkKind.TAPE, "from a sweep", "clinician")
    (row,) = desk.state.rows
    assert row.value.value == pytest.approx(100.0, abs=1e-3)
    # 0.1 mm at each end, and 0.8 mm of 800 mm as scale.
    half = 1.96 * np.sqrt(0.1**2 + 0.1**2 + 0.1**2)
    assert (row.value.high - row.value.low) / 2 == pytest.approx(half, rel=1e-2)
    assert desk.state.marks.marks[0].label.startswith("100.0 mm (99.7 to 100.3)")
    assert desk.state.tab is Tab.MARKS
    assert desk.state.marks.chosen == mark.id


def test_a_tape_along_the_skin_is_longer_than_the_straight_one(desk: Desk) -> None:
    for tool in (Tool.TAPE, Tool.SURFACE_TAPE):
        desk.presenter.use_tool(tool)
        desk.click((-40.0, 0.0), (40.0, 0.0))
    straight, along = desk.state.rows
    assert straight.value.value == pytest.approx(80.0, abs=0.1)
    assert along.value.value == pytest.approx(70.0 * 2 * np.arcsin(40 / 70), rel=2e-3)
    assert any(len(line) > 10 for line in desk.state.lines.now_mm)


def test_an_angle_has_its_corner_in_the_middle(desk: Desk) -> None:
    desk.presenter.use_tool(Tool.ANGLE)
    desk.click((0.0, -40.0), (0.0, 0.0), (0.0, 40.0))
    (row,) = desk.state.rows
    assert row.value.value == pytest.approx(180.0, abs=0.5)
    assert row.value.unit == "deg"


def test_an_outline_is_closed_when_asked_and_a_note_when_it_has_words(desk: Desk) -> None:
    desk.presenter.use_tool(Tool.OUTLINE)
    desk.click((0.0, 0.0), (20.0, 0.0))
    desk.presenter.marking.close_outline()
    assert desk.visit.surface_marks == ()
    desk.click((20.0, 20.0), (0.0, 20.0))
    desk.presenter.marking.close_outline()
    assert len(desk.visit.surface_marks[0].points_mm) == 4
    desk.presenter.use_tool(Tool.NOTE)
    desk.click((5.0, 5.0))
    assert desk.state.asks_note_at is not None
    desk.presenter.marking.keep_note("  ")
    assert desk.state.asks_note_at is None
    desk.click((5.0, 5.0))
    desk.presenter.marking.keep_note("scar")
    assert [mark.text for mark in desk.visit.surface_marks] == ["", "scar"]


def test_undo_takes_the_begun_point_first_and_then_the_mark(desk: Desk) -> None:
    desk.presenter.use_tool(Tool.TAPE)
    desk.click((0.0, -50.0), (0.0, 50.0), (10.0, 0.0))
    desk.presenter.marking.undo()
    assert desk.state.marks.pending_mm == ()
    assert len(desk.visit.surface_marks) == 1
    desk.presenter.marking.undo()
    assert desk.visit.surface_marks == ()
    assert desk.state.can_redo
    desk.presenter.marking.redo()
    assert len(desk.state.rows) == 1


def test_another_tool_lets_go_of_what_was_begun(desk: Desk) -> None:
    desk.presenter.use_tool(Tool.ANGLE)
    desk.click((0.0, -50.0), (0.0, 50.0))
    desk.presenter.use_tool(Tool.TAPE)
    desk.click((10.0, 0.0))
    assert desk.visit.surface_marks == ()
    assert len(desk.state.marks.pending_mm) == 1


def test_pointing_beside_the_face_says_so(desk: Desk) -> None:
    desk.presenter.use_tool(Tool.TAPE)
    desk.click((300.0, 0.0))
    assert "no face" in desk.state.sentence
    desk.presenter.pointed_at_earlier()
    assert "this visit" in desk.state.sentence
    desk.click((0.0, 0.0))
    assert desk.state.sentence == ""


def test_without_a_scale_a_length_is_refused_with_the_reason() -> None:
    desk = Desk(later=replace(NOW, scale_known=False), visits=())
    desk.presenter.use_tool(Tool.TAPE)
    desk.click((0.0, -50.0), (0.0, 50.0))
    (row,) = desk.state.rows
    assert (row.value.value, row.value.reason) == (None, "scale_unknown")
    assert "no scale" in desk.state.marks.marks[0].label


def test_a_mark_of_another_surface_says_how_far_off_it_lies(desk: Desk) -> None:
    desk.presenter.marking.editor.set_mark(
        SurfaceMarkKind.TAPE, ((0.0, -20.0, 74.0), (0.0, 20.0, 70.0)), surface="from landmarks"
    )
    assert desk.state.rows[0].off_mm == pytest.approx(4.0, abs=0.05)


def test_the_earlier_visit_is_brought_over_and_its_change_can_be_shown(desk: Desk) -> None:
    assert desk.state.earlier.ready
    assert "0.05 mm" in desk.state.earlier.sentence
    assert desk.state.layers == (SIGMA_LAYER, CHANGE_LAYER)
    model, titles = desk.view.show_earlier.call_args.args
    assert model.mesh is THEN
    assert titles == ("Then: 2026-08-20  09:30", "Now: 2026-11-23  10:00")
    desk.presenter.show_on_face(CHANGE_LAYER)
    assert desk.state.vertex_map is not None
    assert desk.state.vertex_map.bar.diverging
    desk.presenter.compare_as(CompareMode.WIPE)
    assert desk.state.mode is CompareMode.WIPE


def test_a_key_blinks_and_blinks_back(desk: Desk) -> None:
    for shows in (True, False, True):
        desk.presenter.blink()
        assert (desk.state.mode, desk.state.shows_earlier) == (CompareMode.BLINK, shows)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Desk(visits=()), "One visit so far"),
        (lambda: Desk(earlier=None), "no face in 3D"),
    ],
)
def test_without_an_earlier_face_nothing_is_compared_and_the_reason_is_said(
    make: Callable[[], Desk], said: str
) -> None:
    desk = make()
    assert said in desk.state.earlier.sentence
    assert not desk.state.earlier.ready
    desk.presenter.compare_as(CompareMode.SIDE)
    assert desk.state.mode is CompareMode.ONE
    assert desk.state.layers == (SIGMA_LAYER,)


def test_faces_that_cannot_be_compared_can_still_be_seen_side_by_side() -> None:
    for compare, said in ((refuse, "3D does not work"), (None, "Change is not computed")):
        desk = Desk(compare=compare)
        assert said in desk.state.earlier.sentence
        desk.presenter.compare_as(CompareMode.SIDE)
        assert desk.state.mode is CompareMode.SIDE
        assert CHANGE_LAYER not in desk.state.layers
        desk.presenter.use_tool(Tool.SECTION)
        assert desk.state.section is not None
        assert desk.state.section.then == (), "profiles of faces that were not registered are not laid over each other"


def test_a_section_cuts_both_visits_and_says_where_they_differ_most(desk: Desk) -> None:
    desk.presenter.use_tool(Tool.SECTION)
    section = desk.state.section
    assert section is not None
    assert (section.kind, section.at_mm) == (SectionKind.UPRIGHT, 0.0)
    assert section.apart is not None
    assert section.apart[0] == pytest.approx(1.0, abs=0.02)
    assert section.counts, "all of it changed"
    assert len(desk.state.lines.now_mm) == len(desk.state.lines.then_mm) == 1
    desk.presenter.cut(SectionKind.LEVEL)
    desk.click((10.0, 33.0))
    assert desk.state.section is not None
    assert (desk.state.section.kind, desk.state.section.at_mm) == (SectionKind.LEVEL, pytest.approx(33.0))
    desk.presenter.step_section(2)
    assert desk.state.section.at_mm == pytest.approx(37.0)
    desk.presenter.show_tab(Tab.ZONES)
    assert list(desk.state.lines.now_mm) == []


def test_profiles_are_held_against_each_other_only_where_change_is_judged() -> None:
    height = THEN.vertices_in_face_mm[:, 1]
    ragged = THEN.vertices_in_face_mm - np.outer(np.maximum(height, 0.0), (0.0, 0.0, 0.1)).astype(np.float32)
    earlier = replace(THEN, vertices_in_face_mm=ragged)
    whole = compared(earlier, None, NOW, None)
    whole = replace(whole, detectable=np.zeros(len(height), dtype=bool))
    found = SectionTool().state(NOW, whole)
    judged = np.where(NOW.vertices_in_face_mm[:, 1] > 0.0, np.nan, 0.3).astype(np.float32)
    below = SectionTool().state(NOW, replace(whole, mdc95_mm=judged))
    assert found is not None
    assert below is not None
    assert found.apart is not None
    assert below.apart is not None
    assert found.apart[0] > 2.0
    assert below.apart[0] < 1.5
    assert below.apart[1][1] < 3.5


def test_the_largest_difference_of_a_profile_counts_only_where_a_change_was_shown() -> None:
    height = NOW.vertices_in_face_mm[:, 1]
    whole = compared(THEN, None, NOW, None)
    nothing = replace(whole, detectable=np.zeros(len(height), dtype=bool))
    above = replace(whole, detectable=height > 20.0)
    noise, shown = SectionTool().state(NOW, nothing), SectionTool().state(NOW, above)
    assert noise is not None
    assert shown is not None
    assert noise.apart is not None
    assert shown.apart is not None
    assert (noise.counts, shown.counts) == (False, True)
    assert shown.apart[1][1] > 16.0
    assert "noise" in words.profile_sentence(noise.apart[0], scale_known=True, counts=noise.counts)
    assert "noise" not in words.profile_sentence(shown.apart[0], scale_known=True, counts=shown.counts)


MOVED = MovedPlaces(
    places_mm=np.array([(0.0, 0.0, 70.0), (10.0, 5.0, 69.0)]),
    normals=np.array([(0.0, 0.0, 1.0), (0.0, 0.0, 1.0)]),
    vectors_mm=np.array([(0.0, 1.5, 0.2), (0.0, 0.0, -1.0)]),
)


def test_arrows_come_with_the_map_of_the_change_and_are_said_to_be_longer() -> None:
    desk = Desk(compare=lambda *faces: replace(compared(*faces), moved=MOVED))
    assert (desk.state.can_show_arrows, desk.state.arrows) == (True, False)
    desk.presenter.toggle_arrows()
    state = desk.state
    assert (state.layer, state.arrows, len(state.lines.now_mm)) == (CHANGE_LAYER, True, len(MOVED.places_mm))
    assert state.vertex_map is not None
    assert f"{TIMES} times" in state.vertex_map.bar.remarks[-1]
    assert desk.state.lines is state.lines
    desk.presenter.show_on_face(SIGMA_LAYER)
    assert (desk.state.arrows, len(desk.state.lines.now_mm)) == (False, 0)
    desk.presenter.toggle_arrows()
    desk.presenter.toggle_arrows()
    assert (desk.state.layer, desk.state.arrows) == (CHANGE_LAYER, False)
    assert desk.state.vertex_map is not None
    assert "times" not in desk.state.vertex_map.bar.remarks[-1]


def test_there_are_no_arrows_where_no_movement_was_shown(desk: Desk) -> None:
    desk.presenter.toggle_arrows()
    assert (desk.state.can_show_arrows, desk.state.arrows, desk.state.layer) == (False, False, "")


def test_an_arrow_goes_the_way_of_the_skin_and_never_hides_inside_it() -> None:
    outward, inward = arrow_lines(MOVED)
    assert outward[1] - outward[0] == pytest.approx(TIMES * MOVED.vectors_mm[0])
    assert inward[1] - inward[0] == pytest.approx(TIMES * MOVED.vectors_mm[1])
    for line, place in ((outward, MOVED.places_mm[0]), (inward, MOVED.places_mm[1])):
        assert line[:, 2].min() > place[2]
        assert np.linalg.norm(line[2] - line[4]) > 1.0


def test_maps_are_stepped_through_and_the_layer_of_the_surface_is_not_told_to_review(desk: Desk) -> None:
    seen = []
    for _ in range(4 + len(desk.state.maps) - 1):
        desk.presenter.step_map()
        seen.append(desk.state.layer or desk.focus.metric)
    assert seen[-1] == ""
    assert {SIGMA_LAYER, CHANGE_LAYER} < set(seen)
    desk.presenter.show_on_face("jowl_descent_mm")
    desk.presenter.show_on_face(SIGMA_LAYER)
    assert desk.focus.metric == "jowl_descent_mm"
    assert desk.state.map_choice is None


def test_a_picture_that_leaves_is_in_the_trail_before_it_is_a_file(desk: Desk, tmp_path: Path) -> None:
    picture = np.full((30, 40, 3), 90, np.uint8)
    desk.presenter.save_picture(picture, tmp_path / "jowl.png")
    written = (tmp_path / "jowl.png").read_bytes()
    sha256 = hashlib.sha256(written).hexdigest()
    assert desk.notes == [("copy_left_record", desk.visit.id, {"kind": "picture of 3D", "sha256": sha256})]
    assert "left the record" in desk.state.sentence
    desk.refuses_notes = True
    desk.presenter.save_picture(picture, tmp_path / "unnoted.png")
    assert desk.state.is_error
    assert [path.name for path in tmp_path.iterdir()] == ["jowl.png"], "what cannot be noted is not written"


def test_a_picture_goes_to_the_report_with_its_words_and_can_be_taken_off(desk: Desk) -> None:
    desk.presenter.show_on_face(CHANGE_LAYER)
    desk.presenter.compare_as(CompareMode.SIDE)
    desk.presenter.keep_picture(np.full((30, 40, 3), 90, np.uint8), "Left oblique")
    (picture,) = desk.visit.report_pictures
    assert picture.caption == "3D, Left oblique · Change since the earlier visit · Then: 2026-08-20  09:30"
    assert (picture.image.width, picture.image.height) == (40, 30)
    assert desk.kept[0].startswith(b"\x89PNG")
    assert "picture 1" in desk.state.sentence
    desk.presenter.step_mark()
    desk.presenter.marking.erase()
    assert desk.visit.report_pictures == ()
    desk.presenter.marking.undo()
    assert desk.visit.report_pictures == (picture,)


def test_a_partial_face_is_told_by_its_share() -> None:
    measured = (NOW.vertices_in_face_mm[:, 1] > 0.0).astype(np.uint8)
    desk = Desk(later=replace(NOW, measured=measured))
    assert desk.state.share_unmeasured == pytest.approx(0.5, abs=0.03)


def test_another_visit_starts_without_tool_comparison_and_map(desk: Desk) -> None:
    desk.presenter.use_tool(Tool.TAPE)
    desk.presenter.show_on_face(CHANGE_LAYER)
    desk.presenter.compare_as(CompareMode.SIDE)
    desk.store.open(replace(now_visit(), id=VisitId("next")), by="test")
    assert (desk.state.tool, desk.state.mode, desk.state.layer) == (Tool.TURN, CompareMode.ONE, "")
    assert not desk.state.has_face
    assert not desk.state.earlier.ready


def test_the_presenter_knows_no_qt() -> None:
    program = "import sys, skinlax_desktop.ui.screens.scene.presenter; print('PySide6' in sys.modules)"
    source = str(Path(skinlax_desktop.__file__).parents[1])
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONPATH": source}
    )
    assert told.stdout.strip() == "False"


class Brought:
    """A reader of surface files that was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, LengthUnit | None]] = []

    def __call__(self, path: Path, unit: LengthUnit | None, tell: Callable[[float, str], None]) -> ImportedSurface:
        self.asked.append((path.name, unit))
        if path.stem == "broken":
            raise SkinlaxError("scan_empty", file=path.name)
        return ImportedSurface(ply=b"ply", source="a scanner", scale_share=0.004)


def test_a_scanners_file_is_taken_in_its_unit_and_can_be_taken_back() -> None:
    read = Brought()
    desk = Desk(read_surface=read)
    assert desk.state.can_open_surface
    desk.presenter.surfaces.choose(Path("face.stl"))
    assert desk.state.asks_unit
    assert read.asked == [], "never guessed"
    desk.presenter.surfaces.answer(LengthUnit.METRE)
    assert read.asked == [("face.stl", LengthUnit.METRE)]
    assert desk.visit.face_surface is not None
    assert (desk.visit.face_surface.source, desk.visit.face_surface.scale_share) == ("a scanner", 0.004)
    assert not desk.state.asks_unit
    desk.presenter.marking.undo()
    assert desk.visit.face_surface is None


def test_escape_lets_go_of_the_file_whose_unit_is_asked_for() -> None:
    desk = Desk(read_surface=Brought())
    desk.presenter.surfaces.choose(Path("face.stl"))
    assert "face.stl" in desk.state.sentence
    desk.presenter.drop()
    assert (desk.state.asks_unit, desk.state.sentence) == (False, "")


def test_a_reconstruction_needs_no_unit_and_a_broken_file_says_why() -> None:
    read = Brought()
    desk = Desk(read_surface=read)
    desk.presenter.surfaces.choose(Path("result/mesh.ply"))
    assert read.asked == [("mesh.ply", None)]
    desk.presenter.surfaces.choose(Path("broken.obj"))
    desk.presenter.surfaces.answer(LengthUnit.MILLIMETRE)
    assert desk.state.is_error
    assert "broken.obj" in desk.state.sentence
    assert desk.visit.face_surface is not None, "what was there stays"


def test_the_scale_of_an_opened_surface_is_that_of_its_tapes() -> None:
    desk = Desk(read_surface=Brought())
    desk.presenter.surfaces.choose(Path("result/mesh.ply"))
    desk.presenter.use_tool(Tool.TAPE)
    desk.click((0.0, -50.0), (0.0, 50.0))
    value = desk.state.rows[0].value
    half = 1.96 * np.sqrt(0.1**2 + 0.1**2 + 0.4**2)
    assert (value.high - value.low) / 2 == pytest.approx(half, rel=1e-2)


def test_a_measured_surface_wins_over_the_one_from_landmarks_and_damage_shows_no_face() -> None:
    stored = {"s" * 64: ply_bytes(NOW), "d" * 64: b"no mesh"}
    maker = FaceModelMaker(AtOnce(), None, load=lambda ref: stored[ref.sha256])  # type: ignore[arg-type]
    for name, found in (("s", True), ("d", False)):
        ref = ImageRef(sha256=name * 64, width=0, height=0, media_type="model/ply")
        surface = FaceSurface(mesh=ref, source="from a sweep", author=UserName("c"), added_at="2026-11-23T12:00:00Z")
        maker.want(replace(now_visit(), face_surface=surface))
        assert (maker.model is not None) is found
        if maker.model is not None:
            assert maker.model.mesh.source == "from a sweep"
            assert (maker.model.mesh.triangles == NOW.triangles).all()
