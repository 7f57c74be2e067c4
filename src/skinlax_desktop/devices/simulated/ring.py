"""A ring on a pseudo-terminal: the firmware's side of docs/ring-protocol.md, with faults to order."""

import os
import pty
import select
import threading
import time
import tty
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from skinlax_desktop.devices.ring.protocol import (
    FULL_PERMILLE,
    LONGEST_LINE,
    MODE_WORDS,
    PROTOCOL_VERSION,
    CorruptLineError,
    Reply,
    Request,
    RingError,
    decode_request,
)
from skinlax_desktop.domain.light_and_exposure import LightMode, LightSettings

WARMEST_K, COLDEST_K = 2700, 6500
_WATCHDOG_RANGE_MS = (200, 60_000)
_TICK_S = 0.02
_ROOM_C = 24.0
_WARMING_C = 18.0
# What an aged ring has lost: a part of its output, and kelvins of its colour.
_AGED_OUTPUT, _AGED_K = 0.82, -420
# Ultraviolet goes out by itself after this long, whatever the station does.
ULTRAVIOLET_LIMIT_S = 5.0


class RingFault(StrEnum):
    """What can be wrong with a ring; `FAILED_SEGMENT` breaks segment 4.

    `AGED`: it gives less and warmer light than it says. `STUCK_MODE`: it says OK and stays in plain light.
    """

    SILENT = "silent"
    GARBAGE = "garbage"
    FAILED_SEGMENT = "failed_segment"
    REFUSES = "refuses"
    AGED = "aged"
    STUCK_MODE = "stuck_mode"
    NO_SENSOR = "no_sensor"


