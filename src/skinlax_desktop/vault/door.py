"""The locked record: who may open it, setting it up, opening it.

cryptography is imported when a key is first needed: the first window shows who may sign in, and must stand quickly.
"""

import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.vault.database_name import DATABASE
from skinlax_desktop.vault.durable_files import disk_errors_told, sync_folder
from skinlax_desktop.vault.folder_lock import FolderLock
from skinlax_desktop.vault.key_file import FORMAT, KeyFile, has_key_file, mend_key_file, read_key_file, write_key_file

if TYPE_CHECKING:
    from skinlax_desktop.vault.sqlcipher_vault import SqlCipherVault

_KEYS_LOCK: Final = "keys.lock"
_LONGEST_USER: Final = 64


class SqlCipherVaultDoor:
    """`ports.VaultDoor` over a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def exists(self) -> bool:
        """Whether a record was set up here; true also for one whose key file is lost, so that none is overwritten."""
        return has_key_file(self._folder) or (self._folder / DATABASE).exists()

    def users(self) -> tuple[UserName, ...]:
        """Who may open it, in the order in which they were let in."""
        return tuple(UserName(slot.user) for slot in read_key_file(self._folder).slots)

    def create(self, user: UserName, passphrase: str) -> "SqlCipherVault":
        """Set up a new, empty record and open it; it appears whole or not at all."""
        from skinlax_desktop.vault.keys import derive_keys, new_master_key, wrap_master_key
        from skinlax_desktop.vault.sqlcipher_vault import SqlCipherVault

        if self.exists():
            raise SkinlaxError("vault_exists")
        name = _checked_user(user)
        master_key, vault_id = new_master_key(), secrets.token_hex(16)
        slot = wrap_master_key(master_key, vault_id=vault_id, user=name, passphrase=passphrase)

        def fill(folder: Path) -> None:
            SqlCipherVault(folder, derive_keys(master_key), user=name, new=True).close()
            write_key_file(folder, KeyFile(format=FORMAT, vault_id=vault_id, slots=(slot,)))

        appear_whole(self._folder, fill)
        vault = SqlCipherVault(self._folder, derive_keys(master_key), user=name)
        vault.note_users(_marked_users(read_key_file(self._folder)))
        return vault

    def open(self, user: UserName, passphrase: str) -> "SqlCipherVault":
        """Open the record; a damaged copy of the key file is mended from the good one."""
        from skinlax_desktop.vault.keys import derive_keys
        from skinlax_desktop.vault.sqlcipher_vault import SqlCipherVault

        master_key = self._master_key(user, passphrase)
        vault = SqlCipherVault(self._folder, derive_keys(master_key), user=_checked_user(user))
        try:
            with self._keys_locked():
                mend_key_file(self._folder)
                vault.note_users(_marked_users(read_key_file(self._folder)))
        except BaseException:
            vault.close()
            raise
        return vault

    def add_user(self, by: UserName, by_passphrase: str, user: UserName, passphrase: str) -> None:
        """Let somebody else in, with a passphrase of their own; also while the record is open."""
        from skinlax_desktop.vault.keys import wrap_master_key

        name = _checked_user(user)
        with self._keys_locked():
            keys = read_key_file(self._folder)
            if any(slot.user == name for slot in keys.slots):
                raise SkinlaxError("vault_user_exists")
            master_key = self._master_key(by, by_passphrase)
            slot = wrap_master_key(master_key, vault_id=keys.vault_id, user=name, passphrase=passphrase)
            write_key_file(self._folder, KeyFile(format=keys.format, vault_id=keys.vault_id, slots=(*keys.slots, slot)))

    def change_passphrase(self, user: UserName, passphrase: str, new_passphrase: str) -> None:
        """Give a user another passphrase; also while the record is open."""
        from skinlax_desktop.vault.keys import wrap_master_key

        name = _checked_user(user)
        with self._keys_locked():
            keys = read_key_file(self._folder)
            master_key = self._master_key(name, passphrase)
            slot = wrap_master_key(master_key, vault_id=keys.vault_id, user=name, passphrase=new_passphrase)
            slots = tuple(slot if known.user == name else known for known in keys.slots)
            write_key_file(self._folder, KeyFile(format=keys.format, vault_id=keys.vault_id, slots=slots))

    def _master_key(self, user: UserName, passphrase: str) -> bytes:
        from skinlax_desktop.vault.keys import unwrap_master_key

        keys = read_key_file(self._folder)
        return unwrap_master_key(keys.slot_of(user.strip()), vault_id=keys.vault_id, passphrase=passphrase)

    def _keys_locked(self) -> FolderLock:
        return FolderLock(self._folder / _KEYS_LOCK, wait=True)


def appear_whole(folder: Path, fill: Callable[[Path], None]) -> None:
    """Have `fill` make a folder beside its place, then move it there; after a failure nothing is left of it.

    Raises `vault_exists` when there is something in its place.
    """
    with disk_errors_told():
        if folder.exists() and any(folder.iterdir()):
            raise SkinlaxError("vault_exists")
        folder.parent.mkdir(parents=True, exist_ok=True)
        for abandoned in folder.parent.glob(f".{folder.name}.new-*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        growing = folder.parent / f".{folder.name}.new-{secrets.token_hex(4)}"
        try:
            growing.mkdir(mode=0o700)
            fill(growing)
            sync_folder(growing)
            if folder.exists():
                folder.rmdir()
            growing.rename(folder)
            sync_folder(folder.parent)
        except BaseException:
            shutil.rmtree(growing, ignore_errors=True)
            raise


def _marked_users(keys: KeyFile) -> str:
    """Each user with a mark of the slot: it changes with the passphrase and says nothing of it."""
    return " ".join(f"{slot.user}:{slot.salt[:4].hex()}" for slot in keys.slots)


def _checked_user(user: UserName) -> UserName:
    name = UserName(user.strip())
    if not name or len(name) > _LONGEST_USER or not name.isprintable():
        raise SkinlaxError("vault_user_name_invalid", longest=_LONGEST_USER)
    return name
