"""The open visit: one immutable record, replaced whole, announced once."""

from collections.abc import Callable

from psygnal import Signal

from skinlax_desktop.domain.visit import Visit


class VisitStore:
    """Holds the open visit. `changed(before, after, by)` follows every change; either side may be None."""

    changed = Signal(object, object, object)

    def __init__(self) -> None:
        self._visit: Visit | None = None

    @property
    def visit(self) -> Visit | None:
        """The open visit."""
        return self._visit

    def open(self, visit: Visit | None, *, by: object) -> None:
        """Show another visit, or none."""
        self._replace(visit, by)

    def apply(self, change: Callable[[Visit], Visit], *, by: object) -> Visit:
        """Replace the open visit by what `change` makes of it; nothing is announced when nothing changed."""
        if self._visit is None:
            raise RuntimeError("no visit is open")
        after = change(self._visit)
        self._replace(after, by)
        return after

    def _replace(self, after: Visit | None, by: object) -> None:
        before, self._visit = self._visit, after
        if before != after:
            self.changed.emit(before, after, by)
