"""From a capture set to a metric mesh of the face: the order of the steps, and what stops it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.decoding import Picture, decode_picture
from skinlax_desktop.imaging.skin_regions import EYE_OPENINGS
from skinlax_desktop.ports.landmarks import FoundFace, LandmarkFinder
from skinlax_desktop.surface.canonical_face import NASION
from skinlax_desktop.surface.face_mesh import NO_ZONE, FaceMesh
from skinlax_desktop.surface.face_zones import find_zones
from skinlax_desktop.surface.reconstruction.bundle_adjustment import Bundle
from skinlax_desktop.surface.reconstruction.feature_tracks import find_features
from skinlax_desktop.surface.reconstruction.head_placing import (
    down_of_camera,
    find_head,
    head_yaw_deg,
    placed_in_head,
)
from skinlax_desktop.surface.reconstruction.mesh_cleaning import smoothed, vertex_normals
from skinlax_desktop.surface.reconstruction.nasion import find_nasion
from skinlax_desktop.surface.reconstruction.ray_tracing import raycaster
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView
from skinlax_desktop.surface.reconstruction.seen_colours import cosines_seen, project, vertex_colours
from skinlax_desktop.surface.reconstruction.uncertainty import vertex_sigma_mm, with_hair
from skinlax_desktop.surface.reconstruction.working_picture import WorkingPicture, prepare_picture, with_subjects
from skinlax_desktop.surface.rigid_motion import fit_similarity
from skinlax_desktop.workflows.capture_set import FEWEST_FOR_SHAPE, CaptureFrame, CaptureSet
from skinlax_desktop.workflows.mirrored_pictures import refuse_mirrored_picture
from skinlax_desktop.workflows.pose_refinement import refine_poses
from skinlax_desktop.workflows.reconstruction_expression import changed_expressions
from skinlax_desktop.workflows.reconstruction_filling import filled
from skinlax_desktop.workflows.reconstruction_findings import refuse_mirrored, refuse_moved, refuse_wrong_camera
from skinlax_desktop.workflows.reconstruction_marker import Corners, corners_in_picture
from skinlax_desktop.workflows.reconstruction_motion import STILL_PX, take_out_motion
from skinlax_desktop.workflows.reconstruction_pairs import has_asides
from skinlax_desktop.workflows.reconstruction_pictures import ReadPictures, views_of
from skinlax_desktop.workflows.reconstruction_poses import find_poses
from skinlax_desktop.workflows.reconstruction_scale import LANDMARK_SIGMA, FoundScale, find_scale
from skinlax_desktop.workflows.reconstruction_stills import are_single_stills, pose_stills
from skinlax_desktop.workflows.reconstruction_surface import measure_surface, rough_surface
from skinlax_desktop.workflows.series_pictures import Progress, turned_camera

Points = npt.NDArray[np.float64]

_LANDMARKS_WIDTH_PX: Final = 1000
_EVERY: Final = 50
"""Of the vertices tell how the zones turned the mesh."""
_ROUGH_SHARE: Final = 0.35
_ROUGH_VOXEL_MM: Final = 2.0
_ROUNDS_OF_PAIRS, _SMOOTH_FOR_PAIRS, _PAIRS_ALIKE = 2, 12, 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reconstruction:
    """The mesh in the head frame with its zones, and what is to be said of it.

    `landmarks_in_face_mm` (468, 3) lie on its surface. `camera` is model and serial; `posture` "" where it is unknown.
    `single_stills`: no place was seen from more than two sides. `nasion_measured`: the origin lies on the surface;
    where the root of the nose is a hole it is the landmark triangulated from the pictures. `changed`: files with
    another expression than the face at rest. `down`: which way is down in the mesh's axes, by the camera, taken to
    stand level.
    """

    mesh: FaceMesh
    landmarks_in_face_mm: Points
    scale: FoundScale
    files: tuple[str, ...]
    used: tuple[str, ...]
    reprojection_px: float
    yaws_deg: tuple[float, ...]
    swept: bool = False
    single_stills: bool = False
    nasion_measured: bool = True
    changed: tuple[str, ...] = ()
    motion_mm: float | None = None
    motion_by_frame_mm: tuple[float, ...] = ()
    camera: tuple[str, str] = ("", "")
    posture: str = ""
    down: tuple[float, float, float] | None = None
    seconds: float = 0.0


def read_frame(frame: CaptureFrame) -> Picture:
    """The upright picture of a frame, from its file."""
    return decode_picture(frame.path, name=frame.file)


def reconstruct_face(
    captured: CaptureSet,
    finder: LandmarkFinder,
    *,
    on_progress: Progress,
    load: Callable[[CaptureFrame], Picture] = read_frame,
) -> Reconstruction:
    """Reconstruct the face of a set, whose pictures `load` brings.

    Raises `SkinlaxError` with one of the codes of `text/errors/reconstruction.py`, and what reading pictures raises.
    """
    if captured.calibration is None:
        raise SkinlaxError("reconstruct_no_camera")
    if len(captured.frames) < FEWEST_FOR_SHAPE:
        raise SkinlaxError("reconstruct_too_few", count=len(captured.frames))
    read = _read(captured, finder, load, on_progress)
    on_progress(0.25, "finding the cameras")
    pairs = has_asides(captured.frames)
    single = pose_stills(captured.frames, read) if are_single_stills(captured.frames) else None
    if single is None:
        head = find_poses(captured.frames, [find_features(picture) for picture in read.pictures], read)
    else:
        head = single.head
    refuse_mirrored_picture(captured.frames, head, read)
    bundle, solved = head.bundle, head.solved
    if not pairs:
        refuse_wrong_camera(bundle, solved)
    on_progress(0.45, "finding the cameras")
    views = views_of(bundle, read)
    if single is None:
        bundle = _refined(bundle, solved, read, pairs=pairs)
        if pairs:
            # Joined but not refined, the views bend a focal length by several percent.
            refuse_wrong_camera(bundle, solved, joined=True)
        views = views_of(bundle, read)
    frontal = min(solved, key=lambda frame: abs(head_yaw_deg(bundle.rotations[frame])))
    moved = None
    reprojection_px = _rms(bundle)
    if reprojection_px > STILL_PX and single is not None:
        # Motion and shape cannot be told apart where two pictures see a place.
        raise SkinlaxError("reconstruct_no_asides")
    if reprojection_px > STILL_PX:
        on_progress(0.5, "measuring motion")
        rough = rough_surface(bundle, solved, views, share=_ROUGH_SHARE, voxel_mm=_ROUGH_VOXEL_MM)
        moved = take_out_motion(bundle, solved, views, *rough, frontal)
        rough = rough_surface(moved.bundle, solved, moved.views, share=_ROUGH_SHARE, voxel_mm=_ROUGH_VOXEL_MM)
        moved = take_out_motion(moved.bundle, solved, moved.moved_views, *rough, frontal, before=moved)
        bundle, views = moved.bundle, moved.views
        refuse_moved(moved.motion_mm)
    surface = measure_surface(
        bundle,
        solved,
        views,
        on_progress=lambda share: on_progress(0.55 + 0.35 * share, "depth"),
        stills=None if single is None else single.rough,
        asides=pairs,
    )
    known = {frame: points for frame, points in read.landmarks.items() if frame in solved}
    placement, points = find_head(known, bundle)
    bundle = placed_in_head(bundle, placement)
    views = [
        replace(view, rotation=bundle.rotations[number], translation=bundle.translations[number])
        for number, view in enumerate(views)
    ]
    vertices = (surface.vertices - placement.origin) @ placement.rotation / placement.scale
    landmarks = (points - placement.origin) @ placement.rotation / placement.scale
    triangles = surface.triangles
    scene = raycaster(vertices, triangles)
    on_surface = find_nasion(scene, known, landmarks, views, frontal)
    nasion = landmarks[NASION] if on_surface is None else on_surface.place
    sigma = LANDMARK_SIGMA if on_surface is None else on_surface.distance_sigma
    # Where the pictures were resampled as if the face had been still, their markers are not where they were taken.
    markers = read.markers if moved is None else None
    scale = find_scale(captured, bundle, solved, views, nasion, frontal, sigma, markers)
    factor = scale.factor
    seen_by = [views[frame] for frame in solved]
    colours, uv = _painted(seen_by, views[frontal], vertices, triangles)
    mesh = FaceMesh(
        vertices_in_face_mm=((vertices - nasion) * factor).astype(np.float32),
        triangles=triangles.astype(np.int32),
        colours_rgb=colours,
        uv=uv,
        sigma_mm=(
            vertex_sigma_mm(surface.consensus, surface.rings, motion_mm=0.0 if moved is None else moved.motion_mm)
            * factor
            / placement.scale
        ).astype(np.float32),
        measured=np.ones(len(vertices), dtype=np.uint8),
        zone_index=np.full(len(vertices), NO_ZONE, dtype=np.int16),
        scale_known=scale.known,
        source="from a sweep" if any(frame.view is View.SWEEP for frame in captured.frames) else "from stills",
    )
    zoned = find_zones(mesh, (landmarks - nasion) * factor)
    placed, again = (one.vertices_in_face_mm[::_EVERY].astype(np.float64) for one in (mesh, zoned.mesh))
    turned = fit_similarity(placed, again, rigid=True)
    down_x, down_y, down_z = (turned.rotation @ down_of_camera([bundle.rotations[frame] for frame in solved])).tolist()
    whole = with_hair(zoned.mesh, [zoned.landmarks[list(outline)] for outline in EYE_OPENINGS.values()])
    if single is not None:
        whole = filled(whole, zoned.landmarks)
        # Zones were found in the face's own frame, which is turned from that of the pictures.
        points = turned.inverse().apply(whole.vertices_in_face_mm) / factor + nasion
        colours, uv = _painted(seen_by, views[frontal], points, whole.triangles.astype(np.int64))
        whole = replace(whole, colours_rgb=colours, uv=uv)
    files = tuple(frame.file for frame in captured.frames)
    yaws = tuple(head_yaw_deg(bundle.rotations[frame]) for frame in solved)
    refuse_mirrored(captured.frames, solved, yaws)
    changed = changed_expressions(read.faces, dict(zip(solved, yaws, strict=True)))
    return Reconstruction(
        mesh=whole,
        landmarks_in_face_mm=zoned.landmarks,
        scale=scale,
        files=files,
        used=tuple(files[frame] for frame in solved),
        reprojection_px=reprojection_px,
        motion_mm=None if moved is None else moved.motion_mm * factor / placement.scale,
        motion_by_frame_mm=()
        if moved is None
        else tuple(moved.motion_by_frame_mm[frame] * factor / placement.scale for frame in solved),
        yaws_deg=yaws,
        swept=any(frame.view is View.SWEEP for frame in captured.frames),
        single_stills=single is not None,
        nasion_measured=on_surface is not None,
        changed=tuple(files[frame] for frame in changed),
        camera=(captured.calibration.model, captured.calibration.serial),
        posture=str(dict(captured.subject).get("posture", "")),
        down=(down_x, down_y, down_z),
    )


def _read(
    captured: CaptureSet, finder: LandmarkFinder, load: Callable[[CaptureFrame], Picture], on_progress: Progress
) -> ReadPictures:
    pictures: list[WorkingPicture] = []
    landmarks: dict[int, Points] = {}
    found: dict[int, FoundFace] = {}
    markers: dict[int, Corners] = {}
    for number, frame in enumerate(captured.frames):
        on_progress(0.25 * number / len(captured.frames), "reading")
        picture = load(frame)
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
        markers[number] = corners_in_picture(captured.scale, picture, matrix, camera.distortion, working.camera_matrix)
        share = _LANDMARKS_WIDTH_PX / working.picture_bgr.shape[1]
        small = cv2.resize(working.picture_bgr, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
        faces = finder.find(np.asarray(small, dtype=np.uint8))
        if len(faces) > 1:
            raise SkinlaxError("reconstruct_two_people", file=frame.file)
        if faces:
            found[number] = faces[0]
            landmarks[number] = (faces[0].points_px + 0.5) / share - 0.5
    return ReadPictures(pictures=with_subjects(pictures), landmarks=landmarks, faces=found, markers=markers)


def _refined(bundle: Bundle, solved: list[int], read: ReadPictures, *, pairs: bool) -> Bundle:
    """The poses that patches followed over the rough surface give."""
    for _ in range(_ROUNDS_OF_PAIRS if pairs else 1):
        views = views_of(bundle, read)
        vertices, triangles = rough_surface(
            bundle, solved, views, share=_ROUGH_SHARE, voxel_mm=_ROUGH_VOXEL_MM, least_weight=1.0
        )
        if pairs:
            # Across 35 degrees the slant of a patch matters, and few look as alike as in a sweep.
            vertices = smoothed(vertices, triangles, rounds=_SMOOTH_FOR_PAIRS)
            bundle = refine_poses(bundle, solved, views, vertices, triangles, least_alike=_PAIRS_ALIKE)
        else:
            bundle = refine_poses(bundle, solved, views, vertices, triangles)
    return bundle


def _painted(
    seen_by: list[StereoView], frontal: StereoView, vertices: Points, triangles: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float32]]:
    """Of vertices (n, 3) in the world their colours (n, 3) and their places (n, 2) in 0..1 of the frontal picture."""
    scene, normals = raycaster(vertices, triangles), vertex_normals(vertices, triangles)
    seen = [cosines_seen(scene, vertices, normals, view.centre) for view in seen_by]
    colours = vertex_colours(seen_by, vertices, seen)
    pixels, _ = project(vertices, frontal.camera_matrix, frontal.rotation, frontal.translation)
    size = np.array(frontal.picture.shape[1::-1])
    return colours, np.clip((pixels + 0.5) / size, 0.0, 1.0).astype(np.float32)


def _rms(bundle: Bundle) -> float:
    return float(np.sqrt((bundle.residuals_px() ** 2).sum(axis=1).mean()))
