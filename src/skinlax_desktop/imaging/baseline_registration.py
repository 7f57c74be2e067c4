"""How a head stands now against how it stood in an earlier picture of the same person: turned, nearer, moved.

Places that laxity leaves alone are followed from the earlier picture into the new one (pyramidal Lucas-Kanade, both
ways), and the rigid movement of their depths explains where they went (Gauss-Newton on the reprojection, weighed down
where a place does not fit). What a depth is wrong by matters only as far as the head is turned away from the earlier
pose, so near a match the reading is exact to a few tenths of a degree. Light is levelled first: only edges count.

Axes: the camera's, x right, y down, z away; millimetres at the distance that the earlier picture was taken from.
"""

from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.pose import Pinhole, lines_of_sight
from skinlax_desktop.imaging.rigid_face import NASION, RIGID_INDICES
from skinlax_desktop.imaging.stable_points import (
    Mask,
    depth_from_landmarks,
    side_of_head_mm,
    stable_face_mask,
    stable_profile_mask,
)

Picture = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

# Longer side of the pictures that are compared; about two thirds of a millimetre a pixel at the station.
TEXTURE_PX: Final = 512
# The irises, which follow, turn by themselves.
MESH_POINTS: Final = 468
_MOST_POINTS: Final = 120
_LEAST_POINTS: Final = 24
_LEAST_SHARE: Final = 0.5
_APART_PX: Final = 5.0
_WINDOW_PX: Final = 19
_LEVELS: Final = 2
_PASSES: Final = 2
# A place that does not come back to where it began was not followed.
_ASTRAY_PX: Final = 0.7
# Weighted rms in pixels of what the rigid movement does not explain, above which the pictures are not of one head.
MOST_RESIDUAL_PX: Final = 1.0
_ROWS_ASTRAY: Final = 3
_EXACT: Final = 0.01
_ROUNDS: Final = 12
_CALM: Final = 2e-5
# Light is levelled over about the size of an eye.
_MEAN_PX: Final = 6.0
_SPREAD_PX: Final = 8.0
_LEAST_SPREAD: Final = 0.03
_GREY, _CONTRAST = 128.0, 40.0
_DARK: Final = 8.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LearntView:
    """What is kept of an earlier picture to find the same head in another.

    `texture` (h, w) uint8, light levelled; `points_px` (n, 2) in it and `points_mm` (n, 3) where they were;
    `marks_px` (k, 2) rough places by which the search begins; `nasion_mm` (3,). `camera` is the texture's.
    """

    texture: Picture
    points_px: Points
    points_mm: Points
    marks_px: Points
    nasion_mm: Points
    camera: Pinhole


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeadMovement:
    """From the earlier picture to the new one: `new = rotation @ earlier + shift_mm`.

    `nasion_mm` is where the nasion is now; `points` were followed, and `residual_px` is left over at them.
    """

    rotation: Points
    shift_mm: Points
    nasion_mm: Points
    points: int
    residual_px: float


def reduce_for_texture(picture: Picture) -> Picture:
    """An upright (h, w, 3) BGR picture at the size that is compared."""
    height, width = picture.shape[:2]
    scale = TEXTURE_PX / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cast(Picture, cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR))


def level_light(reduced: Picture) -> Picture:
    """(h, w) uint8 of a small BGR picture: edges alone, alike for bright and dim light and for every skin tone."""
    grey = np.log(cv2.cvtColor(reduced, cv2.COLOR_BGR2GRAY).astype(np.float32) + np.float32(_DARK))
    apart = grey - cv2.GaussianBlur(grey, (0, 0), _MEAN_PX)
    spread = np.sqrt(cv2.GaussianBlur(apart * apart, (0, 0), _SPREAD_PX)) + np.float32(_LEAST_SPREAD)
    return np.asarray(np.clip(_GREY + _CONTRAST * apart / spread, 0.0, 255.0), dtype=np.uint8)


def learn_face(
    picture: Picture, points_px: Points, depth_px: Points, camera: Pinhole, distance_mm: float
) -> LearntView | None:
    """Keep a picture with landmarks (in its own pixels, `camera` its own); None where too few places can be held."""
    reduced, marks, factor = _reduce(picture, points_px)
    texture = level_light(reduced)
    places = _places(texture, stable_face_mask(marks, (texture.shape[0], texture.shape[1])))
    if len(places) < _LEAST_POINTS:
        return None
    small = _scaled(camera, factor)
    depth_mm = (depth_px - depth_px[NASION]) * factor * distance_mm / small.focal_px
    away = distance_mm + depth_from_landmarks(places, marks[:MESH_POINTS], depth_mm[:MESH_POINTS])
    return LearntView(
        texture=texture,
        points_px=places,
        points_mm=_in_space(places, away, small),
        marks_px=marks[RIGID_INDICES],
        nasion_mm=_in_space(marks[NASION][None], np.array([distance_mm]), small)[0],
        camera=small,
    )


