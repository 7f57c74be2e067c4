"""The numbers a laxity model is held to, from its evaluation rows, each with its interval, its aim and its controls."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from skinlax_desktop.analytics.agreement import (
    between_zone_correlation,
    coverage,
    mirror_error,
    r_squared,
    standardised_shift,
    within_person_sd,
    zone_specific_r,
)
from skinlax_desktop.analytics.association import partial_spearman, spearman, within_person_rise
from skinlax_desktop.analytics.estimates import Estimate, proportion, unknown
from skinlax_desktop.analytics.evaluation_rows import WHOLE_FACE, EvaluationRow, selected
from skinlax_desktop.analytics.group_audit import compare_groups, tone_group
from skinlax_desktop.domain.zones import ZONES, mirrored_zone

Rows = Sequence[EvaluationRow]

FIVE_VIEWS: Final = "five_views"
FRONTAL: Final = "frontal"
MIRRORED: Final = "mirrored"
BAD: Final = "bad_"
"""Before the name of what is wrong with a picture that must never get a confident grade."""
REPEAT: Final = "_repeat"
NEUTRAL, SMILING = "neutral", "smiling"
SMILE_DOUBT: Final = "smiling"
"""The reason of low confidence that flags a smile."""
EARLIER, LATER = "earlier", "later"
EXPLORATORY_BELOW: Final = 0.65
_SEED: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Between `low` and `high`; either may be open."""

    low: float | None = None
    high: float | None = None

    def met(self, value: float | None) -> bool | None:
        """None when there is no value."""
        if value is None:
            return None
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of the table. `name` is a code of `text/evaluation.py`, `detail` fills its sentence (a zone, a source).

    `controls` are the same statistic for what must not carry it: weight, sex, tone, random directions.
    """

    name: str
    estimate: Estimate
    aim: Aim | None = None
    detail: str = ""
    controls: tuple[tuple[str, Estimate], ...] = field(default=())

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without an aim or a value."""
        return None if self.aim is None else self.aim.met(self.estimate.value)


def figures_of(rows: Rows) -> tuple[Figure, ...]:
    """Every figure that these rows can show; a source that is absent leaves its figures unknown, never out."""
    return (
        *_synthetic(rows),
        *_ladders(rows),
        *_zones(rows),
        *_ages(rows, "portraits"),
        *_ages(rows, "london"),
        *_smile(rows),
        *_tone(rows),
        *_longitudinal(rows),
        *_refusals(rows),
        *_bad_input(rows),
    )


def exploratory_zones(rows: Rows) -> tuple[str, ...]:
    """Zones whose grade was not shown to be their own on held-out synthetic heads."""
    seen = selected(rows, source="synthetic", condition=FIVE_VIEWS)
    found = {zone: zone_specific_r(seen, zone, seed=_SEED).value for zone in _graded_zones(seen)}
    return tuple(zone for zone, value in found.items() if value is None or value < EXPLORATORY_BELOW)


def _graded_zones(rows: Rows) -> tuple[str, ...]:
    graded = {row.zone for row in rows if row.value is not None}
    return tuple(zone for zone in ZONES if zone in graded)


