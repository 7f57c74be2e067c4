"""Drives the drawer's light panel: pictures in other light after each kept one, and the check of the light."""

from collections.abc import Callable
from typing import Protocol

from skinlax_desktop.domain.light_and_exposure import LightMode
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.text.screens import light as words
from skinlax_desktop.text.screens.capture import VIEW_LABELS
from skinlax_desktop.workflows.capture_session import CaptureSession
from skinlax_desktop.workflows.light_checking import LightChecker, LightCheckState
from skinlax_desktop.workflows.light_mode_series import LightModeSeries, ModeSeriesState
from skinlax_desktop.workflows.ring_keeping import RingKeeper, RingStatus
from skinlax_desktop.workflows.visit_store import VisitStore


class LightView(Protocol):
    """What is shown of it."""

    def show_available(self, modes: tuple[LightMode, ...]) -> None:
        """The modes that the ring has."""
        ...

    def show_busy(self, busy: bool) -> None:
        """Whether something is going on."""
        ...

    def show_result(self, sentence: str) -> None:
        """What came of it."""
        ...


class LightPresenter:
    """Lives on the main thread; `chosen` tells which modes are wanted now.

    `instruct` is told what the patient has to do while the light is another, and "" when that is over.
    """

    def __init__(
        self,
        view: LightView,
        *,
        visits: VisitStore,
        ring: RingKeeper,
        series: LightModeSeries,
        checker: LightChecker,
        chosen: Callable[[], tuple[LightMode, ...]],
        instruct: Callable[[str], None] = lambda _sentence: None,
    ) -> None:
        self._view = view
        self._series = series
        self._checker = checker
        self._chosen = chosen
        self._instruct = instruct
        self._available: tuple[LightMode, ...] | None = None
        visits.changed.connect(self._visit_changed)
        ring.changed.connect(self._ring_changed)
        series.changed.connect(self._series_changed)
        checker.changed.connect(self._check_changed)
        self._ring_changed(ring.status)

    def check(self) -> None:
        """Check the ring and the room, unless pictures are being taken."""
        if self._series.state.mode is None:
            self._checker.begin()

    def _visit_changed(self, before: Visit | None, after: Visit | None, by: object) -> None:
        """A picture in plain light was just kept: the others follow, while the person still sits so."""
        if not isinstance(by, CaptureSession) or before is None or after is None or self._checker.state.running:
            return
        if len(after.captures) == len(before.captures) + 1 and not after.captures[-1].serves_shape:
            self._series.begin(after.captures[-1].view, self._chosen())

    def _ring_changed(self, _status: RingStatus) -> None:
        if self._series.available != self._available:
            self._available = self._series.available
            self._view.show_available(self._available)

    def _series_changed(self, state: ModeSeriesState) -> None:
        self._view.show_busy(state.mode is not None)
        if state.mode is None:
            self._instruct("")
        if state.error is not None:
            self._view.show_result(sentence_of(state.error))
        elif state.mode is not None:
            sentence = words.EYES_CLOSED if state.mode is LightMode.ULTRAVIOLET else words.TAKING_IN
            sentence = sentence.format(light=words.MODE_LABELS[state.mode])
            self._view.show_result(sentence)
            self._instruct(sentence)
        elif state.taken and state.view is not None:
            lights = ", ".join(words.MODE_LABELS[mode] for mode in state.taken)
            self._view.show_result(words.TAKEN_IN.format(view=VIEW_LABELS[state.view], lights=lights))

    def _check_changed(self, state: LightCheckState) -> None:
        self._view.show_busy(state.running)
        self._instruct(words.CHECKING if state.running else "")
        self._view.show_result(_check_sentences(state))


def _check_sentences(state: LightCheckState) -> str:
    if state.running:
        return words.CHECKING
    sentences = []
    if state.drift is not None:
        sentences.append(words.drift_sentence(state.drift))
    if state.reference_kept:
        sentences.append(words.REFERENCE_KEPT)
    sentences += [sentence_of(error) for error in (state.drift_error, state.error) if error is not None]
    if state.ambient is not None:
        sentences.append(words.ambient_sentence(state.ambient))
    return " ".join(sentences)
