"""Live guidance: each frame against the wanted view, and the one thing to do next."""

import numpy as np

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.gate import FrameVerdict
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.development import develop_half
from skinlax_desktop.imaging.landmark_picture import track_face
from skinlax_desktop.imaging.pose import pinhole_for
from skinlax_desktop.ports.frame import Frame
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.workflows import checks
from skinlax_desktop.workflows.assessment import Baseline, LiveAssessment, Overall
from skinlax_desktop.workflows.face_gate import face_checks, measure_face


class LiveGuide:
    """Assesses live frames, one after the other, on one worker thread. `baseline` may be set at any time."""

    def __init__(self, finder: LandmarkFinder, calibration: CameraCalibration | None) -> None:
        self._finder = finder
        self._calibration = calibration
        self.baseline: Baseline | None = None

    def assess(self, frame: Frame, view: View) -> LiveAssessment:
        """One frame against the wanted view."""
        half = develop_half(frame)
        height, width = half.shape[:2]
        face = track_face(half, self._finder, round(frame.captured_at_s * 1000.0))
        if face is None:
            verdict = FrameVerdict(checks=(checks.face_found_check(False),))
            return LiveAssessment(
                view=view,
                verdict=verdict,
                overall=Overall.NO_FACE,
                at_s=frame.captured_at_s,
                sequence=frame.sequence,
                advice=verdict.checks[0].advice,
            )
        measured = measure_face(face, pinhole_for((width, height), self._calibration))
        verdict = FrameVerdict(checks=(checks.face_found_check(True), *face_checks(measured, view)))
        low, high = face.points_px.min(axis=0), face.points_px.max(axis=0)
        size = np.array([width, height])
        failed = verdict.failed
        return LiveAssessment(
            view=view,
            verdict=verdict,
            overall=Overall.ADJUST if failed else Overall.READY,
            at_s=frame.captured_at_s,
            sequence=frame.sequence,
            pose=measured.pose,
            distance_mm=measured.distance_mm,
            face_box=(*map(float, low / size), *map(float, high / size)),  # type: ignore[arg-type]
            advice=failed[0].advice if failed else None,
            ready_fraction=1.0 - len(failed) / len(verdict.checks),
        )
