"""A flat target before the virtual camera: a printed board, a colour chart, a grey card.

The lens is Brown and Conrady's with five coefficients. Written out here, so that what OpenCV makes of a rendered board
is not judged by OpenCV itself.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, cast

import cv2
import numpy as np
import numpy.typing as npt
from numba import njit, prange

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.phantom.scene import Scene
from skinlax_desktop.phantom.sensor import expose, to_mosaic

Floats = npt.NDArray[np.float64]

SUBSAMPLES: Final = 4
LENS_BLUR_PX: Final = 0.7
"""Standard deviation of the lens's blur: what a good lens leaves on 3.5 micrometre pixels."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlatTarget:
    """A sheet: `kinds` (rows, columns) uint8 names the ink of every texel, top row first.

    `light_bgr` (kinds, 3): what the camera's blue, green and red see of each ink, linear, 1.0 saturating. Position
    (0, 0) mm is the sheet's middle, x to its right, y down.
    """

    kinds: npt.NDArray[np.uint8]
    texels_per_mm: float
    light_bgr: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetPose:
    """Where the sheet stands: its middle in camera axes (x right, y down, z away), turned about x, then y, then z."""

    centre_mm: tuple[float, float, float] = (0.0, 0.0, 800.0)
    tilt_deg: float = 0.0
    swing_deg: float = 0.0
    roll_deg: float = 0.0

    def rotation(self) -> Floats:
        """The (3, 3) rotation from the sheet's axes to the camera's; positive tilt brings the lower edge nearer."""
        tilt, swing, roll = np.radians([self.tilt_deg, self.swing_deg, self.roll_deg])
        cos, sin = np.cos, np.sin
        about_x = np.array([[1, 0, 0], [0, cos(tilt), sin(tilt)], [0, -sin(tilt), cos(tilt)]])
        about_y = np.array([[cos(swing), 0, sin(swing)], [0, 1, 0], [-sin(swing), 0, cos(swing)]])
        about_z = np.array([[cos(roll), -sin(roll), 0], [sin(roll), cos(roll), 0], [0, 0, 1]])
        return np.asarray(about_z @ about_y @ about_x)


@dataclass(frozen=True, slots=True, kw_only=True)
class LightField:
    """How light and lens leave the picture uneven.

    `vignetting`: the share that the farthest corner loses, growing with the fourth power of the radius as much as
    with its square. `uneven_x`, `uneven_y`: change of the light over the whole width and height of the picture.
    """

    vignetting: float = 0.0
    uneven_x: float = 0.0
    uneven_y: float = 0.0

    def gain(self, width: int, height: int) -> npt.NDArray[np.float32]:
        """The gain (height, width) of every pixel, 1.0 in the middle."""
        x = (np.arange(width) - (width - 1) / 2.0) / width
        y = (np.arange(height) - (height - 1) / 2.0) / height
        square = (x[None] ** 2 + (y * height / width)[:, None] ** 2) / (0.25 + 0.25 * (height / width) ** 2)
        lost = 1.0 - self.vignetting * (0.5 * square + 0.5 * square**2)
        return (lost * (1.0 + self.uneven_x * x[None]) * (1.0 + self.uneven_y * y[:, None])).astype(np.float32)


def photograph(
    target: FlatTarget,
    pose: TargetPose,
    camera: CameraCalibration,
    *,
    light: LightField | None = None,
    noise_seed: int | None,
    as_sensor: bool = True,
    backdrop: float = 0.05,
) -> npt.NDArray[np.uint8]:
    """The upright (height, width, 3) BGR picture, sRGB-coded; `as_sensor` sends it through a Bayer mosaic and back."""
    linear = render_flat(target, pose, camera, backdrop=backdrop)
    if light is not None:
        linear *= light.gain(camera.width_px, camera.height_px)[..., None]
    coded = expose(linear, Scene(), noise_seed)
    if not as_sensor:
        return coded
    return cast(npt.NDArray[np.uint8], cv2.cvtColor(to_mosaic(coded, 0), cv2.COLOR_BayerBG2BGR))


def render_flat(
    target: FlatTarget, pose: TargetPose, camera: CameraCalibration, *, backdrop: float = 0.05
) -> npt.NDArray[np.float32]:
    """The light on the sensor, (height, width, 3) linear BGR, before light field and noise."""
    rotation = pose.rotation()
    to_sight = np.column_stack((rotation[:, 0], rotation[:, 1], pose.centre_mm))
    table = np.vstack((target.light_bgr, np.full((1, 3), backdrop))).astype(np.float32)
    picture = np.empty((camera.height_px, camera.width_px, 3), dtype=np.float32)
    _draw(
        _lines_of_sight(camera),
        np.linalg.inv(to_sight),
        target.kinds,
        target.texels_per_mm,
        table,
        SUBSAMPLES,
        picture,
    )
    return cast(npt.NDArray[np.float32], cv2.GaussianBlur(picture, (0, 0), LENS_BLUR_PX))


