"""Several pictures of a view: averaged, with this visit's own spread, in the visit, the file and the report."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import phantom_series
from skinlax_desktop.analytics.repeat_spread import spread_of
from skinlax_desktop.domain.measurement import Analysis, Measurement
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import VirtualCamera, seated
from skinlax_desktop.workflows.analysis import SeriesPicture, analyse_series
from skinlax_desktop.workflows.analysis_file import read_analysis, write_analysis
from skinlax_desktop.workflows.repeatability import GEOMETRY, KNOWN_FREEDOM, Repeatability
from skinlax_desktop.workflows.report_blocks import Table
from skinlax_desktop.workflows.report_repeats import compose_repeats


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    camera = VirtualCamera().scaled(0.25)
    scenes = {
        number: seated(Pose(yaw_deg=yaw, pitch_deg=0.5 * yaw, roll_deg=0.0))
        for number, yaw in ((1, 0.0), (2, 1.0), (3, -1.0))
    }
    pictures = [
        SeriesPicture(
            file=f"frontal_{number}.png",
            view=View.FRONTAL,
            repeat=number,
            picture_bgr=render(phantom_series.head(), scene, camera, noise_seed=number),
        )
        for number, scene in scenes.items()
    ]
    return analyse_series(
        pictures, phantom_series.finder(), calibration=camera.calibration, scale=phantom_series.SCALE, off_protocol=True
    ).analysis


def of(analysis: Analysis, zone: str, name: str) -> Measurement:
    found = analysis.zone(zone)
    assert found is not None
    return next(metric for metric in found.metrics if metric.name == name)


def test_the_value_is_the_mean_of_the_repeats_and_their_spread_is_told(analysis: Analysis) -> None:
    brow = of(analysis, "brow_R", "brow_height_med_mm")
    assert len(brow.repeat_values) == 3
    assert len(set(brow.repeat_values)) == 3
    assert brow.value == pytest.approx(np.mean(brow.repeat_values))
    spread = spread_of(brow.repeat_values)
    assert spread is not None
    assert spread.sw == pytest.approx(np.std(brow.repeat_values, ddof=1))
    assert of(analysis, "forehead", "wrinkles").repeat_values


def test_a_face_that_repeats_worse_than_most_widens_its_own_interval() -> None:
    known = GEOMETRY["brow_height_med_mm"]
    calm, wild = known.with_repeats((5.0, 5.0, 5.0)), known.with_repeats((3.0, 5.0, 7.0))
    assert calm.sem < known.sem < wild.sem
    assert wild.half_interval(5.0, 3) > known.half_interval(5.0, 3)
    # Two more degrees of freedom beside sixteen move little where they agree.
    agreeing = known.with_repeats((5.0 - known.sem, 5.0, 5.0 + known.sem))
    assert agreeing.sem == pytest.approx(known.sem)
    assert known.with_repeats((5.0,)) is known
    assert Repeatability(1.0).with_repeats((0.0, 2.0)).sem ** 2 == pytest.approx(
        (KNOWN_FREEDOM + 2.0) / (KNOWN_FREEDOM + 1.0)
    )


def test_the_file_carries_the_repeats_and_gives_them_back(analysis: Analysis, tmp_path: Path) -> None:
    write_analysis(analysis, tmp_path / "analysis.json")
    read = read_analysis(tmp_path / "analysis.json")
    first, second = (of(one, "brow_R", "brow_height_med_mm") for one in (analysis, read))
    assert second.repeat_values == pytest.approx(first.repeat_values, rel=1e-5)


def test_the_annex_has_a_row_for_each_value_that_repeated(analysis: Analysis) -> None:
    table = next(block for block in compose_repeats(analysis) if isinstance(block, Table))
    brow = next(row for row in table.rows if row.cells[2] == "3")
    assert "–" in brow.cells[4]
    once = replace(
        analysis,
        zones=tuple(
            replace(zone, metrics=tuple(replace(metric, repeat_values=()) for metric in zone.metrics))
            for zone in analysis.zones
        ),
        face=(),
        attributes=(),
        colour=(),
    )
    assert compose_repeats(once) == ()
    assert compose_repeats(None) == ()
