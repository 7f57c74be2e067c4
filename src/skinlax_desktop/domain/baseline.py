"""How a picture stands against the patient's baseline."""

from dataclasses import dataclass

from skinlax_desktop.domain.ids import VisitId


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineMatch:
    """One picture against the baseline's picture of the same view, as measured when it was taken.

    Degrees and millimetres by which the head is turned and moved away from the baseline (signs as in `Pose`; right and
    up in the picture); `scale_pct`: how much larger the head is in the picture. `score` 0 to 100 is that of the worst
    part. `exact` is False when the pictures could not be laid on each other and landmarks had to do. None: not judged.
    """

    visit_id: VisitId
    score: int
    yaw_deg: float
    pitch_deg: float
    roll_deg: float | None
    scale_pct: float
    offset_mm: tuple[float, float]
    exact: bool = True
