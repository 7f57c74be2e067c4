"""Keeps a simulation with its visit, opens it again as it was shown, writes down that the patient saw it; no Qt."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.biomechanics.plan import Plan
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.simulation import SimulationPicture, SimulationRecord, SimulationSeen
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.decoding import decode_picture
from skinlax_desktop.jobs import JobControl, Lane
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.ui.screens.simulation.desk import Desk, Store
from skinlax_desktop.workflows.simulate import PreparedFace
from skinlax_desktop.workflows.simulated_photographs import PHOTO_VIEWS
from skinlax_desktop.workflows.simulation_keeping import simulation_record
from skinlax_desktop.workflows.simulation_to_keep import ToKeep, simulation_to_keep

Picture = npt.NDArray[np.uint8]
JSON_MEDIA_TYPE: Final = "application/json"


class SimulationKeeping:
    """`opened(id, pictures)` is called when kept pictures were read again."""

    def __init__(self, desk: Desk, *, opened: Callable[[str, Mapping[str, Picture]], None]) -> None:
        self._desk = desk
        self._opened = opened
        self.busy = False

    @property
    def can_keep(self) -> bool:
        """Whether there is a record to keep it in, and nothing is being kept."""
        return self._desk.store is not None and self._desk.visits.visit is not None and not self.busy

    def keep(self, prepared: PreparedFace, plan: Plan, name: str, drawn: Mapping[str, Sequence[Picture]]) -> None:
        """Compute every number, make the pictures, store them; then the visit holds the record."""
        visit, store = self._desk.visits.visit, self._desk.store
        if visit is None or store is None or self.busy:
            return
        self.busy = True
        made_at, made_by = self._desk.now(), self._desk.author()
        captures = {view: capture.image for view in PHOTO_VIEWS if (capture := visit.capture_of(view)) is not None}

        def read(_control: JobControl) -> dict[View, bytes]:
            return {view: self._desk.load(image) for view, image in captures.items()}

        def compute(encoded: dict[View, bytes]) -> None:
            self._desk.jobs.submit(
                "simulate to keep",
                lambda control: simulation_to_keep(prepared, plan, visit, encoded, drawn, control.report),
                lane=Lane.COMPUTE,
                on_done=write,
                on_failed=self._fail,
                on_progress=lambda progress: self._tell(progress.fraction),
            )

        def write(made: ToKeep) -> None:
            self._desk.jobs.submit(
                "store simulation",
                lambda _control: _stored(store, made, name, made_at, made_by),
                lane=Lane.VAULT,
                on_done=done,
                on_failed=self._fail,
            )

        def done(record: SimulationRecord) -> None:
            self.busy = False
            now = self._desk.visits.visit
            if now is None or now.id != visit.id:
                return
            self._desk.visits.apply(lambda one: one.with_simulation(record), by=self)
            self._desk.say(words.KEPT, False)

        self._tell(0.0)
        self._desk.jobs.submit("read photos to simulate", read, lane=Lane.VAULT, on_done=compute, on_failed=self._fail)

    def open(self, record: SimulationRecord) -> None:
        """Read the pictures of a kept simulation, to show them as they were."""
        pictures = record.pictures

        def decode(encoded: dict[str, bytes]) -> None:
            self._desk.jobs.submit(
                "open kept simulation",
                lambda _control: {view: decode_picture(data) for view, data in encoded.items()},
                lane=Lane.COMPUTE,
                on_done=lambda found: self._opened(record.id, found),
                on_failed=self._fail,
                replaces="open kept simulation",
            )

        self._desk.say(words.OPENING, False)
        self._desk.jobs.submit(
            "read kept simulation",
            lambda _control: {picture.view: self._desk.load(picture.image) for picture in pictures},
            lane=Lane.VAULT,
            on_done=decode,
            on_failed=self._fail,
            replaces="read kept simulation",
        )

    def sign(self, simulation_id: str, seen_by: str) -> None:
        """The patient, or whoever is named, saw it."""
        if not seen_by.strip():
            self._desk.say(words.SEEN_MISSING, True)
            return
        visit = self._desk.visits.visit
        record = next((one for one in visit.simulations if one.id == simulation_id), None) if visit else None
        if record is None:
            return
        seen = SimulationSeen(
            simulation_id=simulation_id,
            seen_by=seen_by.strip(),
            seen_at=self._desk.now(),
            recorded_by=self._desk.author(),
            statement=words.SIGN_STATEMENT,
            shown_sha256=record.shown_sha256,
        )
        self._desk.visits.apply(lambda visit: visit.with_simulation_seen(seen), by=self)
        self._desk.say(words.SIGNED.format(who=seen.seen_by), False)

    def _tell(self, fraction: float) -> None:
        self._desk.say(words.KEEPING.format(percent=f"{100 * fraction:.0f}"), False)

    def _fail(self, error: Exception) -> None:
        self.busy = False
        say_failure(lambda sentence: self._desk.say(sentence, True), error)


def _stored(store: Store, made: ToKeep, name: str, made_at: str, made_by: UserName) -> SimulationRecord:
    written = store(made.document, 0, 0, JSON_MEDIA_TYPE)
    pictures = tuple(
        SimulationPicture(view=view, image=store(jpeg, sheet.shape[1], sheet.shape[0], "image/jpeg"))
        for (view, jpeg), sheet in zip(made.jpegs.items(), made.sheets.values(), strict=True)
    )
    return simulation_record(
        json.loads(made.document),
        made_at=made_at,
        made_by=made_by,
        plan_name=name,
        mesh_sha256=made.mesh_sha256,
        pictures=pictures,
        written=written,
    )
