"""How much the skin of each zone moved between two registered surfaces, and whether that is more than the errors do.

Two readings of a zone: the mean distance along the normal (outwards positive), and the shift of the zone as a small
plate. The distances show a movement along the skin as far as the zone is curved (least squares of normal times shift
against the distance); the skin's own pattern shows it everywhere, where both surfaces carry one, and both are weighed
by what they err by: the surfaces' own correlated errors, the registration and the scales.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, ndtr

from skinlax_desktop.surface.error_model import ErrorModel, Samples, motion_rows
from skinlax_desktop.surface.pattern_registration import Slide
from skinlax_desktop.surface.stable_registration import Registration

Floats = npt.NDArray[np.float64]

Z95: Final = 1.96
LEAST_SAMPLES: Final = 6
_RIDGE: Final = 2e-3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ZoneShift:
    """`mean_mm` along the normal with its standard error; `shift_mm` (3,) in the head frame with covariance (3, 3).

    `volume_ml` is the skin's area times the distance, tissue gained positive. `p` is the probability of so much
    without any change, of the mean and of the shift together (the smaller one, doubled), not corrected for many zones.
    `by_pattern` tells whether the skin's pattern helped: without it the shift along flat skin is hardly known.
    """

    mean_mm: float
    mean_sd_mm: float
    shift_mm: Floats
    shift_covariance: Floats
    volume_ml: float
    volume_sd_ml: float
    area_mm2: float
    p: float
    by_pattern: bool = False


def zone_shifts(
    samples: Samples,
    registration: Registration,
    model: ErrorModel,
    scale_share: float,
    slides: Mapping[int, Slide],
) -> Mapping[int, ZoneShift]:
    """The shift of each zone number that has samples enough; `scale_share` is the two scales' relative error.

    `slides` of the skin's pattern by zone number.
    """
    found = {}
    motion = registration.covariance(model)
    rows = motion_rows(samples.points, samples.normals, registration.about)
    swelling = scale_share * ((samples.points - registration.about) * samples.normals).sum(axis=1)
    for zone in np.unique(samples.zone[samples.zone >= 0]):
        inside = np.flatnonzero(samples.zone == zone)
        if len(inside) < LEAST_SAMPLES:
            continue
        here, j = samples.of(inside), rows[inside]
        cross = j @ (registration.gain @ model.shared(registration.judged, here))
        covariance = model.covariance(here) - cross - cross.T + j @ motion @ j.T
        covariance += np.outer(swelling[inside], swelling[inside])
        found[int(zone)] = _shift(here, covariance)
        if int(zone) in slides:
            found[int(zone)] = _with_slide(found[int(zone)], slides[int(zone)], registration, motion, scale_share)
    return found


def with_volumes(shifts: Mapping[int, ZoneShift], areas_mm2: Floats, volumes_ml: Floats) -> Mapping[int, ZoneShift]:
    """Shifts with area and volume of each zone number as they were swept, vertex by vertex.

    The samples' mean times their area leaves out borders, slopes and the widening on the way.
    """
    return {
        zone: replace(
            shift,
            area_mm2=float(areas_mm2[zone]),
            volume_ml=float(volumes_ml[zone]),
            volume_sd_ml=shift.mean_sd_mm * float(areas_mm2[zone]) / 1000.0,
        )
        for zone, shift in shifts.items()
    }


def _with_slide(
    shift: ZoneShift, slide: Slide, registration: Registration, motion: Floats, scale_share: float
) -> ZoneShift:
    """The shift with what the pattern says, which errs by its noise, the registration and the scales."""
    pattern = slide.shift
    rows = pattern.rows(pattern.about[None], registration.about)[0]
    swelling = scale_share * pattern.plane @ (pattern.about - registration.about)
    spread = slide.noise + rows @ motion @ rows.T + np.outer(swelling, swelling)
    weighed = pattern.plane.T @ np.linalg.inv(spread)
    plate = np.linalg.inv(shift.shift_covariance)
    covariance = np.linalg.inv(plate + weighed @ pattern.plane)
    moved = covariance @ (plate @ shift.shift_mm + weighed @ pattern.shift_mm)
    by_mean = _two_sided(shift.mean_mm / shift.mean_sd_mm)
    by_shift = float(chdtrc(3, moved @ np.linalg.solve(covariance, moved)))
    return replace(
        shift,
        shift_mm=moved,
        shift_covariance=np.asarray(covariance, dtype=np.float64),
        p=min(1.0, 2.0 * min(by_mean, by_shift)),
        by_pattern=True,
    )


def _two_sided(times_sd: float) -> float:
    return 2.0 * float(ndtr(-abs(times_sd)))


def _shift(here: Samples, covariance: Floats) -> ZoneShift:
    area = float(here.area.sum())
    share = here.area / area
    mean = float(share @ here.change)
    variance = max(float(share @ covariance @ share), 1e-12)
    weighed = (share[:, None] * here.normals).T
    solve = np.linalg.solve(weighed @ here.normals + _RIDGE * np.eye(3), weighed)
    shift = solve @ here.change
    spread = solve @ covariance @ solve.T + 1e-12 * np.eye(3)
    by_mean = _two_sided(mean / variance**0.5)
    by_shift = float(chdtrc(3, shift @ np.linalg.solve(spread, shift)))
    return ZoneShift(
        mean_mm=mean,
        mean_sd_mm=variance**0.5,
        shift_mm=shift,
        shift_covariance=spread,
        volume_ml=mean * area / 1000.0,
        volume_sd_ml=variance**0.5 * area / 1000.0,
        area_mm2=area,
        p=min(1.0, 2.0 * min(by_mean, by_shift)),
    )
