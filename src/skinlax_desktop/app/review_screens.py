"""Builds review, 3D, simulation and report; importing this loads VTK and QtPdf."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from skinlax_desktop.app.scan_reading import read_surface_apart
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.measurement import Analysis
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.ports.laxity import OpenedLaxity
from skinlax_desktop.ports.saliency import ZoneSaliency
from skinlax_desktop.ports.vault import Vault
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.shown_change import SurfaceChange
from skinlax_desktop.ui.screens.report.presenter import ReportPresenter
from skinlax_desktop.ui.screens.report.view import ReportScreen
from skinlax_desktop.ui.screens.review.analysis_run import Analysed, AnalysisRun
from skinlax_desktop.ui.screens.review.comparison import ComparisonPresenter, VisitReader
from skinlax_desktop.ui.screens.review.face_model import FaceModelMaker
from skinlax_desktop.ui.screens.review.photo_shelf import PhotoShelf
from skinlax_desktop.ui.screens.review.presenter import ReviewPresenter
from skinlax_desktop.ui.screens.review.saliency_run import Picture, SaliencyRun
from skinlax_desktop.ui.screens.review.view import ReviewScreen
from skinlax_desktop.ui.screens.scene.presenter import ScenePresenter
from skinlax_desktop.ui.screens.scene.view import SceneScreen
from skinlax_desktop.ui.screens.simulation.presenter import SimulationPresenter
from skinlax_desktop.ui.screens.simulation.view import SimulationScreen
from skinlax_desktop.ui.shell import Screen
from skinlax_desktop.workflows.course_gathering import CourseGathering, CourseMaterial
from skinlax_desktop.workflows.course_told import CourseTold
from skinlax_desktop.workflows.report_blocks import Audience, Paper
from skinlax_desktop.workflows.review_focus import ReviewFocus
from skinlax_desktop.workflows.shape_material import ShapeMaterial
from skinlax_desktop.workflows.surface_import import PLY_MEDIA_TYPE, ImportedSurface
from skinlax_desktop.workflows.visit_store import VisitStore


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewScreens:
    """The four screens with their presenters."""

    review: ReviewPresenter
    review_screen: ReviewScreen
    scene: ScenePresenter
    scene_screen: SceneScreen
    simulation: SimulationPresenter
    simulation_screen: SimulationScreen
    report: ReportPresenter
    report_screen: ReportScreen
    run: AnalysisRun
    faces: FaceModelMaker

    @property
    def screens(self) -> tuple[Screen, ...]:
        """In the order of the rail."""
        return (self.review_screen, self.scene_screen, self.simulation_screen, self.report_screen)


def build_review_screens(
    *,
    visits: VisitStore,
    jobs: JobRunner,
    clock: Clock,
    finder: LandmarkFinder,
    author: Callable[[], UserName],
    patient: Callable[[], Patient | None],
    vault: Callable[[], Vault],
    open_finder: Callable[[], LandmarkFinder] | None = None,
    laxity: Callable[[], OpenedLaxity] = lambda: None,
    reader: VisitReader | None = None,
    course: CourseGathering | None = None,
    paper: Paper = Paper.A4,
    on_paper: Callable[[Paper], None] | None = None,
) -> ReviewScreens:
    """Everything after capture. `vault` is called in lane VAULT, the models in INFERENCE."""

    def load_image(image: ImageRef) -> bytes:
        return vault().image(image)

    def store(data: bytes, width_px: int, height_px: int, media_type: str) -> ImageRef:
        return vault().put_image(data, width=width_px, height=height_px, media_type=media_type)

    def note_leaving(what: str, visit_id: str, details: Mapping[str, str | int]) -> None:
        vault().note(what, visit_id, details)

    def analyse(visit: Visit, load: Callable[[ImageRef], bytes], on_progress: Callable[[float, str], None]) -> Analysed:
        from skinlax_desktop.workflows.analyse_visit import analyse_visit

        person = patient()
        born = person.birth_date if person is not None else None
        return analyse_visit(visit, load, finder, on_progress, laxity=laxity(), birth_date=born)

    def explain(
        analysis: Analysis, shown: str, pictures: Mapping[str, Picture], on_progress: Callable[[float], None]
    ) -> Mapping[str, ZoneSaliency]:
        from skinlax_desktop.workflows.saliency import explain_photograph

        return explain_photograph(analysis, shown, pictures, laxity(), on_progress)

    def make_pdf(
        visit: Visit, images: Mapping[View, bytes], scene: Mapping[str, bytes], audience: Audience, sheet: Paper
    ) -> bytes:
        from skinlax_desktop.report.writer import render_report
        from skinlax_desktop.workflows.report_content import compose_report

        person = patient() or Patient(id=visit.patient_id, family_name="", given_name="")
        material = gathered.pop(visit.id, None)
        courses: tuple[CourseTold, ...] = ()
        if course is not None and material is not None and audience is Audience.CLINICIAN:
            courses = course.tell(material)
        return render_report(
            compose_report(person, visit, images, scene_pictures=scene, for_whom=audience, page=sheet, courses=courses)
        )

    gathered: dict[VisitId, CourseMaterial] = {}

    def gather(visit: Visit, go_on: Callable[[], None]) -> None:
        """A report says nothing of the course where it cannot be read: the rest of it is still right."""
        person = patient()
        gathered.clear()
        if course is None or person is None or visit.analysis is None:
            go_on()
            return

        def read(material: CourseMaterial) -> None:
            gathered[visit.id] = material
            go_on()

        def failed(error: Exception) -> None:
            go_on()
            if not isinstance(error, SkinlaxError):
                raise error

        today = clock.now().date().isoformat()
        course.gather(person, visit, today=today, on_done=read, on_failed=failed)

    def compare_faces(earlier: FaceMesh, then: Visit, later: FaceMesh, now: Visit) -> SurfaceChange:
        from skinlax_desktop.workflows.change_to_show import change_to_show

        return change_to_show(earlier, then, later, now)

    def read_bent_surface(path: Path) -> ImportedSurface:
        from skinlax_desktop.workflows.chin_down import read_chin_down

        return read_chin_down(path, finder)

    focus = ReviewFocus()
    shelf = PhotoShelf(jobs, load_image)
    faces = FaceModelMaker(jobs, shelf, load=load_image)
    run = AnalysisRun(visits=visits, jobs=jobs, load_image=load_image, analyse=analyse)
    review = ReviewPresenter(
        visits=visits,
        focus=focus,
        shelf=shelf,
        faces=faces,
        run=run,
        saliency=SaliencyRun(jobs=jobs, shelf=shelf, explain=explain),
        author=author,
        now=lambda: clock.now().isoformat(),
    )
    scene = ScenePresenter(
        visits=visits,
        focus=focus,
        faces=faces,
        earlier_faces=FaceModelMaker(jobs, shelf, load=load_image, whose="the earlier visit"),
        jobs=jobs,
        compare=compare_faces,
        author=author,
        now=lambda: clock.now().isoformat(),
        reader=reader,
        store_picture=lambda png, width, height: store(png, width, height, "image/png"),
        read_surface=read_surface_apart,
        store_surface=lambda ply: store(ply, 0, 0, PLY_MEDIA_TYPE),
        load_image=load_image,
        measure_shape=None if open_finder is None else partial(_measure_shape, open_finder),
        note=note_leaving,
    )
    simulation = SimulationPresenter(
        visits=visits,
        faces=faces,
        shelf=shelf,
        jobs=jobs,
        sex=lambda: getattr(patient(), "sex", None),
        author=author,
        now=lambda: clock.now().isoformat(),
        load_image=load_image,
        store=store,
        plain_faces=FaceModelMaker(jobs, shelf, whose="the simulation"),
        tell_ageing=None if course is None else partial(_tell_ageing, course, patient, clock),
        note=note_leaving,
        read_chin_down=read_bent_surface,
        measure_shape=None if open_finder is None else partial(_measure_shape, open_finder),
    )
    report = ReportPresenter(
        visits=visits,
        jobs=jobs,
        load_image=load_image,
        make_pdf=make_pdf,
        paper=paper,
        on_paper=on_paper,
        prepare=gather,
        note=note_leaving,
    )
    return ReviewScreens(
        review=review,
        review_screen=ReviewScreen(review, ComparisonPresenter(visits=visits, focus=focus, reader=reader)),
        scene=scene,
        scene_screen=SceneScreen(scene),
        simulation=simulation,
        simulation_screen=SimulationScreen(simulation),
        report=report,
        report_screen=ReportScreen(report),
        run=run,
        faces=faces,
    )


def _tell_ageing(
    course: CourseGathering,
    patient: Callable[[], Patient | None],
    clock: Clock,
    visit: Visit,
    read: Callable[[Callable[[], tuple[str, ...]]], None],
    failed: Callable[[Exception], None],
) -> None:
    """What the forecast says of the whole face without treatment; only its own words."""
    person = patient()
    if person is None:
        failed(SkinlaxError("patient_missing"))
        return

    def work(material: CourseMaterial) -> tuple[str, ...]:
        from skinlax_desktop.text.course import EXPECTED, MODEL_GRADE

        told = course.tell(material)
        whole = next((one for one in told if not one.key.zone), None)
        if whole is None:
            return ()
        said = [sentence for part in whole.parts if part.title == EXPECTED for sentence in part.sentences]
        return (f"{whole.label}. {MODEL_GRADE}", *said) if said else ()

    today = clock.now().date().isoformat()
    course.gather(person, visit, today=today, on_done=lambda found: read(lambda: work(found)), on_failed=failed)


def _measure_shape(
    open_finder: Callable[[], LandmarkFinder], material: ShapeMaterial, on_progress: Callable[[float, str], None]
) -> ImportedSurface:
    from skinlax_desktop.workflows.visit_shape import shape_of_visit

    finder = open_finder()
    try:
        return shape_of_visit(material, finder, on_progress)
    finally:
        finder.close()
