"""What photographs do to a face that laxity does not: light, tone curve, blur, compression, noise, occlusion, hair.

Everything acts on the normalised picture, (HEIGHT_PX, WIDTH_PX, 3) uint8 BGR.
"""

import cv2
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


def augment(
    picture: Picture, oval_px: npt.NDArray[np.float64], random: np.random.Generator, *, same_light: bool = False
) -> Picture:
    """One random photograph of the same face; `oval_px` (n, 2) is the face's outline.

    `same_light`: by the same light and tone curve, but for its strength and colour.
    """
    light = picture.astype(np.float32) / 255.0
    if random.random() < 0.3:
        light = _other_surroundings(light, oval_px, random)
    light *= random.uniform(0.85, 1.15, 3).astype(np.float32)
    if not same_light:
        light *= _light_field(light.shape[:2], random)[:, :, None]
        light = np.clip(light, 0.0, 1.0) ** np.float32(np.exp(random.normal(0.0, 0.25)))
    if random.random() < 0.6:
        light = _coarser(light, random.uniform(1.0, 2.6))
    if random.random() < 0.25:
        soft = cv2.GaussianBlur(light, (0, 0), 1.5)
        light = light + random.uniform(0.2, 1.0) * (light - soft)
    light = light + random.normal(0.0, 1.0, light.shape).astype(np.float32) * random.uniform(0.0, 0.025)
    done = np.clip(light * 255.0, 0, 255).astype(np.uint8)
    if random.random() < 0.12:
        done = _occlude(done, random)
    if random.random() < 0.4:
        _, coded = cv2.imencode(".jpg", done, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(25, 96))])
        done = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), dtype=np.uint8)
    return done


def realigned(
    picture: Picture, points_px: npt.NDArray[np.float64], random: np.random.Generator, share: float
) -> tuple[Picture, npt.NDArray[np.float64]]:
    """The face as other landmarks would have laid it: a little larger, turned and shifted, with its points."""
    turn, grow = np.radians(share * random.normal(0.0, 1.5)), np.exp(share * random.normal(0.0, 0.03))
    linear = grow * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = points_px.mean(axis=0)
    shift = middle - linear @ middle + share * random.normal(0.0, 2.0, 2)
    size = picture.shape[1::-1]
    warped = cv2.warpAffine(picture, np.column_stack((linear, shift)), size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(warped, dtype=np.uint8), points_px @ linear.T + shift


def _light_field(size: tuple[int, int], random: np.random.Generator) -> Floats:
    """Slow relighting: a random smooth surface in the logarithm."""
    coarse = random.normal(0.0, random.uniform(0.0, 0.3), (4, 3)).astype(np.float32)
    return np.exp(cv2.resize(coarse, size[::-1], interpolation=cv2.INTER_CUBIC))


def _coarser(light: Floats, factor: float) -> Floats:
    height, width = light.shape[:2]
    small = cv2.resize(light, (round(width / factor), round(height / factor)), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def _other_surroundings(light: Floats, oval_px: npt.NDArray[np.float64], random: np.random.Generator) -> Floats:
    """Everything outside the face becomes something else, so that hair, neck and wall cannot be read for age."""
    height, width = light.shape[:2]
    mask = np.zeros((height, width), dtype=np.float32)
    middle = oval_px.mean(axis=0)
    wider = middle + random.uniform(1.0, 1.1) * (oval_px - middle)
    cv2.fillPoly(mask, [np.round(wider).astype(np.int32)], (1.0,))
    mask = cv2.GaussianBlur(mask, (0, 0), random.uniform(0.5, 2.5))[:, :, None]
    cells = int(random.integers(2, 24))
    pattern = random.uniform(0.0, 1.0, (cells, cells, 3)).astype(np.float32)
    pattern = pattern * random.uniform(0.0, 1.0) + random.uniform(0.0, 0.6)
    surroundings = np.clip(cv2.resize(pattern, (width, height), interpolation=cv2.INTER_CUBIC), 0.0, 1.0)
    return np.asarray(mask * light + (1.0 - mask) * surroundings, dtype=np.float32)


def _occlude(picture: Picture, random: np.random.Generator) -> Picture:
    height, width = picture.shape[:2]
    centre = (int(random.integers(0, width)), int(random.integers(0, height)))
    axes = (int(random.integers(6, 40)), int(random.integers(6, 40)))
    colour = tuple(int(value) for value in random.integers(0, 256, 3))
    covered = picture.copy()
    cv2.ellipse(covered, centre, axes, float(random.uniform(0, 180)), 0, 360, colour, -1)
    return covered
