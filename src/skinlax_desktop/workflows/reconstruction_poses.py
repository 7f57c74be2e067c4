"""The order of steps from features to the poses of all pictures: neighbours first, wide gaps by repainting."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.surface.reconstruction.bundle_adjustment import Bundle
from skinlax_desktop.surface.reconstruction.feature_tracks import (
    Features,
    PairMatches,
    build_tracks,
    match_pair,
)
from skinlax_desktop.surface.reconstruction.head_placing import find_head, head_yaw_deg, placed_in_head
from skinlax_desktop.surface.reconstruction.incremental_poses import polish, solve_poses
from skinlax_desktop.surface.reconstruction.ray_tracing import raycaster
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView
from skinlax_desktop.surface.reconstruction.seen_colours import project
from skinlax_desktop.surface.reconstruction.wide_links import Link, link, turned_about, turning_axis, with_links
from skinlax_desktop.workflows.capture_set import CaptureFrame
from skinlax_desktop.workflows.reconstruction_pairs import has_asides, pose_pairs
from skinlax_desktop.workflows.reconstruction_pictures import (
    PosedHead,
    ReadPictures,
    expected_yaw_deg,
    replaced_head,
    turning_with_skull,
    views_of,
)
from skinlax_desktop.workflows.reconstruction_surface import rough_surface

Points = npt.NDArray[np.float64]

_MATCHED_AHEAD: Final = 4
_WIDEST_LINK_DEG: Final = 62.0
_ROUGH_SHARE: Final = 0.4
_ROUGH_VOXEL_MM: Final = 1.8


def find_poses(frames: Sequence[CaptureFrame], features: Sequence[Features], read: ReadPictures) -> PosedHead:
    """Poses of as many pictures as can be; raises `reconstruct_no_poses`, `reconstruct_no_face`."""
    if has_asides(frames):
        return pose_pairs(frames, features, read)
    matches = _matches(frames, features, read)
    head = _solve(features, matches, read)
    while missing := _missing(frames, head):
        links = _links(frames, head, missing, features, read)
        if not links:
            break
        features, matches = with_links(features, matches, links)
        grown = _solve(features, matches, read)
        if len(grown.solved) <= len(head.solved):
            break
        head = grown
    return head


def _matches(frames: Sequence[CaptureFrame], features: Sequence[Features], read: ReadPictures) -> list[PairMatches]:
    count = len(features)
    sweep = [number for number, frame in enumerate(frames) if frame.view is View.SWEEP]
    place = {number: order for order, number in enumerate(sweep)}
    pairs = [
        (first, second)
        for first in range(count)
        for second in range(first + 1, count)
        if not (first in place and second in place and place[second] - place[first] > _MATCHED_AHEAD)
    ]
    found = (match_pair(first, second, features, read.pictures) for first, second in pairs)
    return [match for match in found if match is not None]


def _solve(features: Sequence[Features], matches: Sequence[PairMatches], read: ReadPictures) -> PosedHead:
    tracks = build_tracks(features, matches)
    ranked = sorted(matches, key=lambda match: -len(match.of_first))
    in_front = [match for match in ranked if match.first in read.landmarks and match.second in read.landmarks]
    seeds = [(match.first, match.second) for match in in_front or ranked]
    found = solve_poses(tracks, [picture.camera_matrix for picture in read.pictures], seeds=seeds)
    if found is None:
        raise SkinlaxError("reconstruct_no_poses")
    return _placed(*found, read)


def _placed(bundle: Bundle, solved: list[int], read: ReadPictures) -> PosedHead:
    known = {frame: points for frame, points in read.landmarks.items() if frame in solved}
    if len(known) < 2:
        raise SkinlaxError("reconstruct_no_face")
    placement, _ = find_head(known, bundle)
    bundle = polish(turning_with_skull(placed_in_head(bundle, placement)), solved, rounds=2)
    return replaced_head(bundle, solved, known)


def _missing(frames: Sequence[CaptureFrame], head: PosedHead) -> list[tuple[int, float]]:
    """Frames without a pose whose yaw is promised, the nearest to those with one first."""
    have = [head_yaw_deg(head.bundle.rotations[frame]) for frame in head.solved]
    rows = [
        (number, yaw)
        for number, frame in enumerate(frames)
        if number not in head.solved and (yaw := expected_yaw_deg(frame)) is not None
    ]
    near = [row for row in rows if min(abs(row[1] - yaw) for yaw in have) < _WIDEST_LINK_DEG]
    return sorted(near, key=lambda row: min(abs(row[1] - yaw) for yaw in have))


def _links(
    frames: Sequence[CaptureFrame],
    head: PosedHead,
    missing: Sequence[tuple[int, float]],
    features: Sequence[Features],
    read: ReadPictures,
) -> list[Link]:
    views = views_of(head.bundle, read)
    rough = rough_surface(
        head.bundle, head.solved, views, share=_ROUGH_SHARE, voxel_mm=_ROUGH_VOXEL_MM, least_weight=1.0
    )
    scene = raycaster(*rough)
    axis = turning_axis(head.bundle, head.solved)
    found = []
    for target, yaw in missing:
        source = min(head.solved, key=lambda frame: abs(head_yaw_deg(head.bundle.rotations[frame]) - yaw))
        turn = yaw - head_yaw_deg(head.bundle.rotations[source])
        guess = turned_about(views[source], axis, turn)
        picture = read.pictures[target]
        guess = StereoView(
            picture=picture.picture_bgr,
            subject=picture.subject,
            camera_matrix=picture.camera_matrix,
            rotation=guess.rotation,
            translation=guess.translation,
        )
        linked = link(views[source], guess, scene)
        if linked is not None:
            space, in_target = linked.points, linked.at_px
            mate = min(
                (frame for frame in head.solved if frame != source),
                key=lambda frame: abs(
                    head_yaw_deg(head.bundle.rotations[frame]) - head_yaw_deg(head.bundle.rotations[source])
                ),
            )
            # Seen twice among the solved, the points have a place, and the target can be resected on them.
            known = [
                project(space, views[frame].camera_matrix, views[frame].rotation, views[frame].translation)[0]
                for frame in (source, mate)
            ]
            found.append(Link(frames=(source, mate, target), pixels=(*known, in_target)))
    return found
