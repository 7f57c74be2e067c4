"""One encrypted picture file: AES-256-GCM in chunks, bound to its name, its length and its place in the file.

Layout: 48 byte header (magic, file id, chunk size, chunk count, plain length, 8 zero bytes), then for each chunk the
ciphertext and its 16 byte tag. Each file has its own key, derived from its random file id, so that the chunk index can
serve as nonce. A tag vouches for the header, the keyed name, the index and the end marker: a bit flip, a truncation,
an extension, chunks swapped and files swapped are all found.
"""

import secrets
import struct
from collections.abc import Iterator
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.vault.keys import derive

CHUNK_BYTES: Final = 1 << 20
TAG_BYTES: Final = 16
_MAGIC: Final = b"SLXPIC01"
_HEADER: Final = struct.Struct(">8s16sIIQ8s")
HEADER_BYTES: Final = _HEADER.size
_FILE_KEY: Final = b"skinlax picture file"


def encrypted_size(plain_bytes: int) -> int:
    """How long the file of that many bytes is."""
    return HEADER_BYTES + plain_bytes + TAG_BYTES * _chunk_count(plain_bytes)


def encrypt_picture(plain: bytes, *, key: bytes, name: str) -> Iterator[bytes]:
    """The pieces of the file, header first."""
    file_id = secrets.token_bytes(16)
    count = _chunk_count(len(plain))
    header = _HEADER.pack(_MAGIC, file_id, CHUNK_BYTES, count, len(plain), bytes(8))
    cipher = AESGCM(derive(key, file_id, _FILE_KEY))
    view = memoryview(plain)
    yield header
    for index in range(count):
        chunk = view[index * CHUNK_BYTES : (index + 1) * CHUNK_BYTES]
        yield cipher.encrypt(_nonce(index), chunk, _bound(header, name, index, count))


def decrypt_picture(encrypted: bytes, *, key: bytes, name: str) -> bytes:
    """The plain bytes; `image_damaged` when anything in the file is not as it was written."""
    header = encrypted[:HEADER_BYTES]
    if len(header) < HEADER_BYTES:
        raise SkinlaxError("image_damaged")
    magic, file_id, chunk_bytes, count, length, _ = _HEADER.unpack(header)
    if (
        magic != _MAGIC
        or chunk_bytes != CHUNK_BYTES
        or count != _chunk_count(length)
        or len(encrypted) != encrypted_size(length)
    ):
        raise SkinlaxError("image_damaged")
    cipher = AESGCM(derive(key, file_id, _FILE_KEY))
    view = memoryview(encrypted)[HEADER_BYTES:]
    step = CHUNK_BYTES + TAG_BYTES
    try:
        return b"".join(
            cipher.decrypt(_nonce(index), view[index * step : (index + 1) * step], _bound(header, name, index, count))
            for index in range(count)
        )
    except InvalidTag:
        raise SkinlaxError("image_damaged") from None


def _chunk_count(plain_bytes: int) -> int:
    return max(1, -(-plain_bytes // CHUNK_BYTES))


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _bound(header: bytes, name: str, index: int, count: int) -> bytes:
    return header + name.encode() + index.to_bytes(4, "big") + (b"\1" if index == count - 1 else b"\0")
