"""The plan as it is edited: its steps, the week that is looked at, what is refused of it; knows no Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from skinlax_desktop.biomechanics.treatments import treatment_library
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.simulation import SimulationRecord
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.text.metrics import pair_label
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.text.simulation import device_label
from skinlax_desktop.ui.screens.simulation.state import OnsetCurve, StepRow
from skinlax_desktop.workflows.simulation_plans import (
    MOST_STEPS,
    PlanStep,
    drawn_steps,
    last_week,
    refusal_of,
    steps_of_record,
    supported_zones,
)

FIRST: Final = PlanStep(device="mfu", zone="brow")
_WEEKS: Final = 12.0
_STEP: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """Immutable: every change gives another one. `on_face`: the zones that the face shows, None while unknown.

    `holed`: those of them that a hole reaches into.
    """

    steps: tuple[PlanStep, ...] = (FIRST,)
    weeks: float = _WEEKS
    on_face: frozenset[str] | None = None
    holed: frozenset[str] = frozenset()

    @property
    def drawn(self) -> tuple[PlanStep, ...]:
        """The steps that are drawn."""
        return drawn_steps(self.steps, self.on_face, self.holed)

    @property
    def weeks_most(self) -> float:
        """The last week that was measured of all of them."""
        return last_week(self.drawn)

    @property
    def looked_at(self) -> float:
        """The week that is looked at, never beyond the last measured one."""
        return min(self.weeks, self.weeks_most)

    @property
    def rows(self) -> tuple[StepRow, ...]:
        """The steps with why one is not drawn."""
        return tuple(
            StepRow(step=step, refusal=refusal_sentence(step, self.on_face, self.holed)) for step in self.steps
        )

    @property
    def onsets(self) -> tuple[OnsetCurve, ...]:
        """A curve for each device that is drawn."""
        library = treatment_library()
        curves: dict[str, OnsetCurve] = {}
        for step in self.drawn:
            treatment = library[step.device]
            dip = treatment.dip
            said = ""
            if dip is not None:
                cited = treatment.sources.get(dip.source, dip.source)
                said = words.dip_sentence(step.device, dip.week, dip.finding, dip.subjects, cited)
            curves.setdefault(
                step.device,
                OnsetCurve(
                    device=step.device,
                    at_week=step.at_week,
                    weeks=treatment.onset_weeks,
                    shares=treatment.onset_share,
                    dip_week=None if dip is None else dip.week,
                    sentence=said,
                ),
            )
        return tuple(curves.values())

    @property
    def sentence(self) -> str:
        """The plan in a line: what is drawn of it."""
        told = tuple((step.device, step.zone, step.intensity, step.at_week) for step in self.drawn)
        return words.plan_words(told, self.looked_at)

    def added(self) -> "PlanDraft":
        """One more step: the next pair of device and zone that is published and not planned."""
        if len(self.steps) >= MOST_STEPS:
            return self
        planned = {(step.device, step.zone) for step in self.steps}
        offers = [
            PlanStep(device=device, zone=zone)
            for device, treatment in treatment_library().items()
            for zone in supported_zones(treatment)
            if (device, zone) not in planned
        ]
        fitting = [step for step in offers if refusal_of(step, self.on_face, self.holed) is None]
        chosen = next(iter((*fitting, *offers)), None)
        return self if chosen is None else replace(self, steps=(*self.steps, chosen))

    def removed(self, number: int) -> "PlanDraft":
        """Without that step."""
        return replace(self, steps=(*self.steps[:number], *self.steps[number + 1 :]))

    def changed(self, number: int, **what: object) -> "PlanDraft":
        """With that step changed; another device keeps the zone where it is published for it, else takes its own."""
        if not 0 <= number < len(self.steps):
            return self
        step = replace(self.steps[number], **what)  # type: ignore[arg-type]
        if "device" in what and "zone" not in what:
            zones = supported_zones(treatment_library()[step.device])
            if zones and step.zone not in zones:
                step = replace(step, zone=zones[0])
        steps: Sequence[PlanStep] = (*self.steps[:number], step, *self.steps[number + 1 :])
        return replace(self, steps=tuple(steps))

    def at(self, weeks: float) -> "PlanDraft":
        """Looked at another week."""
        return replace(self, weeks=min(max(weeks, 0.0), self.weeks_most))

    def of_record(self, record: SimulationRecord) -> "PlanDraft":
        """The plan of a kept simulation."""
        return replace(self, steps=steps_of_record(record.steps), weeks=record.weeks)


class PlanEditing:
    """What a person does to the plan; `changed` follows every change of it."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self.draft = PlanDraft()

    def reset(self) -> None:
        """Another visit: begin anew, and say nothing."""
        self.draft = PlanDraft()

    def know_face(self, on_face: frozenset[str], holed: frozenset[str] = frozenset()) -> None:
        """Which zones the face shows, and which have holes; says nothing."""
        self.draft = replace(self.draft, on_face=on_face, holed=holed)

    def take(self, record: SimulationRecord) -> None:
        """The plan of a kept simulation; says nothing."""
        self.draft = self.draft.of_record(record)

    def add(self) -> None:
        """One more treatment."""
        self._set(self.draft.added())

    def remove(self, number: int) -> None:
        """One treatment less."""
        self._set(self.draft.removed(number))

    def change(self, number: int, **what: object) -> None:
        """Another device, zone, intensity or week."""
        self._set(self.draft.changed(number, **what))

    def look_at_week(self, weeks: float) -> None:
        """How long after the plan began one looks."""
        self._set(self.draft.at(weeks))

    def shift_weeks(self, by: float) -> None:
        """The same by keys."""
        self.look_at_week(self.draft.looked_at + by)

    def shift_intensity(self, steps: int) -> None:
        """All treatments a little stronger or weaker."""
        draft = self.draft
        for number, step in enumerate(draft.steps):
            draft = draft.changed(number, intensity=min(1.0, max(0.0, round(step.intensity + steps * _STEP, 2))))
        self._set(draft)

    def _set(self, draft: PlanDraft) -> None:
        if draft != self.draft:
            self.draft = draft
            self._changed()


def refusal_sentence(step: PlanStep, on_face: frozenset[str] | None, holed: frozenset[str] = frozenset()) -> str:
    """Why a step is not drawn, in plain words; "" where it is."""
    error = refusal_of(step, on_face, holed)
    return "" if error is None else plain_sentence(error)


def plain_sentence(error: SkinlaxError) -> str:
    """An error's sentence with devices and zones by their names."""
    plain = dict(error.parameters)
    if "device" in plain:
        plain["device"] = device_label(str(plain["device"])).lower()
    if "zone" in plain:
        plain["zone"] = pair_label(str(plain["zone"])).lower()
    return sentence_of(SkinlaxError(error.code, **plain))
