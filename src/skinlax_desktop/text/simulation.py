"""Words of the before-and-after simulation."""

from typing import Final

from skinlax_desktop.text.language import translate

WATERMARK: Final = translate("Simulation, not a promise")
BEFORE: Final = translate("Before")
NO_VISIBLE_CHANGE: Final = translate("no visible change")

_OUTCOMES: Final = {"low": translate("Low"), "median": translate("Median"), "high": translate("High")}
_DEVICES: Final = {
    "mfu": translate("Microfocused ultrasound"),
    "rf_microneedling": translate("Radiofrequency microneedling"),
    "filler": translate("Hyaluronic acid filler"),
    "topical": translate("Topical regimen"),
    "lifestyle": translate("Lifestyle"),
}

LIMITS: Final = (
    translate("Low, median and high are those of the cited studies, not of this patient."),
    translate("Only the place of the skin is changed; its texture, tone and expression are not."),
    translate("A change below the limit of detection is called no visible change, though it is drawn."),
    translate("Depths, gliding and ligament stiffness are engineering assumptions; see the table of tissue."),
    translate("Effects of two devices on one zone are not added; the larger is drawn."),
    translate("Firmness and recoil are quantities of this model. Hydration and elasticity need a probe; not measured."),
)
READING_REASON: Final = translate("a quantity of the model; its repeatability is that of the surface, not studied")
COMPLIANCE_MDC95: Final = translate("one patient's two heads; its repeatability was not studied")
NO_CHIN_DOWN: Final = translate("no surface with the chin down was given; the table's softness was taken")
NO_SHARE: Final = translate("the source does not tell how many saw no change")
SEX_UNKNOWN: Final = translate("skin thickness taken between women's and men's; the sex is not known here")


def holes_closed(count: int) -> str:
    """What was done about small holes of a dense surface."""
    return translate("Closed {count} small holes and openings; nothing was measured there.").format(count=count)


def compliance_words(value: float, low: float, high: float) -> str:
    """What two heads told."""
    return translate(
        "The lower face is {value:.1f} times as soft as the table's (95 %: {low:.1f} to {high:.1f}), from its fall "
        "with the chin down."
    ).format(value=value, low=low, high=high)


def outcome_label(outcome: str) -> str:
    """The name of an outcome."""
    return _OUTCOMES[outcome]


def device_label(device: str) -> str:
    """The name of a treatment."""
    return _DEVICES.get(device, device)


def outcome_title(outcome: str, *, visible: bool) -> str:
    """Above a simulated picture."""
    label = outcome_label(outcome)
    return label if visible else f"{label}: {NO_VISIBLE_CHANGE}"
