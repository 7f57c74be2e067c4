"""The course of a patient beside the timeline, in the real record."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from courses import person, visits_of
from sample_records import USER, kept_simulation
from screens.conftest import grey_head
from screens.stand_ins import StandInWiring
from screens.test_tidying import in_record
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.domain.consent import Consent, ConsentScope
from skinlax_desktop.domain.ids import PatientId
from skinlax_desktop.domain.simulation import PredictedChange
from skinlax_desktop.domain.treatment import GivenTreatment
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.text import course as words
from skinlax_desktop.text.screens import course as panel_words
from skinlax_desktop.ui.shell import Step
from skinlax_desktop.workflows.course_gathering import CourseMaterial
from unit.workflows.test_simulation_keeping import DOCUMENT

AGREED = Consent(scope=ConsentScope.COHORT, given=True, answered_at="2026-01-01", recorded_by=USER)
GRADES = [1.5, 1.58, 1.7, 1.74, 1.9]


def plain(visit: Visit) -> Visit:
    return replace(visit, treatments=(), simulations=(), risk_factors=())


@pytest.fixture
def program(
    make_workstation: Callable[[StandInWiring], Workstation], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Workstation:
    """One patient with five measured visits, six others who agreed to be compared with, one who did not."""
    monkeypatch.setattr(Workstation, "_bring_up_station", lambda _self: None)
    program = make_workstation(StandInWiring([grey_head(170)], real_record=True))
    program.first_run.create("anna", "violet kolibri 42", "violet kolibri 42")
    qtbot.waitUntil(lambda: program.vault is not None, timeout=20_000)

    def fill(vault) -> bool:  # type: ignore[no-untyped-def]
        vault.save_patient(person("p1"), by=USER)
        for visit in visits_of(GRADES):
            vault.save_visit(plain(visit), by=USER)
        for number in range(7):
            name = f"q{number}"
            vault.save_patient(replace(person(name), consents=(AGREED,) if number else ()), by=USER)
            for visit in visits_of([grade + 0.02 * number for grade in GRADES], patient=name):
                vault.save_visit(plain(visit), by=USER)
        return True

    in_record(program, qtbot, fill)
    program.open_patient(person("p1"))
    qtbot.waitUntil(lambda: program.patient_screen.visits.count() == len(GRADES), timeout=5_000)
    return program


def said(program: Workstation) -> str:
    return "\n".join(label.text() for label in program.patient_screen.course.findChildren(QLabel))


def open_course(program: Workstation, qtbot: QtBot) -> None:
    program.patient_screen.perform("course")
    qtbot.waitUntil(lambda: words.COME_AGAIN in said(program), timeout=20_000)


def test_the_course_is_told_with_its_test_its_synthetic_cohort_and_its_sources(
    program: Workstation, qtbot: QtBot
) -> None:
    open_course(program, qtbot)
    panel = program.patient_screen.course
    assert panel.isVisible()
    assert panel.chart.isVisible()
    assert [panel.measures.itemText(row) for row in range(panel.measures.count())] == [
        "Whole face: laxity, model grade",
        "Left jowl: laxity, model grade",
    ]
    # Two visits of each of seven series could be foretold; the one who did not agree is not among them.
    assert "Tested on 14 earlier visits, 2 of them this patient's" in said(program)
    assert "12 months after the last visit: " in said(program)
    assert "Due since 2024-03: until then no change is expected that could be told (0.4)." in said(program)
    assert "SYNTHETIC cohort: higher than" in said(program)
    assert "6 consenting patients of this clinic match" in said(program)
    assert words.SKIN_AGE in said(program)
    assert words.ENGINEERING in said(program)
    assert "Youthfulness index at the last visit: 52 (38 to 68) of 100, an open formula" in said(program)
    assert words.RISK_FACTORS in said(program)
    assert not program.patient_screen.start_button.isVisible()
    program.patient_screen.perform("close_move")
    assert not panel.isVisible()
    assert program.patient_screen.start_button.isVisible()


def test_a_treatment_that_is_written_down_breaks_the_series(program: Workstation, qtbot: QtBot) -> None:
    open_course(program, qtbot)
    panel = program.patient_screen.course
    panel.keep_treatment.click()
    assert "no past day" in panel.problem.text()
    day = visits_of(GRADES)[-1].started_at[:10]
    panel.treatment.setCurrentIndex(panel.treatment.findData("mfu"))
    panel.treated_on.setText(day)
    panel.keep_treatment.click()
    qtbot.waitUntil(
        lambda: f"The series begins anew after Focused ultrasound on {day}." in said(program), timeout=20_000
    )
    assert panel.kept.text() == panel_words.TREATMENT_KEPT.format(kind="Focused ultrasound", day=day)
    assert "No comparable visit since the treatment yet" in said(program)
    stored = in_record(program, qtbot, lambda vault: vault.visit("p1-4"))
    assert [treatment.kind for treatment in stored.treatments] == ["mfu"]


def test_an_answer_to_being_compared_with_is_kept_and_can_be_withdrawn(program: Workstation, qtbot: QtBot) -> None:
    open_course(program, qtbot)
    panel = program.patient_screen.course
    for number, given in enumerate((True, False), 1):
        panel.consent.click()
        qtbot.waitUntil(lambda number=number: len(program.patient_page.patient.consents) == number, timeout=5_000)
        qtbot.waitUntil(lambda: words.COME_AGAIN in said(program), timeout=20_000)
        assert panel.consent.isChecked() is given
    stored = in_record(program, qtbot, lambda vault: vault.patient(PatientId("p1")))
    assert [answer.given for answer in stored.consents] == [True, False]


def test_what_may_act_on_the_skin_is_kept_with_the_newest_visit(program: Workstation, qtbot: QtBot) -> None:
    open_course(program, qtbot)
    field = next(iter(program.patient_screen.course.risk_factors.values()))
    field.setFocus()
    qtbot.keyClicks(field, "200")
    field.editingFinished.emit()
    assert "cannot be" in program.patient_screen.course.problem.text()
    field.clear()
    qtbot.keyClicks(field, "6,5")
    field.editingFinished.emit()
    qtbot.waitUntil(lambda: bool(program.patient_screen.course.kept.text()), timeout=5_000)
    qtbot.waitUntil(lambda: words.COME_AGAIN in said(program), timeout=20_000)
    stored = in_record(program, qtbot, lambda vault: vault.visit("p1-4"))
    assert [answer.value for answer in stored.risk_factors] == [6.5]


def test_a_simulation_is_kept_once_with_the_newest_visit(program: Workstation, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "staged plan"
    folder.mkdir()
    (folder / "before.ply").write_bytes(b"a mesh")
    (folder / "simulation.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    open_course(program, qtbot)
    panel = program.patient_screen.course
    panel.simulation_chosen.emit(str(folder / "nothing.json"))
    assert "no written simulation" in panel.problem.text()
    for _ in range(2):
        panel.simulation_chosen.emit(str(folder / "simulation.json"))
        qtbot.waitUntil(lambda: "the record knows no such treatment since" in said(program), timeout=20_000)
    stored = in_record(program, qtbot, lambda vault: vault.visit("p1-4"))
    assert [kept.plan_name for kept in stored.simulations] == ["staged plan"]


def test_leaving_the_patient_closes_the_course(program: Workstation, qtbot: QtBot) -> None:
    open_course(program, qtbot)
    program.go(Step.PATIENTS)
    assert program.patient_screen.course.isHidden()


def test_a_report_holds_the_course_of_its_day_and_keeps_nothing_of_it(program: Workstation, qtbot: QtBot) -> None:
    done: list[tuple[str, ...]] = []
    gathering = program._course
    visits = visits_of(GRADES)

    def gathered(material: CourseMaterial) -> None:
        told = gathering.tell(material)
        done.append(tuple(one.label for one in told))
        done.append(tuple(one.patient.id for one in material.peers))
        done.append(tuple(one.id for one in material.visits))

    gathering.gather(person("p1"), plain(visits[2]), today="2026-11-26", on_done=gathered, on_failed=done.append)
    qtbot.waitUntil(lambda: len(done) == 3, timeout=20_000)
    assert done == [
        ("Whole face: laxity, model grade", "Left jowl: laxity, model grade"),
        tuple(f"q{number}" for number in range(1, 7)),
        ("p1-0", "p1-1", "p1-2"),
    ]


def simulated(visit: Visit, number: int) -> Visit:
    """A simulation that was kept on the day, and the treatment that followed."""
    change = PredictedChange(zone="", quantity="laxity", unit="grade 0-4", low=0.0, median=0.1, high=0.2, band=0.8)
    made = kept_simulation(f"s{number}", visit, change)
    day = visit.started_at[:10]
    given = GivenTreatment(kind="mfu", performed_on=day, author=USER, entered_at=day)
    return visit.with_simulation(made).with_treatment(given)


def test_the_next_visit_is_set_against_the_simulation_and_the_clinic_sees_how_its_simulations_did(
    program: Workstation, qtbot: QtBot
) -> None:
    def keep(vault) -> bool:  # type: ignore[no-untyped-def]
        for number, name in enumerate(("p1-0", "q1-0", "q2-0")):
            vault.save_visit(simulated(vault.visit(name), number), by=USER)
        return True

    in_record(program, qtbot, keep)
    open_course(program, qtbot)
    assert "simulated 2021-03-01: +0.1 (0.0 to +0.2); measured on photographs after 26 weeks: +0.1 (" in said(program)
    assert "This clinic, whole face: laxity, model grade: 3 compared, people 3. Inside: 100 % (" in said(program)
    assert "promised 80 %; bias " in said(program)
    assert "Not established." in said(program)


def test_a_jump_that_nobody_recorded_is_asked_about(program: Workstation, qtbot: QtBot) -> None:
    def keep(vault) -> bool:  # type: ignore[no-untyped-def]
        for visit in visits_of([2.4, 2.5, 2.6, 2.65, 1.5], mdc95=0.3):
            vault.save_visit(plain(visit), by=USER)
        return True

    in_record(program, qtbot, keep)
    open_course(program, qtbot)
    assert "Between 2022-08-30 and 2023-03-01 the value fell by about 1." in said(program)
    assert "If something was treated then, record it." in said(program)
    assert "12 months after the last visit" not in said(program)
