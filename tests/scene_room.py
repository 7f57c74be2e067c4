"""The 3D screen on its real presenter, jobs, store and VTK; surfaces, vault and comparing are handed in."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from screens import made_up_visit as made_up
from skinlax_desktop.domain.calibration import CameraCalibration, Scale, ScaleKind
from skinlax_desktop.domain.ids import UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner
from skinlax_desktop.ports.vault import VisitSummary
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.ui.qt_dispatch import QtDispatcher
from skinlax_desktop.ui.screens.review.face_model import FaceModel
from skinlax_desktop.ui.screens.scene.earlier import CompareFaces
from skinlax_desktop.ui.screens.scene.presenter import ScenePresenter
from skinlax_desktop.ui.screens.scene.view import SceneScreen
from skinlax_desktop.workflows.review_focus import ReviewFocus
from skinlax_desktop.workflows.visit_store import VisitStore

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
        found = self.meshes.get(visit.id) if visit is not None and visit.analysis is not None else None
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
                )
                for visit in self.visits.values()
            )
        )

    def read_visit(self, visit_id, *, on_done, on_failed):  # type: ignore[no-untyped-def]
        on_done(self.visits[visit_id])


@dataclass
class SceneRoom:
    """`stored` holds the bytes of pictures that were kept, by name."""

    later: FaceMesh | FaceModel | None
    earlier: FaceMesh | FaceModel | None = None
    compare: CompareFaces | None = None
    earlier_visits: tuple[Visit, ...] | None = None
    stored: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.visits = VisitStore()
        self.jobs = JobRunner(QtDispatcher().call_on_main)
        self.focus = ReviewFocus()
        before = (then_visit(),) if self.earlier is not None else ()
        before = before if self.earlier_visits is None else self.earlier_visits
        self.faces = GivenFaces({"visit": self.later})
        self.presenter = ScenePresenter(
            visits=self.visits,
            focus=self.focus,
            faces=self.faces,  # type: ignore[arg-type]
            earlier_faces=GivenFaces({"earlier": self.earlier}),  # type: ignore[arg-type]
            jobs=self.jobs,
            compare=self.compare,
            author=lambda: UserName("clinician"),
            now=lambda: "2026-11-23T12:00:00Z",
            reader=GivenVisits(*before),
            store_picture=self._store,
        )
        self.path = None
        self.screen = SceneScreen(self.presenter, choose_path=lambda _parent: self.path)

    @property
    def visit(self) -> Visit:
        assert self.visits.visit is not None
        return self.visits.visit

    @property
    def state(self):  # type: ignore[no-untyped-def]
        return self.screen._state

    def _store(self, png: bytes, width: int, height: int) -> ImageRef:
        name = f"{len(self.stored):064d}"
        self.stored[name] = png
        return ImageRef(sha256=name, width=width, height=height, media_type="image/png")
