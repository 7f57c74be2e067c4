"""What the 3D screen shows, as one frozen record."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.measure_change import MeasureChange
from skinlax_desktop.domain.measurement import Measurement
from skinlax_desktop.domain.surface_mark import SurfaceMarkKind
from skinlax_desktop.surface.plane_section import SectionLine
from skinlax_desktop.ui.scene.comparing import CompareMode
from skinlax_desktop.ui.scene.shown_marks import ShownMarks
from skinlax_desktop.ui.scene.zone_map import VertexMap
from skinlax_desktop.ui.screens.review.state import MapChoice
from skinlax_desktop.workflows.review import ZoneFinding

Points = npt.NDArray[np.float64]
SIGMA_LAYER: Final = "surface:sigma"
CHANGE_LAYER: Final = "surface:change"


class Tool(StrEnum):
    """What a click on the face does."""

    TURN = "turn"
    NOTE = "note"
    OUTLINE = "outline"
    TAPE = "tape"
    SURFACE_TAPE = "surface_tape"
    ANGLE = "angle"
    SECTION = "section"


KIND_OF_TOOL: Final = {
    Tool.NOTE: SurfaceMarkKind.NOTE,
    Tool.OUTLINE: SurfaceMarkKind.OUTLINE,
    Tool.TAPE: SurfaceMarkKind.TAPE,
    Tool.SURFACE_TAPE: SurfaceMarkKind.SURFACE_TAPE,
    Tool.ANGLE: SurfaceMarkKind.ANGLE,
}


class Tab(StrEnum):
    """What stands beside the face."""

    ZONES = "zones"
    SECTION = "section"
    MARKS = "marks"
    CHANGES = "changes"


class SectionKind(StrEnum):
    """The planes a face is cut by."""

    UPRIGHT = "upright"
    LEVEL = "level"


SECTION_REACH_MM: Final = {SectionKind.UPRIGHT: (-80.0, 80.0), SectionKind.LEVEL: (-130.0, 90.0)}


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierVisit:
    """One that can be compared with."""

    id: VisitId
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierState:
    """`sentence` says why there is no earlier face, or how well the two fit. `ready` once both can be shown."""

    choices: tuple[EarlierVisit, ...] = ()
    chosen: VisitId | None = None
    sentence: str = ""
    ready: bool = False
    has_change: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SectionState:
    """The plane, its profiles of this and of the earlier visit, and their largest difference with its place.

    `counts`: a change was shown there, so that the difference is more than noise.
    """

    kind: SectionKind = SectionKind.UPRIGHT
    at_mm: float = 0.0
    now: tuple[SectionLine, ...] = ()
    then: tuple[SectionLine, ...] = ()
    apart: tuple[float, tuple[float, float]] | None = None
    counts: bool = False
    scale_known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRow:
    """A line of the list of marks, or of the pictures in the report. `value` is None where the mark measures nothing.

    `is_measuring` while its value is on its way; `off_mm` how far the mark lies off the surface that is shown.
    """

    id: str
    kind: SurfaceMarkKind | None
    text: str = ""
    value: Measurement | None = None
    is_measuring: bool = False
    off_mm: float = 0.0
    is_picture: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SurfaceLines:
    """Lines on the skin, of this visit and of the earlier one."""

    now_mm: Sequence[Points] = ()
    then_mm: Sequence[Points] = ()


NO_LINES: Final = SurfaceLines()


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneState:
    """Everything on the screen but the surfaces themselves."""

    findings: tuple[ZoneFinding, ...] = ()
    selected: str = ""
    maps: tuple[Measurement, ...] = ()
    map_choice: MapChoice | None = None
    layer: str = ""
    layers: tuple[str, ...] = ()
    vertex_map: VertexMap | None = None
    grade: str = ""
    has_face: bool = False
    share_unmeasured: float = 0.0
    is_unscaled: bool = False
    tool: Tool = Tool.TURN
    tab: Tab = Tab.ZONES
    textured: bool = True
    ring_light: bool = False
    arrows: bool = False
    can_show_arrows: bool = False
    mode: CompareMode = CompareMode.ONE
    shows_earlier: bool = False
    earlier: EarlierState = field(default_factory=EarlierState)
    section: SectionState | None = None
    rows: tuple[MarkRow, ...] = ()
    changes: tuple[MeasureChange, ...] = ()
    marks: ShownMarks = field(default_factory=ShownMarks)
    lines: SurfaceLines = NO_LINES
    asks_unit: bool = False
    reads_surface: bool = False
    can_open_surface: bool = False
    can_measure_shape: bool = False
    asks_note_at: tuple[float, float, float] | None = None
    can_undo: bool = False
    can_redo: bool = False
    sentence: str = ""
    is_error: bool = False
