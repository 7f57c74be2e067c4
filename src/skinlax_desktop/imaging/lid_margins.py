"""The lid margins of one eye: the border between what is eyeball and what is not.

Every column of the eye patch is split where eyeball colours end and those of skin, lashes or lash shadow begin. The
colours are the eye's own: iris from inside the fitted iris, white from both its sides, skin from beyond the lids. A
dark iris under dark lashes tells nothing there; the smoothest line through the columns that do tell bridges it
(dynamic programming). The landmarks say where to look and weigh little.
"""

from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.eye_patch import EyeLandmarks, EyePatch
from skinlax_desktop.imaging.iris_edge import Iris
from skinlax_desktop.imaging.smooth_way import smooth_way

Points = npt.NDArray[np.float64]

_COLUMN: Final = 0.25
_ROW: Final = 0.1
_REACH: Final = 3.6
# Costs chosen on the choosing half of phantoms and of photographs: of a bend, and of leaving the landmarks.
_BEND_COST: Final = 60.0
_AWAY_COST: Final = 3.0
_MOST_EVIDENCE: Final = 2.5
_LASH_COST: Final = 3.0
_LASH_SHARE: Final = 0.3
_OPEN_LEAST: Final = 1.0
_ASIDE: Final = 8
# Near the corners lids, lashes and caruncle mix: share of the half width that is asked.
_USED_SHARE: Final = 0.85


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lids:
    """Patch frame. `x` (n,) columns from corner to corner, `upper` and `lower` (n,) heights of the margins."""

    x: Points
    upper: Points
    lower: Points

    def at(self, x: float) -> tuple[float, float]:
        """Heights of the upper and lower margin at a column."""
        return float(np.interp(x, self.x, self.upper)), float(np.interp(x, self.x, self.lower))


def trace_lids(patch: EyePatch, eye: EyeLandmarks, points_px: Points, iris: Iris) -> Lids | None:
    """The margins of both lids; None when the eye is not open."""
    upper_marks = patch.from_picture(points_px[list(eye.upper)])
    lower_marks = patch.from_picture(points_px[list(eye.lower)])
    x = np.arange(upper_marks[0, 0], upper_marks[-1, 0] + 0.01, _COLUMN)
    guess_up = np.interp(x, upper_marks[:, 0], upper_marks[:, 1])
    guess_low = np.interp(x, lower_marks[:, 0], lower_marks[:, 1])
    evidence = _eyeball_evidence(patch, iris, upper_marks, lower_marks)
    lids = Lids(
        x=x,
        upper=_border(evidence, x, guess_up, guess_low, 1.0),
        lower=_border(evidence, x, guess_low, guess_up, -1.0),
    )
    high, low = lids.at(iris.x)
    return lids if high - low > _OPEN_LEAST else None


def _eyeball_evidence(patch: EyePatch, iris: Iris, upper: Points, lower: Points) -> EyePatch:
    """Logarithm of how much likelier each pixel is eyeball than lid, bounded; as channel 0 of a patch."""
    lab = cast(npt.NDArray[np.float32], cv2.GaussianBlur(patch.lab, (0, 0), 1.5))
    height, width = lab.shape[:2]
    columns = np.arange(width) / 10.0 - (width - 1) / 20.0
    rows = (height - 1) / 20.0 - np.arange(height) / 10.0
    x, y = np.meshgrid(columns, rows)
    up = np.interp(columns, upper[:, 0], upper[:, 1])[None]
    low = np.interp(columns, lower[:, 0], lower[:, 1])[None]
    from_iris = np.hypot(x - iris.x, y - iris.y) / iris.radius
    within = (x > upper[0, 0] + 2.5) & (x < upper[-1, 0] - 2.5)
    opened = up - low
    inner = within & (y < up - 0.3 * opened) & (y > low + 0.22 * opened)
    skin = ((y > up + 3.0) & (y < up + 6.0)) | ((y < low - 2.5) & (y > low - 6.0))
    skin &= within
    iris_here = inner & (from_iris < 0.92) & (from_iris > 0.45)
    white_here = inner & (from_iris > 1.12)
    skin_cost = _departure(lab, lab[skin], (7.0, 4.0, 4.0))
    # Lashes, their shadow, and make-up: dark, of no colour in particular.
    lash_cost = (np.maximum(lab[..., 0] - _lash_lightness(lab[skin]), 0.0) / 6.0) ** 2 / 2.0 + _LASH_COST
    iris_cost = _departure(lab, lab[iris_here], (8.0, 4.0, 5.0))
    pupil_cost = (np.maximum(lab[..., 0] - 22.0, 0.0) / 6.0) ** 2 / 2.0 + 1.0 + 20.0 * (from_iris > 0.65)
    white_cost = _departure(lab, lab[white_here], (13.0, 4.0, 4.5))
    in_iris = 1.0 / (1.0 + np.exp(np.clip((from_iris - 1.0) * iris.radius / 0.25, -30, 30)))
    eyeball = np.where(in_iris > 0.5, np.minimum(iris_cost, pupil_cost), np.minimum(white_cost, 30.0))
    shiny = (lab[..., 0] > 88.0) & (from_iris < 0.9)
    eyeball = np.where(shiny, 0.0, eyeball)
    found = np.clip(np.minimum(skin_cost, lash_cost) - eyeball, -_MOST_EVIDENCE, _MOST_EVIDENCE)
    # On the very edge of the iris both colours mix: nothing is said there.
    found = np.where(np.abs(from_iris - 1.0) < 0.06, 0.3 * found, found).astype(np.float32)
    return EyePatch(lab=np.repeat(found[..., None], 3, axis=2), matrix=patch.matrix)


