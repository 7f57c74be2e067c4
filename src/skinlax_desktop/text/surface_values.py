"""Values of marks on the face as a person reads them: in the picture, in the list, spoken."""

from typing import Final

from skinlax_desktop.domain.measurement import Confidence, Measurement
from skinlax_desktop.domain.surface_mark import SurfaceMarkKind
from skinlax_desktop.text.language import translate
from skinlax_desktop.text.screens import scene as words

_DIGITS: Final = {"mm": 1, "deg": 1}
_UNITS: Final = {"mm": " mm", "deg": "°"}


def value_words(value: Measurement) -> str:
    """'42.1 mm (41.6 to 42.6)', or why there is none."""
    if value.value is None or value.low is None or value.high is None:
        return words.no_value(value.reason or "")
    digits, unit = _DIGITS[value.unit], _UNITS[value.unit]
    said = translate("{value}{unit} ({low} to {high})").format(
        value=f"{value.value:.{digits}f}", unit=unit, low=f"{value.low:.{digits}f}", high=f"{value.high:.{digits}f}"
    )
    return f"{said}, {words.DOUBT_OVER_GAP}" if value.confidence is Confidence.LOW else said


def counts_from(value: Measurement) -> str:
    """The smallest change of such a value that can be told from noise."""
    if value.mdc95 is None:
        return ""
    return words.COUNTS_FROM.format(limit=f"{value.mdc95:.{_DIGITS[value.unit]}f}{_UNITS[value.unit]}")


def mark_label(kind: SurfaceMarkKind, text: str, value: Measurement | None, *, is_measuring: bool) -> str:
    """The words beside a mark in the picture."""
    said = words.MEASURING if is_measuring else value_words(value) if value is not None else ""
    if kind is SurfaceMarkKind.SURFACE_TAPE and value is not None and value.value is not None:
        said = translate("{value} along the skin").format(value=said)
    return "\n".join(part for part in (text, said) if part)
