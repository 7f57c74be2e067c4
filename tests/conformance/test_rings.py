"""What every ring must do, and do when something is wrong: `SerialRing` over a wire to each kind of ring.

No ring of metal is here: the wire is a real pseudo-terminal, the firmware behind it is simulated.
"""

import os
import pty
import threading
import time
import tty
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from skinlax_desktop.devices.ring import SerialRing
from skinlax_desktop.devices.ring.protocol import (
    CorruptLineError,
    Reply,
    Request,
    crc16,
    decode_reply,
    decode_request,
)
from skinlax_desktop.devices.simulated import RingFault, SimulatedRing
from skinlax_desktop.devices.simulated.ring import ULTRAVIOLET_LIMIT_S
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import LightMode, LightSettings

PATIENCE_S = 10.0


@pytest.fixture
def lit() -> list[LightSettings]:
    return []


@pytest.fixture
def wire(lit: list[LightSettings]) -> Iterator[SimulatedRing]:
    simulated = SimulatedRing(on_light=lit.append)
    yield simulated
    simulated.close()


@pytest.fixture
def ring(wire: SimulatedRing) -> Iterator[SerialRing]:
    ring = SerialRing(wire.port)
    yield ring
    ring.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "skinlax-ring-heartbeat"]


def wait_for(happened: Callable[[], bool]) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < until_s, "it never happened"
        time.sleep(0.01)


def test_one_that_is_plugged_in_later_is_found_by_itself_at_whichever_port(
    wire: SimulatedRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    there: list[SimpleNamespace] = []
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: there)
    ring = SerialRing()
    with pytest.raises(SkinlaxError, match=r"^ring_absent"):
        ring.open()
    there.append(SimpleNamespace(device="/dev/nowhere", vid=None, product=None))
    there.append(SimpleNamespace(device=wire.port, vid=1, product="Skinlax Ring"))
    assert ring.open().firmware
    ring.close()
    other = SimulatedRing()
    there[-1] = SimpleNamespace(device=other.port, vid=1, product="Skinlax Ring")
    assert ring.open().firmware, "the same cable in another socket has another name"
    ring.close()
    other.close()


def test_it_says_who_it_is(ring: SerialRing) -> None:
    info = ring.open()
    assert (info.model, info.serial, info.firmware) == ("simulated-ring", "SIM0001", "1.0.0")
    assert info.colour_temperature_range_k == (2700, 6500)


def test_it_shines_as_asked_and_says_so(ring: SerialRing, lit: list[LightSettings]) -> None:
    ring.open()
    wanted = LightSettings(level=0.375, colour_temperature_k=4100)
    state = ring.set_light(wanted)
    assert state.light == wanted
    assert ring.state() == state
    assert 0 < state.temperature_c < 60
    assert not state.watchdog_tripped
    assert lit == [wanted]


def test_closing_switches_the_light_off(ring: SerialRing, wire: SimulatedRing) -> None:
    ring.open()
    ring.set_light(LightSettings(level=1.0))
    ring.close()
    ring.close()
    assert wire.light.level == 0.0


def test_it_opens_again_after_closing(ring: SerialRing) -> None:
    for _ in range(2):
        ring.open()
        ring.close()


@pytest.mark.parametrize(
    "light",
    [
        LightSettings(level=1.01),
        LightSettings(level=-0.1),
        LightSettings(level=float("nan")),
        LightSettings(colour_temperature_k=1000),
        LightSettings(colour_temperature_k=20_000),
        LightSettings(colour_temperature_k=-1),
    ],
)
def test_an_impossible_light_is_refused_and_nothing_changes(ring: SerialRing, light: LightSettings) -> None:
    ring.open()
    before = ring.set_light(LightSettings(level=0.5))
    with pytest.raises(SkinlaxError, match=r"^ring_setting_refused"):
        ring.set_light(light)
    assert ring.state() == before


def test_a_ring_that_refuses_every_light(ring: SerialRing, wire: SimulatedRing) -> None:
    ring.open()
    wire.fault = RingFault.REFUSES
    with pytest.raises(SkinlaxError, match=r"^ring_setting_refused"):
        ring.set_light(LightSettings())


