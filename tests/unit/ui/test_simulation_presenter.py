"""What the simulation screen decides, over a view that only listens."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

import skinlax_desktop
from given_faces import now_visit
from screens import made_up_visit as made_up
from simulation_desk import SimulationDesk
from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import Check, CheckName, FrameVerdict
from skinlax_desktop.domain.views import View
from skinlax_desktop.ui.screens.simulation.state import Layout, Material, Tab, following
from small_face import small_face, without


@pytest.fixture
def desk() -> SimulationDesk:
    return SimulationDesk()


def lift_mm(pane, mesh) -> float:  # type: ignore[no-untyped-def]
    """How far the brows of a pane's face stand above those of the mesh."""
    brows = np.isin(mesh.zone_index, [mesh.zone_names.index(zone) for zone in ("brow_L", "brow_R")])
    return float((pane.look.mesh.vertices_in_face_mm - mesh.vertices_in_face_mm)[brows, 1].mean())


def test_a_face_is_shown_before_and_in_three_outcomes_that_rise(desk: SimulationDesk) -> None:
    assert desk.state.ready
    titles = [pane.title for pane in desk.staged.panes]
    assert titles == ["Before", "Low: no visible change", "Median", "High"]
    assert [pane.simulated for pane in desk.staged.panes] == [False, True, True, True]
    lifts = [lift_mm(pane, small_face(1)) for pane in desk.staged.panes]
    assert lifts[0] == 0.0
    assert 0.3 < lifts[1] < lifts[2] < lifts[3] < 1.9
    (row,) = desk.state.numbers
    assert (row.device, row.zone, row.unit, row.subjects_text) == ("mfu", "brow", "mm", "16 studies")
    assert row.amounts == pytest.approx({"low": 0.47, "median": 1.085, "high": 1.7})
    assert row.visible == {"low": False, "median": True, "high": True}
    assert row.without_visible_change_pct == (11.0, 16.0, 38.0)
    assert any("IJERPH" in cited for _, cited in row.sources)


def test_sliders_of_intensity_and_weeks_change_the_face_and_nothing_is_nothing(desk: SimulationDesk) -> None:
    full = lift_mm(desk.staged.panes[3], small_face(1))
    desk.presenter.plan.change(0, intensity=0.5)
    assert lift_mm(desk.staged.panes[3], small_face(1)) == pytest.approx(0.5 * full, rel=1e-3)
    desk.presenter.plan.look_at_week(8)
    assert lift_mm(desk.staged.panes[3], small_face(1)) == pytest.approx(0.25 * full, rel=1e-3)
    assert desk.state.onsets[0].dip_week == 4
    assert "Not drawn" in desk.state.onsets[0].sentence
    desk.presenter.plan.look_at_week(0)
    panes = desk.staged.panes
    assert all(pane.look is panes[0].look for pane in panes), "not a single bit changed"
    assert [pane.title for pane in panes[1:]] == [f"{name}: no visible change" for name in ("Low", "Median", "High")]
    assert desk.state.visible == ()
    desk.presenter.plan.look_at_week(400)
    assert desk.state.weeks == desk.state.weeks_most == 24


def test_side_wipe_and_blend_show_the_chosen_outcome(desk: SimulationDesk) -> None:
    for layout in (Layout.SIDE, Layout.WIPE, Layout.BLEND):
        desk.presenter.show_as(layout)
        assert (desk.staged.layout, [pane.title for pane in desk.staged.panes]) == (layout, ["Before", "Median"])
    desk.presenter.choose_outcome(following(desk.state.outcome))
    assert desk.staged.panes[1].title == "High"


def test_the_patients_own_photograph_is_moved_and_a_profile_needs_a_measured_face() -> None:
    desk = SimulationDesk(visit=now_visit())
    desk.presenter.show_on(Material.PHOTO)
    before, low, _, high = (pane.photo_bgr for pane in desk.staged.panes)
    assert before is not None
    assert high is not None
    moved = np.abs(high.astype(int) - before.astype(int)).max(axis=2) > 8
    assert moved.any()
    assert low is not None
    assert np.abs(low.astype(int) - before).sum() < np.abs(high.astype(int) - before).sum()
    rows = np.flatnonzero(moved.any(axis=1)) / len(moved)
    assert rows.max() < 0.6, "the chin of a face whose brow is lifted stays"
    desk.presenter.look_from(View.LATERAL_LEFT)
    assert desk.staged.panes == ()
    assert "drawn from landmarks" in desk.staged.sentence
    assert "Y in 3D" in desk.staged.sentence
    desk.presenter.look_from(View.OBLIQUE_RIGHT)
    assert len(desk.staged.panes) == 4


