"""What colours a face: a value in every zone, or at every point, with the bar that says what the colours mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.colour_scale import (
    DIVERGING_RGB,
    SEQUENTIAL_RGB,
    UNCHANGED_RGB,
    colour_of,
    colours_of,
)
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.shown_change import SurfaceChange
from skinlax_desktop.text.screens import scene as words

Colours = npt.NDArray[np.uint8]
_STEPS_MM: Final = (0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourBar:
    """The scale of a map. A diverging one has `middle` words under its grey middle; `remarks` stand below it."""

    title: str
    unit: str
    low: float
    high: float
    diverging: bool = False
    ends: tuple[str, str] = ("", "")
    remarks: tuple[str, ...] = ()
    marks_gaps: bool = False
    hatched: str = words.HATCHED

    @property
    def colours(self) -> Colours:
        """The colours from low to high, (k, 3)."""
        return DIVERGING_RGB if self.diverging else SEQUENTIAL_RGB


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneMap:
    """`values` of one quantity by zone; zones without a value are grey. `low`..`high` is the scale of the colours."""

    title: str
    unit: str
    values: Mapping[str, float]
    low: float
    high: float

    def colour(self, zone: str) -> tuple[int, int, int]:
        """The zone's colour, 0..255 RGB."""
        return colour_of(self.values.get(zone), self.low, self.high)

    @property
    def bar(self) -> ColourBar:
        """What the colours mean."""
        return ColourBar(title=self.title, unit=self.unit, low=self.low, high=self.high)


def make_zone_map(title: str, unit: str, values: Mapping[str, float], mdc95: float | None = None) -> ZoneMap:
    """A map whose scale spans the values, or twice what counts as a difference (`mdc95`) where that is more.

    Left and right that are alike must not stand at both ends of the colours. One value alone without an `mdc95` sits
    in the middle of a scale of its own size.
    """
    low, high = min(values.values()), max(values.values())
    least = 2.0 * (mdc95 or 0.0)
    if high - low < 1e-9 and not least:
        least = 2.0 * (abs(high) / 2 or 1.0)
    wider = max(least - (high - low), 0.0) / 2.0
    return ZoneMap(title=title, unit=unit, values=dict(values), low=low - wider, high=high + wider)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VertexMap:
    """A colour (n, 3) at every vertex of one mesh; `known` (n,) bool is False where nothing was measured."""

    bar: ColourBar
    colours_rgb: Colours
    known: npt.NDArray[np.bool_] = field(repr=False)


def sigma_map(mesh: FaceMesh) -> VertexMap:
    """How far each place of a mesh may be off, one standard error."""
    known = mesh.measured > 0
    # Rims of hair and collar are many times as unsure as skin: they would leave the face one colour.
    asked = next((part for part in (known & (mesh.zone_index >= 0), known) if part.any()), np.ones_like(known))
    seen = mesh.sigma_mm[asked]
    high = _rounded_up(float(np.percentile(seen, 95)) if len(seen) else 1.0)
    remarks = (words.SIGMA_REMARK, words.SIGMA_END) if mesh.scale_known else (words.NO_SCALE,)
    unit = "mm" if mesh.scale_known else words.RELATIVE
    bar = ColourBar(title=words.SIGMA, unit=unit, low=0.0, high=high, remarks=remarks, marks_gaps=True)
    return VertexMap(bar=bar, colours_rgb=colours_of(mesh.sigma_mm, 0.0, high), known=known)


def change_map(change: SurfaceChange) -> VertexMap:
    """What moved out or in since the earlier visit, grey where that is not detectable."""
    distance = change.signed_distance_mm
    known = change.seen & (change.later.measured > 0)
    told = change.detectable & np.isfinite(distance)
    reach = _rounded_up(float(np.percentile(np.abs(distance[told]), 98)) if told.any() else 1.0)
    colours = colours_of(np.nan_to_num(distance), -reach, reach, DIVERGING_RGB)
    colours[known & ~told] = UNCHANGED_RGB
    remarks = [words.GREY_REMARK]
    limit = change.mdc95_mm[known & np.isfinite(change.mdc95_mm)]
    if len(limit) and change.scale_known:
        remarks.append(words.detectable_from(float(np.median(limit))))
    if not change.scale_known:
        remarks.append(words.NO_SCALE)
    bar = ColourBar(
        title=words.CHANGE,
        unit="mm" if change.scale_known else words.RELATIVE,
        low=-reach,
        high=reach,
        diverging=True,
        ends=(words.INWARD, words.OUTWARD),
        remarks=tuple(remarks),
        marks_gaps=True,
        hatched=words.HATCHED_ONCE,
    )
    return VertexMap(bar=bar, colours_rgb=colours, known=known)


def _rounded_up(value: float) -> float:
    return next((step for step in _STEPS_MM if step >= value), float(np.ceil(value)))
