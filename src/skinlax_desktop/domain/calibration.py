"""What is known of the camera's geometry and of the scale of a series."""

from dataclasses import dataclass
from enum import StrEnum

from skinlax_desktop.domain.views import View


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraCalibration:
    """Pinhole intrinsics of the upright picture, pixels; centre of the top-left pixel is (0, 0).

    `distortion` is k1, k2, p1, p2, k3 in OpenCV's order.
    """

    model: str
    serial: str
    width_px: int
    height_px: int
    focal_x_px: float
    focal_y_px: float
    centre_x_px: float
    centre_y_px: float
    distortion: tuple[float, float, float, float, float] = (0.0, 0.0, 0.0, 0.0, 0.0)
    calibrated_at: str | None = None


class ScaleKind(StrEnum):
    """Where a millimetre comes from."""

    WORKING_DISTANCE = "working_distance"
    MARKER = "marker"
    IRIS = "iris"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A known length in the series; its own standard uncertainty travels into every millimetre.

    `working_distance`: camera centre to nasion in `view`, `distance_mm` +- `sigma_mm`. `marker`: a printed tag of
    `size_mm` +- `sigma_mm`.
    """

    kind: ScaleKind
    view: View | None = None
    distance_mm: float | None = None
    size_mm: float | None = None
    sigma_mm: float | None = None
    family: str | None = None
    marker_id: int | None = None
