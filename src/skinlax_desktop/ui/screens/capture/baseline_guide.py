"""The presenter's part that knows the baseline: prepares it, hands it to the guide and the gate, and says how it is."""

from collections.abc import Mapping
from typing import Protocol

from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.ui.screens.capture.baseline_shown import BaselineShown, resolve_baseline
from skinlax_desktop.workflows.baseline_ghost import Ghost
from skinlax_desktop.workflows.capture_session import SessionState
from skinlax_desktop.workflows.view_reference import ViewReference
from skinlax_desktop.workflows.visit_baseline import BaselineKeeper, BaselineState


class BaselineView(Protocol):
    """What is shown."""

    def show_baseline(self, shown: BaselineShown) -> None:
        """Score, date, warning; cheap when nothing changed."""
        ...

    def show_ghost(self, ghost: Ghost | None) -> None:
        """The ghost of the wanted view, or none; cheap when it is the same."""
        ...


class BaselineGuide:
    """Lives on the main thread; without a keeper every visit is a first one."""

    def __init__(self, view: BaselineView, keeper: BaselineKeeper | None) -> None:
        self._view = view
        self._keeper = keeper
        self._session: SessionState | None = None
        if keeper is not None:
            keeper.changed.connect(self._changed)

    @property
    def references(self) -> Mapping[View, ViewReference]:
        """What has been learnt so far."""
        return {} if self._keeper is None else self._keeper.state.references

    def prepare(self, visit: Visit | None) -> None:
        """Another visit is open, or none."""
        self._session = None
        if self._keeper is not None:
            self._keeper.prepare(visit)

    def is_pending(self, view: View) -> bool:
        """Whether the baseline of a view is still being learnt: the patient is not guided before."""
        return self._keeper is not None and self._keeper.state.is_pending(view)

    def pose_of(self, view: View) -> Pose | None:
        """How the head stood at the baseline."""
        reference = self.references.get(view)
        return None if reference is None else reference.pose

    def show(self, session: SessionState, *, live: bool = True) -> None:
        """The session went on; without a `live` picture there is nothing to score."""
        self._session = session
        state = BaselineState() if self._keeper is None else self._keeper.state
        match = session.assessment.match if session.assessment is not None and live else None
        self._view.show_baseline(resolve_baseline(state, match, session.wanted))
        self._view.show_ghost(state.ghosts.get(session.wanted))

    def close(self) -> None:
        """The station is taken down."""
        if self._keeper is not None:
            self._keeper.changed.disconnect(self._changed)
            self._keeper.prepare(None)

    def _changed(self, _state: object) -> None:
        if self._session is not None:
            self.show(self._session)
