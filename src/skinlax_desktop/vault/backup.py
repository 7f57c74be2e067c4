"""Copies of the whole vault: as encrypted as it is, whole or absent, and read back before they count."""

import shutil
from pathlib import Path
from typing import Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.vault.connection import database_errors_told
from skinlax_desktop.vault.database_name import DATABASE
from skinlax_desktop.vault.door import SqlCipherVaultDoor, appear_whole
from skinlax_desktop.vault.durable_files import disk_errors_told, make_folder, sync_file, write_durably
from skinlax_desktop.vault.key_file import has_key_file, read_key_file, write_key_file
from skinlax_desktop.vault.sqlcipher_vault import PICTURES, SqlCipherVault
from skinlax_desktop.vault.verification import Report, VaultVerdict, verify_vault

_LEAST_SPARE_BYTES: Final = 1 << 20


def back_up(
    vault: SqlCipherVault, target: Path, passphrase: str, report: Report = lambda _fraction, _step: None
) -> VaultVerdict:
    """Copy an open vault to a new folder while it stays open, open the copy and read all of it.

    The copy opens with the passphrases of today. Raises `vault_exists`, `vault_disk_full`, and `vault_not_sound` when
    the copy cannot be read back whole; then no copy is left.
    """
    verdicts: list[VaultVerdict] = []

    def fill(folder: Path) -> None:
        vault.note_in_trail("backed_up")
        with database_errors_told():
            vault.connection.execute("VACUUM INTO ?", (str(folder / DATABASE),))
        with disk_errors_told():
            sync_file(folder / DATABASE)
        _copy_pictures(vault.folder / PICTURES, folder / PICTURES, report)
        write_key_file(folder, read_key_file(vault.folder))
        verdicts.append(_read_back(folder, vault.user, passphrase, report))

    _refuse_when_too_small(vault.folder, target)
    appear_whole(target, fill)
    return verdicts[0]


def restore(
    backup: Path, target: Path, user: UserName, passphrase: str, report: Report = lambda _fraction, _step: None
) -> VaultVerdict:
    """Make a vault of a backup, read back whole. Never overwrites: raises `vault_exists`."""
    if not has_key_file(backup) or not (backup / DATABASE).is_file():
        raise SkinlaxError("backup_absent")
    verdicts: list[VaultVerdict] = []

    def fill(folder: Path) -> None:
        # A backup may be a plain copy of a vault that was in use: what its log holds belongs to it.
        for name in (DATABASE, f"{DATABASE}-wal"):
            if (backup / name).exists():
                _copy_file(backup / name, folder / name)
        _copy_pictures(backup / PICTURES, folder / PICTURES, report)
        write_key_file(folder, read_key_file(backup))
        verdicts.append(_read_back(folder, user, passphrase, report))

    _refuse_when_too_small(backup, target)
    appear_whole(target, fill)
    return verdicts[0]


def _read_back(folder: Path, user: UserName, passphrase: str, report: Report) -> VaultVerdict:
    copy = SqlCipherVaultDoor(folder).open(user, passphrase)
    try:
        verdict = verify_vault(copy, lambda fraction, _step: report(0.5 + fraction / 2, "reading back"))
    finally:
        copy.close()
    if verdict.faults:
        raise SkinlaxError("vault_not_sound", faults=len(verdict.faults))
    return verdict


def _copy_pictures(source: Path, target: Path, report: Report) -> None:
    files = sorted(source.glob("*/*")) if source.is_dir() else []
    for number, path in enumerate(files):
        report(number / len(files) / 2, "copying")
        with disk_errors_told():
            make_folder(target / path.parent.name)
        _copy_file(path, target / path.parent.name / path.name)


def _copy_file(source: Path, target: Path) -> None:
    with disk_errors_told(), source.open("rb") as file:
        write_durably(target, iter(lambda: file.read(1 << 20), b""))


def _refuse_when_too_small(source: Path, target: Path) -> None:
    with disk_errors_told():
        needed = sum(path.stat().st_size for path in source.rglob("*") if path.is_file()) + _LEAST_SPARE_BYTES
        place = next(folder for folder in (target.absolute(), *target.absolute().parents) if folder.is_dir())
        if shutil.disk_usage(place).free < needed:
            raise SkinlaxError("vault_disk_full")
