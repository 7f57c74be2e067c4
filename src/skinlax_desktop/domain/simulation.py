"""A simulation as it was shown to a patient: kept whole, never changed, and compared with what came of it."""

import hashlib
from dataclasses import dataclass

from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.images import ImageRef


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
class SimulatedStep:
    """One device of a plan on zones, `intensity` 0 to 1, given `at_week` of the plan."""

    device: str
    zones: tuple[str, ...]
    intensity: float
    at_week: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationPicture:
    """What was shown, words burned in: before, low, median and high beside each other. `view`: a code, of what."""

    view: str
    image: ImageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationSeen:
    """The patient saw a simulation: who saw it, as written down, when, and who wrote that down. Never changed.

    `statement`: the words that were signed, in the language they were read in. `shown_sha256` binds them to what was
    shown (`SimulationRecord.shown_sha256`); both are "" in records of older programs.
    """

    simulation_id: str
    seen_by: str
    seen_at: str
    recorded_by: UserName
    statement: str = ""
    shown_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationRecord:
    """Made at `made_at` by `made_by` on the mesh of that hash, of a plan with that hash, for `weeks` after it.

    `treatments`: the entries of the treatment library that the plan holds; none is a plan without treatment.
    `document_sha256`: of the written `simulation.json`. `steps`, `pictures` and `document` (that file itself) are there
    where it was made on the screen.
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
    steps: tuple[SimulatedStep, ...] = ()
    pictures: tuple[SimulationPicture, ...] = ()
    document: ImageRef | None = None

    @property
    def shown_sha256(self) -> str:
        """One hash over all that was shown: the document with every number, and each picture under its view."""
        parts = [f"document {self.document_sha256}"]
        parts += [f"{picture.view} {picture.image.sha256}" for picture in self.pictures]
        return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()

    @property
    def images(self) -> tuple[ImageRef, ...]:
        """All that the vault holds of it."""
        written = () if self.document is None else (self.document,)
        return (*written, *(picture.image for picture in self.pictures))
