"""The lines that station and ring exchange, as docs/ring-protocol.md says. Pure: no port, no clock."""

import re
from dataclasses import dataclass
from enum import StrEnum

from skinlax_desktop.domain.light_and_exposure import LightMode

PROTOCOL_VERSION = 2
BAUD_RATE = 115_200
SEGMENTS = 12
FULL_PERMILLE = 1000
LONGEST_LINE = 96
MODE_WORDS = {
    LightMode.PLAIN: "PLAIN",
    LightMode.CROSS_POLARISED: "CROSS",
    LightMode.PARALLEL_POLARISED: "PARALLEL",
    LightMode.ULTRAVIOLET: "UV",
}
"""The modes as they go over the wire; in this order a ring names those it has."""
_LINE = re.compile(rb"([<>])([0-9A-F]{2}) ([A-Z]+)((?: [!-)+-~]+)*)\*([0-9A-F]{4})\n")


class RingError(StrEnum):
    """Why the ring did not do it."""

    COMMAND = "E_COMMAND"
    RANGE = "E_RANGE"
    HARDWARE = "E_HARDWARE"


class CorruptLineError(ValueError):
    """Bytes that are no line of the protocol, or one damaged on the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the station asks: `sequence` 0 to 255, one of the verbs, its arguments."""

    sequence: int
    verb: str
    arguments: tuple[str, ...] = ()

    def encode(self) -> bytes:
        """The line, newline included."""
        return _encode(b">", self.sequence, self.verb, self.arguments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the ring answers: OK with values, or ERR with a `RingError`."""

    sequence: int
    ok: bool
    values: tuple[str, ...] = ()

    def encode(self) -> bytes:
        """The line, newline included."""
        return _encode(b"<", self.sequence, "OK" if self.ok else "ERR", self.values)


def decode_request(line: bytes) -> Request:
    """Raises `CorruptLineError`."""
    mark, sequence, verb, arguments = _decode(line)
    if mark != b">":
        raise CorruptLineError("not a request")
    return Request(sequence=sequence, verb=verb, arguments=arguments)


def decode_reply(line: bytes) -> Reply:
    """Raises `CorruptLineError`."""
    mark, sequence, word, values = _decode(line)
    if mark != b"<" or word not in ("OK", "ERR"):
        raise CorruptLineError("not a reply")
    return Reply(sequence=sequence, ok=word == "OK", values=values)


def crc16(message: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 0x1021, start 0xFFFF, nothing reflected; "123456789" gives 0x29B1."""
    crc = 0xFFFF
    for byte in message:
        crc ^= byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def _encode(mark: bytes, sequence: int, word: str, arguments: tuple[str, ...]) -> bytes:
    body = " ".join((f"{sequence & 0xFF:02X}", word, *arguments)).encode("ascii")
    return mark + body + b"*%04X\n" % crc16(body)


def _decode(line: bytes) -> tuple[bytes, int, str, tuple[str, ...]]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise CorruptLineError("malformed")
    mark, sequence, word, arguments, crc = match.groups()
    if crc16(line[1 : line.rindex(b"*")]) != int(crc, 16):
        raise CorruptLineError("checksum")
    return mark, int(sequence, 16), word.decode("ascii"), tuple(arguments.decode("ascii").split())
