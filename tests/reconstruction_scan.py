"""A sweep or stills of a scanned head (GLB with a texture beside it), rendered as the phantom's are.

The lamp at the lens, a little light from all around, a shine (Blinn, exponent 20), the lens's blur and the sensor's
noise. Scans come without pores: 2 % of pore-fine unevenness is painted over their texture. No hair, no depth of field.

Run from the project's folder:  python tests/reconstruction_scan.py HEAD.glb TEXTURE.jpg --mm-per-unit X --out SET
                                [--case sweep|five|alone|moved03|moved10]
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from reconstruction_cases import CASES
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.views import Pose
from skinlax_desktop.imaging.encoding import encode_png
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.motion import random_motion
from skinlax_desktop.phantom.scene import WORKING_DISTANCE_MM, Scene, VirtualCamera, head_rotation, seated, to_camera
from skinlax_desktop.phantom.textured_scan import TexturedScan, read_textured_scan, see_scan
from skinlax_desktop.phantom.truth import write_mesh_ply
from skinlax_desktop.surface.canonical_face import NASION
from skinlax_desktop.surface.reconstruction.ray_tracing import cast, raycaster

Points = npt.NDArray[np.float64]

AROUND, SHINE, EXPONENT = 0.30, 0.08, 20.0
PORES, PORE_PX = 0.02, 0.7
BLUR_PX, NOISE_LEVELS, BACKDROP = 0.55, 1.5, 90.0
EXPOSURE = 1.1


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("head", type=Path)
    parser.add_argument("texture", type=Path)
    parser.add_argument("--mm-per-unit", type=float, required=True)
    parser.add_argument("--width", type=int, default=2000)
    parser.add_argument(
        "--case", choices=sorted(CASES), default="sweep", help="of reconstruction_cases.py; its noise is not used"
    )
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    random = np.random.default_rng(5)
    scan = read_textured_scan(options.head)
    texture = cv2.imread(str(options.texture), cv2.IMREAD_COLOR).astype(np.float32)
    pores = cv2.GaussianBlur(random.standard_normal(texture.shape[:2]).astype(np.float32), (0, 0), PORE_PX)
    texture *= (1.0 + PORES * pores / pores.std())[:, :, None]
    camera = VirtualCamera()
    camera = camera.scaled(options.width / camera.width_px)
    points = scan.points * options.mm_per_unit
    points = points - _nasion(points, scan, texture, camera, random)
    options.out.mkdir(parents=True)
    (options.out / "truth").mkdir()
    frames = []
    case = CASES[options.case]
    for frame in case.series(random):
        still = frame.still or not case.motion_mm
        moved = points if still else points + random_motion(points, case.motion_mm, random)
        picture = render(_placed(moved, frame.scene), scan, texture, camera, random)
        (options.out / frame.file).write_bytes(encode_png(picture))
        pose = frame.scene.pose
        frames.append(
            {
                "file": frame.file,
                "view": frame.view.value,
                "aside_deg": frame.aside_deg,
                "pose": {"yaw_deg": pose.yaw_deg, "pitch_deg": pose.pitch_deg, "roll_deg": pose.roll_deg},
                "distance_mm": frame.scene.distance_mm,
                "offset_mm": list(frame.scene.offset_mm),
            }
        )
    (options.out / "truth" / "truth.json").write_text(json.dumps({"frames": frames}))
    for name in ("head.ply", "bare_skin.ply"):
        write_mesh_ply(options.out / "truth" / name, points, scan.triangles)
    (options.out / "capture_set.json").write_text(json.dumps(_document(camera, frames), indent=1))


def render(
    at: Points,
    scan: TexturedScan,
    texture: npt.NDArray[np.float32],
    camera: VirtualCamera,
    random: np.random.Generator,
) -> npt.NDArray[np.uint8]:
    """The picture (h, w, 3) BGR of vertices in camera axes; twice as fine inside, so that texture does not flicker."""
    seen = see_scan(at, scan, texture, camera.scaled(2.0))
    towards = -seen.places
    facing = np.clip((seen.normals * towards).sum(axis=1) / np.linalg.norm(towards, axis=1), 0.0, 1.0)
    light = np.clip(seen.colours / 255.0, 0.0, 1.0) ** 2.2 * (AROUND + (1.0 - AROUND) * facing)[:, None]
    light = EXPOSURE * (light + SHINE * facing[:, None] ** EXPONENT)
    linear = np.full((*seen.inverse_depth.shape, 3), (BACKDROP / 255.0) ** 2.2, dtype=np.float32)
    linear[seen.rows, seen.columns] = light
    linear = cv2.GaussianBlur(linear, (0, 0), 2.0 * BLUR_PX)
    linear = cv2.resize(linear, (camera.width_px, camera.height_px), interpolation=cv2.INTER_AREA)
    levels = 255.0 * np.clip(linear, 0.0, 1.0) ** (1.0 / 2.2)
    levels += NOISE_LEVELS * random.standard_normal(levels.shape, dtype=np.float32)
    return np.clip(np.round(levels), 0, 255).astype(np.uint8)


def _placed(points: Points, scene: Scene) -> Points:
    return to_camera(points @ head_rotation(scene.pose).T, scene)


def _nasion(
    points: Points,
    scan: TexturedScan,
    texture: npt.NDArray[np.float32],
    camera: VirtualCamera,
    random: np.random.Generator,
) -> Points:
    """Where the landmark of the nasion lies on the scan's skin, read from a picture of it from the front."""
    scene = replace(seated(Pose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0)), distance_mm=WORKING_DISTANCE_MM)
    at = _placed(points - points.mean(axis=0), scene)
    finder = MediaPipeLandmarkFinder(find_places().face_landmarker)
    face = finder.find(render(at, scan, texture, camera, random))[0]
    finder.close()
    sight = np.append((face.points_px[NASION] - camera.centre_px) / camera.focal_px, 1.0)
    # Between vertices: the nearest one is a millimetre or two away, and so, where the nose is steep, is its depth.
    along, _ = cast(raycaster(at, scan.triangles.astype(np.int64)), np.append(np.zeros(3), sight)[None])
    base = _placed(np.zeros((1, 3)), scene)[0]
    return points.mean(axis=0) + (sight * along[0] - base) * (1.0, -1.0, -1.0)


def _document(camera: VirtualCamera, frames: list[dict]) -> dict:
    return {
        "schema": 1,
        "camera": {
            "model": "rendered scan",
            "serial": "scan",
            "width_px": camera.width_px,
            "height_px": camera.height_px,
            "K": [
                [camera.focal_px, 0.0, camera.centre_px[0]],
                [0.0, camera.focal_px, camera.centre_px[1]],
                [0.0, 0.0, 1.0],
            ],
            "distortion": [0.0] * 5,
        },
        "scale": {"kind": "working_distance", "distance_mm": WORKING_DISTANCE_MM, "sigma_mm": 1.0},
        "frames": [
            {name: frame[name] for name in ("file", "view", "aside_deg") if frame[name] is not None} for frame in frames
        ],
    }


if __name__ == "__main__":
    main()
