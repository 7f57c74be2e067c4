"""Keys: one random master key, wrapped for each user, and the purposes' keys derived from it."""

import secrets
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.vault.key_file import KeySlot

KEY_BYTES: Final = 32
MEMORY_KIB: Final = 64 * 1024
ITERATIONS: Final = 3
LANES: Final = 2
SHORTEST_PASSPHRASE: Final = 10
# A tampered key file must not make the station hang: these bound what a slot may ask for.
_MOST_MEMORY_KIB: Final = 4 * 1024 * 1024
_MOST_ITERATIONS: Final = 64
_MOST_LANES: Final = 64


@dataclass(frozen=True, slots=True)
class VaultKeys:
    """What the master key opens; never printed."""

    database: bytes = field(repr=False)
    pictures: bytes = field(repr=False)
    names: bytes = field(repr=False)


def new_master_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def derive_keys(master_key: bytes) -> VaultKeys:
    """One key for each purpose, by HKDF-SHA256 (RFC 5869)."""
    database, pictures, names = (
        derive(master_key, b"", purpose) for purpose in (b"skinlax database", b"skinlax pictures", b"skinlax names")
    )
    return VaultKeys(database=database, pictures=pictures, names=names)


def derive(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    """HKDF-SHA256, 32 bytes."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt or None, info=purpose).derive(key)


def wrap_master_key(master_key: bytes, *, vault_id: str, user: str, passphrase: str) -> KeySlot:
    """A user's slot; `vault_passphrase_too_short` under ten characters."""
    if len(passphrase.strip()) < SHORTEST_PASSPHRASE:
        raise SkinlaxError("vault_passphrase_too_short", shortest=SHORTEST_PASSPHRASE)
    bare = KeySlot(
        user=user,
        salt=secrets.token_bytes(16),
        memory_kib=MEMORY_KIB,
        iterations=ITERATIONS,
        lanes=LANES,
        nonce=secrets.token_bytes(12),
        wrapped=b"",
    )
    wrapped = AESGCM(_passphrase_key(bare, passphrase)).encrypt(bare.nonce, master_key, _bound(bare, vault_id))
    return KeySlot(
        user=user,
        salt=bare.salt,
        memory_kib=bare.memory_kib,
        iterations=bare.iterations,
        lanes=bare.lanes,
        nonce=bare.nonce,
        wrapped=wrapped,
    )


def unwrap_master_key(slot: KeySlot, *, vault_id: str, passphrase: str) -> bytes:
    """The master key; `vault_wrong_passphrase` when the passphrase is not the one of this slot."""
    if slot.memory_kib > _MOST_MEMORY_KIB or slot.iterations > _MOST_ITERATIONS or slot.lanes > _MOST_LANES:
        raise SkinlaxError("vault_keys_damaged")
    try:
        return AESGCM(_passphrase_key(slot, passphrase)).decrypt(slot.nonce, slot.wrapped, _bound(slot, vault_id))
    except InvalidTag:
        raise SkinlaxError("vault_wrong_passphrase") from None
    except ValueError:
        raise SkinlaxError("vault_keys_damaged") from None


def _passphrase_key(slot: KeySlot, passphrase: str) -> bytes:
    # The same passphrase typed on another keyboard may come composed otherwise: NFKC makes it one.
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    return Argon2id(
        salt=slot.salt, length=KEY_BYTES, iterations=slot.iterations, lanes=slot.lanes, memory_cost=slot.memory_kib
    ).derive(typed)


def _bound(slot: KeySlot, vault_id: str) -> bytes:
    """What the wrapping vouches for beside the key: a slot cannot be renamed, weakened or moved to another vault."""
    parts = (vault_id, slot.user, slot.memory_kib, slot.iterations, slot.lanes)
    return b"skinlax slot 1\0" + "\0".join(str(part) for part in parts).encode()