def test_alternatives_stand_beside_each_other(desk: SimulationDesk) -> None:
    desk.presenter.show_as(Layout.ALTERNATIVES)
    titles = [pane.title for pane in desk.staged.panes]
    assert titles[:2] == [
        "Nothing: unchanged, ageing is not drawn",
        "Topical only: unchanged, no displacement published",
    ]
    assert titles[2] == "All at once: median"
    assert desk.staged.panes[0].look is desk.staged.panes[1].look
    assert "two different treatments" in desk.staged.panes[3].sentence
    assert desk.state.tab is Tab.NUMBERS
    assert "cannot say" in desk.state.ageing[0]
    desk.presenter.plan.add()
    desk.presenter.plan.change(1, device="filler")
    desk.presenter.plan.change(1, zone="jowl")
    combined, staged = desk.staged.panes[2:]
    assert staged.title == "One after the other (weeks 0, 12): median"
    mesh = small_face(1)
    jowls = np.isin(mesh.zone_index, [mesh.zone_names.index(zone) for zone in ("jowl_L", "jowl_R")])

    def fuller(pane) -> float:  # type: ignore[no-untyped-def]
        return float(
            np.linalg.norm(pane.look.mesh.vertices_in_face_mm - mesh.vertices_in_face_mm, axis=1)[jowls].mean()
        )

    assert fuller(combined) > 0.5
    assert fuller(staged) < 0.05, "the filler comes in week 12, which is looked at"
    desk.presenter.plan.look_at_week(24)
    assert fuller(desk.staged.panes[3]) > 0.5


def test_what_nobody_published_and_what_the_face_does_not_show_is_refused_by_name(desk: SimulationDesk) -> None:
    desk.presenter.plan.change(0, zone="malar")
    assert desk.state.rows[0].refusal.startswith("No published displacement was found for microfocused ultrasound at")
    assert all(pane.look is desk.staged.panes[0].look for pane in desk.staged.panes)
    assert not desk.state.can_keep
    assert desk.state.sentence.startswith("Nothing of this plan can be drawn")
    desk.presenter.plan.change(0, zone="submental")
    assert "does not show the zone under the chin" in desk.state.rows[0].refusal
    desk.presenter.plan.change(0, device="topical")
    assert "topical regimen" in desk.state.rows[0].refusal
    desk.presenter.plan.remove(0)
    assert desk.state.sentence.startswith("Nothing planned yet")
    desk.presenter.keep()
    assert desk.visit.simulations == ()
    assert desk.state.is_error


def refused_visit():  # type: ignore[no-untyped-def]
    verdict = FrameVerdict(checks=(Check(name=CheckName.FOCUS, passed=False),))
    visit = now_visit()
    assert visit.analysis is not None
    frames = tuple(replace(f, verdict=verdict) if f.view == "frontal" else f for f in visit.analysis.frames)
    return replace(visit, analysis=replace(visit.analysis, frames=frames))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: SimulationDesk(visit=made_up.visit()), "not measured yet"),
        (lambda: SimulationDesk(mesh=replace(small_face(1), scale_known=False)), "no known scale"),
        (lambda: SimulationDesk(visit=refused_visit()), "The gate refused the frontal picture: focus"),
    ],
)
def test_a_visit_that_cannot_be_simulated_says_why(make, said: str) -> None:  # type: ignore[no-untyped-def]
    desk = make()
    assert said in desk.state.problem
    assert desk.staged.panes == ()
    assert said in desk.staged.sentence
    assert not desk.state.ready
    assert "prepare tissue" not in desk.jobs.names


def test_a_surface_that_cannot_be_computed_on_says_why() -> None:
    mesh = small_face(1)
    holed = replace(mesh, triangles=np.delete(mesh.triangles, np.s_[40:60], axis=0))
    desk = SimulationDesk(mesh=holed)
    assert "surface" in desk.state.problem
    assert desk.staged.panes == ()


def test_a_measured_surface_that_cannot_be_computed_on_gives_way_to_the_landmarks_one() -> None:
    mesh = small_face(1)
    turned = replace(mesh, triangles=mesh.triangles[:, ::-1].copy(), source="from a sweep")
    desk = SimulationDesk(mesh=turned, plain=mesh)
    assert desk.state.problem == ""
    assert len(desk.staged.panes) == 4
    assert desk.staged.panes[0].look.mesh is mesh
    assert desk.state.sentence.startswith("Computed on the face from landmarks, not on the measured one. The surface")
    alone = SimulationDesk(mesh=turned)
    assert "surface" in alone.state.problem


