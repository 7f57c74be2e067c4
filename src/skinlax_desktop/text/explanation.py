"""A few plain sentences a zone, by fixed rules; and what a change between two visits owes to whom.

They say what was measured, the model's grade and what supports it, how the sides compare, and why confidence is low.

A rule speaks only of a value that was measured, compares sides only where the difference exceeds noise, and says of a
grade that it is a model's and whether any measured value stands beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from skinlax_desktop.domain.measurement import Confidence, Measurement
from skinlax_desktop.domain.zones import Side, side_of_zone
from skinlax_desktop.text.language import translate
from skinlax_desktop.text.metrics import (
    format_interval,
    format_number,
    format_value,
    metric_label,
    reason_label,
    unit_label,
    zone_label,
)


@dataclass(frozen=True, slots=True)
class _Rule:
    """`said` of the value, `more` and `less` of it against the other side's.

    `lax`: 1 where more means more lax, -1 where less does, 0 where it says nothing of laxity.
    """

    said: str
    more: str = ""
    less: str = ""
    lax: int = 0


_RULES: Final = {
    "jowl_descent_mm": _Rule(
        "{value} below the line from jaw angle to chin", "hangs lower than", "hangs less low than", 1
    ),
    "prejowl_depth_mm": _Rule("notch beside the chin {value} deep", "notch deeper than", "notch shallower than", 1),
    "jawline_deviation_mm": _Rule("", "jawline less even than", "jawline more even than", 1),
    "commissure_angle_deg": _Rule("mouth corner droops by {value}", "droops more than", "droops less than", 1),
    "malar_convexity_mm": _Rule(
        "cheek {value} in front of the line from eye to mouth", "fuller than", "flatter than", -1
    ),
    "brow_height_apex_mm": _Rule(
        "brow peak {value} above the line of the eye corners", "brow higher than", "brow lower than", -1
    ),
    "mrd1_mm": _Rule("upper lid {value} above the pupil's centre", "lid higher than", "lid lower than", -1),
    "mrd2_mm": _Rule("lower lid {value} below the pupil's centre", "more open below than", "less open below than", 1),
    "cervicomental_angle_deg": _Rule("angle of chin and neck {value}", lax=1),
    "submental_area_mm2": _Rule("{value} below the line from chin to throat", lax=1),
    "wrinkles": _Rule("", "more wrinkled than", "less wrinkled than"),
    "fine_lines": _Rule("", "more fine lines than", "fewer fine lines than"),
    "texture": _Rule("", "coarser than", "smoother than"),
}
# A fold shows as wrinkles along it.
_FOLDS: Final = {
    "nasolabial": _Rule("", "more marked than", "less marked than", 1),
    "marionette": _Rule("", "fold more marked than", "fold less marked than", 1),
}
_SIDE_WORDS: Final = {Side.LEFT: translate("left"), Side.RIGHT: translate("right")}
_OTHER: Final = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
_GRADE: Final = "laxity"


def explain_zone(zone: str, metrics: Iterable[Measurement], opposite: Iterable[Measurement] = ()) -> str:
    """A zone in a few sentences: 'Left jowl 3.1 mm below the line from jaw angle to chin. Model grade 2.1 of 4 ...'.

    `metrics` and `opposite` are everything looked at in the zone and in its twin; "" when nothing can be said. A zone
    with a grade always gets its grade, its interval, what was measured beside it or that nothing was, how its sides
    compare, and why confidence is low.
    """
    known = tuple(metrics)
    twins = {metric.name: metric for metric in opposite}
    measured = [part for metric in known for part in _measured_words(zone, metric, twins.get(metric.name))]
    sentences = [f"{zone_label(zone)} {'; '.join(measured)}."] if measured else []
    grade = next((metric for metric in known if metric.name == _GRADE), None)
    if grade is None:
        return " ".join(sentences)
    if grade.value is None:
        if sentences:
            why = reason_label(grade.reason or "not_measured")
            sentences.append(translate("No model grade: {why}.").format(why=why))
        return " ".join(sentences)
    sentences.append(_grade_words(zone, grade, alone=not measured))
    sentences.append(_sides_words(zone, grade, twins.get(_GRADE)))
    sentences.append(_support_words(zone, known, twins))
    if grade.confidence is Confidence.LOW:
        sentences.append(_doubt_words(grade.doubts))
    return " ".join(sentence for sentence in sentences if sentence)


def _measured_words(zone: str, metric: Measurement, twin: Measurement | None) -> list[str]:
    rule = _rule(zone, metric.name)
    if metric.value is None or rule is None or (metric.value <= 0.0 and metric.name == "commissure_angle_deg"):
        return []
    parts = [translate(rule.said).format(value=format_value(metric))] if rule.said else []
    if twin is not None and twin.value is not None and rule.more and _differ(metric, twin):
        comparison = translate(rule.more if metric.value > twin.value else rule.less)
        parts.append(translate("{comparison} the other side").format(comparison=comparison))
    if parts and metric.confidence is Confidence.LOW:
        parts.append(translate("low confidence"))
    return [", ".join(parts)] if parts else []


def _grade_words(zone: str, grade: Measurement, *, alone: bool) -> str:
    words = translate("model grade {value} ({interval})").format(
        value=format_value(grade), interval=format_interval(grade)
    )
    if grade.exploratory:
        words += f", {translate('exploratory')}"
    words += "; " + (
        translate("a change counts from {mdc}").format(mdc=format_number(grade.mdc95, grade.unit))
        if grade.mdc95 is not None
        else translate("the smallest change that counts is not established")
    )
    return f"{zone_label(zone)}: {words}." if alone else f"{words[:1].upper()}{words[1:]}."


def _support_words(zone: str, metrics: Sequence[Measurement], twins: dict[str, Measurement]) -> str:
    """Whether a measured length, angle or fold stands beside the grade; and whether the sides agree."""
    telling = [metric for metric in metrics if (rule := _rule(zone, metric.name)) is not None and rule.lax]
    sure = [metric for metric in telling if metric.value is not None and metric.confidence is not Confidence.LOW]
    if not sure:
        missing = next((metric for metric in telling if metric.value is None), None)
        if missing is not None:
            return translate("No measured value supports it: {name}, {why}.").format(
                name=_lower(metric_label(missing.name)), why=reason_label(missing.reason or "not_measured")
            )
        if telling:
            return translate("No measured value of good confidence supports it.")
        return translate("No length or angle is measured here that could support it.")
    grade, twin = next(metric for metric in metrics if metric.name == _GRADE), twins.get(_GRADE)
    if twin is None or twin.value is None or grade.value is None or not _differ(grade, twin):
        return ""
    laxer = [_laxer(zone, metric, twins.get(metric.name)) for metric in sure]
    agree, against = laxer.count(grade.value > twin.value), laxer.count(grade.value < twin.value)
    if agree and not against:
        return translate("What was measured supports that side difference.")
    if against and not agree:
        return translate("What was measured points to the other side.")
    return translate("What was measured does not show that side difference.")


def _laxer(zone: str, metric: Measurement, twin: Measurement | None) -> bool | None:
    """Whether this side is the laxer one by a measured value; None when the sides do not differ beyond noise."""
    rule = _rule(zone, metric.name)
    if rule is None or twin is None or metric.value is None or twin.value is None or not _differ(metric, twin):
        return None
    return (metric.value > twin.value) == (rule.lax > 0)


def _sides_words(zone: str, grade: Measurement, twin: Measurement | None) -> str:
    side = side_of_zone(zone)
    if side is Side.MIDLINE or twin is None or twin.value is None or grade.value is None:
        return ""
    difference = grade.value - twin.value
    amount = format_number(abs(difference), grade.unit)
    bounds = [known.mdc95 for known in (grade, twin) if known.mdc95 is not None]
    if len(bounds) < 2:
        return translate("The sides differ by {amount}; whether that counts is not established.").format(amount=amount)
    if abs(difference) <= max(bounds):
        return translate("The sides do not differ detectably ({amount}).").format(amount=amount)
    higher = side if difference > 0 else _OTHER[side]
    doubted = Confidence.LOW in (grade.confidence, twin.confidence)
    return translate(
        "The {higher} side grades {amount} higher, but low confidence leaves that open."
        if doubted
        else "The {higher} side grades {amount} higher, beyond noise."
    ).format(higher=_SIDE_WORDS[higher], amount=amount)


def _doubt_words(doubts: tuple[str, ...]) -> str:
    why = [reason_label(code) for code in doubts]
    if not why:
        return translate("Low confidence.")
    listed = why[0] if len(why) == 1 else translate("{most} and {last}").format(most=", ".join(why[:-1]), last=why[-1])
    return translate("Low confidence: {why}.").format(why=listed)


def _rule(zone: str, name: str) -> _Rule | None:
    if name == "wrinkles" and zone[:-2] in _FOLDS:
        return _FOLDS[zone[:-2]]
    return _RULES.get(name)


def _differ(metric: Measurement, twin: Measurement) -> bool:
    """More than noise, and neither side doubtful."""
    if Confidence.LOW in (metric.confidence, twin.confidence) or metric.value is None or twin.value is None:
        return False
    bounds = [known.mdc95 for known in (metric, twin) if known.mdc95 is not None]
    return bool(bounds) and abs(metric.value - twin.value) > max(bounds)


def change_sentence(
    zone: str,
    name: str,
    unit: str,
    *,
    change: float | None,
    capture: float | None,
    skin: float | None,
    reason: str | None,
) -> str:
    """What a change between two visits owes to the capture and what to the skin."""
    where = f"{zone_label(zone)}, {_lower(metric_label(name))}" if zone else metric_label(name)
    if change is None or capture is None or skin is None:
        why = reason_label(reason or "not_measured")
        return translate("{where}: the visits cannot be compared, because {why}.").format(where=where, why=why)
    amount = _amount(change, unit, change)
    from_capture, from_skin = (_amount(part, unit, change) for part in (capture, abs(skin)))
    return shared_change(where, amount, capture=from_capture, skin=from_skin if skin != 0.0 else None, reason=reason)


def shared_change(where: str, amount: str, *, capture: str, skin: str | None, reason: str | None) -> str:
    """A change whose parts are known: `skin` None where the capture alone may have done it, `reason` why it may."""
    if reason is not None:
        return translate("{where}: changed by {amount}; the capture alone may have done it, because {why}.").format(
            where=where, amount=amount, why=reason_label(reason)
        )
    if skin is None:
        return translate("{where}: changed by {amount}; the capture alone may have done it.").format(
            where=where, amount=amount
        )
    return translate(
        "{where}: changed by {amount}; at most {capture} can come from the capture, at least {skin} from the skin."
    ).format(where=where, amount=amount, capture=capture, skin=skin)


def _amount(value: float, unit: str, like: float) -> str:
    sign = "+" if value > 0 and value is like else ""
    label = unit_label(unit)
    return f"{sign}{format_number(value, unit, like=like)}{'' if label in ('', '°') else ' '}{label}"


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
