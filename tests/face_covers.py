"""Things drawn over a picture of a face: glasses, a hand, hair, a mask, a card. For tests and a recipe.

Each takes an upright (h, w, 3) BGR picture, its landmarks (478, 2) in pixels and a random generator, and gives the
picture with the thing on it and the (h, w) share of each pixel that is covered.
"""

import cv2
import numpy as np

Drawn = tuple[np.ndarray, np.ndarray]

PUPILS = (468, 473)
# Blue, green, red.
FRAMES = ((20, 18, 18), (35, 50, 80), (60, 60, 65), (150, 150, 150), (180, 190, 200), (40, 30, 110), (90, 60, 30))
HAIRS = ((25, 27, 34), (33, 42, 58), (47, 66, 92), (84, 118, 150), (142, 146, 150), (200, 204, 205), (30, 45, 110))
CLOTHS = ((200, 170, 120), (235, 235, 235), (25, 25, 25), (150, 180, 110), (180, 150, 220), (120, 120, 125))


def _lay(
    picture: np.ndarray, share: np.ndarray, colour: np.ndarray, random: np.random.Generator, soft: float, grain: float
) -> np.ndarray:
    share = cv2.GaussianBlur(share.astype(np.float32), (0, 0), soft)[..., None]
    noise = cv2.GaussianBlur(random.normal(0, 1, picture.shape[:2]).astype(np.float32), (0, 0), 1.0)[..., None]
    over = np.broadcast_to(np.asarray(colour, dtype=np.float32), picture.shape) * (1.0 + grain * noise)
    return np.clip(picture * (1.0 - share) + over * share, 0, 255).astype(np.uint8)


