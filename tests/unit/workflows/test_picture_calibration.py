"""What a picture keeps of the calibration, and what the analysis makes of it."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import FrameVerdict
from skinlax_desktop.domain.ids import CaptureId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.domain.station_calibration import (
    CalibrationKind,
    CalibrationStamp,
    ColourCalibration,
    FlatField,
    StationCalibration,
)
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Capture
from skinlax_desktop.imaging.attributes import measure_skin
from skinlax_desktop.imaging.colour_correction import ColourCorrection
from skinlax_desktop.imaging.encoding import encode_tiff
from skinlax_desktop.imaging.zones import zone_polygons
from skinlax_desktop.surface.canonical_face import canonical_face
from skinlax_desktop.workflows.analyse_visit import colour_correction_of
from skinlax_desktop.workflows.calibration_document import colour_from
from skinlax_desktop.workflows.capture_set import read_capture_set

AT = "2026-11-26T09:00:00+00:00"
FLAT = FlatField(id="f", made_at=AT, columns=2, rows=2, gain=((2.0, 2.0, 2.0),) * 4, vignetting=0.1, unevenness=0.0)
COLOUR = ColourCalibration(
    id="c", made_at=AT, model="linear", matrix=((0.5, 0.0, 0.0), (0.0, 0.5, 0.0), (0.0, 0.0, 0.5)), delta_e_mean=0.7,
    delta_e_max=2.0, patches=(), light=LightSettings(level=0.6), camera=CameraSettings(exposure_us=8000.0),
    flat_field_id="f",
)  # fmt: skip
STATION = StationCalibration(serial="1", colour=COLOUR, flat_field=FLAT)


def capture(**changes: object) -> Capture:
    stamp = CalibrationStamp(serial="1", colour_id="c", flat_field_id="f")
    return replace(
        Capture(
            id=CaptureId("x"),
            view=View.FRONTAL,
            image=ImageRef(sha256="0" * 64, width=1, height=1),
            captured_at=AT,
            verdict=FrameVerdict(checks=()),
            camera=CameraSettings(exposure_us=4000.0),
            light=LightSettings(level=0.6),
            calibration=stamp,
        ),
        **changes,
    )


def test_a_picture_is_corrected_by_the_calibration_it_was_taken_under() -> None:
    correction = colour_correction_of(STATION, capture())
    assert correction is not None
    assert correction.brightness == pytest.approx(2.0)
    middle = np.array([0.5])
    seen = correction.apply(np.array([[0.1, 0.2, 0.3]]), middle, middle)
    # Twice by the flat field, twice by the exposure, half by the matrix.
    np.testing.assert_allclose(seen, [[0.2, 0.4, 0.6]], rtol=1e-6)


@pytest.mark.parametrize(
    "stamp",
    [
        None,
        CalibrationStamp(serial="1"),
        CalibrationStamp(serial="1", colour_id="another"),
        CalibrationStamp(serial="1", colour_id="c", expired=(CalibrationKind.COLOUR,)),
    ],
)
def test_a_picture_of_another_or_an_expired_calibration_is_not_corrected(stamp: CalibrationStamp | None) -> None:
    assert colour_correction_of(STATION, capture(calibration=stamp)) is None
    assert colour_correction_of(None, capture()) is None


def test_only_the_colour_of_a_zone_is_corrected() -> None:
    points = np.zeros((478, 2))
    points[:468] = canonical_face().points_in_head_mm[:, :2] * (4.0, -4.0)
    points -= points[:468].min(axis=0) - 20.0
    width, height = np.ceil(points[:468].max(axis=0)).astype(int) + 20
    grain = np.random.default_rng(1).normal(0.0, 1.5, (height, width, 3))
    picture = np.clip(np.array((150, 170, 205)) + grain, 0, 255).astype(np.uint8)
    polygons, zones = zone_polygons(points), ("malar_L",)
    plain = measure_skin(picture, points, polygons, zones=zones, mm_per_px=0.25)
    correction = ColourCorrection(colour=COLOUR)
    darker = measure_skin(picture, points, polygons, zones=zones, mm_per_px=0.25, correction=correction)
    assert darker.colours["malar_L"].lab[0] < plain.colours["malar_L"].lab[0] - 10.0
    assert darker.colours["malar_L"].ita_deg < plain.colours["malar_L"].ita_deg
    assert darker.attributes == plain.attributes


def test_a_capture_set_brings_its_colour_or_is_refused(tmp_path: Path) -> None:
    (tmp_path / "frontal.tif").write_bytes(encode_tiff(np.zeros((80, 80, 3), np.uint8)))
    block = {"calibration": asdict(COLOUR), "flat_field": asdict(FLAT)}
    document = {"schema": 1, "frames": [{"file": "frontal.tif", "view": "frontal"}], "colour": block}
    path = tmp_path / "capture_set.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    colour = read_capture_set(tmp_path).colour
    assert colour is not None
    assert colour.colour == COLOUR
    assert colour.flat_field == FLAT
    block["calibration"]["matrix"] = [[1.0, 0.0, 0.0]]
    path.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(SkinlaxError) as caught:
        read_capture_set(tmp_path)
    assert caught.value.code == "capture_set_field"


@pytest.mark.parametrize("damage", [{}, {"calibration": 3}, {"calibration": {"model": "linear"}}])
def test_a_block_that_is_no_colour_is_refused(damage: dict[str, object]) -> None:
    with pytest.raises(SkinlaxError):
        colour_from(damage)
