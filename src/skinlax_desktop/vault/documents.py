"""Domain records to JSON documents and back, strictly typed.

A field that this program does not know is skipped; a value of the wrong kind is damage, never a guess.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import msgspec

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.visit import Visit


def _plain_number(value: Any) -> Any:
    """A number of an array library is stored as the number it is."""
    if hasattr(value, "item"):
        return value.item()
    raise NotImplementedError(f"{type(value).__name__} has no place in a document")


_encoder = msgspec.json.Encoder(enc_hook=_plain_number)
_visits = msgspec.json.Decoder(Visit)
_patients = msgspec.json.Decoder(Patient)


def encode_visit(visit: Visit) -> bytes:
    """A visit's document; ValueError when it could not be read back, which would lose it."""
    document = _encoder.encode(visit)
    try:
        _visits.decode(document)
    except msgspec.ValidationError as error:
        # JSON has no NaN: it becomes null, and a field that must hold a number then refuses it.
        raise ValueError(f"the visit holds a value that cannot be stored: {error}") from None
    return document


def decode_visit(document: bytes) -> Visit:
    """A visit; `vault_damaged` when the document is none."""
    try:
        return _visits.decode(document)
    except msgspec.DecodeError:
        raise SkinlaxError("vault_damaged") from None


def encode_patient(patient: Patient) -> bytes:
    """A patient's document."""
    return _encoder.encode(patient)


def decode_patient(document: bytes) -> Patient:
    """A patient; `vault_damaged` when the document is none."""
    try:
        return _patients.decode(document)
    except msgspec.DecodeError:
        raise SkinlaxError("vault_damaged") from None


def images_in(record: Any) -> Iterator[ImageRef]:
    """Every picture that a record refers to, wherever it stands in it."""
    if isinstance(record, ImageRef):
        yield record
    elif is_dataclass(record):
        for field in fields(record):
            yield from images_in(getattr(record, field.name))
    elif isinstance(record, tuple) and record and not isinstance(record[0], (float, str)):
        for part in record:
            yield from images_in(part)
