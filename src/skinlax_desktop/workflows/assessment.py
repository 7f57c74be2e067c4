"""What the station knows of one picture, live or taken: records shared by the gate, the guidance and the session."""

from dataclasses import dataclass
from enum import StrEnum

from skinlax_desktop.domain.gate import Advice, FrameVerdict
from skinlax_desktop.domain.posture import Posture
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.workflows.match_score import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What an accepted frontal picture of the same person teaches about the others; lengths in its own pixels.

    `head_height_px` is nasion to chin (soft menton), the one length that a profile shows too.
    """

    head_height_px: float
    distance_mm: float | None = None
    sharpness: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPicture:
    """A full-resolution picture with its verdict; `face` is None where no landmarks were found (lateral views).

    `match`: against the patient's baseline, where there is one.
    """

    view: View
    verdict: FrameVerdict
    face: FoundFace | None = None
    pose: Pose | None = None
    distance_mm: float | None = None
    baseline: Baseline | None = None
    posture: Posture | None = None
    match: Match | None = None


class Overall(StrEnum):
    """The one state of the live picture."""

    NO_FACE = "no_face"
    ADJUST = "adjust"
    HOLD = "hold"
    READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAssessment:
    """One live frame against the wanted view.

    `face_box` (left, top, right, bottom) and `outline` (closed polyline of the head or face as seen now) are in
    0..1 of the upright picture. `advice` is the single most urgent thing to do. `ready_fraction` is the share of the
    checks made that do not fail. `HOLD`: all is well but the head still moves. `at_s` is the frame's capture time.
    """

    view: View
    verdict: FrameVerdict
    overall: Overall
    at_s: float
    sequence: int
    pose: Pose | None = None
    distance_mm: float | None = None
    face_box: tuple[float, float, float, float] | None = None
    outline: tuple[tuple[float, float], ...] = ()
    advice: Advice | None = None
    ready_fraction: float = 0.0
    match: Match | None = None
