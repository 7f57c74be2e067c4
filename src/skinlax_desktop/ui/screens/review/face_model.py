"""The face in 3D as a screen needs it: the surface, the frontal photo over it, the zones on that photo."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.face_surface import FaceSurface
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.measurement import Analysis, FrameResult
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner, Lane
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.ui.screens.review.photo_shelf import PhotoShelf
from skinlax_desktop.ui.screens.review.pyramid import Pyramid
from skinlax_desktop.ui.screens.review.state import BELOW_THE_JAW, Polygon

_TEXTURE_PX: Final = 2048


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceModel:
    """`polygons_px` are in pixels of `photo_rgb`."""

    mesh: FaceMesh
    photo_rgb: npt.NDArray[np.uint8] | None
    polygons_px: Mapping[str, npt.NDArray[np.float64]]


class Wanted(NamedTuple):
    """What a model is made of."""

    analysis: Analysis | None
    photo: ImageRef | None
    surface: FaceSurface | None


def frame_of(analysis: Analysis | None, capture_id: str) -> FrameResult | None:
    """The analysed frame of a capture, when a face was found in it."""
    frames = analysis.frames if analysis is not None else ()
    return next((frame for frame in frames if frame.file == capture_id and frame.landmarks_px), None)


def visible_zones(frame: FrameResult) -> dict[str, Polygon]:
    """Polygons in picture pixels of the zones that face the camera; below the jaw only in a frontal picture."""
    from skinlax_desktop.imaging.zones import VISIBLE_COSINE, zone_cosines, zone_polygons

    landmarks = np.array(frame.landmarks_px, dtype=np.float64)
    polygons = zone_polygons(landmarks)
    cosines = zone_cosines(landmarks, np.array(frame.landmark_depth_px)) if frame.landmark_depth_px else {}
    shown = {}
    for zone, polygon in polygons.items():
        hidden = frame.view != View.FRONTAL if zone in BELOW_THE_JAW else cosines.get(zone, 1.0) < VISIBLE_COSINE
        if not hidden:
            shown[zone] = tuple((float(x), float(y)) for x, y in polygon)
    return shown


class FaceModelMaker:
    """Makes the model of a visit off the main thread, and keeps the last one.

    `whose` tells makers of different visits apart: a newer wish replaces an older one of the same maker only.
    """

    def __init__(
        self,
        jobs: JobRunner,
        shelf: PhotoShelf,
        *,
        load: Callable[[ImageRef], bytes] | None = None,
        whose: str = "this visit",
    ) -> None:
        self._jobs = jobs
        self._shelf = shelf
        self._load = load
        self._whose = whose
        self._wanted: Wanted | None = None
        self._made: FaceModel | None = None
        self._listeners: list[Callable[[FaceModel | None], None]] = []

    def listen(self, listener: Callable[[FaceModel | None], None]) -> None:
        """Tell `listener` of every new model, on the main thread; None when there is none."""
        self._listeners.append(listener)

    @property
    def model(self) -> FaceModel | None:
        """The model of the visit that was asked for last, once it is made."""
        return self._made

    def want(self, visit: Visit | None) -> None:
        """Make the model of a visit; nothing happens when it is made already, or on its way."""
        analysis = visit.analysis if visit is not None else None
        surface = visit.face_surface if visit is not None and self._load is not None else None
        if visit is None or (analysis is None and surface is None):
            self._wanted = None
            self._tell(None)
            return
        frontal = visit.capture_of(View.FRONTAL)
        wanted = Wanted(analysis, frontal.image if frontal is not None else None, surface)
        if wanted == self._wanted:
            return
        self._wanted = wanted
        if surface is not None:
            self._read_surface(wanted, surface.mesh)
        elif analysis is not None:
            self._jobs.submit(
                "build face",
                lambda _control: _build(visit, analysis),
                lane=Lane.COMPUTE,
                on_done=lambda mesh: self._lay_photo(wanted, analysis, mesh),
                replaces=f"face model of {self._whose}",
            )

    def _read_surface(self, wanted: Wanted, ref: ImageRef) -> None:
        """A measured surface wins over the one from landmarks; it has its own colours."""
        load = self._load
        if load is None:
            return

        def show(mesh: FaceMesh) -> None:
            if wanted == self._wanted:
                self._tell(FaceModel(mesh=mesh, photo_rgb=None, polygons_px={}))

        def parse(encoded: bytes) -> None:
            self._jobs.submit(
                "open surface", lambda _control: _parse(encoded), lane=Lane.COMPUTE, on_done=show, on_failed=fail
            )

        def fail(error: Exception) -> None:
            if not isinstance(error, SkinlaxError):
                raise error
            if wanted == self._wanted:
                self._tell(None)

        self._jobs.submit("read surface", lambda _control: load(ref), lane=Lane.VAULT, on_done=parse, on_failed=fail)

    def _lay_photo(self, wanted: Wanted, analysis: Analysis, mesh: FaceMesh | None) -> None:
        if wanted != self._wanted:
            return
        image = wanted.photo
        if mesh is None:
            self._tell(None)
        elif image is None:
            self._tell(FaceModel(mesh=mesh, photo_rgb=None, polygons_px={}))
        else:
            self._shelf.fetch(
                image,
                lambda pyramid: self._finish(wanted, analysis, mesh, pyramid),
                lambda _error: self._tell(FaceModel(mesh=mesh, photo_rgb=None, polygons_px={})),
            )

    def _finish(self, wanted: Wanted, analysis: Analysis, mesh: FaceMesh, pyramid: Pyramid) -> None:
        if wanted != self._wanted:
            return
        from skinlax_desktop.imaging.zones import zone_polygons

        photo = pyramid.reduced_rgb(_TEXTURE_PX)
        frame = next(f for f in analysis.frames if f.view == View.FRONTAL and f.landmark_depth_px)
        share = photo.shape[1] / frame.width_px
        landmarks = (np.array(frame.landmarks_px, dtype=np.float64) + 0.5) * share - 0.5
        polygons = {zone: ring for zone, ring in zone_polygons(landmarks).items() if zone not in BELOW_THE_JAW}
        self._tell(FaceModel(mesh=mesh, photo_rgb=photo, polygons_px=polygons))

    def _tell(self, model: FaceModel | None) -> None:
        if model is self._made:
            return
        self._made = model
        for listener in self._listeners:
            listener(model)


def _build(visit: Visit, analysis: Analysis) -> FaceMesh | None:
    from skinlax_desktop.workflows.landmark_mesh import mesh_of_analysis

    return mesh_of_analysis(analysis, calibration=visit.calibration, scale=visit.scale)


def _parse(encoded: bytes) -> FaceMesh:
    from skinlax_desktop.surface.ply import parse_ply

    try:
        return parse_ply(encoded)
    except (ValueError, KeyError, IndexError) as error:
        raise SkinlaxError("mesh_file_unreadable", file="mesh.ply") from error
