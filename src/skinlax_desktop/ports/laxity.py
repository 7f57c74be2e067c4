"""What the station needs from a laxity model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.laxity import LaxityEstimate
from skinlax_desktop.domain.measurement import LaxityGrade, ModelUse
from skinlax_desktop.domain.views import View
from skinlax_desktop.ports.landmarks import FoundFace

__all__ = ["LaxityEstimate", "LaxityEstimator", "LaxityGrade", "LaxityView", "OpenedLaxity"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LaxityView:
    """One picture for the model: upright (height, width, 3) uint8 BGR, the view it shows, and the face found in it."""

    view: View
    picture_bgr: npt.NDArray[np.uint8]
    face: FoundFace


class LaxityEstimator(Protocol):
    """Grades the laxity of one person from any subset of views."""

    @property
    def model(self) -> ModelUse:
        """Which model answers, and the device that really runs."""
        ...

    def estimate(self, views: Sequence[LaxityView]) -> LaxityEstimate:
        """The grades of one series of one person; several pictures of one view are repeats.

        Raises `SkinlaxError` for what it refuses: `laxity_no_usable_view`, `laxity_not_a_person`.
        """
        ...


OpenedLaxity: TypeAlias = LaxityEstimator | SkinlaxError | None
"""A model, why the installed one was refused, or None where none is installed."""