class SimulatedRing:
    """Answers on `port` from construction to `close`.

    `on_light` is called, on the ring's thread, with the light that really shines whenever it changes: also when the
    watchdog switches it off. `fault` may be set at any time; `unplug` takes the port away.
    """

    def __init__(
        self,
        on_light: Callable[[LightSettings], None] | None = None,
        *,
        fault: RingFault | None = None,
        protocol: int = PROTOCOL_VERSION,
        ultraviolet_limit_s: float = ULTRAVIOLET_LIMIT_S,
    ) -> None:
        """`protocol` 1 is a ring of the first version: plain light, no sensor.

        A longer `ultraviolet_limit_s` than the document's is for a phantom, which takes time to be rendered anew.
        """
        self._ultraviolet_limit_s = ultraviolet_limit_s
        self.fault = fault
        self._protocol = protocol
        self._ultraviolet_since_s = 0.0
        self._on_light = on_light
        self._light = LightSettings(level=0.0)
        self._watchdog_ms: int | None = None
        self._tripped = False
        self._fed_s = time.monotonic()
        self._last: tuple[bytes, bytes] | None = None
        self._ending = threading.Event()
        self._host, self._device = pty.openpty()
        tty.setraw(self._device)
        os.set_blocking(self._host, False)
        self.port = os.ttyname(self._device)
        self._thread = threading.Thread(target=self._serve, name="skinlax-simulated-ring", daemon=True)
        self._thread.start()

    @property
    def light(self) -> LightSettings:
        """What shines now."""
        return self._light

    def unplug(self) -> None:
        """The cable is pulled: the port is gone."""
        self.close()

    def close(self) -> None:
        """End; safe to call twice."""
        self._ending.set()
        self._thread.join()

    def _serve(self) -> None:
        line = b""
        try:
            while not self._ending.is_set():
                readable, _, _ = select.select([self._host], [], [], _TICK_S)
                if readable:
                    line = self._take_in(line + self._read())
                self._watch()
        finally:
            os.close(self._host)
            os.close(self._device)

    def _read(self) -> bytes:
        try:
            return os.read(self._host, 4096)
        except OSError:
            return b""

    def _take_in(self, received: bytes) -> bytes:
        *lines, rest = received.split(b"\n")
        for line in lines:
            answer = self._answer(line + b"\n")
            if answer is not None and self.fault is not RingFault.SILENT:
                os.write(self._host, b"\x00\xff?garbage\n" if self.fault is RingFault.GARBAGE else answer)
        return rest[-LONGEST_LINE:]

    def _answer(self, line: bytes) -> bytes | None:
        """The reply line; None for a damaged request, which the station repeats."""
        try:
            request = decode_request(line)
        except CorruptLineError:
            return None
        self._fed_s = time.monotonic()
        if self._last is not None and self._last[0] == line:
            return self._last[1]
        answer = self._act(request).encode()
        self._last = (line, answer)
        return answer

    def _act(self, request: Request) -> Reply:
        if self.fault is RingFault.REFUSES and request.verb == "SET":
            return _refusal(request, RingError.RANGE)
        match request.verb, request.arguments:
            case "HELLO", ():
                values = (self._protocol, "simulated-ring", "SIM0001", "1.0.0", WARMEST_K, COLDEST_K)
                return Reply(sequence=request.sequence, ok=True, values=tuple(str(value) for value in values))
            case "SET", (permille, kelvin) if permille.isdecimal() and kelvin.isdecimal():
                return self._set(request, int(permille), int(kelvin))
            case "MODES", () if self._protocol > 1:
                return Reply(sequence=request.sequence, ok=True, values=tuple(MODE_WORDS.values()))
            case "MODE", (word,) if self._protocol > 1:
                return self._change_mode(request, word)
            case "SENSE", () if self._protocol > 1:
                return self._sense(request)
            case "GET", ():
                return self._state(request)
            case "WDOG", (limit,) if limit.isdecimal():
                return self._arm(request, int(limit))
            case "TEST", ():
                mask = 1 << 4 if self.fault is RingFault.FAILED_SEGMENT else 0
                return Reply(sequence=request.sequence, ok=True, values=(f"{mask:03X}",))
            case "OFF", ():
                self._watchdog_ms = None
                self._shine(replace(self._light, level=0.0, mode=LightMode.PLAIN))
                return self._state(request)
        return _refusal(request, RingError.COMMAND)

    def _set(self, request: Request, permille: int, kelvin: int) -> Reply:
        if permille > FULL_PERMILLE or not WARMEST_K <= kelvin <= COLDEST_K:
            return _refusal(request, RingError.RANGE)
        self._tripped = False
        self._shine(replace(self._light, level=permille / FULL_PERMILLE, colour_temperature_k=kelvin))
        return self._state(request)

    def _change_mode(self, request: Request, word: str) -> Reply:
        mode = next((mode for mode, known in MODE_WORDS.items() if known == word), None)
        if mode is None:
            return _refusal(request, RingError.RANGE)
        if self.fault is not RingFault.STUCK_MODE:
            self._ultraviolet_since_s = time.monotonic()
            self._shine(replace(self._light, mode=mode))
        return self._state(request)

    def _sense(self, request: Request) -> Reply:
        if self.fault is RingFault.NO_SENSOR:
            return _refusal(request, RingError.HARDWARE)
        aged = self.fault is RingFault.AGED
        output = self._light.level * (_AGED_OUTPUT if aged else 1.0)
        kelvin = self._light.colour_temperature_k + (_AGED_K if aged else 0)
        return Reply(sequence=request.sequence, ok=True, values=(str(round(output * FULL_PERMILLE)), str(kelvin)))

    def _arm(self, request: Request, limit_ms: int) -> Reply:
        if not _WATCHDOG_RANGE_MS[0] <= limit_ms <= _WATCHDOG_RANGE_MS[1]:
            return _refusal(request, RingError.RANGE)
        self._watchdog_ms = limit_ms
        return Reply(sequence=request.sequence, ok=True, values=(str(limit_ms),))

    def _state(self, request: Request) -> Reply:
        temperature_c = _ROOM_C + _WARMING_C * self._light.level
        values = (
            round(self._light.level * FULL_PERMILLE),
            self._light.colour_temperature_k,
            round(temperature_c * 10),
            int(self._tripped),
            *((MODE_WORDS[self._light.mode],) if self._protocol > 1 else ()),
        )
        return Reply(sequence=request.sequence, ok=True, values=tuple(str(value) for value in values))

    def _watch(self) -> None:
        ultraviolet = self._light.mode is LightMode.ULTRAVIOLET
        if ultraviolet and time.monotonic() - self._ultraviolet_since_s > self._ultraviolet_limit_s:
            self._shine(replace(self._light, level=0.0, mode=LightMode.PLAIN))
        if self._watchdog_ms is None or self._light.level == 0.0:
            return
        if time.monotonic() - self._fed_s > self._watchdog_ms / 1000:
            self._tripped = True
            self._shine(replace(self._light, level=0.0, mode=LightMode.PLAIN))

    def _shine(self, light: LightSettings) -> None:
        before, self._light = self._light, light
        if light != before and self._on_light is not None:
            self._on_light(light)


def _refusal(request: Request, why: RingError) -> Reply:
    return Reply(sequence=request.sequence, ok=False, values=(why.value,))
