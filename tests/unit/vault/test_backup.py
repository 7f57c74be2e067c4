"""A backup is the record again, or it is not there."""

from pathlib import Path

import pytest

from sample_records import PATIENT, full_visit
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.vault import SqlCipherVaultDoor
from skinlax_desktop.vault.backup import back_up, restore
from skinlax_desktop.vault.sqlcipher_vault import SqlCipherVault

ANNA, PASSPHRASE = UserName("anna"), "correct horse battery"


@pytest.fixture
def vault(tmp_path: Path):
    vault = SqlCipherVaultDoor(tmp_path / "vault").create(ANNA, PASSPHRASE)
    vault.save_patient(PATIENT, by=ANNA)
    image = vault.put_image(b"picture", width=1, height=1, media_type="image/tiff")
    vault.save_visit(full_visit(image), by=ANNA)
    yield vault
    vault.close()


def test_a_restored_backup_is_the_record_of_that_moment(vault: SqlCipherVault, tmp_path: Path) -> None:
    verdict = back_up(vault, tmp_path / "backup", PASSPHRASE)
    assert (verdict.visits, verdict.pictures, verdict.faults) == (1, 1, ())
    wanted = vault.visit(full_visit().id)
    with pytest.raises(SkinlaxError) as raised:
        restore(tmp_path / "backup", tmp_path / "vault", ANNA, PASSPHRASE)
    assert raised.value.code == "vault_exists"
    restore(tmp_path / "backup", tmp_path / "restored", ANNA, PASSPHRASE)
    again = SqlCipherVaultDoor(tmp_path / "restored").open(ANNA, PASSPHRASE)
    assert again.visit(wanted.id) == wanted
    assert again.image(wanted.captures[0].image) == b"picture"
    again.close()


def test_a_backup_that_cannot_be_read_back_leaves_nothing(vault: SqlCipherVault, tmp_path: Path) -> None:
    with pytest.raises(SkinlaxError) as raised:
        back_up(vault, tmp_path / "backup", "not the passphrase")
    assert raised.value.code == "vault_wrong_passphrase"
    next((tmp_path / "vault").glob("pictures/*/*")).unlink()
    with pytest.raises(SkinlaxError) as raised:
        back_up(vault, tmp_path / "backup", PASSPHRASE)
    assert raised.value.code == "vault_not_sound"
    assert [path.name for path in tmp_path.iterdir()] == ["vault"]
    with pytest.raises(SkinlaxError) as raised:
        restore(tmp_path, tmp_path / "restored", ANNA, PASSPHRASE)
    assert raised.value.code == "backup_absent"
