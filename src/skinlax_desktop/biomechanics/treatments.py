"""The library of treatments: published effects, zone by zone, read from data files."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.zones import kind_of_zone


class Outcome(StrEnum):
    """Never one picture: the low end, the middle and the high end of the published effect."""

    LOW = "low"
    MEDIAN = "median"
    HIGH = "high"


class Movement(StrEnum):
    """What a treatment does to a zone: skin drawn up along itself, or volume under it added or lost."""

    LIFT = "lift"
    ADVANCE = "advance"
    RETRACT = "retract"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of people in per cent, with its range and source."""

    low: float
    value: float
    high: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One published effect on zones of a kind.

    `unit` is "mm" (the zone's mean, or where it moves most if `at_peak`), "mm2" (area of the profile) or "mL"; `cap` in
    that unit is the most that is ever drawn, `cap_mm` the most in mm. `both_sides`: the amount is for both sides
    together. Below `detection_limit` nothing would be seen. `subjects` is None where a review pools studies, which
    `subjects_text` then says.
    """

    zones: tuple[str, ...]
    movement: Movement
    unit: str
    amounts: Mapping[Outcome, float]
    cap: float
    cap_mm: float | None
    both_sides: bool
    at_peak: bool
    spread: str
    measured: str
    subjects: int | None
    subjects_text: str
    source: str
    detection_limit: float
    detection_source: str
    without_visible_change_pct: Share | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dip:
    """A known setback on the way: a finding, not a displacement."""

    week: float
    finding: str
    subjects: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """All that is known of one device; `effects` may be empty."""

    device: str
    effects: tuple[Effect, ...]
    onset_weeks: tuple[float, ...]
    onset_share: tuple[float, ...]
    dip: Dip | None
    sources: Mapping[str, str]

    def effect_on(self, zone: str) -> Effect:
        """The effect on a zone, either side.

        Raises `SkinlaxError("plan_no_source")` where no published displacement was found.
        """
        for effect in self.effects:
            if kind_of_zone(zone) in effect.zones:
                return effect
        raise SkinlaxError("plan_no_source", device=self.device, zone=zone)

    def onset(self, weeks: float) -> float:
        """The share of the effect that is there after `weeks`, 0 to 1.

        Raises `SkinlaxError("plan_weeks_refused")` before 0 and beyond the last week that was measured.
        """
        if not 0.0 <= weeks <= self.onset_weeks[-1]:
            raise SkinlaxError("plan_weeks_refused", weeks=weeks, device=self.device, last=self.onset_weeks[-1])
        return float(np.interp(weeks, self.onset_weeks, self.onset_share))


@lru_cache(maxsize=1)
def treatment_library() -> Mapping[str, Treatment]:
    """All treatments of this installation, by device.

    Raises `SkinlaxError("treatments_missing")` when the folder is absent, empty or damaged.
    """
    home = Path(os.environ.get("SKINLAX_HOME") or Path(__file__).parents[3])
    files = sorted((home / "resources" / "treatments").glob("*.toml"))
    if not files:
        raise SkinlaxError("treatments_missing", file="resources/treatments")
    found = {}
    for path in files:
        try:
            treatment = _treatment(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise SkinlaxError("treatments_missing", file=path.name) from error
        found[treatment.device] = treatment
    return found


def _treatment(document: Mapping[str, Any]) -> Treatment:
    onset, dip, sources = document["onset"], document.get("dip"), dict(document["sources"])
    treatment = Treatment(
        device=str(document["device"]),
        effects=tuple(_effect(entry) for entry in document.get("effect", ())),
        onset_weeks=tuple(float(week) for week in onset["weeks"]),
        onset_share=tuple(float(share) for share in onset["share"]),
        dip=None
        if dip is None
        else Dip(week=dip["week"], finding=dip["finding"], subjects=dip["subjects"], source=dip["source"]),
        sources=sources,
    )
    for effect in treatment.effects:
        shares = effect.without_visible_change_pct
        for source in (effect.source, effect.detection_source, *((shares.source,) if shares else ())):
            if source not in sources:
                raise ValueError(f"source {source} is not listed")
    return treatment


def _effect(entry: Mapping[str, Any]) -> Effect:
    amounts = {outcome: float(entry[outcome]) for outcome in Outcome}
    if not 0.0 <= amounts[Outcome.LOW] <= amounts[Outcome.MEDIAN] <= amounts[Outcome.HIGH] <= float(entry["cap"]):
        raise ValueError("low, median, high and cap do not rise")
    if entry["unit"] not in ("mm", "mm2", "mL"):
        raise ValueError("unit")
    share = entry.get("without_visible_change_pct")
    return Effect(
        zones=tuple(str(zone) for zone in entry["zones"]),
        movement=Movement(entry["movement"]),
        unit=str(entry["unit"]),
        amounts=amounts,
        cap=float(entry["cap"]),
        cap_mm=float(entry["cap_mm"]) if "cap_mm" in entry else None,
        both_sides=bool(entry.get("both_sides", False)),
        at_peak=bool(entry.get("at_peak", False)),
        spread=str(entry["spread"]),
        measured=str(entry["measured"]),
        subjects=int(entry["subjects"]) if "subjects" in entry else None,
        subjects_text=str(entry.get("subjects_text", entry.get("subjects", ""))),
        source=str(entry["source"]),
        detection_limit=float(entry["detection_limit"]),
        detection_source=str(entry["detection_source"]),
        without_visible_change_pct=None if share is None else Share(**share),
    )