def test_the_self_test_names_the_broken_segment(ring: SerialRing, wire: SimulatedRing) -> None:
    ring.open()
    before = ring.set_light(LightSettings(level=0.5))
    assert ring.self_test().passed
    wire.fault = RingFault.FAILED_SEGMENT
    result = ring.self_test()
    assert not result.passed
    assert result.failed_segments == (4,)
    assert ring.state() == before


def test_no_port_is_absent() -> None:
    for port in ("/dev/no-such-port", None):
        with pytest.raises(SkinlaxError, match=r"^ring_absent"):
            SerialRing(port).open()


def test_a_port_with_nobody_behind_it_is_absent(wire: SimulatedRing, ring: SerialRing) -> None:
    wire.fault = RingFault.SILENT
    with pytest.raises(SkinlaxError, match=r"^ring_absent"):
        ring.open()
    wire.fault = None
    assert ring.open().serial == "SIM0001"


def test_a_ring_that_was_not_opened_is_absent(ring: SerialRing) -> None:
    with pytest.raises(SkinlaxError, match=r"^ring_absent"):
        ring.state()


def test_a_held_ring_is_busy_and_free_afterwards(wire: SimulatedRing, ring: SerialRing) -> None:
    holder = SerialRing(wire.port)
    holder.open()
    with pytest.raises(SkinlaxError, match=r"^ring_busy"):
        ring.open()
    holder.close()
    ring.open()


