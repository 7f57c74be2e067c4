"""Pictures of synthetic people: on the station, and by ordinary cameras in ordinary light."""

from dataclasses import dataclass, replace
from typing import Final, Literal

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.light_and_exposure import LightSettings
from skinlax_desktop.domain.views import Pose
from skinlax_desktop.phantom.hand import draw_hand, random_hand
from skinlax_desktop.phantom.head import PhantomHead
from skinlax_desktop.phantom.population.mood import ordinary_mood, resting_mood
from skinlax_desktop.phantom.population.seen import landmarks_in_camera_mm, visible_landmarks
from skinlax_desktop.phantom.population.sitting import Sitter
from skinlax_desktop.phantom.population.spectacles import draw_glasses
from skinlax_desktop.phantom.rendering import render_with_depth
from skinlax_desktop.phantom.scene import Beam, Scene, VirtualCamera, seated
from skinlax_desktop.phantom.sensor import expose

Condition = Literal["frontal", "oblique_left", "oblique_right", "lateral_left", "ordinary"]
CONDITIONS: Final[tuple[Condition, ...]] = ("frontal", "oblique_left", "oblique_right", "lateral_left", "ordinary")

STATION: Final = VirtualCamera().scaled(0.165)
_STATION_YAW_DEG: Final = {"frontal": 0.0, "oblique_left": -45.0, "oblique_right": 45.0, "lateral_left": -90.0}
_STATION_SPREAD_DEG: Final = (3.0, 2.5, 1.5)
_ORDINARY_SPREAD_DEG: Final = (8.0, 6.0, 3.5)
_FINER: Final = 1.5
_HAND_SHARE: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PopulationPicture:
    """`picture_bgr` upright uint8; `landmarks_px` (470, 2): MediaPipe's 468 points and both pupils, as they truly are.

    `landmarks_mm` (470, 3) are the same in camera axes: x right, y down, z away. `visible` (470,): which of them no
    skin hides. `inverse_depth` (h, w) is 1 / mm along the axis before the picture was made coarser, 0 where no head is.
    `smile`: how far the face smiles, 0 at rest.
    """

    picture_bgr: npt.NDArray[np.uint8]
    condition: Condition
    scene: Scene
    camera: VirtualCamera
    landmarks_px: npt.NDArray[np.float64]
    landmarks_mm: npt.NDArray[np.float64]
    visible: npt.NDArray[np.bool_]
    pupil_distance_mm: float
    inverse_depth: npt.NDArray[np.float32]
    smile: float


def photograph(sitter: Sitter, condition: Condition, random: np.random.Generator) -> PopulationPicture:
    """One picture; `random` decides what differs from sitting to sitting."""
    if condition == "ordinary":
        return _ordinary(sitter, random)
    yaw, pitch, roll = random.normal(0.0, _STATION_SPREAD_DEG)
    pose = Pose(yaw_deg=_STATION_YAW_DEG[condition] + yaw, pitch_deg=pitch, roll_deg=roll)
    scene = _moved(seated(pose), random, aside_mm=5.0, nearer=0.02)
    scene = _lit(scene, LightSettings(level=float(np.clip(random.normal(0.6, 0.05), 0.4, 0.8))))
    mood = resting_mood(random)
    scene = replace(scene, expression="smile")
    head = sitter.wearing(mood)
    linear, inverse = _render(head, scene, STATION)
    linear = linear * random.normal(1.0, 0.02, 3).astype(np.float32)
    picture = expose(linear, scene, int(random.integers(1, 2**31)))
    marks = landmarks_in_camera_mm(head, scene)
    if sitter.person.glasses and random.random() < 0.3:
        picture = draw_glasses(picture, head, scene, STATION, random)
    return PopulationPicture(
        picture_bgr=picture,
        condition=condition,
        scene=scene,
        camera=STATION,
        landmarks_px=STATION.project(marks),
        landmarks_mm=marks,
        visible=visible_landmarks(marks, STATION, inverse),
        pupil_distance_mm=float(np.linalg.norm(marks[468] - marks[469])),
        inverse_depth=inverse,
        smile=mood.smile,
    )


def _ordinary(sitter: Sitter, random: np.random.Generator) -> PopulationPicture:
    mood = ordinary_mood(random, smile=sitter.person.smile, smiles_open=sitter.person.smiles_open)
    head = sitter.wearing(mood)
    yaw, pitch, roll = random.normal(0.0, _ORDINARY_SPREAD_DEG)
    distance = float(np.exp(random.uniform(np.log(500.0), np.log(2500.0))))
    pixel_mm = float(random.uniform(0.5, 1.0))
    # The head fills about the same share of the picture at any distance.
    camera = VirtualCamera(
        width_px=round(240 / pixel_mm), height_px=round(310 / pixel_mm), focal_px=distance / pixel_mm
    )
    base = seated(Pose(yaw_deg=float(yaw), pitch_deg=float(pitch), roll_deg=float(roll)))
    scene = Scene(
        pose=base.pose,
        offset_mm=(float(random.normal(0.0, 8.0)), float(random.normal(15.0, 8.0))),
        distance_mm=distance,
        expression="smile",
        focus_mm=distance,
        light=LightSettings(level=0.05),
        beams=_beams(random),
    )
    linear, inverse = _render(head, scene, camera, wall=_wall(camera, random))
    marks = landmarks_in_camera_mm(head, scene)
    picture = _developed(linear, random)
    if sitter.person.glasses:
        picture = draw_glasses(picture, head, scene, camera, random)
    if random.random() < _HAND_SHARE:
        picture, _ = draw_hand(picture, random_hand(random), scene, camera, sitter.resources / "third_party")
    return PopulationPicture(
        picture_bgr=_compressed(picture, random),
        condition="ordinary",
        scene=scene,
        camera=camera,
        landmarks_px=camera.project(marks),
        landmarks_mm=marks,
        visible=visible_landmarks(marks, camera, inverse),
        pupil_distance_mm=float(np.linalg.norm(marks[468] - marks[469])),
        inverse_depth=inverse,
        smile=mood.smile,
    )


