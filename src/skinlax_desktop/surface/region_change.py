"""What became of a region of skin that is no zone: a zone with its surroundings, or a strip of them.

A treatment of a zone moves the skin around it too; what was gained or lost is read with it. Within a zone the place
that moved most is read as what it is: the largest of many noisy places.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist
from scipy.stats import norm

from skinlax_desktop.surface.closest_surface import ClosestSurface, near_border
from skinlax_desktop.surface.compared_surfaces import SurfaceComparison
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.skin_patches import skin_patches
from skinlax_desktop.surface.surface_change import gather, read_change
from skinlax_desktop.surface.zone_change import ZoneShift, with_volumes, zone_shifts

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_INSIDE, _ELSEWHERE = 0, 1
_POOR: Final = 1.5
_CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RegionShift:
    """The shift of a region, and the share of its skin on the first surface that both show."""

    shift: ZoneShift
    covered: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A value in mm with its 95 % interval, which need not lie evenly around it."""

    value: float
    low: float
    high: float


class RegionReader:
    """Reads regions of the first surface of a comparison; `scale_share` is the two scales' relative error together."""

    def __init__(self, found: SurfaceComparison, first: FaceMesh, second: FaceMesh, *, scale_share: float) -> None:
        self._found = found
        self._first, self._second = first, second
        self._scale_share = scale_share
        self._points = first.vertices_in_face_mm.astype(np.float64)
        self._skin = skin_patches(first)
        self._inner = (first.measured > 0) & ~near_border(len(self._points), first.triangles)
        self._surface = ClosestSurface(second.vertices_in_face_mm, second.triangles)

    def around(self, zone: str, rim_mm: float, *, half_width_mm: float | None = None) -> RegionShift | None:
        """A zone with the skin up to `rim_mm` around it; None if unseen.

        With `half_width_mm` the strip of that along the midline. It is judged by the skin beyond the region.
        """
        members = self._first.zone_index == self._first.zone_names.index(zone)
        if not members.any():
            return None
        tree = cKDTree(self._points[members])

        def holds(points: Floats) -> Mask:
            inside = np.asarray(tree.query(points, distance_upper_bound=rim_mm)[0]) <= rim_mm
            return inside if half_width_mm is None else inside & (np.abs(points[:, 0]) <= half_width_mm)

        region = holds(self._points)
        of_region = np.where(region, _INSIDE, -1).astype(np.int16)
        mesh = replace(self._first, zone_index=of_region)
        found = self._found
        change = read_change(mesh, self._skin.normals, self._second, self._surface, found.registration.motion)
        samples = gather(mesh, self._skin, self._inner & region, change)
        judged = found.registration.judged
        apart = np.where(holds(judged.points), _INSIDE, _ELSEWHERE).astype(np.int16)
        registration = replace(found.registration, judged=replace(judged, zone=apart))
        shifts = zone_shifts(samples, registration, found.model, self._scale_share, {})
        if _INSIDE not in shifts:
            return None
        area, volume = (amount[region].sum(keepdims=True) for amount in (change.area_mm2, change.volume_ml))
        seen = region & np.isfinite(change.distance_mm)
        areas = self._skin.areas_mm2
        return RegionShift(
            shift=with_volumes(shifts, area, volume)[_INSIDE],
            covered=float(areas[seen].sum() / areas[region].sum()),
        )

    def furthest_out(self, zone: str) -> Reading | None:
        """How far a zone moved along its normals where it moved most, outwards positive; None if unseen.

        Read on the places themselves, since smoothing takes a fifth of a small zone's movement; not on those that err
        by far more than the rest.
        """
        samples, field = self._found.samples, self._found.field
        inside = np.flatnonzero(samples.zone == self._first.zone_names.index(zone))
        if zone not in self._found.zones:
            return None
        inside = inside[field.normal_sd_mm[inside] <= _POOR * np.median(field.normal_sd_mm[inside])]
        out = samples.change[inside] + self._found.zones[zone].aside_mm
        return largest_of(
            samples.points[inside],
            samples.area[inside],
            out,
            field.normal_sd_mm[inside],
            self._found.model.length_mm,
        )


def largest_of(points: Floats, area: Floats, moved: Floats, sd: Floats, length_mm: float) -> Reading:
    """Of places (n, 3) that moved by `moved` (n,), standard errors `sd` (n,), the movement of the one that moved most.

    The errors of neighbours hang together (Matern 3/2 of `length_mm`). The largest of noisy values is too large, so
    places are drawn to their mean by as much of their spread as noise explains (empirical Bayes: Efron & Morris 1975).
    The interval is that of all places at once (Sidak 1967, over as many as are independent: Li & Ji 2005): it holds the
    largest of the true movements.
    """
    turn = np.sqrt(3.0) * cdist(points, points) / length_mm
    alike = (1.0 + turn) * np.exp(-turn)
    covariance = alike * sd[:, None] * sd[None, :]
    share = area / area.sum()
    mean = float(share @ moved)
    seen = float(share @ (moved - mean) ** 2)
    noise = float(share @ np.diag(covariance) - share @ covariance @ share)
    kept = max(0.0, 1.0 - noise / seen) if seen > 0.0 else 0.0
    own = np.maximum(np.linalg.eigvalsh(alike), 0.0)
    places = max(1.0, float((own >= 1.0).sum() + (own - np.floor(own)).sum()))
    times = float(norm.ppf(0.5 * (1.0 + _CONFIDENCE ** (1.0 / places))))
    up, down = (mean + kept * (float(end) - mean) for end in (moved.max(), moved.min()))
    if up >= -down:
        value, low, high = up, float((moved - times * sd).max()), float((moved + times * sd).max())
    else:
        value, low, high = down, float((moved - times * sd).min()), float((moved + times * sd).min())
    return Reading(value=value, low=min(low, value), high=max(high, value))
