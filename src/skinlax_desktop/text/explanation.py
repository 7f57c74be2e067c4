"""One plain sentence a zone, by fixed rules from what was measured; and what a change between two visits owes to whom.

A rule speaks only of a value that was measured, compares sides only where the difference exceeds noise, and says of a
grade that it is a model's.
"""

from collections.abc import Iterable
from typing import Final

from skinlax_desktop.domain.measurement import Confidence, Measurement
from skinlax_desktop.domain.zones import Side, side_of_zone
from skinlax_desktop.text.language import translate
from skinlax_desktop.text.metrics import format_number, format_value, metric_label, reason_label, unit_label, zone_label

# name: (what is said of the value, what is said when it exceeds the other side's, when it falls short of it)
_RULES: Final = {
    "jowl_descent_mm": ("{value} below the line from jaw angle to chin", "hangs lower than", "hangs less low than"),
    "prejowl_depth_mm": ("notch beside the chin {value} deep", "notch deeper than", "notch shallower than"),
    "jawline_deviation_mm": ("", "jawline less even than", "jawline more even than"),
    "commissure_angle_deg": ("mouth corner droops by {value}", "droops more than", "droops less than"),
    "malar_convexity_mm": ("cheek {value} in front of the line from eye to mouth", "fuller than", "flatter than"),
    "brow_height_apex_mm": (
        "brow peak {value} above the line of the eye corners",
        "brow higher than",
        "brow lower than",
    ),
    "mrd1_mm": ("upper lid {value} above the pupil's centre", "lid higher than", "lid lower than"),
    "mrd2_mm": ("lower lid {value} below the pupil's centre", "more open below than", "less open below than"),
    "wrinkles": ("", "more wrinkled than", "less wrinkled than"),
    "fine_lines": ("", "more fine lines than", "fewer fine lines than"),
    "texture": ("", "coarser than", "smoother than"),
}
# A fold shows as wrinkles along it.
_FOLDS: Final = {
    "nasolabial": ("", "more marked than", "less marked than"),
    "marionette": ("", "fold more marked than", "fold less marked than"),
}


def explain_zone(zone: str, metrics: Iterable[Measurement], opposite: Iterable[Measurement] = ()) -> str:
    """What stands out in a zone, as one sentence: 'Left jowl 3.1 mm below the line from jaw angle to chin' and so on.

    `metrics` and `opposite` are everything measured in the zone and in its twin; "" when nothing can be said. A metric
    of low confidence is said to be so.
    """
    twins = {metric.name: metric for metric in opposite}
    said: list[str] = []
    for metric in metrics:
        rule = _rule(zone, metric.name)
        if metric.value is None or rule is None or (metric.value <= 0.0 and metric.name == "commissure_angle_deg"):
            continue
        statement, more, less = rule
        parts = [translate(statement).format(value=format_value(metric))] if statement else []
        twin = twins.get(metric.name)
        if twin is not None and twin.value is not None and _differ(metric, twin):
            parts.append(
                translate("{comparison} the other side").format(
                    comparison=translate(more if metric.value > twin.value else less)
                )
            )
        if parts and metric.confidence is Confidence.LOW:
            parts.append(translate("low confidence"))
        said += [", ".join(parts)] if parts else []
    grade = next((metric for metric in metrics if metric.name == "laxity" and metric.value is not None), None)
    if grade is not None:
        said.append(_grade_words(grade))
    return f"{zone_label(zone)} {'; '.join(said)}." if said else ""


def _grade_words(grade: Measurement) -> str:
    words = translate("model grade {value}").format(value=format_value(grade))
    if grade.exploratory:
        words += f", {translate('exploratory')}"
    if grade.confidence is Confidence.LOW:
        why = ", ".join(reason_label(code) for code in grade.doubts)
        words += f", {translate('low confidence')}" + (f" ({why})" if why else "")
    return words


def _rule(zone: str, name: str) -> tuple[str, str, str] | None:
    if side_of_zone(zone) is Side.MIDLINE:
        return None
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
    if reason is not None:
        return translate("{where}: changed by {amount}; the capture alone may have done it, because {why}.").format(
            where=where, amount=amount, why=reason_label(reason)
        )
    if skin == 0.0:
        return translate("{where}: changed by {amount}; the capture alone may have done it.").format(
            where=where, amount=amount
        )
    return translate(
        "{where}: changed by {amount}; at most {capture} can come from the capture, at least {skin} from the skin."
    ).format(where=where, amount=amount, capture=_amount(capture, unit, change), skin=_amount(abs(skin), unit, change))


def _amount(value: float, unit: str, like: float) -> str:
    sign = "+" if value > 0 and value is like else ""
    label = unit_label(unit)
    return f"{sign}{format_number(value, unit, like=like)}{'' if label in ('', '°') else ' '}{label}"


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
