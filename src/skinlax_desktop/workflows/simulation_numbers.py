"""The numbers of a simulation, a row for each device and kind of zone, with where they come from."""

from collections.abc import Mapping
from dataclasses import dataclass

from skinlax_desktop.biomechanics.outcomes import ZoneTarget
from skinlax_desktop.biomechanics.treatments import Effect, Outcome, treatment_library
from skinlax_desktop.domain.zones import kind_of_zone
from skinlax_desktop.workflows.live_simulation import TriedPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """One effect at the week that is looked at.

    `amounts` in `unit`, by outcome, as drawn and as `published`; `mm` the same as the zone's mean movement. `shared`:
    another device does more to the zone, and this one is not drawn. `limited`: outcomes that the model's own limit
    cut. `sources`: name and citation of the effect, of its limit of detection and of the share without visible change.
    `measured_share`, 0 to 1, of the zone's area, of the side with less.
    """

    device: str
    zone: str
    unit: str
    movement: str
    amounts: Mapping[str, float]
    published: Mapping[str, float]
    mm: Mapping[str, float]
    visible: Mapping[str, bool]
    shared: bool
    limited: tuple[str, ...]
    measured_share: float
    both_sides: bool
    at_peak: bool
    cap_mm: float | None
    detection_limit: float
    subjects: int | None
    subjects_text: str
    spread: str
    measured: str
    without_visible_change_pct: tuple[float, float, float] | None
    sources: tuple[tuple[str, str], ...]


def number_rows(tried: TriedPlan) -> tuple[NumberRow, ...]:
    """In the order of the plan; the two sides of a zone are one row, for they are told the same amount."""
    by_place: dict[tuple[str, str], dict[Outcome, ZoneTarget]] = {}
    measured: dict[tuple[str, str], float] = {}
    for outcome, face in tried.outcomes.items():
        for target in face.targets:
            place = (target.device, kind_of_zone(target.zone))
            by_place.setdefault(place, {}).setdefault(outcome, target)
            measured[place] = min(measured.get(place, 1.0), target.measured_share)
    return tuple(_row(*place, found, measured[place]) for place, found in by_place.items())


def _row(device: str, zone: str, found: Mapping[Outcome, ZoneTarget], measured: float) -> NumberRow:
    effect = found[Outcome.MEDIAN].effect
    share = effect.without_visible_change_pct
    return NumberRow(
        device=device,
        zone=zone,
        unit=effect.unit,
        movement=effect.movement.value,
        amounts={outcome.value: target.amount for outcome, target in found.items()},
        published={outcome.value: target.published for outcome, target in found.items()},
        mm={outcome.value: target.target_mm for outcome, target in found.items()},
        visible={outcome.value: target.visible for outcome, target in found.items()},
        shared=not found[Outcome.MEDIAN].drawn,
        limited=tuple(outcome.value for outcome, target in found.items() if target.limited),
        measured_share=measured,
        both_sides=effect.both_sides,
        at_peak=effect.at_peak,
        cap_mm=effect.cap_mm,
        detection_limit=effect.detection_limit,
        subjects=effect.subjects,
        subjects_text=effect.subjects_text,
        spread=effect.spread,
        measured=effect.measured,
        without_visible_change_pct=None if share is None else (share.low, share.value, share.high),
        sources=_sources(device, effect),
    )


def _sources(device: str, effect: Effect) -> tuple[tuple[str, str], ...]:
    cited = treatment_library()[device].sources
    share = effect.without_visible_change_pct
    names = [effect.source, effect.detection_source, *(() if share is None else (share.source,))]
    return tuple((name, cited.get(name, name)) for name in dict.fromkeys(names))
