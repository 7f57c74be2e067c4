"""What two registered surfaces say of how skin moved, as readings that any displacement field can be held against."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.biomechanics.membrane import Floats
from skinlax_desktop.domain.zones import ZONES, kind_of_zone
from skinlax_desktop.surface.compared_surfaces import SurfaceComparison
from skinlax_desktop.surface.error_model import ErrorModel, Samples, motion_rows
from skinlax_desktop.surface.pattern_shift import PatternShift

BENDS_WITH_THE_NECK: Final = frozenset({"neck", "submental"})
MOVES_WITH_THE_EYES: Final = frozenset({"brow", "upper_eyelid", "infraorbital", "lateral_canthal"})
"""Who bends the head forward looks up past the brows, and the neck folds: neither is the weight of the skin."""
_MOST_SAMPLES: Final = 900
_OWN_SHIFT: Final = 6
"""Three turns and three shifts come first among the columns of `SkinReadings.aside`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SkinReadings:
    """`value` (m,) in mm with `covariance` (m, m): each is a sum over places of a way times the movement there.

    `points` (p, 3), `ways` (p, 3) and the reading `of` (p,) that each belongs to.
    """

    value: Floats
    covariance: Floats
    points: Floats
    ways: Floats
    of: npt.NDArray[np.int64]

    def reads(self, field_mm: Floats) -> Floats:
        """What a displacement (p, 3) of the places would read, (m,)."""
        along = np.einsum("pi,pi->p", self.ways, field_mm)
        return np.asarray(np.bincount(self.of, along, len(self.value)), dtype=np.float64)

    def aside(self, about: Floats) -> Floats:
        """What is no fall, (m, 7): a small turn about `about`, a shift, and growth by a share."""
        rows = np.column_stack(
            (motion_rows(self.points, self.ways, about), np.einsum("pi,pi->p", self.ways, self.points - about))
        )
        return np.column_stack([np.bincount(self.of, column, len(self.value)) for column in rows.T])


def distance_readings(found: SurfaceComparison) -> SkinReadings:
    """Distances along the normal, where neither the neck's bending nor the eyes move the skin."""
    weighs = np.array([_hangs(ZONES[zone]) for zone in found.samples.zone], dtype=bool)
    samples: Samples = found.samples.of(weighs).thinned(_MOST_SAMPLES)
    model: ErrorModel = found.model
    return SkinReadings(
        value=samples.change,
        covariance=model.covariance(samples),
        points=samples.points,
        ways=samples.normals,
        of=np.arange(len(samples.points)),
    )


def pattern_readings(slides: Mapping[int, PatternShift]) -> SkinReadings | None:
    """Slides of the skin's pattern, two readings a region, with the scatter of their patches; None without any.

    A slide is the mean of its patches by what each of them tells.
    """
    used = [slide for zone, slide in slides.items() if zone < 0 or _slides(ZONES[zone])]
    if not used:
        return None
    count = len(used)
    covariance = np.zeros((2 * count, 2 * count))
    points, ways, of = [], [], []
    for number, slide in enumerate(used):
        own = slice(2 * number, 2 * number + 2)
        # The scatter of few patches is itself uncertain: the variance of Student's t.
        covariance[own, own] = slide.covariance * (slide.places - 2.0) / (slide.places - 4.0)
        information = slide.patch_information
        share = np.linalg.solve(information.sum(axis=0), information.transpose(1, 0, 2).reshape(2, -1))
        way = share.reshape(2, -1, 2) @ slide.plane
        points += [slide.patch_points, slide.patch_points]
        ways += [way[0], way[1]]
        of.append(np.repeat([2 * number, 2 * number + 1], slide.places))
    return SkinReadings(
        value=np.concatenate([slide.shift_mm for slide in used]),
        covariance=covariance,
        points=np.concatenate(points),
        ways=np.concatenate(ways),
        of=np.concatenate(of),
    )


def _hangs(zone: str) -> bool:
    return kind_of_zone(zone) not in BENDS_WITH_THE_NECK | MOVES_WITH_THE_EYES


def _slides(zone: str) -> bool:
    """The forehead slides by its thirds."""
    return _hangs(zone) and zone != "forehead"
