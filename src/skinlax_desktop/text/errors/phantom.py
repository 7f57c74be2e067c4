"""Sentences about the phantom patient."""

SENTENCES = {
    "phantom_assets_missing": "The phantom's base mesh is not installed. Run make assets to fetch it.",
    "phantom_patient_unknown": "There is no phantom patient of that name. Choose one of: {names}.",
    "phantom_age_refused": "A phantom's age is 18 to 95 years. {age} is not.",
    "phantom_sex_refused": "A phantom's sex is F or M. Choose one of them.",
    "phantom_tone_refused": "A phantom's tone is 1 to 10 on the Monk scale. {tone} is not.",
    "phantom_zone_unknown": "There is no zone {zone}. Use a name such as jowl_L.",
    "phantom_laxity_refused": "Laxity in {zone} is 0 to 4. {value} is not.",
    "phantom_sweep_refused": "A sweep has 2 to 120 pictures. {count} is not.",
    "phantom_aside_refused": "The second pictures are 2 to 25 degrees aside. {aside} is not.",
    "phantom_repeats_refused": "A capture set has 1 to 20 repeats. {repeats} is not.",
}
