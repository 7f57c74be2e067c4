"""A measuring tape and a protractor on a mesh: each value with the interval that the mesh and its scale allow."""

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.measurement import Confidence, Measurement, Source, not_measured
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.mesh_rays import SurfacePoint
from skinlax_desktop.surface.surface_path import path_length_mm, shortest_path

Points = npt.NDArray[np.float64]
Z95: Final = 1.959964
STRAIGHT: Final = "tape_straight"
ALONG_SURFACE: Final = "tape_along_surface"
ANGLE: Final = "surface_angle"
NO_SCALE: Final = "scale_unknown"
NOT_MEASURED_HERE: Final = "part_not_measured"
NO_WAY: Final = "no_way_along_surface"
OVER_A_GAP: Final = "way_over_unmeasured"


def straight_distance(mesh: FaceMesh, start: SurfacePoint, end: SurfacePoint, *, scale_share: float) -> Measurement:
    """The distance through the air, mm. `scale_share` is the relative standard uncertainty of the mesh's scale."""
    refusal = _refusal(mesh, start, end)
    if refusal is not None:
        return not_measured(STRAIGHT, "mm", refusal)
    apart = float(np.linalg.norm(np.subtract(end.place_mm, start.place_mm)))
    return _length(STRAIGHT, apart, start, end, scale_share)


def surface_distance(
    mesh: FaceMesh, start: SurfacePoint, end: SurfacePoint, *, scale_share: float
) -> tuple[Measurement, Points | None]:
    """The distance along the skin, mm, and the way (k, 3) it takes."""
    refusal = _refusal(mesh, start, end)
    if refusal is not None:
        return not_measured(ALONG_SURFACE, "mm", refusal), None
    way = shortest_path(mesh, start, end)
    if way is None:
        return not_measured(ALONG_SURFACE, "mm", NO_WAY), None
    length = _length(ALONG_SURFACE, path_length_mm(way), start, end, scale_share)
    if _crosses_a_gap(mesh, way):
        length = replace(length, confidence=Confidence.LOW, doubts=(OVER_A_GAP,))
    return length, way


def angle_at(mesh: FaceMesh, first: SurfacePoint, apex: SurfacePoint, second: SurfacePoint) -> Measurement:
    """The angle at `apex` between the lines to the other two, degrees; needs no scale, but a scale-free sigma does.

    Each point errs by its sigma in every direction, independently; first order propagation.
    """
    if not (first.measured and apex.measured and second.measured):
        return not_measured(ANGLE, "deg", NOT_MEASURED_HERE)
    to_first = np.subtract(first.place_mm, apex.place_mm)
    to_second = np.subtract(second.place_mm, apex.place_mm)
    length1, length2 = float(np.linalg.norm(to_first)), float(np.linalg.norm(to_second))
    if min(length1, length2) < 1e-6:
        return not_measured(ANGLE, "deg", NOT_MEASURED_HERE)
    unit1, unit2 = to_first / length1, to_second / length2
    cosine = float(np.clip(unit1 @ unit2, -1.0, 1.0))
    angle = float(np.degrees(np.arccos(cosine)))
    sine = max(float(np.sqrt(1.0 - cosine**2)), 1e-6)
    by_first = (cosine * unit1 - unit2) / (sine * length1)
    by_second = (cosine * unit2 - unit1) / (sine * length2)
    by_apex = -(by_first + by_second)
    variance = sum(
        point.sigma_mm**2 * float(slope @ slope)
        for point, slope in ((first, by_first), (apex, by_apex), (second, by_second))
    )
    sigma = min(float(np.degrees(np.sqrt(variance))), 180.0)
    return _measurement(ANGLE, "deg", angle, sigma, most=180.0)


def _refusal(mesh: FaceMesh, start: SurfacePoint, end: SurfacePoint) -> str | None:
    if not mesh.scale_known:
        return NO_SCALE
    return None if start.measured and end.measured else NOT_MEASURED_HERE


def _crosses_a_gap(mesh: FaceMesh, way: Points) -> bool:
    """Whether the way runs over a part that is only filled in."""
    from scipy.spatial import cKDTree

    if mesh.measured.all():
        return False
    _, nearest = cKDTree(mesh.vertices_in_face_mm).query(way)
    return bool((mesh.measured[nearest] == 0).any())


def _length(name: str, length: float, start: SurfacePoint, end: SurfacePoint, scale_share: float) -> Measurement:
    """Both ends err by their sigma along the tape at worst; the scale stretches all of it."""
    sigma = float(np.sqrt(start.sigma_mm**2 + end.sigma_mm**2 + (length * scale_share) ** 2))
    return _measurement(name, "mm", length, sigma)


def _measurement(name: str, unit: str, value: float, sigma: float, most: float = float("inf")) -> Measurement:
    return Measurement(
        name=name,
        unit=unit,
        value=value,
        low=max(0.0, value - Z95 * sigma),
        high=min(most, value + Z95 * sigma),
        mdc95=float(np.sqrt(2.0)) * Z95 * sigma,
        source=Source.MESH,
    )
