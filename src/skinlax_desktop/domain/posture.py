"""How the patient sits: what of it a picture shows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Posture:
    """Of one picture, degrees against the camera, which is taken to stand level; None, and why, where not seen.

    `shoulder_tilt_deg`: positive when the left shoulder is the higher one. `head_flexion_deg`: positive chin up, read
    from the head's pitch. `seated_upright`: shoulders seen below the head, level; None where no shoulders are seen.
    """

    shoulder_tilt_deg: float | None = None
    head_flexion_deg: float | None = None
    seated_upright: bool | None = None
    reason: str | None = None
