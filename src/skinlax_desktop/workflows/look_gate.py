"""What gate and guidance ask of a picture's looks, once the landmarks are found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.gate import Check, CheckName
from skinlax_desktop.imaging.averaging import thinned
from skinlax_desktop.imaging.backdrop import measure_backdrop
from skinlax_desktop.imaging.cast_shadow import measure_cast_shadow
from skinlax_desktop.imaging.face_crop import FACE_PX, FaceCrop, cut_face
from skinlax_desktop.imaging.focus import Sharpness, grey
from skinlax_desktop.imaging.glare import measure_glare
from skinlax_desktop.imaging.make_up import measure_make_up
from skinlax_desktop.imaging.skin_noise import measure_noise
from skinlax_desktop.imaging.skin_regions import (
    CHEEKS,
    EYE_SURROUNDINGS,
    FOREHEAD,
    MOUTH_SURROUNDINGS,
    box_around,
    visible_sides,
)
from skinlax_desktop.imaging.smear import Smear, measure_smear
from skinlax_desktop.imaging.tonal_range import measure_dynamic_range
from skinlax_desktop.workflows import look_checks, quality_checks
from skinlax_desktop.workflows.checks import unjudged

Picture = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]
Box = tuple[int, int, int, int]

IN_PROFILE: Final = (
    CheckName.GAZE,
    CheckName.SHADOWS,
    CheckName.GLARE,
    CheckName.DYNAMIC_RANGE,
    CheckName.NOISE,
    CheckName.MAKE_UP,
    CheckName.BACKGROUND,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Near:
    """A face cut out at the size its looks are read at; `picture` and `points_px` at that size, too."""

    picture: Picture
    points_px: Points
    crop: FaceCrop
    yaw_deg: float

    @property
    def facing(self) -> bool:
        """Whether both halves of the face are seen."""
        return len(visible_sides(self.yaw_deg)) == 2


def _near(picture: Picture, points_px: Points, yaw_deg: float) -> _Near:
    # A large picture is thinned as the live one is: the two then read alike, and averaging it all would cost more.
    step = max(int(float(np.ptp(points_px, axis=0).max()) // (2 * FACE_PX)), 1)
    small, points = thinned(picture, step), points_px / step
    return _Near(picture=small, points_px=points, crop=cut_face(small, points), yaw_deg=yaw_deg)


def light_look_checks(picture: Picture, points_px: Points, yaw_deg: float) -> tuple[Check, ...]:
    """How the light falls: those that a picture of a quarter of the resolution shows as well; some milliseconds."""
    return _of_light(_near(picture, points_px, yaw_deg))


def surface_look_checks(picture: Picture, points_px: Points, yaw_deg: float) -> tuple[Check, ...]:
    """What the light falls on, likewise. A live frame pays for these or for `light_look_checks`."""
    return _of_surface(_near(picture, points_px, yaw_deg))


def _of_light(near: _Near) -> tuple[Check, ...]:
    return (
        look_checks.shadows_check(
            measure_cast_shadow(near.crop) if near.facing else None,
            why="too_little_skin" if near.facing else "turned_face",
        ),
        look_checks.glare_check(measure_glare(near.crop, near.yaw_deg)),
    )


def _of_surface(near: _Near) -> tuple[Check, ...]:
    return (
        look_checks.dynamic_range_check(measure_dynamic_range(near.crop)),
        look_checks.make_up_check(
            measure_make_up(near.crop) if near.facing else None,
            why="too_little_skin" if near.facing else "turned_face",
        ),
        look_checks.background_check(measure_backdrop(near.picture, near.points_px)),
    )


def still_look_checks(picture: Picture, points_px: Points, yaw_deg: float) -> tuple[Check, ...]:
    """All that warn, for a picture at full resolution."""
    skin = (*(CHEEKS[side] for side in visible_sides(yaw_deg)), FOREHEAD)
    near = _near(picture, points_px, yaw_deg)
    return (
        look_checks.noise_check(measure_noise(picture, points_px, skin)),
        *_of_light(near),
        *_of_surface(near),
    )


def find_smear(picture: Picture, points_px: Points, yaw_deg: float) -> Smear | None:
    """The motion blur around the eyes and the mouth of a picture at full resolution."""
    parts = (*(EYE_SURROUNDINGS[side] for side in visible_sides(yaw_deg)), MOUTH_SURROUNDINGS)
    boxes = (box_around(points_px[list(part)], picture.shape[:2], margin=0.1) for part in parts)
    return measure_smear([grey(picture[top:bottom, left:right]) for left, top, right, bottom in filter(None, boxes)])


def with_movement(made: Sequence[Check], sharpness: Sharpness | None, smear: Smear | None) -> tuple[Check, ...]:
    """The checks of a still: it moved, or it is out of focus, and not both for one reason."""
    focus = quality_checks.focus_check(look_checks.lens_sharpness(sharpness, smear))
    return tuple(focus if check.name is CheckName.FOCUS else check for check in made)


def profile_looks(picture: Picture | None = None, cheek: Box | None = None) -> tuple[Check, ...]:
    """A profile has no landmarks to tell its parts by; the cheek of a still at full resolution shows the noise."""
    unseen = tuple(unjudged(name, "profile_view") for name in IN_PROFILE)
    if picture is None or cheek is None:
        return unseen
    left, top, right, bottom = cheek
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], dtype=np.float64)
    noise = look_checks.noise_check(measure_noise(picture, corners, (range(4),)))
    return tuple(noise if check.name is CheckName.NOISE else check for check in unseen)
