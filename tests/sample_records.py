"""Invented patients and visits that use every field of the record."""

import itertools
from dataclasses import replace

from skinlax_desktop.domain.annotation import Annotation, AnnotationKind, Judgement, ProbeQuantity, ProbeReading
from skinlax_desktop.domain.calibration import CameraCalibration, Scale, ScaleKind
from skinlax_desktop.domain.consent import Consent, ConsentScope
from skinlax_desktop.domain.face_surface import FaceSurface
from skinlax_desktop.domain.gate import Advice, Check, CheckName, FrameVerdict
from skinlax_desktop.domain.ids import AnnotationId, CaptureId, PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.domain.measurement import (
    Analysis,
    FrameResult,
    Measurement,
    ModelUse,
    Source,
    ZoneResult,
    not_measured,
)
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.simulation import (
    PredictedChange,
    SimulatedStep,
    SimulationPicture,
    SimulationRecord,
    SimulationSeen,
)
from skinlax_desktop.domain.surfaces_compared import SurfaceFinding, SurfacesCompared
from skinlax_desktop.domain.treatment import GivenTreatment, RiskFactor, RiskFactorAnswer
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.domain.visit import Capture, Visit

USER = UserName("technician")
WHEN = "2026-11-23T10:00:00+00:00"
PATIENT = Patient(
    id=PatientId("p1"),
    family_name="Zwetschgenbaum",
    given_name="Amaryllis Ö",
    birth_date="1961-05-11",
    sex="F",
    fitzpatrick="III",
    monk=4,
    record_number="MRN-8842-QX",
    notes="prefers the morning",
    created_at=WHEN,
    consents=(Consent(scope=ConsentScope.COHORT, given=True, answered_at=WHEN, recorded_by=USER),),
)
VERDICT = FrameVerdict(
    checks=(
        Check(name=CheckName.POSE_YAW, passed=True, value=1.5, unit="deg", limit="-5..5"),
        Check(name=CheckName.FOCUS, passed=False, advice=Advice(code="focus_closer", amount=2.0)),
        Check(name=CheckName.CALIBRATION, passed=None, reason="no_calibration"),
    )
)
ANALYSIS = Analysis(
    program="skinlax 0",
    analysed_at=WHEN,
    models=(ModelUse(name="face", version="1", sha256="00", device="CPU"),),
    frames=(FrameResult(file="a", view="frontal", verdict=VERDICT, landmarks_px=((1.25, 2.5), (3.0, 4.0))),),
    zones=(
        ZoneResult(
            zone="jowl_L",
            metrics=(
                Measurement(
                    name="jowl_descent_mm", unit="mm", value=3.0, low=2.0, high=4.0, mdc95=1.0, source=Source.LANDMARKS
                ),
            ),
        ),
    ),
    attributes=(not_measured("hydration", "AU", "needs_a_probe"),),
    colour=(),
    warnings=("no_marker",),
)


def capture_of(image: ImageRef, number: int = 1, view: View = View.FRONTAL) -> Capture:
    """A capture that refers to a stored picture."""
    return Capture(
        id=CaptureId(f"c{number}"),
        view=view,
        image=image,
        captured_at=WHEN,
        verdict=VERDICT,
        camera=CameraSettings(exposure_us=7000.0, gain_db=1.5),
        light=LightSettings(level=0.5, colour_temperature_k=5000),
        pose=Pose(yaw_deg=1.0, pitch_deg=-2.0, roll_deg=0.5),
    )


def empty_visit(visit_id: str = "v1", patient_id: str = "p1", started_at: str = WHEN) -> Visit:
    """A visit at its beginning."""
    return Visit(id=VisitId(visit_id), patient_id=PatientId(patient_id), started_at=started_at, operator=USER)


