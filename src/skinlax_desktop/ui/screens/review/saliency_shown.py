"""Which map of what moved a grade stands on the photograph, or the sentence in its place; knows no Qt."""

from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.ports.saliency import ZoneSaliency
from skinlax_desktop.text import saliency as words
from skinlax_desktop.ui.screens.review.saliency_run import SaliencyRun
from skinlax_desktop.ui.screens.review.state import SaliencyShown


def saliency_shown(run: SaliencyRun, visit: Visit, view: View | None, zone: str) -> SaliencyShown | None:
    """For the front photograph and the selected zone; asks for what is not known yet."""
    analysis = visit.analysis
    capture = visit.capture_of(view) if view is not None else None
    if analysis is None or view is None or capture is None:
        return None

    def say(sentence: str, saliency: ZoneSaliency | None = None) -> SaliencyShown:
        return SaliencyShown(view=view, sentence=sentence, saliency=saliency)

    result = analysis.zone(zone) if zone else None
    if result is None:
        return say(words.CHOOSE_ZONE)
    if result.laxity is None:
        return say(words.NO_GRADE)
    if not any(frame.file == capture.id and frame.landmarks_px for frame in analysis.frames):
        return say(words.NOT_GRADED_HERE)
    run.want(visit, capture.id)
    if failure := run.failure(capture.id):
        return say(failure)
    found = run.found(capture.id)
    if found is None:
        return say(words.RUNNING)
    saliency = found.get(zone)
    if saliency is None:
        return say(words.NO_GRADE)
    if saliency.reason is not None:
        return say(words.no_map_sentence(saliency.reason))
    return say(words.MEANING, saliency)
