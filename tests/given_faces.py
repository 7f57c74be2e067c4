"""Surfaces and earlier visits that are simply there, for tests of the 3D screen and of its presenter."""

from collections.abc import Callable
from dataclasses import replace

from screens import made_up_visit as made_up
from skinlax_desktop.domain.calibration import CameraCalibration, Scale, ScaleKind
from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.ports.vault import VisitSummary
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.ui.screens.review.face_model import FaceModel

CAMERA = CameraCalibration(
    model="made up", serial="1", width_px=600, height_px=800, focal_x_px=2000.0, focal_y_px=2000.0,
    centre_x_px=299.5, centre_y_px=399.5,
)  # fmt: skip
SCALE = Scale(kind=ScaleKind.WORKING_DISTANCE, view=View.FRONTAL, distance_mm=800.0, sigma_mm=0.8)


def now_visit() -> Visit:
    """Measured, with a calibrated camera and a known distance: 0.1 % of scale."""
    return replace(made_up.visit().with_analysis(made_up.analysis()), calibration=CAMERA, scale=SCALE)


def then_visit() -> Visit:
    """Three months before."""
    return replace(now_visit(), id=VisitId("earlier"), started_at="2026-08-20T09:30:00Z")


class GivenFaces:
    """A maker of face models that has them already."""

    def __init__(self, meshes: dict[str, FaceMesh | FaceModel | None]) -> None:
        self.meshes = meshes
        self.model: FaceModel | None = None
        self._listeners: list[Callable[[FaceModel | None], None]] = []

    def listen(self, listener: Callable[[FaceModel | None], None]) -> None:
        self._listeners.append(listener)

    def want(self, visit: Visit | None) -> None:
        found = self.meshes.get(visit.id) if visit is not None and visit.has_face else None
        model = FaceModel(mesh=found, photo_rgb=None, polygons_px={}) if isinstance(found, FaceMesh) else found
        if model is None or self.model is None or model.mesh is not self.model.mesh:
            self.model = model
            for listener in self._listeners:
                listener(model)


class GivenVisits:
    """Reads earlier visits at once."""

    def __init__(self, *visits: Visit) -> None:
        self.visits = {visit.id: visit for visit in visits}

    def list_visits(self, patient_id, *, on_done, on_failed):  # type: ignore[no-untyped-def]
        on_done(
            tuple(
                VisitSummary(
                    id=visit.id,
                    patient_id=visit.patient_id,
                    started_at=visit.started_at,
                    operator=visit.operator,
                    views_taken=5,
                    analysed=visit.analysis is not None,
                    has_face=visit.has_face,
                )
                for visit in self.visits.values()
            )
        )

    def read_visit(self, visit_id, *, on_done, on_failed):  # type: ignore[no-untyped-def]
        on_done(self.visits[visit_id])
