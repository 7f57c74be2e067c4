"""How well each value repeats, and how near it comes to the truth: the origin of every interval and mdc95.

`sem` is the within-subject standard deviation of re-posed captures; `truth_sd` the standard deviation over heads of
what is left of the error after repeats are averaged. Both come from phantom heads of known shape, re-posed as a
technician would (yaw, pitch, roll within 2 degrees, place within 8 mm, distance within 10 mm, new sensor noise); the
recipe is `tests/unit/workflows/phantom_repeats.py`, which prints these tables. Phantoms are cleaner than people, so no
length is trusted beyond the landmark noise that was measured on a real face (see FLOOR).
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
        "brow_height_med_mm": Repeatability(0.28, 1.5),
        "brow_height_apex_mm": Repeatability(0.28, 1.5),
        "brow_height_lat_mm": Repeatability(0.28, 1.5),
        "brow_arch_mm": Repeatability(0.28, 1.0),
        "mrd1_mm": Repeatability(0.16, 0.6),
        "mrd2_mm": Repeatability(0.16, 0.6),
        "fissure_height_mm": Repeatability(0.2, 0.8),
        "fissure_width_mm": Repeatability(0.3, 1.2),
        "canthal_tilt_deg": Repeatability(0.7, 1.5),
        "commissure_angle_deg": Repeatability(1.0, 2.0),
        "jowl_descent_mm": Repeatability(0.4, 1.5),
        "jawline_deviation_mm": Repeatability(0.2, 0.5),
        "prejowl_depth_mm": Repeatability(0.3, 0.8),
        "malar_convexity_mm": Repeatability(0.3, 2.0),
        "lower_face_height_pct": Repeatability(0.4, 1.0),
        "pupil_distance_mm": Repeatability(0.2, 0.6),
    }
)

ATTRIBUTES: Final[Mapping[str, Repeatability]] = MappingProxyType(
    {
        "fine_lines": Repeatability(0.3, share=0.10),
        "wrinkles": Repeatability(0.3, share=0.10),
        "texture": Repeatability(0.03, share=0.05),
        "tone": Repeatability(0.1, share=0.08),
        "pigmentation": Repeatability(0.3, share=0.12),
        "pores": Repeatability(1.0, share=0.10),
        "uv_damage": Repeatability(0.05, share=0.06),
        "redness": Repeatability(0.3, share=0.02),
    }
)

COLOUR: Final[Mapping[str, Repeatability]] = MappingProxyType(
    {"ita_deg": Repeatability(1.1), "zone_delta_e": Repeatability(0.3)}
)
