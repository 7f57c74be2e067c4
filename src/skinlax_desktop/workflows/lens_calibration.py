"""From a set of boards to the station's lens, or to the reason why not."""

import uuid
from collections.abc import Sequence
from typing import Final

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.station_calibration import LensCalibration
from skinlax_desktop.imaging.charuco import STATION_BOARD, BoardSize
from skinlax_desktop.imaging.lens_fit import LensFit, fit_lens
from skinlax_desktop.workflows.board_guidance import ENOUGH_COVERAGE, TILTED_DEG, BoardView, progress_of

FEWEST_KEPT: Final = 10
LARGEST_REPROJECTION_SHARE: Final = 1.25e-4
"""Root mean square of the corners as a share of the picture's width: 0.375 px on 3000, and never under 0.25 px."""

LEAST_REPROJECTION_PX: Final = 0.25
LARGEST_FOCAL_HALF_WIDTH: Final = 0.002
"""Half the 95 % interval of the focal length, as a share of it."""

LARGEST_ASPECT: Final = 0.004
LARGEST_SHIFT: Final = 0.10
LARGEST_SHARE_DROPPED: Final = 0.30
_TWO_SIDED_95: Final = 1.96


def calibrate_lens(
    views: Sequence[BoardView], *, model: str, serial: str, at: str, board: BoardSize = STATION_BOARD
) -> LensCalibration:
    """Fit and judge. Raises `SkinlaxError` with one of the codes `lens_*`, each of which says what to do."""
    if len({view.seen.size_px for view in views}) > 1:
        raise SkinlaxError("lens_sizes")
    if len(views) < FEWEST_KEPT:
        raise SkinlaxError("lens_few_boards", found=len(views), wanted=FEWEST_KEPT)
    fit = fit_lens([view.seen for view in views], board)
    if fit is None:
        raise SkinlaxError("lens_no_fit")
    kept = [views[index] for index in fit.kept]
    _refuse_if_bad(fit, kept, len(views))
    return _calibration(fit, kept, dropped=len(views) - len(kept), model=model, serial=serial, at=at)


def _refuse_if_bad(fit: LensFit, kept: Sequence[BoardView], asked: int) -> None:
    dropped = asked - len(kept)
    if dropped > LARGEST_SHARE_DROPPED * asked:
        raise SkinlaxError("lens_outliers", dropped=dropped, boards=asked)
    if len(kept) < FEWEST_KEPT:
        raise SkinlaxError("lens_few_boards", found=len(kept), wanted=FEWEST_KEPT)
    limit_px = max(LEAST_REPROJECTION_PX, LARGEST_REPROJECTION_SHARE * fit.size_px[0])
    if fit.rms_px > limit_px:
        raise SkinlaxError("lens_reprojection", error=f"{fit.rms_px:.2f}", limit=f"{limit_px:.2f}")
    covered = progress_of(kept).coverage
    if covered < ENOUGH_COVERAGE:
        raise SkinlaxError("lens_coverage", covered=round(100 * covered), limit=round(100 * ENOUGH_COVERAGE))
    tops, lefts = [view.top_near_deg for view in kept], [view.left_near_deg for view in kept]
    sides = {
        "top": max(tops) > TILTED_DEG,
        "bottom": min(tops) < -TILTED_DEG,
        "left": max(lefts) > TILTED_DEG,
        "right": min(lefts) < -TILTED_DEG,
    }
    if sum(sides.values()) < 3:
        raise SkinlaxError("lens_flat", sides=4 - sum(sides.values()))
    focal = sum(fit.focal_px) / 2.0
    half = _TWO_SIDED_95 * fit.focal_sigma_px / focal
    if half > LARGEST_FOCAL_HALF_WIDTH:
        raise SkinlaxError("lens_uncertain", half=f"{100 * half:.2f}", limit=f"{100 * LARGEST_FOCAL_HALF_WIDTH:.1f}")
    aspect = abs(fit.focal_px[0] / fit.focal_px[1] - 1.0)
    if aspect > LARGEST_ASPECT:
        raise SkinlaxError("lens_aspect", percent=f"{100 * aspect:.1f}")
    shifts = [abs(at / size - 0.5) for at, size in zip(fit.centre_px, fit.size_px, strict=True)]
    if max(shifts) > LARGEST_SHIFT:
        raise SkinlaxError("lens_centre", percent=round(100 * max(shifts)))


def _calibration(
    fit: LensFit, kept: Sequence[BoardView], *, dropped: int, model: str, serial: str, at: str
) -> LensCalibration:
    focal = sum(fit.focal_px) / 2.0
    half = _TWO_SIDED_95 * fit.focal_sigma_px
    return LensCalibration(
        id=uuid.uuid4().hex,
        made_at=at,
        camera=CameraCalibration(
            model=model,
            serial=serial,
            width_px=fit.size_px[0],
            height_px=fit.size_px[1],
            focal_x_px=fit.focal_px[0],
            focal_y_px=fit.focal_px[1],
            centre_x_px=fit.centre_px[0],
            centre_y_px=fit.centre_px[1],
            distortion=fit.distortion,
            calibrated_at=at,
        ),
        reprojection_px=fit.rms_px,
        focal_low_px=focal - half,
        focal_high_px=focal + half,
        coverage=progress_of(kept).coverage,
        boards=len(kept),
        boards_dropped=dropped,
        corners=fit.corners,
    )
