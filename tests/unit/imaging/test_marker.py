"""A printed marker in a phantom's picture, at a pose that is known."""

import cv2
import numpy as np
import pytest

import phantom_series
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.marker import find_markers, is_known_family
from skinlax_desktop.imaging.pose import Pinhole, pinhole_for

SIZE_MM, CELLS, PX_PER_CELL, FINE = 30.0, 10, 24, 6


def turned(tilt_deg: float, swing_deg: float) -> np.ndarray:
    about_x, _ = cv2.Rodrigues(np.radians([tilt_deg, 0.0, 0.0]))
    about_y, _ = cv2.Rodrigues(np.radians([0.0, swing_deg, 0.0]))
    about_z, _ = cv2.Rodrigues(np.radians([0.0, 0.0, 7.0]))
    return about_x @ about_y @ about_z


def linear(picture: np.ndarray) -> np.ndarray:
    share = picture.astype(np.float32) / 255.0
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def coded(light: np.ndarray) -> np.ndarray:
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 0.0) ** (1 / 2.4) - 0.055)


def with_marker(
    picture: np.ndarray, camera: Pinhole, centre_mm: tuple[float, float, float], turn: np.ndarray
) -> np.ndarray:
    """A sheet with AprilTag 36h11 number 5 and a white border of one cell, blended in linear light, with noise."""
    tag = cv2.aruco.generateImageMarker(
        cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36H11), 5, (CELLS - 2) * PX_PER_CELL
    )
    sheet = np.pad(tag, PX_PER_CELL, constant_values=255).astype(np.float32) / 255.0 * 0.75 + 0.04
    mm_per_texel = SIZE_MM / ((CELLS - 2) * PX_PER_CELL)
    middle = (sheet.shape[0] - 1) / 2.0
    to_mm = np.array([[mm_per_texel, 0, -middle * mm_per_texel], [0, mm_per_texel, -middle * mm_per_texel], [0, 0, 1]])
    matrix = np.array([[camera.focal_px, 0, camera.centre_px[0]], [0, camera.focal_px, camera.centre_px[1]], [0, 0, 1]])
    to_picture = matrix @ np.column_stack((turn[:, 0], turn[:, 1], centre_mm)) @ to_mm
    height, width = picture.shape[:2]
    around = to_picture @ np.array([middle, middle, 1.0])
    x, y = np.round(around[:2] / around[2]).astype(int)
    reach = 150
    box = (slice(max(y - reach, 0), min(y + reach, height)), slice(max(x - reach, 0), min(x + reach, width)))
    finer = np.array([[FINE, 0, (FINE - 1) / 2], [0, FINE, (FINE - 1) / 2], [0, 0, 1.0]])
    shift = np.array([[1, 0, -box[1].start], [0, 1, -box[0].start], [0, 0, 1.0]])
    part = linear(picture[box])
    size = (part.shape[1] * FINE, part.shape[0] * FINE)
    laid = cv2.warpPerspective(sheet, finer @ shift @ to_picture, size, flags=cv2.INTER_LINEAR)
    there = cv2.warpPerspective(np.ones_like(sheet), finer @ shift @ to_picture, size, flags=cv2.INTER_LINEAR)
    laid, there = (cv2.resize(a, part.shape[1::-1], interpolation=cv2.INTER_AREA)[..., None] for a in (laid, there))
    light = laid + part * (1.0 - there)
    noise = np.random.default_rng(3).normal(0.0, 1.5 / 255.0, light.shape)
    out = picture.copy()
    out[box] = np.clip((coded(light) + noise) * 255.0 + 0.5, 0, 255).astype(np.uint8)
    return out


@pytest.fixture(scope="module")
def face() -> np.ndarray:
    return phantom_series.view_picture(View.FRONTAL)


@pytest.fixture(scope="module")
def camera(face: np.ndarray) -> Pinhole:
    return pinhole_for((face.shape[1], face.shape[0]), phantom_series.calibration())


@pytest.mark.parametrize(
    ("centre", "tilt"),
    [
        ((0.0, -62.0, 795.0), (0.0, 0.0)),
        ((0.0, -62.0, 795.0), (25.0, 10.0)),
        ((-70.0, 40.0, 840.0), (-15.0, 35.0)),
        ((60.0, 90.0, 760.0), (8.0, -20.0)),
    ],
)
def test_the_scale_at_the_marker_is_right_to_a_five_hundredth_whatever_its_tilt(
    face: np.ndarray, camera: Pinhole, centre: tuple[float, float, float], tilt: tuple[float, float]
) -> None:
    picture = with_marker(face, camera, centre, turned(*tilt))
    markers = find_markers(picture, camera, family="apriltag_36h11", marker_id=5, size_mm=SIZE_MM)
    assert [marker.marker_id for marker in markers] == [5]
    true_scale = centre[2] / camera.focal_px
    off = markers[0].mm_per_px / true_scale - 1.0
    print(f"scale off by {100 * off:.3f} %, said to be good to {100 * markers[0].share:.3f} %")  # noqa: T201
    assert abs(off) < 0.002
    assert abs(off) < 4.0 * markers[0].share
    assert markers[0].centre_mm == pytest.approx(centre, abs=0.006 * centre[2])


def test_another_number_or_family_or_no_marker_is_not_found(face: np.ndarray, camera: Pinhole) -> None:
    picture = with_marker(face, camera, (0.0, -62.0, 795.0), turned(0.0, 0.0))
    assert find_markers(picture, camera, family="tag36h11", marker_id=6, size_mm=SIZE_MM) == ()
    assert find_markers(picture, camera, family="aruco_4x4_50", marker_id=None, size_mm=SIZE_MM) == ()
    assert find_markers(face, camera, family="apriltag_36h11", marker_id=None, size_mm=SIZE_MM) == ()


@pytest.mark.parametrize(
    "family", ["apriltag_36h11", "tag25h9", "DICT_5X5_100", "charuco_4x4_50", "aruco_original", None]
)
def test_families_go_by_their_usual_names(family: str | None) -> None:
    assert is_known_family(family)


def test_an_unknown_family_is_no_guess(face: np.ndarray, camera: Pinhole) -> None:
    assert not is_known_family("qr")
    with pytest.raises(ValueError, match="family"):
        find_markers(face, camera, family="qr", marker_id=None, size_mm=SIZE_MM)
