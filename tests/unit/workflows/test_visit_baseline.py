"""Which visit is the baseline, and when it may not serve."""

from dataclasses import replace

import pytest

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.gate import Check, CheckName, FrameVerdict
from skinlax_desktop.domain.ids import CaptureId, PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.patient import Patient
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.phantom.scene import VirtualCamera
from skinlax_desktop.ports.vault import VisitSummary
from skinlax_desktop.workflows.visit_baseline import find_baseline, refuse_baseline

WHO = PatientId("p")
CAMERA = VirtualCamera().calibration


def visit(name: str, day: int, views: tuple[View, ...] = STANDARD_SERIES, *, passed: bool = True) -> Visit:
    verdict = FrameVerdict(checks=(Check(name=CheckName.FOCUS, passed=passed),))
    captures = tuple(
        Capture(
            id=CaptureId(f"{name}-{view}"),
            view=view,
            image=ImageRef(sha256="0" * 64, width=3, height=4),
            captured_at="",
            verdict=verdict,
        )
        for view in views
    )
    return Visit(
        id=VisitId(name),
        patient_id=WHO,
        started_at=f"2026-01-{day:02d}T09:00:00",
        operator=UserName("u"),
        captures=captures,
        calibration=CAMERA,
    )


class Shelf:
    """The part of a vault that is asked."""

    def __init__(self, *visits: Visit, chosen: str | None = None) -> None:
        self.kept = {one.id: one for one in visits}
        self.chosen = None if chosen is None else VisitId(chosen)

    def patient(self, patient_id: PatientId) -> Patient:
        return Patient(id=patient_id, family_name="Q", given_name="", baseline_visit=self.chosen)

    def visits(self, patient_id: PatientId) -> tuple[VisitSummary, ...]:
        return tuple(
            VisitSummary(
                id=one.id,
                patient_id=patient_id,
                started_at=one.started_at,
                operator=one.operator,
                views_taken=len({capture.view for capture in one.captures}),
                analysed=False,
                has_face=False,
            )
            for one in sorted(self.kept.values(), key=lambda one: one.started_at, reverse=True)
        )

    def visit(self, visit_id: VisitId) -> Visit:
        return self.kept[visit_id]


def found(shelf: Shelf, now: Visit) -> tuple[str, bool] | None:
    baseline = find_baseline(shelf, now)
    return None if baseline is None else (baseline.visit.id, baseline.chosen)


def test_the_first_complete_visit_is_the_baseline() -> None:
    partial, first, second = visit("partial", 1, STANDARD_SERIES[:3]), visit("first", 2), visit("second", 3)
    now = visit("now", 9, ())
    assert found(Shelf(second, first, partial, now), now) == ("first", False)


def test_a_first_visit_has_none_and_is_its_own_never() -> None:
    now = visit("now", 9)
    assert found(Shelf(now), now) is None
    assert found(Shelf(now, visit("partial", 1, STANDARD_SERIES[:4])), now) is None
    assert found(Shelf(now, visit("later", 12)), now) is None


def test_the_clinician_chooses_another() -> None:
    now = visit("now", 9, ())
    shelf = Shelf(visit("first", 2), visit("second", 3), now, chosen="second")
    assert found(shelf, now) == ("second", True)
    shelf.chosen = VisitId("gone")
    assert found(shelf, now) == ("first", False)
    shelf.chosen = now.id
    assert found(shelf, now) is None


def test_another_body_a_refused_picture_or_no_calibration_cannot_serve() -> None:
    good = visit("first", 2)
    assert refuse_baseline(good, CAMERA) == ""
    assert refuse_baseline(good, replace(CAMERA, serial="other")) == "baseline_other_camera"
    assert refuse_baseline(good, replace(CAMERA, focal_x_px=CAMERA.focal_x_px * 1.01)) == ""
    assert refuse_baseline(visit("first", 2, passed=False), CAMERA) == "baseline_low_quality"
    kept = replace(good, captures=(replace(good.captures[0], kept_despite_gate="x"), *good.captures[1:]))
    assert refuse_baseline(kept, CAMERA) == "baseline_low_quality"
    assert refuse_baseline(replace(good, captures=()), CAMERA) == "baseline_empty"


@pytest.mark.parametrize(("then", "now"), [(None, CAMERA), (CAMERA, None)])
def test_cameras_that_cannot_be_told_apart_cannot_serve(
    then: CameraCalibration | None, now: CameraCalibration | None
) -> None:
    assert refuse_baseline(replace(visit("first", 2), calibration=then), now) == "baseline_uncalibrated"
