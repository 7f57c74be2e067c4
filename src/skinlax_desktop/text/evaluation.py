"""Words of `skinlax models evaluate` and of the audit."""

from typing import Final

from skinlax_desktop.text.language import translate

ENGINEERING_CHECK: Final = translate("Engineering check, not clinical evidence.")
NOT_ESTABLISHED: Final = translate("not established")
MET: Final = translate("met")
NOT_MET: Final = translate("not met")
SYNTHETIC: Final = translate("Model grade, trained on synthetic heads.")
AGE_IS_NO_TRUTH: Final = translate("Age stands in for laxity on real photographs: it is no accuracy.")

PEOPLE: Final = translate("{people} held-out synthetic people of seed {seed}; the model learned from {training}.")
SERIES_PEOPLE: Final = translate("{people} more in the five views only.")
WITH_PHOTOGRAPHS: Final = translate("Real photographs beside them.")
EXPLORATORY: Final = translate("Exploratory zones, whose grade was not shown to be their own:")
NONE: Final = translate("none")
WHOLE_FACE: Final = translate("overall laxity")
REPEATS: Final = {
    "five_views": translate("Re-posed repeats, five views: Sw within a person (grade), pairs inside the scale"),
    "frontal": translate("Re-posed repeats, frontal alone: Sw within a person (grade), pairs inside the scale"),
}
CONTROL: Final = translate("control: {name}")

_FIGURES: Final = {
    "r2_five_views_median": "Zones, R2, five views: median",
    "r2_five_views_worst": "Zones, R2, five views: worst, {detail}",
    "r2_frontal_median": "Zones, R2, frontal alone: median",
    "r2_frontal_worst": "Zones, R2, frontal alone: worst, {detail}",
    "r2_overall": "Overall laxity, R2, five views",
    "coverage_five_views": "95 % intervals that hold the truth, five views",
    "coverage_five_views_worst": "The same, worst zone: {detail}",
    "coverage_frontal": "95 % intervals that hold the truth, frontal alone",
    "coverage_frontal_worst": "The same, worst zone: {detail}",
    "within_person_sd_five_views": "Re-posed repeats, five views: SD within a person, all zones (grade)",
    "within_person_sd_frontal": "Re-posed repeats, frontal alone: SD within a person, all zones (grade)",
    "mirror": "Mirrored picture: largest difference to the other side",
    "ladder": "Overall, moved by {detail} (SD of heads)",
    "zone_specific_r_median": "Zone-specific r: median of the zones",
    "zone_specific_r_worst": "Zone-specific r: worst, {detail}",
    "zone_specific_r_zone": "Zone-specific r, {detail}",
    "between_zones": "Correlation between zones, {detail}",
    "age_portraits": "Portraits, Spearman with age, {detail}",
    "age_portraits_pooled": "Portraits, Spearman with age, both sexes (no column of sex)",
    "age_london": "London, Spearman with age, {detail}",
    "age_london_pooled": "London, Spearman with age",
    "smile_flagged": "London, smiling: flagged as a smile",
    "rest_flagged": "London, neutral: flagged as a smile",
    "smile_overall": "London, neutral to smiling, overall (SD)",
    "smile_worst": "London, neutral to smiling, worst zone (SD): {detail}",
    "missed_smile_overall": "London, smiles not flagged, neutral to smiling, overall (SD)",
    "missed_smile_worst": "London, smiles not flagged, worst zone (SD): {detail}",
    "tone_partial": "Partial correlation with lightness, given age, sex and, where it is known, the truth: {detail}",
    "tone_bias": "Synthetic, largest difference of bias between tones: {detail}",
    "tone_spread": "Synthetic, largest ratio of spread between tones: {detail}",
    "trait_partial": "Synthetic, partial correlation with {detail}, given the truth",
    "rises": "People whose grade rises over the years (p = {detail})",
    "refused": "Refused, {detail}",
    "doubted": "Graded at low confidence, {detail}",
    "trusted_bad": "People with any confident grade although the picture is: {detail}",
}

_CONTROLS: Final = {
    "tone": "lightness",
    "random": "random directions, median of |r| (to the 95th percentile)",
    "weight": "weight",
    "sex": "sex",
}


def figure_label(name: str, detail: str) -> str:
    """What a number of the table is."""
    return translate(_FIGURES[name]).format(detail=detail)


def control_label(name: str) -> str:
    """What a control is."""
    return translate(_CONTROLS.get(name, name))


def aim_label(low: float | None, high: float | None) -> str:
    """The aim in few signs."""
    if low is not None and high is not None:
        return f"{low:g}..{high:g}"
    return f">= {low:g}" if low is not None else f"<= {high:g}" if high is not None else ""