def test_a_hole_of_a_measured_surface_is_named_by_the_zone_it_reaches_into() -> None:
    mesh = small_face()
    away = np.linalg.norm(mesh.vertices_in_face_mm - (32.0, 16.0, -4.0), axis=1)
    holed = replace(mesh, triangles=mesh.triangles[~(away < 12.0)[mesh.triangles].any(axis=1)], source="from a sweep")
    desk = SimulationDesk(mesh=holed)
    assert "hole in the zone" in desk.state.rows[0].refusal
    assert desk.state.sentence.startswith("Nothing of this plan can be drawn")
    assert not desk.state.can_keep


def test_what_is_kept_is_in_the_record_and_opens_again_as_it_was_shown(desk: SimulationDesk) -> None:
    desk.presenter.plan.change(0, intensity=0.8)
    assert desk.state.can_keep
    desk.presenter.keep()
    (record,) = desk.visit.simulations
    assert (record.made_by, record.weeks, record.treatments) == ("clinician", 12.0, ("mfu",))
    assert [(step.device, step.zones, step.intensity) for step in record.steps] == [("mfu", ("brow_R", "brow_L"), 0.8)]
    assert [picture.view for picture in record.pictures] == ["face", "photo_frontal"]
    assert record.document is not None
    document = json.loads(desk.pictures.stored[record.document.sha256])
    assert document["outcomes"]["low"]["statement"] == "no visible change"
    assert document["sex"] == "F"
    assert not desk.state.can_keep
    desk.presenter.keep()
    assert len(desk.visit.simulations) == 1
    again = desk.reopened()
    again.presenter.keep()
    assert again.visit.simulations == (record,), "the same plan on the same face is the same simulation"
    assert again.state.opened == record.id
    (pane,) = again.staged.panes
    kept = cv2.imdecode(np.frombuffer(desk.pictures.stored[record.pictures[0].image.sha256], np.uint8), 1)
    assert np.array_equal(pane.photo_bgr, kept)
    assert [row.step.intensity for row in again.state.rows] == [0.8]
    again.presenter.show_on(Material.PHOTO)
    assert again.staged.panes[0].photo_bgr.shape[1] > kept.shape[1]
    again.presenter.plan.shift_intensity(1)
    assert again.state.opened == ""
    assert len(again.staged.panes) == 4


def test_that_the_patient_saw_it_is_written_down_once(desk: SimulationDesk) -> None:
    desk.presenter.sign("the patient")
    assert desk.visit.simulations_seen == (), "nothing was kept yet"
    desk.presenter.keep()
    desk.presenter.sign("   ")
    assert desk.state.is_error
    desk.presenter.sign("the patient and her sister")
    desk.presenter.sign("somebody else")
    (seen,) = desk.visit.simulations_seen
    assert (seen.simulation_id, seen.seen_by) == (desk.visit.simulations[0].id, "the patient and her sister")
    assert (seen.seen_at, seen.recorded_by) == ("2026-11-23T12:00:00+00:00", "clinician")
    assert desk.state.kept[0].seen is seen
    assert desk.state.kept[0].label.endswith("seen")
    assert "not a promise" in seen.statement
    assert seen.shown_sha256 == desk.visit.simulations[0].shown_sha256
    other = replace(desk.visit.simulations[0], pictures=())
    assert other.shown_sha256 != seen.shown_sha256, "the pictures take part"


def test_a_record_that_cannot_be_written_keeps_nothing_and_says_so(desk: SimulationDesk) -> None:
    desk.jobs.failing["store simulation"] = SkinlaxError("vault_disk_full")
    desk.presenter.keep()
    assert desk.visit.simulations == ()
    assert desk.state.is_error
    assert desk.state.can_keep


