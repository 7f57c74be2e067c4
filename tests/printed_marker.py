"""A sheet with a marker, put into a picture at a pose that is known."""

import cv2
import numpy as np

from skinlax_desktop.imaging.pose import Pinhole

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
    # Half the sheet's diagonal, and a little.
    reach = int(0.75 * SIZE_MM * CELLS / (CELLS - 2) * camera.focal_px / centre_mm[2]) + 8
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
