"""Words of what changed on a measured face between two visits."""

from collections.abc import Iterable
from typing import Final

from skinlax_desktop.domain.measure_change import PART_NOT_SEEN, MeasureChange
from skinlax_desktop.text.language import translate
from skinlax_desktop.text.metrics import (
    format_change,
    format_interval,
    format_value,
    metric_label,
    reason_label,
    zone_label,
)

TITLE: Final = translate("Change of the skin between two visits")
SHOWN_CHANGES: Final = translate("Shown changes")
EVERY_DISTANCE: Final = translate("Every distance, noise included")
OUTWARDS: Final = translate("outwards")
INWARDS: Final = translate("inwards")
NO_CHANGE: Final = translate("no detectable change")
NOT_MEASURED: Final = translate("not measured")
NOT_JUDGED: Final = translate("not measured, or outside the zones")
_PART_NOT_SEEN: Final = translate("part not seen")
_MORE: Final = translate("more")
_LESS: Final = translate("less")
VIEWS: Final = (translate("right side"), translate("front"), translate("left side"))

_VERDICTS: Final = {
    "outward": translate("moved outwards"),
    "inward": translate("moved inwards"),
    "along": translate("moved along the skin"),
    "not_detectable": NO_CHANGE,
    "not_measured": NOT_MEASURED,
}
_WARNINGS: Final = {
    "other_camera": translate("The visits were taken with different cameras."),
    "other_scale_kind": translate("The two scales come from different sources."),
    "other_source": translate("The two surfaces were measured in different ways."),
    "other_eyes": translate("The eyes are open otherwise: the lids are not to be compared."),
    "size_differs": translate("One face is larger than the other by 1 % or more; the scale may be off."),
    "pattern_not_found": translate(
        "The skin's own pattern was not found again: another light, make-up, or another face. Check both names."
    ),
    "shapes_differ_much": translate(
        "The two faces differ by more than a millimetre almost everywhere. Check both names."
    ),
    "stable_skin_differs": translate("Forehead, nose and eyes fit worse than the surfaces' errors allow."),
    "much_of_the_face_changed": translate(
        "Much of the face differs, or one surface is bent: laid on forehead, nose and eyes alone, with wide intervals."
    ),
}
_UNKNOWN: Final = {
    "camera": translate("camera"),
    "scale_kind": translate("source of the scale"),
    "posture": translate("posture"),
}


def verdict_label(verdict: str) -> str:
    """What a zone's change comes to."""
    return _VERDICTS[verdict]


def warning_sentence(code: str) -> str:
    """What limits the comparison."""
    return _WARNINGS[code]


def unknown_sentence(codes: tuple[str, ...]) -> str:
    """What nobody wrote down, so that nobody can tell whether it differs."""
    named = ", ".join(_UNKNOWN[code] for code in codes)
    return translate("Not known of both visits: {what}.").format(what=named)


def residual_sentence(residual_mm: float) -> str:
    """How well the stable skin fits."""
    return translate("Forehead, nose and eyes fit to {residual} mm.").format(residual=f"{residual_mm:.2f}")


def zone_sentence(zone: str, mean_mm: float, low: float, high: float, verdict: str) -> str:
    """'Jowl, left: moved outwards, +0.8 mm (+0.5 to +1.1)'."""
    return translate("{zone}: {verdict}, {mean} mm ({low} to {high})").format(
        zone=zone_label(zone),
        verdict=_VERDICTS[verdict],
        mean=f"{mean_mm:+.2f}",
        low=f"{low:+.2f}",
        high=f"{high:+.2f}",
    )


def summary_sentence(changed: int, measured: int) -> str:
    """How many zones changed."""
    if not changed:
        return translate("No detectable change in any of {measured} zones.").format(measured=measured)
    return translate("A change was shown in {changed} of {measured} zones.").format(changed=changed, measured=measured)


def in_reading_order(rows: Iterable[MeasureChange]) -> list[MeasureChange]:
    """Shown changes first, the surest of them at the top; then what was judged; at last what was not measured."""
    return sorted(rows, key=lambda row: (not row.shown, row.p is None, row.p if row.shown and row.p is not None else 0))


def change_lines(row: MeasureChange) -> tuple[str, str, str]:
    """Zone and quantity; the change with its interval; what is to be said of it."""
    title = f"{zone_label(row.zone)}: {metric_label(row.change.name)}"
    if row.change.value is None:
        return title, translate("not measured: {reason}").format(reason=reason_label(row.change.reason or "")), ""
    said = f"{change_value(row)}  ({format_interval(row.change)})"
    counts = translate("counts from {limit}").format(limit=format_change(row.change))
    part = f", {_PART_NOT_SEEN}" if PART_NOT_SEEN in row.change.doubts else ""
    return title, said, f"{change_word(row)}, {counts}{part}"


def change_value(row: MeasureChange) -> str:
    """The change with its sign and unit."""
    said = format_value(row.change)
    plus = row.change.value is not None and row.change.value > 0.0 and any(digit in said for digit in "123456789")
    return f"+{said}" if plus else said


def change_word(row: MeasureChange) -> str:
    """'more', 'less', 'no detectable change'; of skin where it went."""
    if not row.shown:
        return _VERDICTS[row.verdict]
    if row.change.name == "skin_slide_mm":
        return _VERDICTS["along"]
    if row.change.name == "skin_shift_mm":
        return _VERDICTS["outward" if row.verdict == "more" else "inward"]
    return _MORE if row.verdict == "more" else _LESS
