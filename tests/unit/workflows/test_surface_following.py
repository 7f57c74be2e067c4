"""Simulations held against measured surfaces by themselves: real vault, real meshes, real comparison."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from courses import person
from followed_surfaces import PLANTED_ML, FollowingStation, later_visit, scanned, simulated_visit, with_surface
from sample_records import USER
from skinlax_desktop.app.surface_comparing import compare_surfaces_apart
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.measurement import Measurement, Source
from skinlax_desktop.domain.surfaces_compared import SurfaceFinding, SurfacesCompared
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.text import course as words
from skinlax_desktop.workflows.course_series import CourseKey
from skinlax_desktop.workflows.course_told import tell_course
from skinlax_desktop.workflows.prediction_results import PredictionResult, results_of, scores
from skinlax_desktop.workflows.surface_following import CompareSurfaces, compare_surfaces_of_visits
from skinlax_desktop.workflows.surface_pairs import DEFINITION, surface_fingerprint

RESOURCES = Path(__file__).parents[3] / "resources"
WHOLE = CourseKey(zone="", quantity="laxity")

Opened = Callable[[CompareSurfaces], FollowingStation]


def given(*_asked: object) -> tuple[tuple[SurfaceFinding, ...], tuple[str, ...]]:
    """A comparison that is simply there."""
    change = Measurement(name="zone_volume_ml", unit="mL", value=5.0, low=3.0, high=7.0, source=Source.MESH)
    return (SurfaceFinding(zone="jowl", change=change),), ("other_camera",)


def refused(*_asked: object) -> tuple[tuple[SurfaceFinding, ...], tuple[str, ...]]:
    raise SkinlaxError("comparison_size_differs", percent="4")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    made: list[FollowingStation] = []

    def open_it(compare: CompareSurfaces) -> FollowingStation:
        made.append(FollowingStation(tmp_path / f"vault{len(made)}", compare))
        return made[-1]

    yield open_it
    for station in made:
        station.close()


def followed(station: FollowingStation, then: bytes = b"then", now: bytes = b"now") -> None:
    """The second visit is open and is given a surface; the first one has a surface and a simulation."""
    station.vault.save_visit(with_surface(simulated_visit(), station.store(then)), by=USER)
    station.vault.save_visit(later_visit(), by=USER)
    mesh = station.store(now)
    station.visits.open(station.vault.visit(VisitId("v2")), by="test")
    station.settle()
    station.visits.apply(lambda visit: with_surface(visit, mesh), by="test")


def by_zone(visits: list[Visit]) -> dict[str, PredictionResult]:
    return {result.predicted.zone: result for result in results_of(visits)}


@pytest.mark.parametrize(
    ("which", "compare"), [("fuller", compare_surfaces_apart), ("same", compare_surfaces_of_visits)]
)
def test_what_was_planted_is_found_with_its_sign_and_size_and_nothing_where_nothing_was(
    opened: Opened, which: str, compare: CompareSurfaces
) -> None:
    station = opened(compare)
    first = with_surface(simulated_visit(), station.store_face("first"), scanned("first"))
    station.vault.save_visit(first, by=USER)
    station.vault.save_visit(later_visit(), by=USER)
    mesh = station.store_face(which)
    station.visits.open(station.vault.visit(VisitId("v2")), by="test")
    station.visits.apply(lambda visit: with_surface(visit, mesh, scanned(which)), by="test")
    station.settle()
    assert station.failures == []
    found = by_zone(station.stored())
    jowls = found["jowl"].outcome
    assert jowls is not None
    assert found["jowl"].on_surfaces
    assert (found["jowl"].predicted.low, found["jowl"].predicted.high) == (3.4, 8.6)
    truth = 2.0 * PLANTED_ML if which == "fuller" else 0.0
    assert jowls.measured_low <= truth <= jowls.measured_high
    assert jowls.measured == pytest.approx(truth, abs=1.5)
    assert jowls.detectable is (which == "fuller")
    assert jowls.inside_with_noise is (which == "fuller")
    chin = found["submental"].outcome
    assert chin is not None
    assert not chin.detectable
    assert not chin.inside
    # A lift along the skin is not told, and said so; the photographs of these visits have no brow.
    assert (found["brow_L"].outcome, found["brow_L"].reason) == (None, "lift_not_told")
    assert ("jowl", "zone_volume_ml", "mL") in scores(list(found.values()))


def test_a_surface_that_is_kept_is_compared_without_being_asked(opened: Opened) -> None:
    station = opened(given)
    followed(station)
    station.settle()
    (kept,) = next(visit for visit in station.stored() if visit.id == "v2").surfaces_compared
    assert (kept.earlier, kept.later, kept.refused) == ("v1", "v2", "")
    assert by_zone(station.stored())["jowl"].warnings == ("other_camera",)
    trail = [dict(entry.details).get("fields") for entry in station.vault.trail("v2")]
    assert "surfaces_compared" in trail


def test_surfaces_that_cannot_be_compared_are_told_once_and_the_visit_is_kept(opened: Opened) -> None:
    station = opened(refused)
    followed(station)
    station.settle()
    assert [str(error) for error in station.failures] == ["comparison_size_differs(percent=4)"]
    stored = station.stored()
    later = next(visit for visit in stored if visit.id == "v2")
    assert later.face_surface is not None
    result = by_zone(stored)["jowl_L"]
    assert (result.reason, result.parameters) == ("comparison_size_differs", (("percent", "4"),))
    station.visits.open(None, by="test")
    station.visits.open(later, by="test")
    station.settle()
    assert len(station.failures) == 1, "what is known is not asked again"


def test_a_comparison_that_only_ended_is_tried_again_when_the_visit_is_opened(opened: Opened) -> None:
    calls: list[int] = []

    def dies(*asked: object) -> object:
        calls.append(1)
        if len(calls) == 1:
            raise SkinlaxError("surfaces_comparison_ended")
        return given(*asked)

    station = opened(dies)  # type: ignore[arg-type]
    followed(station)
    station.settle()
    later = next(visit for visit in station.stored() if visit.id == "v2")
    assert later.surfaces_compared == ()
    assert by_zone(station.stored())["jowl_L"].reason == "surfaces_not_compared"
    station.visits.open(None, by="test")
    station.visits.open(later, by="test")
    station.settle()
    assert len(next(visit for visit in station.stored() if visit.id == "v2").surfaces_compared) == 1


def test_a_replaced_surface_is_compared_anew_and_the_old_word_never_stands(opened: Opened) -> None:
    seen: list[bytes] = []

    def note(asked, tell):  # type: ignore[no-untyped-def]
        seen.append(asked.now_ply)
        return given()

    station = opened(note)
    followed(station)
    station.settle()
    mesh = station.store(b"another")
    before = station.stored()
    stale = [with_surface(visit, mesh, at="2") if visit.id == "v2" else visit for visit in before]
    assert by_zone(stale)["jowl_L"].reason == "surfaces_not_compared"
    gone = [replace(visit, face_surface=None) if visit.id == "v1" else visit for visit in before]
    assert by_zone(gone)["jowl_L"].reason == "needs_two_surfaces"
    station.visits.apply(lambda visit: with_surface(visit, mesh, at="2"), by="test")
    station.settle()
    assert seen == [b"now", b"another"]
    assert by_zone(station.stored())["jowl"].on_surfaces


def test_a_simulation_kept_later_and_an_earlier_visit_that_is_open_are_followed_too(opened: Opened) -> None:
    station = opened(given)
    first = simulated_visit()
    station.vault.save_visit(with_surface(later_visit(), station.store(b"now")), by=USER)
    bare = with_surface(replace(first, simulations=()), station.store(b"then"))
    station.vault.save_visit(bare, by=USER)
    station.visits.open(bare, by="test")
    station.settle()
    assert all(not visit.surfaces_compared for visit in station.stored())
    station.visits.apply(lambda visit: visit.with_simulation(first.simulations[0]), by="test")
    station.settle()
    assert len(next(visit for visit in station.stored() if visit.id == "v1").surfaces_compared) == 1
    assert by_zone(station.stored())["jowl"].on_surfaces


def test_what_is_found_after_the_visit_was_left_is_kept_with_it(opened: Opened) -> None:
    go, begun = threading.Event(), threading.Event()

    def slow(*asked: object) -> object:
        begun.set()
        go.wait(20)
        return given(*asked)

    station = opened(slow)  # type: ignore[arg-type]
    followed(station)
    while not begun.is_set():
        station.calls.get(timeout=20)() if not station.calls.empty() else begun.wait(0.01)
    station.visits.open(later_visit("v9", "2025-09-01"), by="test")
    go.set()
    station.settle()
    assert len(next(visit for visit in station.stored() if visit.id == "v2").surfaces_compared) == 1


def test_nothing_is_compared_once_the_record_is_about_to_be_closed(opened: Opened) -> None:
    begun = threading.Event()

    def waits(_asked, tell):  # type: ignore[no-untyped-def]
        begun.set()
        while True:
            tell(0.5, "compare")

    station = opened(waits)
    followed(station)
    while not begun.is_set():
        station.calls.get(timeout=20)() if not station.calls.empty() else begun.wait(0.01)
    station.following.stop()
    station.settle()
    assert not station.jobs.busy
    assert all(not visit.surfaces_compared for visit in station.stored())
    assert station.failures == []


def compared_visits(finding_sides: tuple[str, ...] = (), refusal: str = "") -> list[Visit]:
    """Both visits with surfaces and what these came to, without a vault."""
    mesh = ImageRef(sha256="aa", width=0, height=0)
    first, later = with_surface(simulated_visit(), mesh), with_surface(later_visit(), mesh)
    findings, warnings = given()
    one_side = replace(findings[0].change, value=2.5, low=1.5, high=3.5)
    told = SurfacesCompared(
        earlier=first.id,
        later=later.id,
        earlier_surface=surface_fingerprint(first),
        later_surface=surface_fingerprint(later),
        definition=DEFINITION,
        compared_at="t",
        program="t",
        findings=()
        if refusal
        else (*findings, *(SurfaceFinding(zone=side, change=one_side) for side in finding_sides)),
        warnings=() if refusal else warnings,
        refused=refusal,
        parameters=(("percent", "4"),) if refusal else (),
    )
    return [first, later.with_surfaces_compared(told)]


def planned(visits: list[Visit], *zones: str) -> list[Visit]:
    """The same with a simulation of these zones alone."""
    (record,) = visits[0].simulations
    changes = tuple(change for change in record.changes if change.zone in zones)
    return [replace(visits[0], simulations=(replace(record, changes=changes),)), *visits[1:]]


def test_what_is_told_for_both_sides_is_held_against_their_sum_and_one_side_against_a_half() -> None:
    visits = compared_visits(("jowl_L", "jowl_R"))
    both = planned(visits, "jowl_L", "jowl_R")
    assert [(one.predicted.zone, one.predicted.median) for one in results_of(both)] == [("jowl", 6.0)]
    (left,) = results_of(planned(visits, "jowl_L"))
    assert (left.predicted.zone, left.predicted.median) == ("jowl_L", 3.0)
    assert left.outcome is not None
    assert left.outcome.measured == 2.5


def test_a_treatment_of_another_zone_of_the_plan_is_not_asked_of_this_one() -> None:
    visits = planned(compared_visits(), "jowl_L", "jowl_R")
    chin_untreated = replace(visits[0], treatments=visits[0].treatments[:1])
    (result,) = results_of([chin_untreated, visits[1]])
    assert result.outcome is not None
    jowls_untreated = replace(visits[0], treatments=visits[0].treatments[1:])
    (result,) = results_of([jowls_untreated, visits[1]])
    assert result.reason == "plan_not_carried_out"


def test_a_treatment_that_is_planned_for_later_is_looked_at_later() -> None:
    visits = planned(compared_visits(), "jowl_L", "jowl_R")
    (record,) = visits[0].simulations
    late = replace(record, weeks=60.0, steps=(replace(record.steps[0], at_week=40.0), record.steps[1]))
    (result,) = results_of([replace(visits[0], simulations=(late,)), visits[1]])
    assert result.outcome is not None
    assert result.weeks == pytest.approx(20.1, abs=0.1)


def test_the_screen_and_the_report_say_measured_value_interval_and_where_it_comes_from() -> None:
    def said(visits: list[Visit]) -> str:
        told = tell_course(person("p1"), visits, WHOLE, peers=(), resources=RESOURCES, today="2025-07-01")
        return "\n".join(next(part.sentences for part in told.parts if part.title == words.RESULTS))

    told = said(compared_visits())
    assert (
        "Jowl, both sides: volume of the zone, simulated 2025-01-10: +6.00 (+3.40 to +8.60) mL; measured on both "
        "surfaces after 20 weeks: +5.00 (+3.00 to +7.00): inside." in told
    )
    assert "The visits were taken with different cameras." in told
    assert "This clinic, jowl: volume of the zone: 1 compared, people 1." in told
    nothing = said(compared_visits(refusal="comparison_size_differs"))
    assert "not compared. The faces differ in size by 4 %, more than a face changes." in nothing
