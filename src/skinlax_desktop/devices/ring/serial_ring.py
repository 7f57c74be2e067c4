"""The LED ring on a serial port."""

import threading

from skinlax_desktop.devices.ring.connection import RingConnection
from skinlax_desktop.devices.ring.protocol import FULL_PERMILLE, MODE_WORDS, SEGMENTS, Reply, RingError
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import LightMode, LightSettings
from skinlax_desktop.ports.light_ring import RingInfo, RingReading, RingSelfTest, RingState

WATCHDOG_MS = 3000
_TEST_PATIENCE_S = 3.0
_MODE_PATIENCE_S = 0.8
_RING_MAKERS = ("skinlax", "ring")


def find_ring_port() -> str | None:
    """The serial port of a ring: the one that says so in its USB name, else the only USB port, else None."""
    from serial.tools import list_ports

    usb = [port for port in list_ports.comports() if port.vid is not None]
    named = [port for port in usb if any(word in (port.product or "").casefold() for word in _RING_MAKERS)]
    candidates = named or usb
    return candidates[0].device if len(candidates) == 1 else None


class SerialRing:
    """A ring that speaks docs/ring-protocol.md; implements `ports.LightRing`. Any thread may call.

    A heartbeat of its own keeps the ring's watchdog fed from `open` to `close`, so the light goes out by itself only
    when this program ends or hangs. With `port` None the ring is looked for at each `open`.
    """

    def __init__(self, port: str | None = None, *, watchdog_ms: int = WATCHDOG_MS) -> None:
        self._port = port
        self._watchdog_ms = watchdog_ms
        self._lock = threading.Lock()
        self._connection: RingConnection | None = None
        self._heartbeat: threading.Thread | None = None
        self._resting = threading.Event()
        self._modes: tuple[LightMode, ...] = (LightMode.PLAIN,)

    def open(self) -> RingInfo:
        """Take hold of the port, ask who is there, arm the watchdog."""
        self.close()
        port = self._port if self._port is not None else find_ring_port()
        if port is None:
            raise SkinlaxError("ring_absent")
        connection = RingConnection(port)
        try:
            info = self._introduce(connection)
        except SkinlaxError as error:
            connection.close()
            if error.code == "ring_unplugged":
                raise SkinlaxError("ring_absent") from error
            raise
        with self._lock:
            self._connection = connection
        self._resting = threading.Event()
        self._heartbeat = threading.Thread(
            target=self._beat, args=(self._resting,), name="skinlax-ring-heartbeat", daemon=True
        )
        self._heartbeat.start()
        return info

    def set_light(self, light: LightSettings) -> RingState:
        """Level to a thousandth, colour temperature to a kelvin; a ring of protocol 1 has plain light only."""
        if not 0.0 <= light.level <= 1.0:
            raise SkinlaxError("ring_setting_refused", setting="level", value=light.level)
        if light.colour_temperature_k <= 0:
            raise SkinlaxError("ring_setting_refused", setting="colour temperature", value=light.colour_temperature_k)
        if light.mode not in self._modes:
            raise SkinlaxError("ring_setting_refused", setting="light mode", value=light.mode.value)
        if len(self._modes) > 1:
            reply = self._ask("MODE", MODE_WORDS[light.mode], patience_s=_MODE_PATIENCE_S)
            if not reply.ok and reply.values[:1] != (RingError.COMMAND.value,):
                raise SkinlaxError("ring_setting_refused", setting="light mode", value=light.mode.value)
        reply = self._ask("SET", str(round(light.level * FULL_PERMILLE)), str(light.colour_temperature_k))
        if not reply.ok and reply.values[:1] == (RingError.RANGE.value,):
            raise SkinlaxError("ring_setting_refused", setting="colour temperature", value=light.colour_temperature_k)
        state = _state_of(reply)
        if state.light.mode is not light.mode:
            # It said OK and stayed in another light: a picture labelled as asked would be a lie.
            raise SkinlaxError("ring_setting_refused", setting="light mode", value=light.mode.value)
        return state

    def state(self) -> RingState:
        """What the ring does now."""
        return _state_of(self._ask("GET"))

    def measure(self) -> RingReading | None:
        """What its sensor sees; None for a ring without one, or of protocol 1."""
        reply = self._ask("SENSE")
        if not reply.ok and reply.values[:1] in ((RingError.HARDWARE.value,), (RingError.COMMAND.value,)):
            return None
        permille, kelvin = _numbers(reply, 2)
        return RingReading(output=permille / FULL_PERMILLE, colour_temperature_k=float(kelvin))

    def self_test(self) -> RingSelfTest:
        """Each segment lights up in turn; takes up to 3 s."""
        mask = _numbers(self._ask("TEST", patience_s=_TEST_PATIENCE_S), 1, base=16)[0]
        failed = tuple(segment for segment in range(SEGMENTS) if mask >> segment & 1)
        return RingSelfTest(passed=not failed, failed_segments=failed)

    def close(self) -> None:
        """Light off; the port is let go even when the ring no longer answers."""
        self._resting.set()
        heartbeat, self._heartbeat = self._heartbeat, None
        if heartbeat is not None:
            heartbeat.join()
        with self._lock:
            connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.ask("OFF", patience_s=0.1)
            except SkinlaxError:
                pass  # a ring that no longer answers switches itself off by its watchdog
            finally:
                connection.close()

    def _introduce(self, connection: RingConnection) -> RingInfo:
        values = _values(connection.ask("HELLO"), 6)
        try:
            coldest, warmest = int(values[5]), int(values[4])
        except ValueError as error:
            raise SkinlaxError("ring_reply_corrupt") from error
        _values(connection.ask("WDOG", str(self._watchdog_ms)), 1)
        self._modes = (LightMode.PLAIN,) if values[0] == "1" else _modes_of(connection.ask("MODES"))
        return RingInfo(
            model=values[1],
            serial=values[2],
            firmware=values[3],
            colour_temperature_range_k=(warmest, coldest),
            modes=self._modes,
        )

    def _ask(self, verb: str, *arguments: str, patience_s: float = 0.3) -> Reply:
        with self._lock:
            if self._connection is None:
                raise SkinlaxError("ring_absent")
            return self._connection.ask(verb, *arguments, patience_s=patience_s)

    def _beat(self, resting: threading.Event) -> None:
        while not resting.wait(self._watchdog_ms / 3000):
            try:
                self._ask("GET")
            except SkinlaxError:
                continue  # the next call from outside meets the same fault and tells it


