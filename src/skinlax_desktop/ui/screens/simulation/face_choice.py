"""Which surface is simulated on: the visit's own, or the landmarks' one where that cannot be computed on; no Qt."""

from collections.abc import Callable
from dataclasses import replace

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.face_surface import FaceSurface
from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner
from skinlax_desktop.surface.face_mesh import FROM_LANDMARKS
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.ui.screens.review.face_model import FaceModel, FaceModelMaker
from skinlax_desktop.ui.screens.review.photo_shelf import PhotoShelf
from skinlax_desktop.ui.screens.simulation.face_closing import FaceClosing, SimulatedModel
from skinlax_desktop.ui.screens.simulation.planning import plain_sentence


class FaceChoice:
    """`faces` makes the visit's surface, `plain_faces` the one from landmarks; `made` hears of either."""

    def __init__(
        self,
        faces: FaceModelMaker,
        plain_faces: FaceModelMaker | None,
        made: Callable[[], None],
        *,
        jobs: JobRunner,
        shelf: PhotoShelf,
        load: Callable[[ImageRef], bytes],
    ) -> None:
        self._faces = faces
        self._plain_faces = plain_faces
        self._closing = FaceClosing(jobs, shelf, load, made)
        self._visit: Visit | None = None
        self._refused: tuple[VisitId, FaceSurface | None] | None = None
        self.note = ""
        """Why it is not the visit's own surface."""
        faces.listen(lambda _model: self._heard(plain=False))
        if plain_faces is not None:
            plain_faces.listen(lambda _model: self._heard(plain=True))

    @property
    def face(self) -> SimulatedModel | None:
        """The face, once it is made and its gaps are closed."""
        return self._closing.of(self._model)

    @property
    def _model(self) -> FaceModel | None:
        if self._refused is not None and self._plain_faces is not None:
            return self._plain_faces.model
        return self._faces.model

    def want(self, visit: Visit | None) -> None:
        """Make the face of a visit; another surface of it is tried anew."""
        of = None if visit is None else (visit.id, visit.face_surface)
        if self._refused is not None and self._refused != of:
            self._refused, self.note = None, ""
        self._visit = visit
        self._faces.want(visit)
        self._closing.want(visit, self._model)

    def fall_back(self, visit: Visit | None, error: SkinlaxError) -> bool:
        """The visit's own surface was refused; whether there is another to try."""
        model = self._faces.model
        measured = model is not None and model.mesh.source != FROM_LANDMARKS
        if visit is None or not measured or self._plain_faces is None or self._refused is not None:
            return False
        self._refused = (visit.id, visit.face_surface)
        self.note = words.FELL_BACK.format(why=plain_sentence(error).split(". ")[0].rstrip("."))
        self._plain_faces.want(replace(visit, face_surface=None))
        return True

    def _heard(self, *, plain: bool) -> None:
        if plain is (self._refused is not None) and self._visit is not None:
            self._closing.want(self._visit, self._model)