def full_visit(*images: ImageRef) -> Visit:
    """A visit with a capture for each picture and something in every other field."""
    captures = tuple(
        capture_of(image, number, view) for number, (image, view) in enumerate(zip(images, itertools.cycle(View)), 1)
    )
    return replace(
        empty_visit(),
        captures=captures,
        annotations=(
            Annotation(
                id=AnnotationId("a1"),
                capture_id=CaptureId("c1"),
                kind=AnnotationKind.ARROW,
                points_px=((1.0, 2.0), (3.5, 4.5)),
                text="here",
                author=USER,
                created_at=WHEN,
            ),
        ),
        judgements=(Judgement(zone="chin", agrees=False, reason="shadow", author=USER, judged_at=WHEN),),
        probe_readings=(
            ProbeReading(
                quantity=ProbeQuantity.HYDRATION,
                value=41.0,
                unit="AU",
                instrument="probe",
                author=USER,
                entered_at=WHEN,
            ),
        ),
        calibration=CameraCalibration(
            model="m",
            serial="s",
            width_px=3000,
            height_px=4096,
            focal_x_px=9600.0,
            focal_y_px=9600.0,
            centre_x_px=1499.5,
            centre_y_px=2047.5,
        ),
        scale=Scale(kind=ScaleKind.WORKING_DISTANCE, view=View.FRONTAL, distance_mm=800.0, sigma_mm=1.0),
        analysis=ANALYSIS,
        next_step="see again in May",
        treatments=(
            GivenTreatment(kind="mfu", performed_on="2026-11-24", zones=("submental",), author=USER, entered_at=WHEN),
        ),
        risk_factors=(RiskFactorAnswer(factor=RiskFactor.SLEEP, value=6.5, author=USER, entered_at=WHEN),),
        chin_down_surface=next(
            (
                FaceSurface(mesh=image, source="sweep", author=USER, added_at=WHEN, down=(0.0, -0.9, 0.4))
                for image in images
            ),
            None,
        ),
        simulations=(
            SimulationRecord(
                id="s1",
                made_at=WHEN,
                made_by=USER,
                program="skinlax 0",
                plan_name="plan",
                plan_sha256="11",
                treatments=("mfu",),
                weeks=12.0,
                mesh_sha256="22",
                mesh_source="reconstructed",
                changes=(
                    PredictedChange(
                        zone="submental",
                        quantity="submental_area_mm2",
                        unit="mm2",
                        low=-45.0,
                        median=-35.0,
                        high=-26.0,
                        band=0.8,
                    ),
                ),
                steps=(SimulatedStep(device="mfu", zones=("submental",), intensity=1.0),),
                pictures=tuple(SimulationPicture(view="face", image=image) for image in images[:1]),
            ),
        ),
        simulations_seen=(
            SimulationSeen(
                simulation_id="s1",
                seen_by="the patient",
                seen_at=WHEN,
                recorded_by=USER,
                statement="I saw it.",
                shown_sha256="33",
            ),
        ),
        surfaces_compared=(
            SurfacesCompared(
                earlier=VisitId("v0"),
                later=VisitId("v1"),
                earlier_surface="44",
                later_surface="55",
                definition=1,
                compared_at=WHEN,
                program="skinlax 0",
                findings=(
                    SurfaceFinding(
                        zone="jowl",
                        change=Measurement(
                            name="zone_volume_ml", unit="mL", value=2.0, low=0.5, high=3.5, source=Source.MESH
                        ),
                    ),
                    SurfaceFinding(zone="brow_L", change=not_measured("zone_rise_mm", "mm", "lift_not_told")),
                ),
                warnings=("other_camera",),
                parameters=(("percent", "4"),),
            ),
        ),
    )


def kept_simulation(name: str, visit: Visit, change: PredictedChange) -> SimulationRecord:
    """A simulation of ultrasound, 24 weeks on, kept on the day of a visit."""
    return SimulationRecord(
        id=name,
        made_at=visit.started_at,
        made_by=USER,
        program="t",
        plan_name="plan",
        plan_sha256="1",
        treatments=("mfu",),
        weeks=24.0,
        mesh_sha256="2",
        mesh_source="reconstructed",
        changes=(change,),
    )