def project_flat(points_mm: Floats, pose: TargetPose, camera: CameraCalibration) -> Floats:
    """Where points (n, 2) of the sheet really are in the picture, pixels (n, 2)."""
    placed = np.column_stack((points_mm, np.zeros(len(points_mm)))) @ pose.rotation().T + np.array(pose.centre_mm)
    return bend(placed[:, :2] / placed[:, 2:], camera)


def bend(slopes: Floats, camera: CameraCalibration) -> Floats:
    """Lines of sight, slopes x/z and y/z (n, 2), to pixels (n, 2)."""
    k1, k2, p1, p2, k3 = camera.distortion
    x, y = slopes.T
    square = x * x + y * y
    radial = 1.0 + square * (k1 + square * (k2 + square * k3))
    bent_x = x * radial + 2.0 * p1 * x * y + p2 * (square + 2.0 * x * x)
    bent_y = y * radial + p1 * (square + 2.0 * y * y) + 2.0 * p2 * x * y
    return np.column_stack(
        (camera.focal_x_px * bent_x + camera.centre_x_px, camera.focal_y_px * bent_y + camera.centre_y_px)
    )


@lru_cache(maxsize=2)
def _lines_of_sight(camera: CameraCalibration) -> Any:
    sight = np.empty((camera.height_px + 1, camera.width_px + 1, 2))
    _straighten(
        np.array([camera.focal_x_px, camera.focal_y_px, camera.centre_x_px, camera.centre_y_px]),
        np.array(camera.distortion),
        sight,
    )
    return sight


@njit(cache=True, parallel=True)
def _straighten(lens: Any, distortion: Any, sight: Any) -> None:
    """Slopes at the upper left corner of every pixel; fixed-point iterations of the lens equation."""
    k1, k2, p1, p2, k3 = distortion
    for row in prange(sight.shape[0]):
        for column in range(sight.shape[1]):
            bent_x = (column - 0.5 - lens[2]) / lens[0]
            bent_y = (row - 0.5 - lens[3]) / lens[1]
            x, y = bent_x, bent_y
            for _ in range(8):
                square = x * x + y * y
                radial = 1.0 + square * (k1 + square * (k2 + square * k3))
                x, y = (
                    (bent_x - 2.0 * p1 * x * y - p2 * (square + 2.0 * x * x)) / radial,
                    (bent_y - p1 * (square + 2.0 * y * y) - 2.0 * p2 * x * y) / radial,
                )
            sight[row, column, 0] = x
            sight[row, column, 1] = y


@njit(cache=True, parallel=True)
def _draw(sight: Any, to_sheet: Any, kinds: Any, texels_per_mm: Any, table: Any, finer: Any, picture: Any) -> None:
    rows, columns = kinds.shape
    nothing = len(table) - 1
    for row in prange(picture.shape[0]):
        for column in range(picture.shape[1]):
            corner_x, corner_y = sight[row, column, 0], sight[row, column, 1]
            right_x, right_y = sight[row, column + 1, 0] - corner_x, sight[row, column + 1, 1] - corner_y
            down_x, down_y = sight[row + 1, column, 0] - corner_x, sight[row + 1, column, 1] - corner_y
            blue, green, red = 0.0, 0.0, 0.0
            for step_y in range(finer):
                for step_x in range(finer):
                    along, across = (step_x + 0.5) / finer, (step_y + 0.5) / finer
                    x = corner_x + along * right_x + across * down_x
                    y = corner_y + along * right_y + across * down_y
                    depth = to_sheet[2, 0] * x + to_sheet[2, 1] * y + to_sheet[2, 2]
                    u = (to_sheet[0, 0] * x + to_sheet[0, 1] * y + to_sheet[0, 2]) / depth
                    v = (to_sheet[1, 0] * x + to_sheet[1, 1] * y + to_sheet[1, 2]) / depth
                    texel_x = int(np.floor(u * texels_per_mm + columns / 2.0))
                    texel_y = int(np.floor(v * texels_per_mm + rows / 2.0))
                    kind = nothing
                    if 0 <= texel_x < columns and 0 <= texel_y < rows:
                        kind = kinds[texel_y, texel_x]
                    blue += table[kind, 0]
                    green += table[kind, 1]
                    red += table[kind, 2]
            share = 1.0 / (finer * finer)
            picture[row, column, 0] = blue * share
            picture[row, column, 1] = green * share
            picture[row, column, 2] = red * share
