"""The simulation's presenter on its real parts, with jobs that are done at once and a view that only listens."""

import hashlib
from dataclasses import replace
from unittest.mock import create_autospec

import numpy as np

from given_faces import GivenFaces, now_visit
from screens import made_up_visit as made_up
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobControl
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.ui.screens.review.photo_shelf import PhotoShelf
from skinlax_desktop.ui.screens.simulation.passive import SimulationView
from skinlax_desktop.ui.screens.simulation.presenter import SimulationPresenter
from skinlax_desktop.ui.screens.simulation.state import SimulationState, Staged
from skinlax_desktop.workflows.visit_store import VisitStore
from small_face import small_face


def frontal_visit() -> Visit:
    """The frontal picture alone: what is kept then needs one photograph only."""
    visit = now_visit()
    return replace(visit, captures=visit.captures[:1])


class AtOnce:
    """Jobs that are done when they are asked for; `failing` names those that fail."""

    def __init__(self) -> None:
        self.failing: dict[str, Exception] = {}
        self.names: list[str] = []

    def submit(self, name, work, *, lane, on_done=None, on_failed=None, on_progress=None, **_more):  # type: ignore[no-untyped-def]
        self.names.append(name)
        try:
            if name in self.failing:
                raise self.failing[name]
            result = work(create_autospec(JobControl))
        except SkinlaxError as error:
            on_failed(error)
        else:
            if on_done is not None:
                on_done(result)


class MemoryPictures:
    """The vault's pictures: those of the made-up visit, and what is stored."""

    def __init__(self) -> None:
        self.stored: dict[str, bytes] = {}

    def load(self, ref: ImageRef) -> bytes:
        return self.stored[ref.sha256] if ref.sha256 in self.stored else made_up.load_image(ref)

    def store(self, data: bytes, width: int, height: int, media_type: str) -> ImageRef:
        name = hashlib.sha256(data).hexdigest()
        self.stored[name] = data
        return ImageRef(sha256=name, width=width, height=height, media_type=media_type)


class SimulationDesk:
    """`mesh` is what the visit's face is made of; `tell` what the forecast says."""

    def __init__(  # type: ignore[no-untyped-def]
        self,
        *,
        mesh: FaceMesh | None = None,
        visit: Visit | None = None,
        tell=None,
        plain: FaceMesh | None = None,
        read_chin_down=None,
    ) -> None:
        self.visits, self.jobs, self.pictures = VisitStore(), AtOnce(), MemoryPictures()
        self.notes: list[tuple[str, str, dict[str, str | int]]] = []
        self.view = create_autospec(SimulationView, instance=True)
        self.view.draw_faces.side_effect = self._draw
        self.faces = GivenFaces({"visit": mesh if mesh is not None else small_face(1)})
        self.presenter = SimulationPresenter(
            visits=self.visits,
            faces=self.faces,  # type: ignore[arg-type]
            shelf=PhotoShelf(self.jobs, self.pictures.load),  # type: ignore[arg-type]
            jobs=self.jobs,  # type: ignore[arg-type]
            sex=lambda: "F",
            author=lambda: UserName("clinician"),
            now=lambda: "2026-11-23T12:00:00+00:00",
            load_image=self.pictures.load,
            store=self.pictures.store,
            tell_ageing=tell,
            note=lambda what, visit_id, details: self.notes.append((what, visit_id, dict(details))),
            read_chin_down=read_chin_down,
            plain_faces=None if plain is None else GivenFaces({"visit": plain}),  # type: ignore[arg-type]
        )
        self.presenter.attach(self.view)
        self.visits.open(visit if visit is not None else frontal_visit(), by="test")
        self.presenter.entered()

    @property
    def state(self) -> SimulationState:
        return self.presenter.state

    @property
    def staged(self) -> Staged:
        return self.view.show_stage.call_args.args[0]

    @property
    def visit(self) -> Visit:
        assert self.visits.visit is not None
        return self.visits.visit

    def reopened(self) -> "SimulationDesk":
        """Another run of the program on the same record."""
        desk = SimulationDesk.__new__(SimulationDesk)
        pictures = self.pictures
        desk.__init__(mesh=small_face(1), visit=replace(self.visit, id="other"))  # type: ignore[misc]
        desk.pictures.stored.update(pictures.stored)
        desk.visits.open(self.visit, by="test")
        return desk

    def _draw(self, rows, done, going) -> None:  # type: ignore[no-untyped-def]
        grey = [np.full((108, 84, 3), 120, np.uint8)]
        done([grey * len(row) for row in rows])
