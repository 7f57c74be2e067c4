"""What a face does at the moment of a picture. None of it is laxity."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

_SMILES: Final = 0.5
_OTHERWISE: Final = 0.5
_AT_REST: Final = 0.12
_OPENS_FROM: Final = 0.45

# What a full smile and full brows add to the wrinkles of a zone; the forehead creases, the frown folds.
_FOLDS: Final[Mapping[str, Mapping[str, float]]] = {
    "smile": {"nasolabial": 2.6, "lateral_canthal": 2.0, "infraorbital": 1.2, "buccal": 1.0},
    "brows_up": {"forehead": 2.5},
    "brows_down": {"glabella": 2.5},
    "squint": {"lateral_canthal": 1.5, "infraorbital": 0.8},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """`smile` 0 to 1.3 of the base mesh's full smile, with teeth when `open`; `brows` -1 (frown) to 1 (raised).

    `squint` and `parted` (lips) 0 to 1.
    """

    smile: float = 0.0
    open: bool = False
    brows: float = 0.0
    squint: float = 0.0
    parted: float = 0.0

    @property
    def expressions(self) -> dict[str, float]:
        """By expression of the head how far it is worn."""
        worn = {
            "open_smile" if self.open else "closed_smile": self.smile,
            "brows_up": max(self.brows, 0.0),
            "brows_down": max(-self.brows, 0.0),
            "squint": self.squint,
            "lips_parted": self.parted,
        }
        return {name: weight for name, weight in worn.items() if weight > 0.0}

    @property
    def folds(self) -> dict[str, float]:
        """By zone without its side what the mood adds to its wrinkles, in grades."""
        added: dict[str, float] = {}
        for name, weight in self.expressions.items():
            kind = "smile" if name.endswith("smile") else name
            for zone, grade in _FOLDS.get(kind, {}).items():
                added[zone] = added.get(zone, 0.0) + weight * grade
        return added


NEUTRAL: Final = Mood()


def ordinary_mood(random: np.random.Generator, *, smile: float, smiles_open: bool) -> Mood:
    """Half of ordinary pictures smile, as strongly as the person does or less; half of the rest does something else."""
    if random.random() < _SMILES:
        strength = float(smile * random.uniform(0.6, 1.3))
        return Mood(
            smile=strength,
            open=smiles_open and strength > _OPENS_FROM,
            brows=float(np.clip(random.normal(0.1, 0.25), -0.5, 1.0)),
            squint=float(random.uniform(0.0, 0.4)) * strength,
        )
    if random.random() < _OTHERWISE:
        return NEUTRAL
    return Mood(
        brows=float(np.clip(random.normal(0.0, 0.6), -1.0, 1.0)),
        squint=float(max(0.0, random.normal(0.0, 0.5))),
        parted=float(max(0.0, random.normal(-0.2, 0.5))),
    )


def resting_mood(random: np.random.Generator) -> Mood:
    """A face that was told to rest: what the station's checks still let pass."""
    return Mood(
        smile=float(abs(random.normal(0.0, _AT_REST))),
        brows=float(random.normal(0.0, _AT_REST)),
        squint=float(abs(random.normal(0.0, _AT_REST))),
    )
