"""How far a region's skin slid, by its pattern, with what that errs by."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.column_vectors import crossed

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PatternShift:
    """How far a region's skin slid: `shift_mm` (2,) along the unit rows of `plane` (2, 3), with `covariance` (2, 2).

    `about` (3,) is the middle of what was seen, in the first surface's frame. `likeness` is the correlation of both
    drawings once they lie on each other, `places` how many patches the covariance rests on. Each patch (k of them)
    lies at `patch_points` (k, 3), slid by `patch_shift_mm` (k, 2), which weighs `patch_information` (k, 2, 2), the
    inverse of its covariance.
    """

    plane: Floats
    shift_mm: Floats
    covariance: Floats
    about: Floats
    likeness: float
    patch_points: Floats
    patch_shift_mm: Floats
    patch_information: Floats

    @property
    def places(self) -> int:
        """How many patches there are."""
        return len(self.patch_points)

    def rows(self, points: Floats, about: Floats) -> Floats:
        """How a small turn about `about` (radians) and a shift (mm) move points (k, 3) along the plane, (k, 2, 6)."""
        away = (points - about).T
        turns = np.stack([crossed(away, axis[:, None]).T for axis in self.plane], axis=1)
        return np.concatenate((turns, np.broadcast_to(self.plane, turns.shape)), axis=2)

    def after(self, step: Floats, about: Floats) -> "PatternShift":
        """The same once the registration took a small step (6,) of that kind."""
        middle, patches = self.rows(self.about[None], about)[0] @ step, self.rows(self.patch_points, about) @ step
        return replace(self, shift_mm=self.shift_mm - middle, patch_shift_mm=self.patch_shift_mm - patches)
