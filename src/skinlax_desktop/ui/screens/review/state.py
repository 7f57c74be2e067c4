"""What the review screen shows, as one frozen record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from skinlax_desktop.domain.annotation import Annotation, AnnotationKind, ProbeQuantity, ProbeReading
from skinlax_desktop.domain.ids import CaptureId
from skinlax_desktop.domain.measurement import Measurement
from skinlax_desktop.domain.views import View
from skinlax_desktop.ports.saliency import ZoneSaliency
from skinlax_desktop.workflows.review import ZoneFinding

BELOW_THE_JAW = ("submental", "neck")
"""Zones that hang from the jaw and are not on the landmark mesh."""


class Tool(StrEnum):
    """The drawing tools."""

    SELECT = "select"
    ARROW = "arrow"
    POLYGON = "polygon"
    PEN = "pen"
    TEXT = "text"


KIND_OF_TOOL = {
    Tool.ARROW: AnnotationKind.ARROW,
    Tool.POLYGON: AnnotationKind.POLYGON,
    Tool.PEN: AnnotationKind.FREEHAND,
    Tool.TEXT: AnnotationKind.NOTE,
}


class Layout(StrEnum):
    """What stands on the stage."""

    ONE = "one"
    TWO = "two"
    THREE = "three"
    WITH_3D = "with_3d"

    @property
    def photos(self) -> int:
        """How many photographs."""
        return {Layout.ONE: 1, Layout.TWO: 2, Layout.THREE: 3, Layout.WITH_3D: 1}[self]


class Overlay(StrEnum):
    """How zones are drawn on the photographs."""

    OUTLINE = "outline"
    MAP = "map"
    OFF = "off"


class Stage(StrEnum):
    """How far the analysis is."""

    NO_VISIT = "no_visit"
    NO_PICTURES = "no_pictures"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"


Polygon = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One view of the series. `zones`: polygons in picture pixels of the zones that face the camera."""

    view: View
    capture_id: CaptureId | None = None
    passed: bool = True
    zones: Mapping[str, Polygon] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapChoice:
    """The quantity on the face: its example (name and unit) and its value in every zone."""

    metric: Measurement
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaliencyShown:
    """What moved the selected zone's grade, on the photograph of `view`; without a map the sentence says why."""

    view: View
    sentence: str
    saliency: ZoneSaliency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewState:
    """Everything on the screen but the pixels. `grade` is the sentence on the overall laxity, or why there is none."""

    stage: Stage = Stage.NO_VISIT
    progress: float = 0.0
    sentence: str = ""
    is_error: bool = False
    tiles: tuple[Tile, ...] = ()
    shown: tuple[View, ...] = ()
    layout: Layout = Layout.WITH_3D
    overlay: Overlay = Overlay.OUTLINE
    tool: Tool = Tool.SELECT
    annotations: tuple[Annotation, ...] = ()
    can_undo: bool = False
    can_redo: bool = False
    findings: tuple[ZoneFinding, ...] = ()
    selected: str = ""
    asks_reason: bool = False
    grade: str = ""
    overall: tuple[Measurement, ...] = ()
    face: tuple[Measurement, ...] = ()
    attributes: tuple[Measurement, ...] = ()
    colour: tuple[Measurement, ...] = ()
    colour_calibrated: bool = False
    off_protocol: bool = False
    maps: tuple[Measurement, ...] = ()
    map_choice: MapChoice | None = None
    asks_why: bool = False
    can_ask_why: bool = False
    saliency: SaliencyShown | None = None
    probe: tuple[ProbeReading, ...] = ()
    probe_error: tuple[ProbeQuantity, str] | None = None

    @property
    def finding(self) -> ZoneFinding | None:
        """The selected zone's finding."""
        return next((finding for finding in self.findings if finding.zone == self.selected), None)

    def tile(self, view: View) -> Tile | None:
        """The tile of a view."""
        return next((tile for tile in self.tiles if tile.view is view), None)
