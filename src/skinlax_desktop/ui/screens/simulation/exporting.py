"""Pictures and clips that leave the record: written whole or not at all, words burned into every frame; no Qt."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.imaging.encoding import encode_png
from skinlax_desktop.jobs import JobControl, JobRunner, Lane
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.ui.scene.moved_look import AnyLook
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.ui.screens.simulation.panes import PaneMaker
from skinlax_desktop.ui.screens.simulation.planning import PlanDraft
from skinlax_desktop.ui.screens.simulation.state import Picture
from skinlax_desktop.workflows.copies_leaving import CopiesLeaving
from skinlax_desktop.workflows.live_simulation import TriedPlan, try_plan
from skinlax_desktop.workflows.simulate import PreparedFace
from skinlax_desktop.workflows.simulated_photographs import FacePhotograph
from skinlax_desktop.workflows.simulation_plans import plan_of_steps
from skinlax_desktop.workflows.simulation_sheet import make_clip, make_sheet, outcome_panes

FramesDrawn = Callable[[Sequence[Sequence[Picture]]], None]
DrawFaces = Callable[[Sequence[Sequence[AnyLook]], FramesDrawn, Callable[[float], None]], None]

FRAMES: Final = 25
_FRAME_MS: Final = 160
_REST_MS: Final = 1500
_CLIP_PX: Final = 480


class Exporting:
    """`say(sentence, is_error)` tells how it goes."""

    def __init__(self, jobs: JobRunner, leaving: CopiesLeaving, *, say: Callable[[str, bool], None]) -> None:
        self._jobs = jobs
        self._leaving = leaving
        self._say = say
        self.busy = False

    def picture(self, picture_bgr: Picture, path: Path) -> None:
        """A picture as PNG."""
        self._leaving.write(
            "save simulated picture",
            "simulated picture",
            path,
            lambda _control: encode_png(np.ascontiguousarray(picture_bgr)),
            on_done=lambda: self._say(words.PICTURE_SAVED, False),
            on_failed=self._fail,
        )

    def clip(
        self,
        path: Path,
        prepared: PreparedFace,
        draft: PlanDraft,
        *,
        panes: PaneMaker,
        photograph: FacePhotograph | None,
        draw: DrawFaces,
    ) -> None:
        """From week 0 to the week that is looked at: before, low, median and high beside each other in every frame."""
        if self.busy:
            return
        self.busy = True
        weeks = [float(week) for week in np.linspace(0.0, draft.looked_at, FRAMES)]
        self._going(0.0)

        def try_all(_control: JobControl) -> list[TriedPlan]:
            return [try_plan(prepared, plan_of_steps(draft.drawn, week)) for week in weeks]

        def write(tried: Sequence[TriedPlan], rows: Sequence[Sequence[Picture]] | None) -> None:
            lossless = path.suffix.lower() in (".png", ".apng")
            self._leaving.write(
                "write clip",
                "simulated clip",
                path,
                lambda control: _clip(weeks, tried, rows, photograph, control.report, lossless=lossless),
                on_done=self._done,
                on_failed=self._fail,
                on_progress=lambda progress: self._going(progress.fraction),
            )

        def tried_all(tried: list[TriedPlan]) -> None:
            if photograph is not None:
                write(tried, None)
                return
            looks = [[panes.before, *(panes.look_of(one.outcomes[outcome]) for outcome in Outcome)] for one in tried]
            draw(looks, lambda rows: write(tried, rows), lambda fraction: self._going(0.6 * fraction))

        self._jobs.submit("try weeks", try_all, lane=Lane.COMPUTE, on_done=tried_all, on_failed=self._fail)

    def _going(self, fraction: float) -> None:
        self._say(words.CLIP_RUNNING.format(percent=f"{100 * fraction:.0f}"), False)

    def _done(self) -> None:
        self.busy = False
        self._say(words.CLIP_SAVED, False)

    def _fail(self, error: Exception) -> None:
        self.busy = False
        say_failure(lambda sentence: self._say(sentence, True), error)


def _clip(
    weeks: Sequence[float],
    tried: Sequence[TriedPlan],
    rows: Sequence[Sequence[Picture]] | None,
    photograph: FacePhotograph | None,
    report: Callable[[float, str], None],
    *,
    lossless: bool,
) -> bytes:
    sheets = []
    photograph = photograph.smaller(_CLIP_PX) if photograph is not None else None
    for number, (week, one) in enumerate(zip(weeks, tried, strict=True)):
        before, moved = _faces_of(one, None if rows is None else rows[number], photograph)
        visible = {outcome: one.outcomes[outcome].visible for outcome in Outcome}
        panes = outcome_panes(before, moved, visible)
        sheets.append(make_sheet(panes, height_px=_CLIP_PX, headline=words.clip_week(week)))
        report(0.6 + 0.3 * (number + 1) / len(weeks), "frames")
    return make_clip(sheets, frame_ms=_FRAME_MS, rest_ms=_REST_MS, lossless=lossless)


def _faces_of(
    tried: TriedPlan, row: Sequence[Picture] | None, photograph: FacePhotograph | None
) -> tuple[Picture, Mapping[Outcome, Picture]]:
    if row is not None:
        return row[0], dict(zip(Outcome, row[1:], strict=True))
    if photograph is None:
        raise ValueError("a clip is of faces or of a photograph")
    moved = {outcome: photograph.moved(tried.outcomes[outcome].displacement_mm) for outcome in Outcome}
    return photograph.picture_bgr, moved
