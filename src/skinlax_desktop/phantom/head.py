"""The digital head of one phantom patient: its shape in millimetres, with and without laxity."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.identity import age_weights, identity_weights, pupil_distance_mm
from skinlax_desktop.phantom.landmarks import LandmarkTable, load_landmark_table
from skinlax_desktop.phantom.laxity import LaxityFields, fold_masks
from skinlax_desktop.phantom.lips import close_lips
from skinlax_desktop.phantom.look import HeadLook, LookOptions, make_look
from skinlax_desktop.phantom.morphs import MorphLibrary, load_morphs
from skinlax_desktop.phantom.patients import PhantomPatient
from skinlax_desktop.phantom.topology import HeadTopology, eyeball, load_topology

Points = npt.NDArray[np.float64]

# MediaPipe's canonical face (Apache-2.0) in its own head frame: y and z in millimetres of landmarks that laxity
# does not move. A head is level when these points are.
_LEVEL_LANDMARKS: Final = (10, 151, 108, 337, 9, 8, 168, 6, 197, 195, 33, 133, 362, 263)
_LEVEL_YZ_MM: Final = np.array(
    [
        (49.9, -7.5),
        (32.7, -2.1),
        (33.3, -3.1),
        (33.3, -3.1),
        (16.1, 1.5),
        (7.5, 0.5),
        (0.0, 0.0),
        (-8.0, 5.5),
        (-15.4, 10.8),
        (-22.1, 15.4),
        (-6.1, -20.6),
        (-6.9, -14.8),
        (-6.9, -14.8),
        (-6.1, -20.6),
    ]
)
_NASION: Final = 168
_INNER_LIPS: Final = (13, 14)
_LEVEL_PITCH_DEG: Final = 2.5
"""What remains between those points and MediaPipe's own pose of rendered heads; measured, see the recipe."""

