"""How the hair of the head and the beard grow: lying on the scalp, standing, or falling past the face."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.face_regions import LIPS_OUTER, SkinChart
from skinlax_desktop.phantom.patients import PhantomPatient
from skinlax_desktop.phantom.skin_tone import beard_outline

Points = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float64]

POINTS_A_STRAND: Final = 9
HAIRS: Final = 26000
_BEARD_HAIRS: Final = 3500
_CHEEK_FREE_MM: Final = 66.0
_NAPE_MM: Final = 45.0
_HANGS_BELOW_MM: Final = -45.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hairdo:
    """How the hair is worn.

    `manner`: short (forward from the crown), back (combed back), falling (past the ears). `length_mm` (mean, spread).
    `cover_mm`: how far the hair stands off the skull. `receded_mm` moves the hairline back; `bare_crown` 0..1 thins
    the top. `amount` of the usual number of hairs; 0 is a shaved head. `stray`: how unruly. `fringe_mm`: how long the
    hair over the forehead is. `beard_mm`: the length of a beard, 0 without. `brows`: their fullness, 1 usual.
    `colour` linear blue, green, red, or None for the patient's own.
    """

    manner: Literal["short", "back", "falling"]
    length_mm: tuple[float, float]
    cover_mm: float
    stray: float
    receded_mm: float = 0.0
    bare_crown: float = 0.0
    amount: float = 1.0
    fringe_mm: float = 0.0
    beard_mm: float = 0.0
    brows: float = 1.0
    colour: tuple[float, float, float] | None = None


def usual_hairdo(patient: PhantomPatient) -> Hairdo:
    """What the standing patients wear: short on men, combed back and tied on women."""
    if patient.sex == "M":
        bare = float(np.clip((patient.age_years - 45.0) / 30.0, 0.0, 0.8))
        return Hairdo(manner="short", length_mm=(17.0, 4.0), cover_mm=2.5, stray=0.20, bare_crown=bare)
    return Hairdo(manner="back", length_mm=(52.0, 13.0), cover_mm=4.0, stray=0.045)


def grow_head_hair(
    hairdo: Hairdo,
    canonical: Points,
    vertices: Points,
    normals: Points,
    scalp_mm: Floats,
    random: np.random.Generator,
    share: float,
) -> tuple[Points, npt.NDArray[np.int64]]:
    """Strands (s, 9, 3), root first, and the vertices they move with (s,); of all hairs only a `share` is grown.

    They follow the scalp, a little above it; falling ones leave it where it turns inwards.
    """
    from scipy.spatial import cKDTree

    short, falls = hairdo.manner == "short", hairdo.manner == "falling"
    grows = scalp_mm > -3.0
    if falls:
        # The lining of mouth and throat lies as far back as the nape.
        grows &= (canonical[:, 1] > 5.0) | (np.hypot(canonical[:, 0], canonical[:, 2] + 85.0) > _NAPE_MM)
    rooted = np.flatnonzero(grows)
    density = np.clip((scalp_mm[rooted] + 3.0) / 9.0, 0.03, 1.0)
    density = density * (1.0 - hairdo.bare_crown * np.clip((canonical[rooted, 1] - 60.0) / 30.0, 0.0, 1.0))
    count = round(HAIRS * share * hairdo.amount)
    root = rooted[random.choice(len(rooted), count, p=density / density.sum())]
    near = vertices[root] + random.normal(0.0, 0.8, (count, 3))
    every = np.flatnonzero(scalp_mm > -12.0) if not falls else np.arange(0, len(scalp_mm), 3)
    tree = cKDTree(vertices[every])
    mean, spread = hairdo.length_mm
    length = random.normal(mean, spread, count).clip(0.35 * mean, 1.63 * mean)
    lift = random.gamma(2.0, 1.1, count) if short else 0.4 + random.gamma(2.0, 0.55, count)
    lift *= 0.35 + 0.65 * np.clip(scalp_mm[root] / 18.0, 0.0, 1.0)
    fringe = np.zeros(count, dtype=bool)
    if hairdo.fringe_mm > 0.0:
        front = (np.abs(canonical[root, 0]) < 52.0) & (canonical[root, 2] > -62.0) & (canonical[root, 1] > 35.0)
        fringe = front & (random.random(count) < 0.85)
        length[fringe] = random.normal(hairdo.fringe_mm, 0.15 * hairdo.fringe_mm, int(fringe.sum())).clip(10.0)
    crown = np.array([0.0, 75.0, -120.0]) if short else np.array([0.0, 12.0, -150.0])
    stray = random.normal(0.0, hairdo.stray, (count, 3))
    points = np.empty((count, POINTS_A_STRAND, 3))
    place = near
    for step in range(POINTS_A_STRAND):
        done = step / (POINTS_A_STRAND - 1)
        found = every[tree.query(place)[1]]
        outward = normals[found]
        height = ((place - vertices[found]) * outward).sum(axis=1)
        wanted = -0.4 + (hairdo.cover_mm + (0.1 if short else 0.0)) * _rise(scalp_mm[found]) + lift * np.sqrt(done)
        pushed = wanted - height
        place = place + outward * (np.maximum(pushed, 0.0) if falls else pushed)[:, None]
        points[:, step] = place
        if falls:
            comb = _falling(place, fringe)
        elif short:
            # From the crown the hair lies forward and down; on the sides down and back.
            comb = place - crown + np.array([0.0, 0.0, 30.0])
            comb[:, 1] -= 30.0
        else:
            comb = crown - place
        comb[fringe] += _forward(place[fringe], crown)
        comb /= np.linalg.norm(comb, axis=1, keepdims=True)
        comb = comb + stray
        # Below the ears falling hair hangs free.
        lies = (pushed > -3.0) & (place[:, 1] > _HANGS_BELOW_MM) if falls else np.ones(count, dtype=bool)
        comb[lies] -= (outward * (comb * outward).sum(axis=1, keepdims=True))[lies]
        comb /= np.linalg.norm(comb, axis=1, keepdims=True) + 1e-9
        place = place + comb * (length / (POINTS_A_STRAND - 1))[:, None]
    return points, root


def _falling(place: Points, fringe: npt.NDArray[np.bool_]) -> Points:
    """Sideways from the parting on top, down beside the face, and never across the cheek."""
    side = np.where(place[:, 0] < 0.0, -1.0, 1.0)
    high = np.clip((place[:, 1] - 15.0) / 45.0, 0.0, 1.0)
    comb = np.stack([side * (0.03 + 1.1 * high), -1.0 - 0.2 * high, -0.35 * high], axis=1)
    before = (np.abs(place[:, 0]) < _CHEEK_FREE_MM) & (place[:, 2] > -70.0) & (place[:, 1] < 60.0) & ~fringe
    comb[before] += np.stack([2.0 * side[before], np.zeros(before.sum()), np.full(before.sum(), -1.0)], axis=1)
    return comb


def _forward(place: Points, crown: Points) -> Points:
    comb = place - crown
    comb[:, 0] *= 0.3
    comb[:, 1] -= 60.0
    return comb * 8.0


def grow_beard(
    hairdo: Hairdo, chart: SkinChart, chart_mm: Points, vertices: Points, normals: Points, random: np.random.Generator
) -> tuple[Points, npt.NDArray[np.int64]]:
    """A full beard and moustache: `chart_mm` (n, 2) are the vertices on the skin's chart."""
    mask = chart.area(beard_outline(chart), 3.0)
    lips = chart.area(chart.landmarks_mm[list(LIPS_OUTER)], 0.8)
    column, row = np.round(chart.texels(chart_mm)).astype(int).T
    inside = (column >= 0) & (row >= 0) & (column < mask.shape[1]) & (row < mask.shape[0])
    grown = np.zeros(len(chart_mm))
    grown[inside] = (mask * (1.0 - np.minimum(4.0 * lips, 1.0)))[row[inside], column[inside]]
    grown[grown < 0.35] = 0.0
    count = _BEARD_HAIRS
    if not grown.any():
        return np.zeros((0, POINTS_A_STRAND, 3)), np.zeros(0, dtype=np.int64)
    root = random.choice(len(chart_mm), count, p=grown / grown.sum())
    start = vertices[root] + random.normal(0.0, 0.5, (count, 3))
    lean = normals[root] * 0.4 + np.array([0.0, -1.0, 0.0]) + random.normal(0.0, 0.16, (count, 3))
    lean /= np.linalg.norm(lean, axis=1, keepdims=True)
    reach = random.normal(hairdo.beard_mm, 0.25 * hairdo.beard_mm, count).clip(1.0)
    share = np.linspace(0.0, 1.0, POINTS_A_STRAND)
    points = start[:, None] + lean[:, None] * (reach[:, None] * share)[:, :, None]
    return points, root


def _rise(scalp_mm: Floats) -> Floats:
    ramp = np.clip(scalp_mm / 22.0, 0.0, 1.0)
    return np.asarray(ramp * ramp * (3.0 - 2.0 * ramp))
