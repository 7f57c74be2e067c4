"""The screens after capture: review, 3D, report, built once the record is open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.ports.vault import Vault
from skinlax_desktop.ui.screens.report.presenter import ReportPresenter
from skinlax_desktop.ui.screens.report.view import ReportScreen
from skinlax_desktop.ui.screens.review.analysis_run import Analysed, AnalysisRun
from skinlax_desktop.ui.screens.review.face_model import FaceModelMaker
from skinlax_desktop.ui.screens.review.photo_shelf import PhotoShelf
from skinlax_desktop.ui.screens.review.presenter import ReviewPresenter
from skinlax_desktop.ui.screens.review.view import ReviewScreen
from skinlax_desktop.ui.screens.scene.presenter import ScenePresenter
from skinlax_desktop.ui.screens.scene.view import SceneScreen
from skinlax_desktop.workflows.report_blocks import Audience, Paper
from skinlax_desktop.workflows.review_focus import ReviewFocus
from skinlax_desktop.workflows.visit_store import VisitStore


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewScreens:
    """What the window shows of a finished series."""

    review: ReviewScreen
    scene: SceneScreen
    report: ReportScreen
    reviewing: ReviewPresenter
    reporting: ReportPresenter
    faces: FaceModelMaker


def build_review_screens(
    *,
    visits: VisitStore,
    jobs: JobRunner,
    clock: Clock,
    vault: Callable[[], Vault],
    user: Callable[[], UserName],
    patient: Callable[[], Patient],
    finder: LandmarkFinder,
    fonts: Path,
) -> ReviewScreens:
    """Build the three screens and their presenters; they share the zone in focus and the 3D model."""

    def load_image(image: ImageRef) -> bytes:
        return vault().image(image)

    def analyse(visit: Visit, load: Callable[[ImageRef], bytes], on_progress: Callable[[float, str], None]) -> Analysed:
        from skinlax_desktop.workflows.analyse_visit import analyse_visit

        return analyse_visit(visit, load, finder, on_progress)

    def make_pdf(visit: Visit, images: Mapping[View, bytes], audience: Audience, paper: Paper) -> bytes:
        from skinlax_desktop.report import render_report
        from skinlax_desktop.workflows.report_content import compose_report

        return render_report(compose_report(patient(), visit, images, for_whom=audience, page=paper), fonts=fonts)

    focus = ReviewFocus()
    shelf = PhotoShelf(jobs, load_image)
    faces = FaceModelMaker(jobs, shelf)
    run = AnalysisRun(visits=visits, jobs=jobs, load_image=load_image, analyse=analyse)
    reviewing = ReviewPresenter(
        visits=visits,
        focus=focus,
        shelf=shelf,
        faces=faces,
        run=run,
        author=user,
        now=lambda: clock.now().isoformat(),
    )
    reporting = ReportPresenter(visits=visits, jobs=jobs, load_image=load_image, make_pdf=make_pdf)
    return ReviewScreens(
        review=ReviewScreen(reviewing),
        scene=SceneScreen(ScenePresenter(visits=visits, focus=focus, faces=faces)),
        report=ReportScreen(reporting),
        reviewing=reviewing,
        reporting=reporting,
        faces=faces,
    )
