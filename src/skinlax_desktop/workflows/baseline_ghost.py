"""The ghost: the baseline's face in 3D, posed as its picture was, drawn to be laid over the live picture.

The mesh is that of the baseline visit's landmarks (`landmark_mesh`): in views with landmarks it stands where they are;
in a profile, where there are none, the frontal picture's mesh is turned as the head was. Its surface shows the
baseline's own picture; its edges are those of lids, lips, brows, nose and face as far as they face the camera.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.attributes.skin_map import FACE_OVAL
from skinlax_desktop.imaging.pose import lines_of_sight, rotation_from_pose
from skinlax_desktop.surface.canonical_face import MESH_POINTS, NASION, canonical_face
from skinlax_desktop.surface.curved_triangles import vertex_normals
from skinlax_desktop.surface.face_mesh import refined_canonical
from skinlax_desktop.surface.head_frame import back_project, into_head, place_head
from skinlax_desktop.workflows.view_reference import ViewReference

Picture = npt.NDArray[np.uint8]
Points = npt.NDArray[np.float64]

GHOST_PX: Final = 1024
_FEATHER_PX: Final = 9
_LINE_PX: Final = 2
# White over a darker rim is seen on every skin and every shirt.
_LINE, _RIM = (255, 255, 255, 235), (20, 20, 20, 150)
_FACES_CAMERA: Final = 0.08
_LINES: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {
        "right_eye": (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7, 33),
        "left_eye": (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249, 263),
        "right_brow": (70, 63, 105, 66, 107, 55, 65, 52, 53, 46, 70),
        "left_brow": (300, 293, 334, 296, 336, 285, 295, 282, 283, 276, 300),
        "lips": (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146, 61),
        "mouth": (61, 78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 291),
        "bridge": (168, 6, 197, 195, 5, 4),
        "nose": (129, 98, 97, 2, 326, 327, 358),
        "oval": (*FACE_OVAL, FACE_OVAL[0]),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ghost:
    """Two pictures (h, w, 4) uint8 BGRA of the whole frame: the surface, with soft edges, and the edges alone."""

    surface: Picture
    edges: Picture


def mesh_in_head_mm(frontal: ViewReference) -> Points | None:
    """The landmarks (468, 3) of the baseline's frontal picture in the head frame, millimetres."""
    face = frontal.face
    if face is None:
        return None
    slopes = lines_of_sight(face.points_px, frontal.camera)
    points = back_project(slopes, face.depth_px, focal_px=frontal.camera.focal_px, distance_mm=frontal.distance_mm)
    return into_head(points, place_head(points))[:MESH_POINTS]


def draw_ghost(reference: ViewReference, picture: Picture, mesh_mm: Points | None) -> Ghost | None:
    """From the baseline's upright (h, w, 3) BGR picture of the view; None without a mesh to draw."""
    placed = _placed(reference, mesh_mm)
    if placed is None:
        return None
    height, width = picture.shape[:2]
    factor = GHOST_PX / max(height, width)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    small = cast(Picture, cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
    points = placed * np.array([factor, factor, factor])
    normals = vertex_normals(points * np.array([1.0, -1.0, -1.0]), canonical_face().triangles)
    covered = _cover(points, normals, (size[1], size[0]))
    soft = cv2.GaussianBlur(covered, (0, 0), _FEATHER_PX / 2.0)
    surface = np.dstack((small, np.minimum(soft, covered)))
    outline = None if reference.outline_px is None else (reference.outline_px + 0.5) * factor - 0.5
    return Ghost(surface=surface, edges=_edges(points, normals, outline, (size[1], size[0])))


def _placed(reference: ViewReference, mesh_mm: Points | None) -> Points | None:
    """(468, 3): pixels of the picture, and depth in the same unit, larger is farther."""
    if reference.face is not None:
        return np.column_stack((reference.face.points_px, reference.face.depth_px))[:MESH_POINTS]
    if mesh_mm is None:
        return None
    turned = mesh_mm @ rotation_from_pose(reference.pose).T * np.array([1.0, -1.0, -1.0])
    nasion_px = reference.marks_px[0]
    per_mm = reference.camera.focal_px / reference.distance_mm
    away = 1.0 + (turned[:, 2:] - turned[NASION, 2]) / reference.distance_mm
    across = (turned[:, :2] - turned[NASION, :2]) / away * per_mm + nasion_px
    return np.column_stack((across, turned[:, 2] * per_mm))


def _cover(points: Points, normals: Points, shape: tuple[int, int]) -> Picture:
    """Where the surface is, as alpha."""
    refined = refined_canonical()
    smooth = refined.place(points * np.array([1.0, -1.0, -1.0]), normals)
    corners = np.round(smooth[:, :2] * np.array([1.0, -1.0])).astype(np.int32)[refined.triangles]
    covered = np.zeros(shape, dtype=np.uint8)
    for triangle in corners:
        cv2.fillConvexPoly(covered, triangle, 255)
    return covered


def _edges(points: Points, normals: Points, outline: Points | None, shape: tuple[int, int]) -> Picture:
    drawn = np.zeros((*shape, 4), dtype=np.uint8)
    lines = []
    for name, numbers in _LINES.items():
        for first, second in itertools.pairwise(numbers):
            faces = min(normals[first, 2], normals[second, 2])
            if faces > _FACES_CAMERA or (name == "oval" and faces > -_FACES_CAMERA):
                lines.append(points[[first, second], :2])
    if outline is not None:
        lines += [outline[[place, place + 1]] for place in range(len(outline) - 1)]
    for colour, thickness in ((_RIM, _LINE_PX + 3), (_LINE, _LINE_PX)):
        for line in lines:
            (x0, y0), (x1, y1) = np.round(line * 8.0).astype(int)
            cv2.line(drawn, (int(x0), int(y0)), (int(x1), int(y1)), colour, thickness, cv2.LINE_AA, shift=3)
    return drawn
