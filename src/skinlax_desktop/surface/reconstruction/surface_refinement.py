"""Vertices moved along their normals to where many depth maps, weighed by their errors, put them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.mesh_cleaning import averaging
from skinlax_desktop.surface.reconstruction.rectified_stereo import DepthView
from skinlax_desktop.surface.reconstruction.seen_colours import project, sample

Points = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

_NEAR_MM: Final = 2.5
_ROBUST_MM: Final = 0.25
_LEAST_SIGMA_MM: Final = 0.03
_LEAST_COSINE: Final = 0.1
_ROUNDS: Final = 4
# Of a weighted number of depth maps: less than one is none.
SAID: Final = 0.8
_COARSE_SPREAD, _COARSE_COUNTS = 1.5, 0.5
# What a lamp at the lens mirrors lies a few tenths of a millimetre behind the skin: any other picture outweighs it.
_MIRRORED_COUNTS: Final = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Consensus:
    """Per vertex: `shift` along the normal, `spread` of the depth maps about it, their weighted number `support`.

    `mirrored`: the share of the weight that comes from where a lamp at the lens mirrors.
    """

    shift: Points
    spread: Points
    support: Points
    mirrored: Points


def agree(
    views: Sequence[DepthView], vertices: Points, normals: Points, *, mirroring_cosine: float | None = None
) -> Consensus:
    """What the depth maps say together; robust against those that show something else.

    What faces a lens more squarely than `mirroring_cosine` counts only where nothing else is said.
    """
    if not views:
        nothing = np.zeros(len(vertices))
        return Consensus(shift=nothing, spread=nothing, support=nothing, mirrored=nothing)
    offs, weights, squares = [], [], []
    for view in views:
        off, weight, square = _off(view, vertices, normals)
        offs.append(off)
        weights.append(weight)
        squares.append(square > (2.0 if mirroring_cosine is None else mirroring_cosine))
    off, weight, mirrors = np.array(offs), np.array(weights), np.array(squares)
    weight[mirrors] /= _MIRRORED_COUNTS
    total = weight.sum(axis=0)
    shift = (off * weight).sum(axis=0) / np.maximum(total, 1e-12)
    share = weight
    for _ in range(_ROUNDS):
        share = weight / (1.0 + ((off - shift) / _ROBUST_MM) ** 2)
        shift = (off * share).sum(axis=0) / np.maximum(share.sum(axis=0), 1e-12)
    total = np.maximum(share.sum(axis=0), 1e-12)
    spread = np.sqrt((share * (off - shift) ** 2).sum(axis=0) / total)
    support = total**2 / np.maximum((share**2).sum(axis=0), 1e-12) * (total > 1e-9)
    mirrored = (share * mirrors).sum(axis=0) / total * (total > 1e-9)
    return Consensus(shift=shift, spread=spread, support=support, mirrored=mirrored)


def backed(fine: Consensus, coarse: Consensus) -> Consensus:
    """Where fine depth maps say nothing, for shadow or smooth skin, what coarse ones said."""
    silent = fine.support < SAID
    said = silent & (coarse.support >= SAID)
    return Consensus(
        shift=np.where(silent, 0.0, fine.shift),
        spread=np.where(said, _COARSE_SPREAD * coarse.spread, np.where(silent, 0.0, fine.spread)),
        support=np.where(said, _COARSE_COUNTS * coarse.support, np.where(silent, 0.0, fine.support)),
        mirrored=np.where(said, coarse.mirrored, np.where(silent, 0.0, fine.mirrored)),
    )


def _off(view: DepthView, vertices: Points, normals: Points) -> tuple[Points, Points, Points]:
    pixels, depth = project(vertices, view.camera_matrix, view.rotation, view.translation)
    found = sample(view.depth, pixels, cv2.INTER_NEAREST).astype(np.float64)
    sigma = sample(view.sigma, pixels, cv2.INTER_NEAREST).astype(np.float64)
    ray = vertices @ view.rotation.T + view.translation
    ray /= np.linalg.norm(ray, axis=1, keepdims=True)
    facing = -(normals @ view.rotation.T * ray).sum(axis=1)
    along = (found - depth) / np.maximum(ray[:, 2], 0.2)
    good = (found > 0) & (np.abs(along) < _NEAR_MM) & (facing > _LEAST_COSINE)
    off = np.where(good, -along * facing, 0.0)
    # A wrong match errs across the picture by its share of a pixel; seen at a slant that is a wider step on the skin.
    weight = np.where(good, 1.0 / (np.maximum(sigma * facing, _LEAST_SIGMA_MM) ** 2), 0.0)
    return off, weight, sample(view.cosine, pixels, cv2.INTER_NEAREST)


def move_vertices(
    vertices: Points, triangles: Indices, normals: Points, consensus: Consensus, *, smooth_rounds: int = 2
) -> Points:
    """The vertices at their consensus; where few depth maps speak, the neighbours' shift is taken along."""
    spread_over: Any = averaging(triangles, len(vertices))
    trust = consensus.support / (consensus.support + 1.0)
    shift, weight = consensus.shift * trust, trust
    for _ in range(smooth_rounds):
        shift = 0.5 * shift + 0.5 * (spread_over @ shift)
        weight = 0.5 * weight + 0.5 * (spread_over @ weight)
    return np.asarray(vertices + normals * (shift / np.maximum(weight, 0.2))[:, None])
