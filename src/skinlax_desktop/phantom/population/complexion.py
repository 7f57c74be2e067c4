"""The colour of a person's skin beyond its Monk tone: melanin, blood, circles under the eyes, redness, make-up.

None of it says anything about laxity; it varies so that nothing learnt from the population can lean on it.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.face_regions import LIPS_OUTER, SkinChart
from skinlax_desktop.phantom.noise_fields import soft_noise
from skinlax_desktop.phantom.skin_tone import BLOOD, MELANIN, beard_outline

Field = npt.NDArray[np.float32]

_COARSE_MM: Final = 1.5
_UNDER_THE_EYES: Final = (145, 374, 153, 380, 230, 450)
_LIDS: Final = (159, 386, 158, 385)
_CHEEKS: Final = (50, 280, 205, 425)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complexion:
    """How much of each there is; 0 changes nothing.

    `melanin` and `blood` are added everywhere, in the units of the skin's model. `circles` darkens under the eyes,
    `redness` reddens nose and cheeks, `blotches` mottles, `stubble` shadows the beard, `patches` are of pigment.
    `lipstick` is (strength, linear blue, green, red), `eyeshadow` and `blush` strengths; `foundation` 0..1 evens all.
    """

    melanin: float = 0.0
    blood: float = 0.0
    circles: float = 0.0
    redness: float = 0.0
    blotches: float = 0.0
    patches: float = 0.0
    stubble: float = 0.0
    foundation: float = 0.0
    lipstick: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    eyeshadow: float = 0.0
    blush: float = 0.0
    seed: int = 0

    def paint(self, chart: SkinChart, linear: Field) -> Field:
        """The skin's linear blue, green, red (h, w, 3) with this complexion."""
        coarse = SkinChart(landmarks_mm=chart.landmarks_mm, texel_mm=_COARSE_MM)
        random = np.random.default_rng((self.seed, 71))
        height, width = chart.shape
        if self.foundation > 0.0:
            even = cv2.GaussianBlur(linear, (0, 0), 3.0 / chart.texel_mm)
            linear = linear + np.float32(0.75 * self.foundation) * (even - linear)
        melanin = np.full(coarse.shape, self.melanin, dtype=np.float32)
        melanin += self.circles * coarse.blobs(_UNDER_THE_EYES, (11.0, 5.0))
        melanin += self.patches * np.maximum(soft_noise(coarse.shape, 9.0 / _COARSE_MM, random), 0.0)
        melanin += self.eyeshadow * coarse.blobs(_LIDS, (11.0, 4.0))
        if self.stubble > 0.0:
            melanin += self.stubble * coarse.area(beard_outline(coarse), 6.0)
        blood = np.full(coarse.shape, self.blood, dtype=np.float32)
        blood += 0.4 * self.circles * coarse.blobs(_UNDER_THE_EYES, (11.0, 5.0))
        blood += self.redness * coarse.blobs((*_CHEEKS, 4, 129, 358), (14.0, 11.0))
        blood += self.blush * coarse.blobs((116, 345, 50, 280), (11.0, 8.0))
        blood += self.blotches * soft_noise(coarse.shape, 7.0 / _COARSE_MM, random)
        dimmed = np.exp(-melanin[:, :, None] * MELANIN - blood[:, :, None] * BLOOD)
        painted = linear * cv2.resize(dimmed, (width, height), interpolation=cv2.INTER_LINEAR)
        strength = self.lipstick[0]
        if strength > 0.0:
            lips = np.float32(strength) * chart.polygon(LIPS_OUTER, 0.5)[:, :, None]
            painted = painted * (1.0 - lips) + np.array(self.lipstick[1:], dtype=np.float32) * lips
        return np.asarray(np.clip(painted, 0.004, 0.95), dtype=np.float32)


def sample_complexion(random: np.random.Generator, *, made_up: bool, stubble: float, seed: int) -> Complexion:
    """A complexion of that seed; `made_up` people wear some or all of lipstick, eye shadow, blush and foundation."""
    lipstick = (0.0, 0.0, 0.0, 0.0)
    if made_up and random.random() < 0.75:
        red, other = random.uniform(0.15, 0.5), random.uniform(0.02, 0.14)
        lipstick = (float(random.uniform(0.3, 0.9)), float(other * random.uniform(0.8, 1.4)), float(other), float(red))
    return Complexion(
        melanin=float(random.normal(0.0, 0.12)),
        blood=float(random.normal(0.0, 0.10)),
        circles=float(max(0.0, random.normal(0.10, 0.18))),
        redness=float(max(0.0, random.normal(0.0, 0.16))),
        blotches=float(random.gamma(1.5, 0.009)),
        patches=float(max(0.0, random.normal(-0.05, 0.12))),
        stubble=stubble,
        foundation=float(random.uniform(0.2, 1.0)) if made_up else 0.0,
        lipstick=lipstick,
        eyeshadow=float(random.uniform(0.0, 0.9)) if made_up and random.random() < 0.6 else 0.0,
        blush=float(random.uniform(0.0, 0.35)) if made_up else 0.0,
        seed=seed,
    )
