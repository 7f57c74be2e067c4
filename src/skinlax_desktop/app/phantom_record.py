"""The record of a phantom patient."""

import secrets
from datetime import date, timedelta

from skinlax_desktop.domain.ids import PatientId
from skinlax_desktop.domain.patient import Patient


def make_phantom_record(name: str, *, created_at: str) -> Patient:
    """A record under the phantom's invented name; an empty name is the first phantom."""
    from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS, patient_named

    phantom = patient_named(name) if name else DEFAULT_PATIENTS[0]
    given, _, family = phantom.name.partition(" ")
    # Half a year beyond the last birthday, so that nobody turns older during a session.
    born = date.fromisoformat(created_at[:10]) - timedelta(days=round(365.25 * (phantom.age_years + 0.5)))
    return Patient(
        id=PatientId(secrets.token_hex(16)),
        family_name=family or "Phantom",
        given_name=given,
        birth_date=born.isoformat(),
        sex=phantom.sex,
        fitzpatrick=phantom.fitzpatrick,
        monk=phantom.monk,
        record_number="PHANTOM-1",
        created_at=created_at,
    )
