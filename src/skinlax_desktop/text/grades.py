"""Sentences about the laxity grade; wherever a grade shows, so does where it comes from."""

from typing import Final

from skinlax_desktop.domain.measurement import NO_MODEL, Confidence, LaxityResult
from skinlax_desktop.text.language import translate
from skinlax_desktop.text.metrics import format_interval, format_value, reason_label

MODEL_GRADE: Final = translate("Model grade, trained on synthetic heads.")
NO_GRADE: Final = translate("No laxity grade yet: no graded model is installed.")
EXPLORATORY: Final = translate("exploratory")
EXPLORATORY_MEANING: Final = translate("Exploratory: this zone's grade was not shown to be its own.")


def grade_sentence(laxity: LaxityResult) -> str:
    """The overall laxity in one line, or why there is none."""
    if laxity.overall is None:
        if laxity.reason in (None, NO_MODEL):
            return NO_GRADE
        return translate("No laxity grade: {why}.").format(why=reason_label(laxity.reason))
    overall = laxity.overall.measurement("laxity")
    words = translate("Overall laxity {value} ({interval}).").format(
        value=format_value(overall), interval=format_interval(overall)
    )
    if overall.confidence is Confidence.LOW:
        words += " " + doubt_sentence(overall.doubts)
    return f"{words} {MODEL_GRADE}"


def doubt_sentence(doubts: tuple[str, ...]) -> str:
    """Why a grade is of low confidence."""
    why = ", ".join(reason_label(code) for code in doubts)
    return translate("◇ Low confidence: {why}.").format(why=why) if why else translate("◇ Low confidence.")
