"""Is the face at rest: blendshapes against limits chosen on one half of the subjects of a public set.

A smile with closed lips moves its blendshapes by so little that only their order of magnitude tells it from rest, so
smiles are judged on a logarithmic scale. The limits were chosen on the people with even numbers; of the 18 with odd
numbers all pass at rest and 16 are refused when smiling; the two who pass smile hardly visibly.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# Score of a smile: the logarithms of two blendshapes, weighted; and the score from which it is one.
_SMILE: Final = (("mouthSmileLeft", "mouthSmileRight"), ("cheekPuff",))
_CHEEK_WEIGHT: Final = 0.7
_SMILE_LIMIT: Final = -11.1
# How much of the logarithmic scale is one factor e of strength.
_SMILE_SPREAD: Final = 4.0
_FLOOR: Final = 1e-6

# Other movements: which blendshapes make them, and the mean activity from which the face is not at rest.
MOVEMENTS: Final[Mapping[str, tuple[tuple[str, ...], float]]] = {
    "brows_up": (("browOuterUpLeft", "browOuterUpRight", "browInnerUp"), 0.88),
    "lips": (("mouthPucker", "mouthFunnel"), 0.85),
    "jaw": (("jawOpen",), 0.25),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """The strongest movement of the face: its name and its strength, where 1 is the limit."""

    movement: str
    strength: float


def measure_expression(blendshapes: Mapping[str, float]) -> Expression | None:
    """The movement that is nearest to, or farthest past, its limit; None when the model gave no blendshapes."""
    strengths = {
        name: _mean(blendshapes, shapes) / limit
        for name, (shapes, limit) in MOVEMENTS.items()
        if all(shape in blendshapes for shape in shapes)
    }
    if all(shape in blendshapes for shapes in _SMILE for shape in shapes):
        smile, cheeks = (math.log(max(_mean(blendshapes, shapes), 0.0) + _FLOOR) for shapes in _SMILE)
        strengths["smile"] = math.exp((smile + _CHEEK_WEIGHT * cheeks - _SMILE_LIMIT) / _SMILE_SPREAD)
    if not strengths:
        return None
    movement = max(strengths, key=lambda name: strengths[name])
    return Expression(movement=movement, strength=strengths[movement])


def _mean(blendshapes: Mapping[str, float], shapes: tuple[str, ...]) -> float:
    return sum(blendshapes[shape] for shape in shapes) / len(shapes)
