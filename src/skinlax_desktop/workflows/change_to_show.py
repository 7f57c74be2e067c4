"""The comparison of two faces for the viewer: the earlier face on the later head, a value at each later vertex."""

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.surface.face_mesh import FROM_LANDMARKS, FROM_SCANNER, FaceMesh
from skinlax_desktop.surface.shown_change import MovedPlaces, SurfaceChange
from skinlax_desktop.workflows.face_comparison import FaceComparison, compare_faces
from skinlax_desktop.workflows.measured_face import SCANNER_SCALE, MeasuredFace, with_zones
from skinlax_desktop.workflows.metric_scale import scale_share_of
from skinlax_desktop.workflows.surface_changes import surface_changes

_Z95: Final = 1.959964
# Farther from the earlier face than this, a place of the later one has no partner there.
_PARTNER_MM: Final = 6.0
# Vectors nearer to each other than this say the same.
_APART_MM: Final = 9.0


def change_to_show(earlier: FaceMesh, then: Visit, later: FaceMesh, now: Visit) -> SurfaceChange:
    """Compare the face of an earlier visit with that of a later one, and lay the outcome out.

    Raises `SkinlaxError`: `faces_from_landmarks`, `faces_without_scale`, `mesh_no_face`, and what `compare_faces`
    raises.
    """
    found = compare_visit_faces(earlier, then, later, now)
    return replace(lay_out(found), rows=surface_changes(found, then, now))


def compare_visit_faces(earlier: FaceMesh, then: Visit, later: FaceMesh, now: Visit) -> FaceComparison:
    """Compare the faces of two visits, by what the visits know of their making. Raises what `change_to_show` does."""
    if FROM_LANDMARKS in (earlier.source, later.source):
        raise SkinlaxError("faces_from_landmarks")
    if not (earlier.scale_known and later.scale_known):
        raise SkinlaxError("faces_without_scale")
    before, after = _face_of(earlier, then), _face_of(later, now)
    if not (earlier.zone_index >= 0).any():
        before = with_zones(before, None)
    return compare_faces(before, after)


def _face_of(mesh: FaceMesh, visit: Visit) -> MeasuredFace:
    """The mesh with what the visit knows of its making."""
    surface, scanned = visit.face_surface, mesh.source == FROM_SCANNER
    # A scanner has its own camera and scale; the visit's photographs were taken with others.
    camera, scale = (None, None) if scanned else (visit.calibration, visit.scale)
    marks = surface.landmarks_mm if surface is not None else ()
    return MeasuredFace(
        name="",
        mesh=mesh,
        landmarks=np.array(marks, dtype=np.float64) if marks else None,
        scale_share=scale_share_of(visit),
        scale_kind=SCANNER_SCALE if scanned else str(scale.kind) if scale is not None else "",
        camera=f"{camera.model} {camera.serial}" if camera is not None else "",
        posture=visit.posture,
    )


def lay_out(found: FaceComparison) -> SurfaceChange:
    """Values of the earlier face's vertices at the nearest vertices of the later one.

    `detectable` follows the verdict on the zone, which is corrected for all zones.
    """
    earlier, later, surfaces = found.before.mesh, found.after.mesh, found.surfaces
    moved = surfaces.registration.motion.apply(earlier.vertices_in_face_mm)
    apart, near = cKDTree(moved).query(later.vertices_in_face_mm)
    distance = surfaces.vertex.distance_mm[near].astype(np.float32)
    seen = (apart <= _PARTNER_MM) & (later.measured > 0) & (earlier.measured[near] > 0)
    seen &= np.isfinite(distance) | (earlier.zone_index[near] < 0)
    distance[~seen] = np.nan
    changed = [outcome.zone for outcome in found.zones if outcome.changed]
    numbers = [number for number, zone in enumerate(earlier.zone_names) if zone in changed]
    detectable = np.isin(earlier.zone_index[near], numbers) & np.isfinite(distance)
    mdc95 = _Z95 * surfaces.model.inflation * surfaces.vertex.sigma_mm[near]
    return SurfaceChange(
        earlier=replace(earlier, vertices_in_face_mm=moved.astype(np.float32)),
        later=later,
        signed_distance_mm=distance,
        seen=seen,
        mdc95_mm=mdc95.astype(np.float32),
        detectable=detectable,
        residual_mm=surfaces.registration.residual_mm,
        warnings=found.warnings,
        moved=_moved(found, numbers),
    )


def _moved(found: FaceComparison, changed: list[int]) -> MovedPlaces | None:
    """A few places of the changed zones, where the vector is longer than what it errs by."""
    samples, field, motion = found.surfaces.samples, found.surfaces.field, found.surfaces.registration.motion
    out = np.einsum("nk,nk->n", field.vector_mm, samples.normals)
    along = np.linalg.norm(field.vector_mm - out[:, None] * samples.normals, axis=1)
    sure = (np.abs(out) > _Z95 * field.normal_sd_mm) | (along > _Z95 * field.along_sd_mm)
    told = np.flatnonzero(sure & np.isin(samples.zone, changed))
    if not len(told):
        return None
    shown = _apart(samples.points, told)
    return MovedPlaces(
        places_mm=motion.apply(samples.points[shown]),
        normals=samples.normals[shown] @ motion.rotation.T,
        vectors_mm=field.vector_mm[shown] @ motion.rotation.T,
    )


def _apart(points: npt.NDArray[np.float64], numbers: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """As many of these numbers of points (n, 3) as lie `_APART_MM` from each other, from the first on."""
    free = np.ones(len(numbers), dtype=bool)
    kept = []
    for place, number in enumerate(numbers):
        if free[place]:
            kept.append(number)
            free &= np.linalg.norm(points[numbers] - points[number], axis=1) >= _APART_MM
    return np.array(kept, dtype=np.intp)
