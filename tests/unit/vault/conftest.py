"""An open vault without a passphrase: the door's Argon2id costs a quarter of a second a time."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sample_records import PATIENT, USER
from skinlax_desktop.vault.keys import VaultKeys, derive_keys
from skinlax_desktop.vault.sqlcipher_vault import SqlCipherVault

KEYS: VaultKeys = derive_keys(bytes(range(32)))
OpenVault = Callable[[], SqlCipherVault]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    folder.mkdir()
    return folder


@pytest.fixture
def open_vault(folder: Path) -> Iterator[OpenVault]:
    """Opens the vault of this test, as often as wanted; all are closed at the end."""
    opened: list[SqlCipherVault] = []

    def open_it() -> SqlCipherVault:
        opened.append(SqlCipherVault(folder, KEYS, user=USER, new=not (folder / "record.db").exists()))
        return opened[-1]

    yield open_it
    for vault in opened:
        vault.close()


@pytest.fixture
def vault(open_vault: OpenVault) -> SqlCipherVault:
    vault = open_vault()
    vault.save_patient(PATIENT, by=USER)
    return vault
