"""What a patient agreed to beyond the treatment itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from skinlax_desktop.domain.ids import UserName


class ConsentScope(StrEnum):
    """What may be done with a patient's values. `COHORT`: other patients of this clinic are compared with them."""

    COHORT = "cohort"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One answer, kept for good: given or withdrawn (`given` False) at a moment (ISO 8601), and who wrote it down.

    `valid_until`: the last day, where the clinic sets one.
    """

    scope: ConsentScope
    given: bool
    answered_at: str
    recorded_by: UserName
    valid_until: str | None = None


def consents_to(consents: Iterable[Consent], scope: ConsentScope, *, on: str) -> bool:
    """Whether the newest answer is a yes that still holds on that day (ISO 8601); silence is a no."""
    answers = [answer for answer in consents if answer.scope is scope]
    if not answers:
        return False
    # Of two at one moment the later entry is the newer.
    newest = sorted(answers, key=lambda answer: answer.answered_at)[-1]
    return newest.given and (newest.valid_until is None or on[:10] <= newest.valid_until[:10])
