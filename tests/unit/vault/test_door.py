"""Who gets in, and that nothing is lost when the key file or the door is abused."""

from pathlib import Path

import pytest

from sample_records import PATIENT
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.vault import SqlCipherVaultDoor
from skinlax_desktop.vault.key_file import KEY_FILE, KEY_FILE_COPY, read_key_file

ANNA, BEA = UserName("anna"), UserName("bea")
FIRST, SECOND, THIRD = "correct horse battery", "another long passphrase", "a third of them, too"


def code_of(call: object, *arguments: object) -> str:
    with pytest.raises(SkinlaxError) as raised:
        call(*arguments)  # type: ignore[operator]
    return raised.value.code


@pytest.fixture
def door(tmp_path: Path) -> SqlCipherVaultDoor:
    door = SqlCipherVaultDoor(tmp_path / "vault")
    vault = door.create(ANNA, FIRST)
    vault.save_patient(PATIENT, by=ANNA)
    vault.close()
    return door


def test_only_the_right_passphrase_of_a_known_user_opens(door: SqlCipherVaultDoor) -> None:
    assert door.exists()
    assert code_of(door.open, ANNA, FIRST + " ") == "vault_wrong_passphrase"
    assert code_of(door.open, BEA, FIRST) == "vault_unknown_user"
    vault = door.open(ANNA, FIRST)
    assert vault.patient(PATIENT.id) == PATIENT
    assert vault.user == ANNA
    vault.close()


def test_each_user_has_a_passphrase_and_a_changed_one_opens_alone(door: SqlCipherVaultDoor) -> None:
    door.add_user(ANNA, FIRST, BEA, SECOND)
    assert door.users() == (ANNA, BEA)
    assert code_of(door.add_user, ANNA, FIRST, BEA, THIRD) == "vault_user_exists"
    assert code_of(door.add_user, ANNA, SECOND, UserName("carl"), THIRD) == "vault_wrong_passphrase"
    door.change_passphrase(BEA, SECOND, THIRD)
    assert code_of(door.open, BEA, SECOND) == "vault_wrong_passphrase"
    vault = door.open(BEA, THIRD)
    assert vault.patient(PATIENT.id) == PATIENT
    users = [dict(entry.details)["users"] for entry in vault.trail() if entry.what == "users"]
    assert "bea" in str(users[-1])
    assert "bea" not in str(users[0])
    vault.close()


def test_a_short_passphrase_or_a_name_that_is_none_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    door = SqlCipherVaultDoor(tmp_path / "vault")
    assert code_of(door.users) == "vault_absent"
    assert code_of(door.open, ANNA, FIRST) == "vault_absent"
    assert code_of(door.create, ANNA, "short") == "vault_passphrase_too_short"
    assert code_of(door.create, UserName("  "), FIRST) == "vault_user_name_invalid"
    assert list(tmp_path.iterdir()) == []
    assert not door.exists()


def test_a_record_is_never_set_up_over_another(door: SqlCipherVaultDoor, tmp_path: Path) -> None:
    assert code_of(door.create, ANNA, FIRST) == "vault_exists"
    for name in (KEY_FILE, KEY_FILE_COPY):
        (tmp_path / "vault" / name).unlink()
    assert door.exists(), "a record without its key file is still a record"
    assert code_of(door.create, ANNA, FIRST) == "vault_exists"


def test_a_second_program_is_told_and_the_first_goes_on(door: SqlCipherVaultDoor) -> None:
    vault = door.open(ANNA, FIRST)
    assert code_of(door.open, ANNA, FIRST) == "vault_locked_by_another"
    assert vault.patient(PATIENT.id) == PATIENT
    vault.close()
    vault.close()
    assert code_of(vault.patients) == "vault_closed"
    door.open(ANNA, FIRST).close()


@pytest.mark.parametrize("damage", [b"", b"{}", b"\x00\xff" * 50, None])
@pytest.mark.parametrize("name", [KEY_FILE, KEY_FILE_COPY])
def test_one_damaged_copy_of_the_key_file_is_mended_from_the_other(
    door: SqlCipherVaultDoor, tmp_path: Path, name: str, damage: bytes | None
) -> None:
    path = tmp_path / "vault" / name
    whole = path.read_bytes()
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    door.open(ANNA, FIRST).close()
    assert path.read_bytes() == whole


def test_a_changed_character_in_both_copies_is_damage_not_a_wrong_passphrase(
    door: SqlCipherVaultDoor, tmp_path: Path
) -> None:
    for name in (KEY_FILE, KEY_FILE_COPY):
        path = tmp_path / "vault" / name
        path.write_bytes(path.read_bytes().replace(b'"lanes":2', b'"lanes":3'))
    assert code_of(door.open, ANNA, FIRST) == "vault_keys_damaged"
    assert code_of(door.users) == "vault_keys_damaged"


def test_the_parameters_of_argon2id_are_stored_and_strong(door: SqlCipherVaultDoor, tmp_path: Path) -> None:
    (slot,) = read_key_file(tmp_path / "vault").slots
    assert slot.memory_kib >= 64 * 1024
    assert slot.iterations >= 3
    assert len(slot.salt) >= 16


def test_a_composed_and_a_decomposed_passphrase_are_one(tmp_path: Path) -> None:
    door = SqlCipherVaultDoor(tmp_path / "vault")
    door.create(ANNA, "schl\u00fcssel am haken").close()
    door.open(ANNA, "schlu\u0308ssel am haken").close()


def test_what_a_killed_set_up_left_is_taken_away(tmp_path: Path) -> None:
    left = tmp_path / ".vault.new-dead"
    left.mkdir()
    (left / "record.db").write_bytes(b"x")
    SqlCipherVaultDoor(tmp_path / "vault").create(ANNA, FIRST).close()
    assert [path.name for path in tmp_path.iterdir()] == ["vault"]
