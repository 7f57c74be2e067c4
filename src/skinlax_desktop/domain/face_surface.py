"""A measured surface of the face, as a visit keeps it."""

from dataclasses import dataclass

from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.measurement import Measurement


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneMeasures:
    """What was measured of a zone on the surface."""

    zone: str
    metrics: tuple[Measurement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceSurface:
    """`mesh` refers to a PLY file of ours in the vault. `source` says what it was made from.

    `scale_share` is the relative standard error of its millimetres, None where nobody knows it. `landmarks_mm` are the
    468 landmarks on it, empty where they were not kept; `measures` what was read on it, by zone. `down`: which way was
    down in its axes, None where nobody knows it.
    """

    mesh: ImageRef
    source: str
    scale_share: float | None = None
    author: UserName
    added_at: str
    landmarks_mm: tuple[tuple[float, float, float], ...] = ()
    measures: tuple[ZoneMeasures, ...] = ()
    down: tuple[float, float, float] | None = None
