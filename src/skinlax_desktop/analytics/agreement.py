"""How grades agree with the truth, with themselves, and whether zones say different things."""

from collections.abc import Sequence, Set
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from skinlax_desktop.analytics.estimates import Estimate, Values, by_people, proportion, unknown
from skinlax_desktop.analytics.evaluation_rows import EvaluationRow

Rows = Sequence[EvaluationRow]


def r_squared(rows: Rows, *, seed: int) -> Estimate:
    """1 - residual / total sum of squares against the truth (not a squared correlation: bias counts)."""
    rows = [row for row in rows if row.truth is not None and row.value is not None]
    truth, value = _numbers(rows, "truth"), _numbers(rows, "value")

    def statistic(index: npt.NDArray[np.intp]) -> float | None:
        t, v = truth[index], value[index]
        total = float(np.sum((t - t.mean()) ** 2))
        return None if total <= 0 else 1.0 - float(np.sum((t - v) ** 2)) / total

    return by_people([row.person for row in rows], statistic, seed=seed)


def coverage(rows: Rows) -> Estimate:
    """Share of 95 % intervals that hold the truth; should be 0.93 to 0.97. Rows count as independent."""
    known = [row for row in rows if row.truth is not None and row.low is not None and row.high is not None]
    held = sum((row.low or 0.0) <= (row.truth or 0.0) <= (row.high or 0.0) for row in known)
    return proportion(held, len(known))


def within_person_sd(repeats: Rows, *, seed: int) -> Estimate:
    """Pooled SD of re-posed repeats of the same person and zone; `repeats` holds two or more rows of each."""
    groups: dict[tuple[str, str], list[float]] = {}
    for row in repeats:
        if row.value is not None:
            groups.setdefault((row.person, row.zone), []).append(row.value)
    usable = [(key[0], np.array(values)) for key, values in groups.items() if len(values) > 1]
    squares = np.array([float(np.sum((values - values.mean()) ** 2)) for _, values in usable])
    freedom = np.array([len(values) - 1 for _, values in usable])

    def statistic(index: npt.NDArray[np.intp]) -> float | None:
        return float(np.sqrt(squares[index].sum() / freedom[index].sum()))

    return by_people([person for person, _ in usable], statistic, seed=seed)


def zone_specific_r(rows: Rows, zone: str, *, seed: int) -> Estimate:
    """Correlation of a zone's deviation from its own head's mean, graded against true.

    One ageing axis gives every zone a fair R2 and this a value near 0.
    """
    heads = _heads(rows, with_truth=True)
    people, graded, true = [], [], []
    for person, zones in heads.items():
        if zone not in zones or len(zones) < 3:
            continue
        values = np.array([(row.value or 0.0, row.truth or 0.0) for row in zones.values()])
        own = np.array([zones[zone].value or 0.0, zones[zone].truth or 0.0]) - values.mean(axis=0)
        people.append(person)
        graded.append(own[0])
        true.append(own[1])
    first, second = np.array(graded), np.array(true)

    def statistic(index: npt.NDArray[np.intp]) -> float | None:
        a, b = first[index], second[index]
        return None if min(a.std(), b.std()) < 1e-9 else float(np.corrcoef(a, b)[0, 1])

    return by_people(people, statistic, seed=seed)


def between_zone_correlation(rows: Rows, *, seed: int) -> Estimate:
    """Median correlation of two zones' grades over people; near 1 means that the zones all say the same."""
    heads = _heads(rows, with_truth=False)
    names = sorted({zone for zones in heads.values() for zone in zones})
    complete = {person: zones for person, zones in heads.items() if len(zones) == len(names)}
    if len(names) < 2 or len(complete) < 5:
        return unknown(len(complete))
    table = np.array([[zones[name].value or 0.0 for name in names] for zones in complete.values()])

    def statistic(index: npt.NDArray[np.intp]) -> float | None:
        part = table[index]
        moving = part.std(axis=0) > 1e-9
        if moving.sum() < 2:
            return None
        matrix = np.corrcoef(part[:, moving], rowvar=False)
        return float(np.median(matrix[np.triu_indices_from(matrix, k=1)]))

    return by_people(list(complete), statistic, seed=seed)


def mirror_error(straight: Rows, mirrored: Rows, mirror_of: dict[str, str]) -> float | None:
    """Largest difference between a zone's grade and its twin's in the mirrored pictures; 0 when sides swap exactly."""
    twins = {(row.person, row.zone): row.value for row in mirrored}
    apart = [
        abs(row.value - twin)
        for row in straight
        if row.value is not None and (twin := twins.get((row.person, mirror_of.get(row.zone, row.zone)))) is not None
    ]
    return max(apart) if apart else None


def standardised_shift(before: Rows, after: Rows, *, seed: int, only: Set[str] | None = None) -> Estimate:
    """Mean change of the same people from one condition to another, in SDs of the first.

    Of `only` these people, where given; the SD is that of all.
    """
    later = {(row.person, row.zone): row.value for row in after}
    pairs = [
        (row.person, row.value, twin)
        for row in before
        if row.value is not None and (twin := later.get((row.person, row.zone))) is not None
    ]
    first, second = np.array([pair[1] for pair in pairs]), np.array([pair[2] for pair in pairs])
    counts = np.array([only is None or pair[0] in only for pair in pairs], dtype=bool)

    def statistic(index: npt.NDArray[np.intp]) -> float | None:
        spread = float(first[index].std(ddof=1)) if len(index) > 1 else 0.0
        chosen = index[counts[index]]
        if spread < 1e-9 or not len(chosen):
            return None
        return float(np.mean(second[chosen] - first[chosen])) / spread

    found = by_people([pair[0] for pair in pairs], statistic, seed=seed)
    return found if only is None else replace(found, n=int(counts.sum()))


def _heads(rows: Rows, *, with_truth: bool) -> dict[str, dict[str, EvaluationRow]]:
    heads: dict[str, dict[str, EvaluationRow]] = {}
    for row in rows:
        if row.zone and row.value is not None and (row.truth is not None or not with_truth):
            heads.setdefault(row.person, {})[row.zone] = row
    return heads


def _numbers(rows: Rows, name: str) -> Values:
    return np.array([getattr(row, name) for row in rows], dtype=np.float64)
