"""Is the face in a frame of a sweep the one that looked into the camera at the start.

Limits chosen on three phantoms (neutral, smiling, eyes closed, mouth open, from -40 to +40 degrees): see decision 31.
Reconstruction wants the same face in every frame, so it is held against the frontal one, and a quick movement of the
lower face (a swallow, a word) is refused though both its ends look at rest.
"""

from collections import deque
from collections.abc import Sequence
from enum import StrEnum
from statistics import median
from typing import Final

from skinlax_desktop.workflows.sweep_sighting import FaceAtRest

# Below this share of how far the eyes are open at the front, somebody blinks.
BLINK_SHARE: Final = 0.72
# How much stronger than at the front the strongest movement may be, and how strong at most.
STRONGER_BY: Final = 0.55
STRONGEST: Final = 1.0
# A turn changes a blendshape of the lower face by up to 0.2 in a second; a swallow changes one by more.
QUICK_CHANGE: Final = 0.3
_QUICK_WITHIN_S: Final = 0.8
_FEWEST_BEFORE: Final = 2


class Restless(StrEnum):
    """Why a frame's face is not the one of the start."""

    BLINK = "blink"
    EXPRESSION = "expression"
    SWALLOW = "swallow"


class Stillness:
    """Judges faces against the frontal one, in the order they were seen."""

    def __init__(self, front: FaceAtRest | None, *, tempo: float = 1.0) -> None:
        self._front = front
        self._within_s = _QUICK_WITHIN_S * tempo
        self._recent: deque[tuple[float, FaceAtRest]] = deque(maxlen=32)

    def judge(self, face: FaceAtRest | None, at_s: float) -> Restless | None:
        """What moved; None when the face is at rest, or when it cannot be seen."""
        if face is None:
            self._recent.clear()
            return None
        while self._recent and at_s - self._recent[0][0] > self._within_s:
            self._recent.popleft()
        before = [known for _, known in self._recent]
        self._recent.append((at_s, face))
        if self._front is not None and face.eye_ratio < BLINK_SHARE * self._front.eye_ratio:
            return Restless.BLINK
        if is_changed(face, self._front):
            return Restless.EXPRESSION
        return Restless.SWALLOW if _is_quick(face, before) else None


def is_changed(face: FaceAtRest, front: FaceAtRest | None) -> bool:
    """Whether the expression is another one than at the front; with no front, whether it is one at all."""
    if face.strength is None:
        return False
    if front is None or front.strength is None:
        return face.strength > STRONGEST
    return face.strength > min(front.strength + STRONGER_BY, max(STRONGEST, front.strength))


def front_of(faces: Sequence[FaceAtRest]) -> FaceAtRest | None:
    """The frontal face to hold the others against: the middle of several moments."""
    if not faces:
        return None
    strengths = [face.strength for face in faces if face.strength is not None]
    names = set.intersection(*(set(face.lower_face) for face in faces))
    return FaceAtRest(
        eye_ratio=median(face.eye_ratio for face in faces),
        strength=median(strengths) if strengths else None,
        lower_face={name: median(face.lower_face[name] for face in faces) for name in names},
    )


def _is_quick(face: FaceAtRest, before: Sequence[FaceAtRest]) -> bool:
    if len(before) < _FEWEST_BEFORE:
        return False
    return any(
        abs(value - median(known.lower_face.get(name, value) for known in before)) > QUICK_CHANGE
        for name, value in face.lower_face.items()
    )
