"""Decides what merging shows, and has it done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.text.screens import tidying as words
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.ui.screens.patient_words import full_name, person_line, trace_line
from skinlax_desktop.workflows.record_tidying import Merged, RecordTidying


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeShown:
    """Both entries in words; `absorbed` is empty until it was chosen."""

    kept: str
    absorbed: str = ""
    problem: str = ""
    busy: bool = False


class MergeView(Protocol):
    """What the presenter shows."""

    def show_merge(self, shown: MergeShown | None) -> None:
        """Both entries, or nothing when merging is over."""
        ...

    def show_done(self, sentence: str) -> None:
        """What was done, with its trace."""
        ...


class MergePresenter:
    """Begins with one entry; the other is chosen in the list. `on_merged(outcome)` follows."""

    def __init__(self, view: MergeView, *, tidying: RecordTidying, on_merged: Callable[[Merged], None]) -> None:
        self._view = view
        self._tidying = tidying
        self._on_merged = on_merged
        self._kept: Patient | None = None
        self._absorbed: Patient | None = None
        self._is_busy = False

    def begin(self, kept: Patient | None) -> None:
        """Start with the entry that is to stay."""
        if kept is None or self._is_busy:
            return
        self._kept, self._absorbed = kept, None
        self._view.show_done("")
        self._show()

    def choose(self, other: Patient | None) -> None:
        """The entry that is to be taken up."""
        if self._kept is None or self._is_busy or other is None or other.id == self._kept.id:
            return
        self._absorbed = other
        self._show()

    def swap(self) -> None:
        """The other one stays."""
        if self._kept is not None and self._absorbed is not None and not self._is_busy:
            self._kept, self._absorbed = self._absorbed, self._kept
            self._show()

    def confirm(self) -> None:
        """Do it."""
        if self._kept is None or self._absorbed is None or self._is_busy:
            return
        self._is_busy = True
        self._show()
        self._tidying.merge(self._kept.id, self._absorbed.id, on_done=self._merged, on_failed=self._failed)

    def cancel(self) -> None:
        """Nothing is merged."""
        if not self._is_busy:
            self._end()

    def _merged(self, merged: Merged) -> None:
        self._is_busy = False
        self._end()
        done = words.MERGED.format(name=full_name(merged.kept))
        self._view.show_done(f"{done} {trace_line(merged.trace)}")
        self._on_merged(merged)

    def _failed(self, error: Exception) -> None:
        self._is_busy = False
        say_failure(self._show, error)

    def _end(self) -> None:
        self._kept = self._absorbed = None
        self._view.show_merge(None)

    def _show(self, problem: str = "") -> None:
        if self._kept is not None:
            absorbed = person_line(self._absorbed) if self._absorbed is not None else ""
            shown = MergeShown(kept=person_line(self._kept), absorbed=absorbed, problem=problem, busy=self._is_busy)
            self._view.show_merge(shown)
