"""Is the face at rest: blendshapes against limits chosen on one half of the subjects of a public set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# Which blendshapes make a movement, and the activity from which the face is not at rest.
MOVEMENTS: Final[Mapping[str, tuple[tuple[str, ...], float]]] = {
    "smile": (("mouthSmileLeft", "mouthSmileRight"), 0.35),
    "brows_up": (("browOuterUpLeft", "browOuterUpRight", "browInnerUp"), 0.75),
    "lips": (("mouthPucker", "mouthFunnel"), 0.85),
    "jaw": (("jawOpen",), 0.25),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """The strongest movement of the face: its name and its activity over its limit (1 is the limit)."""

    movement: str
    strength: float


def measure_expression(blendshapes: Mapping[str, float]) -> Expression | None:
    """The movement that is nearest to, or farthest past, its limit; None when the model gave no blendshapes."""
    strengths = {
        name: sum(blendshapes[shape] for shape in shapes) / len(shapes) / limit
        for name, (shapes, limit) in MOVEMENTS.items()
        if all(shape in blendshapes for shape in shapes)
    }
    if not strengths:
        return None
    movement = max(strengths, key=lambda name: strengths[name])
    return Expression(movement=movement, strength=strengths[movement])
