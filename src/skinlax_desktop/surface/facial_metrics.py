"""Lengths and angles of the face, from points in the head frame.

Definitions follow the clinical reference of the project (brow, lid, commissure, jaw, malar and face-height metrics).
All lengths come out in the unit of the points; vertical means the head frame's y.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]


class Kind(StrEnum):
    """What a metric is: only lengths and areas need a scale."""

    LENGTH = "mm"
    AREA = "mm2"
    ANGLE = "deg"
    SHARE = "%"


METRIC_KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "brow_height_med_mm": Kind.LENGTH,
        "brow_height_apex_mm": Kind.LENGTH,
        "brow_height_lat_mm": Kind.LENGTH,
        "brow_arch_mm": Kind.LENGTH,
        "mrd1_mm": Kind.LENGTH,
        "mrd2_mm": Kind.LENGTH,
        "fissure_height_mm": Kind.LENGTH,
        "fissure_width_mm": Kind.LENGTH,
        "canthal_tilt_deg": Kind.ANGLE,
        "commissure_angle_deg": Kind.ANGLE,
        "jowl_descent_mm": Kind.LENGTH,
        "jawline_deviation_mm": Kind.LENGTH,
        "prejowl_depth_mm": Kind.LENGTH,
        "malar_convexity_mm": Kind.LENGTH,
        "lower_face_height_pct": Kind.SHARE,
        "pupil_distance_mm": Kind.LENGTH,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SidePoints:
    """Landmark numbers of one of the subject's sides."""

    medial_canthus: int
    lateral_canthus: int
    iris: int
    upper_lid: int
    lower_lid: int
    brow_medial: int
    brow_apex: int
    brow_lateral: int
    commissure: int
    jaw: tuple[int, ...]  # from the gonion to the menton
    malar: tuple[int, ...]  # between lateral canthus and commissure, over the cheek


SIDES: Final[Mapping[str, SidePoints]] = MappingProxyType(
    {
        "R": SidePoints(
            medial_canthus=133,
            lateral_canthus=33,
            iris=468,
            upper_lid=159,
            lower_lid=145,
            brow_medial=107,
            brow_apex=105,
            brow_lateral=70,
            commissure=61,
            jaw=(58, 172, 136, 150, 149, 176, 148, 152),
            malar=(31, 117, 50, 205, 207, 212),
        ),
        "L": SidePoints(
            medial_canthus=362,
            lateral_canthus=263,
            iris=473,
            upper_lid=386,
            lower_lid=374,
            brow_medial=336,
            brow_apex=334,
            brow_lateral=300,
            commissure=291,
            jaw=(288, 397, 365, 379, 378, 400, 377, 152),
            malar=(261, 346, 280, 425, 427, 432),
        ),
    }
)

UPPER_LIP_MIDLINE: Final = 13
SUBNASALE: Final = 2
MENTON: Final = 152
NASION: Final = 168

JAW_STEPS: Final = 60


def measure_face(points: Points, jaws: Mapping[str, Points] | None = None) -> dict[tuple[str, str], float]:
    """Every metric, by (zone, metric); face-wide ones have the zone "". `points` is (478, 3) in the head frame.

    `jaws` are the contours (n, 2) of "R" and "L", gonion to menton; the landmarks' own without it.
    """
    found: dict[tuple[str, str], float] = {}
    for side, numbers in SIDES.items():
        found |= {(f"brow_{side}", name): value for name, value in measure_brow(points, numbers).items()}
        found |= {(f"upper_eyelid_{side}", name): value for name, value in measure_eye(points, numbers).items()}
        found[f"infraorbital_{side}", "mrd2_mm"] = float(points[numbers.iris, 1] - points[numbers.lower_lid, 1])
        found[f"marionette_{side}", "commissure_angle_deg"] = measure_commissure(points, numbers)
        contour = jaws[side] if jaws is not None else jaw_line(points[:, :2], numbers)
        jaw = measure_jaw(contour)
        found[f"jowl_{side}", "jowl_descent_mm"] = jaw["jowl_descent_mm"]
        found[f"jowl_{side}", "jawline_deviation_mm"] = jaw["jawline_deviation_mm"]
        found[f"prejowl_{side}", "prejowl_depth_mm"] = jaw["prejowl_depth_mm"]
        found[f"malar_{side}", "malar_convexity_mm"] = measure_malar(points, numbers)
    face = points[NASION, 1] - points[MENTON, 1]
    lower = points[SUBNASALE, 1] - points[MENTON, 1]
    found["chin", "lower_face_height_pct"] = float(100.0 * lower / face)
    found["", "pupil_distance_mm"] = float(np.linalg.norm(points[468] - points[473]))
    return found


