"""Asking the model which parts of a photograph moved its grades: one photograph at a time, off the main thread."""

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.ids import CaptureId
from skinlax_desktop.domain.measurement import Analysis
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs import Job, JobControl, JobRunner, Lane
from skinlax_desktop.ports.saliency import ZoneSaliency
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.ui.screens.review.photo_shelf import PhotoShelf
from skinlax_desktop.ui.screens.review.pyramid import Pyramid

Picture = npt.NDArray[np.uint8]


class Explain(Protocol):
    """`explain_photograph` with its model chosen; in lane INFERENCE."""

    def __call__(
        self, analysis: Analysis, shown: str, pictures: Mapping[str, Picture], on_progress: Callable[[float], None]
    ) -> Mapping[str, ZoneSaliency]:
        """By zone, where the photograph moved the grade."""
        ...


class SaliencyRun:
    """Keeps what was found of each photograph until another analysis or visit is open."""

    def __init__(self, *, jobs: JobRunner, shelf: PhotoShelf, explain: Explain | None) -> None:
        self._jobs = jobs
        self._shelf = shelf
        self._explain = explain
        self._analysis: Analysis | None = None
        self._found: dict[CaptureId, Mapping[str, ZoneSaliency]] = {}
        self._failed: dict[CaptureId, str] = {}
        self._awaited: CaptureId | None = None
        self._job: Job | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def can_explain(self) -> bool:
        """Whether there is anybody to ask."""
        return self._explain is not None

    def listen(self, listener: Callable[[], None]) -> None:
        """Tell `listener` of every outcome, on the main thread."""
        self._listeners.append(listener)

    def found(self, capture_id: CaptureId) -> Mapping[str, ZoneSaliency] | None:
        """What was found of a photograph; None as long as it was not."""
        return self._found.get(capture_id)

    def failure(self, capture_id: CaptureId) -> str:
        """Why nothing could be found of a photograph."""
        return self._failed.get(capture_id, "")

    def forget(self) -> None:
        """Nobody wants an outcome any more."""
        if self._job is not None:
            self._job.cancel()
        self._analysis = self._awaited = self._job = None
        self._found.clear()
        self._failed.clear()

    def want(self, visit: Visit, capture_id: CaptureId) -> None:
        """Ask about a photograph, unless it was asked before or is being asked about."""
        analysis = visit.analysis
        if analysis is not self._analysis:
            self.forget()
            self._analysis = analysis
        known = capture_id in self._found or capture_id in self._failed
        if analysis is None or known or self._awaited == capture_id:
            return
        if self._job is not None:
            self._job.cancel()
        self._awaited = capture_id
        self._fetch(visit, analysis, capture_id)

    def _fetch(self, visit: Visit, analysis: Analysis, capture_id: CaptureId) -> None:
        graded = {frame.file for frame in analysis.frames if frame.landmarks_px}
        wanted = [capture for capture in visit.captures if capture.id in graded]
        opened: dict[str, Pyramid] = {}

        def ready(name: str, pyramid: Pyramid) -> None:
            opened[name] = pyramid
            if len(opened) == len(wanted) and self._awaited == capture_id and analysis is self._analysis:
                self._ask(analysis, capture_id, opened)

        for capture in wanted:
            self._shelf.fetch(
                capture.image,
                lambda pyramid, name=capture.id: ready(name, pyramid),  # type: ignore[misc]
                lambda error: self._fail(analysis, capture_id, error),
            )

    def _ask(self, analysis: Analysis, capture_id: CaptureId, opened: Mapping[str, Pyramid]) -> None:
        explain = self._explain
        if explain is None:
            return

        def work(control: JobControl) -> Mapping[str, ZoneSaliency]:
            pictures = {name: np.ascontiguousarray(pyramid.levels[0][..., :3]) for name, pyramid in opened.items()}
            return explain(analysis, capture_id, pictures, control.report)

        self._job = self._jobs.submit(
            "explain grades",
            work,
            lane=Lane.INFERENCE,
            on_done=lambda found: self._keep(analysis, capture_id, found),
            on_failed=lambda error: self._fail(analysis, capture_id, error),
        )

    def _keep(self, analysis: Analysis, capture_id: CaptureId, found: Mapping[str, ZoneSaliency]) -> None:
        if analysis is self._analysis:
            self._found[capture_id] = found
            self._settle(capture_id)

    def _fail(self, analysis: Analysis, capture_id: CaptureId, error: Exception) -> None:
        def say(sentence: str) -> None:
            if analysis is self._analysis:
                self._failed[capture_id] = sentence
                self._settle(capture_id)

        say_failure(say, error)

    def _settle(self, capture_id: CaptureId) -> None:
        if self._awaited == capture_id:
            self._awaited = self._job = None
        for listener in self._listeners:
            listener()