def learn_profile(
    picture: Picture,
    head: Mask,
    marks_px: Points,
    camera: Pinhole,
    distance_mm: float,
    *,
    looks_right: bool,
) -> LearntView | None:
    """Keep a profile: `head` is its (h, w) 0/1 mask at any size, `marks_px` nasion and chin in pixels of `picture`."""
    reduced, marks, factor = _reduce(picture, marks_px)
    texture = level_light(reduced)
    small = _scaled(camera, factor)
    size = (texture.shape[1], texture.shape[0])
    inside = cast(Mask, cv2.resize(head, size, interpolation=cv2.INTER_NEAREST))
    nasion = (float(marks[0, 0]), float(marks[0, 1]))
    px_per_mm = small.focal_px / distance_mm
    places = _places(texture, stable_profile_mask(inside, nasion, looks_right=looks_right, px_per_mm=px_per_mm))
    if len(places) < _LEAST_POINTS:
        return None
    ahead = 1.0 if looks_right else -1.0
    behind, above = ahead * (nasion[0] - places[:, 0]) / px_per_mm, (nasion[1] - places[:, 1]) / px_per_mm
    away = distance_mm - side_of_head_mm(behind, above)
    return LearntView(
        texture=texture,
        points_px=places,
        points_mm=_in_space(places, away, small),
        marks_px=marks,
        nasion_mm=_in_space(marks[:1], np.array([distance_mm]), small)[0],
        camera=small,
    )


def find_movement(learnt: LearntView, picture: Picture, marks_px: Points, camera: Pinhole) -> HeadMovement | None:
    """How the head moved; `marks_px` are the rough places of the same marks in pixels of `picture`.

    `camera` is the picture's. None where too few places could be followed, or where they do not move as one head.
    """
    factor = learnt.texture.shape[1] / picture.shape[1]
    reduced = _reduce_like(picture, learnt.texture)
    if reduced is None:
        return None
    marks, camera = (marks_px + 0.5) * factor - 0.5, _scaled(camera, factor)
    texture = level_light(reduced)
    carry = _similarity(learnt.marks_px, marks)
    found: HeadMovement | None = None
    for _ in range(_PASSES):
        if carry is None:
            return None
        held, places = _follow(learnt, texture, carry)
        if held.sum() < max(_LEAST_POINTS, _LEAST_SHARE * len(held)):
            return None
        rotation, shift, residual = _rigid_movement(learnt.points_mm[held], lines_of_sight(places, camera))
        found = HeadMovement(
            rotation=rotation,
            shift_mm=shift,
            nasion_mm=rotation @ learnt.nasion_mm + shift,
            points=int(held.sum()),
            residual_px=residual * camera.focal_px,
        )
        carry = _affine(learnt.points_px[held], places)
    return found if found is not None and found.residual_px <= MOST_RESIDUAL_PX else None


