"""The lower face's softness, planted and found again from two heads."""

from dataclasses import replace

import numpy as np
import pytest

from bent_face import bent_forward, landmarks_of, level_face
from skinlax_desktop.biomechanics.compliance import ComplianceBounds, fit_lower_face_compliance
from skinlax_desktop.biomechanics.posture import BodyPosture, gravity_direction
from skinlax_desktop.biomechanics.skin_readings import distance_readings, pattern_readings
from skinlax_desktop.domain.zones import ZONES, kind_of_zone
from skinlax_desktop.surface.compared_surfaces import SurfaceComparison, compare_surfaces
from skinlax_desktop.surface.face_mesh import FaceMesh

SCALE = 0.001


def beside(bent: FaceMesh) -> SurfaceComparison:
    level = level_face()
    return compare_surfaces(level, bent, scale_share=SCALE, landmarks=(landmarks_of(level), landmarks_of(bent)))


def fitted(bent: FaceMesh) -> ComplianceBounds:
    return fit_lower_face_compliance(level_face(), beside(bent), scale_share=SCALE)


def test_planted_softness_is_found_and_a_pitch_that_nobody_measured_widens_its_interval() -> None:
    seen = beside(bent_forward(level_face(), 4.0))
    known = {
        "level_down": gravity_direction(BodyPosture.UPRIGHT),
        "bent_down": gravity_direction(BodyPosture.CHIN_DOWN),
    }
    sure = fit_lower_face_compliance(level_face(), seen, scale_share=SCALE, **known).fitted
    unsure = fit_lower_face_compliance(level_face(), seen, scale_share=SCALE).fitted
    assert sure is not None
    assert unsure is not None
    assert sure.low < 4.0 < sure.high
    assert sure.value == pytest.approx(4.0, rel=0.4)
    assert unsure.high / unsure.low > 1.2 * sure.high / sure.low


def test_a_face_that_did_not_fall_is_at_most_so_soft() -> None:
    told = fitted(bent_forward(level_face(), 0.0, noise_mm=0.1))
    assert told.fitted is None
    assert told.at_least is None
    assert told.at_most is not None
    assert told.at_most < 4.0


def test_a_face_far_softer_than_was_looked_for_is_at_least_so_soft() -> None:
    told = fitted(bent_forward(level_face(), 40.0))
    assert told.fitted is None
    assert told.at_most is None
    assert told.at_least is not None
    assert told.at_least > 4.0


def test_what_moves_with_the_neck_or_the_eyes_is_not_asked() -> None:
    seen = beside(bent_forward(level_face(), 4.0))
    brows = [number for number, zone in enumerate(ZONES) if kind_of_zone(zone) == "brow"]
    assert np.isin(seen.samples.zone, brows).any()
    stirred = replace(
        seen, samples=replace(seen.samples, change=seen.samples.change + 3.0 * np.isin(seen.samples.zone, brows))
    )
    assert np.array_equal(distance_readings(seen).value, distance_readings(stirred).value)


def test_a_slide_reads_the_movement_that_made_it() -> None:
    """A face that slid as a whole: every reading is that of the shift, and the columns of no fall explain it all."""
    level = level_face()
    shift = np.array([0.3, -0.2, 0.1])
    moved = replace(level, vertices_in_face_mm=level.vertices_in_face_mm + shift.astype(np.float32))
    seen = compare_surfaces(level, moved, scale_share=SCALE)
    for readings in (distance_readings(seen), pattern_readings(seen.slides)):
        assert readings is not None
        expected = readings.reads(np.broadcast_to(shift, readings.points.shape))
        rows = readings.aside(seen.registration.about)
        assert np.abs(expected - rows[:, 3:6] @ shift).max() < 1e-9
        # It lies on the other once registered: nothing but what the columns explain is left.
        left = readings.value - rows @ np.linalg.lstsq(rows, readings.value, rcond=None)[0]
        assert np.abs(left).max() < 0.05
