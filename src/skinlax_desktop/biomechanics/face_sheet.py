"""A patient's face as a sheet: the table's layers and ligaments on the patient's own mesh."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.biomechanics.anatomy_places import Openings, ligament_points_mm, openings, place_anatomy
from skinlax_desktop.biomechanics.membrane import Floats, sheet_geometry
from skinlax_desktop.biomechanics.mesh_check import Border, check_mesh
from skinlax_desktop.biomechanics.posture import GRAVITY_M_PER_S2
from skinlax_desktop.biomechanics.sheet import SheetProperties, TissueSheet
from skinlax_desktop.biomechanics.surface_blend import SurfaceBlend
from skinlax_desktop.biomechanics.tissue_table import Stiffness, TissueTable, tissue_table
from skinlax_desktop.domain.zones import kind_of_zone
from skinlax_desktop.surface.face_mesh import NO_ZONE, FaceMesh

LOWER_FACE: Final = frozenset(
    {"buccal", "nasolabial", "marionette", "jowl", "prejowl", "chin", "perioral_upper", "submental", "neck"}
)
_OPEN_SHARE: Final = 0.02
"""Of the sheet's stiffness that a filled opening keeps, so that lids and lips move freely over it."""
_EYE_MN_PER_MM3: Final = 50.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceLayers:
    """Of every vertex (n,): the layers under it.

    The sheet's stiffness and tension in mN/mm; the deep layer's shear stiffness and what it takes to press it together
    in mN/mm³; the mobile weight in mN/mm²; the deep layer's depth in mm.
    """

    stiffness: Floats
    tension: Floats
    shear: Floats
    press: Floats
    weight: Floats
    depth: Floats


def build_face_sheet(
    mesh: FaceMesh,
    *,
    sex: str | None = None,
    stiffness: Stiffness = Stiffness.MIDDLE,
    lower_face_compliance: float = 1.0,
    table: TissueTable | None = None,
) -> TissueSheet:
    """The sheet of a face, not yet factorised.

    `sex` ("F", "M" or None) chooses the skin's thickness, `stiffness` an end of the published ranges of modulus.
    `lower_face_compliance` above 1 makes the lower face that many times softer. Raises what `check_mesh` raises.
    """
    border = check_mesh(mesh)
    table = table or tissue_table()
    vertices = mesh.vertices_in_face_mm.astype(np.float64)
    geometry = sheet_geometry(vertices, mesh.triangles)
    softer = np.where(zone_mask(mesh, LOWER_FACE), lower_face_compliance, 1.0)
    smooth = SurfaceBlend(mesh.triangles, geometry)
    layers = _layers(mesh, table, stiffness, sex, softer, smooth)
    placement = place_anatomy(mesh)
    gaps = openings(mesh, placement)
    layers = _with_openings(layers, gaps)
    normals, area = geometry.normals, geometry.vertex_area_mm2
    support = (layers.shear * area)[:, None, None] * np.eye(3)
    support += _border_support(layers, vertices, border)
    for ligament in table.ligaments:
        for place in ligament_points_mm(ligament, placement):
            # From the nearest skin: the average face may hover over a hollow cheek.
            centre = vertices[np.linalg.norm(vertices - place, axis=1).argmin()]
            away = np.linalg.norm(vertices - centre, axis=1) / ligament.radius_mm
            share = np.exp(-0.5 * away**2) * (normals @ normals[away.argmin()] > 0.0) * area
            share *= ligament.stiffness_mn_per_mm / share.sum() / softer
            support += share[:, None, None] * np.eye(3)
    corners = mesh.triangles
    return TissueSheet(
        vertices,
        mesh.triangles,
        SheetProperties(
            stiffness_mn_per_mm=layers.stiffness[corners].mean(axis=1),
            tension_mn_per_mm=layers.tension[corners].mean(axis=1),
            press_mn_per_mm3=layers.press[corners].mean(axis=1),
            support_mn_per_mm=support,
            depth_mm=layers.depth,
            weight_mn_per_mm2=layers.weight,
            poisson=table.sheet_poisson,
        ),
    )


def zone_mask(mesh: FaceMesh, kinds: frozenset[str]) -> npt.NDArray[np.bool_]:
    """Vertices (n,) of zones of these kinds, either side."""
    numbers = [number for number, zone in enumerate(mesh.zone_names) if kind_of_zone(zone) in kinds]
    return np.isin(mesh.zone_index, numbers)


def _layers(
    mesh: FaceMesh,
    table: TissueTable,
    stiffness: Stiffness,
    sex: str | None,
    softer: Floats,
    smooth: SurfaceBlend,
) -> FaceLayers:
    skin_modulus = table.sheet_modulus_kpa[stiffness]
    deep_modulus, poisson = table.deep_modulus_kpa[stiffness], table.deep_poisson
    shear_modulus = deep_modulus / (2.0 * (1.0 + poisson))
    confined = deep_modulus * (1.0 - poisson) / ((1.0 + poisson) * (1.0 - 2.0 * poisson))
    rows = []
    for zone in (*mesh.zone_names, None):
        tissue = table.of_zone(zone)
        skin, smas = tissue.skin_mm(sex), table.smas_mm if tissue.smas else 0.0
        # What hangs on the skin: the sheet and, as the deep layer shears linearly, half of the deep layer.
        hanging = skin + smas + 0.5 * tissue.deep_mm
        rows.append(
            (
                skin_modulus * (skin + table.smas_modulus_share * smas),
                tissue.pre_stress_kpa * skin,
                tissue.slide * shear_modulus / tissue.deep_mm,
                tissue.backing * confined / tissue.deep_mm,
                table.density_g_per_mm3 * GRAVITY_M_PER_S2 * hanging,
                tissue.deep_mm,
            )
        )
    fields = np.array(rows)[np.where(mesh.zone_index == NO_ZONE, len(mesh.zone_names), mesh.zone_index)]
    fields[:, [0, 2, 3]] /= softer[:, None]
    fields = smooth(fields)
    stiff, tension, shear, press, weight, depth = fields.T
    return FaceLayers(stiffness=stiff, tension=tension, shear=shear, press=press, weight=weight, depth=depth)


def _with_openings(layers: FaceLayers, gaps: Openings) -> FaceLayers:
    """Filled openings carry next to nothing; what fills an eye is the eyeball, which stays where it is."""
    filled = gaps.eyes | gaps.mouth
    kept = np.where(filled, _OPEN_SHARE, 1.0)
    return FaceLayers(
        stiffness=layers.stiffness * kept,
        tension=layers.tension * kept,
        shear=np.where(gaps.eyes, _EYE_MN_PER_MM3, layers.shear),
        press=np.where(filled, 0.0, layers.press),
        weight=np.where(filled, 0.0, layers.weight),
        depth=layers.depth,
    )


def _border_support(layers: FaceLayers, vertices: Floats, border: Border) -> Floats:
    """Springs (n, 3, 3) of the skin beyond the mesh: a half-infinite sheet on the same foundation."""
    blocks = np.zeros((len(vertices), 3, 3))
    if not len(border.edges):
        return blocks
    tail, head = border.edges.T
    half = 0.5 * np.linalg.norm(vertices[head] - vertices[tail], axis=1)
    length = np.bincount(tail, half, len(vertices)) + np.bincount(head, half, len(vertices))
    per_length = np.sqrt((layers.stiffness + layers.tension) * layers.shear)
    blocks += (length * per_length)[:, None, None] * np.eye(3)
    return blocks
