"""The morphs that make one person: origin, sex, age, weight, and a seeded face of their own."""

from typing import Final

import numpy as np

from skinlax_desktop.phantom.patients import PhantomPatient

_ORIGIN_NAMES: Final = ("african", "asian", "caucasian")

_BONY_AGEING: Final = 0.3
"""The share of the base mesh's old shape that age gives a head without any laxity."""

# Morphs with an opposite: (increase, decrease, how far they may go).
_FACE_MORPHS: Final = (
    ("head/head-scale-vert-incr", "head/head-scale-vert-decr", 0.22),
    ("head/head-scale-horiz-incr", "head/head-scale-horiz-decr", 0.22),
    ("head/head-round", "head/head-rectangular", 0.3),
    ("head/head-oval", "head/head-square", 0.35),
    ("nose/nose-scale-horiz-incr", "nose/nose-scale-horiz-decr", 0.3),
    ("nose/nose-scale-depth-incr", "nose/nose-scale-depth-decr", 0.3),
    ("nose/nose-scale-vert-incr", "nose/nose-scale-vert-decr", 0.25),
    ("nose/nose-hump-incr", "nose/nose-hump-decr", 0.35),
    ("nose/nose-point-up", "nose/nose-point-down", 0.3),
    ("nose/nose-volume-incr", "nose/nose-volume-decr", 0.25),
    ("mouth/mouth-scale-horiz-incr", "mouth/mouth-scale-horiz-decr", 0.3),
    ("mouth/mouth-upperlip-volume-incr", "mouth/mouth-upperlip-volume-decr", 0.35),
    ("mouth/mouth-lowerlip-volume-incr", "mouth/mouth-lowerlip-volume-decr", 0.35),
    ("mouth/mouth-cupidsbow-incr", "mouth/mouth-cupidsbow-decr", 0.4),
    ("chin/chin-height-incr", "chin/chin-height-decr", 0.3),
    ("chin/chin-width-incr", "chin/chin-width-decr", 0.35),
    ("chin/chin-prominent-incr", "chin/chin-prominent-decr", 0.35),
    ("eyebrows/eyebrows-trans-up", "eyebrows/eyebrows-trans-down", 0.25),
    ("eyebrows/eyebrows-angle-up", "eyebrows/eyebrows-angle-down", 0.35),
    ("forehead/forehead-temple-incr", "forehead/forehead-temple-decr", 0.3),
)
_PAIRED_MORPHS: Final = (
    ("eyes/{}-eye-height2-incr", "eyes/{}-eye-height2-decr", 0.2),
    ("eyes/{}-eye-corner1-up", "eyes/{}-eye-corner1-down", 0.35),
    ("eyes/{}-eye-eyefold-up", "eyes/{}-eye-eyefold-down", 0.3),
    ("cheek/{}-cheek-bones-incr", "cheek/{}-cheek-bones-decr", 0.35),
    ("cheek/{}-cheek-volume-incr", "cheek/{}-cheek-volume-decr", 0.2),
    ("ears/{}-ear-scale-incr", "ears/{}-ear-scale-decr", 0.3),
    ("ears/{}-ear-wing-incr", "ears/{}-ear-wing-decr", 0.3),
)
_CHILD_YEARS: Final = (16.0, 8.0)
"""From where on somebody is shaped like a child, and where wholly."""

_CHILD_PUPILS_MM: Final = 10.0
_ASYMMETRY: Final = 0.12
"""How much of a paired morph differs between the sides."""


def identity_weights(patient: PhantomPatient) -> dict[str, float]:
    """Weights of the morph targets that make the person without any laxity."""
    old = _BONY_AGEING * float(np.clip((patient.age_years - 25.0) / 55.0, 0.0, 1.0))
    weights = age_weights(patient, old)
    random = np.random.default_rng((patient.seed, 5))
    for up, down, reach in _FACE_MORPHS:
        amount = float(random.uniform(-reach, reach))
        weights[up if amount > 0 else down] = abs(amount)
    for up, down, reach in _PAIRED_MORPHS:
        both = float(random.uniform(-reach, reach))
        for side in ("r", "l"):
            amount = both + float(random.uniform(-reach, reach)) * _ASYMMETRY
            weights[(up if amount > 0 else down).format(side)] = abs(amount)
    weights["head/head-fat-incr"] = 0.35 * max(patient.weight, 0.0)
    weights["head/head-fat-decr"] = 0.35 * max(-patient.weight, 0.0)
    return weights


def age_weights(patient: PhantomPatient, old: float) -> dict[str, float]:
    """The base mesh's macro shapes: origin and sex between young (0) and old (1), body weight; below 16 a child's."""
    sex = "female" if patient.sex == "F" else "male"
    heavy = max(patient.weight, 0.0) * 0.6
    child = _childhood(patient)
    weights = {}
    for age, share in (("child", child), ("young", (1.0 - child) * (1.0 - old)), ("old", (1.0 - child) * old)):
        for origin, part in zip(_ORIGIN_NAMES, patient.origin, strict=True):
            weights[f"macrodetails/{origin}-{sex}-{age}"] = share * part
        body = f"macrodetails/universal-{sex}-{age}-averagemuscle"
        weights[f"{body}-averageweight"] = share * (1.0 - heavy)
        weights[f"{body}-maxweight"] = share * heavy
    return weights


def pupil_distance_mm(patient: PhantomPatient) -> float:
    """How far the pupils stand apart: adult means of 61.7 mm (F) and 64.0 mm (M), sd about 3 mm here kept to 1.5."""
    mean = (61.7 if patient.sex == "F" else 64.0) - _CHILD_PUPILS_MM * _childhood(patient)
    return mean + float(np.clip(np.random.default_rng((patient.seed, 7)).normal(0.0, 1.5), -3.0, 3.0))


def _childhood(patient: PhantomPatient) -> float:
    grown, small = _CHILD_YEARS
    return float(np.clip((grown - patient.age_years) / (grown - small), 0.0, 1.0))
