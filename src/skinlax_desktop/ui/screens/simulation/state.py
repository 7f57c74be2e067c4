"""What the simulation screen shows, as frozen records."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.domain.simulation import SimulationSeen
from skinlax_desktop.domain.views import View
from skinlax_desktop.ui.scene.light_row import LightPose
from skinlax_desktop.ui.scene.moved_look import AnyLook
from skinlax_desktop.ui.screens.simulation.tissue_reading import TissueRow
from skinlax_desktop.workflows.simulation_numbers import NumberRow
from skinlax_desktop.workflows.simulation_plans import PlanStep
from skinlax_desktop.workflows.zone_guidance import ZoneGuidance

Picture = npt.NDArray[np.uint8]


class Layout(StrEnum):
    """How before and after share the picture."""

    OUTCOMES = "outcomes"
    SIDE = "side"
    WIPE = "wipe"
    BLEND = "blend"
    ALTERNATIVES = "alternatives"
    POSTURES = "postures"


class Material(StrEnum):
    """What is moved."""

    FACE = "face"
    PHOTO = "photo"


class Tab(StrEnum):
    """What stands beside the pictures."""

    PLAN = "plan"
    NUMBERS = "numbers"
    ZONES = "zones"


Choice = TypeVar("Choice", bound=StrEnum)


def following(one: Choice) -> Choice:
    """The next of its kind, the first after the last."""
    kind = list(type(one))
    return kind[(kind.index(one) + 1) % len(kind)]


MIXED: Final = (Layout.WIPE, Layout.BLEND)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A step of the plan; `refusal` says why it is not drawn."""

    step: PlanStep
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnsetCurve:
    """How an effect comes, from the week it is given; `sentence` tells of a setback on the way."""

    device: str
    at_week: float
    weeks: tuple[float, ...]
    shares: tuple[float, ...]
    dip_week: float | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """A kept simulation."""

    id: str
    label: str
    seen: SimulationSeen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Softness:
    """What is known of the lower face's own softness; `can_add`, `can_drop`: a surface with the chin down.

    `can_measure`: one from the visit's own sweep with the chin down.
    """

    sentence: str = ""
    can_add: bool = False
    can_measure: bool = False
    can_drop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationState:
    """Everything on the screen but the pictures.

    `problem` stands in place of the pictures; `progress` is 0 to 1 while the tissue is made ready. `opened`: the id of
    the kept simulation whose own pictures are shown, `current`: that of the kept one that equals the plan.
    """

    ready: bool = False
    problem: str = ""
    progress: float | None = None
    layout: Layout = Layout.OUTCOMES
    material: Material = Material.FACE
    view: View = View.FRONTAL
    outcome: Outcome = Outcome.MEDIAN
    tab: Tab = Tab.PLAN
    rows: tuple[StepRow, ...] = ()
    weeks: float = 12.0
    weeks_most: float = 24.0
    onsets: tuple[OnsetCurve, ...] = ()
    numbers: tuple[NumberRow, ...] = ()
    visible: tuple[Outcome, ...] = ()
    zones: tuple[ZoneGuidance, ...] = ()
    ageing: tuple[str, ...] = ()
    tissue: tuple[TissueRow, ...] = ()
    softness: Softness = field(default_factory=Softness)
    kept: tuple[KeptRow, ...] = ()
    opened: str = ""
    current: str = ""
    can_keep: bool = False
    can_export: bool = False
    sentence: str = ""
    is_error: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StagePane:
    """One face: a surface or a photograph (height, width, 3) BGR, or a `sentence` in its place.

    `light` is the surface while it moves, where there is a copy of it. `simulated` ones get the watermark; what comes
    out of the record carries its own.
    """

    title: str
    look: AnyLook | None = None
    light: LightPose | None = None
    photo_bgr: Picture | None = None
    simulated: bool = False
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Staged:
    """What the stage draws. `whole`: panes that are pictures of their own, fitted and never zoomed into one another."""

    layout: Layout = Layout.OUTCOMES
    material: Material = Material.FACE
    panes: tuple[StagePane, ...] = field(default_factory=tuple)
    whole: bool = False
    sentence: str = ""
