"""How the head turns: yaw and rate from readings of unequal worth, and what lies between them.

A Kalman filter with a constant rate disturbed by white noise (Bar-Shalom, Li, Kirubarajan 2001, 6.2) follows the turn
live; the Rauch-Tung-Striebel smoother reads it again from its end, so that a moment without a reading is placed by what
came before and after it, with the uncertainty that this has.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.sweep import YawSource

Matrix = npt.NDArray[np.float64]

# A head that turns along changes its rate by some 6 degrees a second within a second, one that goes to its place by 40.
EVEN_DEG_S2: Final = 6.0
FREE_DEG_S2: Final = 40.0
_UNKNOWN_DEG: Final = 90.0
_UNKNOWN_DEG_S: Final = 30.0
# A reading so many sigma off the track is given less weight, not none: it may be the track that is wrong.
_DOUBTFUL_SIGMAS: Final = 3.0
_LONGEST_STEP_S: Final = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class YawReading:
    """What one moment says: yaw, the rate of turning, each with its standard uncertainty, or None."""

    at_s: float
    yaw_deg: float | None = None
    sigma_deg: float = 0.0
    source: YawSource = YawSource.INFERRED
    rate_deg_s: float | None = None
    rate_sigma_deg_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The head at one moment; `source` is what this moment's own reading was made from."""

    at_s: float
    yaw_deg: float
    sigma_deg: float
    rate_deg_s: float
    source: YawSource


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Step:
    at_s: float
    source: YawSource
    predicted: Matrix
    predicted_spread: Matrix
    state: Matrix
    spread: Matrix
    passage: Matrix


class TurnTracker:
    """Follows one turn; `tempo` as in the plan, `uneven_deg_s2` how much the rate may change in a second."""

    def __init__(self, tempo: float = 1.0, *, uneven_deg_s2: float = EVEN_DEG_S2) -> None:
        self._tempo = tempo
        self._uneven_deg_s2 = uneven_deg_s2
        self._steps: list[_Step] = []

    @property
    def now(self) -> Turn | None:
        """The head as it is known after the last reading; None before any yaw was read."""
        return _turn(self._steps[-1], self._steps[-1].state, self._steps[-1].spread) if self._steps else None

    def add(self, reading: YawReading) -> Turn | None:
        """Take in one moment; times must rise. Before the first yaw there is nothing to follow."""
        if not self._steps:
            if reading.yaw_deg is None:
                return None
            predicted = np.array([reading.yaw_deg, 0.0])
            spread = np.diag([_UNKNOWN_DEG**2, (_UNKNOWN_DEG_S / self._tempo) ** 2])
            passage = np.eye(2)
        else:
            last = self._steps[-1]
            step_s = min(max(reading.at_s - last.at_s, 0.0), _LONGEST_STEP_S * self._tempo)
            passage = np.array([[1.0, step_s], [0.0, 1.0]])
            predicted = passage @ last.state
            spread = passage @ last.spread @ passage.T + self._unevenness(step_s)
        state, after = predicted, spread
        if reading.yaw_deg is not None:
            state, after = _update(state, after, 0, reading.yaw_deg, reading.sigma_deg)
        if reading.rate_deg_s is not None:
            state, after = _update(state, after, 1, reading.rate_deg_s, reading.rate_sigma_deg_s)
        source = YawSource.INFERRED if reading.yaw_deg is None else reading.source
        self._steps.append(
            _Step(
                at_s=reading.at_s,
                source=source,
                predicted=predicted,
                predicted_spread=spread,
                state=state,
                spread=after,
                passage=passage,
            )
        )
        return self.now

    def smoothed(self) -> tuple[Turn, ...]:
        """Every moment again, known from both sides."""
        turns: list[Turn] = []
        later: tuple[_Step, Matrix, Matrix] | None = None
        for step in reversed(self._steps):
            state, spread = step.state, step.spread
            if later is not None:
                after, after_state, after_spread = later
                gain = step.spread @ after.passage.T @ np.linalg.inv(after.predicted_spread)
                state = step.state + gain @ (after_state - after.predicted)
                spread = step.spread + gain @ (after_spread - after.predicted_spread) @ gain.T
            turns.append(_turn(step, state, spread))
            later = (step, state, spread)
        return tuple(reversed(turns))

    def _unevenness(self, step_s: float) -> Matrix:
        density = (self._uneven_deg_s2**2) / self._tempo**3
        return density * np.array([[step_s**3 / 3.0, step_s**2 / 2.0], [step_s**2 / 2.0, step_s]])


def _update(state: Matrix, spread: Matrix, row: int, value: float, sigma: float) -> tuple[Matrix, Matrix]:
    """One number read directly."""
    innovation = value - float(state[row])
    expected = math.sqrt(float(spread[row, row]) + sigma**2)
    doubt = max(abs(innovation) / (_DOUBTFUL_SIGMAS * expected), 1.0)
    variance = float(spread[row, row]) + (sigma * doubt) ** 2
    gain = spread[:, row] / variance
    return state + gain * innovation, spread - np.outer(gain, spread[row, :])


def _turn(step: _Step, state: Matrix, spread: Matrix) -> Turn:
    return Turn(
        at_s=step.at_s,
        yaw_deg=float(state[0]),
        sigma_deg=math.sqrt(max(float(spread[0, 0]), 0.0)),
        rate_deg_s=float(state[1]),
        source=step.source,
    )
