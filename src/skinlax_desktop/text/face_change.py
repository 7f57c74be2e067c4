"""Words of what changed on a measured face between two visits."""

from typing import Final

from skinlax_desktop.text.language import translate
from skinlax_desktop.text.metrics import zone_label

TITLE: Final = translate("Change of the skin between two visits")
SHOWN_CHANGES: Final = translate("Shown changes")
EVERY_DISTANCE: Final = translate("Every distance, noise included")
OUTWARDS: Final = translate("outwards")
INWARDS: Final = translate("inwards")
NO_CHANGE: Final = translate("no detectable change")
NOT_MEASURED: Final = translate("not measured")
NOT_JUDGED: Final = translate("not measured, or outside the zones")
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