def _departure(lab: npt.NDArray[np.float32], sample: npt.NDArray[np.float32], least: tuple[float, ...]) -> Points:
    """Half the squared distance from a sample's middle in its own spread; 0 at the middle."""
    if len(sample) < 20:
        return np.full(lab.shape[:2], 30.0)
    middle = np.median(sample, axis=0)
    spread = np.maximum(1.4826 * np.median(np.abs(sample - middle), axis=0), least)
    return np.asarray((((lab - middle) / spread) ** 2).sum(axis=2) / 2.0, dtype=np.float64)


def _lash_lightness(skin: npt.NDArray[np.float32]) -> float:
    return _LASH_SHARE * float(np.median(skin[:, 0])) if len(skin) else 20.0


def _border(evidence: EyePatch, x: Points, guess: Points, other: Points, outward: float) -> Points:
    """The height that splits every column best into eyeball towards `other` and lid beyond."""
    offsets = np.arange(-_REACH, _REACH + 0.01, _ROW)
    heights = guess[:, None] + outward * offsets
    value = evidence.sample(np.broadcast_to(x[:, None], heights.shape).copy(), heights)[..., 0].astype(np.float64)
    # Not past the middle of the eye: the other lid is another border.
    middle = (guess + other)[:, None] / 2.0
    value = np.where((heights - middle) * outward < 0.0, 1.0, value)
    inside = np.cumsum(value, axis=1)
    gain = (2.0 * inside - inside[:, -1:]) * _ROW
    way = smooth_way(gain, offsets, bend_cost=_BEND_COST, away_cost=_AWAY_COST)
    # Half a step out: the border lies between the last pixel inside and the first beyond.
    off = offsets[way] + _ROW / 2.0
    return np.asarray(guess + outward * _low_order(x, off, _clearness(gain, way)))


def _clearness(gain: Points, way: npt.NDArray[np.int64]) -> Points:
    """How much worse a border some steps aside would be, on the better of both sides."""
    row = np.arange(len(gain))
    last = gain.shape[1] - 1
    best = gain[row, way]
    aside = np.maximum(gain[row, np.clip(way - _ASIDE, 0, last)], gain[row, np.clip(way + _ASIDE, 0, last)])
    return np.asarray(np.clip(best - aside, 0.0, None))


def _low_order(x: Points, off: Points, clear: Points) -> Points:
    """A robust cubic through the offsets that are clear."""
    centred = 2.0 * (x - x[0]) / (x[-1] - x[0]) - 1.0
    used = np.abs(centred) < _USED_SHARE
    terms = np.polynomial.legendre.legvander(centred, 3)
    weight = clear * used + 1e-4 * used
    fitted = np.zeros(len(x))
    ridge = np.diag([0.0, 0.02, 0.1, 0.2]) * max(float(weight.sum()), 1e-3)
    for _ in range(6):
        normal = (terms * weight[:, None]).T @ terms + ridge
        fitted = terms @ np.linalg.solve(normal, (terms * weight[:, None]).T @ off)
        residual = off - fitted
        size = max(1.4826 * float(np.median(np.abs(residual[used]))), 0.1)
        weight = (clear * used + 1e-4 * used) / (1.0 + (residual / (2.0 * size)) ** 2)
    return np.asarray(fitted)
