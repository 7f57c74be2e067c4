"""A treated face: nothing from nothing, more from more, alike on both sides, no triangle turned over."""

from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest

from skinlax_desktop.biomechanics.face_sheet import build_face_sheet
from skinlax_desktop.biomechanics.outcomes import SimulatedFace, overturned, simulate_outcome
from skinlax_desktop.biomechanics.plan import plan_of
from skinlax_desktop.biomechanics.posture import BodyPosture, gravity_direction
from skinlax_desktop.biomechanics.readings import pull_zone, read_zones
from skinlax_desktop.biomechanics.treatment_response import Handle, TreatmentResponse
from skinlax_desktop.biomechanics.treatments import Movement, Outcome, treatment_library
from skinlax_desktop.biomechanics.working_mesh import working_mesh
from skinlax_desktop.domain.errors import SkinlaxError
from small_face import mirror_of, small_face

BOTH_BROWS = ({"device": "mfu", "zones": ["brow"]},)
ALL = (
    {"device": "mfu", "zones": ["brow", "submental"]},
    {"device": "filler", "zones": ["prejowl", "jowl"]},
)


@lru_cache(maxsize=1)
def response() -> TreatmentResponse:
    mesh = small_face(below_the_chin=True)
    return TreatmentResponse(build_face_sheet(mesh), mesh)


def outcome(treatments, outcome: Outcome = Outcome.MEDIAN, weeks: float = 12.0, dose: float = 1.0) -> SimulatedFace:
    plan = plan_of({"weeks": weeks, "treatment": [{**entry, "intensity": dose} for entry in treatments]})
    return simulate_outcome(response(), plan, treatment_library(), outcome)


@pytest.mark.parametrize(("weeks", "dose"), [(12.0, 0.0), (0.0, 1.0)])
def test_no_treatment_returns_the_face_bit_for_bit(weeks: float, dose: float) -> None:
    mesh = small_face(below_the_chin=True)
    face = outcome(ALL, Outcome.HIGH, weeks, dose)
    assert face.of(working_mesh(mesh), mesh) is mesh
    assert not face.displacement_mm.any()
    assert not face.visible


def test_a_zone_moves_by_what_was_published_and_its_surroundings_follow() -> None:
    face = outcome(BOTH_BROWS)
    members = response().members("brow_L")
    assert np.linalg.norm(face.displacement_mm[members], axis=1).max() == pytest.approx(1.085, rel=0.01)
    rise = face.displacement_mm[:, 1]
    # A brow descends, and is drawn up, at its lateral end.
    outer = np.abs(response().sheet.vertices_mm[members, 0]) > np.median(
        np.abs(response().sheet.vertices_mm[members, 0])
    )
    assert rise[members][outer].mean() > 1.3 * rise[members][~outer].mean() > 0.0
    near = response().members("forehead")
    far = response().members("chin")
    assert 0.05 < rise[near].mean() < 1.085
    assert np.abs(rise[far]).max() < 0.01


def test_more_of_it_does_more_everywhere() -> None:
    sizes = [np.linalg.norm(outcome(ALL, dose=dose).displacement_mm, axis=1) for dose in (0.2, 0.5, 0.8, 1.0)]
    assert all((more >= less - 1e-12).all() for less, more in pairwise(sizes))
    each = [np.linalg.norm(outcome(ALL, kind).displacement_mm, axis=1).mean() for kind in Outcome]
    assert each == sorted(each)


def test_one_zones_dose_never_lessens_another_zone() -> None:
    jowl, prejowl = Handle("jowl_L", Movement.ADVANCE), Handle("prejowl_L", Movement.ADVANCE)
    last = 0.0
    for target in np.linspace(0.0, 3.0, 13):
        moved = response().displacement_mm({jowl: 1.0, prejowl: float(target)})
        assert response().moved_by_mm(jowl, moved) >= 1.0 - 1e-9
        now = response().moved_by_mm(prejowl, moved)
        assert now >= max(last, target) - 1e-9
        last = now


def test_a_symmetric_face_stays_symmetric() -> None:
    mesh = small_face(below_the_chin=True)
    moved = outcome(ALL, Outcome.HIGH).displacement_mm
    assert np.abs(moved[mirror_of(mesh)] * (-1.0, 1.0, 1.0) - moved).max() < 0.01 * np.abs(moved).max()


def test_no_triangle_turns_over_and_a_folded_face_is_told() -> None:
    face = outcome(ALL, Outcome.HIGH)
    assert not overturned(response().sheet, face.displacement_mm).any()
    folded = np.zeros_like(face.displacement_mm)
    folded[:, 0] = -2.0 * response().sheet.vertices_mm[:, 0]
    assert overturned(response().sheet, folded).any()


