"""What the clinician looks at: one zone and one quantity, the same on photo, list and in 3D."""

from psygnal import Signal


class ReviewFocus:
    """Shared by the screens that show zones. `changed` follows every change."""

    changed = Signal()

    def __init__(self) -> None:
        self._zone = ""
        self._metric = ""

    @property
    def zone(self) -> str:
        """The selected zone; "" for none."""
        return self._zone

    @property
    def metric(self) -> str:
        """The quantity shown on the face; "" for the photograph alone."""
        return self._metric

    def look_at(self, *, zone: str | None = None, metric: str | None = None) -> None:
        """Select a zone, a quantity, or both."""
        before = (self._zone, self._metric)
        self._zone = self._zone if zone is None else zone
        self._metric = self._metric if metric is None else metric
        if before != (self._zone, self._metric):
            self.changed.emit()
