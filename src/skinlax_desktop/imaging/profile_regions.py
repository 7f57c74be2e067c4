"""Where skin and edges lie on a head in profile, measured from the nasion in the direction of the face."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.profile import Profile

Box = tuple[int, int, int, int]

# Behind and below the nasion, in shares of nasion to chin: left, top, right, bottom of a face that looks right.
_CHEEK: Final = (-0.62, 0.22, -0.22, 0.62)
_EYE: Final = (-0.50, -0.20, -0.02, 0.22)
_MOUTH: Final = (-0.22, 0.48, 0.02, 0.78)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRegions:
    """Boxes (left, top, right, bottom) in pixels of the picture, cut to it."""

    cheek: Box
    eye: Box
    mouth: Box


def profile_regions(profile: Profile, scale: float, size: tuple[int, int]) -> ProfileRegions:
    """`scale`: picture pixels a profile pixel; `size`: width and height of the picture."""
    return ProfileRegions(
        cheek=_box(profile, scale, size, _CHEEK),
        eye=_box(profile, scale, size, _EYE),
        mouth=_box(profile, scale, size, _MOUTH),
    )


def box_pixels(picture: npt.NDArray[np.uint8], box: Box) -> npt.NDArray[np.uint8]:
    """The pixels of a box as (n, 3)."""
    left, top, right, bottom = box
    return picture[top:bottom, left:right].reshape(-1, 3)


def _box(profile: Profile, scale: float, size: tuple[int, int], shares: tuple[float, float, float, float]) -> Box:
    length = profile.nasion_to_chin * scale
    x, y = ((value + 0.5) * scale - 0.5 for value in profile.nasion)
    back, top, front, bottom = (share * length for share in shares)
    across = (x + back, x + front) if profile.looks_right else (x - front, x - back)
    left, right = (int(np.clip(round(value), 0, size[0])) for value in across)
    upper, lower = (int(np.clip(round(y + value), 0, size[1])) for value in (top, bottom))
    return (left, upper, right, lower)
