"""Visits with surfaces and a kept simulation, and a station without a window that follows them."""

import queue
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from courses import grade_visit
from phantom_visits import ERRORS, SCALE_SHARE, bulged, face_of, people
from sample_records import PATIENT, USER
from skinlax_desktop.domain.face_surface import FaceSurface
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.simulation import PredictedChange, SimulatedStep, SimulationRecord
from skinlax_desktop.domain.treatment import GivenTreatment
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import JobRunner
from skinlax_desktop.phantom.scanned_head import scan_head
from skinlax_desktop.surface.ply import ply_bytes
from skinlax_desktop.vault.keys import derive_keys
from skinlax_desktop.vault.sqlcipher_vault import SqlCipherVault
from skinlax_desktop.workflows.measured_face import MeasuredFace
from skinlax_desktop.workflows.record_keeping import RecordKeeper
from skinlax_desktop.workflows.surface_following import CompareSurfaces, SurfaceFollowing
from skinlax_desktop.workflows.visit_store import VisitStore

JOWLS = ("jowl_R", "jowl_L")
PLANTED_ML = 3.0


@lru_cache(maxsize=3)
def scanned(which: str) -> MeasuredFace:
    """One person: at first, the same again, or with `PLANTED_ML` more in each jowl; scanned anew each time."""
    head = next(people("held_out", 1))
    shape = head.vertices_mm.copy()
    if which == "fuller":
        for zone in JOWLS:
            shape += bulged(head, zone, PLANTED_ML)[0] - head.vertices_mm
    return face_of(scan_head(head, {"first": 70, "same": 71, "fuller": 72}[which], ERRORS[0], shape), which)


def with_surface(visit: Visit, mesh: ImageRef, face: MeasuredFace | None = None, *, at: str = "1") -> Visit:
    """The visit with a stored surface; its landmarks are those of the face."""
    marks = () if face is None or face.landmarks is None else tuple((x, y, z) for x, y, z in face.landmarks.tolist())
    surface = FaceSurface(
        mesh=mesh, source="sweep", scale_share=SCALE_SHARE, author=USER, added_at=at, landmarks_mm=marks
    )
    return replace(visit, face_surface=surface)


def simulated_visit() -> Visit:
    """The first visit: filler in both jowls, ultrasound at brow and chin, simulated and carried out."""
    made = grade_visit("v1", date(2025, 1, 10), 1.0)
    jowls = tuple(
        PredictedChange(zone=zone, quantity="zone_volume_ml", unit="mL", low=3.4, median=6.0, high=8.6)
        for zone in JOWLS
    )
    chin = PredictedChange(
        zone="submental", quantity="submental_area_mm2", unit="mm2", low=-45.0, median=-35.5, high=-26.0
    )
    brow = PredictedChange(zone="brow_L", quantity="brow_height_apex_mm", unit="mm", low=0.5, median=1.1, high=1.7)
    record = SimulationRecord(
        id="s1",
        made_at="2025-01-10T11:00:00+00:00",
        made_by=USER,
        program="t",
        plan_name="plan",
        plan_sha256="11",
        treatments=("filler", "mfu"),
        weeks=20.0,
        mesh_sha256="22",
        mesh_source="sweep",
        changes=(*jowls, chin, brow),
        steps=(
            SimulatedStep(device="filler", zones=JOWLS, intensity=1.0),
            SimulatedStep(device="mfu", zones=("submental", "brow_L"), intensity=1.0),
        ),
    )
    given = tuple(
        GivenTreatment(kind=kind, performed_on="2025-01-12", zones=zones, author=USER, entered_at="2025-01-12")
        for kind, zones in (("filler", JOWLS), ("mfu", ("submental", "brow_L")))
    )
    return replace(made, treatments=given, simulations=(record,), simulations_seen=(), surfaces_compared=())


def later_visit(name: str = "v2", day: str = "2025-06-02") -> Visit:
    """Twenty weeks after the treatment."""
    made = grade_visit(name, date.fromisoformat(day), 1.0)
    return replace(made, treatments=(), simulations=(), simulations_seen=(), surfaces_compared=())


class FollowingStation:
    """Main thread, jobs, real vault, store and keeper, as in the program but without a window."""

    def __init__(self, folder: Path, compare: CompareSurfaces) -> None:
        self.calls: queue.Queue[Callable[[], None]] = queue.Queue()
        self.jobs = JobRunner(self.calls.put)
        folder.mkdir(parents=True)
        self.vault = SqlCipherVault(folder, derive_keys(bytes(32)), user=USER, new=True)
        self.vault.save_patient(PATIENT, by=USER)
        self.visits = VisitStore()
        self.keeper = RecordKeeper(self.visits, self.jobs, lambda: self.vault)
        self.failures: list[Exception] = []
        self.following = SurfaceFollowing(
            visits=self.visits,
            keeper=self.keeper,
            jobs=self.jobs,
            compare=compare,
            now=lambda: "2025-06-02T12:00:00+00:00",
            failed=self.failures.append,
        )

    def store(self, data: bytes) -> ImageRef:
        """A file in the vault."""
        return self.vault.put_image(data, width=0, height=0, media_type="model/ply")

    def store_face(self, which: str) -> ImageRef:
        """A scanned face in the vault."""
        return self.store(ply_bytes(scanned(which).mesh))

    def settle(self, at_most_s: float = 120.0) -> None:
        """Deliver on the main thread until nothing is under way."""
        deadline = time.monotonic() + at_most_s
        while (self.jobs.busy or not self.calls.empty()) and time.monotonic() < deadline:
            try:
                self.calls.get(timeout=0.05)()
            except queue.Empty:
                continue

    def stored(self) -> list[Visit]:
        """All visits as the vault has them, read by the vault's own thread."""
        found: list[Visit] = []

        def read(vault: SqlCipherVault) -> tuple[Visit, ...]:
            return tuple(vault.visit(line.id) for line in vault.visits(PATIENT.id))

        self.keeper.look_up("read", read, on_done=found.extend, on_failed=self.failures.append)
        self.settle()
        return found

    def close(self) -> None:
        """Take it down."""
        self.settle()
        self.jobs.close()
        self.vault.close()
