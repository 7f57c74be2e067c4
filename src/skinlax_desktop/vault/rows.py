"""The rows of patients, visits and pictures: what stands in columns beside the documents."""

import unicodedata
from typing import Any

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import PatientId, UserName, VisitId
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.ports.vault import PatientSummary, VisitSummary
from skinlax_desktop.vault.connection import Connection
from skinlax_desktop.vault.documents import decode_patient, decode_visit, encode_patient, encode_visit, images_in

_LIST = (
    "SELECT patient.document, count(visit.id), max(visit.started_at) FROM patient"
    " LEFT JOIN visit ON visit.patient_id = patient.id WHERE patient.merged_into IS NULL{condition}"
    " GROUP BY patient.id ORDER BY max(coalesce(visit.started_at, patient.created_at)) DESC, patient.id"
)


def write_patient(connection: Connection, patient: Patient) -> None:
    """Create or replace."""
    connection.execute(
        "INSERT INTO patient (id, document, words, created_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET document = excluded.document, words = excluded.words",
        (patient.id, encode_patient(patient), search_words(patient), patient.created_at),
    )


def read_patient(connection: Connection, patient_id: PatientId) -> Patient | None:
    """One patient, merged away or not."""
    row = connection.execute("SELECT document FROM patient WHERE id = ?", (patient_id,)).fetchone()
    return None if row is None else decode_patient(row[0])


def list_patients(connection: Connection, search: str) -> tuple[PatientSummary, ...]:
    """Patients in whom every word of `search` is found, last seen first."""
    words = folded(search).split()
    condition = " AND instr(patient.words, ?) > 0" * len(words)
    rows = connection.execute(_LIST.format(condition=condition), words).fetchall()
    return tuple(
        PatientSummary(patient=decode_patient(document), visits=visits, last_visit_at=last)
        for document, visits, last in rows
    )


def write_visit(connection: Connection, visit: Visit) -> None:
    """Create or replace."""
    connection.execute(
        "INSERT INTO visit (id, patient_id, started_at, operator, views_taken, analysed, document)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id,"
        " started_at = excluded.started_at, operator = excluded.operator, views_taken = excluded.views_taken,"
        " analysed = excluded.analysed, document = excluded.document",
        (
            visit.id,
            visit.patient_id,
            visit.started_at,
            visit.operator,
            len({capture.view for capture in visit.plain_captures}),
            visit.analysis is not None,
            encode_visit(visit),
        ),
    )
    connection.execute("DELETE FROM visit_picture WHERE visit_id = ?", (visit.id,))
    connection.executemany(
        "INSERT INTO visit_picture VALUES (?, ?)",
        [(visit.id, sha256) for sha256 in sorted({image.sha256 for image in images_in(visit)})],
    )


def read_visit(connection: Connection, visit_id: VisitId) -> Visit | None:
    """One visit."""
    row = connection.execute("SELECT document FROM visit WHERE id = ?", (visit_id,)).fetchone()
    return None if row is None else decode_visit(row[0])


def list_visits(connection: Connection, patient_id: PatientId) -> tuple[VisitSummary, ...]:
    """A patient's visits, newest first."""
    rows = connection.execute(
        "SELECT id, patient_id, started_at, operator, views_taken, analysed,"
        " json_extract(CAST(document AS TEXT), '$.face_surface') IS NOT NULL FROM visit WHERE patient_id = ?"
        " ORDER BY started_at DESC, id",
        (patient_id,),
    ).fetchall()
    return tuple(
        VisitSummary(
            id=VisitId(visit_id),
            patient_id=PatientId(of),
            started_at=started_at,
            operator=UserName(operator),
            views_taken=views_taken,
            analysed=bool(analysed),
            has_face=bool(analysed or has_surface),
        )
        for visit_id, of, started_at, operator, views_taken, analysed, has_surface in rows
    )


def require_patient(connection: Connection, patient_id: PatientId) -> Patient:
    """One patient, or `patient_missing`."""
    patient = read_patient(connection, patient_id)
    if patient is None:
        raise SkinlaxError("patient_missing")
    return patient


def changed_fields(before: Any, after: Any) -> str:
    """The names of the fields that differ, for the trail; names of fields, never their values."""
    fields = type(after).__dataclass_fields__
    return " ".join(name for name in fields if getattr(before, name) != getattr(after, name))


def search_words(patient: Patient) -> str:
    """What a search looks through."""
    parts = (patient.given_name, patient.family_name, patient.initials, patient.record_number)
    return folded(" ".join(part for part in parts if part))


def folded(text: str) -> str:
    """Without case and accents, so that `muller` finds `Müller`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
