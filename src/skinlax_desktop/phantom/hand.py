"""A hand before the face of a phantom: the left hand of the base mesh, mirrored for the right, drawn over a picture."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.phantom.base_mesh import MM_PER_UNIT, load_base_mesh
from skinlax_desktop.phantom.scene import Scene, VirtualCamera, head_rotation, to_camera
from skinlax_desktop.phantom.subdivision import catmull_clark

Points = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

_FOREARM_DM: Final = 2.0
_PLACES_MM: Final = (
    (58.0, -62.0, 2.0),
    (46.0, -96.0, 8.0),
    (30.0, -70.0, 22.0),
    (20.0, -104.0, 18.0),
    (62.0, 14.0, -8.0),
)
"""Where the middle knuckle of a left hand lies in head axes: cheek, jaw, mouth, chin, temple."""
_SKIN_MM: Final = ((38.0, -38.0, 2.0), (-38.0, -38.0, 2.0), (0.0, 36.0, 2.0), (22.0, 34.0, 0.0), (-22.0, 34.0, 0.0))
_FINER: Final = 2
_SHADOW: Final = 0.35
_SHADOW_MM: Final = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldHand:
    """A hand held before the face.

    `knuckle_mm` in head axes; `lean_deg`: how far the fingers lean to the subject's right, `dip_deg` the fingertips
    towards the face. `right`: the mirrored hand, at the mirrored place.
    """

    knuckle_mm: tuple[float, float, float]
    lean_deg: float = 15.0
    dip_deg: float = 10.0
    right: bool = False


def random_hand(random: np.random.Generator) -> HeldHand:
    """At cheek, jaw, mouth, chin or temple."""
    x, y, z = np.array(_PLACES_MM[int(random.integers(len(_PLACES_MM)))]) + random.normal(0.0, (8.0, 8.0, 2.0))
    return HeldHand(
        knuckle_mm=(float(x), float(y), float(z)),
        lean_deg=float(random.normal(18.0, 14.0)),
        dip_deg=float(random.normal(12.0, 8.0)),
        right=bool(random.random() < 0.5),
    )


def draw_hand(
    picture_bgr: Picture, hand: HeldHand, scene: Scene, camera: VirtualCamera, third_party: Path
) -> tuple[Picture, npt.NDArray[np.bool_]]:
    """The picture with the hand and its shadow on the face, and where the hand is (h, w).

    Its colour is the median of the face's own skin at the forehead and the cheeks, so hand and face are one person's.
    """
    vertices, quads = _left_hand(third_party)
    posed = _held(vertices, hand)
    if hand.right:
        posed, quads = posed * (-1.0, 1.0, 1.0), quads[:, ::-1]
    seen = to_camera(posed @ head_rotation(scene.pose).T, scene)
    light, cover = _drawn(seen, quads, camera, picture_bgr.shape)
    skin = _skin_colour(picture_bgr, scene, camera)
    pixel_mm = scene.distance_mm / camera.focal_px
    shadow = cv2.GaussianBlur(cover, (0, 0), max(_SHADOW_MM / pixel_mm / 2.0, 0.5))
    behind = picture_bgr.astype(np.float32) * (1.0 - _SHADOW * shadow)[:, :, None]
    own = light[:, :, None] * skin
    mixed = behind * (1.0 - cover[:, :, None]) + own * cover[:, :, None]
    return np.asarray(np.clip(mixed + 0.5, 0, 255), dtype=np.uint8), np.asarray(cover > 0.5)


@lru_cache(maxsize=1)
def _left_hand(third_party: Path) -> tuple[Points, npt.NDArray[np.int64]]:
    """Vertices (n, 3), millimetres: thumb along x, fingers along y, back of the hand along z, middle knuckle at 0."""
    base = load_base_mesh(third_party)
    joint = {name: base.vertices[base.vertices_of(f"joint-l-{name}")].mean(axis=0) for name in (
        "elbow", "hand", "finger-2-1", "finger-3-1", "finger-3-3", "finger-5-1")}  # fmt: skip
    down = joint["hand"] - joint["elbow"]
    body = base.quads["body"]
    corners = base.vertices[body]
    along = (corners - joint["hand"]) @ (down / np.linalg.norm(down))
    kept = body[(along.min(axis=1) > -_FOREARM_DM) & (corners[:, :, 0].min(axis=1) > joint["elbow"][0])]
    used, numbers = np.unique(kept, return_inverse=True)
    smooth, quads = catmull_clark(len(used), numbers.reshape(kept.shape))
    fingers = joint["finger-3-3"] - joint["hand"]
    fingers = fingers / np.linalg.norm(fingers)
    thumb = joint["finger-2-1"] - joint["finger-5-1"]
    thumb = thumb - (thumb @ fingers) * fingers
    thumb = thumb / np.linalg.norm(thumb)
    axes = np.stack([thumb, fingers, np.cross(thumb, fingers)])
    return np.asarray((smooth @ base.vertices[used] - joint["finger-3-1"]) @ axes.T * MM_PER_UNIT), quads


def _held(vertices_mm: Points, hand: HeldHand) -> Points:
    lean, dip = np.radians(hand.lean_deg), np.radians(hand.dip_deg)
    dipped = np.array([[1, 0, 0], [0, np.cos(dip), np.sin(dip)], [0, -np.sin(dip), np.cos(dip)]])
    leant = np.array([[np.cos(lean), -np.sin(lean), 0], [np.sin(lean), np.cos(lean), 0], [0, 0, 1]])
    return np.asarray(vertices_mm @ (leant @ dipped).T + hand.knuckle_mm)


def _drawn(
    seen_mm: Points, quads: npt.NDArray[np.int64], camera: VirtualCamera, shape: tuple[int, ...]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Light on the hand about 1, and how much of each pixel it covers; far quads first."""
    height, width = shape[:2]
    corners = seen_mm[quads]
    normal = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    facing = np.abs(normal[:, 2])
    pixels = ((camera.project(seen_mm) + 0.5) * _FINER * 16).astype(np.int32)
    light = np.zeros((height * _FINER, width * _FINER), dtype=np.float32)
    cover = np.zeros_like(light)
    for number in np.argsort(-corners[:, :, 2].mean(axis=1)):
        polygon = pixels[quads[number]]
        cv2.fillConvexPoly(light, polygon, float(0.30 + 0.72 * facing[number]), shift=4)
        cv2.fillConvexPoly(cover, polygon, 1.0, shift=4)
    soft = cv2.GaussianBlur(light, (0, 0), 1.5) / np.maximum(cv2.GaussianBlur(cover, (0, 0), 1.5), 1e-3)
    size = (width, height)
    return (
        np.asarray(cv2.resize(soft, size, interpolation=cv2.INTER_AREA), dtype=np.float32),
        np.asarray(cv2.resize(cover, size, interpolation=cv2.INTER_AREA), dtype=np.float32),
    )


def _skin_colour(picture_bgr: Picture, scene: Scene, camera: VirtualCamera) -> npt.NDArray[np.float32]:
    places = camera.project(to_camera(np.array(_SKIN_MM) @ head_rotation(scene.pose).T, scene))
    reach = max(round(2.0 * camera.focal_px / scene.distance_mm), 1)
    height, width = picture_bgr.shape[:2]
    found = [
        picture_bgr[y - reach : y + reach + 1, x - reach : x + reach + 1].reshape(-1, 3)
        for x, y in np.round(places).astype(int)
        if reach <= x < width - reach and reach <= y < height - reach
    ]
    pixels = np.concatenate(found) if found else picture_bgr.reshape(-1, 3)
    return np.asarray(np.median(pixels, axis=0), dtype=np.float32)
