"""What a patient agreed to, and what a treatment touches."""

import pytest

from skinlax_desktop.domain.consent import Consent, ConsentScope, consents_to
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.simulation import PredictedChange
from skinlax_desktop.domain.treatment import GivenTreatment

ANNA = UserName("anna")


def answer(day: str, *, given: bool, until: str | None = None) -> Consent:
    return Consent(
        scope=ConsentScope.COHORT,
        given=given,
        answered_at=f"{day}T10:00:00+00:00",
        recorded_by=ANNA,
        valid_until=until,
    )


def test_the_newest_answer_counts_and_silence_is_a_no() -> None:
    assert not consents_to((), ConsentScope.COHORT, on="2026-11-26")
    yes, no = answer("2026-01-01", given=True), answer("2026-06-01", given=False)
    assert consents_to((yes,), ConsentScope.COHORT, on="2026-11-26")
    assert not consents_to((no, yes), ConsentScope.COHORT, on="2026-11-26")
    assert consents_to((no, answer("2026-07-01", given=True)), ConsentScope.COHORT, on="2026-11-26")


def test_a_consent_ends_after_its_last_day() -> None:
    limited = answer("2026-01-01", given=True, until="2026-11-26")
    assert consents_to((limited,), ConsentScope.COHORT, on="2026-11-26T23:00:00+00:00")
    assert not consents_to((limited,), ConsentScope.COHORT, on="2026-11-27")


def test_a_treatment_touches_its_zones_and_always_the_whole_face() -> None:
    brow = GivenTreatment(kind="mfu", performed_on="2026-01-01", zones=("brow_L",), author=ANNA, entered_at="")
    assert brow.touches("brow_L")
    assert brow.touches("")
    assert not brow.touches("jowl_L")
    everywhere = GivenTreatment(kind="laser", performed_on="2026-01-01", author=ANNA, entered_at="")
    assert everywhere.touches("jowl_L")


def test_outcomes_out_of_order_are_no_prediction() -> None:
    with pytest.raises(ValueError, match="order"):
        PredictedChange(zone="", quantity="laxity", unit="", low=1.0, median=0.0, high=2.0, band=0.8)
