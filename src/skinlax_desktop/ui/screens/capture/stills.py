"""Small copies of the pictures taken: for the filmstrip, and to show why one was refused."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.gate import CheckName
from skinlax_desktop.domain.zones import Side
from skinlax_desktop.imaging.averaging import average_to
from skinlax_desktop.imaging.skin_regions import CHEEKS, EYE_OPENINGS, FOREHEAD
from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.workflows.assessment import JudgedPicture

Picture = npt.NDArray[np.uint8]
Box = tuple[float, float, float, float]

_SMALL_HEIGHT_PX = 1024
_EYES: Final = (33, 133, 362, 263, 159, 145, 386, 374)
_MOUTH: Final = (61, 291, 0, 17)
_CHIN: Final = (18, 32, 262, 152)
# The part of the face that a sentence is about; every other one means all of it.
_MEANT: Final[Mapping[str, tuple[int, ...]]] = {
    "open_eyes": _EYES,
    "look_into_lens": _EYES,
    "close_lips": _MOUTH,
    "relax_smile": _MOUTH,
    "relax_lips": _MOUTH,
    "relax_jaw": (*_MOUTH, *_CHIN),
    "relax_brows_up": FOREHEAD,
    "clear_forehead": FOREHEAD,
    "clear_bridge": _EYES,
    "clear_eye_right": EYE_OPENINGS[Side.RIGHT],
    "clear_eye_left": EYE_OPENINGS[Side.LEFT],
    "clear_cheek_right": CHEEKS[Side.RIGHT],
    "clear_cheek_left": CHEEKS[Side.LEFT],
    "clear_mouth": _MOUTH,
    "clear_chin": _CHIN,
}


# A second person is elsewhere than the face that is known, and a lens is nowhere in the picture.
_NOT_OF_THE_FACE: Final = (CheckName.SINGLE_FACE, CheckName.CALIBRATION)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JudgedStill:
    """The small copy of a judged picture, and the place its first failed check means, in 0..1 of the picture."""

    small: Picture
    place: Box | None


class StillShelf:
    """Filled on the worker that judges, read on the main thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: JudgedStill | None = None

    def put(self, picture: Picture, judged: JudgedPicture) -> None:
        """Keep a small copy of the picture that was just judged."""
        still = JudgedStill(small=shrink(picture), place=_place_of(judged, picture.shape[1], picture.shape[0]))
        with self._lock:
            self._newest = still

    @property
    def newest(self) -> JudgedStill | None:
        """The last judged picture."""
        with self._lock:
            return self._newest


def shrink(picture: Picture, height_px: int = _SMALL_HEIGHT_PX) -> Picture:
    """A copy to look at."""
    height, width = picture.shape[:2]
    scale = min(1.0, height_px / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return average_to(picture, size)


def _place_of(judged: JudgedPicture, width: int, height: int) -> Box | None:
    failed = judged.verdict.failed
    if judged.face is None or not failed or failed[0].name in _NOT_OF_THE_FACE:
        return None
    part = _MEANT.get(failed[0].advice.code if failed[0].advice is not None else "", ())
    return _box(judged.face, part, width, height, grow=0.35 if part else 0.06)


def _box(face: FoundFace, indices: tuple[int, ...], width: int, height: int, *, grow: float) -> Box:
    points = face.points_px[list(indices)] if indices else face.points_px
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    margin = grow * max(right - left, bottom - top)
    return (
        float(max(0.0, (left - margin) / width)),
        float(max(0.0, (top - margin) / height)),
        float(min(1.0, (right + margin) / width)),
        float(min(1.0, (bottom + margin) / height)),
    )
