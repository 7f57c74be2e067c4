"""Dense depth from two neighbouring pictures: rectification, semi-global matching, sub-pixel refinement, filters."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.working_picture import Pixels, resized_matrix

Points = npt.NDArray[np.float64]
Map = npt.NDArray[np.float32]

_MARGIN_MM: Final = 12.0
_DEPTH_MARGIN_MM: Final = 18.0
_BLOCK: Final = 5
_NORMALISE_PX: Final = 9.0
_REFINE_WINDOW_PX: Final = 9
_REFINE_ROUNDS: Final = 3
_LARGEST_STEP_PX: Final = 0.6
_SMOOTH_PX: Final = 1.2
_JUMP_MM: Final = 2.5
_LEAST_COSINE: Final = 0.30
# Along columns a slant only shortens the texture; along rows one of the two pictures soon sees nothing of it.
_LEAST_COSINE_DOWN: Final = 0.12
_STEPS_OF_SLANT: Final = 1.6
LEAST_ALIKE: Final = 0.55
_LEAST_CONTRAST: Final = 2.0
_FEWEST_NEAR: Final = 10
_SMALLEST_PX: Final = 1e-3
# Averaging helps dark skin in the smallest search and costs fineness in all others (persons 42 and 43).
_AVERAGED_SHARE: Final = 0.35


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StereoView:
    """One picture with its pinhole and its place: world to camera."""

    picture: Pixels
    subject: Pixels
    camera_matrix: Points
    rotation: Points
    translation: Points

    @property
    def centre(self) -> Points:
        """The camera's centre in the world."""
        return np.asarray(-self.rotation.T @ self.translation)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DepthView:
    """Depth along the axis of a pinhole (h, w) float32, 0 where none; world to camera; `sigma` (h, w) of the depth.

    `cosine` (h, w): how squarely the surface faces the camera; of a guided match, the one of both that it faces more.
    """

    depth: Map
    sigma: Map
    cosine: Map
    camera_matrix: Points
    rotation: Points
    translation: Points

    def points(self) -> Points:
        """The world points (n, 3) of all pixels with a depth."""
        rows, columns = np.nonzero(self.depth > 0)
        z = self.depth[rows, columns].astype(np.float64)
        matrix = self.camera_matrix
        x = (columns - matrix[0, 2]) / matrix[0, 0] * z
        y = (rows - matrix[1, 2]) / matrix[1, 1] * z
        return np.asarray((np.column_stack([x, y, z]) - self.translation) @ self.rotation)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rectified:
    """Two pictures turned so that a point lies in the same row of both; `left` is the camera to the left.

    A point at depth z has the disparity `focal_px * baseline / z - shift_px` (left column minus right column).
    """

    left: StereoView
    right: StereoView
    turn: Points
    matrices: tuple[Points, Points]
    size: tuple[int, int]
    focal_px: float
    baseline: float
    shift_px: float
    nearest: float
    furthest: float

    def depth_of(self, disparity: Map) -> Map:
        """Depth along the rectified axis."""
        return np.asarray(
            self.focal_px * self.baseline / np.maximum(disparity + self.shift_px, _SMALLEST_PX), dtype=np.float32
        )

    def disparity_of(self, depth: Map) -> Map:
        """The other way round."""
        return np.asarray(self.focal_px * self.baseline / depth - self.shift_px, dtype=np.float32)


def rectify(one: StereoView, two: StereoView, near: Points, *, share: float = 1.0) -> Rectified | None:
    """Turn two views towards the points `near` (n, 3) that both see; pictures `share` times as large as the given.

    None when the cameras stand too alike or there are too few points.
    """
    across = two.centre - one.centre
    baseline = float(np.linalg.norm(across))
    if baseline < 1e-6 or len(near) < _FEWEST_NEAR:
        return None
    if across @ (one.rotation + two.rotation)[0] < 0:
        one, two, across = two, one, -across
    axis = across / baseline
    forward = one.rotation[2] + two.rotation[2]
    forward -= axis * (forward @ axis)
    forward /= np.linalg.norm(forward)
    turn = np.stack([axis, np.cross(forward, axis), forward])
    focal = share * float(np.sqrt(one.camera_matrix[0, 0] * one.camera_matrix[1, 1]))
    placed = (near - one.centre) @ turn.T
    near_mm, far_mm = np.percentile(placed[:, 2], (1.0, 99.0))
    low, high = max(float(near_mm) - _DEPTH_MARGIN_MM, 1.0), float(far_mm) + _DEPTH_MARGIN_MM
    middle = 2.0 * low * high / (low + high)
    flat = placed[:, :2] / placed[:, 2:] * focal
    margin = _MARGIN_MM / middle * focal
    left_top = np.floor(flat.min(axis=0) - margin)
    size = np.ceil(flat.max(axis=0) + margin - left_top).astype(int)
    shift = focal * baseline / middle
    matrices = [np.array([[focal, 0, -left_top[0] + s], [0, focal, -left_top[1]], [0, 0, 1.0]]) for s in (0.0, shift)]
    return Rectified(
        left=one,
        right=two,
        turn=turn,
        matrices=(matrices[0], matrices[1]),
        size=(int(size[0]), int(size[1])),
        focal_px=focal,
        baseline=baseline,
        shift_px=shift,
        nearest=low,
        furthest=float(high),
    )


