"""The subdivided head: which vertices there are, what they are made of, and where they lie on the average head."""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from skinlax_desktop.phantom.base_mesh import MM_PER_UNIT, load_base_mesh, portrait_quads
from skinlax_desktop.phantom.subdivision import catmull_clark

Points = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

EYE_RINGS, EYE_SPOKES = 40, 48

GAZE_DOWN_DEG = 4.0
"""How far the eyes look down in the head frame, so that the pupil stands where a resting lid leaves it."""


class Material(IntEnum):
    """What a triangle is made of; skin and cloth share the body's surface and are told apart by place."""

    SKIN = 0
    TEETH = 1
    TONGUE = 2
    EYE_RIGHT = 3
    EYE_LEFT = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeadTopology:
    """What every phantom head shares.

    `fine_from_coarse` (n_surface, n_base) subdivides base-mesh vertices; the two eyeballs follow after the surface.
    `triangles` (m, 3) turn counter-clockwise seen from outside; `material` (m,). `canonical_mm` (n, 3) is the
    average neutral head in its own head frame. `eye_groups` are the base vertices of the right and left eyeball.
    """

    base_vertices: Points
    fine_from_coarse: sparse.csr_array
    triangles: npt.NDArray[np.int32]
    material: npt.NDArray[np.uint8]
    canonical_mm: Points
    canonical_nasion: Points
    skin_count: int
    surface_count: int
    eye_groups: tuple[Indices, Indices]
    eye_sphere: Points

    def surface(self, coarse: Points) -> Points:
        """Base-mesh vertices (or displacements) to the subdivided surface."""
        return np.asarray(self.fine_from_coarse @ coarse)


@lru_cache(maxsize=1)
def load_topology(third_party: Path) -> HeadTopology:
    """Subdivide the portrait part of the base mesh twice; kept in memory."""
    base = load_base_mesh(third_party)
    teeth = np.concatenate([base.quads["helper-upper-teeth"], base.quads["helper-lower-teeth"]])
    parts = [portrait_quads(base), teeth, base.quads["helper-tongue"]]
    part_of = np.repeat([Material.SKIN, Material.TEETH, Material.TONGUE], [len(part) for part in parts])
    quads = np.concatenate(parts)
    used, compact = np.unique(quads, return_inverse=True)
    quads = compact.reshape(-1, 4)
    first, quads = catmull_clark(len(used), quads)
    second, quads = catmull_clark(first.shape[0], quads)
    pick = sparse.csr_array((np.ones(len(used)), (np.arange(len(used)), used)), shape=(len(used), len(base.vertices)))
    matrix = sparse.csr_array(second @ first @ pick)
    matrix, quads, part_of, skin_count = _skin_first(matrix, quads, np.repeat(part_of, 16))

    sphere, sphere_triangles = _sphere()
    surface_count = matrix.shape[0]
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    material = np.concatenate([part_of, part_of])
    eye_groups = (base.vertices_of("helper-r-eye"), base.vertices_of("helper-l-eye"))
    for number, kind in enumerate((Material.EYE_RIGHT, Material.EYE_LEFT)):
        triangles = np.concatenate([triangles, sphere_triangles + surface_count + number * len(sphere)])
        material = np.concatenate([material, np.full(len(sphere_triangles), kind)])

    surface = matrix @ base.vertices
    eyes = [eyeball(base.vertices[group], sphere) for group in eye_groups]
    nasion = _nasion(np.asarray(surface))
    canonical = (np.concatenate([surface, *eyes]) - nasion) * MM_PER_UNIT
    return HeadTopology(
        base_vertices=base.vertices,
        fine_from_coarse=matrix,
        triangles=triangles.astype(np.int32),
        material=material.astype(np.uint8),
        canonical_mm=canonical,
        canonical_nasion=nasion,
        skin_count=skin_count,
        surface_count=surface_count,
        eye_groups=eye_groups,
        eye_sphere=sphere,
    )


def eyeball(group: Points, sphere: Points) -> Points:
    """The round eye that fits a group of base vertices, in their units; it looks straight ahead."""
    lowest, highest = group.min(axis=0), group.max(axis=0)
    return np.asarray((lowest + highest) / 2 + sphere * np.mean(highest - lowest) / 2)


def _skin_first(
    matrix: sparse.csr_array, quads: Indices, part_of: npt.NDArray[np.int64]
) -> tuple[sparse.csr_array, Indices, npt.NDArray[np.int64], int]:
    """Renumber so that skin vertices come first."""
    is_skin = np.zeros(matrix.shape[0], dtype=bool)
    is_skin[quads[part_of == Material.SKIN].reshape(-1)] = True
    order = np.argsort(~is_skin, kind="stable")
    new_number = np.empty_like(order)
    new_number[order] = np.arange(len(order))
    return sparse.csr_array(matrix[order]), new_number[quads], part_of, int(is_skin.sum())


def _nasion(surface: Points) -> Points:
    """The deepest midline point of the nasal root, between the eyes of the base mesh."""
    near = (np.abs(surface[:, 0]) < 0.02) & (surface[:, 1] > 7.2) & (surface[:, 1] < 7.55) & (surface[:, 2] > 1.2)
    candidates = surface[near]
    nasion = candidates[np.argmin(candidates[:, 2])].copy()
    nasion[0] = 0.0
    return np.asarray(nasion)


def _sphere() -> tuple[Points, Indices]:
    """A unit sphere with its pole forward, so that rings run along the edge of the iris."""
    tilt = np.linspace(0.0, np.pi, EYE_RINGS + 1)
    turn = np.arange(EYE_SPOKES) * (2 * np.pi / EYE_SPOKES)
    tilt, turn = np.meshgrid(tilt, turn, indexing="ij")
    points = np.stack([np.sin(tilt) * np.cos(turn), np.sin(tilt) * np.sin(turn), np.cos(tilt)], axis=2)
    number = np.arange((EYE_RINGS + 1) * EYE_SPOKES).reshape(EYE_RINGS + 1, EYE_SPOKES)
    a, b = number[:-1], number[1:]
    c, d = np.roll(b, -1, axis=1), np.roll(a, -1, axis=1)
    triangles = np.concatenate([np.stack([a, b, c], 2).reshape(-1, 3), np.stack([a, c, d], 2).reshape(-1, 3)])
    return points.reshape(-1, 3), triangles
