"""A surface's file into a visit: how far it is, what stops it, and whose visit it belongs to."""

from collections.abc import Callable
from pathlib import Path
from unittest.mock import create_autospec

import pytest

from job_queue import Queue
from sample_records import full_visit
from screens import made_up_visit as made_up
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.jobs import Lane
from skinlax_desktop.surface.scanner_mesh import LengthUnit
from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.screens.scene.surface_import import SurfaceImport
from skinlax_desktop.workflows.surface_import import ImportedSurface
from skinlax_desktop.workflows.surface_marking import SurfaceEditor
from skinlax_desktop.workflows.visit_store import VisitStore

STEPS = ("read_scan", "clean_scan", "find_face", "measure_scan")
FOUND = ImportedSurface(ply=b"ply", source="from a scanner", scale_share=0.002)


def read(_path: Path, _unit: LengthUnit | None, tell: Callable[[float, str], None]) -> ImportedSurface:
    tell(0.5, "find_face")
    return FOUND


class Bench:
    def __init__(self) -> None:
        self.said: list[tuple[str, bool]] = []
        self.visits, self.jobs = VisitStore(), Queue()
        self.editor = create_autospec(SurfaceEditor, instance=True)
        self.visits.open(full_visit().with_analysis(made_up.analysis()), by="test")
        self.surfaces = SurfaceImport(
            visits=self.visits,
            jobs=self.jobs,  # type: ignore[arg-type]
            editor=self.editor,
            read=read,
            store=lambda ply: ImageRef(sha256="b" * 64, width=0, height=0, media_type="model/ply"),
            say=lambda sentence, is_error: self.said.append((sentence, is_error)),
        )

    def begin(self) -> None:
        self.surfaces.choose(Path("face.stl"))
        self.surfaces.answer(LengthUnit.METRE)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_each_step_is_said_with_what_stops_it(bench: Bench) -> None:
    bench.begin()
    (job,) = bench.jobs.jobs
    assert job.lane is Lane.PROCESS
    assert bench.surfaces.is_reading
    for number, step in enumerate(STEPS, start=1):
        job.report(0.1, step)
        assert f"step {number} of 4" in bench.said[-1][0]
        assert "Press I to stop" in bench.said[-1][0]
    job.run()
    assert not bench.surfaces.is_reading
    bench.jobs.jobs[1].run()
    assert bench.editor.use_surface.call_args.kwargs["source"] == "from a scanner"
    assert bench.said[-1] == (words.SURFACE_KEPT, False)


def test_a_reading_that_is_stopped_changes_nothing(bench: Bench) -> None:
    bench.begin()
    bench.surfaces.stop()
    assert bench.jobs.jobs[0].cancelled
    assert not bench.surfaces.is_reading
    assert bench.said[-1] == (words.SURFACE_STOPPED, False)
    bench.editor.use_surface.assert_not_called()


def test_another_visit_ends_the_reading_and_is_not_told(bench: Bench) -> None:
    bench.begin()
    told = len(bench.said)
    bench.visits.open(None, by="test")
    bench.surfaces.drop()
    assert bench.jobs.jobs[0].cancelled
    assert not bench.surfaces.is_reading
    assert len(bench.said) == told
