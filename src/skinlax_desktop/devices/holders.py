"""Which program holds a device: on Linux by the open files of every process that we may look at."""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from skinlax_desktop.domain.errors import SkinlaxError

_PROCESSES: Final = Path("/proc")
_USB_DEVICES: Final = Path("/sys/bus/usb/devices")
BASLER_VENDOR: Final = "2676"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A process by its program's short name; never its arguments, which may name a patient's file."""

    process: int
    program: str


def who_holds(paths: Iterable[Path], processes: Path = _PROCESSES) -> tuple[Holder, ...]:
    """The other processes that have one of these device files open.

    Empty when nobody has, when they belong to another account, and on systems without `/proc`.
    """
    wanted = {os.path.realpath(path) for path in paths}
    found = []
    if not wanted or not processes.is_dir():
        return ()
    for folder in processes.iterdir():
        if not folder.name.isdecimal() or int(folder.name) == os.getpid():
            continue
        if wanted & _open_files(folder / "fd"):
            found.append(Holder(process=int(folder.name), program=_program(folder)))
    return tuple(sorted(found, key=lambda holder: holder.process))


def usb_nodes_of(vendor: str, devices: Path = _USB_DEVICES) -> tuple[Path, ...]:
    """The device files of everything on USB by that vendor number (four hexadecimal digits)."""
    nodes = []
    for folder in devices.glob("*") if devices.is_dir() else ():
        try:
            if (folder / "idVendor").read_text().strip() != vendor:
                continue
            bus, device = (int((folder / name).read_text()) for name in ("busnum", "devnum"))
        except (OSError, ValueError):
            continue
        nodes.append(Path(f"/dev/bus/usb/{bus:03d}/{device:03d}"))
    return tuple(sorted(nodes))


def busy_error(code: str, paths: Iterable[Path]) -> SkinlaxError:
    """`code` (`camera_busy` or `ring_busy`), or that code with `_by` and the program's name when it can be told."""
    holders = who_holds(paths) if sys.platform == "linux" else ()
    if not holders:
        return SkinlaxError(code)
    return SkinlaxError(f"{code}_by", program=holders[0].program, process=holders[0].process)


def _open_files(folder: Path) -> set[str]:
    found = set()
    try:
        for entry in folder.iterdir():
            try:
                found.add(os.readlink(entry))
            except OSError:
                continue
    except OSError:
        return set()
    return found


def _program(folder: Path) -> str:
    try:
        return (folder / "comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return "?"
