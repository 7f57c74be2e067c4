"""Reads firmness and recoil of every zone once the page that shows them is asked for; knows no Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from skinlax_desktop.biomechanics.readings import ZoneReading, read_zones
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.jobs import JobRunner, Lane
from skinlax_desktop.workflows.simulate import PreparedFace


@dataclass(frozen=True, slots=True, kw_only=True)
class TissueRow:
    """A zone with its readings, and the share of its area, 0 to 1, that was measured."""

    zone: str
    reading: ZoneReading
    measured_share: float


class TissueReading:
    """Keeps the readings of the last face; `changed` is called on the main thread when they are there."""

    def __init__(self, jobs: JobRunner, changed: Callable[[], None]) -> None:
        self._jobs = jobs
        self._changed = changed
        self._of: PreparedFace | None = None
        self._rows: tuple[TissueRow, ...] = ()

    def rows(self, prepared: PreparedFace | None) -> tuple[TissueRow, ...]:
        """The readings of a face; none until they are made."""
        return self._rows if prepared is not None and prepared is self._of else ()

    def want(self, prepared: PreparedFace | None) -> None:
        """Read a face, once; takes a few seconds."""
        if prepared is None or prepared is self._of:
            return
        self._of, self._rows = prepared, ()

        def done(rows: tuple[TissueRow, ...]) -> None:
            if prepared is self._of:
                self._rows = rows
                self._changed()

        def failed(error: Exception) -> None:
            if prepared is self._of:
                self._of = None
            if not isinstance(error, SkinlaxError):
                raise error

        self._jobs.submit(
            "read tissue",
            lambda _control: _read(prepared),
            lane=Lane.COMPUTE,
            on_done=done,
            on_failed=failed,
            replaces="read tissue",
        )


def _read(prepared: PreparedFace) -> tuple[TissueRow, ...]:
    """Zones that a hole reaches into have no reading: what is not there cannot be pulled."""
    response = prepared.response
    found = read_zones(prepared.working.mesh, sex=prepared.sex, middle=response.sheet, compliance=prepared.compliance)
    return tuple(
        TissueRow(zone=zone, reading=reading, measured_share=response.measured_share(zone))
        for zone, reading in found.items()
        if zone not in response.holed
    )
