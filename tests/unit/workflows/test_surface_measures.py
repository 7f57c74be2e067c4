"""What a surface measured, beside what photographs did, and what became of it between two visits."""

from dataclasses import replace

import pytest

from given_faces import now_visit, then_visit
from screens import made_up_visit as made_up
from skinlax_desktop.domain.face_surface import FaceSurface, ZoneMeasures
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.measure_change import MeasureChange
from skinlax_desktop.domain.measurement import Measurement, Source, not_measured
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.text.face_change import change_lines, in_reading_order
from skinlax_desktop.vault.documents import decode_visit, encode_visit
from skinlax_desktop.workflows.surface_changes import _kept_measures
from skinlax_desktop.workflows.surface_measures import analysis_with_surface


def read(name: str, value: float, unit: str = "mm", mdc95: float = 0.4) -> Measurement:
    return Measurement(
        name=name, unit=unit, value=value, low=value - 0.5, high=value + 0.5, mdc95=mdc95, source=Source.MESH
    )


def with_surface(visit: Visit, *measures: tuple[str, Measurement]) -> Visit:
    return replace(
        visit,
        face_surface=FaceSurface(
            mesh=ImageRef(sha256="0" * 64, width=0, height=0, media_type="model/ply"),
            source="from a sweep",
            scale_share=0.001,
            author=UserName("clinician"),
            added_at="2026-11-23T12:00:00Z",
            landmarks_mm=((1.0, 2.0, 3.0),),
            measures=tuple(ZoneMeasures(zone=zone, metrics=(metric,)) for zone, metric in measures),
        ),
    )


def test_a_surface_knows_better_than_photographs_and_a_hole_takes_nothing_away() -> None:
    visit = with_surface(
        now_visit(),
        ("jowl_L", read("jowl_descent_mm", 14.0)),
        ("jowl_R", not_measured("jowl_descent_mm", "mm", "surface_not_measured")),
        ("nasolabial_L", read("nasolabial_depth_mm", 1.2)),
    )
    analysis = analysis_with_surface(visit)
    assert analysis is not None
    left, right = (
        next(m for m in analysis.zone(zone).metrics if m.name == "jowl_descent_mm") for zone in ("jowl_L", "jowl_R")
    )
    assert (left.value, left.source) == (14.0, Source.MESH)
    assert right == next(m for m in made_up.analysis().zone("jowl_R").metrics if m.name == "jowl_descent_mm")
    assert analysis.zone("nasolabial_L").metrics[-1].name == "nasolabial_depth_mm"
    assert analysis_with_surface(now_visit()) == now_visit().analysis


def test_a_visit_keeps_what_its_surface_measured() -> None:
    visit = with_surface(now_visit(), ("jowl_L", read("jowl_descent_mm", 14.0)))
    assert decode_visit(encode_visit(visit)) == visit


def test_a_change_of_a_measure_errs_by_both_repeats_and_the_scales() -> None:
    then = with_surface(then_visit(), ("jowl_L", read("jowl_descent_mm", 14.0, mdc95=0.8)))
    now = with_surface(now_visit(), ("jowl_L", read("jowl_descent_mm", 12.0, mdc95=0.8)))
    (change,) = _kept_measures(then, now)
    assert change.change.value == pytest.approx(-2.0)
    assert change.change.mdc95 == pytest.approx(0.8, abs=0.02)
    assert change.change.low < -2.0 < change.change.high


def test_shown_changes_are_read_first_and_say_where_the_skin_went() -> None:
    def row(zone: str, name: str, value: float, p: float) -> MeasureChange:
        nothing = not_measured(name, "mm", "needs_a_second_surface")
        return MeasureChange(zone=zone, before=nothing, after=nothing, change=read(name, value), p=p)

    rows = (
        row("chin", "skin_shift_mm", 0.02, 1.0),
        row("jowl_L", "skin_slide_mm", 1.2, 0.01),
        row("malar_R", "skin_shift_mm", -0.9, 0.001),
    )
    ordered = in_reading_order(rows)
    assert [one.zone for one in ordered] == ["malar_R", "jowl_L", "chin"]
    said = [" ".join(change_lines(one)) for one in ordered]
    assert "moved inwards" in said[0]
    assert "moved along the skin" in said[1]
    assert "no detectable change" in said[2]
    assert all("counts from 0.4 mm" in one for one in said)
