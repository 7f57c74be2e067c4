"""Two measured faces of one person: registered, subtracted, judged zone by zone. Arithmetic only; no verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.zones import ZONES, kind_of_zone
from skinlax_desktop.surface.canonical_face import RIGID
from skinlax_desktop.surface.closest_surface import ClosestSurface, near_border
from skinlax_desktop.surface.displacement_field import DisplacementField, displacement_field
from skinlax_desktop.surface.error_model import ErrorModel, Samples, fit_length, motion_rows, spread_share
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.mesh_part import part_around
from skinlax_desktop.surface.pattern_registration import forehead_thirds, hold_by_pattern, with_noise
from skinlax_desktop.surface.pattern_shift import PatternShift
from skinlax_desktop.surface.rigid_motion import STILL, Motion, fit_similarity
from skinlax_desktop.surface.skin_patches import SkinPatches, skin_patches
from skinlax_desktop.surface.skin_pattern import has_pattern, pattern_shifts
from skinlax_desktop.surface.stable_region import stable_skin
from skinlax_desktop.surface.stable_registration import Registration, refine, register, size_ratio, whole_face_step
from skinlax_desktop.surface.surface_change import VertexChange, distances, gather, read_change
from skinlax_desktop.surface.zone_change import ZoneShift, with_volumes, zone_shifts

Floats = npt.NDArray[np.float64]

# Chosen on phantom pairs without any change (docs/comparison.md): what the model of errors leaves out.
MARGIN: Final = 1.08
_SEEMS_MOVED: Final = 0.05
# Brows, lids and lips have one drawing in every face, and the same one mirrored.
_ALIKE_IN_ALL: Final = ("brow", "upper_eyelid", "infraorbital", "perioral_upper")
_REFINEMENTS: Final = 2
# With the forehead in thirds it holds the registration.
_HOLDS: Final = "glabella"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SurfaceComparison:
    """Everything that two surfaces say: `registration`, `model` of errors, `vertex` changes of the first surface.

    Beyond its zones and the skin close around them `vertex` says nothing; `distances_everywhere` does.

    `samples` and `field` are the places and vectors behind them, `zones` the shift of each zone's name, `covered` the
    share of each zone's skin on the first surface that the second one has as well. `pattern_share` is the share of
    zones of plain skin whose pattern was found again, None without colours. `size_ratio` is how much larger the
    second face is, by all skin that has not moved; nothing was resized. `slides` of the pattern are by zone number,
    those of the forehead's thirds by -1 to -3.
    """

    registration: Registration
    model: ErrorModel
    vertex: VertexChange
    samples: Samples
    field: DisplacementField
    zones: Mapping[str, ZoneShift]
    covered: Mapping[str, float]
    size_ratio: float
    pattern_share: float | None
    slides: Mapping[int, PatternShift]

    @property
    def typical_mm(self) -> float:
        """The median distance between both surfaces."""
        return float(np.median(np.abs(self.samples.change)))


def compare_surfaces(
    first: FaceMesh,
    second: FaceMesh,
    *,
    scale_share: float,
    landmarks: tuple[Floats, Floats] | None = None,
) -> SurfaceComparison:
    """Compare two meshes in head frames; the first has zones, the second needs none.

    `scale_share`: relative standard error of the two scales together. `landmarks` (468 or more, 3) of both. Raises
    `SkinlaxError("comparison_no_stable_skin")`.
    """
    stays = stable_skin(first, None if landmarks is None else landmarks[0])
    # Ears, hair and collar are judged by nobody, and are most of what a scan shows.
    part = part_around(first, stays | (first.zone_index >= 0))
    first, stays = part.mesh, stays[part.vertices]
    skin = skin_patches(first)
    inner = (first.measured > 0) & ~near_border(len(first.measured), first.triangles)
    stable = gather(first, skin, stays & inner)
    surface = ClosestSurface(second.vertices_in_face_mm, second.triangles)
    start = _start(landmarks)
    registration = register(stable, surface, second.sigma_mm.astype(np.float64), start)
    vertex = read_change(first, skin.normals, second, surface, registration.motion)
    samples = gather(first, skin, inner & (first.zone_index >= 0), vertex)
    if not len(samples.points):
        raise SkinlaxError("comparison_no_stable_skin")
    model = ErrorModel(inflation=MARGIN * registration.inflation)
    if registration.inflation == 1.0:
        fitted = _after(samples, registration, whole_face_step(registration, samples))
        model = replace(model, inflation=MARGIN * spread_share(fitted, model))
    found = _found_again(first, skin, second, surface, registration.motion)
    slides = with_noise(list(found.values()), samples, model)
    steady = [slide for place, slide in zip(found, slides, strict=True) if place < 0 or ZONES[place] == _HOLDS]
    slid = {place: slide for place, slide in zip(found, slides, strict=True) if place >= 0}
    held, step = hold_by_pattern(registration, steady, model)
    samples = _after(samples, registration, step)
    final, asked, turn, moved = held, np.zeros(6), np.zeros(6), samples
    for _ in range(_REFINEMENTS):
        # Whatever zone seems to have moved must not carry the registration that judges it.
        now = {zone: slide.after(step + turn, held.about) for zone, slide in slid.items()}
        # Only a guess of who moved: every zone by the same registration, and by half of its samples, which is quicker.
        guess = moved.of(np.arange(0, len(moved.points), 2))
        shifts = zone_shifts(guess, replace(final, weight=None), model, scale_share, now)
        seems_moved = [zone for zone, shift in shifts.items() if shift.p < _SEEMS_MOVED]
        final, asked = refine(held, samples.of(~np.isin(samples.zone, seems_moved)), model)
        turn = np.zeros(6)
        if final.refined:
            still = [slide.after(step + asked, held.about) for slide in steady]
            final, rest = hold_by_pattern(final, still, model)
            turn = asked + rest
        moved = _after(samples, registration, turn)
    points = first.vertices_in_face_mm.astype(np.float64)
    whole = step + turn
    vertex = vertex.after(motion_rows(points, skin.normals, held.about) @ whole)
    # A registration that is off bends the difference over the whole face; that is no error of the surfaces.
    model = replace(model, length_mm=fit_length(_after(samples, registration, asked)))
    samples = moved
    everywhere = {region: shift.after(whole, held.about) for region, shift in found.items()}
    shifts_of_pattern = {zone: everywhere[zone] for zone in slid}
    settled = with_noise(list(shifts_of_pattern.values()), samples, model)
    shifts = zone_shifts(samples, final, model, scale_share, dict(zip(slid, settled, strict=True)))
    shifts = with_volumes(shifts, *(_by_zone(first, amount) for amount in (vertex.area_mm2, vertex.volume_ml)))
    rows = motion_rows(samples.points, samples.normals, final.about)
    motion_sd = np.sqrt(np.einsum("ni,ij,nj->n", rows, final.covariance(model), rows))
    return SurfaceComparison(
        registration=final,
        model=model,
        vertex=vertex.on_the_whole(part),
        samples=samples,
        field=displacement_field(samples, model, motion_sd, tuple(shifts_of_pattern.values())),
        zones={ZONES[number]: shift for number, shift in shifts.items()},
        covered=_covered(first, vertex),
        size_ratio=size_ratio(samples, final.about),
        pattern_share=_pattern_share(first, second, shifts_of_pattern, shifts),
        slides=everywhere,
    )


def distances_everywhere(found: SurfaceComparison, first: FaceMesh, second: FaceMesh) -> tuple[Floats, Floats]:
    """Signed distance and sigma (n,) of every vertex of the first surface, ears and hair as well, to be drawn."""
    beyond = np.flatnonzero(~np.isfinite(found.vertex.sigma_mm))
    distance, sigma = found.vertex.distance_mm.copy(), found.vertex.sigma_mm.copy()
    if len(beyond):
        surface = ClosestSurface(second.vertices_in_face_mm, second.triangles)
        normals = skin_patches(first).normals
        distance[beyond], sigma[beyond], _ = distances(
            first, normals, second, surface, found.registration.motion, beyond
        )
    return distance, sigma


def _found_again(
    first: FaceMesh, skin: SkinPatches, second: FaceMesh, surface: ClosestSurface, motion: Motion
) -> dict[int, PatternShift]:
    """How the pattern slid in each zone number, and in the thirds of the forehead (-1 to -3), where it was found."""
    regions = {-1 - number: third for number, third in enumerate(forehead_thirds(first))}
    order = np.argsort(first.zone_index, kind="stable")
    starts = np.searchsorted(first.zone_index[order], np.arange(len(first.zone_names) + 1))
    regions |= {zone: order[slice(*starts[zone : zone + 2])] for zone in range(len(first.zone_names))}
    own = ClosestSurface(first.vertices_in_face_mm, first.triangles)
    found = pattern_shifts(first, own, skin.normals, second, surface, motion, list(regions.values()))
    return {region: shift for region, shift in zip(regions, found, strict=True) if shift is not None}


def _pattern_share(
    first: FaceMesh, second: FaceMesh, slides: Mapping[int, PatternShift], shifts: Mapping[int, ZoneShift]
) -> float | None:
    plain = [zone for zone in shifts if kind_of_zone(ZONES[zone]) not in _ALIKE_IN_ALL]
    if not (has_pattern(first) and has_pattern(second)) or not plain:
        return None
    return sum(zone in slides for zone in plain) / len(plain)


def _after(samples: Samples, registration: Registration, step: Floats) -> Samples:
    """The samples' change after a small step of the registration."""
    rows = motion_rows(samples.points, samples.normals, registration.about)
    return replace(samples, change=samples.change - rows @ step)


def _start(landmarks: tuple[Floats, Floats] | None) -> Motion:
    """A first guess of the motion, from the rigid landmarks."""
    if landmarks is None:
        return STILL
    first, second = (marks[list(RIGID)] for marks in landmarks)
    known = np.isfinite(first).all(axis=1) & np.isfinite(second).all(axis=1)
    if known.sum() < 6:
        return STILL
    return fit_similarity(first[known], second[known], rigid=True)


def _by_zone(first: FaceMesh, amount: Floats) -> Floats:
    """Amounts (n,) of vertices summed by zone number."""
    zoned = first.zone_index >= 0
    total = np.bincount(first.zone_index[zoned], weights=amount[zoned], minlength=len(ZONES))
    return np.asarray(total, dtype=np.float64)


def _covered(first: FaceMesh, vertex: VertexChange) -> dict[str, float]:
    zone = first.zone_index
    count = np.bincount(zone[zone >= 0], minlength=len(ZONES))
    seen = np.bincount(zone[(zone >= 0) & np.isfinite(vertex.distance_mm)], minlength=len(ZONES))
    return {name: float(seen[number] / max(count[number], 1)) for number, name in enumerate(ZONES)}
