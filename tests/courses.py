"""Visits over years whose grades follow a given course, for tests of forecast, cohort and results."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from laxity_stand_in import MODEL
from sample_records import full_visit
from skinlax_desktop.domain.ids import PatientId, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.measurement import (
    Analysis,
    LaxityGrade,
    LaxityResult,
    Measurement,
    ModelUse,
    ZoneResult,
)
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import Pose
from skinlax_desktop.domain.visit import Visit

FIRST_DAY = date(2021, 3, 1)


def grade_visit(
    name: str,
    day: date,
    grade: float,
    *,
    patient: str = "p1",
    mdc95: float | None = 0.4,
    half: float = 0.6,
    model: ModelUse = MODEL,
    metrics: tuple[Measurement, ...] = (),
) -> Visit:
    """A frontal capture as always, a jowl and an overall grade."""
    made = full_visit(ImageRef(sha256="00", width=10, height=10))
    capture = replace(made.captures[0], pose=Pose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0))
    value = LaxityGrade(value=grade, low=max(grade - half, min(grade, 0.0)), high=grade + half, mdc95=mdc95)
    analysis = Analysis(
        program="t",
        analysed_at=f"{day}T11:00:00+00:00",
        models=(model,),
        frames=(),
        zones=(ZoneResult(zone="jowl_L", metrics=metrics, laxity=value, laxity_reason=None),),
        attributes=(),
        colour=(),
        laxity=LaxityResult(overall=value, youthfulness_index=value, reason=None),
    )
    return replace(
        made,
        id=VisitId(name),
        patient_id=PatientId(patient),
        started_at=f"{day}T10:00:00+00:00",
        captures=(capture,),
        analysis=analysis,
    )


def visits_of(grades: Sequence[float], *, months: float = 6.0, patient: str = "p1", **more: object) -> list[Visit]:
    """One visit every so many months."""
    return [
        grade_visit(
            f"{patient}-{number}", FIRST_DAY + timedelta(days=30.44 * months * number), grade, patient=patient, **more
        )
        for number, grade in enumerate(grades)
    ]


def person(name: str, *, birth_date: str | None = "1965-05-01", sex: str = "F", fitzpatrick: str = "III") -> Patient:
    """An invented patient."""
    return Patient(
        id=PatientId(name),
        family_name=name,
        given_name="",
        birth_date=birth_date,
        sex=sex,
        fitzpatrick=fitzpatrick,
    )