@pytest.mark.parametrize("ask", [SerialRing.state, SerialRing.self_test])
def test_a_ring_that_falls_silent_counts_as_unplugged(
    wire: SimulatedRing, ring: SerialRing, ask: Callable[[SerialRing], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skinlax_desktop.devices.ring.serial_ring._TEST_PATIENCE_S", 0.2)
    ring.open()
    wire.fault = RingFault.SILENT
    with pytest.raises(SkinlaxError, match=r"^ring_unplugged"):
        ask(ring)


def test_a_pulled_cable_is_noticed(wire: SimulatedRing, ring: SerialRing) -> None:
    ring.open()
    wire.unplug()
    with pytest.raises(SkinlaxError, match=r"^ring_unplugged"):
        ring.set_light(LightSettings())
    ring.close()
    with pytest.raises(SkinlaxError, match=r"^ring_absent"):
        ring.open()


def test_nonsense_is_corrupt_and_passes(wire: SimulatedRing, ring: SerialRing) -> None:
    ring.open()
    wire.fault = RingFault.GARBAGE
    with pytest.raises(SkinlaxError, match=r"^ring_reply_corrupt"):
        ring.state()
    wire.fault = None
    assert ring.set_light(LightSettings(level=0.2)).light.level == 0.2


def test_the_heartbeat_keeps_the_light_on(wire: SimulatedRing) -> None:
    ring = SerialRing(wire.port, watchdog_ms=300)
    ring.open()
    ring.set_light(LightSettings(level=0.5))
    time.sleep(1.0)
    assert wire.light.level == 0.5
    ring.close()


def test_the_light_goes_out_when_the_station_falls_silent(
    wire: SimulatedRing, lit: list[LightSettings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SerialRing, "_beat", lambda self, resting: None)
    ring = SerialRing(wire.port, watchdog_ms=250)
    ring.open()
    ring.set_light(LightSettings(level=0.5))
    wait_for(lambda: wire.light.level == 0.0)
    assert [light.level for light in lit] == [0.5, 0.0]
    assert ring.state().watchdog_tripped
    again = ring.set_light(LightSettings(level=0.4))
    assert not again.watchdog_tripped
    assert again.light.level == 0.4
    ring.close()


def test_one_damaged_reply_is_asked_again_and_the_ring_acts_once() -> None:
    host, device = pty.openpty()
    tty.setraw(device)
    received: list[Request] = []
    ending = threading.Event()

    def firmware() -> None:
        line = b""
        while not ending.is_set():
            line += os.read(host, 1)
            if not line.endswith(b"\n"):
                continue
            request = decode_request(line)
            line = b""
            received.append(request)
            values = {"HELLO": ("1", "m", "s", "f", "2700", "6500"), "WDOG": ("3000",)}.get(
                request.verb, ("500", "5500", "300", "0")
            )
            answer = Reply(sequence=request.sequence, ok=True, values=values).encode()
            damaged = answer.replace(b"500 5500", b"900 5500")
            first = request.verb == "SET" and sum(one.verb == "SET" for one in received) == 1
            os.write(host, damaged if first else answer)
            if request.verb == "OFF":
                return

    worker = threading.Thread(target=firmware)
    worker.start()
    ring = SerialRing(os.ttyname(device))
    ring.open()
    assert ring.set_light(LightSettings(level=0.5)).light.level == 0.5
    ring.close()
    ending.set()
    worker.join(PATIENCE_S)
    sets = [request for request in received if request.verb == "SET"]
    assert len(sets) == 2
    assert sets[0] == sets[1]
    os.close(host)
    os.close(device)


def test_a_repeated_request_is_answered_from_memory(wire: SimulatedRing, lit: list[LightSettings]) -> None:
    line = Request(sequence=9, verb="SET", arguments=("500", "5500")).encode()
    assert wire._answer(line) == wire._answer(line)
    assert len(lit) == 1


def test_the_checksum_is_the_documented_one() -> None:
    assert crc16(b"123456789") == 0x29B1


def test_lines_survive_the_way_and_a_changed_byte_does_not() -> None:
    request = Request(sequence=255, verb="SET", arguments=("600", "5500"))
    reply = Reply(sequence=7, ok=False, values=("E_RANGE",))
    assert decode_request(request.encode()) == request
    assert decode_reply(reply.encode()) == reply
    line = request.encode()
    for place in range(len(line)):
        changed = line[:place] + bytes([line[place] ^ 0x01]) + line[place + 1 :]
        with pytest.raises(CorruptLineError):
            decode_request(changed)
    with pytest.raises(CorruptLineError):
        decode_reply(line)


def test_each_mode_shines_and_is_reported(ring: SerialRing, lit: list[LightSettings]) -> None:
    assert ring.open().modes == tuple(LightMode)
    for mode in LightMode:
        wanted = LightSettings(level=0.4, mode=mode)
        assert ring.set_light(wanted).light == wanted
        assert lit[-1] == wanted
    ring.close()
    assert (lit[-1].level, lit[-1].mode) == (0.0, LightMode.PLAIN)


def test_a_ring_that_says_ok_and_stays_is_caught(ring: SerialRing, wire: SimulatedRing) -> None:
    ring.open()
    wire.fault = RingFault.STUCK_MODE
    with pytest.raises(SkinlaxError, match=r"^ring_setting_refused"):
        ring.set_light(LightSettings(mode=LightMode.CROSS_POLARISED))


def test_ultraviolet_goes_out_by_itself_though_the_station_goes_on_asking() -> None:
    assert ULTRAVIOLET_LIMIT_S == 5.0, "as the document says"
    simulated = SimulatedRing(ultraviolet_limit_s=0.2)
    ring = SerialRing(simulated.port)
    ring.open()
    ring.set_light(LightSettings(level=1.0, mode=LightMode.ULTRAVIOLET))
    wait_for(lambda: ring.state().light.level == 0.0)
    assert ring.state().light.mode is LightMode.PLAIN
    ring.close()
    simulated.close()


def test_the_sensor_reads_what_shines_and_an_aged_ring_gives_itself_away(ring: SerialRing, wire: SimulatedRing) -> None:
    ring.open()
    ring.set_light(LightSettings(level=0.5, colour_temperature_k=5000))
    reading = ring.measure()
    assert reading is not None
    assert (reading.output, reading.colour_temperature_k) == (0.5, 5000.0)
    wire.fault = RingFault.AGED
    aged = ring.measure()
    assert aged is not None
    assert aged.output < 0.45
    assert aged.colour_temperature_k < 4800
    wire.fault = RingFault.NO_SENSOR
    assert ring.measure() is None


def test_a_ring_of_protocol_1_still_serves_with_plain_light() -> None:
    simulated = SimulatedRing(protocol=1)
    ring = SerialRing(simulated.port)
    assert ring.open().modes == (LightMode.PLAIN,)
    assert ring.set_light(LightSettings(level=0.3)).light == LightSettings(level=0.3)
    assert ring.measure() is None
    with pytest.raises(SkinlaxError, match=r"^ring_setting_refused"):
        ring.set_light(LightSettings(mode=LightMode.ULTRAVIOLET))
    ring.close()
    simulated.close()
