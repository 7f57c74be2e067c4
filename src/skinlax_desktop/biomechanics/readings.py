"""What a sheet says of a zone: firmness and recoil. Quantities of the model, no measured elasticity.

Firmness: the pull along the skin, in kPa over the zone, for each millimetre that the zone gives way.
A fitted softness of the lower face takes part with its interval.
Recoil: the share, 0 to 1, of the work of such a pull that skin and pre-stress store; the rest lies in the deep
layer's shear, its ligaments and what is pressed together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from skinlax_desktop.biomechanics.compliance import LowerFaceCompliance
from skinlax_desktop.biomechanics.face_sheet import build_face_sheet
from skinlax_desktop.biomechanics.membrane import Floats
from skinlax_desktop.biomechanics.sheet import TissueSheet
from skinlax_desktop.biomechanics.tissue_table import Stiffness
from skinlax_desktop.surface.face_mesh import FaceMesh


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranged:
    """A value between those of the soft and the stiff end of the published moduli."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneReading:
    """Of one zone: `firmness_kpa_per_mm`, `recoil_share` (0 to 1)."""

    firmness_kpa_per_mm: Ranged
    recoil_share: Ranged


def read_zones(
    mesh: FaceMesh,
    *,
    sex: str | None = None,
    middle: TissueSheet | None = None,
    compliance: LowerFaceCompliance | None = None,
) -> dict[str, ZoneReading]:
    """Readings of every zone that the mesh has; factorises three sheets, or two where the `middle` one is given.

    With a fitted `compliance` the soft end is as soft as its interval allows, the stiff end as stiff.
    """
    zones = [zone for number, zone in enumerate(mesh.zone_names) if (mesh.zone_index == number).any()]
    ends = {}
    for end in Stiffness:
        given = middle if end is Stiffness.MIDDLE else None
        softness = 1.0
        if compliance is not None:
            softness = {Stiffness.SOFT: compliance.high, Stiffness.STIFF: compliance.low}.get(end, compliance.value)
        sheet = given or build_face_sheet(mesh, sex=sex, stiffness=end, lower_face_compliance=softness)
        ends[end] = _read(sheet, mesh, zones)
    return {
        zone: ZoneReading(
            firmness_kpa_per_mm=_ranged([ends[end][zone][0] for end in Stiffness]),
            recoil_share=_ranged([ends[end][zone][1] for end in Stiffness]),
        )
        for zone in zones
    }


def _read(sheet: TissueSheet, mesh: FaceMesh, zones: Sequence[str]) -> dict[str, tuple[float, float]]:
    return {zone: pull_zone(sheet, mesh.zone_index == mesh.zone_names.index(zone)) for zone in zones}


def pull_zone(sheet: TissueSheet, members: Floats) -> tuple[float, float]:
    """Firmness in kPa/mm and recoil as a share, of the vertices `members` (n,) pulled down along the skin by 1 kPa."""
    normals, area = sheet.geometry.normals, sheet.geometry.vertex_area_mm2 * members
    along = np.array([0.0, -1.0, 0.0]) + normals * normals[:, 1:2]
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    force = along * area[:, None]
    moved = sheet.solve(force)
    work = float((force * moved).sum())
    return float(area.sum()) / work, 2.0 * sheet.sheet_energy(moved) / work


def _ranged(values: Sequence[float]) -> Ranged:
    """The middle end's value, inside the range of all ends."""
    return Ranged(value=values[list(Stiffness).index(Stiffness.MIDDLE)], low=min(values), high=max(values))
