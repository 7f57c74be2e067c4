"""Closes the gaps of a measured face before it is simulated on, the eyes from the frontal photograph; knows no Qt."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.face_surface import FaceSurface
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner, Lane
from skinlax_desktop.surface.face_mesh import FROM_LANDMARKS, FaceMesh
from skinlax_desktop.ui.screens.review.face_model import FaceModel
from skinlax_desktop.ui.screens.review.photo_shelf import PhotoShelf
from skinlax_desktop.ui.screens.review.pyramid import Pyramid
from skinlax_desktop.workflows.simulated_photographs import movable_frame
from skinlax_desktop.workflows.whole_face import FrontalPicture, whole_face


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SimulatedModel:
    """What is simulated on: `model` is shown, `closed` computed on where it is another surface.

    `unseen` (n,) of the shown vertices: skin that no picture showed; None where there is none.
    """

    model: FaceModel
    closed: FaceMesh | None = None
    unseen: npt.NDArray[np.bool_] | None = None


class FaceClosing:
    """Keeps the last face that it closed; `closed` is called on the main thread, also where a face needs nothing."""

    def __init__(self, jobs: JobRunner, shelf: PhotoShelf, closed: Callable[[], None]) -> None:
        self._jobs = jobs
        self._shelf = shelf
        self._closed = closed
        self._of: tuple[FaceModel, FaceSurface | None] | None = None
        self._made: SimulatedModel | None = None

    def of(self, model: FaceModel | None) -> SimulatedModel | None:
        """The face to simulate on that was made of a model; None until then."""
        return self._made if self._of is not None and model is self._of[0] else None

    def want(self, visit: Visit | None, model: FaceModel | None) -> None:
        """Close the face of a model; nothing happens when it is closed, or on its way."""
        surface = visit.face_surface if visit is not None else None
        if model is None or (self._of is not None and self._of[0] is model and self._of[1] == surface):
            return
        self._of, self._made = (model, surface), None
        if visit is None or surface is None or model.mesh.source == FROM_LANDMARKS or not surface.landmarks_mm:
            self._keep(model, SimulatedModel(model=model))
            return
        landmarks = np.array(surface.landmarks_mm, dtype=np.float64)
        frame = None if visit.analysis is None else movable_frame(visit.analysis, visit, View.FRONTAL)
        capture = visit.capture_of(View.FRONTAL)
        if frame is None or capture is None:
            self._close(model, landmarks, None)
            return
        pixels = np.array(frame.landmarks_px, dtype=np.float64)

        def opened(pyramid: Pyramid) -> None:
            self._close(model, landmarks, FrontalPicture(picture_bgr=pyramid.levels[0][..., :3], landmarks_px=pixels))

        self._shelf.fetch(capture.image, opened, lambda _error: self._close(model, landmarks, None))

    def _close(self, model: FaceModel, landmarks: npt.NDArray[np.float64], frontal: FrontalPicture | None) -> None:
        def work(_control: object) -> SimulatedModel:
            whole = whole_face(model.mesh, landmarks, frontal)
            shown = FaceModel(mesh=whole.shown, photo_rgb=None, polygons_px={})
            return SimulatedModel(model=shown, closed=whole.closed, unseen=whole.unseen)

        def failed(error: Exception) -> None:
            if not isinstance(error, SkinlaxError):
                raise error
            self._keep(model, SimulatedModel(model=model))

        if self._is_wanted(model):
            self._jobs.submit(
                "close gaps of the face",
                work,
                lane=Lane.COMPUTE,
                on_done=lambda made: self._keep(model, made),
                on_failed=failed,
                replaces="close gaps of the face",
            )

    def _keep(self, model: FaceModel, made: SimulatedModel) -> None:
        if self._is_wanted(model):
            self._made = made
            self._closed()

    def _is_wanted(self, model: FaceModel) -> bool:
        return self._of is not None and model is self._of[0]