@pytest.mark.parametrize(("material", "name"), [(Material.FACE, "clip.webp"), (Material.PHOTO, "clip.png")])
def test_a_clip_goes_from_before_to_after_with_the_words_in_every_frame(
    desk: SimulationDesk, tmp_path: Path, material: Material, name: str
) -> None:
    desk.presenter.show_on(material)
    desk.presenter.export_clip(tmp_path / name)
    assert "left the record" in desk.state.sentence
    sha256 = hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
    assert desk.notes == [("copy_left_record", desk.visit.id, {"kind": "simulated clip", "sha256": sha256})]
    assert [path.name for path in tmp_path.iterdir()] == [name]
    done, clip = cv2.imdecodeanimation(np.fromfile(tmp_path / name, np.uint8))
    assert done
    assert sum(clip.durations) == 2 * 1500 + 23 * 160, "frames that are alike may be written as one"
    assert len(clip.frames) > 10
    for frame in clip.frames:
        foot = frame[-18:, :, :3].max(axis=2)
        quarters = np.array_split(foot, 4, axis=1)
        assert quarters[0].max() < 180, "the face before is no simulation"
        assert all(part.max() > 180 for part in quarters[1:])
    if material is Material.PHOTO:
        first, last = (clip.frames[n].astype(int)[60:-60] for n in (0, -1))
        high = slice(3 * first.shape[1] // 4, None)
        assert (np.abs(first - last)[:, high] > 10).any()
        assert not (np.abs(first - last)[:, : first.shape[1] // 4] > 0).any()


def test_a_copy_that_cannot_be_noted_is_not_written(desk: SimulationDesk, tmp_path: Path) -> None:
    desk.jobs.failing["note: save simulated picture"] = SkinlaxError("vault_disk_full")
    desk.presenter.save_picture(np.zeros((20, 20, 3), np.uint8), tmp_path / "one.png")
    assert desk.state.is_error
    assert list(tmp_path.iterdir()) == []


def test_a_zone_with_a_hole_is_refused_alone_and_the_rest_of_the_plan_is_drawn() -> None:
    whole = replace(small_face(3), source="from stills")
    jowl_l = whole.vertices_in_face_mm[whole.zone_index == whole.zone_names.index("jowl_L")]
    wound = np.linalg.norm(whole.vertices_in_face_mm - np.add(jowl_l.mean(axis=0), (-2.0, 4.0, 0.0)), axis=1) < 8.0
    desk = SimulationDesk(mesh=without(whole, wound), plain=small_face(1))
    desk.presenter.plan.add()
    desk.presenter.plan.change(1, device="filler")
    desk.presenter.plan.change(1, zone="jowl")
    brow, jowl = desk.state.rows
    assert brow.refusal == ""
    assert "hole" in jowl.refusal
    assert [row.zone for row in desk.state.numbers] == ["brow"]
    assert len(desk.staged.panes) == 4
    assert not desk.state.is_error


def test_a_refused_wish_leaves_no_picture_of_another_and_nothing_to_keep(desk: SimulationDesk) -> None:
    assert desk.state.can_keep
    desk.jobs.failing["try plan"] = SkinlaxError("simulation_inverts")
    desk.presenter.plan.change(0, intensity=0.5)
    assert desk.state.is_error
    assert desk.staged.panes == ()
    assert "fold over" in desk.staged.sentence
    assert not desk.state.can_keep
    del desk.jobs.failing["try plan"]
    desk.presenter.plan.change(0, intensity=0.6)
    assert len(desk.staged.panes) == 4
    assert not desk.state.is_error


def test_firmness_and_recoil_are_read_when_their_page_is_opened(desk: SimulationDesk) -> None:
    assert desk.state.tissue == ()
    desk.presenter.show_tab(Tab.ZONES)
    rows = {row.zone: row for row in desk.state.tissue}
    left, right = (rows[zone].reading.firmness_kpa_per_mm for zone in ("malar_L", "malar_R"))
    assert left.low < left.value < left.high
    assert left.value == pytest.approx(right.value, rel=0.02), "a symmetric face"
    assert 0.0 < rows["jowl_L"].reading.recoil_share.value < 1.0
    assert rows["malar_L"].measured_share == 1.0


def test_a_clip_that_cannot_be_written_leaves_nothing(desk: SimulationDesk, tmp_path: Path) -> None:
    desk.presenter.show_on(Material.PHOTO)
    desk.presenter.export_clip(tmp_path / "absent" / "clip.webp")
    assert desk.state.is_error
    assert list(tmp_path.iterdir()) == []


def test_the_forecast_says_what_comes_without_treatment(desk: SimulationDesk) -> None:
    told = SimulationDesk(tell=lambda visit, read, failed: read(lambda: ("Two comparable visits.",)))
    assert told.state.ageing == ()
    told.presenter.show_as(Layout.ALTERNATIVES)
    assert told.state.ageing[0] == "Two comparable visits."
    assert "not drawn" in told.state.ageing[1]
    failing = SimulationDesk(tell=lambda visit, read, failed: failed(SkinlaxError("vault_damaged")))
    failing.presenter.show_as(Layout.ALTERNATIVES)
    assert "cannot say" in failing.state.ageing[0]


def test_another_visit_begins_anew(desk: SimulationDesk) -> None:
    desk.presenter.plan.change(0, intensity=0.3)
    desk.presenter.choose_outcome(Outcome.HIGH)
    desk.visits.open(None, by="test")
    assert desk.staged.panes == ()
    desk.visits.open(now_visit(), by="test")
    assert desk.state.rows[0].step.intensity == 1.0
    assert len(desk.staged.panes) == 4


def test_the_presenter_needs_no_qt() -> None:
    code = "import sys, skinlax_desktop.ui.screens.simulation.presenter; print('PySide6' in sys.modules)"
    source = Path(skinlax_desktop.__file__).parents[1]
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(source)}
    )
    assert found.stdout.strip() == "False"
