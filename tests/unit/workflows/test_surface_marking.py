"""Marks on the face in 3D and pictures for the report: in the visit, in its document, and taken back."""

import pytest

from skinlax_desktop.domain.ids import PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.surface_mark import SurfaceMarkKind
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.vault.documents import decode_visit, encode_visit, images_in
from skinlax_desktop.workflows.surface_marking import SurfaceEditor
from skinlax_desktop.workflows.visit_store import VisitStore

TAPE = ((0.0, 0.0, 0.0), (10.0, -40.0, 12.5))
IMAGE = ImageRef(sha256="a" * 64, width=800, height=600, media_type="image/png")


@pytest.fixture
def visits() -> VisitStore:
    store = VisitStore()
    store.open(
        Visit(id=VisitId("v"), patient_id=PatientId("p"), started_at="2026-11-23", operator=UserName("t")), by="test"
    )
    return store


@pytest.fixture
def editor(visits: VisitStore) -> SurfaceEditor:
    return SurfaceEditor(visits, author=lambda: UserName("clinician"), now=lambda: "2026-11-23T10:00:00Z")


def test_every_change_can_be_taken_back_and_made_again(editor: SurfaceEditor, visits: VisitStore) -> None:
    states = [visits.visit]
    mark = editor.set_mark(SurfaceMarkKind.TAPE, TAPE, surface="sweep")
    states.append(visits.visit)
    editor.move_point(mark.id, 1, (1.0, 2.0, 3.0))
    states.append(visits.visit)
    picture = editor.add_picture(IMAGE, "Change, mm")
    states.append(visits.visit)
    editor.write(mark.id, "brow to jaw")
    states.append(visits.visit)
    editor.remove_picture(picture.id)
    states.append(visits.visit)
    editor.erase(mark.id)
    states.append(visits.visit)
    assert states[-1] == states[0]
    for state in reversed(states[:-1]):
        editor.undo()
        assert visits.visit == state
    assert not editor.can_undo
    for state in states[1:]:
        editor.redo()
        assert visits.visit == state


def test_marks_and_pictures_survive_the_visits_document(editor: SurfaceEditor, visits: VisitStore) -> None:
    editor.set_mark(SurfaceMarkKind.OUTLINE, ((0.0, 0.0, 1.0),) * 5, surface="sweep", text="bag")
    editor.add_picture(IMAGE, "Change, mm")
    assert visits.visit is not None
    assert decode_visit(encode_visit(visits.visit)) == visits.visit
    assert list(images_in(visits.visit)) == [IMAGE]


def test_a_mark_has_its_points_and_a_note_its_words(editor: SurfaceEditor, visits: VisitStore) -> None:
    with pytest.raises(ValueError, match="points"):
        editor.set_mark(SurfaceMarkKind.ANGLE, TAPE, surface="sweep")
    with pytest.raises(ValueError, match="points"):
        editor.set_mark(SurfaceMarkKind.TAPE, (*TAPE, TAPE[0]), surface="sweep")
    with pytest.raises(ValueError, match="text"):
        editor.set_mark(SurfaceMarkKind.NOTE, TAPE[:1], surface="sweep", text="  ")
    note = editor.set_mark(SurfaceMarkKind.NOTE, TAPE[:1], surface="sweep", text=" mole ")
    assert note.text == "mole"
    editor.write(note.id, "")
    assert visits.visit is not None
    assert visits.visit.surface_marks == ()


def test_the_history_ends_with_its_visit(editor: SurfaceEditor, visits: VisitStore) -> None:
    editor.set_mark(SurfaceMarkKind.TAPE, TAPE, surface="sweep")
    visits.open(
        Visit(id=VisitId("w"), patient_id=PatientId("p"), started_at="2026-11-24", operator=UserName("t")), by="test"
    )
    assert not editor.can_undo
    editor.undo()
    assert visits.visit is not None
    assert visits.visit.surface_marks == ()
