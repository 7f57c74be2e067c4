"""Poses of stills with a second picture aside: each view is solved by itself, then joined to the others.

Between a picture and the one 8 to 12 degrees aside there are hundreds of features, across the 35 degrees to the next
view hardly any. So each view gets its own poses and surface first. Its pictures repainted over that surface as the next
view's cameras would see them tell where that view stands, and its size.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.surface.canonical_face import MESH_POINTS, canonical_face
from skinlax_desktop.surface.reconstruction.bundle_adjustment import Bundle
from skinlax_desktop.surface.reconstruction.bundle_joining import (
    bundle_without_points,
    merged,
    placed_by_camera,
    units_per_mm,
    with_camera,
    with_points,
)
from skinlax_desktop.surface.reconstruction.depth_sheet import sheet
from skinlax_desktop.surface.reconstruction.feature_tracks import Features, build_tracks, match_pair, normalised
from skinlax_desktop.surface.reconstruction.head_placing import head_yaw_deg
from skinlax_desktop.surface.reconstruction.incremental_poses import polish, solve_poses
from skinlax_desktop.surface.reconstruction.ray_tracing import cast, raycaster
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView
from skinlax_desktop.surface.reconstruction.seen_colours import project
from skinlax_desktop.surface.reconstruction.wide_links import Linked, link, turned_about, turning_axis
from skinlax_desktop.workflows.capture_set import CaptureFrame
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

# Repeats of one view are too alike to tell a depth; asides are 8 degrees away or more, some a little less.
_LEAST_ASIDE_DEG: Final = 4.0
_MATE_WITHIN_DEG: Final = 26.0
_WIDEST_LINK_DEG: Final = 62.0
_ROUGH_SHARE: Final = 0.4
_ROUGH_VOXEL_MM: Final = 1.8
# People turn less or more than they are asked to.
_TURNS_TRIED_DEG: Final = (0.0, -9.0, 9.0)
_SURE_LINKS: Final = 60
# Landmarks triangulated over less of a turn place the head worse than the average face does.
_TELLS_HEAD_DEG: Final = 25.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Group:
    """The pictures of one view with poses in a world of their own; of a single picture `bundle` has no points."""

    frames: list[int]
    yaw_deg: float
    bundle: Bundle


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Side:
    """A picture, another of the same view, and the sheet (a ray tracer's scene) that they show."""

    view: StereoView
    frame: int
    mate: int
    scene: Any


def has_asides(frames: Sequence[CaptureFrame]) -> bool:
    """Whether these are named views, none swept over, one of them at least with a second picture."""
    views = [frame.view for frame in frames]
    named = all(view is not None and view is not View.SWEEP for view in views)
    return named and len(set(views)) < len(views)


def pose_pairs(frames: Sequence[CaptureFrame], features: Sequence[Features], read: ReadPictures) -> PosedHead:
    """Poses of all views that can be joined; raises `reconstruct_no_poses` when none stands by itself."""
    groups = _groups(frames, features, read)
    begins = [group for group in groups if len(group.bundle.points) and set(group.frames) & set(read.landmarks)]
    if not begins:
        raise SkinlaxError("reconstruct_no_poses")
    first = min(begins, key=lambda group: abs(group.yaw_deg))
    head = _by_landmarks(first, read)
    waiting = [group for group in groups if group is not first]
    while waiting:
        waiting.sort(key=lambda group: _gap_deg(group, head))
        joined = ((group, _joined(head, group, read)) for group in waiting if _gap_deg(group, head) < _WIDEST_LINK_DEG)
        done = next(((group, grown) for group, grown in joined if grown is not None), None)
        if done is None:
            break
        waiting, head = [group for group in waiting if group is not done[0]], done[1]
    return head


def _groups(frames: Sequence[CaptureFrame], features: Sequence[Features], read: ReadPictures) -> list[_Group]:
    """Each view's pictures; those that do not fit its others stand alone."""
    matrices = [picture.camera_matrix for picture in read.pictures]
    by_view: dict[View, list[int]] = {}
    for number, frame in enumerate(frames):
        if frame.view is not None:
            by_view.setdefault(frame.view, []).append(number)
    groups = []
    for numbers in by_view.values():
        pairs = (match_pair(one, two, features, read.pictures) for one, two in combinations(numbers, 2))
        matches = sorted((pair for pair in pairs if pair is not None), key=lambda pair: -len(pair.of_first))
        seeds = [(pair.first, pair.second) for pair in matches]
        tracks = build_tracks(features, matches)
        found = solve_poses(tracks, matrices, seeds=seeds, least_angle_deg=_LEAST_ASIDE_DEG) if matches else None
        alone = set(numbers) - set(found[1] if found else ())
        if found:
            groups.append(_Group(frames=found[1], yaw_deg=_yaw(frames[found[1][0]]), bundle=found[0]))
        groups += [
            _Group(frames=[one], yaw_deg=_yaw(frames[one]), bundle=bundle_without_points(matrices))
            for one in sorted(alone)
        ]
    return groups


def _yaw(frame: CaptureFrame) -> float:
    return expected_yaw_deg(frame) or 0.0


def _by_landmarks(group: _Group, read: ReadPictures) -> PosedHead:
    """The group's bundle in the head frame: one of its cameras sees the average face where its landmarks are."""
    frame = next(number for number in group.frames if number in read.landmarks)
    average = canonical_face().points_in_head_mm[:MESH_POINTS]
    camera = _seeing(average, read, frame)
    if camera is None:
        raise SkinlaxError("reconstruct_no_poses")
    depth = project(average, read.pictures[frame].camera_matrix, *camera)[1]
    bundle = placed_by_camera(
        group.bundle, frame, camera, units_per_mm(group.bundle, frame, read.landmarks[frame], depth)
    )
    bundle = polish(turning_with_skull(bundle), group.frames, rounds=2)
    return PosedHead(bundle=bundle, solved=group.frames, landmarks=average)


def _seeing(shape: Points, read: ReadPictures, frame: int) -> tuple[Points, Points] | None:
    """The camera that sees the landmarks' places (468, 3) where the picture shows them: rotation, translation."""
    pixels = np.ascontiguousarray(read.landmarks[frame][:MESH_POINTS], dtype=np.float64)
    matrix, places = read.pictures[frame].camera_matrix, np.ascontiguousarray(shape, dtype=np.float64)
    found, turn, shift = cv2.solvePnP(places, pixels, matrix, None, flags=cv2.SOLVEPNP_SQPNP)
    if not found:
        return None
    turn, shift = cv2.solvePnPRefineLM(places, pixels, matrix, None, turn, shift)
    return np.asarray(cv2.Rodrigues(turn)[0], dtype=np.float64), np.asarray(shift, dtype=np.float64).ravel()


def _gap_deg(group: _Group, head: PosedHead) -> float:
    return min(abs(group.yaw_deg - head_yaw_deg(head.bundle.rotations[frame])) for frame in head.solved)


def _joined(head: PosedHead, group: _Group, read: ReadPictures) -> PosedHead | None:
    """The head with one more view; None when nothing of it is recognised on the surface of its neighbour."""
    yaws = {frame: head_yaw_deg(head.bundle.rotations[frame]) for frame in head.solved}
    source = min(yaws, key=lambda frame: abs(yaws[frame] - group.yaw_deg))
    mates = [frame for frame in yaws if frame != source and abs(yaws[frame] - yaws[source]) < _MATE_WITHIN_DEG]
    near = _side(head.bundle, views_of(head.bundle, read), source, mates)
    found = None if near is None else _first_link(head, group, read, near)
    if near is None or found is None:
        return None
    target, linked = found
    view = linked.view
    moved = group.bundle
    if len(moved.points):
        depth = project(linked.points, view.camera_matrix, view.rotation, view.translation)[1]
        size = units_per_mm(moved, target, linked.at_px, depth)
        moved = placed_by_camera(moved, target, (view.rotation, view.translation), size)
    else:
        moved = with_camera(moved, view, target)
    views = views_of(moved, read)
    far = _side(moved, views, target, [frame for frame in group.frames if frame != target])
    bundle = merged(head.bundle, moved, group.frames)
    bundle = _tied(bundle, views_of(bundle, read), near, far, target)
    return _settled(head, bundle, group.frames, read)


def _side(bundle: Bundle, views: Sequence[StereoView], frame: int, mates: Sequence[int]) -> _Side | None:
    """The sheet that a picture and its mates show; None where there are none."""
    if not mates:
        return None
    try:
        rough, _ = rough_surface(
            bundle, [frame, *mates], views, share=_ROUGH_SHARE, voxel_mm=_ROUGH_VOXEL_MM, least_weight=1.0
        )
    except SkinlaxError:
        return None
    yaw = [abs(head_yaw_deg(views[mate].rotation) - head_yaw_deg(views[frame].rotation)) for mate in mates]
    mate = mates[int(np.argmin(yaw))]
    return _Side(view=views[frame], frame=frame, mate=mate, scene=raycaster(*sheet(views[frame], rough)))


def _tied(bundle: Bundle, views: Sequence[StereoView], near: _Side, far: _Side | None, target: int) -> Bundle:
    """The bundle with the skin that both sides show: each side's own surface says where its mate sees it."""
    ways = [(near, target, far)] if far is None else [(near, target, far), (far, near.frame, near)]
    for source, frame, other in ways:
        linked = link(views[source.frame], views[frame], source.scene)
        if linked is None:
            continue
        seen: dict[int, Points | None] = {source.frame: None, source.mate: None, frame: linked.at_px}
        points = linked.points
        if other is not None:
            there, hit = _on_sheet(views[frame], other.scene, linked.at_px)
            mate = views[other.mate]
            points = points[hit]
            seen[frame] = linked.at_px[hit]
            seen[other.mate] = project(there, mate.camera_matrix, mate.rotation, mate.translation)[0]
        bundle = with_points(bundle, points, seen)
    return bundle


def _on_sheet(view: StereoView, scene: Any, at_px: Points) -> tuple[Points, npt.NDArray[np.bool_]]:
    """Where lines of sight through pixels (n, 2) meet a sheet: those (k, 3) that do, and which (n,)."""
    slopes = normalised(at_px, view.camera_matrix)
    directions = np.column_stack([slopes, np.ones(len(slopes))]) @ view.rotation
    along, _ = cast(scene, np.hstack([np.broadcast_to(view.centre, directions.shape), directions]))
    hit = np.isfinite(along)
    return view.centre + directions[hit] * along[hit, None], hit


def _first_link(head: PosedHead, group: _Group, read: ReadPictures, near: _Side) -> tuple[int, Linked] | None:
    """The picture of a group nearest to the source, and what it shares with it; the best of a few guesses."""
    own = {frame: _turn_deg(group, frame) for frame in group.frames}
    here, views = head_yaw_deg(near.view.rotation), views_of(head.bundle, read)
    target = min(own, key=lambda frame: abs(own[frame] - here))
    guesses = []
    if target in read.landmarks:
        camera = _seeing(head.landmarks, read, target)
        guesses += [] if camera is None else [replace(views[target], rotation=camera[0], translation=camera[1])]
    axis = turning_axis(head.bundle, head.solved)
    for more in _TURNS_TRIED_DEG:
        turned = turned_about(near.view, axis, own[target] - here + more)
        guesses.append(replace(views[target], rotation=turned.rotation, translation=turned.translation))
    best: Linked | None = None
    for guess in guesses:
        linked = link(near.view, guess, near.scene)
        if linked is not None and (best is None or len(linked.points) > len(best.points)):
            best = linked
        if best is not None and len(best.points) >= _SURE_LINKS:
            break
    return None if best is None else (target, best)


def _turn_deg(group: _Group, frame: int) -> float:
    """The yaw expected of a picture: its view's, and what it is turned from the first of its view."""
    turned = group.bundle.rotations[frame] @ group.bundle.rotations[group.frames[0]].T
    yaw = np.radians(group.yaw_deg)
    towards = np.array([np.sin(yaw), 0.0, -np.cos(yaw)])
    return head_yaw_deg(np.column_stack([np.zeros((3, 2)), turned @ towards]))


def _settled(head: PosedHead, bundle: Bundle, frames: Sequence[int], read: ReadPictures) -> PosedHead:
    """The head with more pictures, adjusted; its landmarks place it once they are seen from enough of a turn."""
    solved = sorted([*head.solved, *frames])
    bundle = polish(turning_with_skull(bundle), solved, rounds=2)
    yaws = [head_yaw_deg(bundle.rotations[frame]) for frame in solved if frame in read.landmarks]
    if max(yaws) - min(yaws) < _TELLS_HEAD_DEG:
        return PosedHead(bundle=bundle, solved=solved, landmarks=head.landmarks)
    return replaced_head(bundle, solved, read.landmarks)
