"""Marks: drawn, moved, written on, erased; every change taken back and made again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skinlax_desktop.domain.annotation import AnnotationKind
from skinlax_desktop.domain.ids import CaptureId, PatientId, UserName, VisitId
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.workflows.annotating import AnnotationEditor
from skinlax_desktop.workflows.annotation_geometry import (
    distance_to_mark,
    is_inside,
    mark_at,
    nearest_corner,
    thin_stroke,
)
from skinlax_desktop.workflows.visit_store import VisitStore

CAPTURE = CaptureId("c")
ARROW = ((10.0, 10.0), (110.0, 10.0))
SQUARE = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0))


def visit(name: str = "v") -> Visit:
    return Visit(id=VisitId(name), patient_id=PatientId("p"), started_at="2026-11-23", operator=UserName("t"))


@pytest.fixture
def visits() -> VisitStore:
    store = VisitStore()
    store.open(visit(), by="test")
    return store


@pytest.fixture
def editor(visits: VisitStore) -> AnnotationEditor:
    return AnnotationEditor(visits, author=lambda: UserName("clinician"), now=lambda: "2026-11-23T10:00:00Z")


def test_a_mark_lives_in_the_visit_with_its_author(editor: AnnotationEditor, visits: VisitStore) -> None:
    mark = editor.draw(AnnotationKind.ARROW, CAPTURE, ARROW)
    assert visits.visit is not None
    assert visits.visit.annotations == (mark,)
    assert (mark.author, mark.created_at, mark.points_px) == ("clinician", "2026-11-23T10:00:00Z", ARROW)


def test_every_change_can_be_taken_back_and_made_again(editor: AnnotationEditor, visits: VisitStore) -> None:
    states = [visits.visit]
    mark = editor.draw(AnnotationKind.POLYGON, CAPTURE, SQUARE)
    states.append(visits.visit)
    editor.move(mark.id, 5.0, -2.0)
    states.append(visits.visit)
    editor.move_corner(mark.id, 2, (300.0, 300.0))
    states.append(visits.visit)
    editor.write(mark.id, "here")
    states.append(visits.visit)
    editor.erase(mark.id)
    states.append(visits.visit)
    for state in reversed(states[:-1]):
        editor.undo()
        assert visits.visit == state
    assert not editor.can_undo
    for state in states[1:]:
        editor.redo()
        assert visits.visit == state
    assert not editor.can_redo


def test_an_edited_mark_keeps_its_place_in_the_drawing_order(editor: AnnotationEditor, visits: VisitStore) -> None:
    below = editor.draw(AnnotationKind.POLYGON, CAPTURE, SQUARE)
    above = editor.draw(AnnotationKind.ARROW, CAPTURE, ARROW)
    editor.move(below.id, 1.0, 1.0)
    assert visits.visit is not None
    assert [mark.id for mark in visits.visit.annotations] == [below.id, above.id]


def test_a_new_change_ends_what_could_be_made_again(editor: AnnotationEditor) -> None:
    editor.draw(AnnotationKind.ARROW, CAPTURE, ARROW)
    editor.undo()
    editor.draw(AnnotationKind.ARROW, CAPTURE, ARROW)
    assert not editor.can_redo


def test_the_history_ends_with_its_visit(editor: AnnotationEditor, visits: VisitStore) -> None:
    editor.draw(AnnotationKind.ARROW, CAPTURE, ARROW)
    visits.open(visit("another"), by="test")
    assert not editor.can_undo
    editor.undo()
    assert visits.visit == visit("another")


def test_undo_leaves_what_others_changed_meanwhile(editor: AnnotationEditor, visits: VisitStore) -> None:
    from dataclasses import replace

    editor.draw(AnnotationKind.ARROW, CAPTURE, ARROW)
    visits.apply(lambda open_visit: replace(open_visit, next_step="in May"), by="report")
    editor.undo()
    assert visits.visit == replace(visit(), next_step="in May")


def test_what_is_no_mark_is_refused(editor: AnnotationEditor, visits: VisitStore) -> None:
    with pytest.raises(ValueError, match="2 points"):
        editor.draw(AnnotationKind.ARROW, CAPTURE, ARROW[:1])
    with pytest.raises(ValueError, match="text"):
        editor.draw(AnnotationKind.NOTE, CAPTURE, ARROW[:1], "  ")
    assert visits.visit == visit()


def test_a_note_without_text_is_erased(editor: AnnotationEditor, visits: VisitStore) -> None:
    note = editor.draw(AnnotationKind.NOTE, CAPTURE, ARROW[:1], "scar")
    editor.write(note.id, " ")
    assert visits.visit is not None
    assert visits.visit.annotations == ()


def test_a_mark_is_found_where_it_was_drawn(editor: AnnotationEditor) -> None:
    square = editor.draw(AnnotationKind.POLYGON, CAPTURE, SQUARE)
    arrow = editor.draw(AnnotationKind.ARROW, CAPTURE, ARROW)
    assert mark_at((square, arrow), (60.0, 14.0), 6.0) == arrow
    assert mark_at((square, arrow), (60.0, 60.0), 6.0) == square
    assert mark_at((square, arrow), (160.0, 60.0), 6.0) is None
    assert nearest_corner(square, (98.0, 3.0), 6.0) == 1
    assert nearest_corner(square, (50.0, 50.0), 6.0) is None
    assert distance_to_mark(arrow, (60.0, 40.0)) == pytest.approx(30.0)


def test_inside_is_inside_for_a_bent_polygon() -> None:
    bent = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (5.0, 2.0), (0.0, 10.0))
    assert is_inside((2.0, 2.0), bent)
    assert not is_inside((5.0, 6.0), bent)


points = st.lists(st.tuples(st.floats(0, 4000), st.floats(0, 3000)), min_size=3, max_size=60)


@given(points, st.floats(0.1, 20.0))
def test_a_thinned_stroke_stays_within_its_tolerance(stroke: list[tuple[float, float]], tolerance: float) -> None:
    from skinlax_desktop.domain.annotation import Annotation
    from skinlax_desktop.domain.ids import AnnotationId

    thin = thin_stroke(stroke, tolerance)
    assert thin[0] == stroke[0]
    assert thin[-1] == stroke[-1]
    mark = Annotation(
        id=AnnotationId("a"),
        capture_id=CAPTURE,
        kind=AnnotationKind.FREEHAND,
        points_px=thin,
        author=UserName("c"),
        created_at="",
    )
    assert max(distance_to_mark(mark, point) for point in stroke) <= tolerance + 1e-6
