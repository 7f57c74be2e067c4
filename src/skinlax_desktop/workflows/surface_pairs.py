"""Which pairs of a patient's visits have surfaces that tell what became of a simulation, and what is known of them.

A comparison stands only for the two surfaces it was made of: when one of them is replaced or gone, or the way of
reading has changed, it is as if it had never been made.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Final

from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.surfaces_compared import SurfacesCompared
from skinlax_desktop.domain.visit import Visit

DEFINITION: Final = 1
"""Counted up when a quantity is read otherwise (`surface_findings`): what was read before is read anew."""

Pair = tuple[VisitId, VisitId]


def surface_fingerprint(visit: Visit) -> str:
    """Of the visit's surface and of what else a comparison reads of the visit; "" without a surface."""
    surface = visit.face_surface
    if surface is None:
        return ""
    camera, scale = visit.calibration, visit.scale
    told = {
        "mesh": surface.mesh.sha256,
        "source": surface.source,
        "scale_share": surface.scale_share,
        "landmarks": surface.landmarks_mm,
        "posture": visit.posture,
        "camera": None if camera is None else [camera.model, camera.serial],
        "scale": None if scale is None else [scale.kind.value, scale.distance_mm, scale.sigma_mm],
    }
    return hashlib.sha256(json.dumps(told).encode("utf-8")).hexdigest()


def standing_comparisons(visits: Iterable[Visit]) -> Mapping[Pair, SurfacesCompared]:
    """The newest comparison of each pair of these visits that still stands."""
    known = {visit.id: visit for visit in visits}
    prints = {name: surface_fingerprint(visit) for name, visit in known.items()}
    kept = sorted((one for visit in known.values() for one in visit.surfaces_compared), key=lambda one: one.compared_at)
    return {
        (one.earlier, one.later): one
        for one in kept
        if one.definition == DEFINITION
        and (one.earlier_surface, one.later_surface) == (prints.get(one.earlier), prints.get(one.later))
    }


def pairs_to_compare(visits: Iterable[Visit], of: VisitId) -> tuple[tuple[Visit, Visit], ...]:
    """The pairs with a visit that nobody compared yet, the earlier visit first: it has a simulation, both a surface."""
    ordered = sorted(visits, key=lambda visit: visit.started_at)
    known = standing_comparisons(ordered)
    return tuple(
        (earlier, later)
        for number, earlier in enumerate(ordered)
        for later in ordered[number + 1 :]
        if of in (earlier.id, later.id)
        and earlier.simulations
        and earlier.face_surface is not None
        and later.face_surface is not None
        and (earlier.id, later.id) not in known
    )
