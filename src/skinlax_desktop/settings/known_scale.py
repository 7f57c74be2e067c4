"""The scale of a station: a working distance that is always the same, or a marker that every patient wears."""

from typing import Final

from skinlax_desktop.domain.calibration import Scale, ScaleKind
from skinlax_desktop.domain.views import View

_LENGTH: Final = r"[1-9][0-9]{0,3}(\.[0-9]{1,4})?"
_ERROR: Final = r"[0-9]{1,2}(\.[0-9]{1,4})?"
SCALE_PATTERN: Final = f"^(none|distance:{_LENGTH}:{_ERROR}|marker:[a-z0-9_]+:[0-9]+:{_LENGTH}:{_ERROR})$"
"""`none`; `distance:MM:SIGMA_MM`, camera centre to nasion in the frontal view; `marker:FAMILY:ID:SIZE_MM:SIGMA_MM`."""


def scale_of(setting: str) -> Scale | None:
    """The scale that a setting of `SCALE_PATTERN` says; None for none."""
    kind, *parts = setting.split(":")
    if kind == "distance":
        distance, error = parts
        return Scale(
            kind=ScaleKind.WORKING_DISTANCE, view=View.FRONTAL, distance_mm=float(distance), sigma_mm=float(error)
        )
    if kind == "marker":
        family, number, size, error = parts
        return Scale(
            kind=ScaleKind.MARKER, family=family, marker_id=int(number), size_mm=float(size), sigma_mm=float(error)
        )
    return None
