"""A patient, a moment and a line of the trail in words, as the screens of the record write them."""

from datetime import datetime

from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.ports.vault import TrailEntry
from skinlax_desktop.text.screens import tidying as words


def full_name(patient: Patient) -> str:
    """Given name and family name."""
    return " ".join(part for part in (patient.given_name, patient.family_name) if part)


def person_line(patient: Patient) -> str:
    """What tells two people of one name apart, as far as it is known."""
    parts = [full_name(patient)]
    if patient.birth_date:
        parts.append(words.BORN.format(born=patient.birth_date))
    if patient.record_number:
        parts.append(words.RECORD.format(record=patient.record_number))
    return ", ".join(parts)


def format_moment(moment: str) -> str:
    """A stored moment as year-month-day and time of day."""
    return f"{datetime.fromisoformat(moment):%Y-%m-%d  %H:%M}"


def trace_line(trace: TrailEntry) -> str:
    """Who did it, and when."""
    return words.TRACE.format(who=trace.who, when=format_moment(trace.at))
