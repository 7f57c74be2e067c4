"""A simulation as it was shown to a patient: kept whole, never changed, and compared with what came of it."""

from dataclasses import dataclass

from skinlax_desktop.domain.ids import UserName


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictedChange:
    """What a simulation said of one quantity in one zone ("" for the whole face): after less before, in `unit`.

    `low`, `median`, `high` are the three outcomes by size of the number; `band` is the share of people that low to
    high should hold, None where the sources of the effect promise none.
    """

    zone: str
    quantity: str
    unit: str
    low: float
    median: float
    high: float
    band: float | None = None

    def __post_init__(self) -> None:
        if not self.low <= self.median <= self.high:
            raise ValueError(f"{self.quantity}: low, median and high are in order")


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationRecord:
    """Made at `made_at` by `made_by` on the mesh of that hash, of a plan with that hash, for `weeks` after it.

    `treatments`: the entries of the treatment library that the plan holds; none is a plan without treatment.
    `document_sha256`: of the written `simulation.json`.
    """

    id: str
    made_at: str
    made_by: UserName
    program: str
    plan_name: str
    plan_sha256: str
    treatments: tuple[str, ...]
    weeks: float
    mesh_sha256: str
    mesh_source: str
    changes: tuple[PredictedChange, ...]
    document_sha256: str = ""
