"""How well each value repeats, and how near it comes to the truth: the origin of every interval and mdc95.

Origin of the numbers (recipe: `tests/phantom_repeats.py`, which prints them anew): eight phantom heads of known shape
(35 to 78 years), three frontal captures and two of each profile, at 12 megapixels, re-posed between captures (standard
deviations: yaw and pitch 1 degree, roll 0.7, place 4 mm, distance 5 mm, new sensor noise). Ten further heads, which
chose nothing, tell whether the intervals hold. Beards and scarves, which hide outlines, were not among them. Lids and
irises were also compared with points placed by hand on photographs of people: odd subjects for the numbers, even ones
to check; jaw and profile outlines were only looked at on photographs.

`sem` is the pooled within-head standard deviation. A phantom is calmer than a person, so no length is trusted beyond
the landmark noise measured on a photograph of a real face (mdc95 of 0.43 mm at the lids, 0.56 at the mouth corner,
0.75 at the brow, 1.06 at the jaw, that is a sem of 0.16, 0.20, 0.27 and 0.38 mm): the larger of the two stands here.
`truth_sd` is the root mean square error against the head's true shape, its bias included: nothing is corrected by a
bias seen on phantoms, because a person's may be another. `between_sd` is how much the truth differs from head to head.

Attributes have no truth; their `sem` and `share` are a fit of the within-head variance over zones.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

MDC95_PER_SEM: Final = 1.96 * 2.0**0.5

KNOWN_FREEDOM: Final = 16
"""Degrees of freedom of the tables: eight heads, three captures each."""

_FEW_HEADS: Final = 2.36 / 1.96
"""Student's t over the normal quantile: the error against the truth was estimated on eight heads only."""


@dataclass(frozen=True, slots=True)
class Repeatability:
    """Standard deviations in the unit of the value: within a head, against the truth, and from head to head.

    `share` of the value comes on top of `sem`. `between_sd` is infinite where nobody measured it.
    """

    sem: float
    truth_sd: float = 0.0
    share: float = 0.0
    between_sd: float = math.inf

    @property
    def tells_heads_apart(self) -> bool:
        """Whether the error is smaller than what heads differ by; a value without that says little by itself."""
        return self.truth_sd < self.between_sd

    def repeat_sd(self, value: float, captures: int) -> float:
        """Within-subject standard deviation of a mean over re-posed captures."""
        return float(((self.sem**2 + (self.share * value) ** 2) / captures) ** 0.5)

    def with_repeats(self, values: Sequence[float]) -> "Repeatability":
        """What is known after this visit's own repeats: both variances, each weighed by its degrees of freedom.

        A face that repeats worse than most widens its own intervals; two or three repeats can hardly narrow them.
        """
        if len(values) < 2:
            return self
        mean, freedom = sum(values) / len(values), len(values) - 1
        expected = self.sem**2 + (self.share * mean) ** 2
        seen = sum((value - mean) ** 2 for value in values) / freedom
        pooled = (KNOWN_FREEDOM * expected + freedom * seen) / (KNOWN_FREEDOM + freedom)
        return replace(self, sem=pooled**0.5, share=0.0)

    def half_interval(self, value: float, captures: int, scale_share: float = 0.0) -> float:
        """Half of the 95 % interval of a mean over `captures`; the scale's own error is not averaged away."""
        variance = self.repeat_sd(value, captures) ** 2 + (_FEW_HEADS * self.truth_sd) ** 2 + (scale_share * value) ** 2
        return float(1.96 * variance**0.5)

    def mdc95(self, value: float, captures: int) -> float:
        """The smallest change between two visits with as many captures that is not noise."""
        return float(MDC95_PER_SEM * self.repeat_sd(value, captures))


GEOMETRY: Final[Mapping[str, Repeatability]] = MappingProxyType(
    {
        "brow_height_med_mm": Repeatability(0.28, 1.1, between_sd=1.6),
        "brow_height_apex_mm": Repeatability(0.27, 0.8, between_sd=1.1),
        "brow_height_lat_mm": Repeatability(0.27, 1.45, between_sd=1.1),
        "brow_arch_mm": Repeatability(0.27, 0.6, between_sd=0.7),
        # Phantoms' lids are clean (0.31, 0.47 and 0.74 mm): the errors are those against points placed by hand on
        # photographs of 17 people, which make-up, lashes and dark irises make larger.
        "mrd1_mm": Repeatability(0.23, 0.95, between_sd=0.9),
        "mrd2_mm": Repeatability(0.21, 0.6, between_sd=0.5),
        "fissure_height_mm": Repeatability(0.25, 1.1, between_sd=0.8),
        "fissure_width_mm": Repeatability(0.28, 1.9, between_sd=0.7),
        # A lid corner may be 0.16 mm off at either end of a 28 mm fissure.
        "canthal_tilt_deg": Repeatability(0.47, 1.9, between_sd=1.3),
        # Likewise 0.20 mm over the 23 mm from the middle of the lips to the corner.
        "commissure_angle_deg": Repeatability(0.70, 3.7, between_sd=2.2),
        "jowl_descent_mm": Repeatability(0.42, 1.15, between_sd=2.2),
        "jawline_deviation_mm": Repeatability(0.2, 0.4, between_sd=0.55),
        "prejowl_depth_mm": Repeatability(0.38, 1.9, between_sd=1.6),
        "malar_convexity_mm": Repeatability(0.34, 5.6, between_sd=1.5),
        "lower_face_height_pct": Repeatability(0.51, 1.25, between_sd=1.1),
        # The phantoms' own 1.0 degree, and 1 degree of nodding, which bends a person's neck but not a phantom's.
        "cervicomental_angle_deg": Repeatability(1.4, 0.8, between_sd=12.0),
        "submental_area_mm2": Repeatability(6.0, 14.5, between_sd=23.0),
        "pupil_distance_mm": Repeatability(0.16, 0.4, between_sd=1.3),
    }
)

UNSUPPORTED: Final[Mapping[str, str]] = MappingProxyType(
    {
        # The traced jaw shows where a notch is, but 1.3 mm too shallow on the mean and up to 3.8 mm.
        "prejowl_depth_mm": "needs_surface",
        # The depth of a landmark is a guess, 5 to 9 mm off at the mouth corner, and the cheek stands 3 to 7 mm out.
        "malar_convexity_mm": "needs_surface",
    }
)
"""Metrics that a frontal picture cannot carry, and the reason a reader is given."""

ATTRIBUTES: Final[Mapping[str, Repeatability]] = MappingProxyType(
    {
        "fine_lines": Repeatability(0.23, share=0.06),
        "wrinkles": Repeatability(0.31, share=0.05),
        "texture": Repeatability(0.008, share=0.015),
        "tone": Repeatability(0.02, share=0.024),
        "pigmentation": Repeatability(0.23, share=0.14),
        "pores": Repeatability(0.55, share=0.05),
        "uv_damage": Repeatability(0.008, share=0.024),
        "redness": Repeatability(0.1),
    }
)

COLOUR: Final[Mapping[str, Repeatability]] = MappingProxyType(
    {"ita_deg": Repeatability(0.5), "zone_delta_e": Repeatability(0.04)}
)
