"""The patient."""

from dataclasses import dataclass

from skinlax_desktop.domain.consent import Consent
from skinlax_desktop.domain.ids import PatientId, VisitId


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """A person in the record. Dates are ISO 8601; `fitzpatrick` is I to VI by questionnaire, `monk` 1 to 10 by eye.

    `baseline_visit` is the visit that a clinician chose as the baseline; None: the first complete one. `consents` are
    all answers ever given, the newest of a scope counts.
    """

    id: PatientId
    family_name: str
    given_name: str
    birth_date: str | None = None
    sex: str | None = None
    fitzpatrick: str | None = None
    monk: int | None = None
    record_number: str = ""
    notes: str = ""
    created_at: str = ""
    baseline_visit: VisitId | None = None
    consents: tuple[Consent, ...] = ()

    @property
    def initials(self) -> str:
        """What the header shows instead of the name."""
        return "".join(part[:1].upper() for part in (self.given_name, self.family_name) if part)
