"""How the sheet answers a treatment: a zone is moved by a target, mechanics carries the movement to its surroundings.

The answer to a unit pull on a zone is solved once; after that a slider costs a sum of such answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skinlax_desktop.biomechanics.membrane import Floats
from skinlax_desktop.biomechanics.mesh_check import rims_of_holes
from skinlax_desktop.biomechanics.sheet import TissueSheet
from skinlax_desktop.biomechanics.surface_blend import SurfaceBlend
from skinlax_desktop.biomechanics.tissue_table import FallsMost, tissue_table
from skinlax_desktop.biomechanics.treatments import Movement
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.face_mesh import FaceMesh

_UP: Final = np.array([0.0, 1.0, 0.0])
_MIDLINE_MM: Final = 8.0
# The rim of a hole that may run through a treated zone, and how far from measured skin closed skin may lie in it: up
# to 21 mm away closed skin was compared with the truth (decision 41).
_MOST_RIM_MM: Final = 20.0
_FARTHEST_CLOSED_MM: Final = 25.0


@dataclass(frozen=True, slots=True)
class Handle:
    """A zone and what is done to it."""

    zone: str
    movement: Movement


class TreatmentResponse:
    """Displacements of one sheet under treatments of its zones; `mesh` is the sheet's own mesh."""

    def __init__(self, sheet: TissueSheet, mesh: FaceMesh) -> None:
        self.sheet = sheet
        self._mesh = mesh
        self._rims_mm = rims_of_holes(sheet.vertices_mm, mesh.triangles)
        self._seen = mesh.measured > 0
        self._soft = SurfaceBlend(mesh.triangles, sheet.geometry)
        self._members: dict[str, npt.NDArray[np.bool_]] = {}
        self._measured_shares: dict[str, float] = {}
        self._answers: dict[Handle, Floats] = {}
        self._meters: dict[Handle, Floats] = {}
        self._steep: dict[Handle, float] = {}

    def members(self, zone: str) -> npt.NDArray[np.bool_]:
        """The vertices (n,) of a zone.

        Raises `SkinlaxError`: `simulation_zone_absent` where the mesh has none, `simulation_zone_hole` where a hole
        reaches into it, or closed skin lies far from what was measured: what is not there cannot be treated.
        """
        if zone in self._members:
            return self._members[zone]
        if zone not in self._mesh.zone_names:
            raise SkinlaxError("simulation_zone_absent", zone=zone)
        members: npt.NDArray[np.bool_] = self._mesh.zone_index == self._mesh.zone_names.index(zone)
        if not members.any():
            raise SkinlaxError("simulation_zone_absent", zone=zone)
        if self._has_hole(members):
            raise SkinlaxError("simulation_zone_hole", zone=zone)
        self._members[zone] = members
        return members

    def measured_share(self, zone: str) -> float:
        """The share, 0 to 1, of a zone's area that was measured, not closed. Raises what `members` does."""
        if zone not in self._measured_shares:
            area = self.sheet.geometry.vertex_area_mm2 * self.members(zone)
            self._measured_shares[zone] = float(area[self._seen].sum() / area.sum())
        return self._measured_shares[zone]

    @cached_property
    def holed(self) -> frozenset[str]:
        """The zones that a hole reaches into."""
        of_zone = {zone: self._mesh.zone_index == number for number, zone in enumerate(self._mesh.zone_names)}
        return frozenset(zone for zone, members in of_zone.items() if self._has_hole(members))

    def _has_hole(self, members: npt.NDArray[np.bool_]) -> bool:
        return float(self._rims_mm[members].sum()) > _MOST_RIM_MM or self._lies_far(members)

    def _lies_far(self, members: npt.NDArray[np.bool_]) -> bool:
        """Whether some of it is closed skin that nothing measured near it vouches for."""
        closed = members & ~self._seen
        if not closed.any() or not self._seen.any():
            return bool(closed.any())
        away = np.asarray(self._measured.query(self.sheet.vertices_mm[closed])[0])
        return float(away.max()) > _FARTHEST_CLOSED_MM

    @cached_property
    def _measured(self) -> cKDTree:
        return cKDTree(self.sheet.vertices_mm[self._seen])

    def volume_ml_per_mm(self, handle: Handle) -> float:
        """The volume, positive, under the sheet for each millimetre of a zone's mean movement."""
        geometry = self.sheet.geometry
        moved = np.einsum("ni,ni->n", geometry.normals, self._answer(handle))
        return 1e-3 * abs(float(moved @ geometry.vertex_area_mm2))

    def peak_per_mean(self, handle: Handle) -> float:
        """How much further than its mean a zone moves where it moves most."""
        return float(np.linalg.norm(self._answer(handle)[self.members(handle.zone)], axis=1).max())

    def profile_mm2_per_mm(self, handle: Handle) -> float:
        """The area, positive, in the midline seen from the side for each millimetre of a zone's mean movement.

        Raises `SkinlaxError("simulation_zone_absent")` where no part of the zone lies at the midline.
        """
        geometry = self.sheet.geometry
        central = np.abs(self.sheet.vertices_mm[:, 0]) < _MIDLINE_MM
        if not (central & self.members(handle.zone)).any():
            raise SkinlaxError("simulation_zone_absent", zone=handle.zone)
        moved = np.einsum("ni,ni->n", geometry.normals, self._answer(handle)) * geometry.vertex_area_mm2
        return abs(float(moved[central].sum())) / (2.0 * _MIDLINE_MM)

    def prepare(self, handle: Handle) -> None:
        """Solve the answer to a unit pull now."""
        self._answer(handle)

    def displacement_mm(self, targets_mm: Mapping[Handle, float]) -> Floats:
        """The displacement (n, 3) in which every zone moves by its target, 0 or more, on the mean.

        A zone moves further where a neighbour's movement alone brings it further: nothing is ever pushed back.
        """
        return self.under(self.pulls(targets_mm))

    def pulls(self, targets_mm: Mapping[Handle, float]) -> Mapping[Handle, float]:
        """How many times its unit answer each zone takes for that."""
        handles = [handle for handle, target in targets_mm.items() if target > 0.0]
        if not handles:
            return {}
        wanted = np.array([targets_mm[handle] for handle in handles])
        answers = [self._answer(handle) for handle in handles]
        coupling = np.array([[float((self._meter(h) * answer).sum()) for answer in answers] for h in handles])
        return dict(zip(handles, _least_pulls(coupling, wanted).tolist(), strict=True))

    def under(self, pulls: Mapping[Handle, float]) -> Floats:
        """The displacement (n, 3) of pulls together."""
        moved = np.zeros_like(self.sheet.vertices_mm)
        for handle, strength in pulls.items():
            moved += strength * self._answer(handle)
        return moved

    def steepest(self, pulls: Mapping[Handle, float]) -> float:
        """No triangle is stretched or turned by more than this under pulls together: a bound of |grad u|, no unit."""
        return sum(strength * self._steepness(handle) for handle, strength in pulls.items())

    def _steepness(self, handle: Handle) -> float:
        if handle not in self._steep:
            geometry, answer = self.sheet.geometry, self._answer(handle)
            gradient = np.einsum("mci,mcj->mij", answer[self.sheet.triangles], geometry.gradients_per_mm)
            self._steep[handle] = float(np.sqrt((gradient**2).sum(axis=(1, 2)).max()))
        return self._steep[handle]

    def moved_by_mm(self, handle: Handle, displacement_mm: Floats) -> float:
        """How far a displacement (n, 3) moves a zone in the sense of its handle, on the mean."""
        return float((self._meter(handle) * displacement_mm).sum())

    def _answer(self, handle: Handle) -> Floats:
        if handle not in self._answers:
            answer = self.sheet.solve(self._pull(handle))
            self._answers[handle] = answer / self.moved_by_mm(handle, answer)
        return self._answers[handle]

    def _pull(self, handle: Handle) -> Floats:
        """A load that fades out across the zone's outline; a needle's or a beam's edge is no step in the skin.

        A lift takes the tissue up against its weight, whichever way its skin faces; a volume comes from within.
        """
        members = self.members(handle.zone).astype(np.float64)
        if handle.movement is not Movement.LIFT:
            weight = self._soft(self._soft(members))
            return self.sheet.swelling_mn(weight if handle.movement is Movement.ADVANCE else -weight)
        weight = self._soft(self._soft(members * self._falling(handle.zone)))
        return np.outer(weight * self.sheet.geometry.vertex_area_mm2, _UP)

    def _falling(self, zone: str) -> Floats:
        """How much of a lift each vertex (n,) takes, 0 to 1: rising linearly to the end of the zone that falls most."""
        falls_most = tissue_table().of_zone(zone).falls_most
        if falls_most is FallsMost.EVENLY:
            return np.ones(len(self.sheet.vertices_mm))
        across, height, _ = self.sheet.vertices_mm.T
        along = np.abs(across) if falls_most is FallsMost.LATERAL else -height
        ends = along[self.members(zone)]
        return np.asarray(np.clip((along - ends.min()) / max(float(np.ptp(ends)), 1e-9), 0.0, 1.0))

    def _meter(self, handle: Handle) -> Floats:
        """Weights (n, 3) whose sum with a displacement is the zone's mean movement."""
        if handle not in self._meters:
            area = self.sheet.geometry.vertex_area_mm2 * self.members(handle.zone)
            ways = {
                Movement.LIFT: np.broadcast_to(_UP, self.sheet.vertices_mm.shape),
                Movement.ADVANCE: self.sheet.geometry.normals,
                Movement.RETRACT: -self.sheet.geometry.normals,
            }
            self._meters[handle] = ways[handle.movement] * (area / area.sum())[:, None]
        return self._meters[handle]


def _least_pulls(coupling: Floats, wanted: Floats) -> Floats:
    """Pulls p >= 0 with coupling p >= wanted, and equality wherever p > 0.

    The linear complementarity problem by Murty's least-index pivoting, which ends for the P-matrices met here.
    """
    pulling = np.ones(len(wanted), dtype=bool)
    for _ in range(4 ** min(len(wanted), 8)):
        pulls = np.zeros(len(wanted))
        pulls[pulling] = np.linalg.solve(coupling[np.ix_(pulling, pulling)], wanted[pulling])
        short = coupling @ pulls - wanted < -1e-12 * wanted.max()
        wrong = np.flatnonzero((pulls < 0.0) | (short & ~pulling))
        if not len(wrong):
            return pulls
        pulling[wrong[0]] = ~pulling[wrong[0]]
    raise SkinlaxError("simulation_no_balance")
