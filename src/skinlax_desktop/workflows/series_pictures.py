"""The pictures of a series before and after the gate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.calibration import CameraCalibration, Scale
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.gate import CheckName, FrameVerdict
from skinlax_desktop.domain.views import POSE_TARGETS, View
from skinlax_desktop.imaging.colour_correction import ColourCorrection
from skinlax_desktop.ports.landmarks import FoundFace, LandmarkFinder
from skinlax_desktop.workflows.assessment import Baseline, JudgedPicture
from skinlax_desktop.workflows.checks import calibration_check, series_check
from skinlax_desktop.workflows.gate import judge_picture

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeriesPicture:
    """An upright BGR picture. `view` is None when nobody said what it shows; it is then read off the pose.

    `colour` is the station's correction for this picture, None when it has none that holds.
    """

    file: str
    view: View | None
    repeat: int = 1
    picture_bgr: npt.NDArray[np.uint8]
    has_colour: bool = True
    colour: ColourCorrection | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JudgedFrame:
    """A picture of the series with its verdict."""

    picture: SeriesPicture
    view: View
    verdict: FrameVerdict
    face: FoundFace | None


def judge_series(
    pictures: Sequence[SeriesPicture],
    finder: LandmarkFinder,
    *,
    calibration: CameraCalibration | None,
    scale: Scale | None,
    on_progress: Progress,
) -> tuple[JudgedFrame, ...]:
    """Judge every picture; the frontal ones first, because they teach the others. The order given is kept."""
    judged: dict[int, JudgedPicture] = {}
    baseline: Baseline | None = None
    order = sorted(range(len(pictures)), key=lambda index: pictures[index].view is not View.FRONTAL)
    for done, index in enumerate(order):
        on_progress(done / len(pictures), "judging")
        picture = pictures[index]
        camera = camera_of(calibration, picture)
        found = _judge(picture, finder, camera, scale, baseline)
        baseline = baseline or found.baseline
        judged[index] = found
    views = frozenset(found.view for found in judged.values())
    return tuple(
        JudgedFrame(
            picture=picture,
            view=judged[index].view,
            verdict=_with_series_checks(judged[index].verdict, calibration, views),
            face=judged[index].face,
        )
        for index, picture in enumerate(pictures)
    )


def _judge(
    picture: SeriesPicture,
    finder: LandmarkFinder,
    camera: CameraCalibration | None,
    scale: Scale | None,
    baseline: Baseline | None,
) -> JudgedPicture:
    def judge(view: View) -> JudgedPicture:
        return judge_picture(picture.picture_bgr, view, finder, calibration=camera, scale=scale, baseline=baseline)

    first = judge(picture.view or View.FRONTAL)
    if picture.view is not None or first.pose is None:
        return first
    pose = first.pose
    nearest = min(
        POSE_TARGETS,
        key=lambda view: (
            abs(POSE_TARGETS[view].pose.yaw_deg - pose.yaw_deg)
            + abs(POSE_TARGETS[view].pose.pitch_deg - pose.pitch_deg)
        ),
    )
    return first if nearest is View.FRONTAL else judge(nearest)


def _with_series_checks(
    verdict: FrameVerdict, calibration: CameraCalibration | None, views: frozenset[View]
) -> FrameVerdict:
    checks = verdict.checks
    if verdict.find(CheckName.CALIBRATION) is None:
        checks = (*checks, calibration_check(calibration))
    if verdict.find(CheckName.SERIES) is None:
        checks = (*checks, series_check(views))
    return FrameVerdict(checks=checks)


def camera_of(calibration: CameraCalibration | None, picture: SeriesPicture) -> CameraCalibration | None:
    """The calibration turned and scaled to the upright picture; see `turned_camera`."""
    height, width = picture.picture_bgr.shape[:2]
    return turned_camera(calibration, (width, height), picture.file)


def turned_camera(calibration: CameraCalibration | None, size: tuple[int, int], file: str) -> CameraCalibration | None:
    """The calibration of a sensor as mounted, for an upright picture of `size` (width, height).

    A sensor mounted on its side has width and height exchanged against the upright picture, which is then the sensor's
    picture turned a quarter counter-clockwise. Raises `SkinlaxError("capture_set_size")` for any other shape.
    """
    if calibration is None:
        return None
    width, height = size
    wide, high = calibration.width_px, calibration.height_px
    if (width > height) != (wide > high) and wide != high:
        calibration = replace(
            calibration,
            width_px=high,
            height_px=wide,
            focal_x_px=calibration.focal_y_px,
            focal_y_px=calibration.focal_x_px,
            centre_x_px=calibration.centre_y_px,
            centre_y_px=wide - 1 - calibration.centre_x_px,
            distortion=_turned(calibration.distortion),
        )
        wide, high = high, wide
    factor = width / wide
    if abs(height - factor * high) > 1.0 + 0.002 * height:
        raise SkinlaxError("capture_set_size", file=file)
    return replace(
        calibration,
        width_px=width,
        height_px=height,
        focal_x_px=calibration.focal_x_px * factor,
        focal_y_px=calibration.focal_y_px * factor,
        centre_x_px=(calibration.centre_x_px + 0.5) * factor - 0.5,
        centre_y_px=(calibration.centre_y_px + 0.5) * factor - 0.5,
    )


def _turned(distortion: tuple[float, float, float, float, float]) -> tuple[float, float, float, float, float]:
    """Tangential terms after a quarter turn counter-clockwise: new x is old y, new y is minus old x."""
    k1, k2, p1, p2, k3 = distortion
    return (k1, k2, -p2, p1, k3)
