"""Does something cover the face, and where: glasses, a hand, hair, a mask, any other thing.

Each part of the face is judged on its own by a logistic regression on its edges and colours, learnt on bare faces and
on the same faces with things drawn over them. Recipe and what it was tested on: models/training/face_cover.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.zones import Side
from skinlax_desktop.imaging.face_crop import coded_light, cut_face
from skinlax_desktop.imaging.face_patches import FacePart, Picture, Points, face_features
from skinlax_desktop.imaging.glare import white_part
from skinlax_desktop.imaging.skin_regions import visible_sides

WEIGHTS: Final = "face_cover.npz"
# Parts of one's own skin colour, of which the middle is the face's skin.
SKIN_PARTS: Final = ("forehead", "bridge", "cheek_right", "cheek_left", "chin")
# Judged a second time without mirrored light. Not the eyes: glasses show by what they mirror.
_MIRRORING: Final = (*SKIN_PARTS, "mouth")
_FACING: Final = ("forehead", "bridge", "eye_right", "eye_left", "cheek_right", "cheek_left", "mouth", "chin")
# A turned face shows these of one half well.
_TURNED: Final[Mapping[Side, tuple[str, ...]]] = {
    Side.RIGHT: ("forehead", "eye_right", "cheek_right"),
    Side.LEFT: ("forehead", "eye_left", "cheek_left"),
}
# Logits that no bare face at rest of the half that was learnt on reaches. A dark forehead that shines comes nearest;
# of all other parts the highest was 0.5.
_LIMITS: Final[Mapping[str, float]] = {"forehead": 1.5}
_USUAL_LIMIT: Final = 0.7
_LARGEST_LOGIT: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The part of the face that looks most as if something covered it, and how much so, 0 to 1; 0.5 is its limit."""

    part: str
    likelihood: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PartJudge:
    """How a part is laid and judged: logit = features @ `slope` + `offset`."""

    part: FacePart
    slope: npt.NDArray[np.float64]
    offset: float


def judged_parts(yaw_deg: float) -> tuple[str, ...]:
    """The parts that are judged on a face turned by so much."""
    sides = visible_sides(yaw_deg)
    return _TURNED[sides[0]] if len(sides) == 1 else _FACING


def measure_cover(picture: Picture, points_px: Points, yaw_deg: float, *, quick: bool = False) -> Cover:
    """Of an upright (h, w, 3) BGR picture with its 478 landmarks; `quick` shifts logits by 0.2 at most (34 people)."""
    parts = judged_parts(yaw_deg)
    logits = _past_limits(cover_logits(picture, points_px, parts, quick=quick))
    if any(logits[name] > 0.0 for name in _MIRRORING if name in logits):
        # The lamp mirrored on dark skin, or haze over it, looks like a thing on it. A thing is still there without.
        dull = _without_mirrors(picture, points_px)
        if dull is not None:
            again = _past_limits(cover_logits(*dull, parts, quick=quick))
            logits |= {name: min(logits[name], again[name]) for name in _MIRRORING if name in logits}
    worst = max(logits, key=lambda name: logits[name])
    bounded = float(np.clip(logits[worst], -_LARGEST_LOGIT, _LARGEST_LOGIT))
    return Cover(part=worst, likelihood=1.0 / (1.0 + float(np.exp(-bounded))))


def _past_limits(logits: Mapping[str, float]) -> dict[str, float]:
    return {name: logit - _LIMITS.get(name, _USUAL_LIMIT) for name, logit in logits.items()}


def _without_mirrors(picture: Picture, points_px: Points) -> tuple[Picture, Points] | None:
    """The face cut out, its mirrored light taken away, and its landmarks; None with too little skin to tell it by."""
    crop = cut_face(picture, points_px)
    white = white_part(crop)
    return None if white is None else (coded_light(crop.linear - white[..., None]), crop.points_px)


def cover_logits(
    picture: Picture, points_px: Points, names: tuple[str, ...], *, quick: bool = False
) -> dict[str, float]:
    """The logit of each part, above 0 when it looks covered."""
    judges = learnt_judges()
    skin_parts = tuple(name for name in SKIN_PARTS if name in names)
    seen = face_features(picture, points_px, {name: judges[name].part for name in names}, skin_parts, quick=quick)
    return {name: float(seen[name] @ judges[name].slope) + judges[name].offset for name in names}


@lru_cache(maxsize=1)
def learnt_judges() -> Mapping[str, PartJudge]:
    """The judges as learnt, by part."""
    with resources.files("skinlax_desktop.imaging").joinpath(WEIGHTS).open("rb") as file, np.load(file) as stored:
        return {
            name: PartJudge(
                part=FacePart(
                    landmarks=tuple(int(index) for index in stored[f"landmarks_{name}"]),
                    places_px=stored[f"places_{name}"].astype(np.float64),
                ),
                slope=stored[f"slope_{_kind(name)}"].astype(np.float64),
                offset=float(stored[f"offset_{_kind(name)}"]),
            )
            for name in _FACING
        }


def _kind(name: str) -> str:
    """Both halves of a face share their judge."""
    return name.removesuffix("_right").removesuffix("_left")
