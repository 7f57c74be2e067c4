"""A visit with views, second pictures and a sweep becomes a capture set that reads back."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from skinlax_desktop.domain.calibration import Scale, ScaleKind
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import FrameVerdict
from skinlax_desktop.domain.ids import CaptureId, PatientId, UserName, VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightMode, LightSettings
from skinlax_desktop.domain.sweep import SweepPlace, YawSource, sector_yaw_deg
from skinlax_desktop.domain.views import STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Capture, Visit
from skinlax_desktop.imaging.encoding import encode_tiff
from skinlax_desktop.phantom.scene import VirtualCamera
from skinlax_desktop.workflows.analyse_capture_set import decode_pictures
from skinlax_desktop.workflows.capture_set import read_capture_set
from skinlax_desktop.workflows.visit_capture_set import write_visit_capture_set

PICTURE = bytes(encode_tiff(np.full((400, 300, 3), 90, np.uint8)))
_TAKEN = iter(range(10_000))


def taken(view: View, **more: object) -> Capture:
    number = next(_TAKEN)
    return Capture(
        id=CaptureId(f"c{number}"),
        view=view,
        image=ImageRef(sha256=f"{number:064d}", width=300, height=400),
        captured_at=f"2026-11-23T12:00:{number % 60:02d}+00:00",
        verdict=FrameVerdict(checks=()),
        camera=CameraSettings(exposure_us=6000.0),
        light=LightSettings(),
        **more,
    )


def swept(sector: int, source: YawSource = YawSource.LANDMARKS) -> Capture:
    place = SweepPlace(
        sector=sector, yaw_deg=sector_yaw_deg(sector) + 0.5, sigma_deg=1.5, source=source, expression_judged=True
    )
    return taken(View.SWEEP, repeat=sector, sweep=place)


def visit_with(*captures: Capture) -> Visit:
    return Visit(
        id=VisitId("v"),
        patient_id=PatientId("p"),
        started_at="2026-11-23T11:00:00+00:00",
        operator=UserName("anna"),
        captures=captures,
        calibration=VirtualCamera().scaled(0.01).calibration,
        scale=Scale(kind=ScaleKind.WORKING_DISTANCE, view=View.FRONTAL, distance_mm=800.0, sigma_mm=1.0),
    )


WHOLE = visit_with(
    *(taken(view) for view in STANDARD_SERIES),
    taken(View.FRONTAL, aside_deg=10.2),
    taken(View.FRONTAL),
    *(swept(sector) for sector in range(19, 0, -1)),
    swept(7, YawSource.INFERRED),
)


def test_it_reads_back_with_everything_a_reconstruction_needs(tmp_path: Path) -> None:
    assert write_visit_capture_set(WHOLE, lambda _ref: PICTURE, tmp_path / "set") == 5 + 1 + 19
    captured = read_capture_set(tmp_path / "set")
    sweep = [frame for frame in captured.frames if frame.view is View.SWEEP]
    assert [frame.repeat for frame in sweep] == list(range(1, 20))
    assert [frame.aside_deg for frame in captured.frames if frame.aside_deg] == [10.2]
    assert captured.calibration.focal_x_px == WHOLE.calibration.focal_x_px
    assert (captured.scale.kind, captured.scale.distance_mm) == (ScaleKind.WORKING_DISTANCE, 800.0)
    text = (tmp_path / "set" / "capture_set.json").read_text()
    assert '"yaw_source": "inferred"' in text
    assert "anna" not in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["set"]


def test_what_is_measured_leaves_sweep_and_second_pictures_out(tmp_path: Path) -> None:
    write_visit_capture_set(WHOLE, lambda _ref: PICTURE, tmp_path / "set")
    captured = read_capture_set(tmp_path / "set")
    assert [frame.view for frame in captured.measured] == [*STANDARD_SERIES[1:], View.FRONTAL]
    assert len(decode_pictures(captured)) == 5
    write_visit_capture_set(visit_with(*(swept(one) for one in (3, 4))), lambda _ref: PICTURE, tmp_path / "sweep")
    with pytest.raises(SkinlaxError, match="capture_set_shape_only"):
        decode_pictures(read_capture_set(tmp_path / "sweep"))


def test_a_visit_without_plain_pictures_and_a_folder_that_is_there_are_refused(tmp_path: Path) -> None:
    other = taken(View.FRONTAL)
    crossed = replace(other, light=LightSettings(mode=LightMode.CROSS_POLARISED))
    with pytest.raises(SkinlaxError, match="export_no_pictures"):
        write_visit_capture_set(visit_with(crossed), lambda _ref: PICTURE, tmp_path / "none")
    with pytest.raises(SkinlaxError, match="export_folder_there"):
        write_visit_capture_set(WHOLE, lambda _ref: PICTURE, tmp_path)


def test_a_picture_that_cannot_be_read_leaves_nothing_behind(tmp_path: Path) -> None:
    def load(ref: ImageRef) -> bytes:
        raise SkinlaxError("image_damaged")

    with pytest.raises(SkinlaxError, match="image_damaged"):
        write_visit_capture_set(WHOLE, load, tmp_path / "set")
    assert list(tmp_path.iterdir()) == []


def test_the_analysis_stands_when_only_the_shape_gains_a_picture() -> None:
    marked = replace(WHOLE, analysis="measured")
    assert marked.with_capture(swept(3)).analysis == "measured"
    assert marked.with_capture(taken(View.FRONTAL, aside_deg=9.0)).analysis == "measured"
    assert marked.with_capture(taken(View.FRONTAL)).analysis is None
