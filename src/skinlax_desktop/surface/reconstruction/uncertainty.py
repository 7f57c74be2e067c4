"""The standard error of every vertex along its normal, from how the depth maps disagree about it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skinlax_desktop.surface.face_mesh import NO_ZONE, FaceMesh
from skinlax_desktop.surface.reconstruction.surface_refinement import Consensus

Points = npt.NDArray[np.float64]

# What no disagreement shows: poses, relief under a lamp at the lens, the windows' size; in millimetres.
FLOOR_MM: Final = 0.125
# Of the face's own motion found, what is left in the surface after it was taken out.
MOTION_LEFT: Final = 0.35
# One depth map alone errs by this much; neighbouring ones share pictures, so it does not fall far.
_ALONE_MM: Final = 0.18
# Disagreement beyond what noise gives means hair and folds: the truth is further off than the spread says.
_USUAL_SPREAD_MM: Final = 0.12
_GROWTH: Final = 3.0
# A surface is worst where it ends: lids, nostrils, ears, the chin's underside, beside what no two pictures see.
RIM_RINGS: Final = 12
_RIM_FLAT_RINGS: Final = 2
_RIM_MM: Final = 1.2
_UNGUIDED_MM: Final = 1.2
# Seen only where the lamp at the lens mirrors.
_MIRRORED_MM: Final = 0.35
# The hair of the brows stands before the skin, and it reaches a little beyond the zone.
_BROW_HAIR_MM: Final = np.float32(0.36)
_ABOUT_BROW_MM: Final = 4.0
# Short hair before the ear and beside the eye stands so far before the skin, or does not; colour does not tell. Read
# off three men (5, 13, 43).
_SIDE_HAIR: Final = (("temple", np.float32(0.70)), ("lateral_canthal", np.float32(0.45)))
# Beginning of the zones' names, distance from the opening of the eye, floor of sigma there; read off four phantoms.
_LASHES: Final = (("upper_eyelid", 10.0, np.float32(1.85)), ("infraorbital", 6.0, np.float32(1.15)))
# Beyond the zones of skin, what is so much less red than the cheeks (difference of the logarithms of red over blue) is
# hair, which stands some millimetres before the scalp.
_SKIN_ZONES: Final = ("malar", "buccal", "nasolabial", "jowl", "forehead")
_LESS_RED: Final = 0.35
_HAIR_MM: Final = np.float32(3.0)
_OUTLINE_STEPS: Final = 8
_LARGEST_MM: Final = 1.3


def vertex_sigma_mm(consensus: Consensus, rings: npt.NDArray[np.int64], *, motion_mm: float = 0.0) -> Points:
    """Standard error (n,): by the number of depth maps, their disagreement, and the nearness of the rim.

    `rings` (n,): edges to the nearest rim, as `mesh_cleaning.rings_from_rim` counts, with the first ring cut off.
    The constants are those that 95 % of the errors of two phantoms ask for, see docs/reconstruction.md.
    """
    guided = consensus.support > 0.0
    alone = np.where(guided, _ALONE_MM / np.sqrt(np.maximum(consensus.support, 1.0)), _UNGUIDED_MM)
    beyond = _GROWTH * np.maximum(consensus.spread - _USUAL_SPREAD_MM, 0.0)
    rim = _RIM_MM * np.clip((RIM_RINGS - rings) / (RIM_RINGS - _RIM_FLAT_RINGS), 0.0, 1.0)
    parts = (FLOOR_MM, MOTION_LEFT * motion_mm, alone, beyond, rim, _MIRRORED_MM * consensus.mirrored)
    return np.asarray(np.minimum(np.sqrt(sum(np.square(part) for part in parts)), _LARGEST_MM))


def with_hair(mesh: FaceMesh, eye_outlines_mm: Sequence[Points]) -> FaceMesh:
    """The mesh with the thickness of brows, lashes and hair in sigma: a camera sees hair there, not skin.

    `eye_outlines_mm`: for each eye the landmarks (k, 3) of its opening, in order. About it the lashes and the ball of
    the eye stand before the folds of the lids.
    """
    sigma = mesh.sigma_mm.copy()
    brows = _in_zones(mesh, "brow_")
    if brows.any():
        hair = _from_points_mm(mesh.vertices_in_face_mm, mesh.vertices_in_face_mm[brows]) < _ABOUT_BROW_MM
        sigma[hair] = np.maximum(sigma[hair], _BROW_HAIR_MM)
    for zones, floor_mm in _SIDE_HAIR:
        beside = _in_zones(mesh, zones)
        sigma[beside] = np.maximum(sigma[beside], floor_mm)
    hair = _less_red(mesh) & (mesh.zone_index == NO_ZONE)
    sigma[hair] = np.maximum(sigma[hair], _HAIR_MM)
    away = _from_outlines_mm(mesh.vertices_in_face_mm, eye_outlines_mm)
    for zones, reach_mm, floor_mm in _LASHES:
        near = _in_zones(mesh, zones) & (away < reach_mm)
        sigma[near] = np.maximum(sigma[near], floor_mm)
    return replace(mesh, sigma_mm=sigma)


def _less_red(mesh: FaceMesh) -> npt.NDArray[np.bool_]:
    """Which vertices lack the red of this face's skin; none where no skin is known."""
    rgb = mesh.colours_rgb.astype(np.float64) + 1.0
    redness = np.log(rgb[:, 0] / rgb[:, 2])
    skin = np.any([_in_zones(mesh, name) for name in _SKIN_ZONES], axis=0)
    return np.asarray(redness < np.median(redness[skin]) - _LESS_RED) if skin.any() else np.zeros(len(rgb), dtype=bool)


def _in_zones(mesh: FaceMesh, beginning: str) -> npt.NDArray[np.bool_]:
    numbers = [number for number, name in enumerate(mesh.zone_names) if name.startswith(beginning)]
    return np.isin(mesh.zone_index, numbers)


def _from_outlines_mm(vertices: npt.NDArray[np.float32], outlines: Sequence[Points]) -> Points:
    steps = np.linspace(0.0, 1.0, _OUTLINE_STEPS, endpoint=False)[:, None, None]
    drawn = [(line + steps * (np.roll(line, -1, axis=0) - line)).reshape(-1, 3) for line in outlines]
    return _from_points_mm(vertices, np.concatenate(drawn))


def _from_points_mm(vertices: npt.NDArray[np.float32], points: npt.NDArray[np.floating[Any]]) -> Points:
    return np.asarray(cKDTree(points).query(vertices)[0])
