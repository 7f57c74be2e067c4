"""The key file: who may open the record, and the master key wrapped once for each of them.

It is kept twice. Without it every picture and every word of the record is lost, so one damaged copy must not matter.
"""

import hashlib
from pathlib import Path
from typing import Final

import msgspec

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.vault.durable_files import disk_errors_told, write_durably

KEY_FILE: Final = "keys.json"
KEY_FILE_COPY: Final = "keys-copy.json"
FORMAT: Final = 1


class KeySlot(msgspec.Struct, frozen=True, kw_only=True):
    """The master key under AES-256-GCM, keyed by Argon2id of a user's passphrase; bytes are base64 in the file."""

    user: str
    salt: bytes
    memory_kib: int
    iterations: int
    lanes: int
    nonce: bytes
    wrapped: bytes


class KeyFile(msgspec.Struct, frozen=True, kw_only=True):
    """All slots of one vault."""

    format: int
    vault_id: str
    slots: tuple[KeySlot, ...]

    def slot_of(self, user: str) -> KeySlot:
        """The slot of a user; `vault_unknown_user` when there is none."""
        for slot in self.slots:
            if slot.user == user:
                return slot
        raise SkinlaxError("vault_unknown_user")


class _Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """On the disk: the content and a checksum, so that damage is told apart from a wrong passphrase."""

    content: msgspec.Raw
    sha256: str


class _FormatOnly(msgspec.Struct, frozen=True):
    format: int


def has_key_file(folder: Path) -> bool:
    """Whether either copy is there."""
    return (folder / KEY_FILE).exists() or (folder / KEY_FILE_COPY).exists()


def read_key_file(folder: Path) -> KeyFile:
    """The key file, from its copy when it is damaged itself.

    Raises `vault_absent`, `vault_newer_schema`, or `vault_keys_damaged` when neither copy can be read.
    """
    if not has_key_file(folder):
        raise SkinlaxError("vault_absent")
    for name in (KEY_FILE, KEY_FILE_COPY):
        found = _read(folder / name)
        if found is not None:
            return found
    raise SkinlaxError("vault_keys_damaged")


def write_key_file(folder: Path, keys: KeyFile) -> None:
    """Write both copies, each atomically."""
    content = msgspec.json.encode(keys)
    sealed = _Sealed(content=msgspec.Raw(content), sha256=hashlib.sha256(content).hexdigest())
    encoded = msgspec.json.encode(sealed)
    with disk_errors_told():
        for name in (KEY_FILE, KEY_FILE_COPY):
            write_durably(folder / name, (encoded,))


def mend_key_file(folder: Path) -> None:
    """Write a damaged or missing copy anew from the good one."""
    keys = read_key_file(folder)
    if any(_read(folder / name) != keys for name in (KEY_FILE, KEY_FILE_COPY)):
        write_key_file(folder, keys)


def _read(path: Path) -> KeyFile | None:
    try:
        encoded = path.read_bytes()
    except OSError:
        return None
    try:
        sealed = msgspec.json.decode(encoded, type=_Sealed)
        if hashlib.sha256(bytes(sealed.content)).hexdigest() != sealed.sha256:
            return None
        if msgspec.json.decode(sealed.content, type=_FormatOnly).format > FORMAT:
            raise SkinlaxError("vault_newer_schema")
        return msgspec.json.decode(sealed.content, type=KeyFile)
    except msgspec.DecodeError:
        return None