def test_what_is_bound_to_stay_whole_is_whole() -> None:
    """The bound that spares a slider the question of every triangle is never below what a pull really does."""
    sheet, pulls = response().sheet, {Handle("brow_L", Movement.LIFT): 3.0, Handle("jowl_R", Movement.ADVANCE): 2.0}
    moved = response().under(pulls)
    gradient = np.einsum("mci,mcj->mij", moved[sheet.triangles], sheet.geometry.gradients_per_mm)
    steepest = np.sqrt((gradient**2).sum(axis=(1, 2))).max()
    assert steepest <= response().steepest(pulls) + 1e-12
    times = 0.34 / response().steepest(pulls)
    assert not overturned(sheet, times * moved).any()


def test_a_lift_keeps_the_volume_and_a_filler_adds_what_was_put_in() -> None:
    sheet = response().sheet
    lift = outcome(BOTH_BROWS, Outcome.HIGH)
    assert abs(lift.volume_ml) < 0.01 * sheet.mobile_volume_ml
    assert abs(lift.volume_ml) < 0.2
    filler = outcome(({"device": "filler", "zones": ["jowl"]},))
    assert filler.volume_ml == pytest.approx(6.0, rel=0.08)


def test_the_area_under_the_chin_shrinks_by_what_was_published() -> None:
    face = outcome(({"device": "mfu", "zones": ["submental"]},))
    sheet = response().sheet
    central = np.abs(sheet.vertices_mm[:, 0]) < 8.0
    normal = np.einsum("ni,ni->n", face.displacement_mm, sheet.geometry.normals) * sheet.geometry.vertex_area_mm2
    assert normal[central].sum() / 16.0 == pytest.approx(-35.5, rel=1e-6)


def test_a_change_below_the_limit_is_not_called_visible() -> None:
    assert not outcome(BOTH_BROWS, Outcome.LOW).visible
    assert outcome(BOTH_BROWS, Outcome.MEDIAN).visible
    assert not outcome(BOTH_BROWS, Outcome.MEDIAN, dose=0.5).visible


def test_two_devices_on_one_zone_are_not_added_up() -> None:
    both = outcome(
        ({"device": "mfu", "zones": ["submental"]}, {"device": "rf_microneedling", "zones": ["submental"]}),
        Outcome.HIGH,
    )
    drawn = [target for target in both.targets if target.drawn]
    assert len(drawn) == 1
    assert drawn[0].target_mm == max(target.target_mm for target in both.targets)


def test_a_zone_that_the_mesh_lacks_is_named() -> None:
    mesh = small_face()
    plan = plan_of({"weeks": 12, "treatment": [{"device": "mfu", "zones": ["submental"]}]})
    with pytest.raises(SkinlaxError, match="simulation_zone_absent"):
        simulate_outcome(TreatmentResponse(build_face_sheet(mesh), mesh), plan, treatment_library(), Outcome.LOW)


def test_lying_down_draws_the_face_back_and_up_and_no_change_of_posture_leaves_it() -> None:
    sheet = response().sheet
    upright = gravity_direction(BodyPosture.UPRIGHT)
    lying = sheet.solve(sheet.weight_mn(gravity_direction(BodyPosture.SUPINE) - upright))
    jowl = response().members("jowl_L")
    assert lying[jowl, 1].mean() > 0.1
    assert lying[jowl, 2].mean() < -0.1
    assert not sheet.solve(sheet.weight_mn(upright - upright)).any()


def test_readings_are_alike_left_and_right_and_softer_skin_is_less_firm() -> None:
    mesh = small_face(splits=1)
    read = read_zones(mesh)
    left, right = read["jowl_L"].firmness_kpa_per_mm, read["jowl_R"].firmness_kpa_per_mm
    assert left.value == pytest.approx(right.value, rel=0.01)
    assert left.low < left.value < left.high
    assert all(0.0 < zone.recoil_share.low <= zone.recoil_share.high < 1.0 for zone in read.values())
    jowl = mesh.zone_index == mesh.zone_names.index("jowl_L")
    soft = pull_zone(build_face_sheet(mesh, lower_face_compliance=2.0), jowl)[0]
    assert soft < 0.75 * left.value


def test_thicker_skin_of_men_is_firmer() -> None:
    mesh = small_face(splits=1)
    brow = mesh.zone_index == mesh.zone_names.index("brow_L")
    man, woman = (pull_zone(build_face_sheet(mesh, sex=sex), brow)[0] for sex in ("M", "F"))
    assert man > woman
