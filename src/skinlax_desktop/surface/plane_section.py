"""The line where a plane cuts a face: a profile in millimetres, of one visit or of two on the same plane."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.face_mesh import FaceMesh

Points = npt.NDArray[np.float64]
Place = tuple[float, float, float]
_SHORTEST_SHARE: Final = 0.02
# What lies farther away than this is another part of the face, not the same skin moved.
_FARTHEST_MM: Final = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPlane:
    """A plane through `through_mm` with unit `normal`, head frame. `across` and `up` are its axes on paper."""

    through_mm: Place
    normal: Place
    across: Place
    up: Place

    def on_paper(self, places_mm: Points) -> Points:
        """(n, 2) millimetres along the axes of the plane, from the head's origin (the nasion)."""
        return np.asarray(places_mm @ np.stack((self.across, self.up), axis=1))


def upright_plane(x_mm: float) -> SectionPlane:
    """Parallel to the midline plane, at `x_mm` to the subject's left. On paper the face looks to the right."""
    return SectionPlane(through_mm=(x_mm, 0.0, 0.0), normal=(1.0, 0.0, 0.0), across=(0.0, 0.0, 1.0), up=(0.0, 1.0, 0.0))


def level_plane(y_mm: float) -> SectionPlane:
    """Level, at a height of `y_mm`. On paper the subject's left is on the right, the front is up."""
    return SectionPlane(through_mm=(0.0, y_mm, 0.0), normal=(0.0, 1.0, 0.0), across=(1.0, 0.0, 0.0), up=(0.0, 0.0, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SectionLine:
    """One unbroken line of a section. `places_mm` (k, 3) in order, `on_paper_mm` (k, 2), `measured` (k,) bool."""

    places_mm: Points
    on_paper_mm: Points
    measured: npt.NDArray[np.bool_]


def cut_mesh(mesh: FaceMesh, plane: SectionPlane) -> tuple[SectionLine, ...]:
    """The lines in which a plane cuts a mesh, the longest first; specks are left out."""
    vertices = mesh.vertices_in_face_mm.astype(np.float64)
    height = (vertices - np.asarray(plane.through_mm)) @ np.asarray(plane.normal)
    # A vertex exactly in the plane would be cut twice.
    height = np.where(height == 0.0, 1e-9, height)
    above = height > 0.0
    sides = above[mesh.triangles]
    cut = mesh.triangles[(sides.any(axis=1)) & ~sides.all(axis=1)]
    if not len(cut):
        return ()
    ends = _cut_edges(cut, above)
    edges, numbers = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True)
    low, high = edges[:, 0], edges[:, 1]
    t = (height[low] / (height[low] - height[high]))[:, None]
    places = vertices[low] * (1.0 - t) + vertices[high] * t
    measured = (mesh.measured[low] > 0) & (mesh.measured[high] > 0)
    chains = _chains(numbers.reshape(-1, 2), len(edges))
    lines = [
        SectionLine(places_mm=places[chain], on_paper_mm=plane.on_paper(places[chain]), measured=measured[chain])
        for chain in chains
    ]
    lengths = [float(np.linalg.norm(np.diff(line.places_mm, axis=0), axis=1).sum()) for line in lines]
    longest = max(lengths)
    kept = [number for number, length in enumerate(lengths) if length >= _SHORTEST_SHARE * longest]
    return tuple(lines[number] for number in sorted(kept, key=lambda number: -lengths[number]))


def _cut_edges(triangles: npt.NDArray[np.int32], above: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """(m, 2, 2): the two edges of each cut triangle that cross the plane, each as (lower, higher) vertex number."""
    sides = above[triangles]
    # The corner that is alone on its side has both cut edges.
    alone = np.where(sides.sum(axis=1) == 1, sides.argmax(axis=1), (~sides).argmax(axis=1))
    rows = np.arange(len(triangles))
    corner = triangles[rows, alone].astype(np.int64)
    others = np.stack([triangles[rows, (alone + step) % 3] for step in (1, 2)], axis=1).astype(np.int64)
    pairs = np.stack((np.repeat(corner[:, None], 2, axis=1), others), axis=2)
    return np.sort(pairs, axis=2)


def _chains(links: npt.NDArray[np.int64], count: int) -> list[npt.NDArray[np.int64]]:
    """Walk the links (m, 2) between points into unbroken chains; a ring ends where it began."""
    neighbours: list[list[int]] = [[] for _ in range(count)]
    for first, second in links.tolist():
        neighbours[first].append(second)
        neighbours[second].append(first)
    seen = np.zeros(count, dtype=bool)
    chains = []
    # Open ends first: a walk from the middle of an open line would break it in two.
    for start in sorted(range(count), key=lambda number: len(neighbours[number]) != 1):
        if seen[start]:
            continue
        chain, at = [start], start
        seen[start] = True
        while (onward := next((other for other in neighbours[at] if not seen[other]), None)) is not None:
            seen[onward] = True
            chain.append(onward)
            at = onward
        if len(chain) > 2 and start in neighbours[at]:
            chain.append(start)
        if len(chain) > 1:
            chains.append(np.array(chain))
    return chains


def profile_difference(
    now: tuple[SectionLine, ...], then: tuple[SectionLine, ...]
) -> tuple[float, tuple[float, float]] | None:
    """The largest distance on paper from the measured points of `now` to the nearest line of `then`, and where.

    A point beyond the end of what `then` has measured has no partner there, nor has one farther away than any skin
    moves. None when no point has a partner.
    """
    points = [line.on_paper_mm[line.measured] for line in now]
    here = np.concatenate(points) if points else np.zeros((0, 2))
    start, end, first, last = _measured_pieces(then)
    if not len(here) or not len(start):
        return None
    run = end - start
    length2 = np.maximum((run**2).sum(axis=1), 1e-12)
    to = here[:, None] - start[None]
    t = np.clip((to * run).sum(axis=2) / length2, 0.0, 1.0)
    apart2 = ((to - t[..., None] * run) ** 2).sum(axis=2)
    nearest = apart2.argmin(axis=1)
    rows = np.arange(len(here))
    apart, along = np.sqrt(apart2[rows, nearest]), t[rows, nearest]
    beyond = (first[nearest] & (along <= 0.0)) | (last[nearest] & (along >= 1.0))
    apart[beyond | (apart > _FARTHEST_MM)] = -1.0
    worst = int(apart.argmax())
    if apart[worst] < 0.0:
        return None
    return float(apart[worst]), (float(here[worst, 0]), float(here[worst, 1]))


def _measured_pieces(
    lines: tuple[SectionLine, ...],
) -> tuple[Points, Points, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Start and end (m, 2) of every measured piece, and which of them begin or end an unbroken measured run."""
    starts, ends, firsts, lasts = [np.zeros((0, 2))], [np.zeros((0, 2))], [np.zeros(0, bool)], [np.zeros(0, bool)]
    for line in lines:
        whole = line.measured[:-1] & line.measured[1:]
        if not whole.any():
            continue
        is_ring = bool(whole.all()) and bool((line.on_paper_mm[0] == line.on_paper_mm[-1]).all())
        before, after = np.concatenate(([is_ring], whole[:-1])), np.concatenate((whole[1:], [is_ring]))
        starts.append(line.on_paper_mm[:-1][whole])
        ends.append(line.on_paper_mm[1:][whole])
        firsts.append(~before[whole])
        lasts.append(~after[whole])
    return np.concatenate(starts), np.concatenate(ends), np.concatenate(firsts), np.concatenate(lasts)
