"""Marks on the face: set point by point, measured, listed; knows no Qt."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.measurement import Measurement
from skinlax_desktop.domain.surface_mark import POINTS_OF_MARK, SurfaceMark, SurfaceMarkKind
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner, Lane
from skinlax_desktop.surface.draping import drape
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.mesh_rays import SurfacePoint, nearest_on_mesh
from skinlax_desktop.surface.tape import angle_at, straight_distance, surface_distance
from skinlax_desktop.text.surface_values import mark_label
from skinlax_desktop.ui.scene.shown_marks import ShownMark
from skinlax_desktop.ui.screens.scene.state import MarkRow

Points = npt.NDArray[np.float64]
Place = tuple[float, float, float]
_DRAPED = (SurfaceMarkKind.OUTLINE,)


@dataclass(slots=True)
class Reading:
    """What a mark comes to on the surface that is shown."""

    points: tuple[SurfacePoint, ...]
    value: Measurement | None = None
    line_mm: Points | None = None
    is_measuring: bool = False
    off_mm: float = 0.0


class MarksTool:
    """Reads every mark on the surface that is shown, once; the long way over the skin off the main thread."""

    def __init__(self, jobs: JobRunner, changed: Callable[[], None]) -> None:
        self._jobs = jobs
        self._changed = changed
        self._mesh: FaceMesh | None = None
        self._scale_share = 0.0
        self._readings: dict[tuple[SurfaceMarkKind, tuple[Place, ...]], Reading] = {}
        self.pending: tuple[SurfacePoint, ...] = ()
        self.chosen = ""

    def use_surface(self, mesh: FaceMesh | None, scale_share: float) -> None:
        """Measure on another surface."""
        if mesh is not self._mesh or scale_share != self._scale_share:
            self._mesh, self._scale_share = mesh, scale_share
            self._readings.clear()
            self.pending = ()

    def add_point(self, kind: SurfaceMarkKind, point: SurfacePoint) -> tuple[Place, ...] | None:
        """One more point of the mark that is being set; its points when it is complete."""
        self.pending = (*self.pending, point)
        if kind is SurfaceMarkKind.OUTLINE or len(self.pending) < POINTS_OF_MARK[kind]:
            return None
        return self.take_pending()

    def take_pending(self) -> tuple[Place, ...]:
        """The points set so far, which are no longer pending."""
        points = tuple(point.place_mm for point in self.pending)
        self.pending = ()
        return points

    def readings(self, visit: Visit | None) -> list[tuple[SurfaceMark, Reading]]:
        """Every mark of a visit with its reading."""
        mesh = self._mesh
        if visit is None or mesh is None:
            return []
        return [(mark, self._reading(mark, mesh)) for mark in visit.surface_marks]

    def rows(self, visit: Visit | None) -> tuple[MarkRow, ...]:
        """The list of marks, then the pictures in the report."""
        rows = [
            MarkRow(
                id=mark.id,
                kind=mark.kind,
                text=mark.text,
                value=reading.value,
                is_measuring=reading.is_measuring,
                off_mm=reading.off_mm,
            )
            for mark, reading in self.readings(visit)
        ]
        pictures = visit.report_pictures if visit is not None else ()
        rows += [MarkRow(id=one.id, kind=None, text=one.caption, is_picture=True) for one in pictures]
        return tuple(rows)

    def shown(self, visit: Visit | None) -> tuple[ShownMark, ...]:
        """Every mark as the picture shows it."""
        return tuple(
            ShownMark(
                id=mark.id,
                kind=mark.kind,
                points_mm=tuple(point.place_mm for point in reading.points),
                label=mark_label(mark.kind, mark.text, reading.value, is_measuring=reading.is_measuring),
            )
            for mark, reading in self.readings(visit)
        )

    def lines(self, visit: Visit | None) -> tuple[Points, ...]:
        """The lines of marks that lie on the skin."""
        lines = [reading.line_mm for _, reading in self.readings(visit) if reading.line_mm is not None]
        if len(self.pending) > 1 and self._mesh is not None:
            lines.append(drape(self._mesh, np.array([point.place_mm for point in self.pending]), closed=False))
        return tuple(lines)

    def _reading(self, mark: SurfaceMark, mesh: FaceMesh) -> Reading:
        key = (mark.kind, mark.points_mm)
        if key not in self._readings:
            points = tuple(nearest_on_mesh(mesh, place) for place in mark.points_mm)
            off = max(
                float(np.linalg.norm(np.subtract(point.place_mm, place)))
                for point, place in zip(points, mark.points_mm, strict=True)
            )
            reading = self._readings[key] = Reading(points=points, off_mm=off)
            self._read(mark.kind, reading, mesh)
        return self._readings[key]

    def _read(self, kind: SurfaceMarkKind, reading: Reading, mesh: FaceMesh) -> None:
        points = reading.points
        if kind is SurfaceMarkKind.TAPE:
            reading.value = straight_distance(mesh, points[0], points[1], scale_share=self._scale_share)
        elif kind is SurfaceMarkKind.ANGLE:
            reading.value = angle_at(mesh, points[0], points[1], points[2])
        elif kind is SurfaceMarkKind.OUTLINE:
            reading.line_mm = drape(mesh, np.array([point.place_mm for point in points]), closed=True)
        elif kind is SurfaceMarkKind.SURFACE_TAPE:
            reading.line_mm = drape(mesh, np.array([point.place_mm for point in points]), closed=False)
            reading.is_measuring = True
            self._walk(reading, mesh)

    def _walk(self, reading: Reading, mesh: FaceMesh) -> None:
        share = self._scale_share

        def done(found: tuple[Measurement, Points | None]) -> None:
            reading.value, way = found
            reading.is_measuring = False
            if way is not None:
                reading.line_mm = way
            if mesh is self._mesh:
                self._changed()

        self._jobs.submit(
            "measure along the skin",
            lambda _control: surface_distance(mesh, reading.points[0], reading.points[1], scale_share=share),
            lane=Lane.COMPUTE,
            on_done=done,
        )
