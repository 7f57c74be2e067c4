"""Opens the photographs of a visit that can be moved, one view at a time; knows no Qt."""

from collections.abc import Callable

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.measurement import Analysis
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner, Lane
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.ui.screens.review.photo_shelf import PhotoShelf
from skinlax_desktop.ui.screens.review.pyramid import Pyramid
from skinlax_desktop.ui.screens.simulation.planning import plain_sentence
from skinlax_desktop.workflows.simulated_photographs import (
    PROFILE_STAYS,
    FacePhotograph,
    may_move,
    photograph_of_visit,
)

SHOWN_PX = 1200


class PhotographOpening:
    """Keeps the opened photographs of one visit and mesh; `opened` is called on the main thread after each."""

    def __init__(
        self,
        jobs: JobRunner,
        shelf: PhotoShelf,
        *,
        opened: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._jobs = jobs
        self._shelf = shelf
        self._opened = opened
        self._failed = failed
        self._mesh: FaceMesh | None = None
        self._found: dict[View, FacePhotograph] = {}
        self._asked: set[View] = set()
        self._stay: dict[View, str] = {}

    def forget(self) -> None:
        """Another visit or surface."""
        self._mesh = None
        self._found, self._asked, self._stay = {}, set(), {}

    def get(self, view: View) -> FacePhotograph | None:
        """The photograph of a view, once it is open."""
        return self._found.get(view)

    def why_it_stays(self, view: View) -> str:
        """The sentence of why the photograph of a view cannot be moved; "" where nothing bars it."""
        return self._stay.get(view, "")

    def want(self, visit: Visit, analysis: Analysis, mesh: FaceMesh, view: View) -> None:
        """Open the photograph of a view; nothing happens when it is open or on its way."""
        if mesh is not self._mesh:
            self.forget()
            self._mesh = mesh
        capture = visit.capture_of(view)
        if view in self._asked or capture is None or not may_move(analysis, visit, view):
            return
        self._asked.add(view)

        def build(pyramid: Pyramid) -> None:
            self._jobs.submit(
                "open photograph to move",
                lambda _control: photograph_of_visit(
                    visit, analysis, view, pyramid.levels[0][..., :3], mesh, longest_px=SHOWN_PX
                ),
                lane=Lane.COMPUTE,
                on_done=lambda photograph: self._keep(mesh, view, photograph),
                on_failed=fail,
            )

        def fail(error: Exception) -> None:
            if mesh is not self._mesh:
                return
            if isinstance(error, SkinlaxError) and error.code in PROFILE_STAYS:
                self._stay[view] = plain_sentence(error)
                self._opened()
                return
            self._asked.discard(view)
            self._failed(error)

        self._shelf.fetch(capture.image, build, fail)

    def _keep(self, mesh: FaceMesh, view: View, photograph: FacePhotograph | None) -> None:
        if mesh is self._mesh and photograph is not None:
            self._found[view] = photograph
            self._opened()
