"""Changes of the open visit that can be taken back and made again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.workflows.visit_store import VisitStore

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Generic[Thing]):
    """One step: the thing before and after; None where there was none."""

    before: Thing | None
    after: Thing | None

    def reversed(self) -> "Change[Thing]":
        """The step that takes this one back."""
        return Change(before=self.after, after=self.before)


class EditHistory(Generic[Thing]):
    """The steps made by one editor. The history belongs to one visit and ends with it.

    `put` makes a step in a visit; `by` is announced as who changed it.
    """

    def __init__(self, visits: VisitStore, put: Callable[[Visit, Change[Thing]], Visit], *, by: object) -> None:
        self._visits = visits
        self._put = put
        self._by = by
        self._visit_id: VisitId | None = None
        self._undo: list[Change[Thing]] = []
        self._redo: list[Change[Thing]] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        self._follow_visit()
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to make again."""
        self._follow_visit()
        return bool(self._redo)

    def make(self, *, before: Thing | None, after: Thing | None) -> None:
        """Make a change; nothing happens when nothing would be changed."""
        self._follow_visit()
        if before == after:
            return
        # The history is complete before the change is announced: a listener reads `can_undo`.
        step = Change(before=before, after=after)
        self._undo.append(step)
        self._redo.clear()
        self._apply(step)

    def undo(self) -> None:
        """Take the last change back, if there is one."""
        if self.can_undo:
            step = self._undo.pop()
            self._redo.append(step)
            self._apply(step.reversed())

    def redo(self) -> None:
        """Make the change again that was taken back last, if there is one."""
        if self.can_redo:
            step = self._redo.pop()
            self._undo.append(step)
            self._apply(step)

    def _apply(self, step: Change[Thing]) -> None:
        self._visits.apply(lambda visit: self._put(visit, step), by=self._by)

    def _follow_visit(self) -> None:
        visit = self._visits.visit
        visit_id = visit.id if visit is not None else None
        if visit_id != self._visit_id:
            self._visit_id = visit_id
            self._undo.clear()
            self._redo.clear()
