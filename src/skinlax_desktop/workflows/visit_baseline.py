"""The patient's baseline: which visit it is, whether it may serve, and its pictures learnt for the open visit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from psygnal import Signal

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs.runner import JobControl, JobRunner, Lane
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.ports.vault import Vault
from skinlax_desktop.workflows.assessment import Baseline
from skinlax_desktop.workflows.baseline_ghost import Ghost, draw_ghost, mesh_in_head_mm
from skinlax_desktop.workflows.learn_reference import LearntPicture, learn_reference
from skinlax_desktop.workflows.view_reference import ViewReference

Picture = npt.NDArray[np.uint8]


class BaselineStage(StrEnum):
    """How far the baseline is."""

    NONE = "none"
    SEARCHING = "searching"
    LEARNING = "learning"
    READY = "ready"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BaselineState:
    """`warning` is a code: why the baseline is refused, or what of it cannot serve (`unread` views)."""

    stage: BaselineStage = BaselineStage.NONE
    visit_id: VisitId | None = None
    started_at: str = ""
    chosen: bool = False
    references: Mapping[View, ViewReference] = field(default_factory=dict)
    ghosts: Mapping[View, Ghost] = field(default_factory=dict)
    unread: tuple[View, ...] = ()
    warning: str = ""

    def is_pending(self, view: View) -> bool:
        """Whether the view may still turn out to have a reference: no picture of it should be taken before."""
        if self.stage is BaselineStage.SEARCHING:
            return True
        return self.stage is BaselineStage.LEARNING and view not in self.references and view not in self.unread


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundBaseline:
    """A visit, and whether a clinician chose it."""

    visit: Visit
    chosen: bool


def find_baseline(vault: Vault, visit: Visit) -> FoundBaseline | None:
    """The visit that a clinician chose, or the first complete one before `visit`; None where this is the first."""
    chosen = vault.patient(visit.patient_id).baseline_visit
    visits = vault.visits(visit.patient_id)
    if chosen is not None and any(known.id == chosen for known in visits):
        return None if chosen == visit.id else FoundBaseline(visit=vault.visit(chosen), chosen=True)
    for known in reversed(visits):
        if known.id == visit.id or known.started_at >= visit.started_at or known.views_taken < len(STANDARD_SERIES):
            continue
        earlier = vault.visit(known.id)
        if is_complete(earlier):
            return FoundBaseline(visit=earlier, chosen=False)
    return None


def is_complete(visit: Visit) -> bool:
    """Whether every standard view was taken."""
    return all(visit.capture_of(view) is not None for view in STANDARD_SERIES)


def refuse_baseline(baseline: Visit, calibration: CameraCalibration | None) -> str:
    """The code of why a visit cannot be the baseline of pictures by this camera; empty when it can."""
    captures = [capture for view in STANDARD_SERIES if (capture := baseline.capture_of(view)) is not None]
    if not captures:
        return "baseline_empty"
    if any(capture.kept_despite_gate or not capture.verdict.passed for capture in captures):
        return "baseline_low_quality"
    if baseline.calibration is None or calibration is None:
        return "baseline_uncalibrated"
    if _body(baseline.calibration) != _body(calibration):
        return "baseline_other_camera"
    return ""


def _body(calibration: CameraCalibration) -> tuple[str, str]:
    return calibration.model, calibration.serial


class BaselineKeeper:
    """Finds and learns the baseline of the open visit, picture by picture, off the main thread.

    Lives on the main thread; `changed` comes there, after every picture learnt. `load(image)` and `vault()` run in
    lane VAULT, learning in lane INFERENCE, between two live assessments.
    """

    changed = Signal(object)
    """`BaselineState`."""

    def __init__(
        self,
        *,
        jobs: JobRunner,
        vault: Callable[[], Vault],
        load: Callable[[ImageRef], Picture],
        finder: LandmarkFinder,
        calibration: Callable[[], CameraCalibration | None],
    ) -> None:
        self._jobs = jobs
        self._vault = vault
        self._load = load
        self._finder = finder
        self._calibration = calibration
        self._turn = 0
        self._state = BaselineState()

    @property
    def state(self) -> BaselineState:
        """As far as it is."""
        return self._state

    def prepare(self, visit: Visit | None) -> None:
        """Begin anew for a visit; None forgets."""
        self._turn += 1
        turn = self._turn
        self._set(BaselineState(stage=BaselineStage.NONE if visit is None else BaselineStage.SEARCHING))
        if visit is None:
            return
        vault = self._vault

        def work(_control: JobControl) -> FoundBaseline | None:
            return find_baseline(vault(), visit)

        self._jobs.submit(
            "find baseline",
            work,
            lane=Lane.VAULT,
            on_done=lambda found: self._found(turn, found),
            on_failed=lambda error: self._failed(turn, error),
        )

    def _found(self, turn: int, found: FoundBaseline | None) -> None:
        if turn != self._turn:
            return
        if found is None:
            self._set(BaselineState())
            return
        baseline = found.visit
        refused = refuse_baseline(baseline, self._calibration())
        state = BaselineState(
            stage=BaselineStage.REFUSED if refused else BaselineStage.LEARNING,
            visit_id=baseline.id,
            started_at=baseline.started_at,
            chosen=found.chosen,
            warning=refused,
        )
        self._set(state)
        if not refused:
            self._read(turn, baseline, STANDARD_SERIES, None)

    def _read(self, turn: int, baseline: Visit, views: tuple[View, ...], teaches: Baseline | None) -> None:
        """The next picture out of the vault; when none is left, the baseline is ready."""
        if turn != self._turn:
            return
        if not views:
            warning = "baseline_unread" if self._state.unread else ""
            self._set(replace(self._state, stage=BaselineStage.READY, warning=warning))
            return
        capture = baseline.capture_of(views[0])
        if capture is None:
            self._read(turn, baseline, views[1:], teaches)
            return
        image = capture.image
        self._jobs.submit(
            "read baseline",
            lambda _control: self._load(image),
            lane=Lane.VAULT,
            on_done=lambda picture: self._learn(turn, baseline, views, teaches, picture),
            on_failed=lambda error: self._failed(turn, error),
        )

    def _learn(
        self, turn: int, baseline: Visit, views: tuple[View, ...], teaches: Baseline | None, picture: Picture
    ) -> None:
        if turn != self._turn:
            return
        view, finder, frontal = views[0], self._finder, self._state.references.get(View.FRONTAL)
        capture = baseline.capture_of(view)
        posture = None if capture is None else capture.posture

        def work(_control: JobControl) -> tuple[LearntPicture | None, Ghost | None]:
            learnt = learn_reference(
                picture,
                view,
                finder,
                visit_id=baseline.id,
                calibration=baseline.calibration,
                scale=baseline.scale,
                baseline=teaches,
                posture=posture,
            )
            if learnt is None:
                return None, None
            mesh = mesh_in_head_mm(frontal or learnt.reference)
            return learnt, draw_ghost(learnt.reference, picture, mesh)

        def learnt(made: tuple[LearntPicture | None, Ghost | None]) -> None:
            if turn != self._turn:
                return
            state, (known, ghost) = self._state, made
            if known is None:
                state = replace(state, unread=(*state.unread, view))
            else:
                state = replace(state, references={**state.references, view: known.reference})
            if ghost is not None:
                state = replace(state, ghosts={**state.ghosts, view: ghost})
            self._set(state)
            self._read(turn, baseline, views[1:], (known.teaches if known is not None else None) or teaches)

        self._jobs.submit(
            "learn baseline",
            work,
            lane=Lane.INFERENCE,
            on_done=learnt,
            on_failed=lambda error: self._failed(turn, error),
        )

    def _failed(self, turn: int, error: Exception) -> None:
        if not isinstance(error, SkinlaxError):
            raise error
        if turn == self._turn:
            self._set(replace(self._state, stage=BaselineStage.REFUSED, warning="baseline_unreadable"))

    def _set(self, state: BaselineState) -> None:
        self._state = state
        self.changed.emit(state)
