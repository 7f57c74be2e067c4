"""Patients are made, merged, and pictures moved, each with a trace and nothing lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sample_records import PATIENT, USER, WHEN, empty_visit, full_visit
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.face_surface import FaceSurface
from skinlax_desktop.domain.ids import CaptureId, PatientId, VisitId
from skinlax_desktop.surface.face_mesh import FROM_SCANNER
from skinlax_desktop.vault.keys import derive_keys
from skinlax_desktop.vault.sqlcipher_vault import SqlCipherVault
from skinlax_desktop.workflows.patients import make_patient, merge_patients, move_capture, words_of


class NoonClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 23, 12, tzinfo=UTC)

    def monotonic_s(self) -> float:
        return 0.0


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[SqlCipherVault]:
    vault = SqlCipherVault(tmp_path, derive_keys(bytes(32)), user=USER, new=True)
    vault.save_patient(PATIENT, by=USER)
    yield vault
    vault.close()


def test_a_new_patient_has_an_id_that_says_nothing() -> None:
    first, second = (make_patient(clock=NoonClock(), family_name=" Beispiel ", birth_date="1970-02-28") for _ in "ab")
    assert first.id != second.id
    assert (first.family_name, first.birth_date, first.created_at[:10]) == ("Beispiel", "1970-02-28", "2026-11-23")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "patient_name_missing"),
        ({"family_name": "  "}, "patient_name_missing"),
        ({"family_name": "A", "birth_date": "2026-11-24"}, "patient_birth_date_invalid"),
        ({"family_name": "A", "birth_date": "1890-01-01"}, "patient_birth_date_invalid"),
        ({"family_name": "A", "birth_date": "30.2.1970"}, "patient_birth_date_invalid"),
        ({"family_name": "A", "monk": 11}, "patient_monk_invalid"),
        ({"family_name": "A", "fitzpatrick": "VII"}, "patient_fitzpatrick_invalid"),
    ],
)
def test_what_cannot_be_is_refused(fields: dict, code: str) -> None:
    with pytest.raises(SkinlaxError) as raised:
        make_patient(clock=NoonClock(), **fields)
    assert raised.value.code == code


def test_two_entries_of_one_person_become_one(vault: SqlCipherVault) -> None:
    twin = replace(PATIENT, id=PatientId("p2"), notes="left-handed", record_number="")
    kept = replace(PATIENT, monk=None, birth_date=None)
    vault.save_patient(kept, by=USER)
    vault.save_patient(twin, by=USER)
    vault.save_visit(empty_visit("v1", "p1"), by=USER)
    vault.save_visit(empty_visit("v2", "p2"), by=USER)
    merged = merge_patients(vault, kept=PatientId("p1"), absorbed=PatientId("p2"), by=USER)
    assert (merged.monk, merged.birth_date) == (4, "1961-05-11")
    assert merged.notes == "prefers the morning\nleft-handed"
    assert {line.id for line in vault.visits(PatientId("p1"))} == {"v1", "v2"}
    assert vault.visit(VisitId("v2")).patient_id == "p1"
    assert [line.patient for line in vault.patients()] == [merged]
    assert vault.patient(PatientId("p2")) == twin, "the absorbed entry stays readable"
    assert [entry.what for entry in vault.trail("p2")] == ["patient_created", "patient_merged_away"]
    with pytest.raises(SkinlaxError) as raised:
        merge_patients(vault, kept=PatientId("p1"), absorbed=PatientId("p1"), by=USER)
    assert raised.value.code == "patients_same"


def test_a_picture_moves_with_its_marks_and_both_analyses_fall(vault: SqlCipherVault) -> None:
    images = [vault.put_image(data, width=1, height=1, media_type="image/tiff") for data in (b"a", b"b")]
    source = full_visit(*images)
    vault.save_visit(source, by=USER)
    vault.save_visit(empty_visit("v2"), by=USER)
    left, right = move_capture(vault, CaptureId("c1"), from_visit=source.id, to_visit=VisitId("v2"), by=USER)
    assert [capture.id for capture in left.captures] == ["c2"]
    assert [capture.id for capture in right.captures] == ["c1"]
    assert (left.annotations, right.annotations) == ((), source.annotations)
    assert (left.analysis, right.analysis) == (None, None)
    assert (vault.visit(left.id), vault.visit(right.id)) == (left, right)
    (trace,) = vault.trail("c1")
    assert (trace.what, dict(trace.details)) == ("picture_moved", {"from": "v1", "to": "v2"})
    with pytest.raises(SkinlaxError) as raised:
        move_capture(vault, CaptureId("c1"), from_visit=source.id, to_visit=VisitId("v2"), by=USER)
    assert raised.value.code == "capture_missing"


def test_a_surface_made_with_a_picture_that_moves_away_does_not_stay(vault: SqlCipherVault) -> None:
    images = [vault.put_image(data, width=1, height=1, media_type="image/tiff") for data in (b"a", b"b")]
    mesh = vault.put_image(b"mesh", width=0, height=0, media_type="model/ply")
    made = FaceSurface(mesh=mesh, source="from a sweep", author=USER, added_at=WHEN)
    before = "2026-11-01T00:00:00+00:00"
    for number, (source, added_at, stays) in enumerate(
        (("from a sweep", WHEN, False), (FROM_SCANNER, WHEN, True), ("from a sweep", before, True))
    ):
        name = f"s{number}"
        surface = replace(made, source=source, added_at=added_at)
        visit = replace(full_visit(*images), id=VisitId(name), face_surface=surface)
        vault.save_visit(visit, by=USER)
        vault.save_visit(empty_visit(f"t{number}"), by=USER)
        left, _ = move_capture(
            vault, CaptureId("c1"), from_visit=VisitId(name), to_visit=VisitId(f"t{number}"), by=USER
        )
        assert (left.face_surface is not None) is stays
        assert bool(left.surfaces_compared) is stays


def test_the_words_of_a_patient_are_what_a_log_must_not_hold() -> None:
    assert words_of(PATIENT) == ("Zwetschgenbaum", "Amaryllis Ö", "1961-05-11", "MRN-8842-QX")
