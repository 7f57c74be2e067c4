"""Calibration targets before a small virtual camera whose truth is known."""

from functools import lru_cache

import numpy as np

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.phantom.calibration_set import board_poses, some_camera
from skinlax_desktop.phantom.flat_target import FlatTarget, LightField, TargetPose, photograph
from skinlax_desktop.phantom.printed_targets import board_sheet, chart_sheet
from skinlax_desktop.workflows.board_guidance import BoardView, look_for_board

WIDTH_PX, HEIGHT_PX = 600, 820
UNEVEN = LightField(vignetting=0.18, uneven_x=0.06, uneven_y=-0.04)


@lru_cache(maxsize=4)
def camera(seed: int = 3) -> CameraCalibration:
    return some_camera(seed, width_px=WIDTH_PX, height_px=HEIGHT_PX)


def board_picture_at(pose: TargetPose, seed: int = 3, *, sheet: FlatTarget | None = None) -> np.ndarray:
    return photograph(sheet or board_sheet(), pose, camera(seed), light=UNEVEN, noise_seed=seed)


@lru_cache(maxsize=4)
def boards(seed: int = 3) -> tuple[BoardView, ...]:
    """Boards as somebody holds them who follows the advice."""
    found = [look_for_board(board_picture_at(pose, seed)) for pose in board_poses(camera(seed), seed)]
    return tuple(view for view in found if view is not None)


def chart_picture(
    light: np.ndarray | None = None,
    pose: TargetPose | None = None,
    *,
    field: LightField | None = None,
    scale: float = 0.7,
    inks: np.ndarray | None = None,
    exposure: float = 1.0,
    noise_seed: int = 5,
) -> np.ndarray:
    sheet = chart_sheet(light, scale=scale, inks=inks)
    brighter = FlatTarget(
        kinds=sheet.kinds, texels_per_mm=sheet.texels_per_mm, light_bgr=np.minimum(sheet.light_bgr * exposure, 4.0)
    )
    pose = pose or TargetPose(roll_deg=90.0)
    return photograph(brighter, pose, camera(), light=field, noise_seed=noise_seed, backdrop=0.2)
