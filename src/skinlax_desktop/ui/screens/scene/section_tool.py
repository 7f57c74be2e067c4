"""Cuts both faces by one plane; knows no Qt."""

from dataclasses import replace
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.plane_section import (
    SectionLine,
    SectionPlane,
    cut_mesh,
    level_plane,
    profile_difference,
    upright_plane,
)
from skinlax_desktop.surface.shown_change import SurfaceChange
from skinlax_desktop.ui.screens.scene.state import SECTION_REACH_MM, SectionKind, SectionState

Place = tuple[float, float, float]
_NEAR_MM: Final = 6.0
_BESIDE_MM: Final = 3.0


class SectionTool:
    """The plane and what it cuts; `state` is made anew only when something changed."""

    def __init__(self) -> None:
        self._kind = SectionKind.UPRIGHT
        self._at_mm = {SectionKind.UPRIGHT: 0.0, SectionKind.LEVEL: -40.0}
        self._cut: tuple[object, ...] | None = None
        self._state = SectionState()

    @property
    def kind(self) -> SectionKind:
        """Upright or level."""
        return self._kind

    @property
    def at_mm(self) -> float:
        """Where the plane stands, from the nasion."""
        return self._at_mm[self._kind]

    def choose(self, kind: SectionKind) -> None:
        """Cut upright or level."""
        self._kind = kind

    def put(self, at_mm: float) -> None:
        """Move the plane."""
        low, high = SECTION_REACH_MM[self._kind]
        self._at_mm[self._kind] = min(high, max(low, at_mm))

    def put_through(self, place_mm: Place) -> None:
        """Move the plane through a point of the face."""
        self.put(place_mm[0] if self._kind is SectionKind.UPRIGHT else place_mm[1])

    def state(self, later: FaceMesh | None, change: SurfaceChange | None) -> SectionState | None:
        """What the plane cuts of the two faces; None without a face."""
        earlier = change.earlier if change is not None else None
        if later is None:
            return None
        wanted = (self._kind, self.at_mm, later, earlier)
        if self._cut is None or any(a is not b and a != b for a, b in zip(wanted, self._cut, strict=True)):
            self._cut = wanted
            plane = upright_plane(self.at_mm) if self._kind is SectionKind.UPRIGHT else level_plane(self.at_mm)
            now = cut_mesh(later, plane)
            then = cut_mesh(earlier, plane) if earlier is not None else ()
            apart = profile_difference(_judged(now, change), then) if then and change is not None else None
            scale_known = later.scale_known and (earlier is None or earlier.scale_known)
            self._state = SectionState(
                kind=self._kind,
                at_mm=self.at_mm,
                now=now,
                then=then,
                apart=apart,
                limit_mm=_limit_mm(change, plane, apart[1]) if change is not None and apart is not None else None,
                scale_known=scale_known,
            )
        return self._state


def _judged(lines: tuple[SectionLine, ...], change: SurfaceChange) -> tuple[SectionLine, ...]:
    """The lines as measured only where change is judged: a collar and a ragged rim differ at every visit."""
    places = change.later.vertices_in_face_mm[np.isfinite(change.mdc95_mm)]
    tree = cKDTree(places) if len(places) else None
    return tuple(
        replace(
            line,
            measured=line.measured & (tree.query(line.places_mm)[0] < _BESIDE_MM)
            if tree is not None
            else np.zeros(len(line.measured), dtype=bool),
        )
        for line in lines
    )


def _limit_mm(change: SurfaceChange, plane: SectionPlane, on_paper: tuple[float, float]) -> float | None:
    """The median smallest detectable change around a place of the section."""
    vertices = change.later.vertices_in_face_mm.astype(np.float64)
    flat = plane.on_paper(vertices)
    off_plane = (vertices - np.asarray(plane.through_mm)) @ np.asarray(plane.normal)
    near = (np.hypot(*(flat - np.array(on_paper)).T) < _NEAR_MM) & (np.abs(off_plane) < _NEAR_MM)
    near &= np.isfinite(change.mdc95_mm)
    return float(np.median(change.mdc95_mm[near])) if near.any() else None
