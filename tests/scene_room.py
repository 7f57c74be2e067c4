"""The 3D screen on its real presenter, jobs, store and VTK; surfaces, vault and comparing are handed in."""

from dataclasses import dataclass, field

from given_faces import GivenFaces, GivenVisits, then_visit
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.ui.qt_dispatch import QtDispatcher
from skinlax_desktop.ui.screens.review.face_model import FaceModel
from skinlax_desktop.ui.screens.scene.earlier import CompareFaces
from skinlax_desktop.ui.screens.scene.presenter import ScenePresenter
from skinlax_desktop.ui.screens.scene.view import SceneScreen
from skinlax_desktop.workflows.review_focus import ReviewFocus
from skinlax_desktop.workflows.visit_store import VisitStore


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
