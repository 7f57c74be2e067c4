"""The digital head of one phantom patient: its shape in millimetres, with and without laxity."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.base_mesh import MM_PER_UNIT
from skinlax_desktop.phantom.identity import identity_weights, pupil_distance_mm
from skinlax_desktop.phantom.morphs import load_morphs
from skinlax_desktop.phantom.patients import PhantomPatient
from skinlax_desktop.phantom.topology import HeadTopology, eyeball, load_topology

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PhantomHead:
    """A head in its own frame (origin nasion, x to the subject's left, y up, z forward), millimetres.

    `vertices_mm` (n, 3) is the neutral head, `rest_mm` the same head without laxity. `expressions` hold the
    displacements (n, 3) of every expression but the neutral one.
    """

    patient: PhantomPatient
    topology: HeadTopology
    vertices_mm: Points
    rest_mm: Points
    expressions: Mapping[str, Points]

    @property
    def triangles(self) -> npt.NDArray[np.int32]:
        """The faces (m, 3), counter-clockwise seen from outside."""
        return self.topology.triangles

    def shape_mm(self, expression: str) -> Points:
        """The head (n, 3) with an expression."""
        return self.vertices_mm if expression == "neutral" else self.vertices_mm + self.expressions[expression]


def build_head(patient: PhantomPatient, resources: Path) -> PhantomHead:
    """Build the head of a patient; `resources` is the folder that holds `third_party`."""
    third_party = resources / "third_party"
    topology = load_topology(third_party)
    morphs = load_morphs(third_party, len(topology.base_vertices))
    coarse = topology.base_vertices + morphs.mix(identity_weights(patient))
    surface = topology.surface(coarse)
    eyes = [eyeball(coarse[group], topology.eye_sphere) for group in topology.eye_groups]
    apart = float(np.linalg.norm(eyes[0].mean(axis=0) - eyes[1].mean(axis=0)))
    mm = pupil_distance_mm(patient) / (apart * MM_PER_UNIT) * MM_PER_UNIT
    nasion = surface[_nasion_vertex(topology)]
    rest = (np.concatenate([surface, *eyes]) - nasion) * mm
    return PhantomHead(patient=patient, topology=topology, vertices_mm=rest, rest_mm=rest, expressions={})


def _nasion_vertex(topology: HeadTopology) -> int:
    return int(np.argmin(np.linalg.norm(topology.canonical_mm[: topology.skin_count], axis=1)))
