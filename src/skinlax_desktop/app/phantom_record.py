"""The record of a phantom patient."""

import secrets

from skinlax_desktop.domain.ids import PatientId
from skinlax_desktop.domain.patient import Patient


def make_phantom_record(name: str, *, created_at: str) -> Patient:
    """A record under the phantom's invented name; an empty name is the first phantom."""
    from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS, patient_named

    phantom = patient_named(name) if name else DEFAULT_PATIENTS[0]
    given, _, family = phantom.name.partition(" ")
    return Patient(
        id=PatientId(secrets.token_hex(16)),
        family_name=family or "Phantom",
        given_name=given,
        sex=phantom.sex,
        fitzpatrick=phantom.fitzpatrick,
        monk=phantom.monk,
        record_number="PHANTOM-1",
        created_at=created_at,
    )