def _follow(learnt: LearntView, texture: Picture, carry: Points) -> tuple[npt.NDArray[np.bool_], Points]:
    """Which places were held (n,), and where those are in the new texture; `carry` leads there roughly."""
    size = (learnt.texture.shape[1], learnt.texture.shape[0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    brought = cv2.warpAffine(texture, carry, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    window, start = (_WINDOW_PX, _WINDOW_PX), learnt.points_px.astype(np.float32)
    there, seen, _ = cv2.calcOpticalFlowPyrLK(
        learnt.texture, brought, start, np.empty_like(start), winSize=window, maxLevel=_LEVELS
    )
    back, again, _ = cv2.calcOpticalFlowPyrLK(
        brought, learnt.texture, there, np.empty_like(start), winSize=window, maxLevel=_LEVELS
    )
    astray = np.hypot(*(back - start).T)
    held = np.asarray((seen[:, 0] > 0) & (again[:, 0] > 0) & (astray < _ASTRAY_PX))
    return held, np.asarray(there[held].astype(np.float64) @ carry[:, :2].T + carry[:, 2])


def _rigid_movement(points_mm: Points, slopes: Points) -> tuple[Points, Points, float]:
    """Rotation, shift and the weighted rms left over, in slopes; from no movement."""
    middle = points_mm.mean(axis=0)
    around = points_mm - middle
    rotation, place = np.eye(3), middle.copy()
    rms = 0.0
    for _ in range(_ROUNDS):
        turned = around @ rotation.T
        seen = turned + place
        per_mm = 1.0 / seen[:, 2]
        missing = slopes - seen[:, :2] * per_mm[:, None]
        size = np.hypot(*missing.T)
        spread = 1.4826 * float(np.median(size)) + _CALM
        weights = 1.0 / (1.0 + (size / (2.0 * spread)) ** 2)
        rms = float(np.sqrt(np.average(size**2, weights=weights)))
        slope_x, slope_y = seen[:, 0] * per_mm, seen[:, 1] * per_mm
        x, y, z = turned.T
        nothing = np.zeros_like(x)
        # Derivatives by a small turn about x, y, z, then by a shift along them.
        by_x = np.stack((-slope_x * y, z + slope_x * x, -y, np.ones_like(x), nothing, -slope_x), axis=1)
        by_y = np.stack((-z - slope_y * y, slope_y * x, x, nothing, np.ones_like(x), -slope_y), axis=1)
        rows = np.concatenate((by_x, by_y)) * np.tile(per_mm, 2)[:, None]
        heavy = np.tile(weights, 2)[:, None] * rows
        step = np.linalg.lstsq(heavy.T @ rows, heavy.T @ np.concatenate((missing[:, 0], missing[:, 1])), rcond=None)[0]
        small, _ = cv2.Rodrigues(step[:3])
        rotation, place = np.asarray(small, dtype=np.float64) @ rotation, place + step[3:]
        if float(np.abs(step[:3]).max()) < 1e-5:
            break
    return rotation, place - rotation @ middle, rms


def _places(texture: Picture, mask: Mask) -> Points:
    found = cv2.goodFeaturesToTrack(texture, _MOST_POINTS, 0.01, _APART_PX, mask=mask, blockSize=5)
    return np.zeros((0, 2)) if found is None else found[:, 0].astype(np.float64)


def _reduce(picture: Picture, points_px: Points) -> tuple[Picture, Points, float]:
    reduced = reduce_for_texture(picture)
    factor = reduced.shape[1] / picture.shape[1]
    return reduced, (points_px + 0.5) * factor - 0.5, factor


def _reduce_like(picture: Picture, texture: Picture) -> Picture | None:
    """At the width of `texture`; a row or two too many or too few, which a smaller live picture has, are made up."""
    height, width = texture.shape[:2]
    factor = width / picture.shape[1]
    rows = round(picture.shape[0] * factor)
    if abs(rows - height) > _ROWS_ASTRAY:
        return None
    way = cv2.INTER_AREA if factor < 1.0 else cv2.INTER_LINEAR
    # By the factor itself, so that a pixel is as high as it is wide whatever the rounding of the size.
    exact = np.array([[factor, 0.0, factor / 2.0 - 0.5], [0.0, factor, factor / 2.0 - 0.5]])
    if rows == height and abs(rows - picture.shape[0] * factor) < _EXACT:
        return cast(Picture, cv2.resize(picture, (width, height), interpolation=way))
    halves = picture
    while halves.shape[1] >= 2 * width:
        # A plain warp would alias; averaging pairs first keeps its steps small.
        halves = cast(Picture, cv2.resize(halves, (halves.shape[1] // 2, halves.shape[0] // 2), interpolation=way))
        exact[:, :2] *= 2.0
    exact[:, 2] = exact[0, 0] / 2.0 - 0.5
    return cast(Picture, cv2.warpAffine(halves, exact, (width, height), borderMode=cv2.BORDER_REPLICATE))


def _scaled(camera: Pinhole, factor: float) -> Pinhole:
    return Pinhole(
        focal_px=camera.focal_px * factor,
        centre_px=((camera.centre_px[0] + 0.5) * factor - 0.5, (camera.centre_px[1] + 0.5) * factor - 0.5),
        distortion=camera.distortion,
        calibrated=camera.calibrated,
    )


def _in_space(places_px: Points, away_mm: Points, camera: Pinhole) -> Points:
    slopes = lines_of_sight(places_px, camera)
    return np.asarray(np.column_stack((slopes, np.ones(len(slopes)))) * away_mm[:, None])


def _similarity(earlier: Points, now: Points) -> Points | None:
    if len(earlier) == 2:
        first, second = (complex(*(points[1] - points[0])) for points in (earlier, now))
        turn = second / first
        matrix = np.array([[turn.real, -turn.imag], [turn.imag, turn.real]])
        return np.column_stack((matrix, now[0] - matrix @ earlier[0]))
    found, _ = cv2.estimateAffinePartial2D(earlier.astype(np.float32), now.astype(np.float32), method=cv2.LMEDS)
    return None if found is None else np.asarray(found, dtype=np.float64)


def _affine(earlier: Points, now: Points) -> Points | None:
    found, _ = cv2.estimateAffine2D(earlier.astype(np.float32), now.astype(np.float32), method=cv2.LMEDS)
    return None if found is None else np.asarray(found, dtype=np.float64)
