"""A printed square marker of known size: where it stands before a calibrated camera, so what a pixel is worth there.

AprilTag and ArUco families; the markers of a ChArUco board are ArUco markers and serve as well. The pose is solved
from the four corners, so a tilted marker is not taken for a smaller one.
"""

from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.pose import Pinhole, lines_of_sight

Points = npt.NDArray[np.float64]

# Standard deviation of a corner along one axis, pixels; seen on rendered markers with sensor noise.
CORNER_SIGMA_PX: Final = 0.15
_SMALLEST_SIDE_PX: Final = 24.0
_STEEPEST_COSINE: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMarker:
    """One marker: `centre_mm` (x right, y down, z away) in the camera's frame, `mm_per_px` there across the axis.

    `share` is the relative standard uncertainty that its corners leave; `facing` the cosine of its tilt.
    """

    marker_id: int
    centre_mm: tuple[float, float, float]
    mm_per_px: float
    share: float
    facing: float


def is_known_family(family: str | None) -> bool:
    """Whether `find_markers` knows the family, such as "apriltag_36h11", "aruco_4x4_50" or "charuco_5x5_100"."""
    return _dictionary(family) is not None


def find_markers(
    picture_bgr: npt.NDArray[np.uint8], camera: Pinhole, *, family: str | None, marker_id: int | None, size_mm: float
) -> tuple[FoundMarker, ...]:
    """Every marker of the family (and with that number, if one is named) whose black square has a side of `size_mm`.

    Too small or too steep markers are left out. Raises `ValueError` for an unknown family.
    """
    found = find_corners(picture_bgr, family=family, marker_id=marker_id)
    wanted = [_stand(corners, number, camera, size_mm) for number, corners in found]
    return tuple(marker for marker in wanted if marker is not None)


def find_corners(
    picture_bgr: npt.NDArray[np.uint8], *, family: str | None, marker_id: int | None
) -> tuple[tuple[int, Points], ...]:
    """Number and corners (4, 2), pixels, of the black square of every marker of the family.

    Raises `ValueError` for an unknown family.
    """
    dictionary = _dictionary(family)
    if dictionary is None:
        raise ValueError("unknown marker family")
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(dictionary), settings)
    grey = cv2.cvtColor(picture_bgr, cv2.COLOR_BGR2GRAY)
    # A blurred edge lies where the light is half way, and the tone curve moves that towards the dark side.
    light = _linear(cast(npt.NDArray[np.uint8], grey))
    corners, numbers, _ = detector.detectMarkers(grey)
    if len(corners) == 0:
        return ()
    return tuple(
        (int(number), _edges_meet(light, np.asarray(square, dtype=np.float64)[0]))
        for square, number in zip(corners, np.ravel(numbers), strict=True)
        if marker_id is None or int(number) == marker_id
    )


def _dictionary(family: str | None) -> int | None:
    """The number of the dictionary; without a name AprilTag 36h11."""
    name = (family or "apriltag_36h11").lower().replace("-", "_").removeprefix("dict_")
    if name.startswith("tag") and name[3:4].isdigit():
        name = f"apriltag_{name[3:]}"
    name = name.removeprefix("charuco_").removeprefix("aruco_")
    known = {entry.removeprefix("DICT_").lower(): entry for entry in dir(cv2.aruco) if entry.startswith("DICT_")}
    entry = known.get(name) or known.get(f"aruco_{name}")
    return None if entry is None else int(getattr(cv2.aruco, entry))


def _linear(grey: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    coded = np.arange(256, dtype=np.float64) / 255.0
    table = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4).astype(np.float32)
    return table[grey]


def _edges_meet(light: npt.NDArray[np.float32], square: Points) -> Points:
    """The corners (4, 2) as where straight lines through the four edges meet; finer than any corner by itself."""
    lines = []
    for start, end in zip(square, np.roll(square, -1, axis=0), strict=True):
        along = (end - start) / np.linalg.norm(end - start)
        normal = np.array([along[1], -along[0]])
        reach = min(6.0, 0.06 * float(np.linalg.norm(end - start)))
        shares = np.linspace(0.12, 0.88, 60)
        offsets = np.linspace(-reach, reach, 41)
        places = (start + shares[:, None] * (end - start))[:, None] + offsets[None, :, None] * normal
        values = cv2.remap(
            light,
            places[..., 0].astype(np.float32),
            places[..., 1].astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        ).astype(np.float64)
        step = np.abs(np.diff(values, axis=1))
        step = np.where(step > 0.25 * step.max(axis=1, keepdims=True), step, 0.0)
        middle = (offsets[1:] + offsets[:-1]) / 2.0
        where = (step * middle).sum(axis=1) / np.maximum(step.sum(axis=1), 1e-9)
        edge = start + shares[:, None] * (end - start) + where[:, None] * normal
        lines.append(_robust_line(edge))
    meet = []
    for before, after in zip((lines[3], *lines[:3]), lines, strict=True):
        point = np.linalg.solve(np.array([before[:2], after[:2]]), np.array([before[2], after[2]]))
        meet.append(point)
    found = np.array(meet)
    return found if np.abs(found - square).max() < 3.0 else square


def _robust_line(points: Points) -> Points:
    """(a, b, c) with a x + b y = c and a unit normal, through most of the points."""
    weight = np.ones(len(points))
    line = np.zeros(3)
    for _ in range(5):
        middle = np.average(points, axis=0, weights=weight)
        _, _, directions = np.linalg.svd((points - middle) * np.sqrt(weight)[:, None], full_matrices=False)
        normal = directions[1]
        line = np.array([normal[0], normal[1], normal @ middle])
        off = points @ normal - line[2]
        size = max(1.4826 * float(np.median(np.abs(off))), 0.02)
        weight = 1.0 / (1.0 + (off / (2.0 * size)) ** 2) ** 2
    return line


def _stand(corners: Points, number: int, camera: Pinhole, size_mm: float) -> FoundMarker | None:
    half = size_mm / 2.0
    model = np.array([(-half, half, 0.0), (half, half, 0.0), (half, -half, 0.0), (-half, -half, 0.0)])
    side_px = float(np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1).mean())
    if side_px < _SMALLEST_SIDE_PX:
        return None
    rays = lines_of_sight(corners, camera)
    solved, turn, place = cv2.solvePnP(model, rays, np.eye(3), None, flags=cv2.SOLVEPNP_IPPE_SQUARE)
    if not solved:
        return None
    turn, place = cv2.solvePnPRefineLM(model, rays, np.eye(3), None, turn, place)
    rotation, _ = cv2.Rodrigues(turn)
    facing = abs(float(rotation[2, 2]))
    x, y, z = (float(value) for value in np.ravel(place))
    if facing < _STEEPEST_COSINE or z <= 0.0:
        return None
    # Four sides of two corners each decide the size.
    share = CORNER_SIGMA_PX / (side_px * facing) * 2.0**0.5 / 2.0
    return FoundMarker(marker_id=number, centre_mm=(x, y, z), mm_per_px=z / camera.focal_px, share=share, facing=facing)
