"""Which frames of a turn are kept until they are judged: the two best of every sector, and no more memory than allowed.

A 12 MP mosaic takes 12 MB, with its 12-bit original 37 MB. Two a sector are 470 MB or 1.4 GB; beyond `MOST_HELD_BYTES`
runners-up are let go, the most costly first, so that 19 frames remain at the very least: 700 MB.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from skinlax_desktop.domain.sweep import SECTOR_DEG, HeadHeld, sector_of, sector_yaw_deg
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.workflows.sweep_pitch import KEPT_WITHIN_DEG, missing_pitch_deg
from skinlax_desktop.workflows.sweep_sighting import SweepSighting
from skinlax_desktop.workflows.sweep_stillness import Restless
from skinlax_desktop.workflows.sweep_turn import Turn

KEPT_A_SECTOR: Final = 2
MOST_HELD_BYTES: Final = 800_000_000
# Beyond this the place of a picture in the sweep is a guess.
MOST_SIGMA_DEG: Final = 4.0
MOST_BLUR_PX: Final = 2.4
"""Sigma, full-resolution pixels, of edges that a turn smears.

Phantoms at rest read 1.0 to 1.7, smeared over 5 px 1.6 to 2.5, over 9 px 2.4 to 3.4. Reconstruction works at 2.5 of
these pixels. At 12 degrees a second and 8 ms the skin before the camera moves 2 px.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """A frame that may become the picture of a sector."""

    frame: Frame
    sighting: SweepSighting
    turn: Turn

    @property
    def held_bytes(self) -> int:
        """What it takes in memory."""
        raw = self.frame.raw
        return self.frame.pixels.nbytes + (0 if raw is None else raw.samples.nbytes)

    def cost(self, sector: int) -> float:
        """Smaller is better: off the middle, smeared, its place uncertain, its rest unseen."""
        off = abs(self.turn.yaw_deg - sector_yaw_deg(sector)) / (SECTOR_DEG / 2.0)
        blur = MOST_BLUR_PX if self.sighting.blur_px is None else self.sighting.blur_px
        return off + blur / MOST_BLUR_PX + self.turn.sigma_deg / MOST_SIGMA_DEG


class FrameShelf:
    """Holds candidates by sector; `refusals` counts what was turned away, sector by sector."""

    def __init__(
        self, sectors: Sequence[int], *, held: HeadHeld = HeadHeld.LEVEL, most_bytes: int = MOST_HELD_BYTES
    ) -> None:
        self._sectors = frozenset(sectors)
        self._head = held
        self._most_bytes = most_bytes
        self._held: list[Candidate] = []
        self.refusals: dict[int, Counter[str]] = {sector: Counter() for sector in sectors}

    @property
    def held_bytes(self) -> int:
        """What is held in memory."""
        return sum(candidate.held_bytes for candidate in self._held)

    @property
    def seen(self) -> frozenset[int]:
        """Sectors with a candidate."""
        return frozenset(self._by_sector())

    def offer(self, candidate: Candidate, restless: Restless | None) -> str | None:
        """Hold the frame if it is among the best of its sector; the reason why it never can be."""
        sector = sector_of(candidate.turn.yaw_deg)
        if sector is None or sector not in self._sectors:
            return None
        reason = _refusal(candidate, restless, self._head)
        if reason is not None:
            self.refusals[sector][reason] += 1
            return reason
        self._held.append(candidate)
        self._tidy()
        return None

    def settle(self, turns: Sequence[Turn]) -> dict[int, tuple[Candidate, ...]]:
        """The candidates by sector, best first, their yaws as known from both sides of every moment."""
        known = {turn.at_s: turn for turn in turns}
        self._held = [
            Candidate(frame=one.frame, sighting=one.sighting, turn=known.get(one.turn.at_s, one.turn))
            for one in self._held
        ]
        return {sector: tuple(held) for sector, held in sorted(self._by_sector().items())}

    def clear(self) -> None:
        """Let go of every frame."""
        self._held = []

    def _by_sector(self) -> dict[int, list[Candidate]]:
        found: dict[int, list[Candidate]] = {}
        for candidate in self._held:
            sector = sector_of(candidate.turn.yaw_deg)
            if sector is not None and sector in self._sectors:
                found.setdefault(sector, []).append(candidate)
        return {sector: _best_first(held, sector) for sector, held in found.items()}

    def _tidy(self) -> None:
        sectors = self._by_sector()
        kept = {sector: held[:KEPT_A_SECTOR] for sector, held in sectors.items()}
        total = sum(one.held_bytes for held in kept.values() for one in held)
        runners_up = sorted(
            ((held[-1].cost(sector), sector) for sector, held in kept.items() if len(held) > 1), reverse=True
        )
        for _, sector in runners_up:
            if total <= self._most_bytes:
                break
            total -= kept[sector].pop().held_bytes
        self._held = [one for held in kept.values() for one in held]


def _best_first(held: list[Candidate], sector: int) -> list[Candidate]:
    return sorted(held, key=lambda one: one.cost(sector))


def _refusal(candidate: Candidate, restless: Restless | None, held: HeadHeld) -> str | None:
    sighting = candidate.sighting
    if sighting.person is False:
        return "nobody"
    if sighting.faces > 1:
        return "second_face"
    if restless is not None:
        return restless.value
    if missing_pitch_deg(held, sighting.pitch_deg, KEPT_WITHIN_DEG) is not None:
        return "pose_pitch"
    if candidate.turn.sigma_deg > MOST_SIGMA_DEG:
        return "yaw_unknown"
    if sighting.blur_px is not None and sighting.blur_px > MOST_BLUR_PX:
        return "smeared"
    return None
