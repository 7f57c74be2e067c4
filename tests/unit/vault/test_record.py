"""What is put into the record comes out of it; the trail tells what happened."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec
import numpy as np
import pytest

from sample_records import ANALYSIS, PATIENT, USER, capture_of, empty_visit, full_visit
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.face_surface import FaceSurface
from skinlax_desktop.domain.ids import PatientId, VisitId
from skinlax_desktop.domain.measurement import Measurement
from skinlax_desktop.vault.documents import decode_visit, encode_visit
from skinlax_desktop.vault.schema import MIGRATIONS, migrate
from skinlax_desktop.vault.sqlcipher_vault import SqlCipherVault
from skinlax_desktop.vault.verification import verify_vault


def put(vault: SqlCipherVault, plain: bytes):
    return vault.put_image(plain, width=3000, height=4096, media_type="image/tiff")


def test_a_visit_with_every_field_filled_comes_back_equal(vault: SqlCipherVault, open_vault: Callable) -> None:
    visit = full_visit(put(vault, os.urandom(2_000_000)), put(vault, b"small"))
    vault.save_visit(visit, by=USER)
    vault.close()
    again = open_vault()
    assert again.visit(visit.id) == visit
    assert again.patient(PATIENT.id) == PATIENT
    (line,) = again.visits(PATIENT.id)
    assert (line.views_taken, line.analysed, line.operator) == (2, True, USER)
    assert again.image(visit.captures[1].image) == b"small"


def test_a_visit_with_a_scan_alone_is_listed_as_one_with_a_face(vault: SqlCipherVault) -> None:
    surface = FaceSurface(
        mesh=put(vault, b"ply"), source="from a scanner", author=USER, added_at="2026-11-23T12:00:00Z"
    )
    for name, analysis, scan in (
        ("scan", None, surface),
        ("photographs", ANALYSIS, None),
        ("nothing", None, None),
    ):
        visit = replace(empty_visit(), id=VisitId(name), analysis=analysis, face_surface=scan)
        vault.save_visit(visit, by=USER)
    lines = {line.id: (line.analysed, line.has_face) for line in vault.visits(PATIENT.id)}
    assert lines == {"scan": (False, True), "photographs": (True, True), "nothing": (False, False)}


def test_unknown_fields_of_a_later_version_do_not_hinder_reading() -> None:
    visit = full_visit()
    document = msgspec.json.decode(encode_visit(visit))
    document["mood"] = "cheerful"
    document["analysis"]["depth"] = [1, 2]
    assert decode_visit(msgspec.json.encode(document)) == visit


@pytest.mark.parametrize("damage", [b"", b"{", b"{}", b'{"id": 3}', b"\xff\xfe"])
def test_a_document_of_the_wrong_kind_is_damage(damage: bytes) -> None:
    with pytest.raises(SkinlaxError) as raised:
        decode_visit(damage)
    assert raised.value.code == "vault_damaged"


def test_a_value_that_could_not_be_read_back_is_refused_before_it_replaces_the_stored_visit(
    vault: SqlCipherVault,
) -> None:
    vault.save_visit(empty_visit(), by=USER)
    frame = replace(ANALYSIS.frames[0], landmarks_px=((float("nan"), 1.0),))
    with pytest.raises(ValueError, match="cannot be stored"):
        vault.save_visit(empty_visit().with_analysis(replace(ANALYSIS, frames=(frame,))), by=USER)
    assert vault.visit(VisitId("v1")) == empty_visit()


def test_numbers_of_numpy_are_stored_as_numbers(vault: SqlCipherVault) -> None:
    value = Measurement(name="a", unit="mm", value=np.float64(1.5), low=np.float32(1.0), high=2.0)
    visit = empty_visit().with_analysis(replace(ANALYSIS, colour=(value,)))
    vault.save_visit(visit, by=USER)
    assert vault.visit(visit.id) == visit


@pytest.mark.parametrize("words", ["zwet", "AMARYLLIS o", "8842", "az", "ö zwetschgen"])
def test_a_search_finds_name_initials_and_number_whatever_the_case(vault: SqlCipherVault, words: str) -> None:
    assert [line.patient for line in vault.patients(words)] == [PATIENT]
    assert vault.patients(words + " qqq") == ()


def test_a_search_takes_signs_as_they_are(vault: SqlCipherVault) -> None:
    for words in ("%", "_", "'; DROP TABLE patient; --"):
        assert vault.patients(words) == ()


def test_patients_stand_last_seen_first(vault: SqlCipherVault) -> None:
    for number, day in ((2, "2026-11-20"), (3, "2026-11-25"), (4, None)):
        other = replace(PATIENT, id=PatientId(f"p{number}"), created_at="2026-11-22T00:00:00+00:00")
        vault.save_patient(other, by=USER)
        if day:
            vault.save_visit(empty_visit(f"v{number}", other.id, f"{day}T09:00:00+00:00"), by=USER)
    assert [line.patient.id for line in vault.patients()] == ["p3", "p1", "p4", "p2"]
    assert vault.patients()[0].last_visit_at == "2026-11-25T09:00:00+00:00"


def test_the_same_picture_is_stored_once_and_a_damaged_file_is_replaced(vault: SqlCipherVault, folder: Path) -> None:
    plain = os.urandom(100_000)
    first = put(vault, plain)
    assert put(vault, plain) == first
    (path,) = folder.glob("pictures/*/*")
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(SkinlaxError) as raised:
        vault.image(first)
    assert raised.value.code == "image_damaged"
    assert put(vault, plain) == first
    assert vault.image(first) == plain


def test_what_is_missing_is_named(vault: SqlCipherVault, folder: Path) -> None:
    image = put(vault, b"x")
    next(folder.glob("pictures/*/*")).unlink()
    for code, call in (
        ("image_missing", lambda: vault.image(image)),
        ("patient_missing", lambda: vault.patient(PatientId("nobody"))),
        ("visit_missing", lambda: vault.visit(VisitId("none"))),
        ("patient_missing", lambda: vault.save_visit(empty_visit(patient_id="nobody"), by=USER)),
    ):
        with pytest.raises(SkinlaxError) as raised:
            call()
        assert raised.value.code == code


def test_the_trail_tells_who_did_what_in_codes_and_ids(vault: SqlCipherVault) -> None:
    vault.save_patient(replace(PATIENT, notes="secret remark"), by=USER)
    vault.save_visit(empty_visit(), by=USER)
    vault.save_visit(empty_visit(), by=USER)
    vault.save_visit(full_visit(put(vault, b"x")), by=USER)
    vault.visit(VisitId("v1"))
    assert [entry.what for entry in vault.trail()] == [
        "vault_created",
        "patient_created",
        "patient_changed",
        "visit_created",
        "picture_stored",
        "visit_changed",
        "simulation_kept",
        "simulation_signed",
        "visit_read",
    ]
    (changed,) = [entry for entry in vault.trail("v1") if entry.what == "visit_changed"]
    assert "captures" in str(changed.details)
    assert "secret" not in str(vault.trail())
    assert "Zwetschgenbaum" not in str(vault.trail())


def test_a_kept_simulation_and_its_sign_off_are_never_changed_or_lost(vault: SqlCipherVault) -> None:
    vault.save_patient(PATIENT, by=USER)
    visit = full_visit(put(vault, b"x"))
    vault.save_visit(visit, by=USER)
    (record,), (seen,) = visit.simulations, visit.simulations_seen
    for spoilt in (
        replace(visit, simulations=(), simulations_seen=()),
        replace(visit, simulations=(replace(record, weeks=1.0),)),
        replace(visit, simulations=(record, replace(record, weeks=1.0))),
        replace(visit, simulations_seen=()),
        replace(visit, simulations_seen=(replace(seen, seen_by="somebody else"),)),
        replace(visit, simulations_seen=(seen, replace(seen, seen_at="2027-01-01"))),
    ):
        for save in (vault.save_visit, partial(vault.save_visits, what="moved", subject="v1")):
            with pytest.raises(SkinlaxError, match="simulation_never_changed"):
                save(spoilt, by=USER)
    assert vault.visit(VisitId("v1")) == visit
    vault.save_visit(replace(visit, next_step="see again"), by=USER)
    (signed,) = [entry for entry in vault.trail("v1") if entry.what == "simulation_signed"]
    assert dict(signed.details) == {"simulation": record.id, "shown": seen.shown_sha256}


def test_a_copy_that_leaves_the_record_is_noted(vault: SqlCipherVault) -> None:
    vault.note("copy_left_record", "v1", {"kind": "report", "sha256": "12"})
    (noted,) = [entry for entry in vault.trail("v1") if entry.what == "copy_left_record"]
    assert (noted.who, dict(noted.details)) == (vault.user, {"kind": "report", "sha256": "12"})


def test_the_trail_cannot_be_changed_and_a_forged_entry_is_found(vault: SqlCipherVault) -> None:
    for statement in ("UPDATE trail SET who = 'x'", "DELETE FROM trail"):
        with pytest.raises(Exception, match="never"):
            vault.connection.execute(statement)
    assert verify_vault(vault).faults == ()
    vault.connection.execute("DROP TRIGGER trail_is_never_changed")
    vault.connection.execute("UPDATE trail SET who = 'x' WHERE number = 2")
    assert [fault.code for fault in verify_vault(vault).faults] == ["vault_trail_broken"]


def test_a_missing_entry_in_the_trail_is_found(vault: SqlCipherVault) -> None:
    vault.note_in_trail("something")
    vault.connection.execute("DROP TRIGGER trail_is_never_shortened")
    vault.connection.execute("DELETE FROM trail WHERE number = 2")
    assert [fault.code for fault in verify_vault(vault).faults] == ["vault_trail_broken"]


def test_a_crash_between_picture_and_visit_leaves_the_picture_for_a_month(
    vault: SqlCipherVault, open_vault: Callable, folder: Path
) -> None:
    held, fresh, old = put(vault, b"held"), put(vault, b"fresh"), put(vault, b"old")
    vault.save_visit(empty_visit().with_capture(capture_of(held)), by=USER)
    vault.connection.execute(
        "UPDATE picture SET stored_at = '2020-01-01T00:00:00+00:00' WHERE sha256 IN (?, ?)", (held.sha256, old.sha256)
    )
    unfinished = folder / "pictures" / "aa" / ".part-0123"
    unfinished.parent.mkdir(exist_ok=True)
    unfinished.write_bytes(b"half")
    stray = folder / "pictures" / "aa" / ("a" * 64 + ".slx")
    stray.write_bytes(b"x")
    young = folder / "pictures" / "aa" / ("b" * 64 + ".slx")
    young.write_bytes(b"x")
    os.utime(stray, (time.time() - 90 * 86400,) * 2)
    vault.close()
    again = open_vault()
    assert again.image(held) == b"held"
    assert again.image(fresh) == b"fresh"
    with pytest.raises(SkinlaxError) as raised:
        again.image(old)
    assert raised.value.code == "image_missing"
    assert not unfinished.exists()
    assert not stray.exists()
    assert young.exists()
    assert "picture_swept" in [entry.what for entry in again.trail(old.sha256)]


def test_a_newer_schema_is_refused_and_left_as_it_is(vault: SqlCipherVault, open_vault: Callable) -> None:
    vault.connection.execute("PRAGMA user_version = 99")
    vault.close()
    with pytest.raises(SkinlaxError) as raised:
        open_vault()
    assert raised.value.code == "vault_newer_schema"


def test_a_migration_that_fails_half_way_changes_nothing(vault: SqlCipherVault) -> None:
    connection = vault.connection
    broken = (*MIGRATIONS, ("CREATE TABLE extra (id TEXT) STRICT", "INSERT INTO nowhere VALUES (1)"))
    with pytest.raises(Exception, match="nowhere"):
        migrate(connection, broken)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'extra'").fetchone() == (0,)
    mended = (*MIGRATIONS, ("CREATE TABLE extra (id TEXT) STRICT",))
    assert migrate(connection, mended) == len(MIGRATIONS)
    assert vault.patient(PATIENT.id) == PATIENT


def test_every_commit_is_durable_and_nothing_temporary_reaches_the_disk(vault: SqlCipherVault) -> None:
    pragmas = {
        name: vault.connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("synchronous", "temp_store", "journal_mode", "cipher_version", "cipher_use_hmac", "kdf_iter")
    }
    assert (pragmas["synchronous"], pragmas["temp_store"], pragmas["journal_mode"]) == (2, 2, "wal")
    assert pragmas["cipher_version"]
