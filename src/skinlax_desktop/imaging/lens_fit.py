"""The lens from pictures of the board: focal length, principal point and distortion, with what they are uncertain by.

Zhang (2000) and Brown's distortion by OpenCV's bundle adjustment. k3 stays zero: a portrait lens sees a cone so narrow
that boards cannot tell it from k2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.charuco import STATION_BOARD, BoardSize, SeenBoard

Points = npt.NDArray[np.float64]

FEWEST_BOARDS: Final = 6
"""Fewer cannot be fitted at all; how many are enough is judged by the workflow."""

_FLAGS: Final = cv2.CALIB_FIX_K3
# Its stub does not know that a start may be left out.
_CALIBRATE: Final[Any] = cv2.calibrateCameraExtended
# A picture whose corners miss by this many times the typical picture's is thrown out: it moved, or the sheet bent.
_OUTLIER_BOARD: Final = 2.5
_LEAST_OUTLIER_PX: Final = 0.15
# A corner that misses by this many standard deviations sat under a finger or a reflection.
_OUTLIER_CORNER: Final = 5.0
_ROUNDS: Final = 4
# The covariance takes corners for independent; those of one board are not. On 15 rendered lenses the focal lengths
# erred by 1.39 times what it says; on 12 others every interval then held.
_CORNERS_ERR_TOGETHER: Final = 1.4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LensFit:
    """A fitted lens, pixels. `kept` numbers the boards that stayed; `board_rms_px` has one value for each of them.

    `focal_sigma_px` is the standard uncertainty of the mean focal length, from the covariance of the adjustment,
    widened because corners of one board err together.
    `tilts_deg` (kept, 2) turn each board's normal about x and y; `distances_mm` are those of the boards' middles.
    """

    size_px: tuple[int, int]
    focal_px: tuple[float, float]
    centre_px: tuple[float, float]
    distortion: tuple[float, float, float, float, float]
    focal_sigma_px: float
    centre_sigma_px: tuple[float, float]
    rms_px: float
    kept: tuple[int, ...]
    board_rms_px: tuple[float, ...]
    corners: int
    corners_dropped: int
    tilts_deg: Points
    distances_mm: tuple[float, ...]


def fit_lens(boards: Sequence[SeenBoard], board: BoardSize = STATION_BOARD) -> LensFit | None:
    """Fit the lens; pictures and corners that do not fit with the others are left out. None when nothing holds.

    All boards must be of pictures of one size.
    """
    kept = {index: np.ones(len(seen.numbers), dtype=bool) for index, seen in enumerate(boards)}
    for _ in range(_ROUNDS):
        fitted = _adjust([(boards[index], sound) for index, sound in kept.items()], board)
        if fitted is None:
            return None
        smaller = _without_outliers(kept, boards, fitted)
        if all(index in smaller and np.array_equal(smaller[index], sound) for index, sound in kept.items()):
            return _summed_up(fitted, kept, boards)
        kept = smaller
    fitted = _adjust([(boards[index], sound) for index, sound in kept.items()], board)
    return None if fitted is None else _summed_up(fitted, kept, boards)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Adjusted:
    rms: float
    matrix: Points
    distortion: Points
    turns: Sequence[Any]
    places: Sequence[Any]
    sigma: Points
    misses: list[Points]


def _adjust(chosen: Sequence[tuple[SeenBoard, npt.NDArray[np.bool_]]], board: BoardSize) -> _Adjusted | None:
    if len(chosen) < FEWEST_BOARDS:
        return None
    plane = np.column_stack((board.corners_mm, np.zeros(len(board.corners_mm))))
    there = [plane[seen.numbers[sound]].astype(np.float32).reshape(-1, 1, 3) for seen, sound in chosen]
    seen_at = [seen.at_px[sound].astype(np.float32).reshape(-1, 1, 2) for seen, sound in chosen]
    try:
        rms, matrix, distortion, turns, places, sigma, _, _ = _CALIBRATE(
            there, seen_at, chosen[0][0].size_px, None, None, flags=_FLAGS
        )
    except cv2.error:
        return None
    misses = []
    for model, at, turn, place in zip(there, seen_at, turns, places, strict=True):
        again, _ = cv2.projectPoints(model, turn, place, matrix, distortion)
        misses.append(np.asarray(again - at, dtype=np.float64).reshape(-1, 2))
    return _Adjusted(
        rms=float(rms),
        matrix=np.asarray(matrix),
        distortion=np.ravel(distortion),
        turns=turns,
        places=places,
        sigma=np.ravel(sigma),
        misses=misses,
    )


def _without_outliers(
    kept: dict[int, npt.NDArray[np.bool_]], boards: Sequence[SeenBoard], fitted: _Adjusted
) -> dict[int, npt.NDArray[np.bool_]]:
    sizes = [float(np.sqrt((miss**2).sum(axis=1).mean())) for miss in fitted.misses]
    limit = max(_OUTLIER_BOARD * float(np.median(sizes)), _LEAST_OUTLIER_PX)
    spread = 1.4826 * float(np.median(np.abs(np.concatenate(fitted.misses))))
    smaller = {}
    for (index, sound), miss, size in zip(kept.items(), fitted.misses, sizes, strict=True):
        if size > limit and size == max(sizes):
            continue
        still = sound.copy()
        still[np.flatnonzero(sound)] = np.linalg.norm(miss, axis=1) < _OUTLIER_CORNER * max(spread, 0.02) * np.sqrt(2.0)
        if np.count_nonzero(still) >= 0.75 * len(boards[index].numbers):
            smaller[index] = still
    return smaller


def _summed_up(fitted: _Adjusted, kept: dict[int, npt.NDArray[np.bool_]], boards: Sequence[SeenBoard]) -> LensFit:
    matrix, bent = fitted.matrix, [float(value) for value in fitted.distortion[:5]]
    tilts = []
    for turn in fitted.turns:
        rotation, _ = cv2.Rodrigues(turn)
        normal = np.asarray(rotation)[:, 2]
        tilts.append((np.degrees(np.arctan2(normal[1], normal[2])), np.degrees(np.arctan2(normal[0], normal[2]))))
    corners = sum(int(np.count_nonzero(sound)) for sound in kept.values())
    return LensFit(
        size_px=boards[0].size_px,
        focal_px=(float(matrix[0, 0]), float(matrix[1, 1])),
        centre_px=(float(matrix[0, 2]), float(matrix[1, 2])),
        distortion=cast(tuple[float, float, float, float, float], (*bent,)),
        # fx and fy err together: nearly the same tilts tell both, so their uncertainties do not average out.
        focal_sigma_px=_CORNERS_ERR_TOGETHER * float(fitted.sigma[:2].mean()),
        centre_sigma_px=(float(fitted.sigma[2]), float(fitted.sigma[3])),
        rms_px=fitted.rms,
        kept=tuple(kept),
        board_rms_px=tuple(float(np.sqrt((miss**2).sum(axis=1).mean())) for miss in fitted.misses),
        corners=corners,
        corners_dropped=sum(len(boards[index].numbers) for index in kept) - corners,
        tilts_deg=np.array(tilts),
        distances_mm=tuple(float(np.linalg.norm(place)) for place in fitted.places),
    )


def line_of_sight_differences(fit: LensFit, pixels: Points, true_slopes: Points, *, with_focal: bool) -> Points:
    """How far, in pixels (n, 2), lines of sight that are known fall from where the fit draws them.

    The camera may be turned a little to make up for it: a shifted principal point and a turned camera are the same
    to everything that is measured here. `with_focal` keeps what a wrong focal length adds.
    """
    matrix = np.array([[fit.focal_px[0], 0, fit.centre_px[0]], [0, fit.focal_px[1], fit.centre_px[1]], [0, 0, 1.0]])
    seen = np.asarray(cv2.undistortPoints(pixels.reshape(-1, 1, 2), matrix, np.array(fit.distortion))).reshape(-1, 2)
    rays = np.column_stack((seen, np.ones(len(seen))))
    truth = np.column_stack((true_slopes, np.ones(len(true_slopes))))
    rays = rays / np.linalg.norm(rays, axis=1, keepdims=True)
    unit = truth / np.linalg.norm(truth, axis=1, keepdims=True)
    left, _, right = np.linalg.svd(rays.T @ unit)
    turned = rays @ left @ right
    slopes = turned[:, :2] / turned[:, 2:]
    if not with_focal:
        slopes = slopes * float((slopes * true_slopes).sum() / (slopes**2).sum())
    return np.asarray((slopes - true_slopes) * np.mean(fit.focal_px))
