"""Closes the gaps of a measured face before it is simulated on, the eyes from the frontal photograph; knows no Qt."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.face_surface import FaceSurface
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner, Lane
from skinlax_desktop.surface.face_mesh import FROM_LANDMARKS, FaceMesh
from skinlax_desktop.surface.ply import parse_ply
from skinlax_desktop.ui.screens.review.face_model import FaceModel
from skinlax_desktop.ui.screens.review.photo_shelf import PhotoShelf
from skinlax_desktop.ui.screens.review.pyramid import Pyramid
from skinlax_desktop.workflows.chin_down import ToldCompliance, compliance_of_faces
from skinlax_desktop.workflows.measured_face import MeasuredFace
from skinlax_desktop.workflows.simulated_photographs import movable_frame
from skinlax_desktop.workflows.whole_face import FrontalPicture, whole_face

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SimulatedModel:
    """What is simulated on: `model` is shown, `closed` computed on where it is another surface.

    `unseen` (n,) of the shown vertices: skin that no picture showed; None where there is none. `softness` is what a
    surface with the chin down told of the lower face; an error where the two cannot
    be compared, None where the visit has none.
    """

    model: FaceModel
    closed: FaceMesh | None = None
    unseen: npt.NDArray[np.bool_] | None = None
    softness: ToldCompliance | SkinlaxError | None = None


class FaceClosing:
    """Keeps the last face that it closed; `closed` is called on the main thread, also where a face needs nothing."""

    def __init__(
        self, jobs: JobRunner, shelf: PhotoShelf, load: Callable[[ImageRef], bytes], closed: Callable[[], None]
    ) -> None:
        """`load` is called in lane VAULT."""
        self._jobs = jobs
        self._load = load
        self._shelf = shelf
        self._closed = closed
        self._of: tuple[FaceModel, FaceSurface | None, FaceSurface | None] | None = None
        self._made: SimulatedModel | None = None
        self._last: tuple[FaceModel, SimulatedModel] | None = None

    def of(self, model: FaceModel | None) -> SimulatedModel | None:
        """The face to simulate on that was made of a model; None until then."""
        return self._made if self._of is not None and model is self._of[0] else None

    def want(self, visit: Visit | None, model: FaceModel | None) -> None:
        """Close the face of a model; nothing happens when it is closed, or on its way."""
        surface = visit.face_surface if visit is not None else None
        bent = visit.chin_down_surface if visit is not None else None
        if model is None or (self._of is not None and self._of[0] is model and self._of[1:] == (surface, bent)):
            return
        self._of, self._made = (model, surface, bent), None
        if visit is None or surface is None or model.mesh.source == FROM_LANDMARKS or not surface.landmarks_mm:
            self._keep(model, SimulatedModel(model=model))
            return
        landmarks = np.array(surface.landmarks_mm, dtype=np.float64)
        frame = None if visit.analysis is None else movable_frame(visit.analysis, visit, View.FRONTAL)
        capture = visit.capture_of(View.FRONTAL)
        if frame is None or capture is None:
            self._fetch_bent(model, landmarks, None)
            return
        pixels = np.array(frame.landmarks_px, dtype=np.float64)

        def opened(pyramid: Pyramid) -> None:
            picture = FrontalPicture(picture_bgr=pyramid.levels[0][..., :3], landmarks_px=pixels)
            self._fetch_bent(model, landmarks, picture)

        self._shelf.fetch(capture.image, opened, lambda _error: self._fetch_bent(model, landmarks, None))

    def _fetch_bent(self, model: FaceModel, landmarks: Floats, frontal: FrontalPicture | None) -> None:
        """The surface with the chin down, if the visit has one."""
        bent = self._of[2] if self._is_wanted(model) and self._of is not None else None
        if bent is None:
            self._close(model, landmarks, frontal, None)
            return
        self._jobs.submit(
            "read chin-down surface",
            lambda _control: self._load(bent.mesh),
            lane=Lane.VAULT,
            on_done=lambda encoded: self._close(model, landmarks, frontal, (bent, encoded)),
            on_failed=lambda _error: self._close(model, landmarks, frontal, None),
        )

    def _close(
        self,
        model: FaceModel,
        landmarks: Floats,
        frontal: FrontalPicture | None,
        bent: tuple[FaceSurface, bytes] | None,
    ) -> None:
        # Another surface with the chin down leaves the gaps as they are closed.
        before = self._last[1] if self._last is not None and self._last[0] is model else None
        level = self._of[1] if self._is_wanted(model) and self._of is not None else None

        def work(_control: object) -> SimulatedModel:
            softness = None if bent is None or level is None else _softness(model.mesh, landmarks, level, *bent)
            return replace(before or _closed(model, landmarks, frontal), softness=softness)

        if self._is_wanted(model):
            self._jobs.submit(
                "close gaps of the face",
                work,
                lane=Lane.COMPUTE,
                on_done=lambda made: self._keep(model, made),
                replaces="close gaps of the face",
            )

    def _keep(self, model: FaceModel, made: SimulatedModel) -> None:
        if self._is_wanted(model):
            self._made = made
            self._last = (model, made)
            self._closed()

    def _is_wanted(self, model: FaceModel) -> bool:
        return self._of is not None and model is self._of[0]


def _closed(model: FaceModel, landmarks: Floats, frontal: FrontalPicture | None) -> SimulatedModel:
    """The face itself where it cannot be closed."""
    try:
        whole = whole_face(model.mesh, landmarks, frontal)
    except SkinlaxError:
        return SimulatedModel(model=model)
    shown = FaceModel(mesh=whole.shown, photo_rgb=None, polygons_px={})
    return SimulatedModel(model=shown, closed=whole.closed, unseen=whole.unseen)


def _softness(
    mesh: FaceMesh, landmarks: Floats, level: FaceSurface, surface: FaceSurface, encoded: bytes
) -> ToldCompliance | SkinlaxError:
    """What the two surfaces tell, or why they cannot be compared."""
    marks = np.array(surface.landmarks_mm, dtype=np.float64) if surface.landmarks_mm else None
    straight = MeasuredFace(name="level", mesh=mesh, landmarks=landmarks, down=level.down)
    bent = MeasuredFace(
        name="chin down", mesh=parse_ply(encoded), landmarks=marks, posture="chin_down", down=surface.down
    )
    if level.scale_share and surface.scale_share:
        straight = replace(straight, scale_share=level.scale_share)
        bent = replace(bent, scale_share=surface.scale_share)
    try:
        return compliance_of_faces(straight, bent)
    except SkinlaxError as error:
        return error
