"""From poses to a surface: neighbours are matched, fused, and matched again along the surface found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.reconstruction.bridged_depth import bridged
from skinlax_desktop.surface.reconstruction.bundle_adjustment import Bundle
from skinlax_desktop.surface.reconstruction.fusion import VOXEL_MM, fuse_depths
from skinlax_desktop.surface.reconstruction.guided_stereo import MIRRORING_COSINE, match_on_surface
from skinlax_desktop.surface.reconstruction.head_placing import head_yaw_deg
from skinlax_desktop.surface.reconstruction.mesh_cleaning import (
    clean,
    rings_from_rim,
    smoothed,
    vertex_normals,
    without_vertices,
)
from skinlax_desktop.surface.reconstruction.ray_tracing import raycaster
from skinlax_desktop.surface.reconstruction.rectified_stereo import (
    LEAST_ALIKE,
    DepthView,
    StereoView,
    match_views,
)
from skinlax_desktop.surface.reconstruction.surface_refinement import Consensus, agree, backed, move_vertices
from skinlax_desktop.surface.reconstruction.surface_search import STILLS_ALIKE, beside_surface, search_on_surface
from skinlax_desktop.surface.reconstruction.uncertainty import RIM_RINGS

Points = npt.NDArray[np.float64]

_SEARCHED_SHARE: Final = 0.6
# Dark or smooth skin shows its texture only when the noise is averaged away; it costs fineness, so it fills gaps only.
_GAPS_SHARE: Final = 0.3
_GUIDED_SHARE: Final = 0.45
# Windows wide enough for dark skin in shade; they say nothing where finer ones speak.
_WIDE_SHARE: Final = 0.22
_FEWEST_SEARCHES: Final = 1.2
# The same for single stills: each has one neighbour on either side.
_STILLS_DEG: Final = 60.0
# Share of the working picture and pixels searched there.
_STILLS_SEARCHES: Final = ((0.35, 24), (0.5, 32))
_MIRRORS_TOO: Final = 1.1
# One pair alone sees most places of stills with asides; what it wins there (person 43: 6 points) errs no more than its
# sigma says.
_ASIDES_ALIKE: Final = 0.4
Rough = tuple[Points, npt.NDArray[np.int64]]
NOTHING: Final = (np.zeros((0, 3)), np.zeros((0, 3), dtype=np.int64))
# The neck hangs below the points that turn with the skull.
_NECK_BELOW_MM: Final = 42.0
# Nothing but the two profiles of one side sees the skin about the ear at an angle, so no followed patch lies there.
_SIDE_OF_HEAD_MM: Final = np.array([(75.0, y, z) for y in (-85.0, 45.0) for z in (-115.0, -50.0)])
_PROFILE_DEG: Final = 65.0
# Wider pairs measure depth more finely, narrower ones match more surely.
_NARROWEST_DEG, _WIDEST_DEG = 4.0, 26.0
# Along a surface that is nearly right, stills on both sides of a gap still match.
_ACROSS_GAP_DEG: Final = 40.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surface:
    """Vertices (n, 3) in the bundle's world, triangles (m, 3), what the depth maps say of each vertex, and `rings`.

    `rings` (n,): edges from each vertex to the nearest rim, at most `RIM_RINGS`; the outermost ring was cut off. In a
    sweep the rim of a hole that was bridged is one too: beside it the surface errs as it did beside the hole.
    """

    vertices: Points
    triangles: npt.NDArray[np.int64]
    consensus: Consensus
    rings: npt.NDArray[np.int64]


def measure_surface(
    bundle: Bundle,
    solved: Sequence[int],
    views: Sequence[StereoView],
    *,
    on_progress: Callable[[float], None],
    stills: Rough | None = None,
    asides: bool = False,
) -> Surface:
    """The surface that the views with a pose show; raises `reconstruct_nothing`.

    `stills`: for pictures too far apart to match freely, a surface that is right to a millimetre or two. What mirrors
    the lamp is then measured too: no other picture sees it at an angle. `asides`: what mirrors is measured where no
    other picture sees it.

    What neither guided matching nor at least two searches along rows confirm is left a hole, and so is the rim.
    """
    if stills is None:
        pairs, alike = pairs_of(bundle, solved), _ASIDES_ALIKE if asides else LEAST_ALIKE
        mirroring = _MIRRORS_TOO if asides else MIRRORING_COSINE
        rows = _searched(bundle, solved, views, share=_SEARCHED_SHARE, sides=asides)
        on_progress(0.15)
        searches = [rows, _in_gaps(rows, _searched(bundle, solved, views, share=_GAPS_SHARE, sides=asides))]
    else:
        pairs, mirroring, alike = _neighbours(bundle, solved), _MIRRORS_TOO, STILLS_ALIKE
        searches = [_searched_on(bundle, pairs, views, stills, share, reach_px) for share, reach_px in _STILLS_SEARCHES]
    # One pair is enough to begin with: under the chin there is no second one, and what is wrong shows later.
    searched = [bridged(depth) for found in searches for depth in found]
    vertices, triangles = _fused(searched, voxel_mm=VOXEL_MM, least_weight=1.0)
    done = 0

    def matched(share: float) -> Consensus:
        nonlocal done
        scene, normals = raycaster(vertices, triangles), vertex_normals(vertices, triangles)
        depths = []
        for first, second, _ in pairs:
            on_progress(0.25 + 0.75 * done / (3 * len(pairs)))
            done += 1
            near = _near(bundle, first, second, sides=asides)
            guided = match_on_surface(
                views[first], views[second], scene, near, share=share, mirroring_cosine=mirroring, least_alike=alike
            )
            if guided is not None:
                depths.append(guided)
        return agree(depths, vertices, normals, mirroring_cosine=MIRRORING_COSINE if asides else None)

    coarse = backed(matched(_GUIDED_SHARE), matched(_WIDE_SHARE))
    vertices = move_vertices(vertices, triangles, vertex_normals(vertices, triangles), coarse)
    fine = matched(1.0)
    vertices = move_vertices(vertices, triangles, vertex_normals(vertices, triangles), fine)
    consensus = backed(fine, coarse)
    # The same pair searched at two sizes is one search.
    normals = vertex_normals(vertices, triangles)
    confirmed = np.max([agree(found, vertices, normals).support for found in searches], axis=0)
    unsure = (consensus.support <= 0.0) & (confirmed < _FEWEST_SEARCHES)
    triangles = without_vertices(triangles, len(vertices), unsure)
    triangles = without_vertices(triangles, len(vertices), rings_from_rim(triangles, len(vertices), 1) == 0)
    if not len(triangles):
        raise SkinlaxError("reconstruct_nothing")
    used, corners = np.unique(triangles, return_inverse=True)
    triangles = corners.reshape(-1, 3)
    return Surface(
        vertices=vertices[used],
        triangles=triangles,
        consensus=Consensus(
            shift=consensus.shift[used],
            spread=consensus.spread[used],
            support=consensus.support[used],
            mirrored=consensus.mirrored[used],
        ),
        rings=rings_from_rim(triangles, len(used), RIM_RINGS, None if asides else confirmed[used] <= 0.0),
    )


def rough_surface(
    bundle: Bundle,
    solved: Sequence[int],
    views: Sequence[StereoView],
    *,
    share: float = _SEARCHED_SHARE,
    voxel_mm: float = VOXEL_MM,
    least_weight: float = 2.0,
) -> tuple[Points, npt.NDArray[np.int64]]:
    """Vertices and triangles of what neighbouring pictures show, by semi-global matching; `reconstruct_nothing`."""
    searched = _searched(bundle, solved, views, share=share)
    return _fused(searched, voxel_mm=voxel_mm, least_weight=least_weight)


def surface_of_stills(
    bundle: Bundle,
    solved: Sequence[int],
    views: Sequence[StereoView],
    rough: Rough,
    share: float,
    reach_px: int,
    voxel_mm: float,
) -> Rough:
    """What neighbouring stills show about a rough surface, up to 60 degrees apart; raises `reconstruct_nothing`."""
    searched = _searched_on(bundle, _neighbours(bundle, solved), views, rough, share, reach_px)
    return _fused(searched, voxel_mm=voxel_mm, least_weight=1.0)


def _searched_on(
    bundle: Bundle,
    pairs: Sequence[tuple[int, int, bool]],
    views: Sequence[StereoView],
    rough: Rough,
    share: float,
    reach_px: int,
) -> list[DepthView]:
    scene = raycaster(*rough)
    found = (
        search_on_surface(
            views[first], views[second], scene, _near(bundle, first, second), share=share, reach_px=reach_px
        )
        for first, second, _ in pairs
    )
    return [one for one in found if one is not None]


def _in_gaps(fine: Sequence[DepthView], coarse: Sequence[DepthView]) -> list[DepthView]:
    """Of the coarse depth maps what lies where the fine ones leave a hole."""
    if not fine:
        return list(coarse)
    scene = raycaster(*fuse_depths(fine, voxel_mm=VOXEL_MM, least_weight=1.0))
    return [beside_surface(depth, scene) for depth in coarse]


def _neighbours(bundle: Bundle, solved: Sequence[int]) -> list[tuple[int, int, bool]]:
    """Each still and the next one round the head, in the form of `pairs_of`."""
    order = sorted(solved, key=lambda frame: head_yaw_deg(bundle.rotations[frame]))
    yaw = [head_yaw_deg(bundle.rotations[frame]) for frame in order]
    return [
        (first, second, True)
        for first, second, start, end in zip(order, order[1:], yaw, yaw[1:], strict=False)
        if end - start < _STILLS_DEG
    ]


def _searched(
    bundle: Bundle,
    solved: Sequence[int],
    views: Sequence[StereoView],
    *,
    share: float,
    sides: bool = False,
) -> list[DepthView]:
    depths: list[DepthView] = []
    for first, second, _ in (pair for pair in pairs_of(bundle, solved) if pair[2]):
        near = _near(bundle, first, second, sides=sides)
        found = match_views(views[first], views[second], near, share=share)
        if found is not None:
            depths.append(found)
    return depths


def _fused(
    depths: Sequence[DepthView], *, voxel_mm: float, least_weight: float
) -> tuple[Points, npt.NDArray[np.int64]]:
    vertices, triangles = (
        clean(*fuse_depths(depths, voxel_mm=voxel_mm, least_weight=least_weight)) if depths else NOTHING
    )
    if not len(triangles):
        raise SkinlaxError("reconstruct_nothing")
    return smoothed(vertices, triangles), triangles


def pairs_of(bundle: Bundle, solved: Sequence[int]) -> list[tuple[int, int, bool]]:
    """Pairs of pictures worth matching densely; True for neighbours near enough to be searched."""
    order = sorted(solved, key=lambda frame: head_yaw_deg(bundle.rotations[frame]))
    yaw = [head_yaw_deg(bundle.rotations[frame]) for frame in order]
    found = []
    for start in range(len(order)):
        nearest = True
        for end in range(start + 1, min(start + 4, len(order))):
            apart = yaw[end] - yaw[start]
            if apart > _WIDEST_DEG:
                if end == start + 1 and apart < _ACROSS_GAP_DEG:
                    found.append((order[start], order[end], False))
                break
            if apart >= _NARROWEST_DEG:
                found.append((order[start], order[end], nearest))
                nearest = False
    return found


def _near(bundle: Bundle, first: int, second: int, *, sides: bool = False) -> Points:
    """Points of the head that both pictures see; `sides`: in profiles the side of the head is one of them."""
    points = bundle.points[np.unique(bundle.point[(bundle.frame == first) | (bundle.frame == second)])]
    yaws = [head_yaw_deg(bundle.rotations[frame]) for frame in (first, second)]
    parts = [points, points - (0.0, _NECK_BELOW_MM, 0.0)]
    if sides and min(abs(yaw) for yaw in yaws) > _PROFILE_DEG:
        parts.append(_SIDE_OF_HEAD_MM * (-np.sign(yaws[0]), 1.0, 1.0))
    return np.concatenate(parts)
