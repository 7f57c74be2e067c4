"""Two entries become one, and a picture goes where it belongs, on the screens and in the real record."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from sample_records import USER, empty_visit
from screens.conftest import grey_head
from screens.stand_ins import StandInWiring
from screens.test_walk import assert_whole
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.domain.gate import FrameVerdict
from skinlax_desktop.domain.ids import CaptureId, PatientId, VisitId
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.jobs.runner import Lane
from skinlax_desktop.text.screens import tidying as words
from skinlax_desktop.ui.shell import Step

PEOPLE = (
    Patient(id=PatientId("p1"), family_name="Quellmann", given_name="Mirabel", birth_date="1964-05-31"),
    Patient(id=PatientId("p2"), family_name="Quelmann", given_name="Mirabel", record_number="MRN-7"),
    Patient(id=PatientId("p3"), family_name="Zander", given_name="Ole"),
)


def in_record(program: Workstation, qtbot: QtBot, question: Callable[[object], object]) -> object:
    """Ask the open record on the thread that owns it."""
    answers: list[object] = []
    vault = program.vault
    program.jobs.submit("ask", lambda _control: question(vault), lane=Lane.VAULT, on_done=answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    return answers[0]


@pytest.fixture
def program(
    make_workstation: Callable[[StandInWiring], Workstation], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Workstation:
    """Signed in; three patients; the first has a visit with a picture and one without, the second has one."""
    monkeypatch.setattr(Workstation, "_bring_up_station", lambda _self: None)
    program = make_workstation(StandInWiring([grey_head(170)], real_record=True))
    program.first_run.create("anna", "violet kolibri 42", "violet kolibri 42")
    qtbot.waitUntil(lambda: program.vault is not None, timeout=20_000)

    def fill(vault) -> bool:  # type: ignore[no-untyped-def]
        for person in PEOPLE:
            vault.save_patient(person, by=USER)
        image = vault.put_image(b"a picture", width=1, height=1, media_type="image/tiff")
        taken = Capture(
            id=CaptureId("c1"),
            view=View.FRONTAL,
            image=image,
            captured_at="2026-11-20T10:05:00+00:00",
            verdict=FrameVerdict(checks=()),
        )
        for visit in (
            replace(empty_visit("v1", "p1"), started_at="2026-11-20T10:00:00+00:00", captures=(taken,)),
            replace(empty_visit("v2", "p1"), started_at="2026-11-01T10:00:00+00:00"),
            replace(empty_visit("v3", "p2"), started_at="2026-11-02T10:00:00+00:00"),
        ):
            vault.save_visit(visit, by=USER)
        return True

    in_record(program, qtbot, fill)
    program.patients.entered()
    qtbot.waitUntil(lambda: program.patients_screen.table.rowCount() == len(PEOPLE), timeout=5_000)
    return program


def choose(program: Workstation, name: str) -> None:
    table = program.patients_screen.table
    row = next(row for row in range(table.rowCount()) if table.item(row, 0).text().startswith(name))
    table.selectRow(row)


def begin_merge(program: Workstation) -> None:
    choose(program, "Quelmann")
    program.patients_screen.merge_button.click()
    choose(program, "Quellmann")


def test_two_entries_are_merged_after_both_were_shown(program: Workstation, qtbot: QtBot) -> None:
    screen = program.patients_screen
    choose(program, "Quelmann")
    screen.perform("merge_patients")
    panel = screen.merging
    assert panel.isVisible()
    assert panel.absorbed.text() == words.CHOOSE_OTHER
    assert not panel.confirm.isEnabled()
    choose(program, "Quellmann")
    assert "Quelmann" in panel.kept.text()
    assert "Quellmann, born 1964-05-31" in panel.absorbed.text()
    panel.swap.click()
    assert "Quellmann" in panel.kept.text()
    panel.confirm.click()
    qtbot.waitUntil(lambda: screen.table.rowCount() == 2, timeout=10_000)
    assert not panel.isVisible()
    assert screen.done.text().startswith(
        "Merged. All visits now belong to Mirabel Quellmann. Noted in the trail: anna,"
    )
    visits = in_record(program, qtbot, lambda vault: {line.id for line in vault.visits(PatientId("p1"))})
    kept = in_record(program, qtbot, lambda vault: vault.patient(PatientId("p1")))
    assert visits == {"v1", "v2", "v3"}
    assert kept.record_number == "MRN-7"


def test_merging_can_be_left_and_nothing_happens(program: Workstation, qtbot: QtBot) -> None:
    begin_merge(program)
    assert program.patients_screen.merging.confirm.isEnabled()
    program.patients_screen.perform("cancel_form")
    assert not program.patients_screen.merging.isVisible()
    program.wait_until_quiet()
    assert len(in_record(program, qtbot, lambda vault: vault.patients())) == len(PEOPLE)


def test_an_open_visit_of_a_merged_patient_is_closed(program: Workstation, qtbot: QtBot) -> None:
    stored: Visit = in_record(program, qtbot, lambda vault: vault.visit(VisitId("v3")))
    program.keeper.open_visit(stored.id, on_failed=pytest.fail)
    qtbot.waitUntil(lambda: program.visits.visit == stored, timeout=5_000)
    begin_merge(program)
    program.patients_screen.merging.swap.click()
    program.patients_screen.merging.confirm.click()
    qtbot.waitUntil(lambda: program.patients_screen.table.rowCount() == 2, timeout=10_000)
    assert program.visits.visit is None
    program.wait_until_quiet()
    assert in_record(program, qtbot, lambda vault: vault.visit(VisitId("v3"))).patient_id == "p1"


def begin_move(program: Workstation, qtbot: QtBot) -> None:
    program.open_patient(PEOPLE[0])
    screen = program.patient_screen
    qtbot.waitUntil(lambda: screen.visits.count() == 2 and screen.move_button.isVisible(), timeout=5_000)
    screen.move_button.click()
    qtbot.waitUntil(lambda: screen.moving.isVisible() and screen.moving.visits.count() > 0, timeout=5_000)


def captures_of(program: Workstation, qtbot: QtBot, visit: str) -> list[str]:
    stored = in_record(program, qtbot, lambda vault: vault.visit(VisitId(visit)))
    return [capture.id for capture in stored.captures]


def test_a_picture_is_moved_to_another_visit_and_back(program: Workstation, qtbot: QtBot) -> None:
    begin_move(program, qtbot)
    panel = program.patient_screen.moving
    assert panel.pictures.currentText().startswith("Front, 2026-11-20")
    assert panel.visits.currentData() == "v2"
    panel.confirm.click()
    qtbot.waitUntil(lambda: panel.undo.isVisible(), timeout=10_000)
    assert panel.done.text().startswith("Front is now in the visit of 2026-11-01")
    assert "Noted in the trail: anna," in panel.done.text()
    assert (captures_of(program, qtbot, "v1"), captures_of(program, qtbot, "v2")) == ([], ["c1"])
    panel.undo.click()
    qtbot.waitUntil(lambda: not panel.undo.isVisible(), timeout=10_000)
    assert panel.done.text().startswith("Front is back in the visit of 2026-11-20")
    assert (captures_of(program, qtbot, "v1"), captures_of(program, qtbot, "v2")) == (["c1"], [])
    panel.cancel.click()
    assert not panel.isVisible()


def test_a_picture_is_moved_to_another_patient(program: Workstation, qtbot: QtBot) -> None:
    begin_move(program, qtbot)
    panel = program.patient_screen.moving
    qtbot.keyClicks(panel.search, "Zander")
    qtbot.waitUntil(lambda: panel.patients.currentData() == "p3" and panel.problem.isVisible(), timeout=5_000)
    assert panel.problem.text() == words.NO_OTHER_VISIT
    assert not panel.confirm.isEnabled()
    panel.search.clear()
    qtbot.keyClicks(panel.search, "Quelm")
    qtbot.waitUntil(lambda: panel.visits.currentData() == "v3", timeout=5_000)
    qtbot.keyClick(panel.confirm, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.undo.isVisible(), timeout=10_000)
    assert captures_of(program, qtbot, "v3") == ["c1"]


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_nothing_is_cut_off_while_tidying(program: Workstation, qtbot: QtBot, size: tuple[int, int]) -> None:
    program.window.resize(*size)
    begin_merge(program)
    qtbot.wait(50)
    assert_whole("merge", program.patients_screen)
    begin_move(program, qtbot)
    assert program.window.screen_shown.step is Step.PATIENT
    qtbot.wait(50)
    assert_whole("move", program.patient_screen)
    assert all(label.text() for label in program.patient_screen.moving.findChildren(QLabel) if label.isVisible())
