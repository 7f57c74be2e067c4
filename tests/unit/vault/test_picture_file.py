"""An encrypted picture file: whole and unchanged, or refused."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.vault.picture_file import (
    CHUNK_BYTES,
    HEADER_BYTES,
    TAG_BYTES,
    decrypt_picture,
    encrypt_picture,
    encrypted_size,
)

KEY = bytes(range(32))
PLAIN = os.urandom(2 * CHUNK_BYTES + 12_345)
WHOLE = b"".join(encrypt_picture(PLAIN, key=KEY, name="n"))
STEP = CHUNK_BYTES + TAG_BYTES


def refused(encrypted: bytes, *, key: bytes = KEY, name: str = "n") -> bool:
    with pytest.raises(SkinlaxError) as raised:
        decrypt_picture(encrypted, key=key, name=name)
    return raised.value.code == "image_damaged"


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_what_was_written_is_read(size: int) -> None:
    plain = os.urandom(size)
    encrypted = b"".join(encrypt_picture(plain, key=KEY, name="n"))
    assert len(encrypted) == encrypted_size(size)
    assert decrypt_picture(encrypted, key=KEY, name="n") == plain


@settings(max_examples=40, deadline=None)
@given(place=st.integers(0, len(WHOLE) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_anywhere_is_found(place: int, bit: int) -> None:
    damaged = bytearray(WHOLE)
    damaged[place] ^= 1 << bit
    assert refused(bytes(damaged))


@pytest.mark.parametrize("place", range(HEADER_BYTES))
def test_every_byte_of_the_header_counts(place: int) -> None:
    damaged = bytearray(WHOLE)
    damaged[place] ^= 1
    assert refused(bytes(damaged))


@pytest.mark.parametrize("length", [0, 10, HEADER_BYTES, HEADER_BYTES + STEP, HEADER_BYTES + 2 * STEP, len(WHOLE) - 1])
def test_a_truncation_is_found_also_at_the_end_of_a_chunk(length: int) -> None:
    assert refused(WHOLE[:length])


def test_a_truncation_with_a_header_made_to_fit_is_found() -> None:
    shorter = bytearray(WHOLE[: HEADER_BYTES + STEP])
    shorter[28:32] = (1).to_bytes(4, "big")
    shorter[32:40] = CHUNK_BYTES.to_bytes(8, "big")
    assert refused(bytes(shorter))


def test_swapped_chunks_are_found() -> None:
    first, second = WHOLE[HEADER_BYTES : HEADER_BYTES + STEP], WHOLE[HEADER_BYTES + STEP : HEADER_BYTES + 2 * STEP]
    assert refused(WHOLE[:HEADER_BYTES] + second + first + WHOLE[HEADER_BYTES + 2 * STEP :])


def test_something_appended_is_found() -> None:
    assert refused(WHOLE + b"x")


def test_a_file_under_another_name_or_key_is_found() -> None:
    assert refused(WHOLE, name="other")
    assert refused(WHOLE, key=bytes(32))


def test_the_same_picture_never_encrypts_alike() -> None:
    again = b"".join(encrypt_picture(PLAIN, key=KEY, name="n"))
    assert again[HEADER_BYTES:4096] != WHOLE[HEADER_BYTES:4096]
