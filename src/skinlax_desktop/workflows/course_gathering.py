"""Gathers what a report says of the course: the patient's visits up to that day, and the clinic's."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.workflows.cohort import Peer
from skinlax_desktop.workflows.course_reading import CourseReader

if TYPE_CHECKING:
    from skinlax_desktop.workflows.course_told import CourseTold

_ZONES: Final = ("", "jowl_L", "jowl_R")
"""Of the grade, in a report: the whole face, and from three visits on the zone that descends most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseMaterial:
    """Everything that a course is told from."""

    patient: Patient
    visits: tuple[Visit, ...]
    peers: tuple[Peer, ...]
    today: str


class CourseGathering:
    """Used on the main thread, but for `tell`."""

    def __init__(self, reader: CourseReader, resources: Path) -> None:
        self._reader = reader
        self._resources = resources

    def gather(
        self,
        patient: Patient,
        visit: Visit,
        *,
        today: str,
        on_done: Callable[[CourseMaterial], None],
        on_failed: Callable[[Exception], None],
    ) -> None:
        """Read; visits after the given one are left out, and of that one the given version counts."""

        def own(visits: tuple[Visit, ...]) -> None:
            earlier = tuple(one for one in visits if one.started_at <= visit.started_at and one.id != visit.id)

            def peers(found: tuple[Peer, ...]) -> None:
                self._reader.forget()
                on_done(CourseMaterial(patient=patient, visits=(*earlier, visit), peers=found, today=today))

            self._reader.read_peers(patient, today=today, on_done=peers, on_failed=on_failed)

        self._reader.read_own(patient, on_done=own, on_failed=on_failed)

    def tell(self, material: CourseMaterial) -> "tuple[CourseTold, ...]":
        """What a report says; for lane COMPUTE."""
        from skinlax_desktop.analytics.course_backtest import FEWEST_VISITS
        from skinlax_desktop.workflows.course_told import course_keys, tell_course

        zones = _ZONES if len(material.visits) >= FEWEST_VISITS else _ZONES[:1]
        keys = [key for key in course_keys(material.visits, self._resources) if key.zone in zones]
        return tuple(
            tell_course(
                material.patient,
                material.visits,
                key,
                peers=material.peers,
                resources=self._resources,
                today=material.today,
            )
            for key in keys
            if key.quantity == "laxity"
        )
