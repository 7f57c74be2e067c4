"""How far the views of a series are: what is taken of each, and what comes next."""

from dataclasses import dataclass

from skinlax_desktop.domain.gate import FrameVerdict
from skinlax_desktop.domain.ids import CaptureId
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewProgress:
    """A view of the series, with its newest accepted picture; `repeats` holds the picture of each repeat."""

    view: View
    capture_id: CaptureId | None = None
    verdict: FrameVerdict | None = None
    repeats: tuple[CaptureId | None, ...] = (None,)

    @property
    def missing(self) -> int | None:
        """The first repeat that is not taken yet, from 1."""
        return next((number for number, taken in enumerate(self.repeats, 1) if taken is None), None)


def progress_of(visit: Visit | None, view: View) -> ViewProgress:
    """How far a view of the visit is."""
    if visit is None:
        return ViewProgress(view=view)
    found = [visit.repeat_of(view, number) for number in range(1, visit.repeats_per_view + 1)]
    newest = next((capture for capture in reversed(visit.captures) if capture in found), None)
    return ViewProgress(
        view=view,
        capture_id=None if newest is None else newest.id,
        verdict=None if newest is None else newest.verdict,
        repeats=tuple(None if capture is None else capture.id for capture in found),
    )


def first_missing(views: tuple[ViewProgress, ...]) -> tuple[View, int] | None:
    """The first view and repeat that is not taken, in the order of the series."""
    return next(((known.view, known.missing) for known in views if known.missing is not None), None)
