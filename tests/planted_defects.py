"""Defects planted in a picture of a face, in rising amounts: for tests, and for the table of `tests/defect_ladders.py`.

Each takes an upright (h, w, 3) BGR picture, the landmarks (478, 2) in pixels and an amount; 0 leaves the picture alone.
Light is added, moved and taken away as light is: in linear values, before the tone curve.
"""

from collections.abc import Callable

import cv2
import numpy as np

from face_covers import COVERS

Defect = Callable[[np.ndarray, np.ndarray, float], np.ndarray]

_TABLE = np.array([c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in np.arange(256) / 255.0])
_SHINES = (151, 337, 108, 50, 280, 4, 6)
_UPPER_LIP = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191, 78)
_LOWER_LIP = (61, 78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146)
_LIDS = (
    (226, 247, 30, 29, 27, 28, 56, 190, 243, 173, 157, 158, 159, 160, 161, 246, 33),
    (446, 467, 260, 259, 257, 258, 286, 414, 463, 398, 384, 385, 386, 387, 388, 466, 263),
)
# Beside the nose, where its own shadow falls under a lamp from the other side.
_BESIDE_NOSE = (348, 347, 280, 425, 426, 322, 391, 327, 358, 429, 420, 355)


def linear(picture: np.ndarray) -> np.ndarray:
    return _TABLE[picture].astype(np.float32)


def coded(light: np.ndarray) -> np.ndarray:
    light = np.clip(light, 0.0, 1.0)
    code = np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 1e-6) ** (1 / 2.4) - 0.055)
    return np.round(code * 255.0).astype(np.uint8)


def face_width(points: np.ndarray) -> float:
    return float(np.ptp(points[:468, 0]))


def out_of_focus(picture: np.ndarray, _points: np.ndarray, sigma_px: float) -> np.ndarray:
    return coded(cv2.GaussianBlur(linear(picture), (0, 0), sigma_px)) if sigma_px else picture


def moved(picture: np.ndarray, _points: np.ndarray, length_px: float, angle_deg: float = 0.0) -> np.ndarray:
    """A steady movement by so many pixels during the exposure."""
    if length_px <= 0.0:
        return picture
    half = int(np.ceil(length_px / 2)) + 1
    rows, columns = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float64)
    along = np.radians(angle_deg)
    steps = np.linspace(-length_px / 2, length_px / 2, 65)
    kernel = np.zeros(rows.shape)
    for step in steps:
        x, y = step * np.cos(along), step * np.sin(along)
        kernel += np.maximum(1 - np.abs(columns - x), 0) * np.maximum(1 - np.abs(rows - y), 0)
    return coded(cv2.filter2D(linear(picture), -1, (kernel / kernel.sum()).astype(np.float32)))


def grain(picture: np.ndarray, _points: np.ndarray, sigma: float) -> np.ndarray:
    noise = np.random.default_rng(5).normal(0.0, sigma, picture.shape) if sigma else 0.0
    return np.clip(np.round(picture + noise), 0, 255).astype(np.uint8)


def brighter(picture: np.ndarray, _points: np.ndarray, stops: float) -> np.ndarray:
    return coded(linear(picture) * 2.0**stops) if stops else picture


def darker(picture: np.ndarray, points: np.ndarray, stops: float) -> np.ndarray:
    return brighter(picture, points, -stops)


def haze(picture: np.ndarray, _points: np.ndarray, share: float) -> np.ndarray:
    """Stray light: so much of every pixel is the picture's mean."""
    light = linear(picture)
    return coded(light * (1 - share) + share * light.mean(axis=(0, 1))) if share else picture


def shine(picture: np.ndarray, points: np.ndarray, light: float) -> np.ndarray:
    """The lamp mirrored on forehead, cheeks and nose, at its brightest by that share of full scale."""
    if not light:
        return picture
    field = np.zeros(picture.shape[:2], np.float32)
    width = face_width(points)
    for index in _SHINES:
        x, y = (round(float(v)) for v in points[index])
        field = np.maximum(field, _blob(field.shape, x, y, width * (0.035 if index in (4, 6) else 0.06)))
    return coded(linear(picture) + light * field[..., None])


def light_from_one_side(picture: np.ndarray, points: np.ndarray, stops: float) -> np.ndarray:
    """From one outline of the face to the other."""
    if not stops:
        return picture
    left, right = points[:468, 0].min(), points[:468, 0].max()
    place = np.clip((np.arange(picture.shape[1]) - (left + right) / 2) / (right - left), -0.7, 0.7)
    return coded(linear(picture) * (2.0 ** (-place * stops))[None, :, None])


def shadow(picture: np.ndarray, points: np.ndarray, stops: float) -> np.ndarray:
    """The shadow of the nose on the cheek beside it, with a soft border."""
    if not stops:
        return picture
    area = np.zeros(picture.shape[:2], np.float32)
    cv2.fillPoly(area, [np.round(points[list(_BESIDE_NOSE)]).astype(np.int32)], 1.0)
    soft = cv2.GaussianBlur(area, (0, 0), 0.02 * face_width(points))
    return coded(linear(picture) * (2.0 ** (-stops * soft))[..., None])


def lipstick(picture: np.ndarray, points: np.ndarray, strength: float) -> np.ndarray:
    area = np.zeros(picture.shape[:2], np.float32)
    for ring in (_UPPER_LIP, _LOWER_LIP):
        cv2.fillPoly(area, [np.round(points[list(ring)]).astype(np.int32)], 1.0)
    return _dyed(picture, area, points, strength, (0.05, 0.03, 0.30))


def eye_shadow(picture: np.ndarray, points: np.ndarray, strength: float) -> np.ndarray:
    area = np.zeros(picture.shape[:2], np.float32)
    for ring in _LIDS:
        cv2.fillPoly(area, [np.round(points[list(ring)]).astype(np.int32)], 1.0)
    return _dyed(picture, area, points, strength, (0.25, 0.10, 0.12))


def covered_by(thing: str, seed: int = 0) -> Defect:
    def defect(picture: np.ndarray, points: np.ndarray, opacity: float) -> np.ndarray:
        if not opacity:
            return picture
        over, _ = COVERS[thing](picture, points, np.random.default_rng(seed))
        return np.round(picture * (1 - opacity) + over.astype(np.float64) * opacity).astype(np.uint8)

    return defect


def _dyed(
    picture: np.ndarray, area: np.ndarray, points: np.ndarray, strength: float, bgr: tuple[float, float, float]
) -> np.ndarray:
    if not strength:
        return picture
    share = strength * cv2.GaussianBlur(area, (0, 0), max(0.004 * face_width(points), 0.6))[..., None]
    light = linear(picture)
    # The dye keeps the relief of what lies beneath.
    inside = area > 0.5
    mean = light[inside].mean()
    relief = light.mean(axis=2, keepdims=True) / max(float(mean), 1e-4)
    level = max(float(mean), 0.03) / np.mean(bgr)
    return coded(light * (1 - share) + np.array(bgr, np.float32) * level * relief * share)


def _blob(shape: tuple[int, int], x: int, y: int, sigma: float) -> np.ndarray:
    field = np.zeros(shape, np.float32)
    reach = int(4 * sigma)
    rows = slice(max(y - reach, 0), min(y + reach, shape[0]))
    columns = slice(max(x - reach, 0), min(x + reach, shape[1]))
    along = np.exp(-0.5 * ((np.arange(rows.start, rows.stop) - y) / sigma) ** 2)
    across = np.exp(-0.5 * ((np.arange(columns.start, columns.stop) - x) / sigma) ** 2)
    field[rows, columns] = np.outer(along, across)
    return field
