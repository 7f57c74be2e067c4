"""How well each value repeats, and how near it comes to the truth: the origin of every interval and mdc95.

Origin of the numbers (recipe: `tests/phantom_repeats.py`, which prints them anew): five phantom heads of known shape,
four frontal captures each at 12 MP, re-posed between captures (standard deviations: yaw and pitch 1 degree, roll 0.7,
place 4 mm, distance 5 mm, new sensor noise).

`sem` is the pooled within-head standard deviation. A phantom is calmer than a person, so no length is trusted beyond
the landmark noise measured on a photograph of a real face (mdc95 of 0.43 mm at the lids, 0.56 at the mouth corner,
0.75 at the brow, 1.06 at the jaw, that is a sem of 0.16, 0.20, 0.27 and 0.38 mm): the larger of the two stands here.
`truth_sd` is the root mean square error against the head's true shape, its bias included.

Attributes have no truth; their `sem` and `share` are a fit of the within-head variance over zones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

MDC95_PER_SEM: Final = 1.96 * 2.0**0.5


@dataclass(frozen=True, slots=True)
class Repeatability:
    """Standard deviations: `sem` and `truth_sd` in the unit of the value, `share` of the value on top of `sem`."""

    sem: float
    truth_sd: float = 0.0
    share: float = 0.0

    def repeat_sd(self, value: float, captures: int) -> float:
        """Within-subject standard deviation of a mean over re-posed captures."""
        return float(((self.sem**2 + (self.share * value) ** 2) / captures) ** 0.5)

    def half_interval(self, value: float, captures: int, scale_share: float = 0.0) -> float:
        """Half of the 95 % interval of a mean over `captures`; the scale's own error is not averaged away."""
        variance = self.repeat_sd(value, captures) ** 2 + self.truth_sd**2 + (scale_share * value) ** 2
        return float(1.96 * variance**0.5)

    def mdc95(self, value: float, captures: int) -> float:
        """The smallest change between two visits with as many captures that is not noise."""
        return float(MDC95_PER_SEM * self.repeat_sd(value, captures))


GEOMETRY: Final[Mapping[str, Repeatability]] = MappingProxyType(
    {
        "brow_height_med_mm": Repeatability(0.28, 1.3),
        "brow_height_apex_mm": Repeatability(0.27, 0.9),
        "brow_height_lat_mm": Repeatability(0.27, 1.3),
        "brow_arch_mm": Repeatability(0.27, 0.8),
        "mrd1_mm": Repeatability(0.16, 0.45),
        "mrd2_mm": Repeatability(0.16, 1.15),
        "fissure_height_mm": Repeatability(0.21, 0.95),
        "fissure_width_mm": Repeatability(0.22, 1.9),
        # A lid corner may be 0.16 mm off at either end of a 28 mm fissure.
        "canthal_tilt_deg": Repeatability(0.46, 2.0),
        # Likewise 0.20 mm over the 23 mm from the middle of the lips to the corner.
        "commissure_angle_deg": Repeatability(0.70, 3.7),
        # The gonion under skin is not seen from the front; its published repeat error stands for the truth here.
        "jowl_descent_mm": Repeatability(0.38, 2.2),
        "jawline_deviation_mm": Repeatability(0.2, 0.8),
        # Phantom jaws show no notch yet: the jaw landmarks' own error at both ends of the chord.
        "prejowl_depth_mm": Repeatability(0.38, 0.8),
        "malar_convexity_mm": Repeatability(0.34, 4.6),
        "lower_face_height_pct": Repeatability(0.34, 1.3),
        "pupil_distance_mm": Repeatability(0.23, 0.55),
    }
)

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