def _synthetic(rows: Rows) -> tuple[Figure, ...]:
    figures: list[Figure] = []
    for condition, aim in ((FIVE_VIEWS, 0.85), (FRONTAL, 0.70)):
        seen = selected(rows, source="synthetic", condition=condition)
        by_zone = {zone: r_squared(_of_zone(seen, zone), seed=_SEED) for zone in _graded_zones(seen)}
        figures += _middle_and_worst(f"r2_{condition}", by_zone, Aim(low=aim))
        figures.append(Figure(name=f"coverage_{condition}", estimate=coverage(seen), aim=Aim(low=0.93, high=0.97)))
        by_zone = {zone: coverage(_of_zone(seen, zone)) for zone in by_zone}
        figures += _worst(f"coverage_{condition}_worst", by_zone, Aim(low=0.93, high=0.97))
    overall = selected(rows, source="synthetic", condition=FIVE_VIEWS, zone=WHOLE_FACE)
    figures.append(Figure(name="r2_overall", estimate=r_squared(overall, seed=_SEED), aim=Aim(low=0.85)))
    for condition, most in ((FIVE_VIEWS, 0.2), (FRONTAL, None)):
        repeats = [
            row for row in selected(rows, source="synthetic") if row.condition in (condition, condition + REPEAT)
        ]
        figures.append(
            Figure(
                name=f"within_person_sd_{condition}",
                estimate=within_person_sd(repeats, seed=_SEED),
                aim=None if most is None else Aim(high=most),
            )
        )
    straight = selected(rows, source="synthetic", condition=FRONTAL)
    mirrored = selected(rows, source="synthetic", condition=MIRRORED)
    apart = mirror_error(straight, mirrored, {zone: mirrored_zone(zone) for zone in ZONES})
    figures.append(Figure(name="mirror", estimate=_exact(apart, len(mirrored)), aim=Aim(high=1e-3)))
    return tuple(figures)


def _ladders(rows: Rows) -> tuple[Figure, ...]:
    """How far the overall grade moves by light, noise, JPEG and the rest: no aim, a curve for the note."""
    before = selected(rows, source="synthetic", condition=FRONTAL, zone=WHOLE_FACE)
    steps = sorted({row.condition for row in rows if row.condition.startswith("ladder_")})
    return tuple(
        Figure(
            name="ladder",
            detail=step.removeprefix("ladder_"),
            estimate=standardised_shift(
                before, selected(rows, source="synthetic", condition=step, zone=WHOLE_FACE), seed=_SEED
            ),
        )
        for step in steps
    )


def _zones(rows: Rows) -> tuple[Figure, ...]:
    seen = selected(rows, source="synthetic", condition=FIVE_VIEWS)
    by_zone = {zone: zone_specific_r(seen, zone, seed=_SEED) for zone in _graded_zones(seen)}
    figures = list(_middle_and_worst("zone_specific_r", by_zone, Aim(low=EXPLORATORY_BELOW)))
    figures += [
        Figure(name="zone_specific_r_zone", detail=zone, estimate=estimate) for zone, estimate in by_zone.items()
    ]
    for source, condition in (("portraits", "frontal"), ("london", NEUTRAL)):
        real = selected(rows, source=source, condition=condition)
        figures.append(
            Figure(
                name="between_zones",
                detail=source,
                estimate=between_zone_correlation(real, seed=_SEED),
                aim=Aim(high=0.75),
            )
        )
    return tuple(figures)


def _ages(rows: Rows, source: str) -> tuple[Figure, ...]:
    """Rank correlation of the overall grade with age: a stand-in for laxity on real photographs, never an accuracy."""
    condition = NEUTRAL if source == "london" else "frontal"
    seen = [row for row in selected(rows, source=source, condition=condition, zone=WHOLE_FACE) if row.age is not None]
    groups: list[tuple[str, list[EvaluationRow], Aim | None]] = []
    for sex, floor in (("F", 0.60), ("M", 0.50)):
        members = [row for row in seen if row.sex == sex]
        if members:
            # The aim is for the wide ages of the portraits; 18 to 54 years cannot show as much.
            groups.append((sex, members, Aim(low=floor) if source == "portraits" else None))
    if not groups:
        # No column of sex: between the floors of women and men.
        groups = [("", seen, Aim(low=0.55) if source == "portraits" else None)]
    return tuple(
        Figure(
            name=f"age_{source}" if sex else f"age_{source}_pooled",
            detail=sex,
            estimate=spearman([row.value or 0.0 for row in members], [row.age or 0.0 for row in members]),
            aim=aim,
            controls=_controls_with_age(members),
        )
        for sex, members, aim in groups
    )


