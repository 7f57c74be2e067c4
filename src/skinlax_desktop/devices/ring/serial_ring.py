"""The LED ring on a serial port."""

import threading

from skinlax_desktop.devices.ring.connection import RingConnection
from skinlax_desktop.devices.ring.protocol import FULL_PERMILLE, SEGMENTS, Reply, RingError
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.ports.light_ring import RingInfo, RingSelfTest, RingState

WATCHDOG_MS = 3000
_TEST_PATIENCE_S = 3.0
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
        """Level to a thousandth, colour temperature to a kelvin."""
        if not 0.0 <= light.level <= 1.0:
            raise SkinlaxError("ring_setting_refused", setting="level", value=light.level)
        if light.colour_temperature_k <= 0:
            raise SkinlaxError("ring_setting_refused", setting="colour temperature", value=light.colour_temperature_k)
        reply = self._ask("SET", str(round(light.level * FULL_PERMILLE)), str(light.colour_temperature_k))
        if not reply.ok and reply.values[:1] == (RingError.RANGE.value,):
            raise SkinlaxError("ring_setting_refused", setting="colour temperature", value=light.colour_temperature_k)
        return _state_of(reply)

    def state(self) -> RingState:
        """What the ring does now."""
        return _state_of(self._ask("GET"))

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
        return RingInfo(
            model=values[1], serial=values[2], firmware=values[3], colour_temperature_range_k=(warmest, coldest)
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


def _state_of(reply: Reply) -> RingState:
    permille, kelvin, tenths_c, tripped = _numbers(reply, 4)
    return RingState(
        light=LightSettings(level=permille / FULL_PERMILLE, colour_temperature_k=kelvin),
        temperature_c=tenths_c / 10,
        watchdog_tripped=bool(tripped),
    )