_EXPRESSION_UNITS: Final = "expression/units/caucasian/"
_EXPRESSIONS: Final[Mapping[str, Mapping[str, float]]] = {
    "smile": {
        f"{_EXPRESSION_UNITS}mouth-corner-puller": 0.85,
        f"{_EXPRESSION_UNITS}mouth-elevation": 0.25,
        f"{_EXPRESSION_UNITS}eye-left-slit": 0.25,
        f"{_EXPRESSION_UNITS}eye-right-slit": 0.25,
    },
    "eyes_closed": {
        f"{_EXPRESSION_UNITS}eye-left-closure": 1.0,
        f"{_EXPRESSION_UNITS}eye-right-closure": 1.0,
    },
    "mouth_open": {f"{_EXPRESSION_UNITS}mouth-open": 0.8},
    # Smiles as they are at an ordinary camera; the population's people wear them in varying strength.
    "closed_smile": {
        f"{_EXPRESSION_UNITS}mouth-corner-puller": 1.0,
        f"{_EXPRESSION_UNITS}mouth-retraction": 0.6,
        f"{_EXPRESSION_UNITS}eye-left-slit": 0.3,
        f"{_EXPRESSION_UNITS}eye-right-slit": 0.3,
    },
    "open_smile": {
        f"{_EXPRESSION_UNITS}mouth-corner-puller": 1.0,
        f"{_EXPRESSION_UNITS}mouth-upward-retraction": 0.6,
        f"{_EXPRESSION_UNITS}eye-left-slit": 0.4,
        f"{_EXPRESSION_UNITS}eye-right-slit": 0.4,
    },
    # What people do with a face without meaning anything by it.
    "brows_up": {f"{_EXPRESSION_UNITS}eyebrows-{side}-up": 0.8 for side in ("left", "right")},
    "brows_down": {f"{_EXPRESSION_UNITS}eyebrows-{side}-down": 0.8 for side in ("left", "right")},
    "squint": {f"{_EXPRESSION_UNITS}eye-{side}-slit": 0.8 for side in ("left", "right")},
    "lips_parted": {f"{_EXPRESSION_UNITS}mouth-open": 0.3},
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeadShape:
    """The shape of a head in its own frame (origin nasion, x to the subject's left, y up, z forward), millimetres.

    `vertices_mm` (n, 3) is the neutral head, `rest_mm` the same head without laxity, `fields` what laxity does to it.
    `expressions` hold the displacements (n, 3) of every expression but the neutral one. `landmark_vertices` (468,) are
    MediaPipe's points.
    """

    patient: PhantomPatient
    topology: HeadTopology
    vertices_mm: Points
    rest_mm: Points
    fields: LaxityFields
    expressions: Mapping[str, Points]
    landmark_vertices: npt.NDArray[np.int64]

    @property
    def triangles(self) -> npt.NDArray[np.int32]:
        """The faces (m, 3), counter-clockwise seen from outside."""
        return self.topology.triangles

    def shape_mm(self, expression: str) -> Points:
        """The head (n, 3) with an expression."""
        return self.vertices_mm if expression == "neutral" else self.vertices_mm + self.expressions[expression]

    def sagging_mm(self, laxity: Mapping[str, float]) -> Points:
        """The neutral head (n, 3) as it would be with these severities."""
        lax = self.rest_mm.copy()
        lax[: self.topology.surface_count] += self.fields.displacement(laxity)
        return lax


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PhantomHead(HeadShape):
    """A head that can be photographed: its shape and its looks."""

    look: HeadLook


def build_head(patient: PhantomPatient, resources: Path, options: LookOptions | None = None) -> PhantomHead:
    """Build the head of a patient; `resources` is the folder that holds `third_party`.

    Takes some seconds, most of them for the skin. Raises `phantom_assets_missing`.
    """
    return dress_head(shape_head(patient, resources), resources, options)


def dress_head(shape: HeadShape, resources: Path, options: LookOptions | None = None) -> PhantomHead:
    """Give a shape its looks."""
    patient = shape.patient
    return PhantomHead(
        patient=patient,
        topology=shape.topology,
        vertices_mm=shape.vertices_mm,
        rest_mm=shape.rest_mm,
        fields=shape.fields,
        expressions=shape.expressions,
        landmark_vertices=shape.landmark_vertices,
        look=make_look(patient, shape.topology, shape.vertices_mm, resources, options),
    )


def shape_head(patient: PhantomPatient, resources: Path, *, average_folds: bool = False) -> HeadShape:
    """The shape alone, for truths and meshes; raises `phantom_assets_missing`.

    `average_folds`: where the skin folds is taken from the average head, which is quicker and nearly the same.
    """
    third_party = resources / "third_party"
    topology = load_topology(third_party)
    table = load_landmark_table(resources)
    morphs = load_morphs(third_party, len(topology.base_vertices))
    coarse = topology.base_vertices + morphs.mix(identity_weights(patient))
    assembled = _assemble(topology, coarse)
    eyes = np.split(assembled[topology.surface_count :], 2)
    mm = pupil_distance_mm(patient) / float(np.linalg.norm(eyes[0].mean(axis=0) - eyes[1].mean(axis=0)))
    turn = _levelling(assembled[table.vertices] * mm)
    nasion = assembled[table.vertices[_NASION]]
    rest = (assembled - nasion) @ turn.T * mm
    rest += close_lips(rest, topology, rest[table.vertices[list(_INNER_LIPS)]].mean(axis=0))
    surface = topology.surface_count
    ageing = _ageing(patient, topology, morphs, table) @ turn.T * mm
    eye_middles = np.array([part.mean(axis=0) for part in np.split(rest[surface:], 2)])
    folds = _average_folds(third_party, resources) if average_folds else None
    fields = LaxityFields(rest[:surface], ageing, table, eye_middles, folds)
    expressions = {
        name: _only_surface(topology, morphs.mix(dict(weights))) @ turn.T * mm for name, weights in _EXPRESSIONS.items()
    }
    shape = HeadShape(
        patient=patient,
        topology=topology,
        vertices_mm=rest,
        rest_mm=rest,
        fields=fields,
        expressions=expressions,
        landmark_vertices=table.vertices,
    )
    return replace(shape, vertices_mm=shape.sagging_mm(patient.laxity))


@lru_cache(maxsize=1)
def _average_folds(third_party: Path, resources: Path) -> Mapping[str, npt.NDArray[np.float64]]:
    topology = load_topology(third_party)
    return fold_masks(topology.canonical_mm[: topology.surface_count], load_landmark_table(resources))


def _ageing(patient: PhantomPatient, topology: HeadTopology, morphs: MorphLibrary, table: LandmarkTable) -> Points:
    """What the base mesh's old shape adds to the young one on the surface, held at the landmarks that stay."""
    young, old = (morphs.mix(age_weights(patient, age)) for age in (0.0, 1.0))
    added = topology.surface(old - young)
    return np.asarray(added - added[table.vertices[list(_LEVEL_LANDMARKS)]].mean(axis=0))


def _only_surface(topology: HeadTopology, coarse: Points) -> Points:
    """Base displacements to the surface; the eyeballs stay where they are."""
    moved = np.zeros(topology.canonical_mm.shape)
    moved[: topology.surface_count] = topology.surface(coarse)
    return moved


def _assemble(topology: HeadTopology, coarse: Points) -> Points:
    """Base vertices or displacements to the surface with both eyeballs, in units of the base mesh."""
    eyes = [eyeball(coarse[group], topology.eye_sphere) for group in topology.eye_groups]
    return np.concatenate([topology.surface(coarse), *eyes])


def _levelling(landmarks_mm: Points) -> Points:
    """The rotation (3, 3) about the ear-to-ear axis that brings the landmarks to a level head."""
    have = landmarks_mm[list(_LEVEL_LANDMARKS)][:, 1:]
    have = have - have.mean(axis=0)
    want = _LEVEL_YZ_MM - _LEVEL_YZ_MM.mean(axis=0)
    across = float((have[:, 0] * want[:, 1] - have[:, 1] * want[:, 0]).sum())
    angle = np.arctan2(across, float((have * want).sum())) + np.radians(_LEVEL_PITCH_DEG)
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[1.0, 0.0, 0.0], [0.0, cos, -sin], [0.0, sin, cos]])
