"""Trace a program's system calls and name every address that it tried to reach."""

import ipaddress
import os
import re
import shutil
import subprocess
from pathlib import Path

_CALLS = "connect,sendto,sendmsg,sendmmsg"
_IPV4 = re.compile(r"sa_family=AF_INET, sin_port=htons\((\d+)\), sin_addr=inet_addr\(\"([^\"]+)\"\)")
_IPV6 = re.compile(r"sa_family=AF_INET6, sin6_port=htons\((\d+)\).*?inet_pton\(AF_INET6, \"([^\"]+)\"")
_SILENCERS = {"CI", "ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS"}
_RESOLVER = re.compile(r"sun_path=\"[^\"]*systemd\.Resolve[^\"]*\"")


def trace(command: list[str], into: Path, *, timeout_s: float, **options: object) -> subprocess.CompletedProcess[str]:
    """Run `command` and its children under strace; the calls land in `into`."""
    strace = shutil.which("strace")
    assert strace is not None, "set-up installs strace"
    # A build machine's CI silences ONNX Runtime's telemetry, and so would the switch if it came from outside.
    environment = {name: value for name, value in os.environ.items() if name not in _SILENCERS}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [strace, "-f", "--seccomp-bpf", "-qq", "-e", f"trace={_CALLS}", "-o", str(into), *command],
        check=False,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        env=environment,
        **options,
    )


def addresses_off_this_machine(trace_file: Path) -> list[str]:
    """Every address and port outside loopback, and every name look-up, in a trace."""
    reached = []
    for line in trace_file.read_text(encoding="utf-8", errors="replace").splitlines():
        for pattern in (_IPV4, _IPV6):
            for port, address in pattern.findall(line):
                if port == "53" or not ipaddress.ip_address(address).is_loopback:
                    reached.append(f"{address}:{port}")
        if _RESOLVER.search(line):
            reached.append("name look-up through systemd-resolved")
    return reached
