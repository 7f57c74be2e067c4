"""The same model among different people: bias, spread, rejection and coverage by tone, age and sex."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.analytics.agreement import coverage
from skinlax_desktop.analytics.estimates import Estimate, by_people, mean, proportion, unknown
from skinlax_desktop.analytics.evaluation_rows import EvaluationRow

Rows = Sequence[EvaluationRow]
GroupOf = Callable[[EvaluationRow], str | None]

BIAS_MARGIN_GRADE: Final = 0.15
SPREAD_LIMIT: Final = 1.25
REJECTION_LIMITS: Final = (0.8, 1.25)
COVERAGE_LIMITS: Final = (0.93, 0.97)


def tone_group(row: EvaluationRow) -> str | None:
    """Monk 1-3, 4-6, 7-10: groups large enough to be compared."""
    if row.monk is None:
        return None
    return "1-3" if row.monk <= 3 else "4-6" if row.monk <= 6 else "7-10"


def monk_tone(row: EvaluationRow) -> str | None:
    """The single tone."""
    return None if row.monk is None else str(row.monk)


def age_decade(row: EvaluationRow) -> str | None:
    """Ten years from a round number."""
    return None if row.age is None else f"{int(row.age // 10) * 10}-{int(row.age // 10) * 10 + 9}"


def sex(row: EvaluationRow) -> str | None:
    """As recorded."""
    return row.sex


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupResult:
    """One group. `bias` and `sd` of the error in grades, over people; `rejection` and `coverage` are shares.

    `people` were photographed; statistics of fewer than `estimates.ESTABLISHED_FROM` of them are not established.
    """

    group: str
    people: int
    bias: Estimate
    sd: Estimate
    rejection: Estimate
    coverage: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two groups. `difference` of the biases in grades; `equivalent` by two one-sided tests at 5 % within the margin.

    `equivalent` is None where it is not established. `spread_ratio`: larger SD over smaller.
    """

    first: str
    second: str
    difference: Estimate
    equivalent: bool | None
    spread_ratio: Estimate


def audit_groups(rows: Rows, group_of: GroupOf, *, seed: int) -> tuple[GroupResult, ...]:
    """Every group, in the order of its name; `rows` are whole-face rows, one a person, refused ones among them."""
    return tuple(
        _group(name, members, seed) for name, members in sorted(_grouped(rows, group_of).items(), key=_natural)
    )


def compare_groups(rows: Rows, group_of: GroupOf, *, seed: int) -> tuple[Comparison, ...]:
    """Every pair of groups."""
    groups = sorted(_grouped(rows, group_of).items(), key=_natural)
    return tuple(
        _comparison(first, second, seed) for index, first in enumerate(groups) for second in groups[index + 1 :]
    )


def errors_by_person(rows: Rows) -> dict[str, float]:
    """Mean error of each graded person with a known truth."""
    found: dict[str, list[float]] = {}
    for row in rows:
        if row.value is not None and row.truth is not None:
            found.setdefault(row.person, []).append(row.value - row.truth)
    return {person: float(np.mean(errors)) for person, errors in found.items()}


def _group(name: str, rows: list[EvaluationRow], seed: int) -> GroupResult:
    errors = errors_by_person(rows)
    people = {row.person for row in rows}
    refused = people - {row.person for row in rows if row.value is not None}
    return GroupResult(
        group=name,
        people=len(people),
        bias=mean(list(errors.values())),
        sd=_spread(list(errors.values()), seed),
        rejection=proportion(len(refused), len(people)),
        coverage=coverage(rows),
    )


def _comparison(
    first: tuple[str, list[EvaluationRow]], second: tuple[str, list[EvaluationRow]], seed: int
) -> Comparison:
    a, b = (list(errors_by_person(rows).values()) for _, rows in (first, second))
    difference, equivalent = bias_difference(a, b)
    return Comparison(
        first=first[0],
        second=second[0],
        difference=difference,
        equivalent=equivalent,
        spread_ratio=spread_ratio(a, b, seed=seed),
    )


def bias_difference(
    first: Sequence[float], second: Sequence[float], margin: float = BIAS_MARGIN_GRADE
) -> tuple[Estimate, bool | None]:
    """Difference of two mean errors (first - second) with Welch's interval, and the verdict of TOST (Schuirmann 1987).

    Equivalent when the 90 % interval lies within the margin; None when either group has too few people.
    """
    from scipy.stats import t

    n = min(len(first), len(second))
    if n < 3:
        return unknown(n), None
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    shares = [float(row.var(ddof=1)) / len(row) for row in (a, b)]
    error = float(np.sqrt(sum(shares)))
    middle = float(a.mean() - b.mean())
    if error <= 0:
        return Estimate(value=middle, low=middle, high=middle, n=n), None
    freedom = sum(shares) ** 2 / (shares[0] ** 2 / (len(a) - 1) + shares[1] ** 2 / (len(b) - 1))
    half = float(t.ppf(0.975, freedom)) * error
    inner = float(t.ppf(0.95, freedom)) * error
    estimate = Estimate(value=middle, low=middle - half, high=middle + half, n=n)
    return estimate, abs(middle) + inner < margin if estimate.established else None


def spread_ratio(first: Sequence[float], second: Sequence[float], *, seed: int) -> Estimate:
    """Larger SD of the errors over the smaller, with a bootstrap interval."""
    n = min(len(first), len(second))
    if n < 3:
        return unknown(n)
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    # Which is the larger is fixed once, or the ratio could never come out below 1.
    top, below = (a, b) if a.std(ddof=1) >= b.std(ddof=1) else (b, a)
    if below.std(ddof=1) < 1e-9:
        return unknown(n)
    random = np.random.default_rng(seed)
    drawn = []
    for _ in range(400):
        numerator, denominator = (float(random.choice(row, len(row)).std(ddof=1)) for row in (top, below))
        if denominator > 1e-9:
            drawn.append(numerator / denominator)
    value = float(top.std(ddof=1) / below.std(ddof=1))
    low, high = (float(end) for end in np.quantile(drawn, (0.025, 0.975)))
    return Estimate(value=value, low=min(low, value), high=max(high, value), n=n)


def _spread(errors: list[float], seed: int) -> Estimate:
    data = np.asarray(errors, dtype=np.float64)

    def statistic(index: npt.NDArray[np.intp]) -> float | None:
        return float(data[index].std(ddof=1)) if len(index) > 1 else None

    return by_people([str(number) for number in range(len(data))], statistic, seed=seed)


def _grouped(rows: Iterable[EvaluationRow], group_of: GroupOf) -> dict[str, list[EvaluationRow]]:
    groups: dict[str, list[EvaluationRow]] = {}
    for row in rows:
        name = group_of(row)
        if name is not None:
            groups.setdefault(name, []).append(row)
    return groups


def _natural(item: tuple[str, list[EvaluationRow]]) -> tuple[int, str]:
    """1, 2, 10 in the order of numbers; words after them."""
    head = item[0].split("-")[0]
    return (int(head) if head.isdigit() else 10_000, item[0])
