"""Opens the photographs of a visit that can be moved, one view at a time; knows no Qt."""

from collections.abc import Callable

from skinlax_desktop.domain.measurement import Analysis, FrameResult
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner, Lane
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.ui.screens.review.photo_shelf import PhotoShelf
from skinlax_desktop.ui.screens.review.pyramid import Pyramid
from skinlax_desktop.workflows.simulated_photographs import FacePhotograph, landmark_mesh_of, movable_frame

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

    def forget(self) -> None:
        """Another visit or surface."""
        self._mesh = None
        self._found, self._asked = {}, set()

    def get(self, view: View) -> FacePhotograph | None:
        """The photograph of a view, once it is open."""
        return self._found.get(view)

    def want(self, visit: Visit, analysis: Analysis, mesh: FaceMesh, view: View) -> None:
        """Open the photograph of a view; nothing happens when it is open or on its way."""
        if mesh is not self._mesh:
            self.forget()
            self._mesh = mesh
        frame, capture = movable_frame(analysis, visit, view), visit.capture_of(view)
        if view in self._asked or frame is None or capture is None:
            return
        self._asked.add(view)

        def build(pyramid: Pyramid) -> None:
            self._jobs.submit(
                "open photograph to move",
                lambda _control: _open(visit, analysis, mesh, frame, view, pyramid),
                lane=Lane.COMPUTE,
                on_done=lambda photograph: self._keep(mesh, view, photograph),
                on_failed=fail,
            )

        def fail(error: Exception) -> None:
            if mesh is self._mesh:
                self._asked.discard(view)
                self._failed(error)

        self._shelf.fetch(capture.image, build, fail)

    def _keep(self, mesh: FaceMesh, view: View, photograph: FacePhotograph | None) -> None:
        if mesh is self._mesh and photograph is not None:
            self._found[view] = photograph
            self._opened()


def _open(
    visit: Visit, analysis: Analysis, mesh: FaceMesh, frame: FrameResult, view: View, pyramid: Pyramid
) -> FacePhotograph | None:
    drawn = landmark_mesh_of(visit, analysis, mesh)
    if drawn is None:
        return None
    picture = pyramid.levels[0][..., :3]
    return FacePhotograph.of(view, picture, frame, mesh=mesh, landmark_mesh=drawn, longest_px=SHOWN_PX)
