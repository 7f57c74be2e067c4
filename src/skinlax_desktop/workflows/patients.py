"""Patients: made, merged; a picture moved to the visit where it belongs."""

import uuid
from dataclasses import replace
from datetime import date
from typing import Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import CaptureId, PatientId, UserName, VisitId
from skinlax_desktop.domain.light_and_exposure import LightMode
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.sweep import HeadHeld
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.vault import Vault
from skinlax_desktop.surface.face_mesh import FROM_SCANNER

FITZPATRICK: Final = ("I", "II", "III", "IV", "V", "VI")
_OLDEST_YEARS: Final = 130


def make_patient(
    *,
    clock: Clock,
    family_name: str = "",
    given_name: str = "",
    birth_date: str | None = None,
    sex: str | None = None,
    fitzpatrick: str | None = None,
    monk: int | None = None,
    record_number: str = "",
    notes: str = "",
) -> Patient:
    """A new patient with an id that says nothing of the person; raises as `check_patient` does."""
    patient = Patient(
        id=PatientId(uuid.uuid4().hex),
        family_name=family_name.strip(),
        given_name=given_name.strip(),
        birth_date=(birth_date or "").strip() or None,
        sex=sex,
        fitzpatrick=fitzpatrick,
        monk=monk,
        record_number=record_number.strip(),
        notes=notes,
        created_at=clock.now().isoformat(),
    )
    check_patient(patient, today=clock.now().date())
    return patient


def check_patient(patient: Patient, *, today: date) -> None:
    """Refuse what cannot be: no name, a birth date in the future, a skin tone off its scale."""
    if not patient.family_name.strip() and not patient.given_name.strip():
        raise SkinlaxError("patient_name_missing")
    if patient.birth_date is not None and not _can_be_born(patient.birth_date, today):
        raise SkinlaxError("patient_birth_date_invalid")
    if patient.monk is not None and not 1 <= patient.monk <= 10:
        raise SkinlaxError("patient_monk_invalid")
    if patient.fitzpatrick is not None and patient.fitzpatrick not in FITZPATRICK:
        raise SkinlaxError("patient_fitzpatrick_invalid")


def _can_be_born(birth_date: str, today: date) -> bool:
    try:
        born = date.fromisoformat(birth_date)
    except ValueError:
        return False
    return born <= today and today.year - born.year <= _OLDEST_YEARS


def merge_patients(vault: Vault, *, kept: PatientId, absorbed: PatientId, by: UserName) -> Patient:
    """Make two entries of one person into one.

    All visits go to `kept`; what `kept` does not say is taken from `absorbed`, and the notes of both are kept.
    """
    if kept == absorbed:
        raise SkinlaxError("patients_same")
    merged = _completed(vault.patient(kept), vault.patient(absorbed))
    vault.merge_patients(kept=merged, absorbed=absorbed, by=by)
    return merged


def _completed(kept: Patient, other: Patient) -> Patient:
    return replace(
        kept,
        family_name=kept.family_name or other.family_name,
        given_name=kept.given_name or other.given_name,
        birth_date=kept.birth_date or other.birth_date,
        sex=kept.sex or other.sex,
        fitzpatrick=kept.fitzpatrick or other.fitzpatrick,
        monk=kept.monk or other.monk,
        record_number=kept.record_number or other.record_number,
        baseline_visit=kept.baseline_visit or other.baseline_visit,
        consents=(*kept.consents, *other.consents),
        notes="\n".join(note for note in (kept.notes, other.notes) if note.strip()),
    )


def move_capture(
    vault: Vault, capture_id: CaptureId, *, from_visit: VisitId, to_visit: VisitId, by: UserName
) -> tuple[Visit, Visit]:
    """Move a picture and the marks on it to another visit; both analyses no longer hold.

    Nor does a surface of the first visit that was made with that picture, and what it was compared with.
    Neither visit may be open in the visit store with unsaved changes. Returns both visits as they are now.
    """
    if from_visit == to_visit:
        raise SkinlaxError("visits_same")
    source, target = vault.visit(from_visit), vault.visit(to_visit)
    capture = source.capture(capture_id)
    if capture is None:
        raise SkinlaxError("capture_missing")
    marks = tuple(mark for mark in source.annotations if mark.capture_id == capture_id)
    repeat = 1 + sum((known.view, known.mode) == (capture.view, capture.mode) for known in target.captures)
    source = _without_shape_of(source, capture)
    source = replace(
        source,
        captures=tuple(known for known in source.captures if known.id != capture_id),
        annotations=tuple(mark for mark in source.annotations if mark.capture_id != capture_id),
        analysis=None,
    )
    target = target.with_capture(replace(capture, repeat=repeat))
    target = replace(target, annotations=(*target.annotations, *marks))
    vault.save_visits(
        source, target, by=by, what="picture_moved", subject=capture_id, details={"from": from_visit, "to": to_visit}
    )
    return source, target


def _without_shape_of(visit: Visit, capture: Capture) -> Visit:
    """The visit without a surface that this picture may have helped to reconstruct; a scanner's stays."""
    bent = capture.sweep is not None and capture.sweep.held is HeadHeld.CHIN_DOWN
    surface = visit.chin_down_surface if bent else visit.face_surface
    if surface is None or surface.source == FROM_SCANNER or capture.mode is not LightMode.PLAIN:
        return visit
    if capture.captured_at > surface.added_at:
        return visit
    return replace(visit, chin_down_surface=None) if bent else replace(visit, face_surface=None, surfaces_compared=())


def words_of(patient: Patient) -> tuple[str, ...]:
    """What identifies a patient and must never stand in a log."""
    words = (patient.family_name, patient.given_name, patient.birth_date or "", patient.record_number)
    return tuple(word for word in words if word.strip())
