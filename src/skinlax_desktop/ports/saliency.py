"""What the station needs to show which parts of a photograph moved a grade."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from skinlax_desktop.ports.laxity import LaxityView

OnProgress = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ZoneSaliency:
    """Where one photograph moved the grade of one zone.

    `effects` (p, p): grades by which the fused grade falls when the place's detail is smoothed away; positive where
    what is seen there raised it. Rows and columns run down and to the right of the face turned upright.
    `picture_from_patch` (2, 3) takes (column, row, 1) of `effects` to pixels of the upright photograph.
    `reason` is None for a map that passed its own check on this photograph, else the code of why it is not to be shown.
    `reach` and `control` are that check: grades between removing the places that lowered and those that raised the
    grade, and the most that places drawn at random did.
    """

    zone: str
    effects: npt.NDArray[np.float32]
    picture_from_patch: npt.NDArray[np.float64]
    reach: float
    control: float
    reason: str | None = None


@runtime_checkable
class SaliencyFinder(Protocol):
    """A laxity model that can be asked what it looked at."""

    def explain(
        self, views: Sequence[LaxityView], shown: int, on_progress: OnProgress = ...
    ) -> Mapping[str, ZoneSaliency]:
        """By zone, where the photograph `views[shown]` moved the grades that `estimate(views)` gives.

        Raises `SkinlaxError("laxity_no_usable_view")` when that photograph took no part in them. `on_progress` hears
        shares of 1 and may raise to stop.
        """
        ...
