"""Cuts both faces by one plane; knows no Qt."""

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.plane_section import (
    SectionLine,
    cut_mesh,
    level_plane,
    profile_difference,
    upright_plane,
)
from skinlax_desktop.surface.shown_change import SurfaceChange
from skinlax_desktop.ui.screens.scene.state import SECTION_REACH_MM, SectionKind, SectionState

Place = tuple[float, float, float]
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
            apart, counts = _apart(now, then, change)
            scale_known = later.scale_known and (earlier is None or earlier.scale_known)
            self._state = SectionState(
                kind=self._kind,
                at_mm=self.at_mm,
                now=now,
                then=then,
                apart=apart,
                counts=counts,
                scale_known=scale_known,
            )
        return self._state


def _apart(
    now: tuple[SectionLine, ...], then: tuple[SectionLine, ...], change: SurfaceChange | None
) -> tuple[tuple[float, tuple[float, float]] | None, bool]:
    """The largest difference where a change of the zone was shown, else anywhere change is judged; and which it is.

    The largest of a whole profile is beyond what a single place errs by on most days without any change: only the
    verdict on the zones, which is corrected for all of them, tells a change from noise.
    """
    if change is None or not then:
        return None, False
    shown = profile_difference(_within(now, change, change.detectable), then)
    if shown is not None:
        return shown, True
    # A collar and a ragged rim differ at every visit.
    return profile_difference(_within(now, change, np.isfinite(change.mdc95_mm)), then), False


def _within(
    lines: tuple[SectionLine, ...], change: SurfaceChange, vertices: npt.NDArray[np.bool_]
) -> tuple[SectionLine, ...]:
    """The lines as measured only beside these `vertices` (n,) of the later face."""
    places = change.later.vertices_in_face_mm[vertices]
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