def match_views(one: StereoView, two: StereoView, near: Points, *, share: float = 1.0) -> DepthView | None:
    """Depth of the picture whose camera stands to the left, in the world's unit, by semi-global matching.

    `near` (n, 3): points of the surface that both see; they bound the search. `share` < 1 works on smaller pictures.
    """
    pair = rectify(one, two, near, share=share)
    if pair is None:
        return None
    reach = pair.focal_px * pair.baseline / pair.nearest - pair.shift_px
    steps = 16 * int(np.ceil(2.0 * reach / 16.0))
    left, right = _warp(pair, 0), _warp(pair, 1)
    disparity = search_rows(left[0], right[0], -steps // 2, steps)
    disparity[left[1] < 128] = np.nan
    known = np.isfinite(disparity)
    start = filled(np.where(known, disparity, 0.0).astype(np.float32), known)
    found, sigma_px, alike = refine_disparity(left[0], right[0], start, known)
    depth = pair.depth_of(found)
    cosine, kept = _facing(np.where(known, depth, 0.0).astype(np.float32), pair.matrices[0])
    kept &= alike & known & (depth > pair.nearest) & (depth < pair.furthest)
    return as_depth_view(pair, without_islands(np.where(kept, depth, 0.0).astype(np.float32)), sigma_px, cosine)


def as_depth_view(pair: Rectified, depth: Map, sigma_px: Map, cosine: Map) -> DepthView:
    """The depth of the left picture with its place in the world."""
    return DepthView(
        depth=depth,
        sigma=np.asarray(depth**2 / (pair.focal_px * pair.baseline) * sigma_px, dtype=np.float32),
        cosine=cosine,
        camera_matrix=pair.matrices[0],
        rotation=pair.turn,
        translation=-pair.turn @ pair.left.centre,
    )


def _warp(pair: Rectified, which: int) -> tuple[Map, Pixels]:
    """One picture, normalised, and its subject mask, as the rectified camera sees them.

    Red and green together: on dark skin green alone is near the noise, and blue shows little but noise on any.
    """
    view = (pair.left, pair.right)[which]
    turned = pair.matrices[which] @ pair.turn @ view.rotation.T
    picture, matrix = _reduced(view, pair.focal_px)
    warped = cv2.warpPerspective(picture, turned @ np.linalg.inv(matrix), pair.size, flags=cv2.INTER_LINEAR)
    warped = warped.astype(np.float32)
    homography = turned @ np.linalg.inv(view.camera_matrix)
    subject = cv2.warpPerspective(view.subject, homography, pair.size, flags=cv2.INTER_LINEAR)
    return normalise(0.5 * (warped[:, :, 1] + warped[:, :, 2])), np.asarray(subject, dtype=np.uint8)


def _reduced(view: StereoView, focal_px: float) -> tuple[Pixels, Points]:
    """The picture of a view for a smaller focal length, its noise averaged away, with its pinhole."""
    height, width = view.picture.shape[:2]
    share = focal_px / float(np.sqrt(view.camera_matrix[0, 0] * view.camera_matrix[1, 1]))
    if share > _AVERAGED_SHARE:
        return view.picture, view.camera_matrix
    size = (round(width * share), round(height * share))
    small = np.asarray(cv2.resize(view.picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return small, resized_matrix(view.camera_matrix, (width, height), size)


def warped_pair(pair: Rectified) -> tuple[tuple[Map, Pixels], tuple[Map, Pixels]]:
    """Both pictures, normalised, with their subject masks."""
    return _warp(pair, 0), _warp(pair, 1)


def _eight_bit(even: Map) -> Pixels:
    return np.asarray(np.clip(even * 32.0 + 128.0, 0, 255), dtype=np.uint8)


def normalise(grey: Map) -> Map:
    """Zero local mean and unit local spread; spread below the noise is not stretched."""
    mean = cv2.GaussianBlur(grey, (0, 0), _NORMALISE_PX)
    spread = cv2.GaussianBlur((grey - mean) ** 2, (0, 0), _NORMALISE_PX)
    return np.asarray((grey - mean) / np.sqrt(spread + _LEAST_CONTRAST**2), dtype=np.float32)


def search_rows(left: Map, right: Map, lowest: int, steps: int) -> Map:
    """Disparities of two normalised pictures by semi-global matching (Hirschmueller 2008); NaN where none is sure."""
    matcher = cv2.StereoSGBM.create(
        minDisparity=lowest,
        numDisparities=steps,
        blockSize=_BLOCK,
        P1=6 * _BLOCK**2,
        P2=40 * _BLOCK**2,
        disp12MaxDiff=1,
        preFilterCap=63,
        uniquenessRatio=3,
        speckleWindowSize=300,
        speckleRange=2,
        mode=cv2.STEREO_SGBM_MODE_SGBM_3WAY,
    )
    # A border as wide as the search, or the matcher leaves the first columns out.
    wide = [cv2.copyMakeBorder(_eight_bit(part), 0, 0, steps, steps, cv2.BORDER_REPLICATE) for part in (left, right)]
    found = matcher.compute(wide[0], wide[1])[:, steps:-steps].astype(np.float32) / 16.0
    found[found < lowest] = np.nan
    return np.asarray(found, dtype=np.float32)


def refine_disparity(
    left: Map,
    right: Map,
    start: Map,
    known: npt.NDArray[np.bool_],
    *,
    rounds: int = _REFINE_ROUNDS,
    smooth: bool = True,
    least_alike: float = LEAST_ALIKE,
) -> tuple[Map, Map, npt.NDArray[np.bool_]]:
    """Least squares on the pictures (Lucas and Kanade 1981) about a disparity; its sigma; where the two agree."""
    rows, columns = np.mgrid[0 : left.shape[0], 0 : left.shape[1]].astype(np.float32)
    window = (_REFINE_WINDOW_PX, _REFINE_WINDOW_PX)

    def mean(values: Map) -> Map:
        return np.asarray(cv2.blur(values, window), dtype=np.float32)

    current = start
    power = np.zeros_like(left)
    for turn in range(rounds):
        warped: Map = np.asarray(cv2.remap(right, columns - current, rows, cv2.INTER_CUBIC), dtype=np.float32)
        slope = np.asarray(0.5 * (_across(left) + _across(warped)), dtype=np.float32)
        off = left - warped
        off = off - mean(off)
        power = mean(slope * slope)
        step = np.clip(-mean(slope * off) / (power + 1e-4), -_LARGEST_STEP_PX, _LARGEST_STEP_PX)
        moved = np.asarray(current + step, dtype=np.float32)
        last = turn == rounds - 1
        current = moved if last or not smooth else filled(np.where(known, moved, 0.0).astype(np.float32), known)
    warped = np.asarray(cv2.remap(right, columns - current, rows, cv2.INTER_CUBIC), dtype=np.float32)
    ml, mr = mean(left), mean(warped)
    vl, vr = mean(left * left) - ml**2, mean(warped * warped) - mr**2
    correlation = (mean(left * warped) - ml * mr) / np.sqrt(np.maximum(vl * vr, 1e-6))
    noise = np.maximum(mean((left - warped) ** 2) - (ml - mr) ** 2, 1e-4)
    sigma = np.sqrt(noise / (power * window[0] * window[1] + 1e-3))
    return current, np.asarray(sigma, dtype=np.float32), np.asarray((correlation > least_alike) & known)


def _across(picture: Map) -> Map:
    return np.asarray(cv2.Sobel(picture, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8), dtype=np.float32)


def filled(values: Map, known: npt.NDArray[np.bool_]) -> Map:
    """The values a little smoothed, and carried over small gaps between the known ones."""
    weight = cv2.GaussianBlur(known.astype(np.float32), (0, 0), _SMOOTH_PX)
    return np.asarray(cv2.GaussianBlur(values * known, (0, 0), _SMOOTH_PX) / np.maximum(weight, 1e-3), dtype=np.float32)


def _facing(depth: Map, matrix: Points) -> tuple[Map, npt.NDArray[np.bool_]]:
    """How squarely each pixel's surface faces the camera, and whether its neighbourhood is one steep-free surface."""
    known = (depth > 0).astype(np.float32)
    smooth = filled(depth.astype(np.float32), depth > 0)
    slope_x = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8) * matrix[0, 0]
    slope_y = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8) * matrix[1, 1]
    z = np.maximum(smooth, 1.0)
    cosine = 1.0 / np.sqrt(1.0 + (slope_x / z) ** 2 + (slope_y / z) ** 2)
    high = cv2.dilate(np.where(depth > 0, depth, 0.0).astype(np.float32), np.ones((3, 3)))
    low = cv2.erode(np.where(depth > 0, depth, 1e6).astype(np.float32), np.ones((3, 3)))
    whole = cv2.erode(known, np.ones((3, 3))) > 0
    across = 1.0 / np.sqrt(1.0 + (slope_x / z) ** 2)
    allowed = _JUMP_MM + _STEPS_OF_SLANT * np.abs(slope_y) / matrix[1, 1]
    facing = (across > _LEAST_COSINE) & (cosine > _LEAST_COSINE_DOWN)
    return np.asarray(cosine, dtype=np.float32), whole & facing & (high - low < allowed)


def without_jumps(pair: Rectified, depth: Map) -> tuple[Map, Map]:
    """A depth map (0 where none) without steep places, jumps and islands, and how squarely each pixel is seen."""
    cosine, kept = _facing(depth, pair.matrices[0])
    return without_islands(np.where(kept, depth, 0.0).astype(np.float32)), cosine


def without_islands(depth: Map, smallest_px: int = 400) -> Map:
    """The depth map (0 where none) without connected parts of fewer pixels."""
    count, label, stats, _ = cv2.connectedComponentsWithStats((depth > 0).astype(np.uint8), connectivity=4)
    small = np.flatnonzero(stats[:, cv2.CC_STAT_AREA] < smallest_px)
    return np.where(np.isin(label, small), 0.0, depth).astype(np.float32) if count > 1 else depth
