"""The ICC profile that says that a picture's numbers are sRGB.

Built here rather than taken from a colour library, so that it is the same on every computer, byte for byte, and
carries neither a date of today nor the name of a machine.
"""

import hashlib
import struct
from functools import lru_cache
from typing import Final

# ICC.1:2022 (version 4.4), primaries of IEC 61966-2-1 adapted from D65 to D50 by the linear Bradford transform.
_VERSION: Final = 0x04400000
_D50_XYZ: Final = (0.9642, 1.0, 0.8249)
_RED_XYZ: Final = (0.43607, 0.22249, 0.01392)
_GREEN_XYZ: Final = (0.38515, 0.71687, 0.09708)
_BLUE_XYZ: Final = (0.14307, 0.06061, 0.71410)
_BRADFORD: Final = (1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)
# The sRGB curve as parametric type 3: gamma, a, b, c, d.
_CURVE: Final = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
# The day of the profile's design; a date of today would make every picture's bytes differ.
_DATE: Final = (2026, 1, 1, 0, 0, 0)
_HEADER_BYTES: Final = 128


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """An sRGB display profile of ICC version 4, always the same bytes."""
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0) + b"".join(_fixed(value) for value in _CURVE)
    tags = (
        (b"desc", _text("sRGB IEC61966-2.1")),
        (b"cprt", _text("No copyright, use freely")),
        (b"wtpt", _xyz(_D50_XYZ)),
        (b"chad", b"sf32" + bytes(4) + b"".join(_fixed(value) for value in _BRADFORD)),
        (b"rXYZ", _xyz(_RED_XYZ)),
        (b"gXYZ", _xyz(_GREEN_XYZ)),
        (b"bXYZ", _xyz(_BLUE_XYZ)),
        (b"rTRC", curve),
        (b"gTRC", curve),
        (b"bTRC", curve),
    )
    table, data = struct.pack(">I", len(tags)), b""
    start = _HEADER_BYTES + 4 + 12 * len(tags)
    placed: dict[bytes, int] = {}
    for name, content in tags:
        if content not in placed:
            placed[content] = start + len(data)
            data += content + bytes(-len(content) % 4)
        table += name + struct.pack(">II", placed[content], len(content))
    body = table + data
    unsigned = _header(_HEADER_BYTES + len(body), bytes(16)) + body
    return _header(len(unsigned), _profile_id(unsigned)) + body


def _header(size: int, profile_id: bytes) -> bytes:
    return (
        struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", _VERSION, b"mntr", b"RGB ", b"XYZ ")
        + struct.pack(">6H", *_DATE)
        + b"acsp"
        + bytes(24)
        + struct.pack(">I", 0)
        + b"".join(_fixed(value) for value in _D50_XYZ)
        + bytes(4)
        + profile_id
        + bytes(28)
    )


def _profile_id(profile: bytes) -> bytes:
    """The MD5 that ICC.1:2022 7.2.18 asks for: flags, rendering intent and the id itself count as zero."""
    zeroed = bytearray(profile)
    for start, length in ((44, 4), (64, 4), (84, 16)):
        zeroed[start : start + length] = bytes(length)
    return hashlib.md5(zeroed, usedforsecurity=False).digest()


def _text(words: str) -> bytes:
    encoded = words.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(encoded), 28) + encoded


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(_fixed(value) for value in values)


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))
