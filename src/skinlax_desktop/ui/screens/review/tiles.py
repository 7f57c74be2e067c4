"""The views of a visit with their zones, as the review shows them; knows no Qt."""

from skinlax_desktop.domain.ids import CaptureId
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.ui.screens.review.face_model import frame_of, visible_zones
from skinlax_desktop.ui.screens.review.state import Polygon, Tile


class Tiles:
    """Keeps the polygons of a photograph until it is measured anew."""

    def __init__(self) -> None:
        self._zones: dict[CaptureId, tuple[object, dict[str, Polygon]]] = {}

    def forget(self) -> None:
        """Another visit is open."""
        self._zones.clear()

    def of(self, visit: Visit) -> tuple[Tile, ...]:
        """The standard series, then whatever else was taken."""
        extra = {capture.view for capture in visit.plain_captures} - set(STANDARD_SERIES)
        views = (*STANDARD_SERIES, *(view for view in View if view in extra))
        return tuple(self._tile(visit, view) for view in views)

    def _tile(self, visit: Visit, view: View) -> Tile:
        capture = visit.capture_of(view)
        if capture is None:
            return Tile(view=view)
        known = self._zones.get(capture.id)
        if known is None or known[0] is not visit.analysis:
            frame = frame_of(visit.analysis, capture.id)
            known = (visit.analysis, visible_zones(frame) if frame is not None else {})
            self._zones[capture.id] = known
        return Tile(view=view, capture_id=capture.id, passed=capture.verdict.passed, zones=known[1])
