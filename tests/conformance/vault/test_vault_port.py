"""What `ports.VaultDoor` and `ports.Vault` promise, over every adapter."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sample_records import PATIENT, capture_of, empty_visit
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import PatientId, UserName, VisitId
from skinlax_desktop.ports.vault import Vault, VaultDoor
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.vault import SqlCipherVaultDoor

ANNA, BEA = UserName("anna"), UserName("bea")
FIRST, SECOND = "correct horse battery", "another long passphrase"
ADAPTERS: list[Callable[[Path], VaultDoor]] = [SqlCipherVaultDoor]


@pytest.fixture(params=ADAPTERS)
def door(request: pytest.FixtureRequest, tmp_path: Path) -> VaultDoor:
    made: VaultDoor = request.param(tmp_path / "vault")
    return made


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(SkinlaxError) as raised:
        call()
    assert sentence_of(raised.value)
    return raised.value.code


def test_a_life_of_a_record(door: VaultDoor) -> None:
    assert not door.exists()
    assert refusal(lambda: door.open(ANNA, FIRST)) == "vault_absent"
    vault: Vault = door.create(ANNA, FIRST)
    assert door.exists()
    assert vault.user == ANNA
    assert vault.patients() == ()
    vault.save_patient(PATIENT, by=ANNA)
    vault.save_patient(replace(PATIENT, notes="changed"), by=ANNA)
    image = vault.put_image(b"bytes", width=3, height=4, media_type="image/tiff")
    assert (image.width, image.height, image.media_type) == (3, 4, "image/tiff")
    assert vault.put_image(b"bytes", width=3, height=4, media_type="image/tiff") == image
    visit = empty_visit().with_capture(capture_of(image))
    vault.save_visit(visit, by=ANNA)
    door.add_user(ANNA, FIRST, BEA, SECOND)
    vault.close()
    vault.close()
    assert refusal(vault.patients) == "vault_closed"

    assert refusal(lambda: door.create(ANNA, FIRST)) == "vault_exists"
    assert refusal(lambda: door.open(BEA, FIRST)) == "vault_wrong_passphrase"
    assert refusal(lambda: door.open(UserName("carl"), FIRST)) == "vault_unknown_user"
    again: Vault = door.open(BEA, SECOND)
    assert refusal(lambda: door.open(ANNA, FIRST)) == "vault_locked_by_another"
    (line,) = again.patients("zwetsch")
    assert (line.patient.notes, line.visits, line.last_visit_at) == ("changed", 1, visit.started_at)
    assert again.visit(visit.id) == visit
    assert again.image(image) == b"bytes"
    assert refusal(lambda: again.patient(PatientId("x"))) == "patient_missing"
    assert refusal(lambda: again.visit(VisitId("x"))) == "visit_missing"
    assert refusal(lambda: again.image(replace(image, sha256="0" * 64))) == "image_missing"
    assert {entry.who for entry in again.trail()} == {ANNA, BEA}
    again.close()
    door.change_passphrase(BEA, SECOND, FIRST)
    door.open(BEA, FIRST).close()


def test_several_visits_are_saved_together_or_not_at_all(door: VaultDoor) -> None:
    vault = door.create(ANNA, FIRST)
    vault.save_patient(PATIENT, by=ANNA)
    nobodys = empty_visit("v2", "nobody")
    code = refusal(lambda: vault.save_visits(empty_visit(), nobodys, by=ANNA, what="picture_moved", subject="c1"))
    assert code == "patient_missing"
    assert vault.visits(PATIENT.id) == ()
    assert vault.trail("c1") == ()
    vault.close()
