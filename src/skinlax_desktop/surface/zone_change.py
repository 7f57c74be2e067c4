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
from scipy.stats import chi2, norm

from skinlax_desktop.surface.error_model import ErrorModel, Samples, motion_rows
from skinlax_desktop.surface.pattern_registration import slide_noise
from skinlax_desktop.surface.pattern_shift import PatternShift
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
    areas_mm2: Floats | None = None,
    slides: Mapping[int, PatternShift] | None = None,
) -> Mapping[int, ZoneShift]:
    """The shift of each zone number that has samples enough; `scale_share` is the two scales' relative error.

    `areas_mm2` by zone number: how much skin the volume is of; that of the samples without it. `slides` of the skin's
    pattern by zone number.
    """
    found = {}
    mapped = registration.gain @ (model.shared(registration.judged, samples))
    motion = registration.covariance(model)
    rows = motion_rows(samples.points, samples.normals, registration.about)
    swelling = scale_share * ((samples.points - registration.about) * samples.normals).sum(axis=1)
    for zone in np.unique(samples.zone[samples.zone >= 0]):
        inside = np.flatnonzero(samples.zone == zone)
        if len(inside) < LEAST_SAMPLES:
            continue
        here, j = samples.of(inside), rows[inside]
        cross = j @ mapped[:, inside]
        covariance = model.covariance(here) - cross - cross.T + j @ motion @ j.T
        covariance += np.outer(swelling[inside], swelling[inside])
        area = float(here.area.sum() if areas_mm2 is None else areas_mm2[zone])
        found[int(zone)] = _shift(here, covariance, area)
        slide = None if slides is None else slides.get(int(zone))
        if slide is not None:
            spread = slide_noise(slide, samples, model)
            found[int(zone)] = _with_slide(found[int(zone)], slide, registration, motion, spread, scale_share)
    return found


def _with_slide(
    shift: ZoneShift, slide: PatternShift, registration: Registration, motion: Floats, noise: Floats, scale_share: float
) -> ZoneShift:
    """The shift with what the pattern says, which errs by `noise` (2, 2), the registration and the scales."""
    rows = slide.rows(slide.about[None], registration.about)[0]
    swelling = scale_share * slide.plane @ (slide.about - registration.about)
    spread = noise + rows @ motion @ rows.T + np.outer(swelling, swelling)
    weighed = slide.plane.T @ np.linalg.inv(spread)
    plate = np.linalg.inv(shift.shift_covariance)
    covariance = np.linalg.inv(plate + weighed @ slide.plane)
    moved = covariance @ (plate @ shift.shift_mm + weighed @ slide.shift_mm)
    by_mean = 2.0 * float(norm.sf(abs(shift.mean_mm) / shift.mean_sd_mm))
    by_shift = float(chi2.sf(moved @ np.linalg.solve(covariance, moved), 3))
    return replace(
        shift,
        shift_mm=moved,
        shift_covariance=np.asarray(covariance, dtype=np.float64),
        p=min(1.0, 2.0 * min(by_mean, by_shift)),
        by_pattern=True,
    )


def _shift(here: Samples, covariance: Floats, area: float) -> ZoneShift:
    share = here.area / here.area.sum()
    mean = float(share @ here.change)
    variance = max(float(share @ covariance @ share), 1e-12)
    weighed = (share[:, None] * here.normals).T
    solve = np.linalg.solve(weighed @ here.normals + _RIDGE * np.eye(3), weighed)
    shift = solve @ here.change
    spread = solve @ covariance @ solve.T + 1e-12 * np.eye(3)
    by_mean = 2.0 * float(norm.sf(abs(mean) / variance**0.5))
    by_shift = float(chi2.sf(shift @ np.linalg.solve(spread, shift), 3))
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