def _values(reply: Reply, count: int) -> tuple[str, ...]:
    if not reply.ok or len(reply.values) < count:
        raise SkinlaxError("ring_reply_corrupt")
    return reply.values


def _numbers(reply: Reply, count: int, *, base: int = 10) -> tuple[int, ...]:
    try:
        return tuple(int(value, base) for value in _values(reply, count)[:count])
    except ValueError as error:
        raise SkinlaxError("ring_reply_corrupt") from error


def _modes_of(reply: Reply) -> tuple[LightMode, ...]:
    """The modes that this program knows, plain light first; words of a later protocol are passed over."""
    words = _values(reply, 1)
    if words[0] != MODE_WORDS[LightMode.PLAIN]:
        raise SkinlaxError("ring_reply_corrupt")
    return tuple(mode for mode, word in MODE_WORDS.items() if word in words)


def _state_of(reply: Reply) -> RingState:
    """A state of protocol 1 has no mode and means plain light."""
    permille, kelvin, tenths_c, tripped = _numbers(reply, 4)
    word = (*reply.values, MODE_WORDS[LightMode.PLAIN])[4]
    mode = next((mode for mode, known in MODE_WORDS.items() if known == word), None)
    if mode is None:
        raise SkinlaxError("ring_reply_corrupt")
    return RingState(
        light=LightSettings(level=permille / FULL_PERMILLE, colour_temperature_k=kelvin, mode=mode),
        temperature_c=tenths_c / 10,
        watchdog_tripped=bool(tripped),
    )