def _render(
    head: PhantomHead, scene: Scene, camera: VirtualCamera, *, wall: npt.NDArray[np.float32] | None = None
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Light and inverse depth as `render_with_depth`, rendered finer so that edges come out as a lens makes them."""
    size = (camera.width_px, camera.height_px)
    fine = camera.scaled(_FINER)
    if wall is not None:
        wall = np.asarray(cv2.resize(wall, (fine.width_px, fine.height_px)), dtype=np.float32)
    linear, inverse = render_with_depth(head, scene, fine, wall=wall, near_shadows=True)
    small = cv2.resize(linear, size, interpolation=cv2.INTER_AREA)
    depth = cv2.resize(inverse, size, interpolation=cv2.INTER_NEAREST)
    return np.asarray(small, dtype=np.float32), np.asarray(depth, dtype=np.float32)


def _moved(scene: Scene, random: np.random.Generator, *, aside_mm: float, nearer: float) -> Scene:
    right, up = random.normal(0.0, aside_mm, 2)
    factor = float(random.normal(1.0, nearer))
    return Scene(
        pose=scene.pose,
        offset_mm=(scene.offset_mm[0] + float(right), scene.offset_mm[1] + float(up)),
        distance_mm=scene.distance_mm * factor,
        focus_mm=scene.focus_mm,
    )


def _lit(scene: Scene, light: LightSettings) -> Scene:
    return Scene(
        pose=scene.pose,
        offset_mm=scene.offset_mm,
        distance_mm=scene.distance_mm,
        focus_mm=scene.focus_mm,
        light=light,
    )


def _beams(random: np.random.Generator) -> tuple[Beam, ...]:
    """One to three soft lights, the first in front of the face."""
    beams = []
    for number in range(int(random.integers(1, 4))):
        azimuth = np.radians(random.normal(0.0, 35.0 if number == 0 else 70.0))
        height = np.radians(random.normal(25.0, 18.0))
        towards = (np.sin(azimuth) * np.cos(height), -np.sin(height), -np.cos(azimuth) * np.cos(height))
        power = random.uniform(0.5, 1.0) if number == 0 else random.uniform(0.1, 0.5)
        warmth = random.normal(0.0, 0.08)
        beams.append(
            Beam(
                direction=(float(towards[0]), float(towards[1]), float(towards[2])),
                bgr=(float(power * (1.0 - warmth)), float(power), float(power * (1.0 + warmth))),
            )
        )
    return tuple(beams)


def _wall(camera: VirtualCamera, random: np.random.Generator) -> npt.NDArray[np.float32]:
    """Another background: plain, graded or blurred shapes."""
    cells = int(random.choice([1, 1, 2, 3, 7]))
    grey = random.uniform(0.0, 0.7, (cells, cells, 1))
    coarse = (grey + random.uniform(0.0, 0.2) * random.normal(0.0, 0.4, (cells, cells, 3))) * random.uniform(0.3, 1.0)
    coarse = np.maximum(coarse + random.uniform(0.0, 0.2, 3), 0.0).astype(np.float32)
    size = (camera.width_px, camera.height_px)
    return np.asarray(np.maximum(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), 0.0), dtype=np.float32)


def _developed(linear: npt.NDArray[np.float32], random: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Automatic exposure, white balance error, tone curve, noise."""
    height, width = linear.shape[:2]
    middle = linear[height // 4 : 3 * height // 4, width // 4 : 3 * width // 4]
    level = float(np.percentile(middle.max(axis=2), 90)) + 1e-6
    bright = linear * np.float32(random.uniform(0.45, 0.95) / max(level, 0.08))
    bright = bright * random.normal(1.0, 0.05, 3).astype(np.float32)
    grain = random.normal(0.0, random.uniform(0.0, 0.015), bright.shape).astype(np.float32)
    bright = bright + grain * np.sqrt(np.maximum(bright, 0.0))
    coded = np.clip(bright, 0.0, 1.0) ** np.float32(1.0 / random.uniform(1.9, 2.5))
    contrast = random.normal(1.0, 0.12)
    coded = np.clip((coded - 0.5) * contrast + 0.5, 0.0, 1.0)
    return np.asarray(coded * 255.0 + 0.5, dtype=np.uint8)


def _compressed(picture: npt.NDArray[np.uint8], random: np.random.Generator) -> npt.NDArray[np.uint8]:
    if random.random() < 0.35:
        factor = random.uniform(1.1, 2.0)
        height, width = picture.shape[:2]
        small = cv2.resize(picture, (round(width / factor), round(height / factor)), interpolation=cv2.INTER_AREA)
        picture = np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    if random.random() < 0.3:
        soft = cv2.GaussianBlur(picture, (0, 0), 1.2)
        picture = np.asarray(cv2.addWeighted(picture, 1.6, soft, -0.6, 0.0), dtype=np.uint8)
    if random.random() < 0.6:
        _, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(40, 96))])
        picture = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), dtype=np.uint8)
    return picture
