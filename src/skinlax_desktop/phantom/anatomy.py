"""The true metrics of a phantom head, computed on its mesh at anatomical points (definitions: clinical.md 2.3)."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.views import Pose
from skinlax_desktop.phantom.head import HeadShape
from skinlax_desktop.phantom.profile_truth import true_submental
from skinlax_desktop.phantom.rasteriser import visible_triangles
from skinlax_desktop.phantom.scene import FRONTAL, gaze_rotation
from skinlax_desktop.phantom.topology import GAZE_DOWN_DEG, Material
from skinlax_desktop.surface.facial_metrics import SIDES, jaw_line, measure_jaw

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _SidePoints:
    """Landmarks of one side."""

    side: str
    eye: Material
    canthi: tuple[int, int]
    brow: tuple[int, int, int]
    commissure: int


_SIDES: Final = (
    _SidePoints(
        side="R",
        eye=Material.EYE_RIGHT,
        canthi=(133, 33),
        brow=(107, 105, 70),
        commissure=61,
    ),
    _SidePoints(
        side="L",
        eye=Material.EYE_LEFT,
        canthi=(362, 263),
        brow=(336, 334, 300),
        commissure=291,
    ),
)
_LIP_MIDDLE, _SUBNASALE, _MENTON, _NASION = 13, 2, 152, 168
_LID_STEP_MM: Final = 0.05
_FAR_MM: Final = 1.0e5


def true_metrics(head: HeadShape) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """Metrics by zone and name, and the face-wide ones, of the neutral head in its head frame."""
    marks = head.vertices_mm[head.landmark_vertices]
    zones: dict[str, dict[str, float]] = {}
    for side in _SIDES:
        zones[f"brow_{side.side}"] = _brow(marks, side)
        eye, mrd2 = _eye(head, marks, side)
        zones[f"upper_eyelid_{side.side}"] = eye
        zones[f"infraorbital_{side.side}"] = {"mrd2_mm": mrd2}
        zones[f"marionette_{side.side}"] = {"commissure_angle_deg": _commissure(marks, side)}
        jowl, prejowl = _jaw(marks, side)
        zones[f"jowl_{side.side}"] = jowl
        zones[f"prejowl_{side.side}"] = {"prejowl_depth_mm": prejowl}
        zones[f"malar_{side.side}"] = {"malar_convexity_mm": _malar(head, marks, side)}
    profile = true_submental(head)
    for zone, name in (("submental", "submental_area_mm2"), ("neck", "cervicomental_angle_deg")):
        zones[zone] = {name: profile[name]} if name in profile else {}
    face = marks[_NASION, 1] - marks[_MENTON, 1]
    zones["chin"] = {"lower_face_height_pct": float(100.0 * (marks[_SUBNASALE, 1] - marks[_MENTON, 1]) / face)}
    right, left = (pupil_mm(head, side.eye) for side in _SIDES)
    return zones, {"pupil_distance_mm": float(np.linalg.norm(right - left))}


def pupil_mm(head: HeadShape, eye: Material, pose: Pose = FRONTAL) -> Points:
    """The middle of the pupil (3,) in the head frame, on the eyeball, while the head is turned to that pose."""
    ball = _ball(head, eye)
    middle = ball.mean(axis=0)
    radius = float(np.linalg.norm(ball - middle, axis=1).mean())
    tilt = np.radians(GAZE_DOWN_DEG)
    ahead = np.array([0.0, -np.sin(tilt), np.cos(tilt)])
    return np.asarray(middle + radius * gaze_rotation(pose) @ ahead)


def _ball(head: HeadShape, eye: Material) -> Points:
    size = len(head.topology.eye_sphere)
    start = head.topology.surface_count + (size if eye is Material.EYE_LEFT else 0)
    return head.vertices_mm[start : start + size]


def _brow(marks: Points, side: _SidePoints) -> dict[str, float]:
    medial, lateral = (marks[number] for number in side.canthi)
    slope = (lateral[1] - medial[1]) / (lateral[0] - medial[0])
    med, apex, lat = (
        float(marks[number, 1] - medial[1] - slope * (marks[number, 0] - medial[0])) for number in side.brow
    )
    return {
        "brow_height_med_mm": med,
        "brow_height_apex_mm": apex,
        "brow_height_lat_mm": lat,
        "brow_arch_mm": apex - (med + lat) / 2.0,
    }


def _eye(head: HeadShape, marks: Points, side: _SidePoints) -> tuple[dict[str, float], float]:
    medial, lateral = (marks[number] for number in side.canthi)
    pupil = pupil_mm(head, side.eye)
    upper, lower = _lid_margins(head, side.eye, pupil)
    tilt = np.degrees(np.arctan2(lateral[1] - medial[1], abs(lateral[0] - medial[0])))
    eye = {
        "mrd1_mm": upper - float(pupil[1]),
        "fissure_height_mm": upper - lower,
        "fissure_width_mm": float(np.linalg.norm(lateral - medial)),
        "canthal_tilt_deg": float(tilt),
    }
    return eye, float(pupil[1]) - lower


def _lid_margins(head: HeadShape, eye: Material, pupil: Points) -> tuple[float, float]:
    """Heights of the upper and the lower lid margin above and below the pupil: where the eyeball stops being seen.

    Seen straight from the front, without perspective, on the vertical line through the pupil.
    """
    columns, rows = 3, 601
    flat = np.stack(
        [
            (head.vertices_mm[:, 0] - pupil[0]) / _LID_STEP_MM + (columns - 1) / 2,
            (pupil[1] - head.vertices_mm[:, 1]) / _LID_STEP_MM + (rows - 1) / 2,
        ],
        axis=1,
    )
    seen, _ = visible_triangles(flat, _FAR_MM - head.vertices_mm[:, 2], head.triangles, columns, rows)
    middle = (rows - 1) // 2
    ball = head.topology.material[np.maximum(seen[:, 1], 0)] == eye
    above = middle - int(np.flatnonzero(~ball[: middle + 1]).max(initial=-1))
    below = int(np.flatnonzero(~ball[middle:]).min(initial=rows - middle))
    height = float(pupil[1])
    return height + (above - 0.5) * _LID_STEP_MM, height - (below - 0.5) * _LID_STEP_MM


def _commissure(marks: Points, side: _SidePoints) -> float:
    middle, corner = marks[_LIP_MIDDLE], marks[side.commissure]
    return float(np.degrees(np.arctan2(middle[1] - corner[1], abs(corner[0] - middle[0]))))


def _jaw(marks: Points, side: _SidePoints) -> tuple[dict[str, float], float]:
    """Descent and deviation of the jaw's contour from the front, and the depth of the notch before the jowl."""
    found = measure_jaw(jaw_line(marks[:, :2], SIDES[side.side]))
    prejowl = found.pop("prejowl_depth_mm")
    return found, prejowl


def _malar(head: HeadShape, marks: Points, side: _SidePoints) -> float:
    """The largest forward height of the cheek over the chord from lateral canthus to commissure.

    Taken on the mesh in the plane of the chord and the direction in which the cheek faces.
    """
    start, end = marks[side.canthi[1]], marks[side.commissure]
    chord = (end - start) / np.linalg.norm(end - start)
    facing = np.array([0.6 if side.side == "L" else -0.6, 0.0, 0.8])
    facing = facing - (facing @ chord) * chord
    facing /= np.linalg.norm(facing)
    across = np.cross(chord, facing)
    away = head.vertices_mm[: head.topology.skin_count] - start
    near = (np.abs(away @ across) < 1.2) & (away @ chord > 0) & (away @ chord < np.linalg.norm(end - start))
    heights = (away @ facing)[near]
    return float(heights[heights > -15.0].max())
