"""The simulated field against what a phantom's skin truly did, when only each zone's mean is told."""

import pytest

from phantom_lift import planted_lift, sample_head
from skinlax_desktop.biomechanics.face_sheet import build_face_sheet
from skinlax_desktop.biomechanics.treatment_response import TreatmentResponse


# A brow is a narrow zone: on the coarser grid three points are all of it.
@pytest.mark.parametrize(("kind", "rows"), [("brow", 72), ("jowl", 36), ("malar", 36), ("submental", 36)])
def test_a_planted_lift_is_followed(kind: str, rows: int) -> None:
    sampled = sample_head("Basil", rows)
    response = TreatmentResponse(build_face_sheet(sampled.mesh), sampled.mesh)
    for error in planted_lift(sampled, response, kind):
        assert error.target_mm > 0.3
        assert error.error_mm < 0.85 * error.truth_mm
        assert error.alignment > 0.6
        # Moving the zone stiffly is the least that a simulation must beat.
        assert error.error_mm < error.stiff_error_mm
        # What mechanics carries beyond the zone must not be worse than carrying nothing.
        assert error.outside_error_mm < 1.1 * error.outside_truth_mm
