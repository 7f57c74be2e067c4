"""The tracer itself: it sees what it must, or its silence means nothing."""

import sys
from pathlib import Path

from network_trace import addresses_off_this_machine, trace

_PROGRAM = """
import socket, threading
def reach():
    with socket.socket({family}, {kind}) as s:
        s.settimeout(0.2)
        try:
            {action}
        except OSError:
            pass
thread = threading.Thread(target=reach); thread.start(); thread.join()
"""


def run(tmp_path: Path, *, action: str, family: str = "socket.AF_INET", kind: str = "socket.SOCK_STREAM") -> list[str]:
    program = _PROGRAM.format(family=family, kind=kind, action=action)
    done = trace([sys.executable, "-c", program], tmp_path / "trace", timeout_s=60)
    assert done.returncode == 0, done.stderr
    return addresses_off_this_machine(tmp_path / "trace")


def test_a_connection_is_seen(tmp_path: Path) -> None:
    assert run(tmp_path, action="s.connect(('203.0.113.7', 443))") == ["203.0.113.7:443"]


def test_a_datagram_is_seen(tmp_path: Path) -> None:
    assert run(tmp_path, kind="socket.SOCK_DGRAM", action="s.sendto(b'x', ('203.0.113.7', 9))") == ["203.0.113.7:9"]


def test_ipv6_is_seen(tmp_path: Path) -> None:
    reached = run(tmp_path, family="socket.AF_INET6", action="s.connect(('2001:db8::1', 443))")
    assert reached == ["2001:db8::1:443"]


def test_a_name_look_up_is_seen_even_through_a_local_resolver(tmp_path: Path) -> None:
    action = "s.sendto(b'x', ('127.0.0.53', 53))"
    assert run(tmp_path, kind="socket.SOCK_DGRAM", action=action) == ["127.0.0.53:53"]


def test_loopback_is_this_machine(tmp_path: Path) -> None:
    assert run(tmp_path, action="s.connect(('127.0.0.1', 1))") == []
