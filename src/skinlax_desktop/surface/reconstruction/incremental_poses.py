"""Camera poses from tracks, one picture after another: seed pair, resection, triangulation, adjustment."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.reconstruction.bundle_adjustment import AdjustOptions, Bundle, adjust
from skinlax_desktop.surface.reconstruction.feature_tracks import Tracks, normalised

Points = npt.NDArray[np.float64]

_RESECTION_PX: Final = 4.0
_FEWEST_SEEN: Final = 15
_LEAST_ANGLE_DEG: Final = 1.5
_SEED_ANGLE_DEG: Final = 8.0
_OUTLIER_OF_SPREAD: Final = 5.0
_OUTLIER_AT_LEAST_PX: Final = 1.2


def solve_poses(
    tracks: Tracks,
    matrices: Sequence[Points],
    *,
    seeds: Sequence[tuple[int, int]],
    least_angle_deg: float = _SEED_ANGLE_DEG,
) -> tuple[Bundle, list[int]] | None:
    """Poses and points of as many pictures as hang together, and the numbers of these pictures.

    `matrices`: the (3, 3) camera matrix of each picture. The first of the `seeds` whose lines of sight meet at
    `least_angle_deg` (median) is the start. In the bundle pictures without a pose have no observations. None when
    nothing hangs together.
    """
    start = next(
        (found for seed in seeds if (found := _seed(tracks, matrices, seed, least_angle_deg)) is not None), None
    )
    if start is None:
        return None
    frames = len(matrices)
    rotations = np.tile(np.eye(3), (frames, 1, 1))
    translations = np.zeros((frames, 3))
    (first, second), rotation, translation = start
    rotations[second], translations[second] = rotation, translation
    solved = [first, second]
    points = np.full((tracks.count, 3), np.nan)
    failed: set[int] = set()
    while True:
        points = _triangulate(tracks, matrices, rotations, translations, solved, points)
        bundle, numbers = _bundle(tracks, matrices, rotations, translations, points, solved)
        bundle = adjust(bundle, AdjustOptions(iterations=6, fixed_frames=_fixed(frames, solved), robust_px=1.5))
        rotations, translations = bundle.rotations.copy(), bundle.translations.copy()
        points[numbers] = bundle.points
        bad = _far_off(bundle)
        # Points whose sightings contradict each other start afresh when the next picture comes.
        points[numbers[np.unique(bundle.point[bad])]] = np.nan
        following = _next_frame(tracks, points, solved, failed)
        if following is None:
            break
        pose = _resect(tracks, points, matrices[following], following)
        if pose is None:
            failed.add(following)
            continue
        failed.clear()
        rotations[following], translations[following] = pose
        solved.append(following)
    if len(solved) < 2:
        return None
    points = _triangulate(tracks, matrices, rotations, translations, solved, points)
    bundle, _ = _bundle(tracks, matrices, rotations, translations, points, solved)
    return polish(bundle, solved), sorted(solved)


def polish(bundle: Bundle, solved: Sequence[int], *, rounds: int = 3) -> Bundle:
    """Adjust and drop what lies far off, in turn."""
    options = AdjustOptions(fixed_frames=_fixed(len(bundle.rotations), solved), iterations=10)
    for _ in range(rounds):
        bundle = adjust(bundle, options)
        bundle = bundle.without(_far_off(bundle))
    return adjust(bundle, options)


def _fixed(frames: int, solved: Sequence[int]) -> tuple[int, ...]:
    known = set(solved)
    return (solved[0], *(number for number in range(frames) if number not in known))


def _far_off(bundle: Bundle) -> npt.NDArray[np.bool_]:
    off = np.linalg.norm(bundle.residuals_px(), axis=1)
    limit = max(_OUTLIER_OF_SPREAD * float(np.median(off)) / 1.18, _OUTLIER_AT_LEAST_PX)
    return np.asarray(off > limit)


def _seed(
    tracks: Tracks, matrices: Sequence[Points], pair: tuple[int, int], least_angle_deg: float
) -> tuple[tuple[int, int], Points, Points] | None:
    one, two = _common(tracks, *pair)
    if len(one) < 3 * _FEWEST_SEEN:
        return None
    rays = normalised(tracks.at_px[one], matrices[pair[0]]), normalised(tracks.at_px[two], matrices[pair[1]])
    threshold = 2.0 / float(matrices[pair[0]][0, 0])
    essential, inlier = cv2.findEssentialMat(
        rays[0], rays[1], np.eye(3), method=cv2.USAC_MAGSAC, prob=0.9999, threshold=threshold
    )
    if essential is None or essential.shape != (3, 3):
        return None
    found, rotation, translation, inlier = cv2.recoverPose(essential, rays[0], rays[1], np.eye(3), mask=inlier)
    if found < 3 * _FEWEST_SEEN:
        return None
    kept = inlier.ravel() > 0
    turned = np.asarray(rotation, dtype=np.float64)
    angles = _ray_angles_deg(rays[0][kept], rays[1][kept], turned)
    if np.median(angles) < least_angle_deg:
        return None
    return pair, turned, np.asarray(translation, dtype=np.float64).ravel()


def _ray_angles_deg(one: Points, two: Points, rotation: Points) -> Points:
    first = np.column_stack([one, np.ones(len(one))])
    second = np.column_stack([two, np.ones(len(two))]) @ rotation
    cosine = (first * second).sum(axis=1) / np.linalg.norm(first, axis=1) / np.linalg.norm(second, axis=1)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def _common(tracks: Tracks, first: int, second: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    one, two = np.flatnonzero(tracks.frame == first), np.flatnonzero(tracks.frame == second)
    _, at_one, at_two = np.intersect1d(tracks.point[one], tracks.point[two], return_indices=True)
    return one[at_one], two[at_two]


def _next_frame(tracks: Tracks, points: Points, solved: Sequence[int], failed: set[int]) -> int | None:
    known = ~np.isnan(points[tracks.point, 0])
    counts = np.bincount(tracks.frame[known])
    counts[[number for number in (*solved, *failed) if number < len(counts)]] = 0
    best = int(counts.argmax()) if len(counts) else 0
    return best if len(counts) and counts[best] >= _FEWEST_SEEN else None


def _resect(tracks: Tracks, points: Points, matrix: Points, frame: int) -> tuple[Points, Points] | None:
    rows = np.flatnonzero((tracks.frame == frame) & ~np.isnan(points[tracks.point, 0]))
    found, turn, shift, inlier = cv2.solvePnPRansac(
        points[tracks.point[rows]],
        tracks.at_px[rows],
        matrix,
        None,
        iterationsCount=400,
        reprojectionError=_RESECTION_PX,
        confidence=0.9999,
        flags=cv2.SOLVEPNP_SQPNP,
    )
    if not found or inlier is None or len(inlier) < _FEWEST_SEEN:
        return None
    rows = rows[inlier.ravel()]
    turn, shift = cv2.solvePnPRefineLM(points[tracks.point[rows]], tracks.at_px[rows], matrix, None, turn, shift)
    return np.asarray(cv2.Rodrigues(turn)[0], dtype=np.float64), np.asarray(shift, dtype=np.float64).ravel()


def _triangulate(
    tracks: Tracks,
    matrices: Sequence[Points],
    rotations: Points,
    translations: Points,
    solved: Sequence[int],
    points: Points,
) -> Points:
    """Places of all points that two solved pictures see under enough of an angle; known ones are kept."""
    rows = np.flatnonzero(np.isin(tracks.frame, solved) & np.isnan(points[tracks.point, 0]))
    rays = np.empty((len(rows), 3))
    for frame in solved:
        here = tracks.frame[rows] == frame
        flat = normalised(tracks.at_px[rows[here]], matrices[frame])
        rays[here] = np.column_stack([flat, np.ones(len(flat))]) @ rotations[frame]
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    centres = -np.einsum("fji,fj->fi", rotations, translations)[tracks.frame[rows]]
    # The point nearest to all its lines of sight: sum of (I - r r') (X - c) = 0.
    across = np.eye(3) - rays[:, :, None] * rays[:, None, :]
    which = tracks.point[rows]
    left = np.zeros((tracks.count, 3, 3))
    right = np.zeros((tracks.count, 3))
    mean = np.zeros((tracks.count, 3))
    np.add.at(left, which, across)
    np.add.at(right, which, np.einsum("nij,nj->ni", across, centres))
    np.add.at(mean, which, rays)
    seen = np.bincount(which, minlength=tracks.count)
    # The lines of sight of a point spread by about the angle between them.
    spread = np.degrees(np.arccos(np.clip(np.linalg.norm(mean, axis=1) / np.maximum(seen, 1), 0.0, 1.0))) * 2.0
    able = np.flatnonzero((seen >= 2) & (spread > _LEAST_ANGLE_DEG))
    placed = points.copy()
    placed[able] = np.linalg.solve(left[able], right[able][:, :, None])[:, :, 0]
    behind = np.zeros(tracks.count, dtype=bool)
    depth = (
        np.einsum("mij,mj->mi", rotations[tracks.frame[rows]], placed[which])[:, 2]
        + translations[tracks.frame[rows], 2]
    )
    behind[which[depth <= 0]] = True
    placed[behind] = np.nan
    return placed


def _bundle(
    tracks: Tracks,
    matrices: Sequence[Points],
    rotations: Points,
    translations: Points,
    points: Points,
    solved: Sequence[int],
) -> tuple[Bundle, npt.NDArray[np.int64]]:
    known = ~np.isnan(points[:, 0])
    rows = np.isin(tracks.frame, solved) & known[tracks.point]
    count = np.bincount(tracks.point[rows], minlength=tracks.count)
    numbers = np.flatnonzero(known & (count >= 2))
    renumber = np.full(tracks.count, -1)
    renumber[numbers] = np.arange(len(numbers))
    rows &= renumber[tracks.point] >= 0
    stack = np.array(matrices)
    frames = len(matrices)
    return (
        Bundle(
            rotations=rotations,
            translations=translations,
            points=points[numbers],
            point=renumber[tracks.point[rows]],
            frame=tracks.frame[rows],
            at_px=tracks.at_px[rows],
            focal_px=stack[:, [0, 1], [0, 1]],
            centre_px=stack[:, :2, 2],
            basis=np.zeros((len(numbers), 0)),
            motion=np.zeros((frames, 0, 3)),
        ),
        numbers,
    )


def with_intrinsics(bundle: Bundle, focal_px: Points) -> Bundle:
    """The bundle seen by another lens."""
    return replace(bundle, focal_px=focal_px)
