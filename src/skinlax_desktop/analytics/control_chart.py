"""A control chart of individual values: whether the process that gives one number a day has changed.

Limits from the mean moving range of the first days (Shewhart; ISO 7870-2), signals by the rules of the Western
Electric handbook (1956).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

BASELINE_DAYS: Final = 20
"""Limits are learnt from the first days and then stay, so that a slow drift cannot widen them."""

FEWEST_DAYS: Final = 8
"""Before that there are no limits."""

_RANGE_TO_SIGMA: Final = 1.128
_RUN: Final = 8


class Signal(StrEnum):
    """Why a day stands out."""

    BEYOND_LIMITS = "beyond_limits"
    """Rule 1: beyond three standard deviations."""
    NEAR_LIMIT_TWICE = "near_limit_twice"
    """Rule 2: two of three beyond two standard deviations, on one side."""
    RUN = "run"
    """Rule 4: eight in a row on one side of the mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlChart:
    """The chart's lines, None while there are too few days, and the signals of every day."""

    values: tuple[float, ...]
    centre: float | None
    low: float | None
    high: float | None
    signals: tuple[tuple[Signal, ...], ...]


def control_chart(values: Sequence[float], *, least_sigma: float = 0.0) -> ControlChart:
    """The chart of a value a day, oldest first; `least_sigma` is what the measurement itself cannot go below."""
    series = np.asarray(values, dtype=np.float64)
    if len(series) < FEWEST_DAYS:
        return ControlChart(
            values=tuple(map(float, series)), centre=None, low=None, high=None, signals=((),) * len(series)
        )
    learnt = series[:BASELINE_DAYS]
    centre = float(learnt.mean())
    sigma = max(float(np.abs(np.diff(learnt)).mean()) / _RANGE_TO_SIGMA, least_sigma)
    return ControlChart(
        values=tuple(map(float, series)),
        centre=centre,
        low=centre - 3.0 * sigma,
        high=centre + 3.0 * sigma,
        signals=tuple(_signals((series[: day + 1] - centre) / max(sigma, 1e-12)) for day in range(len(series))),
    )


def _signals(scores: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> tuple[Signal, ...]:
    """Of the last day, given the standard scores up to it."""
    found = []
    today = scores[-1]
    if abs(today) > 3.0:
        found.append(Signal.BEYOND_LIMITS)
    if abs(today) > 2.0 and np.count_nonzero(scores[-3:] * np.sign(today) > 2.0) >= 2:
        found.append(Signal.NEAR_LIMIT_TWICE)
    if len(scores) >= _RUN and abs(np.sign(scores[-_RUN:]).sum()) == _RUN:
        found.append(Signal.RUN)
    return tuple(found)