def _controls_with_age(rows: Rows) -> tuple[tuple[str, Estimate], ...]:
    """The same correlation with age, of what is no laxity."""
    controls: list[tuple[str, Estimate]] = []
    toned = [row for row in rows if row.lightness is not None]
    if toned:
        controls.append(("tone", spearman([row.lightness or 0.0 for row in toned], [row.age or 0.0 for row in toned])))
    names = sorted({name for row in rows for name in row.traits})
    for name in (name for name in names if not name.startswith("random_")):
        known = [row for row in rows if name in row.traits]
        controls.append((name, spearman([row.traits[name] for row in known], [row.age or 0.0 for row in known])))
    random = [name for name in names if name.startswith("random_")]
    found = []
    for name in random:
        known = [row for row in rows if name in row.traits]
        value = spearman([row.traits[name] for row in known], [row.age or 0.0 for row in known]).value
        found += [] if value is None else [abs(value)]
    if found:
        low, middle, high = (float(end) for end in np.quantile(found, (0.0, 0.5, 0.95)))
        controls.append(("random", Estimate(value=middle, low=low, high=high, n=len(found))))
    return tuple(controls)


def _smile(rows: Rows) -> tuple[Figure, ...]:
    def shift(zone: str, only: Set[str] | None = None) -> Estimate:
        before, after = (selected(rows, source="london", condition=state, zone=zone) for state in (NEUTRAL, SMILING))
        return standardised_shift(before, after, seed=_SEED, only=only)

    def flagged(state: str) -> Estimate:
        seen = selected(rows, source="london", condition=state, zone=WHOLE_FACE)
        return proportion(sum(SMILE_DOUBT in row.reasons for row in seen), len(seen))

    zones = _graded_zones(selected(rows, source="london", condition=NEUTRAL))
    smiling = selected(rows, source="london", condition=SMILING, zone=WHOLE_FACE)
    small = Aim(low=-0.35, high=0.35)
    missed = {row.person for row in smiling if SMILE_DOUBT not in row.reasons}
    return (
        Figure(name="smile_flagged", estimate=flagged(SMILING), aim=Aim(low=0.9)),
        Figure(name="rest_flagged", estimate=flagged(NEUTRAL), aim=Aim(high=0.1)),
        Figure(name="smile_overall", estimate=shift(WHOLE_FACE)),
        *_worst("smile_worst", {zone: shift(zone) for zone in zones}, None, badness=abs),
        # The aim is a small shift or a flag: it is asked of the smiles that nobody is told of.
        Figure(name="missed_smile_overall", estimate=shift(WHOLE_FACE, missed), aim=Aim(low=-0.15, high=0.15)),
        *_worst("missed_smile_worst", {zone: shift(zone, missed) for zone in zones}, small, badness=abs),
    )


def _tone(rows: Rows) -> tuple[Figure, ...]:
    figures = []
    for source, condition in (("synthetic", FIVE_VIEWS), ("london", NEUTRAL), ("portraits", "frontal")):
        seen = [
            row
            for row in selected(rows, source=source, condition=condition, zone=WHOLE_FACE)
            if row.lightness is not None and row.age is not None
        ]
        given = [[row.age or 0.0 for row in seen]]
        if seen and all(row.sex is not None for row in seen):
            given.append([float(row.sex == "F") for row in seen])
        if seen and all(row.truth is not None for row in seen):
            # Where it is known, what it goes along with by chance is no fault of the score.
            given.append([row.truth or 0.0 for row in seen])
        estimate = partial_spearman([row.value or 0.0 for row in seen], [row.lightness or 0.0 for row in seen], given)
        figures.append(Figure(name="tone_partial", detail=source, estimate=estimate, aim=Aim(low=-0.10, high=0.10)))
    overall = selected(rows, source="synthetic", condition=FIVE_VIEWS, zone=WHOLE_FACE)
    compared = compare_groups(overall, tone_group, seed=_SEED)
    pairs = {f"{row.first} / {row.second}": row for row in compared}
    figures += _worst(
        "tone_bias", {name: row.difference for name, row in pairs.items()}, Aim(low=-0.15, high=0.15), badness=abs
    )
    figures += _worst(
        "tone_spread", {name: row.spread_ratio for name, row in pairs.items()}, Aim(high=1.25), badness=abs
    )
    for trait in sorted({name for row in overall for name in row.traits if not name.startswith("random_")}):
        known = [row for row in overall if trait in row.traits and row.truth is not None]
        estimate = partial_spearman(
            [row.value or 0.0 for row in known],
            [row.traits[trait] for row in known],
            [[row.truth or 0.0 for row in known]],
        )
        figures.append(Figure(name="trait_partial", detail=trait, estimate=estimate, aim=Aim(low=-0.10, high=0.10)))
    return tuple(figures)


