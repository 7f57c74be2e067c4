"""From a capture set to a metric mesh of the face: the order of the steps, and what stops it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.decoding import read_picture
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.surface.face_mesh import NO_ZONE, FaceMesh
from skinlax_desktop.surface.reconstruction.bundle_adjustment import Bundle
from skinlax_desktop.surface.reconstruction.feature_tracks import build_tracks, find_features, match_pair
from skinlax_desktop.surface.reconstruction.head_placing import find_head, head_yaw_deg, placed_in_head
from skinlax_desktop.surface.reconstruction.incremental_poses import polish, solve_poses
from skinlax_desktop.surface.reconstruction.mesh_cleaning import vertex_normals
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView
from skinlax_desktop.surface.reconstruction.seen_colours import cosines_seen, project, raycaster, vertex_colours
from skinlax_desktop.surface.reconstruction.uncertainty import vertex_sigma_mm
from skinlax_desktop.surface.reconstruction.working_picture import WorkingPicture, prepare_picture
from skinlax_desktop.workflows.capture_set import CaptureSet
from skinlax_desktop.workflows.reconstruction_motion import STILL_PX, take_out_motion
from skinlax_desktop.workflows.reconstruction_surface import measure_surface, rough_surface
from skinlax_desktop.workflows.reconstruction_scale import FoundScale, find_scale
from skinlax_desktop.workflows.series_pictures import Progress, turned_camera

Points = npt.NDArray[np.float64]

_FEWEST_FRAMES: Final = 3
_MATCHED_AHEAD: Final = 4
_LANDMARKS_WIDTH_PX: Final = 1000
_MOVING_SHARE: Final = 0.35
_MOVING_VOXEL_MM: Final = 2.0
# Points above the shoulders, and in front of the nape: what turns with the skull.
_RIGID_LOW_MM: Final = np.array([-95.0, -112.0, -130.0])
_RIGID_HIGH_MM: Final = np.array([95.0, 110.0, 60.0])
_FACE_LOW_MM: Final = np.array([-95.0, -155.0, -115.0])
_FACE_HIGH_MM: Final = np.array([95.0, 95.0, 60.0])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reconstruction:
    """The mesh in the head frame and what is to be said of it."""

    mesh: FaceMesh
    scale: FoundScale
    files: tuple[str, ...]
    used: tuple[str, ...]
    reprojection_px: float
    yaws_deg: tuple[float, ...]
    motion_mm: float | None = None
    motion_by_frame_mm: tuple[float, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Read:
    pictures: list[WorkingPicture]
    landmarks: dict[int, Points]


def reconstruct_face(captured: CaptureSet, finder: LandmarkFinder, *, on_progress: Progress) -> Reconstruction:
    """Reconstruct the face of a set.

    Raises `SkinlaxError` with one of the codes of `text/errors/reconstruction.py`, and what reading pictures raises.
    """
    if captured.calibration is None:
        raise SkinlaxError("reconstruct_no_camera")
    if len(captured.frames) < _FEWEST_FRAMES:
        raise SkinlaxError("reconstruct_too_few", count=len(captured.frames))
    read = _read(captured, finder, on_progress)
    on_progress(0.25, "finding the cameras")
    bundle, solved = _poses(captured, read)
    on_progress(0.5, "placing the head")
    bundle, landmarks = _placed(bundle, solved, read)
    on_progress(0.55, "measuring depth")
    views = _views(bundle, read)
    frontal = min(solved, key=lambda frame: abs(head_yaw_deg(bundle.rotations[frame])))
    moved = None
    reprojection_px = _rms(bundle)
    if reprojection_px > STILL_PX:
        on_progress(0.5, "measuring motion")
        rough = rough_surface(bundle, solved, views, share=_MOVING_SHARE, voxel_mm=_MOVING_VOXEL_MM)
        moved = take_out_motion(bundle, solved, views, *rough, frontal)
        bundle, views = moved.bundle, moved.views
    surface = measure_surface(
        bundle, solved, views, on_progress=lambda share: on_progress(0.55 + 0.35 * share, "depth")
    )
    vertices, triangles = surface.vertices, surface.triangles
    scene = raycaster(vertices, triangles)
    nasion = _nasion(scene, landmarks, views[frontal])
    scale = find_scale(captured, bundle, solved, nasion, frontal)
    normals = vertex_normals(vertices, triangles)
    seen = [cosines_seen(scene, vertices, normals, views[frame].centre) for frame in solved]
    colours = vertex_colours([views[frame] for frame in solved], vertices, seen)
    pixels, _ = project(vertices, views[frontal].camera_matrix, views[frontal].rotation, views[frontal].translation)
    size = np.array(views[frontal].picture.shape[1::-1])
    factor = scale.factor
    mesh = FaceMesh(
        vertices_in_face_mm=((vertices - nasion) * factor).astype(np.float32),
        triangles=triangles.astype(np.int32),
        colours_rgb=colours,
        uv=np.clip((pixels + 0.5) / size, 0.0, 1.0).astype(np.float32),
        sigma_mm=(vertex_sigma_mm(surface.consensus) * factor).astype(np.float32),
        measured=np.ones(len(vertices), dtype=np.uint8),
        zone_index=np.full(len(vertices), NO_ZONE, dtype=np.int16),
        scale_known=scale.known,
        source="from a sweep" if any(frame.view is View.SWEEP for frame in captured.frames) else "from stills",
    )
    files = tuple(frame.file for frame in captured.frames)
    return Reconstruction(
        mesh=mesh,
        scale=scale,
        files=files,
        used=tuple(files[frame] for frame in solved),
        reprojection_px=reprojection_px,
        motion_mm=None if moved is None else moved.motion_mm,
        motion_by_frame_mm=() if moved is None else tuple(moved.motion_by_frame_mm[frame] for frame in solved),
        yaws_deg=tuple(head_yaw_deg(bundle.rotations[frame]) for frame in solved),
    )


def _read(captured: CaptureSet, finder: LandmarkFinder, on_progress: Progress) -> _Read:
    pictures: list[WorkingPicture] = []
    landmarks: dict[int, Points] = {}
    for number, frame in enumerate(captured.frames):
        on_progress(0.25 * number / len(captured.frames), "reading")
        picture = read_picture(frame.path, name=frame.file).bgr
        height, width = picture.shape[:2]
        camera = turned_camera(captured.calibration, (width, height), frame.file)
        assert camera is not None  # noqa: S101
        matrix = np.array(
            [
                [camera.focal_x_px, 0.0, camera.centre_x_px],
                [0.0, camera.focal_y_px, camera.centre_y_px],
                [0.0, 0.0, 1.0],
            ]
        )
        working = prepare_picture(picture, matrix, camera.distortion)
        pictures.append(working)
        share = _LANDMARKS_WIDTH_PX / working.picture_bgr.shape[1]
        small = cv2.resize(working.picture_bgr, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        faces = finder.find(np.asarray(small, dtype=np.uint8))
        if len(faces) > 1:
            raise SkinlaxError("reconstruct_two_people", file=frame.file)
        if faces:
            landmarks[number] = (faces[0].points_px + 0.5) / share - 0.5
    return _Read(pictures=pictures, landmarks=landmarks)


def _poses(captured: CaptureSet, read: _Read) -> tuple[Bundle, list[int]]:
    features = [find_features(picture) for picture in read.pictures]
    count = len(features)
    sweep = [number for number, frame in enumerate(captured.frames) if frame.view is View.SWEEP]
    place = {number: order for order, number in enumerate(sweep)}
    pairs = [
        (first, second)
        for first in range(count)
        for second in range(first + 1, count)
        if not (first in place and second in place and place[second] - place[first] > _MATCHED_AHEAD)
    ]
    matches = [
        match for first, second in pairs if (match := match_pair(first, second, features, read.pictures)) is not None
    ]
    tracks = build_tracks(features, matches)
    ranked = sorted(matches, key=lambda match: -len(match.of_first))
    middle = [m for m in ranked if m.first in read.landmarks and m.second in read.landmarks] or ranked
    seeds = [(match.first, match.second) for match in middle]
    found = solve_poses(tracks, [picture.camera_matrix for picture in read.pictures], seeds=seeds)
    if found is None:
        raise SkinlaxError("reconstruct_no_poses")
    return found


def _placed(bundle: Bundle, solved: Sequence[int], read: _Read) -> tuple[Bundle, Points]:
    known = {frame: points for frame, points in read.landmarks.items() if frame in solved}
    if len(known) < 2:
        raise SkinlaxError("reconstruct_no_face")
    placement, _ = find_head(known, bundle)
    bundle = placed_in_head(bundle, placement)
    outside = ~((bundle.points > _RIGID_LOW_MM) & (bundle.points < _RIGID_HIGH_MM)).all(axis=1)
    bundle = polish(bundle.without(outside[bundle.point]), solved, rounds=2)
    placement, points = find_head(known, bundle)
    return placed_in_head(bundle, placement), (points - placement.origin) @ placement.rotation / placement.scale


def _views(bundle: Bundle, read: _Read) -> list[StereoView]:
    return [
        StereoView(
            picture=picture.picture_bgr,
            subject=picture.subject,
            camera_matrix=picture.camera_matrix,
            rotation=bundle.rotations[number],
            translation=bundle.translations[number],
        )
        for number, picture in enumerate(read.pictures)
    ]


def _nasion(scene, landmarks: Points, frontal: StereoView) -> Points:  # type: ignore[no-untyped-def]
    """Where the line of sight to the nasion meets the surface."""
    import open3d as o3d

    ray = landmarks[168] - frontal.centre
    hit = scene.cast_rays(o3d.core.Tensor(np.concatenate([frontal.centre, ray])[None].astype(np.float32)))
    along = float(hit["t_hit"].numpy()[0])
    return frontal.centre + ray * (along if np.isfinite(along) else 1.0)


def _rms(bundle: Bundle) -> float:
    return float(np.sqrt((bundle.residuals_px() ** 2).sum(axis=1).mean()))
