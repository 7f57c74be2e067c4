"""The simulated field against what a phantom's skin truly did, when only each zone's mean is told."""

import pytest

from phantom_lift import planted_lift, sample_head
from skinlax_desktop.biomechanics.face_sheet import build_face_sheet
from skinlax_desktop.biomechanics.treatment_response import TreatmentResponse


@pytest.mark.parametrize("kind", ["jowl", "malar", "submental"])
def test_a_planted_lift_is_followed(kind: str) -> None:
    sampled = sample_head("Basil", 36)
    response = TreatmentResponse(build_face_sheet(sampled.mesh), sampled.mesh)
    for error in planted_lift(sampled, response, kind):
        assert error.target_mm > 0.3
        assert error.error_mm < 0.85 * error.truth_mm
        assert error.alignment > 0.6
        # What mechanics carries beyond the zone must not be worse than carrying nothing.
        assert error.outside_error_mm < 1.1 * error.outside_truth_mm
