"""What the soak counts, and the check of the record against what was acknowledged."""

import ctypes
import gc
import hashlib
import io
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import tifffile

from skinlax_desktop.app.heap import give_back
from skinlax_desktop.domain.ids import CaptureId, UserName, VisitId
from skinlax_desktop.domain.visit import Capture
from skinlax_desktop.imaging.decoding import decode_picture
from skinlax_desktop.imaging.development import develop
from skinlax_desktop.ports.frame import Frame, PixelLayout
from skinlax_desktop.vault import SqlCipherVaultDoor
from skinlax_desktop.vault.verification import verify_vault
from soak.sitter import number_of

_LEAST_FOR_SLOPE_S = 600.0


class _HeapUse(ctypes.Structure):
    """glibc's `mallinfo2`."""

    _names = ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost")
    _fields_ = tuple((name, ctypes.c_size_t) for name in _names)


def heap_in_use_mb() -> float | None:
    """What the program has asked of the C heap and not given back; None where the C library does not tell.

    Resident memory holds besides what was given back and is kept for the next to ask.
    """
    try:
        tell = ctypes.CDLL(None).mallinfo2
    except (AttributeError, OSError, TypeError):
        return None
    tell.restype = _HeapUse
    use = tell()
    return float(use.uordblks + use.hblkhd) / 1e6


def settled_mb() -> float:
    """How large the program is once all that nobody holds any more has gone back to the system."""
    gc.collect()
    give_back()
    return resident_mb()


def resident_mb() -> float:
    """What the program takes of the machine's memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


@dataclass
class Ledger:
    """Every capture that the program said was saved, and everything that went wrong on the way."""

    acknowledged: dict[CaptureId, tuple[VisitId, Capture]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    stuck: Counter[str] = field(default_factory=Counter)
    """View and stage in which nothing came of it for minutes."""
    sentences: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[float, float, int]] = field(default_factory=list)
    """(seconds, megabytes resident, threads)"""
    settled: list[tuple[int, float]] = field(default_factory=list)
    """(captures, megabytes resident once what is free was given back), between two visits."""
    in_use: list[tuple[float, float]] = field(default_factory=list)
    """(seconds, megabytes of the heap in use); what is held while a picture is saved comes and goes."""

    def sample(self, seconds: float) -> None:
        """How large the program is now."""
        self.memory.append((seconds, resident_mb(), threading.active_count()))
        used = heap_in_use_mb()
        if used is not None:
            self.in_use.append((seconds, used))

    def counts(self) -> dict[str, object]:
        """All of it, to be told."""
        sizes = [megabytes for _, megabytes, _ in self.memory]
        threads = [number for *_, number in self.memory]
        return {
            "acknowledged": len(self.acknowledged),
            "faults": dict(self.faults),
            "refused_for": dict(self.refused),
            "failed_with": dict(self.failed),
            "stuck": dict(self.stuck),
            "memory_mb_first_most_last": [round(mb) for mb in (sizes[0], max(sizes), sizes[-1])],
            "memory_mb_every_tenth": [round(mb) for mb in sizes[:: max(1, len(sizes) // 10)]],
            "memory_slope_mb_an_hour": slope_an_hour([(s, mb) for s, mb, _ in self.memory]),
            "memory_mb_settled_by_captures": {number: round(mb) for number, mb in self.settled},
            "heap_in_use_mb_by_tenths": self._lowest_in_use(),
            "heap_in_use_slope_mb_an_hour": slope_an_hour(self.in_use),
            "threads_first_most_last": [threads[0], max(threads), threads[-1]],
            "sentences": dict(self.sentences),
        }

    def _lowest_in_use(self) -> list[int]:
        """Of each tenth of the run the least: between two pictures."""
        tenth = max(1, len(self.in_use) // 10)
        return [round(min(mb for _, mb in self.in_use[at : at + tenth])) for at in range(0, len(self.in_use), tenth)]


def slope_an_hour(samples: list[tuple[float, float]]) -> float | None:
    """Megabytes an hour over the last three quarters of the run; None below ten minutes, which say nothing."""
    if not samples or samples[-1][0] < _LEAST_FOR_SLOPE_S:
        return None
    seconds, megabytes = np.array([sample for sample in samples if sample[0] >= 0.25 * samples[-1][0]]).T
    return float(np.polyfit(seconds, megabytes, 1)[0] * 3600.0)


@dataclass(frozen=True)
class Found:
    """How much of what was acknowledged is in the record."""

    whole: int
    lost: tuple[str, ...]
    verified: int
    record_faults: tuple[str, ...]
    left_over: int


def find_again(ledger: Ledger, shown: dict[int, frozenset[str]], folder: Path, user: str, passphrase: str) -> Found:
    """Open the record afresh and hold each acknowledged capture against what the camera showed, bit for bit."""
    with _opened(folder, user, passphrase) as vault:
        visits = {visit_id: vault.visit(visit_id) for visit_id in {visit for visit, _ in ledger.acknowledged.values()}}
        lost = []
        for capture_id, (visit_id, capture) in ledger.acknowledged.items():
            if not any(known.id == capture_id and known.image == capture.image for known in visits[visit_id].captures):
                lost.append(f"{capture_id}: not in its visit")
            elif capture.original is None:
                lost.append(f"{capture_id}: no original")
            else:
                mosaic = np.ascontiguousarray(tifffile.imread(io.BytesIO(vault.image(capture.original))))
                if hashlib.sha256(mosaic.data).hexdigest() not in shown.get(number_of(mosaic), frozenset()):
                    lost.append(f"{capture_id}: another mosaic")
                elif not np.array_equal(_developed(mosaic), decode_picture(vault.image(capture.image))):
                    lost.append(f"{capture_id}: another picture")
        report = verify_vault(vault)
        left_over = len(list((folder / "pictures").glob("*/.part-*")))
        return Found(
            whole=len(ledger.acknowledged) - len(lost),
            lost=tuple(lost),
            verified=report.pictures,
            record_faults=tuple(f"{fault.code} {fault.subject}" for fault in report.faults),
            left_over=left_over,
        )


def _developed(mosaic: np.ndarray) -> np.ndarray:
    frame = Frame(
        pixels=mosaic,
        layout=PixelLayout.BAYER_RG8,
        sequence=0,
        captured_at_s=0.0,
        exposure_us=0.0,
        gain_db=0.0,
        quarter_turns=1,
    )
    return develop(frame)


@contextmanager
def _opened(folder: Path, user: str, passphrase: str) -> Iterator[object]:
    vault = SqlCipherVaultDoor(folder).open(UserName(user), passphrase)
    try:
        yield vault
    finally:
        vault.close()
