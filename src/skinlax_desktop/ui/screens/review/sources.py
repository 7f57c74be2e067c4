"""What the review screen shows of a visit now: the state that was, brought up to date; knows no Qt."""

from dataclasses import dataclass, replace

from skinlax_desktop.domain.views import STANDARD_SERIES
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.text.grades import grade_sentence
from skinlax_desktop.text.screens import review as words
from skinlax_desktop.ui.screens.review.analysis_run import AnalysisRun
from skinlax_desktop.ui.screens.review.saliency_run import SaliencyRun
from skinlax_desktop.ui.screens.review.saliency_shown import saliency_shown
from skinlax_desktop.ui.screens.review.state import MapChoice, Overlay, ReviewState, Stage
from skinlax_desktop.ui.screens.review.tiles import Tiles
from skinlax_desktop.workflows.annotating import AnnotationEditor
from skinlax_desktop.workflows.review import list_findings, mappable_metrics, zone_values
from skinlax_desktop.workflows.review_focus import ReviewFocus
from skinlax_desktop.workflows.surface_measures import analysis_with_surface


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSources:
    """Where the parts of the state come from."""

    tiles: Tiles
    focus: ReviewFocus
    run: AnalysisRun
    saliency: SaliencyRun
    editor: AnnotationEditor

    def resolve(self, state: ReviewState, visit: Visit | None) -> ReviewState:
        """`state` as it is with this visit: what can no longer be is let go, what was chosen stays."""
        if visit is None:
            return ReviewState(sentence=words.NO_VISIT, layout=state.layout)
        analysis = analysis_with_surface(visit)
        tiles = self.tiles.of(visit)
        taken = [tile.view for tile in tiles if tile.capture_id is not None]
        shown = tuple(view for view in state.shown if view in taken)
        shown += tuple(view for view in taken if view not in shown)
        stage, sentence, is_error = self._stage(visit)
        if state.is_error and state.asks_reason:
            sentence, is_error = state.sentence, True
        maps = mappable_metrics(analysis) if analysis is not None else ()
        chosen = next((metric for metric in maps if metric.name == self.focus.metric), None)
        findings = list_findings(analysis, visit.judgements) if analysis is not None else ()
        selected = self.focus.zone if any(f.zone == self.focus.zone for f in findings) else ""
        can_ask_why = self.saliency.can_explain and analysis is not None and analysis.laxity.overall is not None
        asks_why = state.asks_why and can_ask_why
        choice = None
        if analysis is not None and chosen is not None:
            choice = MapChoice(metric=chosen, values=zone_values(analysis, chosen.name))
        return replace(
            state,
            stage=stage,
            progress=self.run.progress,
            sentence=sentence,
            is_error=is_error,
            tiles=tiles,
            shown=shown,
            overlay=Overlay.OUTLINE if state.overlay is Overlay.MAP and choice is None else state.overlay,
            annotations=visit.annotations,
            can_undo=self.editor.can_undo,
            can_redo=self.editor.can_redo,
            findings=findings,
            selected=selected,
            asks_why=asks_why,
            can_ask_why=can_ask_why,
            saliency=saliency_shown(self.saliency, visit, next(iter(shown), None), selected) if asks_why else None,
            grade=grade_sentence(analysis.laxity) if analysis is not None else "",
            overall=analysis.laxity.measurements if analysis is not None else (),
            face=analysis.face if analysis is not None else (),
            attributes=analysis.attributes if analysis is not None else (),
            colour=analysis.colour if analysis is not None else (),
            colour_calibrated=analysis is not None and analysis.colour_calibrated,
            off_protocol=analysis is not None and analysis.off_protocol,
            maps=maps,
            map_choice=choice,
            probe=visit.probe_readings,
        )

    def _stage(self, visit: Visit) -> tuple[Stage, str, bool]:
        if not visit.captures:
            return Stage.NO_PICTURES, words.NO_PICTURES, False
        if self.run.is_running:
            return Stage.RUNNING, words.ANALYSING, False
        if visit.analysis is not None:
            return Stage.DONE, words.OFF_PROTOCOL if visit.analysis.off_protocol else "", False
        if self.run.failure:
            return Stage.READY, self.run.failure, not self.run.was_cancelled
        missing = sum(visit.capture_of(view) is None for view in STANDARD_SERIES)
        return Stage.READY, words.NEEDS_VIEWS.format(missing=missing) if missing else words.NOT_ANALYSED, False
