"""The profile of a head from its silhouette: which way it looks, the points of its outline, its rough pitch.

Outline points are found as farthest points from chords, from the nose tip outwards, so that they need no model of the
face. Lengths are first guessed from a typical nose and then measured from nasion to chin.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.uint8]

# Typical lengths, as shares of nasion to chin (menton).
_NOSE_STEP: Final = 0.13
TYPICAL_NASION_TO_CHIN_MM: Final = 120.0
_LEAST_NOSE: Final = 0.012
_MOST_CANDIDATES: Final = 4
_MENTON_STEP: Final = 0.07
# Slopes of a level head, forward of the vertical, degrees: the middle of one real and five made heads.
_NASION_SUBNASALE_DEG: Final = -8.0
_NASION_CHIN_DEG: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Points (x, y) of the front outline, in pixels of the mask; `looks_right`: towards the right of the picture."""

    looks_right: bool
    nasion: tuple[float, float]
    nose_tip: tuple[float, float]
    subnasale: tuple[float, float]
    chin_front: tuple[float, float]
    chin_below: tuple[float, float]
    forehead: tuple[float, float]
    top_row: int
    outline: tuple[tuple[float, float], ...]

    @property
    def nasion_to_chin(self) -> float:
        """Length in mask pixels."""
        return float(np.hypot(self.nasion[0] - self.chin_below[0], self.nasion[1] - self.chin_below[1]))


def find_profiles(mask: Mask, *, expected_nasion_to_chin: float) -> tuple[Profile, ...]:
    """Profiles that a (h, w) 0/1 mask may show, the likeliest first; the length in mask pixels, right within a third.

    The nose is what stands out most. Where lips or a brow stand out as much, theirs are further candidates.
    """
    rows = np.flatnonzero(mask.any(axis=1))
    if rows.size < expected_nasion_to_chin:
        return ()
    candidates: list[tuple[float, bool, Floats, int]] = []
    for looks_right in (True, False):
        front = _front_outline(mask if looks_right else mask[:, ::-1])
        noses = _nose_rows(front, int(rows[0]), expected_nasion_to_chin, mask.shape[1])
        candidates.extend((out, looks_right, front, row) for row, out in noses)
    candidates.sort(key=lambda candidate: candidate[0], reverse=True)
    read = (
        _read_outline(front, tip, int(rows[0]), expected_nasion_to_chin, looks_right, mask.shape[1])
        for _, looks_right, front, tip in candidates[:_MOST_CANDIDATES]
    )
    return tuple(profile for profile in read if profile is not None)


def profile_pitch_deg(profile: Profile) -> float:
    """Chin up positive, from the slopes of the outline alone: within some 10 degrees."""
    nose = _forward_slope_deg(profile, profile.subnasale) - _NASION_SUBNASALE_DEG
    chin = _forward_slope_deg(profile, profile.chin_front) - _NASION_CHIN_DEG
    return -(0.6 * nose + 0.4 * chin)


def _forward_slope_deg(profile: Profile, lower: tuple[float, float]) -> float:
    """How far the line from `lower` up to the nasion leans forward."""
    side = 1.0 if profile.looks_right else -1.0
    return math.degrees(math.atan2(side * (profile.nasion[0] - lower[0]), max(lower[1] - profile.nasion[1], 1.0)))


def _front_outline(mask: Mask) -> Floats:
    """For each row the right-most pixel of the head, lightly smoothed; -1 where there is none."""
    width = mask.shape[1]
    there = mask.any(axis=1)
    front = np.where(there, width - 1 - np.argmax(mask[:, ::-1], axis=1), -1).astype(np.float64)
    smooth = np.convolve(np.pad(front, 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
    return np.where(there, smooth, -1.0)


def _nose_rows(front: Floats, top: int, length: float, width: int) -> list[tuple[int, float]]:
    """Rows that stand out from both their neighbours a nose's height away, more than those around, and by how much.

    A chin stands out from the neck but not from the lips, the back of a head hardly at all. Where the head touches
    the edge of the picture nothing is known.
    """
    step = max(round(_NOSE_STEP * length), 3)
    first, last = top + round(0.5 * length) + step, min(top + round(2.2 * length), len(front) - step - 1)
    rows = np.arange(first, last)
    if rows.size == 0:
        return []
    above, here, below = front[rows - step], front[rows], front[rows + step]
    seen = (np.minimum(np.minimum(above, here), below) >= 0) & (np.maximum(np.maximum(above, here), below) < width - 2)
    out = np.where(seen, here - np.maximum(above, below), -1.0)
    found = []
    while float(out.max()) > _LEAST_NOSE * length:
        best = int(np.argmax(out))
        found.append((int(rows[best]), float(out[best])))
        out[max(best - step, 0) : best + step + 1] = -1.0
    return found


def _read_outline(front: Floats, tip: int, top: int, length: float, looks_right: bool, width: int) -> Profile | None:
    def reach(share: float) -> int:
        return int(np.clip(tip + round(share * length), top, len(front) - 1))

    around = np.arange(reach(-0.1), reach(0.1) + 1)
    tip = int(around[np.argmax(front[around])])
    forehead = reach(-0.85)
    nasion = _deepest(front, forehead, tip)
    below_nose = _deepest(front, tip, reach(0.26))
    chin_below = _menton(front, reach(0.46), reach(0.90), max(round(_MENTON_STEP * length), 3))
    chin_zone = np.arange(reach(0.44), chin_below + 1)
    if len(chin_zone) < 3:
        return None
    chin_front = int(chin_zone[np.argmax(front[chin_zone])])
    brow = int(np.clip(nasion - round(0.30 * length), top, len(front) - 1))

    def point(row: int) -> tuple[float, float]:
        column = front[row] if looks_right else width - 1 - front[row]
        return (float(column), float(row))

    return Profile(
        looks_right=looks_right,
        nasion=point(nasion),
        nose_tip=point(tip),
        subnasale=point(below_nose),
        chin_front=point(chin_front),
        chin_below=point(chin_below),
        forehead=point(brow),
        top_row=top,
        outline=tuple(point(row) for row in range(top, chin_below + 1, 4)),
    )


def _deepest(front: Floats, upper: int, lower: int) -> int:
    """The row between two rows whose outline lies deepest behind their chord."""
    rows = np.arange(upper, lower + 1)
    chord = np.interp(rows, [upper, lower], front[[upper, lower]])
    return int(rows[np.argmax(chord - front[rows])])


def _menton(front: Floats, upper: int, lower: int, step: int) -> int:
    """The row under the chin from which the outline runs back more than it runs down."""
    rows = np.arange(upper, min(lower, len(front) - step - 1))
    if rows.size == 0:
        return lower
    runs_back = front[rows] - front[rows + step]
    # The fold under a full lower lip runs back too, but less than the floor of the mouth.
    return int(rows[np.argmax(runs_back > max(0.6 * float(runs_back.max()), 0.5 * step))])
