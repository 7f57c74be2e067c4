"""The before-and-after simulation of a face: from a mesh and a plan to three outcomes and readings."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from skinlax_desktop.biomechanics.compliance import LowerFaceCompliance
from skinlax_desktop.biomechanics.face_sheet import build_face_sheet
from skinlax_desktop.biomechanics.membrane import Floats
from skinlax_desktop.biomechanics.outcomes import SimulatedFace, simulate_outcome
from skinlax_desktop.biomechanics.plan import Plan, check_plan
from skinlax_desktop.biomechanics.posture import BodyPosture, gravity_direction
from skinlax_desktop.biomechanics.readings import ZoneReading, read_zones
from skinlax_desktop.biomechanics.sheet import TissueSheet
from skinlax_desktop.biomechanics.treatment_response import TreatmentResponse
from skinlax_desktop.biomechanics.treatments import Outcome, treatment_library
from skinlax_desktop.biomechanics.working_mesh import WorkingMesh, working_mesh
from skinlax_desktop.surface.face_mesh import FaceMesh

Report = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Simulation:
    """Everything that one run found out; arrays are of the `working` mesh.

    `relief_mm` (n, 3) is how the skin would move if its weight were gone: what it gives back. `poses_mm` (n, 3) how it
    moves from the captured posture to another. `compliance` is None where the table's softness was taken.
    """

    mesh: FaceMesh
    working: WorkingMesh
    plan: Plan
    sex: str | None
    posture: BodyPosture
    compliance: LowerFaceCompliance | None
    sheet: TissueSheet
    outcomes: Mapping[Outcome, SimulatedFace]
    readings: Mapping[str, ZoneReading]
    relief_mm: Floats
    poses_mm: Mapping[BodyPosture, Floats]
    timing_ms: Mapping[str, float]

    def face(self, outcome: Outcome) -> FaceMesh:
        """The face in an outcome; the very mesh where nothing moves."""
        return self.outcomes[outcome].of(self.working, self.mesh)

    def pose(self, posture: BodyPosture) -> FaceMesh:
        """The face as it would hang in another posture, untreated."""
        moved = self.mesh.vertices_in_face_mm.astype(np.float64) + self.working.carried(self.poses_mm[posture])
        return replace(
            self.mesh, vertices_in_face_mm=moved.astype(np.float32), source=f"simulated posture, {posture.value}"
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PreparedFace:
    """A face that plans can be tried on: all long work but the readings is done.

    `response` learns as it is asked: whoever asks holds `turn`.
    """

    mesh: FaceMesh
    working: WorkingMesh
    sex: str | None
    response: TreatmentResponse
    compliance: LowerFaceCompliance | None = None
    turn: threading.Lock = field(default_factory=threading.Lock)


def prepare_face(
    mesh: FaceMesh,
    *,
    sex: str | None = None,
    compliance: LowerFaceCompliance | None = None,
    zones: Iterable[str] = (),
    closed: FaceMesh | None = None,
    report: Report = lambda fraction, step: None,
) -> PreparedFace:
    """Build and factorise the tissue of a face; `zones` are looked for before the long work.

    `closed`: the same face with its gaps closed, to compute on.

    Raises `SkinlaxError`: what `working_mesh` raises, and `simulation_zone_absent`.
    """
    report(0.05, "tissue")
    working = working_mesh(mesh, closed)
    softness = 1.0 if compliance is None else compliance.value
    sheet = build_face_sheet(working.mesh, sex=sex, lower_face_compliance=softness)
    response = TreatmentResponse(sheet, working.mesh)
    for zone in zones:
        response.members(zone)
    report(0.15, "tissue")
    sheet.factorise()
    return PreparedFace(mesh=mesh, working=working, sex=sex, response=response, compliance=compliance)


def simulate(
    mesh: FaceMesh,
    plan: Plan,
    *,
    sex: str | None = None,
    posture: BodyPosture = BodyPosture.UPRIGHT,
    compliance: LowerFaceCompliance | None = None,
    prepared: PreparedFace | None = None,
    report: Report = lambda fraction, step: None,
) -> Simulation:
    """Simulate a plan on a face that was captured in `posture`; `prepared` is that face, where it is ready.

    `compliance`: the lower face's own softness, where it was fitted.

    Raises `SkinlaxError`: what `prepare_face`, `check_plan` and `simulate_outcome` raise.
    """
    library = treatment_library()
    check_plan(plan, library)
    began = time.perf_counter()
    zones = [zone for planned in plan.treatments for zone in planned.zones]
    if prepared is None or (prepared.mesh, prepared.sex, prepared.compliance) != (mesh, sex, compliance):
        prepared = prepare_face(mesh, sex=sex, compliance=compliance, zones=zones, report=report)
    response, working = prepared.response, prepared.working
    sheet = response.sheet
    factorised = time.perf_counter()
    report(0.3, "outcomes")
    with prepared.turn:
        outcomes = {outcome: simulate_outcome(response, plan, library, outcome) for outcome in Outcome}
    solved = time.perf_counter()
    own = gravity_direction(posture)
    poses = {
        other: sheet.solve(sheet.weight_mn(gravity_direction(other) - own)) for other in BodyPosture if other != posture
    }
    relief = sheet.solve(sheet.weight_mn(-own))
    report(0.4, "readings")
    readings = read_zones(working.mesh, sex=sex, middle=sheet, compliance=compliance)
    done = time.perf_counter()
    return Simulation(
        mesh=mesh,
        working=working,
        plan=plan,
        sex=sex,
        posture=posture,
        compliance=compliance,
        sheet=sheet,
        outcomes=outcomes,
        readings=readings,
        relief_mm=relief,
        poses_mm=poses,
        timing_ms={
            "factorisation": 1e3 * (factorised - began),
            "outcomes": 1e3 * (solved - factorised),
            "readings_and_poses": 1e3 * (done - solved),
        },
    )
