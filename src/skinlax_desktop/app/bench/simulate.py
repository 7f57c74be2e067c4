"""The simulation's one-time work and a slider's frame, beside libigl's ARAP on the same mesh in the same run."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Final

import numpy as np

from skinlax_desktop.app.bench.drawn_slider import drawn_slider
from skinlax_desktop.app.bench.measure import Measure, median_ms
from skinlax_desktop.biomechanics.face_sheet import build_face_sheet
from skinlax_desktop.biomechanics.sheet import TissueSheet
from skinlax_desktop.biomechanics.treatment_response import Handle, TreatmentResponse
from skinlax_desktop.biomechanics.treatments import Movement
from skinlax_desktop.imaging.zones import zone_landmarks
from skinlax_desktop.surface.canonical_face import canonical_face
from skinlax_desktop.surface.face_mesh import FaceMesh, build_face_mesh

_SPLITS: Final = 7
"""The first refinement of the landmark mesh with 20,000 vertices or more."""
_ITERATIONS: Final = 10
_HANDLES: Final = tuple(Handle(f"{zone}_{side}", Movement.LIFT) for zone in ("brow", "malar", "jowl") for side in "RL")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reference:
    """What is measured beside: its one-time work and its frame."""

    once: str
    once_ms: float
    frame: str
    frame_ms: float


def measures() -> Iterator[Measure]:
    """The one-time work, a slider over prepared zones, and a pull on a zone that nobody prepared."""
    mesh = build_face_mesh(canonical_face().points_in_head_mm, zones=zone_landmarks(), splits=_SPLITS)
    count = len(mesh.vertices_in_face_mm)
    sheet = _ready(mesh)
    response = TreatmentResponse(sheet, mesh)
    reference = _arap(mesh) if find_spec("igl") is not None else _product(sheet)
    once_ms = median_ms(lambda: _ready(mesh), repeats=3)
    for handle in _HANDLES:
        response.prepare(handle)
    doses = iter(np.linspace(0.1, 2.0, 1000))

    def frame() -> np.ndarray[Any, Any]:
        dose = next(doses)
        moved = response.displacement_mm(dict.fromkeys(_HANDLES, dose))
        return (sheet.vertices_mm + moved).astype(np.float32)

    force = sheet.weight_mn(np.array([0.0, 0.0, -1.0]))
    frame_ms = median_ms(frame, repeats=25)
    new_ms = median_ms(lambda: (sheet.vertices_mm + sheet.solve(force)).astype(np.float32), repeats=15)
    yield Measure(
        name=f"tissue, once, {count} points",
        value=once_ms,
        unit="ms",
        reference=reference.once,
        reference_value=reference.once_ms,
    )
    for name, value in (("slider over six zones, a frame", frame_ms), ("new load solved, a frame", new_ms)):
        yield Measure(name=name, value=value, unit="ms", reference=reference.frame, reference_value=reference.frame_ms)
    for name, value in (("slider over six zones", frame_ms), ("new load solved", new_ms)):
        yield Measure(
            name=name,
            value=1e3 / value,
            unit="1/s",
            reference=reference.frame,
            reference_value=1e3 / reference.frame_ms,
        )
    yield from drawn_slider()


def _ready(mesh: FaceMesh) -> TissueSheet:
    sheet = build_face_sheet(mesh)
    sheet.factorise()
    return sheet


def _arap(mesh: FaceMesh) -> _Reference:
    """As-rigid-as-possible with the border held and the same zones pulled up by a millimetre."""
    import igl

    library: Any = igl
    vertices = np.ascontiguousarray(mesh.vertices_in_face_mm, dtype=np.float64)
    triangles = np.ascontiguousarray(mesh.triangles, dtype=np.int64)
    pulled = np.isin(mesh.zone_index, [mesh.zone_names.index(handle.zone) for handle in _HANDLES])
    tail, head = triangles.reshape(-1), np.roll(triangles, -1, axis=1).reshape(-1)
    edges, number = np.unique(np.sort(np.column_stack((tail, head)), axis=1), axis=0, return_counts=True)
    held = np.unique(np.concatenate((np.flatnonzero(pulled), edges[number == 1].reshape(-1)))).astype(np.int32)
    goal = vertices[held] + pulled[held][:, None] * np.array([0.0, 1.0, 0.0])

    def prepare() -> Any:
        data = library.ARAPData()
        data.max_iter = _ITERATIONS
        library.arap_precomputation(vertices, triangles, 3, held, data)
        return data

    data = prepare()
    return _Reference(
        once="libigl ARAP, prepared",
        once_ms=median_ms(prepare, repeats=3),
        frame=f"libigl ARAP, {_ITERATIONS} iterations",
        frame_ms=median_ms(lambda: library.arap_solve(goal, data, vertices), repeats=5),
    )


def _product(sheet: TissueSheet) -> _Reference:
    """What any solver does at least: one pass over the matrix."""
    matrix, vector = sheet.matrix, sheet.vertices_mm.reshape(-1)
    product_ms = median_ms(lambda: matrix @ vector, repeats=15)
    name = "one product with the matrix (no libigl here)"
    return _Reference(once=name, once_ms=product_ms, frame=name, frame_ms=product_ms)
