"""A person before the camera: the head with its looks, the same head in a mood, and with other severities."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.zones import kind_of_zone
from skinlax_desktop.phantom.head import HeadShape, PhantomHead, dress_head, shape_head
from skinlax_desktop.phantom.landmarks import load_landmark_table
from skinlax_desktop.phantom.look import LookOptions
from skinlax_desktop.phantom.population.mood import Mood
from skinlax_desktop.phantom.population.person import MOST_SEVERE, PopulationPerson, redraw_laxity
from skinlax_desktop.phantom.skin_maps import SkinMaps, make_skin
from skinlax_desktop.phantom.topology import Material

Points = npt.NDArray[np.float64]

TEXEL_MM: Final = 0.342
HAIR_SHARE: Final = 0.25

# A smile shows the upper teeth, behind which the lower ones lie.
_UPPER_TEETH_MM: Final = (0.0, -9.0, 2.5)
_LOWER_TEETH_MM: Final = (0.0, -3.0, -6.0)
_TEETH_OPENNESS: Final = 0.75


@dataclass(frozen=True, kw_only=True, eq=False)
class Sitter:
    """`head` is neutral; a picture is taken of what `wearing` returns."""

    person: PopulationPerson
    head: PhantomHead
    resources: Path

    def wearing(self, mood: Mood) -> PhantomHead:
        """The head in a mood, under the expression named smile, its skin folded as the mood folds it."""
        moved = np.zeros(self.head.vertices_mm.shape)
        for name, weight in mood.expressions.items():
            moved += weight * self.head.expressions[name]
        openness = self.head.look.openness
        if mood.open:
            upper, lower = _teeth(self.head)
            moved[upper] += mood.smile * np.array(_UPPER_TEETH_MM)
            moved[lower] += mood.smile * np.array(_LOWER_TEETH_MM)
            openness = _bright_teeth(self.head)
        folds = mood.folds
        folded = {
            zone: min(value + folds.get(kind_of_zone(zone), 0.0), 2.0 * MOST_SEVERE)
            for zone, value in self.person.skin_of.laxity.items()
        }
        look = replace(self.head.look, skin=_skin(self.person, folded, self), openness=openness)
        return replace(self.head, expressions={"smile": moved}, look=look)

    def redrawn(self, random: np.random.Generator) -> "Sitter":
        """The same person with other severities; hair moves with its skin, which is painted when it is worn."""
        person = redraw_laxity(self.person, random)
        shape = self.head.sagging_mm(person.patient.laxity)
        strands = self.head.look.strands
        moved = (shape - self.head.vertices_mm)[strands.root]
        look = replace(self.head.look, strands=replace(strands, points_mm=strands.points_mm + moved[:, None]))
        head = replace(self.head, patient=person.patient, vertices_mm=shape, look=look)
        return replace(self, person=person, head=head)


def seat_person(person: PopulationPerson, resources: Path) -> Sitter:
    """Build a person's head at the resolution of the population's pictures; raises `phantom_assets_missing`."""
    options = LookOptions(
        texel_mm=TEXEL_MM,
        hair_share=HAIR_SHARE,
        skin_of=person.skin_of,
        hair_of=person.hair_of,
        hairdo=person.hairdo,
        paint=person.complexion.paint,
        furrow=person.furrow,
        dyes=person.dyes,
    )
    shape = shape_head(person.patient, resources, average_folds=True)
    # Severities may lie beyond the scale that a patient made to order is held to.
    return Sitter(person=person, head=dress_head(shape, resources, options), resources=resources)


def _skin(person: PopulationPerson, laxity: Mapping[str, float], sitter: Sitter) -> SkinMaps:
    table = load_landmark_table(sitter.resources)
    return make_skin(
        replace(person.skin_of, laxity=laxity),
        sitter.head.topology.canonical_mm[table.vertices],
        texel_mm=TEXEL_MM,
        paint=person.complexion.paint,
        furrow=person.furrow,
    )


def _bright_teeth(head: PhantomHead) -> npt.NDArray[np.float64]:
    """The lips are open: more light reaches the teeth than in the head's resting mouth."""
    openness = head.look.openness.copy()
    teeth = np.unique(head.triangles[head.topology.material == Material.TEETH])
    openness[teeth] = np.maximum(openness[teeth], _TEETH_OPENNESS)
    return openness


def _teeth(shape: HeadShape) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Vertices of the upper and of the lower teeth."""
    teeth = np.unique(shape.triangles[shape.topology.material == Material.TEETH]).astype(np.int64)
    height = shape.topology.canonical_mm[teeth, 1]
    above = height > np.median(height)
    return teeth[above], teeth[~above]
