"""Words of the light: the modes, the check of the ring, the room's light; and of devices that came back."""

from skinlax_desktop.domain.light_and_exposure import LightMode
from skinlax_desktop.domain.light_check import AmbientLight, DriftVerdict, LightDrift
from skinlax_desktop.text.language import translate

ALSO_TAKE = translate("Also take each view in")
MODE_LABELS = {
    LightMode.PLAIN: translate("plain light"),
    LightMode.CROSS_POLARISED: translate("cross-polarised light"),
    LightMode.PARALLEL_POLARISED: translate("parallel-polarised light"),
    LightMode.ULTRAVIOLET: translate("ultraviolet light"),
}
CHECK_LIGHT = translate("Check the light")
CHECKING = translate("Checking the light: the ring goes dark for a moment")
TAKING_IN = translate("Now in {light}: hold still")
EYES_CLOSED = translate("Now in {light}: eyes closed, hold still")
TAKEN_IN = translate("{view} also taken in {lights}")
CAMERA_BACK = translate("The camera is back, with its settings. Go on where you were.")
RING_BACK = translate("The light ring is back, with its light. Go on where you were.")
REFERENCE_KEPT = translate("The ring's light was measured. It is today's reference.")

_STEADY = translate("The ring is as at the last check: {output:+.0f} % light, {kelvin:+.0f} K.")
_WARN = translate(
    "The ring has drifted: {output:+.0f} % light, {kelvin:+.0f} K. Colours compare less well; let it warm up and check "
    "again."
)
_REFUSE = translate(
    "The ring has drifted too far: {output:+.0f} % light, {kelvin:+.0f} K. Do the colour calibration again before "
    "pictures are compared."
)
_DRIFT = {DriftVerdict.STEADY: _STEADY, DriftVerdict.WARN: _WARN, DriftVerdict.REFUSE: _REFUSE}
_AMBIENT_GOOD = translate("The room gives {share:.1f} % of the light, at most {limit:.0f} % is fine.")
_AMBIENT_BAD = translate(
    "The room gives {share:.1f} % of the light, at most {limit:.0f} % is fine. Close the blinds or dim the lamps."
)
_AMBIENT_UNKNOWN = translate(
    "The room's light could not be told: the picture is too dark or too bright. Set the exposure."
)


def drift_sentence(drift: LightDrift) -> str:
    """What the ring's drift means and what to do."""
    return _DRIFT[drift.verdict].format(output=100 * drift.output_change, kelvin=drift.colour_change_k)


def ambient_sentence(ambient: AmbientLight) -> str:
    """What the room's light means and what to do."""
    if ambient.share is None:
        return _AMBIENT_UNKNOWN
    words = _AMBIENT_GOOD if ambient.passed else _AMBIENT_BAD
    return words.format(share=100 * ambient.share, limit=100 * ambient.limit)
