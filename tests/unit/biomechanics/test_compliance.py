"""The lower face's softness, planted and found again from two heads."""

from dataclasses import replace

import numpy as np
import pytest

from skinlax_desktop.biomechanics.compliance import fit_lower_face_compliance
from skinlax_desktop.biomechanics.face_sheet import build_face_sheet
from skinlax_desktop.biomechanics.posture import CHIN_DOWN_DEG, BodyPosture, gravity_direction
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.face_mesh import FaceMesh
from small_face import small_face


def bent_forward(
    mesh: FaceMesh, compliance: float, noise_mm: float, seed: int, *, pitch_deg: float = CHIN_DOWN_DEG
) -> FaceMesh:
    """The face as it hangs with the chin down, seen with error, laid a little askew."""
    sheet = build_face_sheet(mesh, lower_face_compliance=compliance)
    turn = gravity_direction(BodyPosture.CHIN_DOWN, pitch_deg=pitch_deg) - gravity_direction(BodyPosture.UPRIGHT)
    random = np.random.default_rng(seed)
    moved = mesh.vertices_in_face_mm + sheet.solve(sheet.weight_mn(turn))
    moved += noise_mm * random.standard_normal(moved.shape)
    tilt = np.radians(0.8)
    askew = np.array([[1, 0, 0], [0, np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), np.cos(tilt)]])
    sigma = np.full(len(moved), max(noise_mm, 0.01), dtype=np.float32)
    return replace(mesh, vertices_in_face_mm=(moved @ askew + 0.4).astype(np.float32), sigma_mm=sigma)


@pytest.mark.parametrize("planted", [1.0, 4.0])
def test_planted_softness_is_found_within_its_interval(planted: float) -> None:
    mesh = small_face(splits=1)
    bent = bent_forward(mesh, planted, 0.05, 101)
    found = fit_lower_face_compliance(mesh, bent, level_pitch_deg=0.0, chin_down_pitch_deg=CHIN_DOWN_DEG)
    assert found.low < planted < found.high
    assert found.value == pytest.approx(planted, rel=0.25)
    assert found.high / found.low < 2.0


def test_a_head_whose_pitch_nobody_measured_widens_the_interval_by_what_it_does_to_the_fit() -> None:
    mesh = small_face(splits=1)
    # One tolerance less of a turn than the fit takes it for: the same fall then looks like a firmer face.
    bent = bent_forward(mesh, 4.0, 0.05, 101, pitch_deg=CHIN_DOWN_DEG + 4.0)
    neither = fit_lower_face_compliance(mesh, bent)
    believed = fit_lower_face_compliance(mesh, bent, level_pitch_deg=0.0, chin_down_pitch_deg=CHIN_DOWN_DEG)
    one = fit_lower_face_compliance(mesh, bent, level_pitch_deg=0.0)
    assert believed.high < 4.0 < neither.high
    assert believed.high / believed.low < one.high / one.low < neither.high / neither.low


def test_a_face_that_did_not_move_tells_nothing() -> None:
    mesh = small_face(splits=1)
    random = np.random.default_rng(5)
    still = replace(
        mesh,
        vertices_in_face_mm=(mesh.vertices_in_face_mm + 0.3 * random.standard_normal((468, 3))).astype(np.float32),
    )
    with pytest.raises(SkinlaxError, match="compliance_not_told"):
        fit_lower_face_compliance(mesh, still)


def test_meshes_of_different_triangles_are_refused() -> None:
    with pytest.raises(SkinlaxError, match="compliance_meshes_differ"):
        fit_lower_face_compliance(small_face(splits=1), small_face(splits=2))
