"""Who the phantom is: five standing patients with invented names, and one made to order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.zones import ZONES

YOUNGEST, OLDEST = 18, 95
MOST_LAX = 4.0

EVERY_ZONE = "all"
"""In the options of a made-to-order patient: the severity of every zone that is not named."""

# How strongly a zone follows age (severity at 80), roughly as clinicians see it: the lower face goes first.
_SEVERITY_AT_80: Final = {
    "forehead": 2.2,
    "glabella": 2.2,
    "chin": 1.6,
    "perioral_upper": 2.6,
    "submental": 3.0,
    "neck": 3.0,
    "temple": 2.0,
    "brow": 2.2,
    "upper_eyelid": 2.6,
    "infraorbital": 2.8,
    "lateral_canthal": 2.8,
    "malar": 2.4,
    "nasolabial": 3.0,
    "buccal": 2.2,
    "marionette": 3.0,
    "jowl": 3.2,
    "prejowl": 2.6,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PhantomPatient:
    """A synthetic person.

    `origin` weighs the base mesh's african, asian and caucasian shapes (sums to 1); `weight` -1 slim to 1 heavy;
    `laxity` gives a severity 0 to 4 for zones (a zone left out is 0); `seed` decides the identity and the skin.
    """

    name: str
    age_years: int
    sex: str
    monk: int
    fitzpatrick: str
    seed: int
    origin: tuple[float, float, float] = (0.0, 0.0, 1.0)
    weight: float = 0.0
    laxity: Mapping[str, float] = field(default_factory=dict)

    def severity(self, zone: str) -> float:
        """The laxity of a zone, 0 to 4."""
        return float(self.laxity.get(zone, 0.0))


def laxity_of_age(age_years: int, seed: int) -> dict[str, float]:
    """A plausible severity for every zone at that age; the two sides differ a little, zones more."""
    random = np.random.default_rng((seed, age_years, 11))
    progress = np.clip((age_years - 24.0) / 56.0, 0.0, 1.3) ** 1.3
    person = random.normal(1.0, 0.08)
    severities: dict[str, float] = {}
    for zone, at_80 in _SEVERITY_AT_80.items():
        middle = at_80 * progress * person * random.normal(1.0, 0.15)
        names = (zone,) if zone in ZONES else (f"{zone}_R", f"{zone}_L")
        for name in names:
            severities[name] = round(float(np.clip(middle + random.normal(0.0, 0.12 * progress), 0.0, MOST_LAX)), 2)
    return severities


def _standing(
    name: str,
    age: int,
    sex: str,
    tones: tuple[int, str],
    origin: tuple[float, float, float],
    weight: float,
) -> PhantomPatient:
    monk, fitzpatrick = tones
    return PhantomPatient(
        name=name,
        age_years=age,
        sex=sex,
        monk=monk,
        fitzpatrick=fitzpatrick,
        seed=age,
        origin=origin,
        weight=weight,
        laxity=laxity_of_age(age, age),
    )


DEFAULT_PATIENTS: Final[tuple[PhantomPatient, ...]] = (
    _standing("Amber Phantom", 54, "F", (3, "II"), (0.0, 0.08, 0.92), 0.05),
    _standing("Basil Phantom", 67, "M", (4, "III"), (0.0, 0.15, 0.85), 0.25),
    _standing("Clove Phantom", 28, "F", (9, "VI"), (0.9, 0.0, 0.1), 0.0),
    _standing("Dill Phantom", 41, "M", (6, "IV"), (0.15, 0.75, 0.1), -0.1),
    _standing("Elder Phantom", 74, "F", (2, "I"), (0.0, 0.0, 1.0), 0.1),
)


def patient_named(name: str) -> PhantomPatient:
    """The standing patient of that name, whole or first word, in any case; raises `phantom_patient_unknown`."""
    wanted = name.strip().casefold()
    for patient in DEFAULT_PATIENTS:
        if wanted in (patient.name.casefold(), patient.name.split()[0].casefold()):
            return patient
    names = ", ".join(patient.name for patient in DEFAULT_PATIENTS)
    raise SkinlaxError("phantom_patient_unknown", names=names)


def patient_from_options(
    *,
    seed: int = 0,
    age: int = 54,
    sex: str = "F",
    tone: int = 4,
    laxity: Mapping[str, float] | None = None,
) -> PhantomPatient:
    """A patient made to order.

    Zones that `laxity` does not name have the severity usual at that age; the name `all` sets them instead. Raises
    `phantom_age_refused`, `phantom_sex_refused`, `phantom_tone_refused`, `phantom_zone_unknown`,
    `phantom_laxity_refused`.
    """
    if not YOUNGEST <= age <= OLDEST:
        raise SkinlaxError("phantom_age_refused", age=age)
    if sex not in ("F", "M"):
        raise SkinlaxError("phantom_sex_refused")
    if not 1 <= tone <= 10:
        raise SkinlaxError("phantom_tone_refused", tone=tone)
    asked = dict(laxity or {})
    for zone, value in asked.items():
        if zone not in ZONES and zone != EVERY_ZONE:
            raise SkinlaxError("phantom_zone_unknown", zone=zone)
        if not 0.0 <= value <= MOST_LAX:
            raise SkinlaxError("phantom_laxity_refused", zone=zone, value=value)
    rest = asked.pop(EVERY_ZONE, None)
    severities = laxity_of_age(age, seed) if rest is None else dict.fromkeys(ZONES, rest)
    random = np.random.default_rng((seed, 23))
    return PhantomPatient(
        name=f"Phantom {seed}",
        age_years=age,
        sex=sex,
        monk=tone,
        fitzpatrick=("I", "I", "II", "III", "III", "IV", "IV", "V", "V", "VI", "VI")[tone],
        seed=seed,
        origin=_origin_of_tone(tone, random),
        weight=round(float(np.clip(random.normal(0.0, 0.25), -0.6, 0.6)), 2),
        laxity=severities | asked,
    )


def _origin_of_tone(tone: int, random: np.random.Generator) -> tuple[float, float, float]:
    """Weights of the three shapes: any origin may have any tone, and the likely ones are likelier."""
    african = np.clip((tone - 4.0) / 4.0, 0.02, 1.0)
    raw = np.array([african, 0.35 * (tone in (3, 4, 5, 6)) + 0.05, 1.1 - african]) * random.uniform(0.3, 1.0, 3)
    african_weight, asian_weight, _ = (raw / raw.sum()).round(3)
    return float(african_weight), float(asian_weight), float(round(1.0 - african_weight - asian_weight, 3))