def _longitudinal(rows: Rows) -> tuple[Figure, ...]:
    """People photographed years apart, where a folder of such pictures is at hand."""
    before, after = (
        {row.person: row.value or 0.0 for row in selected(rows, condition=state, zone=WHOLE_FACE)}
        for state in (EARLIER, LATER)
    )
    pairs = [(before[person], after[person]) for person in before if person in after]
    if not pairs:
        return ()
    test = within_person_rise(pairs)
    estimate = proportion(test.rises, test.n)
    return (Figure(name="rises", detail=f"{test.p:.3f}", estimate=estimate, aim=Aim(low=0.5)),)


def _refusals(rows: Rows) -> tuple[Figure, ...]:
    figures = []
    for source in sorted({row.source for row in rows}):
        condition = FIVE_VIEWS if source == "synthetic" else None
        asked = selected(rows, source=source, condition=condition, zone=WHOLE_FACE, graded=False)
        refused = sum(row.value is None for row in asked)
        figures.append(Figure(name="refused", detail=source, estimate=proportion(refused, len(asked))))
        graded = [row for row in asked if row.value is not None]
        doubted = sum(not row.is_confident for row in graded)
        figures.append(Figure(name="doubted", detail=source, estimate=proportion(doubted, len(graded))))
    return tuple(figures)


def _bad_input(rows: Rows) -> tuple[Figure, ...]:
    """By what is wrong with a picture: the share of people of whom any zone got a confident grade all the same."""
    figures = []
    for condition in sorted({row.condition for row in rows if row.condition.startswith(BAD)}):
        asked = [row for row in rows if row.condition == condition]
        people = {row.person for row in asked}
        trusted = {row.person for row in asked if row.value is not None and row.is_confident}
        estimate = proportion(len(trusted), len(people))
        figures.append(
            Figure(name="trusted_bad", detail=condition.removeprefix(BAD), estimate=estimate, aim=Aim(high=0.0))
        )
    return tuple(figures)


def _of_zone(rows: Rows, zone: str) -> list[EvaluationRow]:
    return [row for row in rows if row.zone == zone]


def _exact(value: float | None, n: int) -> Estimate:
    return unknown(n) if value is None else Estimate(value=value, low=value, high=value, n=n)


def _middle_and_worst(name: str, by_zone: dict[str, Estimate], aim: Aim) -> tuple[Figure, ...]:
    """The median of the zones, and the worst one; the interval of the median is that of its own zone."""
    known = sorted(
        ((zone, estimate) for zone, estimate in by_zone.items() if estimate.value is not None),
        key=lambda item: item[1].value or 0.0,
    )
    if not known:
        return (Figure(name=f"{name}_median", estimate=unknown(0), aim=aim),)
    return (
        Figure(name=f"{name}_median", estimate=known[(len(known) - 1) // 2][1], aim=aim),
        Figure(name=f"{name}_worst", detail=known[0][0], estimate=known[0][1]),
    )


def _worst(
    name: str,
    by_place: dict[str, Estimate],
    aim: Aim | None,
    badness: Callable[[float], float] = lambda value: -value,
) -> tuple[Figure, ...]:
    known = [(place, estimate) for place, estimate in by_place.items() if estimate.value is not None]
    if not known:
        return (Figure(name=name, estimate=unknown(0), aim=aim),)
    place, estimate = max(known, key=lambda item: badness(item[1].value or 0.0))
    return (Figure(name=name, detail=place, estimate=estimate, aim=aim),)
