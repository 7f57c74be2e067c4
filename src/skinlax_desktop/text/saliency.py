"""Sentences about the places in a photograph that moved a grade."""

from typing import Final

from skinlax_desktop.text.language import translate
from skinlax_desktop.text.metrics import zone_label

TITLE: Final = translate("What moved this grade")
MEANING: Final = translate("Shows where the picture moved the number, not where the skin is lax.")
RUNNING: Final = translate("Looking for what moved the grade.")
CHOOSE_ZONE: Final = translate("Choose a zone to see what moved its grade.")
NO_GRADE: Final = translate("No map: this zone has no grade.")
NOT_GRADED_HERE: Final = translate("No map: this photo took no part in the grade.")
RAISED: Final = translate("+ raised it")
LOWERED: Final = translate("\N{MINUS SIGN} lowered it")

_REASONS: Final = {
    "saliency_not_faithful": translate("No map: on this photo it did not pass its own check."),
    "saliency_hardly_moved": translate("No map: this photo's skin hardly moved the grade. Shape or other photos did."),
    "saliency_mixed": translate("No map: here the grade hangs on the other side of the face as well."),
}


def no_map_sentence(reason: str) -> str:
    """Why no map is shown."""
    return _REASONS[reason]


def legend_title(zone: str) -> str:
    """Above the legend."""
    return translate("{zone}: what moved the grade").format(zone=zone_label(zone))


def grades(value: float) -> str:
    """A part of a grade with its sign."""
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")


def up_to(value: float) -> str:
    """The most that one place was worth."""
    return translate("up to {grades} grades a place").format(grades=grades(value))
