"""Between two repeats of a view: has the patient really left the pose? Only then is the next picture a re-posed one."""

from typing import Final

from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.views import View
from skinlax_desktop.workflows.assessment import LiveAssessment, Overall

# Any of these, against the pose of the picture before: farther from the camera, aside, or turned away.
MOVED_MM: Final = 30.0
MOVED_SHARE: Final = 0.06
MOVED_DEG: Final = 8.0


class Reseating:
    """Remembers how the patient sat for the last picture; used on one thread."""

    def __init__(self) -> None:
        self._before: LiveAssessment | None = None

    def begin(self, taken: LiveAssessment | None, view: View) -> None:
        """The picture of `view` was taken as `taken` shows; None where no live picture told."""
        self._before = taken if taken is not None and taken.view is view else None

    def has_moved(self, now: LiveAssessment) -> bool:
        """Whether the patient left the pose: the head is gone, farther away, aside, or turned."""
        if now.overall is Overall.NO_FACE:
            found = now.verdict.find(CheckName.FACE_FOUND)
            # A backdrop that cannot be told from the head is no head that left.
            return found is not None and found.passed is False
        before = self._before
        if before is None:
            # Nothing to compare with: the pose that is seen first is the one to leave.
            self._before = now
            return False
        return _leaned(before, now) or _went_aside(before, now) or _turned(before, now)


def _leaned(before: LiveAssessment, now: LiveAssessment) -> bool:
    if before.distance_mm is None or now.distance_mm is None:
        return False
    return abs(now.distance_mm - before.distance_mm) > MOVED_MM


def _went_aside(before: LiveAssessment, now: LiveAssessment) -> bool:
    if before.face_box is None or now.face_box is None:
        return False
    middles = [((box[0] + box[2]) / 2.0, (box[1] + box[3]) / 2.0) for box in (before.face_box, now.face_box)]
    return any(abs(first - second) > MOVED_SHARE for first, second in zip(*middles, strict=True))


def _turned(before: LiveAssessment, now: LiveAssessment) -> bool:
    if before.pose is None or now.pose is None:
        return False
    angles = (before.pose.yaw_deg - now.pose.yaw_deg, before.pose.pitch_deg - now.pose.pitch_deg)
    return max(abs(angle) for angle in angles) > MOVED_DEG
