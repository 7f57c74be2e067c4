"""Pictures of a whole calibration with their truth: boards, grey card, and the chart at five places of the face."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.phantom.flat_target import LightField, TargetPose, photograph
from skinlax_desktop.phantom.printed_targets import board_sheet, chart_sheet, grey_card
from skinlax_desktop.phantom.spectra import LIGHTS

BOARD_TURNS_DEG: Final = (
    (0, 0), (30, 0), (-30, 0), (0, 30), (0, -30), (24, 24), (-24, 24), (24, -24),
    (-24, -24), (33, 0), (-33, 0), (0, 33), (0, -33), (8, 8), (-20, 28), (20, -28),
)  # fmt: skip
"""Tilt and swing of each board."""

CHART_PLACES: Final = ((0.0, 0.0), (0.0, -70.0), (-55.0, 0.0), (55.0, 0.0), (0.0, 80.0))
"""Middle of the chart, millimetres right and down of the axis: the middle of a face, its forehead, cheeks, chin."""

UNEVEN: Final = LightField(vignetting=0.18, uneven_x=0.06, uneven_y=-0.04)
CHART_SCALE: Final = 0.36
_WORKING_MM: Final = 800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationTruth:
    """The camera, light and light field of a simulated calibration."""

    camera: CameraCalibration
    light: str = "ring_5500"
    field: LightField = UNEVEN


def some_camera(seed: int, *, width_px: int = 1500, height_px: int = 2048) -> CameraCalibration:
    """A portrait lens like the station's with distortion, drawn at random."""
    random = np.random.default_rng((seed, 77))
    scale = width_px / 3000.0
    focal = 9600.0 * scale * float(random.uniform(0.92, 1.10))
    return CameraCalibration(
        model="skinlax simulated camera",
        serial=f"simulated-{seed}",
        width_px=width_px,
        height_px=height_px,
        focal_x_px=focal,
        focal_y_px=focal * float(random.normal(1.0, 2e-4)),
        centre_x_px=(width_px - 1) / 2.0 + float(random.normal(0.0, 20.0)) * scale,
        centre_y_px=(height_px - 1) / 2.0 + float(random.normal(0.0, 20.0)) * scale,
        distortion=(
            float(random.uniform(-0.25, 0.15)),
            float(random.uniform(-0.5, 0.8)),
            float(random.normal(0.0, 5e-4)),
            float(random.normal(0.0, 5e-4)),
            0.0,
        ),
    )


def board_poses(camera: CameraCalibration, seed: int) -> tuple[TargetPose, ...]:
    """How somebody who follows the advice holds the board: about as asked, and never twice alike."""
    random = np.random.default_rng((seed, 78))
    # The working distance at which this lens sees what the station's sees at 800 mm.
    near = _WORKING_MM * camera.focal_x_px / (9600.0 * camera.width_px / 3000.0)
    poses = []
    for tilt, swing in BOARD_TURNS_DEG:
        right, down = random.uniform(-42.0, 42.0), random.uniform(-46.0, 46.0)
        poses.append(
            TargetPose(
                centre_mm=(float(right), float(down), float(near * random.uniform(0.95, 1.15))),
                tilt_deg=float(tilt + random.normal(0.0, 4.0)),
                swing_deg=float(swing + random.normal(0.0, 4.0)),
                roll_deg=float(random.normal(0.0, 6.0)),
            )
        )
    return tuple(poses)


def write_calibration_set(
    truth: CalibrationTruth, folder: Path, *, seed: int, report: Callable[[float, str], None] = lambda _f, _s: None
) -> None:
    """Write `camera/`, `card/`, `colour/` and `truth.json`."""
    for name in ("camera", "card", "colour"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    poses = board_poses(truth.camera, seed)
    board, light = board_sheet(), LIGHTS[truth.light]
    total = len(poses) + len(CHART_PLACES) + 2
    for number, pose in enumerate(poses):
        picture = photograph(board, pose, truth.camera, light=truth.field, noise_seed=seed + number)
        cv2.imwrite(str(folder / "camera" / f"board_{number:02d}.png"), picture)
        report((number + 1) / total, "camera")
    for number in range(2):
        picture = photograph(grey_card(), TargetPose(), truth.camera, light=truth.field, noise_seed=seed + 50 + number)
        cv2.imwrite(str(folder / "card" / f"card_{number}.png"), picture)
    chart = chart_sheet(light, scale=CHART_SCALE)
    for number, (right, down) in enumerate(CHART_PLACES):
        pose = TargetPose(centre_mm=(right, down, _WORKING_MM), tilt_deg=2.0, swing_deg=-3.0, roll_deg=1.5)
        picture = photograph(chart, pose, truth.camera, light=truth.field, noise_seed=seed + 70 + number, backdrop=0.2)
        cv2.imwrite(str(folder / "colour" / f"chart_{number}.png"), picture)
        report((len(poses) + 3 + number) / total, "colour")
    camera = truth.camera
    (folder / "truth.json").write_text(
        json.dumps(
            {
                "schema": 1,
                "synthetic": True,
                "width_px": camera.width_px,
                "height_px": camera.height_px,
                "K": [
                    [camera.focal_x_px, 0.0, camera.centre_x_px],
                    [0.0, camera.focal_y_px, camera.centre_y_px],
                    [0.0, 0.0, 1.0],
                ],
                "distortion": list(camera.distortion),
                "light": truth.light,
                "vignetting": truth.field.vignetting,
            },
            indent=1,
        )
        + "\n",
        encoding="utf-8",
    )