def _pupils(points: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """Their distance, and the unit vectors across and down the face."""
    between = points[PUPILS[1]] - points[PUPILS[0]]
    distance = float(np.linalg.norm(between))
    across = between / distance
    return distance, across, np.array([-across[1], across[0]])


def skin_colour(picture: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The middle of five places on cheeks and forehead, BGR."""
    high, wide = picture.shape[:2]
    places = np.clip(points[[50, 280, 101, 330, 151]], 2, (wide - 3, high - 3)).astype(int)
    patches = [picture[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3).mean(axis=0) for x, y in places]
    return np.median(patches, axis=0)


def glasses(picture: np.ndarray, points: np.ndarray, random: np.random.Generator) -> Drawn:
    """Frames of any thickness and shape, some with tinted or mirroring lenses, with their shadow."""
    pupils, across, down = _pupils(points)
    thick = max(1, round(pupils * random.choice([0.02, 0.03, 0.05, 0.08])))
    wide, high = pupils * random.uniform(0.36, 0.46), pupils * random.uniform(0.24, 0.40)
    drop, power = pupils * random.uniform(-0.02, 0.14), random.choice([2.0, 3.0, 4.5])
    frame, lens = np.zeros(picture.shape[:2], np.float32), np.zeros(picture.shape[:2], np.float32)
    turn = np.linspace(0, 2 * np.pi, 60)
    rimmed = random.uniform() < 0.85 or thick > 0.03 * pupils
    for pupil, side, ear in ((points[PUPILS[0]], -1, points[127]), (points[PUPILS[1]], 1, points[356])):
        centre = pupil + down * drop
        right = np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** (2 / power) * wide
        below = np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** (2 / power) * high
        rim = ((centre + right[:, None] * across + below[:, None] * down) * 16).astype(np.int32)
        cv2.fillPoly(lens, [rim], 1, shift=4)
        if rimmed:
            cv2.polylines(frame, [rim], True, 1, thick, cv2.LINE_AA, shift=4)
        hinge = centre + across * (wide * side) - down * high * 0.4
        cv2.line(frame, hinge.astype(int).tolist(), ear.astype(int).tolist(), 1, thick, cv2.LINE_AA)
    left, right = (points[PUPILS[0]] + across * wide, points[PUPILS[1]] - across * wide)
    left, right = (end + down * (drop - 0.3 * high) for end in (left, right))
    middle = (left + right) / 2 - down * pupils * random.uniform(0.0, 0.08)
    cv2.polylines(frame, [np.array([left, middle, right]).astype(np.int32)], False, 1, thick, cv2.LINE_AA)
    if random.uniform() < 0.3:
        tint = np.full(3, random.uniform(20, 255))
        picture = _lay(picture, lens * random.uniform(0.1, 0.5), tint, random, 1.0, 0.0)
    shadow = np.roll(frame, round(0.03 * pupils), axis=0) * 0.25
    picture = _lay(picture, shadow, picture.mean(axis=(0, 1)) * 0.2, random, max(0.6, 0.01 * pupils), 0.0)
    colour = np.array(FRAMES[random.integers(len(FRAMES))]) * random.uniform(0.6, 1.2)
    drawn = _lay(picture, frame * random.uniform(0.75, 1.0), colour, random, max(0.4, 0.004 * pupils), 0.09)
    return drawn, frame


def hand(picture: np.ndarray, points: np.ndarray, random: np.random.Generator) -> Drawn:
    """Two to four fingers and a palm of the face's own colour, shaded round, with nails and shadows."""
    pupils, _, _ = _pupils(points)
    colour = skin_colour(picture, points) * random.uniform(0.82, 1.12)
    colour = colour * np.array([random.uniform(0.93, 1.05), 1.0, random.uniform(0.97, 1.06)])
    touched = points[random.choice([50, 280, 205, 425, 152, 17, 151, 4, 214, 434])] + random.normal(0, 0.1, 2) * pupils
    lean = np.radians(random.uniform(-60, 60))
    along = np.array([np.sin(lean), -np.cos(lean)])
    if random.uniform() < 0.4:
        along = np.array([random.choice([-1, 1]) * np.cos(lean / 3), np.sin(lean / 3)])
    beside = np.array([-along[1], along[0]])
    radius, fingers = pupils * random.uniform(0.13, 0.17), int(random.integers(2, 5))
    spread, covered = random.uniform(0.95, 1.15), np.zeros(picture.shape[:2], np.float32)
    for number in range(fingers):
        tip = touched + beside * (number - (fingers - 1) / 2) * 2 * radius * spread
        tip = tip + along * random.uniform(-0.2, 0.25) * pupils
        base = tip - along * pupils * 1.6
        finger = np.zeros_like(covered)
        ends = ((base * 16).astype(int).tolist(), (tip * 16).astype(int).tolist())
        cv2.line(finger, *ends, 1, max(2, round(2 * radius)), cv2.LINE_AA, shift=4)
        inside = cv2.distanceTransform((finger > 0.5).astype(np.uint8), cv2.DIST_L2, 3) / max(radius, 1.0)
        shade = (0.62 + 0.42 * np.sqrt(np.clip(inside, 0, 1)))[..., None]
        shadow = np.roll(finger, (round(0.04 * pupils), round(0.03 * pupils)), axis=(0, 1)) * 0.35
        picture = _lay(picture, shadow * (1 - finger), picture * 0.35, random, max(1.0, 0.03 * pupils), 0.0)
        picture = _lay(picture, finger, colour * shade, random, max(0.5, 0.006 * pupils), 0.036)
        if random.uniform() < 0.7:
            axes = (max(1, int(0.5 * radius)), max(1, int(0.75 * radius)))
            angle = float(np.degrees(np.arctan2(along[0], -along[1])))
            nail = np.clip(colour * (1.08, 1.05, 1.04), 0, 255).tolist()
            cv2.ellipse(picture, (tip + along * 0.3 * radius).astype(int).tolist(), axes, angle, 0, 360, nail, -1)
        covered = np.maximum(covered, finger)
    palm = np.zeros_like(covered)
    middle = (touched - along * pupils * 1.5).astype(int).tolist()
    cv2.ellipse(palm, middle, (int(0.7 * pupils), int(0.6 * pupils)), 0, 0, 360, 1, -1)
    return _lay(picture, palm * (1 - covered), colour * 0.95, random, 1.0, 0.036), np.maximum(covered, palm)


def hair(picture: np.ndarray, points: np.ndarray, random: np.random.Generator) -> Drawn:
    """A lock that falls from the hairline over forehead, eye or cheek."""
    pupils, _, _ = _pupils(points)
    colour = np.array(HAIRS[random.integers(len(HAIRS))], dtype=float)
    roots, falls = (
        (54, (205, 50, 58, 145, 105)),
        (284, (425, 280, 288, 374, 334)),
        (10, (9, 66, 296, 105, 334, 159)),
    )[random.integers(3)]
    root, tip = points[roots] - (0.0, 0.3 * pupils), points[random.choice(falls)]
    bend, spread = random.normal(0, 0.25, 2) * pupils, random.uniform(0.08, 0.3) * pupils
    covered, picture = np.zeros(picture.shape[:2], np.float32), picture.copy()
    along = np.linspace(0, 1, 14)[:, None]
    for _ in range(int(random.integers(25, 90))):
        aside = random.normal(0, spread, 2)
        start, end = root + aside * 1.2, tip + aside * random.uniform(0.6, 1.3) + random.normal(0, 0.06, 2) * pupils
        middle = (start + end) / 2 + bend + random.normal(0, 0.04, 2) * pupils
        strand = (1 - along) ** 2 * start + 2 * along * (1 - along) * middle + along**2 * end
        strand = (strand * 16).astype(np.int32)
        thick = max(1, round(pupils * random.uniform(0.004, 0.03)))
        shade = np.clip(colour * random.uniform(0.5, 1.5), 0, 255).tolist()
        cv2.polylines(picture, [strand], False, shade, thick, cv2.LINE_AA, shift=4)
        cv2.polylines(covered, [strand], False, 1, thick, cv2.LINE_AA, shift=4)
    return (cv2.GaussianBlur(picture, (0, 0), 0.4) if pupils > 60 else picture), covered


def mask(picture: np.ndarray, points: np.ndarray, random: np.random.Generator) -> Drawn:
    """A medical mask from the nose to below the chin, with its loops."""
    pupils, _, _ = _pupils(points)
    top = ((116, 6, 345), (117, 197, 346), (123, 4, 352))[random.integers(3)]
    rim = [234, *top, 454, 361, 397, 379, 400, 152, 176, 150, 172, 132]
    covered = np.zeros(picture.shape[:2], np.float32)
    cv2.fillPoly(covered, [points[rim].astype(np.int32)], 1)
    colour = np.array(CLOTHS[random.integers(len(CLOTHS))], dtype=float) * random.uniform(0.8, 1.05)
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]]
    pleats = 0.05 * random.integers(2) * np.sin(rows / pupils * random.uniform(15, 40))
    shade = np.clip(1.0 - 0.25 * ((columns - points[4][0]) / (1.2 * pupils)) ** 2 + pleats, 0.4, 1.2)[..., None]
    drawn = _lay(picture, covered, colour * shade, random, max(0.6, 0.01 * pupils), 0.045)
    for start, end in ((top[0], 234), (top[2], 454)):
        ends = (points[start].astype(int).tolist(), points[end].astype(int).tolist())
        cv2.line(drawn, *ends, np.clip(colour, 0, 255).tolist(), max(1, round(0.03 * pupils)), cv2.LINE_AA)
    return drawn, covered


def card(picture: np.ndarray, points: np.ndarray, random: np.random.Generator) -> Drawn:
    """A flat thing of any colour held before the face."""
    pupils, _, _ = _pupils(points)
    x, y = points[random.choice([50, 280, 151, 17, 152, 205, 425])]
    side, ratio = pupils * random.uniform(0.7, 1.8), random.uniform(0.5, 1.0)
    corners = cv2.boxPoints(((float(x), float(y)), (float(side), float(side * ratio)), random.uniform(0, 180)))
    covered = np.zeros(picture.shape[:2], np.float32)
    cv2.fillPoly(covered, [corners.astype(np.int32)], 1)
    return _lay(picture, covered, random.uniform(10, 245, 3), random, max(0.5, 0.006 * pupils), 0.06), covered


COVERS = {"glasses": glasses, "hand": hand, "hair": hair, "mask": mask, "card": card}
