"""Words of the comparison of two visits."""

from typing import Final

from skinlax_desktop.text.explanation import shared_change
from skinlax_desktop.text.language import translate
from skinlax_desktop.text.metrics import format_number, reason_label, zone_label

TITLE: Final = translate("Compare")
CHOOSE: Final = translate("Earlier visit")
NO_EARLIER: Final = translate("No earlier measured visit of this patient.")
MEASURE_FIRST: Final = translate("Measure this visit first.")
READING: Final = translate("Reading the earlier visit.")
WHOLE_FACE: Final = translate("Overall laxity")
THEN_NOW: Final = translate("{then} then, {now} now")
LEGEND: Final = translate("Bar: grey the capture, coloured the skin. Model grades, trained on synthetic heads.")
LIST: Final = translate("Changes, the largest first")
_VERDICTS: Final = {
    "more": translate("more lax"),
    "less": translate("less lax"),
    "not_detectable": translate("no detectable change"),
    "open": translate("left open"),
    "missing": translate("cannot be compared"),
}


def verdict_label(verdict: str) -> str:
    """What a change comes to."""
    return _VERDICTS[verdict]


def place_label(zone: str) -> str:
    """The zone, or the whole face."""
    return zone_label(zone) if zone else WHOLE_FACE


def change_words(change: float, low: float | None, high: float | None, unit: str) -> str:
    """'+0.3 (-0.2 to +0.8)'."""
    said = _signed(change, unit)
    if low is None or high is None:
        return said
    return translate("{change} ({low} to {high})").format(change=said, low=_signed(low, unit), high=_signed(high, unit))


def not_comparable(reason: str) -> str:
    """Why two visits cannot be compared at all."""
    return translate("The visits cannot be compared: {why}.").format(why=reason_label(reason))


def whose_change(
    zone: str,
    unit: str,
    *,
    change: float | None,
    capture: float | None,
    skin: float | None,
    verdict: str,
    reason: str | None,
) -> str:
    """One sentence on what the capture and what the skin did."""
    where = place_label(zone)
    if change is None:
        return translate("{where}: cannot be compared, because {why}.").format(
            where=where, why=reason_label(reason or "not_measured")
        )
    amount = _signed(change, unit)
    if verdict == "open" and reason == "low_confidence":
        return translate("{where}: changed by {amount}; a grade of low confidence leaves open whose it is.").format(
            where=where, amount=amount
        )
    if capture is None or skin is None:
        return translate("{where}: changed by {amount}; whose it is stays open, because {why}.").format(
            where=where, amount=amount, why=reason_label(reason or "not_measured")
        )
    from_capture, from_skin = (format_number(part, unit) for part in (capture, abs(skin)))
    return shared_change(where, amount, capture=from_capture, skin=from_skin if skin != 0.0 else None, reason=reason)


def _signed(value: float, unit: str) -> str:
    text = format_number(value, unit)
    return f"+{text}" if value > 0 and float(text) != 0 else text
