"""A person before the camera: the head with its looks, and the same head smiling."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.head import HeadShape, PhantomHead, dress_head, shape_head
from skinlax_desktop.phantom.landmarks import load_landmark_table
from skinlax_desktop.phantom.look import LookOptions
from skinlax_desktop.phantom.population.person import MOST_SEVERE, PopulationPerson
from skinlax_desktop.phantom.skin_maps import make_skin
from skinlax_desktop.phantom.topology import Material

Points = npt.NDArray[np.float64]

TEXEL_MM: Final = 0.342
HAIR_SHARE: Final = 0.25

_TEETH_SHOWN_MM: Final = (0.0, -5.0, 3.0)
_TEETH_OPENNESS: Final = 0.75

# What a full smile adds to the wrinkles of a zone; none of it is laxity.
_SMILE_FOLDS: Final = {"nasolabial": 2.6, "lateral_canthal": 2.0, "infraorbital": 1.2, "buccal": 1.0}


@dataclass(frozen=True, kw_only=True, eq=False)
class Sitter:
    """`head` is neutral; `smiling` smiles as strongly as this person does, under the expression named smile."""

    person: PopulationPerson
    head: PhantomHead
    resources: Path

    @cached_property
    def smiling(self) -> PhantomHead:
        """Built when first asked for: half of the pictures do not need it."""
        person = self.person
        folded = {
            zone: min(value + person.smile * _SMILE_FOLDS.get(zone[:-2], 0.0), 2.0 * MOST_SEVERE)
            for zone, value in person.skin_of.laxity.items()
        }
        table = load_landmark_table(self.resources)
        skin = make_skin(
            replace(person.skin_of, laxity=folded),
            self.head.topology.canonical_mm[table.vertices],
            texel_mm=TEXEL_MM,
            paint=person.complexion.paint,
        )
        return replace(
            self.head,
            expressions={"smile": person.smile * _smile(self.head, open_mouth=person.smiles_open)},
            look=replace(self.head.look, skin=skin, openness=_bright_teeth(self.head)),
        )


def seat_person(person: PopulationPerson, resources: Path) -> Sitter:
    """Build a person's head at the resolution of the population's pictures; raises `phantom_assets_missing`."""
    options = LookOptions(
        texel_mm=TEXEL_MM,
        hair_share=HAIR_SHARE,
        skin_of=person.skin_of,
        hair_of=person.hair_of,
        hairdo=person.hairdo,
        paint=person.complexion.paint,
        dyes=person.dyes,
    )
    shape = shape_head(person.patient, resources, average_folds=True)
    # Severities may lie beyond the scale that a patient made to order is held to.
    return Sitter(person=person, head=dress_head(shape, resources, options), resources=resources)


def _smile(shape: HeadShape, *, open_mouth: bool) -> Points:
    """What a full smile moves (n, 3); the upper teeth come down to where an open one shows them."""
    moved = np.array(shape.expressions["open_smile" if open_mouth else "closed_smile"])
    if open_mouth:
        teeth = _upper_teeth(shape)
        moved[teeth] += np.array(_TEETH_SHOWN_MM)
    return moved


def _bright_teeth(head: PhantomHead) -> npt.NDArray[np.float64]:
    """The lips are open: more light reaches the teeth than in the head's resting mouth."""
    openness = head.look.openness.copy()
    teeth = np.unique(head.triangles[head.topology.material == Material.TEETH])
    openness[teeth] = np.maximum(openness[teeth], _TEETH_OPENNESS)
    return openness


def _upper_teeth(shape: HeadShape) -> npt.NDArray[np.int64]:
    teeth = np.unique(shape.triangles[shape.topology.material == Material.TEETH]).astype(np.int64)
    height = shape.topology.canonical_mm[teeth, 1]
    return np.asarray(teeth[height > np.median(height)], dtype=np.int64)
