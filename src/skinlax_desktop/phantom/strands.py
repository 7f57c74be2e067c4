"""Hairs one by one: head, brows and lashes as curves of a few short segments."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.chart import to_chart
from skinlax_desktop.phantom.face_regions import BROW_LEFT, BROW_RIGHT, SkinChart
from skinlax_desktop.phantom.head_hair import POINTS_A_STRAND, Hairdo, grow_beard, grow_head_hair
from skinlax_desktop.phantom.landmarks import LandmarkTable
from skinlax_desktop.phantom.patients import PhantomPatient
from skinlax_desktop.phantom.topology import HeadTopology

Points = npt.NDArray[np.float64]

# Head, both brows, the lashes of upper and lower lid on both sides, beard.
_SHADES: Final = (1.0, 0.62, 0.62, 0.2, 0.2, 0.2, 0.2, 0.8)
_WIDTHS_MM: Final = (0.11, 0.13, 0.13, 0.11, 0.08, 0.11, 0.08, 0.22)
_UPPER_LID: Final = ((246, 161, 160, 159, 158, 157, 173), (466, 388, 387, 386, 385, 384, 398))
_LOWER_LID: Final = ((7, 163, 144, 145, 153, 154, 155), (249, 390, 373, 374, 380, 381, 382))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Strands:
    """`points_mm` (s, 9, 3) in the head frame, root first; `root` (s,) the vertex a strand moves with.

    `colour` (s, 3) linear blue, green, red; `width_mm` (s,) at the root; `thinning` (s,) is random 0..1: a small
    picture draws only strands below a share, and all of those below 0.
    """

    points_mm: Points
    root: npt.NDArray[np.int64]
    colour: Points
    width_mm: npt.NDArray[np.float64]
    thinning: npt.NDArray[np.float64]


def grow_strands(
    patient: PhantomPatient,
    topology: HeadTopology,
    vertices_mm: Points,
    normals: Points,
    table: LandmarkTable,
    scalp_mm: npt.NDArray[np.float64],
    hair_colour: Points,
    hairdo: Hairdo,
    share: float = 1.0,
) -> Strands:
    """Grow a patient's hairs on a head of that shape; of the head's own hair only a `share`.

    Where only a share is grown, brows and lashes are drawn whole at any size.
    """
    random = np.random.default_rng((patient.seed, 61))
    skin = topology.skin_count
    canonical = topology.canonical_mm[:skin]
    parts = [grow_head_hair(hairdo, canonical, vertices_mm, normals, scalp_mm[:skin], random, share)]
    parts += [
        _brow(patient, topology, vertices_mm, normals, table.vertices[list(outline)], random, hairdo.brows)
        for outline in (BROW_RIGHT, BROW_LEFT)
    ]
    for number in range(2):
        parts.append(_lashes(vertices_mm, table.vertices[list(_UPPER_LID[number])], 1.0, random))
        parts.append(_lashes(vertices_mm, table.vertices[list(_LOWER_LID[number])], -1.0, random))
    if hairdo.beard_mm > 0.0:
        chart = SkinChart(landmarks_mm=to_chart(topology.canonical_mm[table.vertices]), texel_mm=2.0)
        parts.append(grow_beard(hairdo, chart, to_chart(canonical), vertices_mm, normals, random))
    points = np.concatenate([part[0] for part in parts])
    counts = [len(part[0]) for part in parts]
    shade = np.concatenate([np.full(count, tone) for count, tone in zip(counts, _SHADES, strict=False)])
    each = random.normal(1.0, 0.28, len(points)).clip(0.35, 1.9)
    thinning = random.random(len(points))
    if share < 1.0:
        thinning[: counts[0]] *= share
        thinning[counts[0] :] = -1.0
    return Strands(
        points_mm=points,
        root=np.concatenate([part[1] for part in parts]),
        colour=hair_colour[None] * (shade * each)[:, None],
        width_mm=np.concatenate([np.full(count, width) for count, width in zip(counts, _WIDTHS_MM, strict=False)]),
        thinning=thinning,
    )


def _brow(
    patient: PhantomPatient,
    topology: HeadTopology,
    vertices: Points,
    normals: Points,
    outline: npt.NDArray[np.int64],
    random: np.random.Generator,
    fullness: float,
) -> tuple[Points, npt.NDArray[np.int64]]:
    """A brow between its upper edge (first five landmarks) and its lower edge, hairs leaning outwards."""
    from scipy.spatial import cKDTree

    full = (520 if patient.sex == "M" else 430) * fullness
    count = int(full * (1.0 - 0.35 * np.clip((patient.age_years - 50.0) / 35.0, 0.0, 1.0)))
    upper = vertices[outline[:5]]
    lower = vertices[outline[5:]][::-1]
    along, across = random.beta(1.15, 1.0, count), random.normal(0.5, 0.2, count).clip(0.0, 1.0)
    place = _on_path(upper, along) * across[:, None] + _on_path(lower, along) * (1.0 - across[:, None])
    tail = _on_path(upper + lower, np.clip(along - 0.12, 0, 1)) - _on_path(upper + lower, np.clip(along + 0.12, 0, 1))
    tail /= np.linalg.norm(tail, axis=1, keepdims=True) + 1e-9
    tree = cKDTree(vertices[: topology.skin_count])
    root = tree.query(place)[1]
    outward = normals[root]
    upward = np.array([0.0, 1.0, 0.0])
    rising = (0.15 + 1.0 * along**2 - 0.9 * (across - 0.3) * (1 - along))[:, None]
    lean = tail + rising * upward + random.normal(0.0, 0.16, (count, 3))
    lean -= outward * (lean * outward).sum(axis=1, keepdims=True)
    lean /= np.linalg.norm(lean, axis=1, keepdims=True)
    reach = random.normal(6.5, 1.3, count).clip(3.0, 10.0) * (1.0 - 0.25 * along)
    points = np.empty((count, POINTS_A_STRAND, 3))
    spot = place
    for step in range(POINTS_A_STRAND):
        found = tree.query(spot)[1]
        height = ((spot - vertices[found]) * normals[found]).sum(axis=1)
        bend = np.sin(np.pi * step / (POINTS_A_STRAND - 1))
        spot = spot + normals[found] * (0.1 + 0.55 * bend - height)[:, None]
        points[:, step] = spot
        spot = spot + lean * (reach / (POINTS_A_STRAND - 1))[:, None]
        lean = lean - upward * 0.06
    return points, np.asarray(root, dtype=np.int64)


def _on_path(path: Points, share: npt.NDArray[np.float64]) -> Points:
    place = share * (len(path) - 1)
    return np.stack([np.interp(place, np.arange(len(path)), path[:, axis]) for axis in range(3)], axis=1)


def _lashes(
    vertices: Points, lid: npt.NDArray[np.int64], upward: float, random: np.random.Generator
) -> tuple[Points, npt.NDArray[np.int64]]:
    count = 95 if upward > 0 else 60
    along = random.random(count)
    place = _on_path(vertices[lid], along) + random.normal(0.0, 0.12, (count, 3))
    root = lid[np.round(along * (len(lid) - 1)).astype(int)]
    length = random.normal(6.6 if upward > 0 else 3.8, 0.9, count).clip(2.0)
    outer = np.sign(vertices[lid[0], 0]) * (0.75 - 1.1 * along)
    share = np.linspace(0.0, 1.0, POINTS_A_STRAND)
    forward = np.stack([0.4 * outer, np.full(count, -0.38 * upward), np.ones(count)], axis=1)
    curl = np.stack([0.3 * outer, np.full(count, 0.78 * upward), np.full(count, -0.05)], axis=1)
    curve = forward[:, None] * share[None, :, None] * 0.8 + curl[:, None] * (share**2)[None, :, None]
    return place[:, None] + curve * length[:, None, None], root
