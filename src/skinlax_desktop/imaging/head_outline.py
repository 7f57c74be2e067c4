"""Target outlines: how the head should sit in the picture for each view, as polylines in 0..1 of the picture."""

import math
from typing import Final

from skinlax_desktop.domain.views import View

Polyline = tuple[tuple[float, float], ...]

# The station's picture shows 250 mm x 341 mm at the working distance; the nasion belongs on the optical axis.
PICTURE_MM: Final = (250.0, 341.3)

# Half widths of the frontal head (mm) at heights above the nasion (mm), from the crown to the menton.
_FRONTAL_HALF: Final = (
    (118.0, 0.0),
    (114.0, 30.0),
    (102.0, 52.0),
    (80.0, 68.0),
    (50.0, 75.0),
    (15.0, 76.0),
    (-15.0, 74.0),
    (-45.0, 70.0),
    (-70.0, 62.0),
    (-90.0, 50.0),
    (-105.0, 36.0),
    (-114.0, 20.0),
    (-118.0, 0.0),
)

# The profile that looks to the right of the picture: forward (mm), up (mm) from the nasion; crown to throat and nape.
_PROFILE: Final = (
    (-90.0, 118.0),
    (-50.0, 110.0),
    (-20.0, 88.0),
    (-4.0, 60.0),
    (3.0, 30.0),
    (4.0, 12.0),
    (0.0, 0.0),
    (8.0, -14.0),
    (20.0, -32.0),
    (26.0, -43.0),
    (18.0, -50.0),
    (11.0, -54.0),
    (14.0, -64.0),
    (15.0, -70.0),
    (9.0, -75.0),
    (13.0, -82.0),
    (5.0, -92.0),
    (6.0, -104.0),
    (0.0, -114.0),
    (-14.0, -120.0),
    (-50.0, -126.0),
    (-62.0, -150.0),
)


def target_outline(view: View) -> tuple[Polyline, ...]:
    """The outline(s) to draw for a view over the upright picture, mirrored never; empty for a sweep."""
    if view is View.SWEEP:
        return ()
    if view.is_lateral:
        return (_profile(facing_right=view is View.LATERAL_RIGHT),)
    if view is View.OBLIQUE_LEFT:
        return (_oblique(mirrored=True),)
    if view is View.OBLIQUE_RIGHT:
        return (_oblique(mirrored=False),)
    return (_frontal(view),)


def _place(points_mm: list[tuple[float, float]]) -> Polyline:
    width, height = PICTURE_MM
    return tuple((0.5 + x / width, 0.5 - y / height) for x, y in points_mm)


def _frontal(view: View) -> Polyline:
    squeeze = {View.CHIN_DOWN: math.cos(math.radians(25.0)), View.CHIN_UP: math.cos(math.radians(25.0))}.get(view, 1.0)
    right = [(-half, up * squeeze) for up, half in _FRONTAL_HALF]
    left = [(half, up * squeeze) for up, half in reversed(_FRONTAL_HALF)]
    return _place([*right, *left[1:]])


def _profile(*, facing_right: bool) -> Polyline:
    sign = 1.0 if facing_right else -1.0
    return _place([(sign * forward, up) for forward, up in _PROFILE])


def _oblique(*, mirrored: bool) -> Polyline:
    """Between both: the far cheek is the frontal outline foreshortened, the near side reaches back to the ear."""
    sign = -1.0 if mirrored else 1.0
    turn = math.radians(45.0)
    # The head turned to the right of the picture: its far (right) border and the back of the skull on the left.
    far = [(half * math.cos(turn) - 4.0, up) for up, half in _FRONTAL_HALF]
    near = [(-half * math.cos(turn) - 62.0 * math.sin(turn), up) for up, half in reversed(_FRONTAL_HALF)]
    return _place([(sign * x, up) for x, up in [*far, *near[1:]]])
