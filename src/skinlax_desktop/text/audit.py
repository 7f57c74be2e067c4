"""Words of the audit of a model."""

from typing import Final

from skinlax_desktop.text.language import translate

PART: Final = translate("Model audit")
EYEBROW: Final = translate("Model audit")
TITLE: Final = translate("{name} {version}")
DATA: Final = translate("People")
MADE: Final = translate("Made")
DEVICE: Final = translate("Ran on")
HASH: Final = translate("SHA-256 of the model")
INTRODUCTION: Final = translate(
    "Held-out synthetic people, whose laxity is known. Bias is grade minus truth, in grades of 0 to 4; spread is its "
    "standard deviation; rejection is the share of people without a grade; coverage is the share of 95 % intervals "
    "that hold the truth. In brackets: 95 % intervals. A group of fewer than 30 people is not established."
)
AXES: Final = {
    "tone_group": translate("Skin tone, Monk scale, three groups"),
    "monk": translate("Skin tone, Monk scale, every tone"),
    "age": translate("Age, decades"),
    "sex": translate("Sex"),
}
NO_GROUPS: Final = translate("Nobody of a known group was graded.")
GROUP: Final = translate("Group")
PEOPLE: Final = translate("People")
BIAS: Final = translate("Bias")
SPREAD: Final = translate("Spread")
REJECTION: Final = translate("Rejection")
COVERAGE: Final = translate("Coverage")
PAIR: Final = translate("Pair")
DIFFERENCE: Final = translate("Difference of bias")
EQUIVALENT: Final = translate("Within ± 0.15 grade (TOST)")
EQUIVALENT_YES: Final = translate("yes")
EQUIVALENT_NO: Final = translate("not shown")
SPREAD_RATIO: Final = translate("Ratio of spread (at most 1.25)")
FIGURES_TITLE: Final = translate("All numbers")
FIGURES_NOTE: Final = translate(
    "Age stands in for laxity on real photographs: it is no accuracy. Controls are the same statistic for what is no "
    "laxity; a figure that is not above its controls shows nothing."
)
FIGURE: Final = translate("Number")
VALUE: Final = translate("Value (95 % interval)")
CASES: Final = translate("n")
AIM: Final = translate("Aim")
LIMITS_TITLE: Final = translate("What this audit cannot say")
LIMITS: Final = (
    translate("Synthetic people share the assumptions of those who made them; real people do not."),
    translate("Tone parity of a synthetic population says nothing of tone parity among patients."),
    translate("No clinician graded anybody here, so agreement with clinicians is unknown."),
)
PAGE_LABEL: Final = translate("Page {page} of {pages}")
