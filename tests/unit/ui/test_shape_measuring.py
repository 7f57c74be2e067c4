"""Measuring the shape from the visit's pictures: what is asked of whom, how far it is, and what stops it."""

from collections.abc import Callable
from dataclasses import replace
from unittest.mock import create_autospec

import pytest

from job_queue import Queue
from sample_records import capture_of, full_visit
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.views import View
from skinlax_desktop.jobs import Lane
from skinlax_desktop.ui.screens.scene.shape_measuring import ShapeMeasuring
from skinlax_desktop.ui.screens.scene.surface_import import SurfaceImport
from skinlax_desktop.workflows.shape_material import ShapeMaterial
from skinlax_desktop.workflows.surface_import import ImportedSurface
from skinlax_desktop.workflows.visit_store import VisitStore

FOUND = ImportedSurface(ply=b"ply", source="from stills", scale_share=0.001)
IMAGES = [ImageRef(sha256=str(number) * 64, width=300, height=400, media_type="image/tiff") for number in range(5)]
VIEWS = (View.FRONTAL, View.OBLIQUE_LEFT, View.OBLIQUE_RIGHT, View.LATERAL_LEFT, View.LATERAL_RIGHT)


class Bench:
    def __init__(self) -> None:
        self.said: list[tuple[str, bool]] = []
        self.measured: list[ShapeMaterial] = []
        self.refusal: SkinlaxError | None = None
        self.visits, self.jobs = VisitStore(), Queue()
        self.surfaces = create_autospec(SurfaceImport, instance=True)
        self.surfaces.is_possible = True
        captures = tuple(
            capture_of(image, number, view) for number, (image, view) in enumerate(zip(IMAGES, VIEWS, strict=True))
        )
        self.visits.open(replace(full_visit(), captures=captures), by="test")
        self.shape = ShapeMeasuring(
            visits=self.visits,
            jobs=self.jobs,  # type: ignore[arg-type]
            surfaces=self.surfaces,
            load_image=lambda image: image.sha256[:1].encode(),
            measure=self._measure,
            say=lambda sentence, is_error: self.said.append((sentence, is_error)),
        )

    def _measure(self, material: ShapeMaterial, on_progress: Callable[[float, str], None]) -> ImportedSurface:
        self.measured.append(material)
        on_progress(0.42, "depth")
        if self.refusal is not None:
            raise self.refusal
        return FOUND


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_the_pictures_are_read_by_the_vault_and_measured_beside_everything_else(bench: Bench) -> None:
    bench.shape.begin()
    bench.jobs.jobs[0].run()
    bench.jobs.jobs[1].run()
    assert [job.lane for job in bench.jobs.jobs] == [Lane.VAULT, Lane.COMPUTE]
    (material,) = bench.measured
    assert [frame.view for frame in material.captured.frames] == list(VIEWS)
    assert sorted(material.encoded.values()) == [b"0", b"1", b"2", b"3", b"4"]
    visit = bench.visits.visit
    assert visit is not None
    assert (material.captured.calibration, material.captured.scale) == (visit.calibration, visit.scale)
    assert "42 %" in bench.said[-1][0]
    bench.surfaces.keep.assert_called_once_with(visit.id, FOUND)


def test_asking_again_stops_it_and_after_that_it_can_begin_anew(bench: Bench) -> None:
    bench.shape.begin()
    bench.jobs.jobs[0].run()
    bench.shape.begin()
    assert bench.jobs.jobs[1].cancelled
    assert bench.said[-1] == ("Stopped. The surface is as it was.", False)
    bench.shape.begin()
    assert len(bench.jobs.jobs) == 3
    bench.surfaces.keep.assert_not_called()


def test_what_the_reconstruction_refuses_is_said_and_keeps_what_there_was(bench: Bench) -> None:
    bench.refusal = SkinlaxError("reconstruct_no_poses")
    bench.shape.begin()
    bench.jobs.jobs[0].run()
    bench.jobs.jobs[1].run()
    sentence, is_error = bench.said[-1]
    assert is_error
    assert "do not fit together" in sentence
    bench.surfaces.keep.assert_not_called()


@pytest.mark.parametrize("lack", ["calibration", "pictures"])
def test_without_calibration_or_pictures_it_says_what_to_take(bench: Bench, lack: str) -> None:
    visit = bench.visits.visit
    assert visit is not None
    less = replace(visit, calibration=None) if lack == "calibration" else replace(visit, captures=visit.captures[:2])
    bench.visits.open(less, by="test")
    assert not bench.shape.is_possible
    bench.shape.begin()
    assert bench.jobs.jobs == []
    assert bench.said[-1] == ("Take a sweep first, with a calibrated camera.", True)
