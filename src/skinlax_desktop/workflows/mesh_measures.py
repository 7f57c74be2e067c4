"""The measures of a face on its mesh, with interval and smallest detectable change, and what became of them.

The interval of a value holds three errors: of a repeat (landmarks that slide, the surface's own sigma), of the method
against the true shape, and of the scale. A change between two visits holds the first and the last only, because a face
carries the method's error to both. `METHODS` comes from phantoms (docs/comparison.md), whose true shape is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.measurement import Measurement, Source, not_measured
from skinlax_desktop.surface.bag_volume import bag_volume
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.mesh_metrics import MeshReading, measure_mesh
from skinlax_desktop.workflows.mesh_profile import read_profile

Floats = npt.NDArray[np.float64]
Key = tuple[str, str]

Z95: Final = 1.96


@dataclass(frozen=True, slots=True)
class Method:
    """`method_sd` against the true shape (its bias included), `least_repeat_sd` whatever the mesh says; in `unit`.

    `scale_power` says how the value grows with the scale: 1 a length, 2 an area, 3 a volume, 0 an angle.
    """

    unit: str
    method_sd: float
    least_repeat_sd: float
    scale_power: int = 1


METHODS: Final[Mapping[str, Method]] = MappingProxyType(
    {
        "jowl_descent_mm": Method("mm", 0.82, 0.25),
        "jawline_deviation_mm": Method("mm", 0.14, 0.07),
        "prejowl_depth_mm": Method("mm", 0.75, 0.22),
        "malar_convexity_mm": Method("mm", 0.45, 0.40),
        "nasolabial_depth_mm": Method("mm", 0.16, 0.11),
        "marionette_depth_mm": Method("mm", 0.06, 0.06),
        "tear_trough_depth_mm": Method("mm", 0.08, 0.095),
        "bag_volume_ml": Method("mL", 0.03, 0.02, 3),
        "cervicomental_angle_deg": Method("deg", 1.6, 0.8, 0),
        "submental_area_mm2": Method("mm2", 8.5, 8.5, 2),
    }
)
_PAIRED: Final = (
    "jowl_descent_mm",
    "nasolabial_depth_mm",
    "marionette_depth_mm",
    "tear_trough_depth_mm",
    "malar_convexity_mm",
)
# Below this mean of both sides a percentage says nothing.
_LEAST_FOR_SHARE_MM: Final = 0.5


def read_measures(mesh: FaceMesh, landmarks: Floats) -> dict[Key, MeshReading]:
    """Every measure of a zoned mesh in the head frame, by (zone, metric), as read; `landmarks` (468, 3)."""
    found = measure_mesh(mesh, landmarks)
    for side in "RL":
        found[f"infraorbital_{side}", "bag_volume_ml"] = bag_volume(mesh, f"infraorbital_{side}")
    found.update(read_profile(mesh))
    return found


def repeat_sd(name: str, reading: MeshReading) -> float:
    """Standard deviation of a re-posed repeat."""
    return max(reading.repeat_sd, METHODS[name].least_repeat_sd)


def measurements(readings: Mapping[Key, MeshReading], scale_share: float) -> dict[str, tuple[Measurement, ...]]:
    """The measures of each zone, asymmetries ((right - left) / mean) with the right side's zone."""
    found: dict[str, list[Measurement]] = {}
    for (zone, name), reading in readings.items():
        found.setdefault(zone, []).append(_measurement(name, reading, scale_share))
    for name in _PAIRED:
        zones = sorted(zone for zone, metric in readings if metric == name)
        if len(zones) == 2:
            left, right = (readings[zone, name] for zone in zones)
            found[zones[1]].append(_asymmetry(name, right, left))
    return {zone: tuple(metrics) for zone, metrics in found.items()}


def change_of(name: str, before: MeshReading, after: MeshReading, scale_share: float) -> Measurement:
    """What became of a measure: after less before."""
    unit = METHODS[name].unit
    if before.value is None or after.value is None:
        return not_measured(name, unit, before.reason or after.reason or "surface_not_measured")
    scale = METHODS[name].scale_power * scale_share * max(abs(before.value), abs(after.value))
    sd = float(np.sqrt(repeat_sd(name, before) ** 2 + repeat_sd(name, after) ** 2 + scale**2))
    return with_interval(name, unit, after.value - before.value, sd, Z95 * sd)


def _measurement(name: str, reading: MeshReading, scale_share: float) -> Measurement:
    method = METHODS[name]
    if reading.value is None:
        return not_measured(name, method.unit, reading.reason or "surface_not_measured")
    repeat = repeat_sd(name, reading)
    scale = method.scale_power * scale_share * reading.value
    sd = float(np.sqrt(repeat**2 + method.method_sd**2 + scale**2))
    return with_interval(name, method.unit, reading.value, sd, Z95 * 2.0**0.5 * repeat)


def _asymmetry(name: str, right: MeshReading, left: MeshReading) -> Measurement:
    """(R - L) / mean, percent; the method's error counts for both sides apart."""
    called = f"asymmetry_{name.removesuffix('_mm')}_pct"
    if right.value is None or left.value is None:
        return not_measured(called, "%", right.reason or left.reason or "surface_not_measured")
    mean = (right.value + left.value) / 2.0
    if abs(mean) < _LEAST_FOR_SHARE_MM:
        return not_measured(called, "%", "too_small_for_a_share")
    repeat = 100.0 * float(np.hypot(repeat_sd(name, right), repeat_sd(name, left))) / abs(mean)
    method = 100.0 * 2.0**0.5 * METHODS[name].method_sd / abs(mean)
    value = 100.0 * (right.value - left.value) / mean
    return with_interval(called, "%", value, float(np.hypot(repeat, method)), Z95 * 2.0**0.5 * repeat)


def with_interval(name: str, unit: str, value: float, sd: float, mdc95: float) -> Measurement:
    """A value measured on a mesh, with its standard error."""
    return Measurement(
        name=name,
        unit=unit,
        value=value,
        low=value - Z95 * sd,
        high=value + Z95 * sd,
        mdc95=mdc95,
        source=Source.MESH,
    )
