"""One serial port to a ring: a request out, its reply in, with repeats; port faults become the port's codes."""

import errno
import time
from pathlib import Path

import serial

from skinlax_desktop.devices.holders import busy_error
from skinlax_desktop.devices.ring.protocol import (
    BAUD_RATE,
    LONGEST_LINE,
    CorruptLineError,
    Reply,
    Request,
    decode_reply,
)
from skinlax_desktop.domain.errors import SkinlaxError

_ATTEMPTS = 3
_HELD = (errno.EAGAIN, errno.EBUSY, errno.EACCES, errno.EPERM)


class RingConnection:
    """An open serial port, held alone. One thread at a time uses it.

    Raises `ring_absent` and `ring_busy` when it cannot be opened, later `ring_unplugged` and `ring_reply_corrupt`.
    """

    def __init__(self, port: str) -> None:
        self._sequence = 0
        try:
            self._serial = serial.Serial(port, BAUD_RATE, timeout=0.05, write_timeout=1.0, exclusive=True)
        except serial.SerialException as error:
            raise (
                busy_error("ring_busy", (Path(port),)) if _is_held(error) else SkinlaxError("ring_absent")
            ) from error
        except (OSError, ValueError) as error:
            raise SkinlaxError("ring_absent") from error

    def ask(self, verb: str, *arguments: str, patience_s: float = 0.3) -> Reply:
        """The ring's reply. A request is repeated with the same sequence number, so the ring acts once."""
        self._sequence = (self._sequence + 1) & 0xFF
        request = Request(sequence=self._sequence, verb=verb, arguments=arguments)
        heard_nonsense = False
        try:
            for _ in range(_ATTEMPTS):
                self._serial.write(request.encode())
                reply, nonsense = self._await(request.sequence, patience_s)
                heard_nonsense = heard_nonsense or nonsense
                if reply is not None:
                    return reply
        except (serial.SerialException, OSError, TypeError) as error:
            # pyserial raises TypeError when the port is closed under a reader.
            raise SkinlaxError("ring_unplugged") from error
        raise SkinlaxError("ring_reply_corrupt" if heard_nonsense else "ring_unplugged")

    def close(self) -> None:
        """Let go of the port."""
        try:
            self._serial.close()
        except OSError:
            return  # the port went away before us

    def _await(self, sequence: int, patience_s: float) -> tuple[Reply | None, bool]:
        """The reply to that request, and whether nonsense was heard; answers to older requests are passed over."""
        until_s = time.monotonic() + patience_s
        line = b""
        nonsense = False
        while time.monotonic() < until_s:
            line += self._serial.read_until(b"\n", LONGEST_LINE)
            if not line.endswith(b"\n"):
                if len(line) > LONGEST_LINE:
                    line, nonsense = b"", True
                continue
            try:
                reply = decode_reply(line)
            except CorruptLineError:
                return None, True
            if reply.sequence == sequence:
                return reply, nonsense
            line = b""
        return None, nonsense or bool(line)


def _is_held(error: serial.SerialException) -> bool:
    number = getattr(error, "errno", None)
    return number in _HELD or "lock" in str(error).casefold() or "denied" in str(error).casefold()
