"""Turn, pitch, scale and nasion of a head in profile, by two linear steps learnt on phantoms of known pose.

Cascaded regression (Cao et al. 2012): the first step reads a roughly placed profile, the profile is laid flat anew with
what was read, and the second step reads the rest. Recipe, seeds and weights: models/training/profile_reading.py. What
no learnt head looks like is not believed: features farther from those of training than any of those themselves were.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.profile import Profile, profile_pitch_deg
from skinlax_desktop.imaging.profile_features import Mask, ProfilePlace, Singles, profile_features

Floats = npt.NDArray[np.float64]

WEIGHTS: Final = "profile_reading.npz"
# One unit of length and shift in the regression: a fiftieth of nasion to chin.
FINE: Final = 50.0
# Steps are kept within these: degrees, and fiftieths.
_LONGEST_STEP: Final = 15.0
PROFILE_TURN_DEG: Final = 90.0
STEEPEST_DEG: Final = 20.0
# A head this much like those of training needs no other candidate to be tried.
_LIKE_ENOUGH: Final = 0.8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinearStep:
    """One step: what is read is `offset` + (features - `middle`) @ `slope`, in the units of `moved`.

    `directions` (features, k) span what the features of training heads look like about the middle; `strange` is the
    length of what lies outside that span at which a head is strange.
    """

    offset: Floats
    middle: Floats
    slope: Floats
    directions: Floats
    strange: float

    def read(self, features: Floats) -> Floats:
        """(5,): turn beyond a true profile and pitch in degrees; log length, shift forward and down in fiftieths."""
        return np.asarray(self.offset + (features - self.middle) @ self.slope, dtype=np.float64)

    def strangeness(self, features: Floats) -> float:
        """How unlike the heads of training, 1 at the limit."""
        apart = features - self.middle
        outside = apart - self.directions @ (self.directions.T @ apart)
        return float(np.linalg.norm(outside)) / self.strange


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProfileReading:
    """A profile read: `place` is refined; its length runs along the head from landmark 168 to 152.

    `turn_deg`: 90 is a true profile, less shows more of the face. `strangeness` above 1: not to be believed.
    """

    place: ProfilePlace
    turn_deg: float
    strangeness: float


def read_profile(light: Singles, mask: Mask, start: ProfilePlace) -> ProfileReading:
    """Read a profile in a picture's `log_light` and 0/1 mask, from a place right within a quarter of its length."""
    place = ProfilePlace(
        looks_right=start.looks_right,
        nasion=start.nasion,
        length=start.length,
        pitch_deg=float(np.clip(start.pitch_deg, -STEEPEST_DEG, STEEPEST_DEG)),
    )
    turn_deg, strangeness = PROFILE_TURN_DEG, 0.0
    for step in learnt_steps():
        features = profile_features(light, mask, place)
        read = step.read(features)
        strangeness = step.strangeness(features)
        turn_deg = PROFILE_TURN_DEG + float(read[0])
        place = moved(place, read)
    return ProfileReading(place=place, turn_deg=turn_deg, strangeness=strangeness)


def moved(place: ProfilePlace, read: Floats) -> ProfilePlace:
    """The place after a step's reading; a step that would run away is held back."""
    pitch, length, forward, down = np.clip(read[1:], -_LONGEST_STEP, _LONGEST_STEP)
    shift = place.axes @ np.array([forward, down]) * (place.length / FINE)
    return ProfilePlace(
        looks_right=place.looks_right,
        nasion=(place.nasion[0] + float(shift[0]), place.nasion[1] + float(shift[1])),
        length=place.length * math.exp(float(length) / FINE),
        pitch_deg=place.pitch_deg + float(pitch),
    )


def read_likeliest(light: Singles, mask: Mask, starts: Sequence[ProfilePlace]) -> tuple[int, ProfileReading]:
    """Of several rough places (at least one) the one that is most like a head, by number, and what is read there."""
    best: tuple[int, ProfileReading] | None = None
    for number, start in enumerate(starts):
        reading = read_profile(light, mask, start)
        if best is None or reading.strangeness < best[1].strangeness:
            best = (number, reading)
        if reading.strangeness < _LIKE_ENOUGH:
            break
    if best is None:
        raise ValueError("no rough place was given")
    return best


def rough_place(profile: Profile) -> ProfilePlace:
    """Where an outline alone puts the head."""
    return ProfilePlace(
        looks_right=profile.looks_right,
        nasion=profile.nasion,
        length=profile.nasion_to_chin,
        pitch_deg=profile_pitch_deg(profile),
    )


@lru_cache(maxsize=1)
def learnt_steps() -> tuple[LinearStep, ...]:
    """The steps as learnt, in order."""
    with resources.files("skinlax_desktop.imaging").joinpath(WEIGHTS).open("rb") as file, np.load(file) as stored:
        return tuple(
            LinearStep(
                offset=stored[f"offset_{number}"].astype(np.float64),
                middle=stored[f"middle_{number}"].astype(np.float64),
                slope=stored[f"slope_{number}"].astype(np.float64),
                directions=stored[f"directions_{number}"].astype(np.float64),
                strange=float(stored[f"strange_{number}"]),
            )
            for number in range(int(stored["steps"]))
        )