def measure_brow(points: Points, side: SidePoints) -> dict[str, float]:
    """Heights of the upper brow edge over the line through that eye's canthi, along y; arch = apex over both ends."""
    medial, lateral = points[side.medial_canthus], points[side.lateral_canthus]
    slope = (lateral[1] - medial[1]) / (lateral[0] - medial[0])

    def height(number: int) -> float:
        x, y = points[number, :2]
        return float(y - (medial[1] + slope * (x - medial[0])))

    med, apex, lat = height(side.brow_medial), height(side.brow_apex), height(side.brow_lateral)
    return {
        "brow_height_med_mm": med,
        "brow_height_apex_mm": apex,
        "brow_height_lat_mm": lat,
        "brow_arch_mm": apex - (med + lat) / 2.0,
    }


def measure_eye(points: Points, side: SidePoints) -> dict[str, float]:
    """Margin reflex distance 1, fissure height and width, and tilt of the outer corner over the inner."""
    medial, lateral = points[side.medial_canthus], points[side.lateral_canthus]
    upper, lower, iris = points[side.upper_lid, 1], points[side.lower_lid, 1], points[side.iris, 1]
    return {
        "mrd1_mm": float(upper - iris),
        "fissure_height_mm": float(upper - lower),
        "fissure_width_mm": float(np.linalg.norm(lateral - medial)),
        "canthal_tilt_deg": float(np.degrees(np.arctan2(lateral[1] - medial[1], abs(lateral[0] - medial[0])))),
    }


def measure_commissure(points: Points, side: SidePoints) -> float:
    """Degrees by which the mouth corner lies below the middle of the lip line; positive droops."""
    middle, corner = points[UPPER_LIP_MIDLINE], points[side.commissure]
    return float(np.degrees(np.arctan2(middle[1] - corner[1], abs(corner[0] - middle[0]))))


def jaw_line(points: Points, side: SidePoints) -> Points:
    """The landmarks' jaw line (60, k), gonion to menton, at equal steps, in the frame of `points` (478, k)."""
    return _resample(points[list(side.jaw)], JAW_STEPS)


def measure_jaw(contour: Points) -> dict[str, float]:
    """A jaw contour seen from the front (n, 2), gonion to menton, at equal steps.

    `jowl_descent_mm`: largest distance of the contour below the straight line gonion to menton, normal to it. The
    line ends at the menton, because the prejowl point rides up in the notch that a jowl makes and no picture shows it.
    `jawline_deviation_mm`: rms distance of the contour from its own third-order fit.
    `prejowl_depth_mm`: depth of the notch between jowl and chin: largest distance of the contour above the chord from
    the lowest jowl point to the menton; 0 when the contour is convex there.
    """
    descent = _below_line(contour, contour[0], contour[-1])
    jowl_at = min(int(np.argmax(descent)), len(contour) - 2)
    notch = -_below_line(contour[jowl_at:], contour[jowl_at], contour[-1])
    return {
        "jowl_descent_mm": max(float(descent[jowl_at]), 0.0),
        "jawline_deviation_mm": _deviation_from_cubic(contour),
        "prejowl_depth_mm": max(float(notch.max()), 0.0),
    }


def measure_malar(points: Points, side: SidePoints) -> float:
    """Largest height of the cheek over the chord lateral canthus to mouth corner, as an oblique view shows it.

    Height is measured normal to the chord towards 45 degrees between forward and the subject's own side; a cheek
    behind the chord gives a negative height.
    """
    start, end = points[side.lateral_canthus], points[side.commissure]
    chord = (end - start) / np.linalg.norm(end - start)
    outward = np.array([np.sign(start[0]), 0.0, 1.0])
    outward = outward - (outward @ chord) * chord
    outward = outward / np.linalg.norm(outward)
    return float(((points[list(side.malar)] - start) @ outward).max())


def _resample(polyline: Points, count: int) -> Points:
    """Points at equal steps along a Catmull-Rom curve through `polyline`."""
    padded = np.vstack((2 * polyline[0] - polyline[1], polyline, 2 * polyline[-1] - polyline[-2]))
    t = np.linspace(0.0, 1.0, 20, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(padded[:-3], padded[1:-2], padded[2:-1], padded[3:], strict=True):
        cubic = (-a + 3 * b - 3 * c + d) * t**3 + (2 * a - 5 * b + 4 * c - d) * t**2 + (c - a) * t + 2 * b
        pieces.append(0.5 * cubic)
    dense = np.vstack((*pieces, polyline[-1:]))
    steps = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(dense, axis=0), axis=1))))
    wanted = np.linspace(0.0, steps[-1], count)
    return np.column_stack([np.interp(wanted, steps, dense[:, axis]) for axis in range(dense.shape[1])])


def _below_line(contour: Points, start: Points, end: Points) -> Points:
    along = (end - start) / np.linalg.norm(end - start)
    normal = np.array([-along[1], along[0]])
    if normal[1] > 0:
        normal = -normal
    return np.asarray((contour - start) @ normal)


def _deviation_from_cubic(contour: Points) -> float:
    along = contour[-1] - contour[0]
    along = along / np.linalg.norm(along)
    s = (contour - contour[0]) @ along
    h = (contour - contour[0]) @ np.array([-along[1], along[0]])
    centred = (s - s.mean()) / np.ptp(s)
    residual = h - np.polyval(np.polyfit(centred, h, 3), centred)
    return float(np.sqrt(np.mean(residual**2)))
