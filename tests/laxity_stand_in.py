"""A laxity model that answers as told; the real one is a network."""

from collections.abc import Mapping, Sequence

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.laxity import LaxityEstimate, overall_laxity, youthfulness_index
from skinlax_desktop.domain.measurement import LaxityGrade, ModelUse
from skinlax_desktop.ports.laxity import LaxityView

MODEL = ModelUse(name="laxity", version="0.0.1", sha256="cd" * 32, device="CPU")


def grade(value: float, *, half: float = 0.4, exploratory: bool = False) -> LaxityGrade:
    return LaxityGrade(value=value, low=value - half, high=value + half, exploratory=exploratory)


ZONES: Mapping[str, LaxityGrade] = {
    "jowl_L": grade(2.1),
    "jowl_R": grade(1.4),
    "nasolabial_L": grade(1.9),
    "nasolabial_R": grade(1.8),
    "neck": grade(2.4, exploratory=True),
}


class StandInEstimator:
    """Satisfies `LaxityEstimator`; remembers what it was shown."""

    def __init__(
        self,
        zones: Mapping[str, LaxityGrade] = ZONES,
        *,
        out_of_distribution: float = 0.2,
        refusal: str | None = None,
        notices: tuple[str, ...] = (),
    ) -> None:
        self._zones = zones
        self._out_of_distribution = out_of_distribution
        self._refusal = refusal
        self._notices = notices
        self.shown: list[Sequence[LaxityView]] = []

    @property
    def model(self) -> ModelUse:
        return MODEL

    def estimate(self, views: Sequence[LaxityView]) -> LaxityEstimate:
        self.shown.append(views)
        if self._refusal is not None:
            raise SkinlaxError(self._refusal)
        overall = overall_laxity(self._zones)
        return LaxityEstimate(
            zones=self._zones,
            overall=overall,
            youthfulness_index=None if overall is None else youthfulness_index(overall),
            out_of_distribution=self._out_of_distribution,
            model=MODEL,
            uncovered={"submental": "needs_chin_up_view"},
            notices=self._notices,
        )
