"""What the gate and the live guidance both ask of a head in profile, where landmarks end."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.gate import Advice, Check, CheckName
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.imaging.exposure import Exposure, measure_flat_skin
from skinlax_desktop.imaging.focus import Sharpness, grey, measure_sharpness
from skinlax_desktop.imaging.pose import Pinhole
from skinlax_desktop.imaging.profile import TYPICAL_NASION_TO_CHIN_MM, Profile, find_profile
from skinlax_desktop.imaging.profile_pose import measure_profile_pose
from skinlax_desktop.imaging.profile_regions import box_pixels, profile_regions
from skinlax_desktop.imaging.silhouette import OUTLINE_PX, NoSilhouette, cut_out_head
from skinlax_desktop.workflows import checks, quality_checks
from skinlax_desktop.workflows.assessment import Baseline

Picture = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]

# Without a calibration the head is expected to fill this share of the picture's height from nasion to chin.
_TYPICAL_SHARE = 0.35
_MOST_ASTRAY = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundProfile:
    """A head in profile: points in pixels of the outline picture, `scale` picture pixels each."""

    profile: Profile
    scale: float
    mm_per_px: float
    yaw_deg: float | None
    pitch_deg: float


def look_for_profile(
    picture: Picture, camera: Pinhole, baseline: Baseline | None, *, full_scale: float, outline_px: int = OUTLINE_PX
) -> FoundProfile | str:
    """The profile in a picture, or the code of the reason why there is none."""
    cut = cut_out_head(picture, longer_side=outline_px)
    if isinstance(cut, NoSilhouette):
        return cut.reason
    expected = _expected_length(picture, camera, baseline, full_scale)
    profile = find_profile(cut.mask, expected_nasion_to_chin=expected / cut.scale)
    if profile is None:
        return "no_face"
    length = profile.nasion_to_chin * cut.scale
    mm_per_px = TYPICAL_NASION_TO_CHIN_MM / length
    if camera.calibrated:
        distance = _plausible(_distance_mm(length * full_scale, baseline))
        mm_per_px = distance / camera.focal_px
    pose = measure_profile_pose(picture, profile, cut.scale, mm_per_px)
    return FoundProfile(
        profile=profile, scale=cut.scale, mm_per_px=mm_per_px, yaw_deg=pose.yaw_deg, pitch_deg=pose.pitch_deg
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredProfile:
    """Numbers of one profile; None where they cannot be had."""

    calibrated: bool
    looks_right: bool
    yaw_deg: float | None
    pitch_deg: float
    distance_mm: float | None
    mm_per_px: float | None
    offset_mm: tuple[float, float] | None
    edge_share: float
    exposure: Exposure | None
    sharpness: Sharpness | None

    @property
    def pose(self) -> Pose | None:
        """Yaw and pitch, with the roll that cannot be seen taken as none."""
        if self.yaw_deg is None:
            return None
        return Pose(yaw_deg=self.yaw_deg, pitch_deg=self.pitch_deg, roll_deg=0.0)


def measure_profile(
    found: FoundProfile,
    picture: Picture,
    camera: Pinhole,
    baseline: Baseline | None,
    *,
    full_scale: float,
    edges: tuple[Picture, ...],
) -> MeasuredProfile:
    """Read a profile; arguments as for a face, `edges` at full resolution (see `edge_boxes`)."""
    height, width = picture.shape[:2]
    profile = found.profile
    regions = profile_regions(profile, found.scale, (width, height))
    nasion = (np.array(profile.nasion) + 0.5) * found.scale - 0.5
    offset = None
    if camera.calibrated:
        across, down = (nasion - np.array(camera.centre_px)) * found.mm_per_px
        offset = (float(across), float(-down))
    points = np.array([profile.nasion, profile.nose_tip, profile.chin_below]) * found.scale
    front = width - 1 - points[:, 0].max() if profile.looks_right else points[:, 0].min()
    edge = min(front, points[:, 1].min(), height - 1 - points[:, 1].max()) / width
    return MeasuredProfile(
        calibrated=camera.calibrated,
        looks_right=profile.looks_right,
        yaw_deg=found.yaw_deg,
        pitch_deg=found.pitch_deg,
        distance_mm=_distance_mm(profile.nasion_to_chin * found.scale * full_scale, baseline),
        mm_per_px=found.mm_per_px / full_scale if camera.calibrated else None,
        offset_mm=offset,
        edge_share=float(edge),
        exposure=measure_flat_skin(box_pixels(picture, regions.cheek)),
        sharpness=measure_sharpness([grey(part) for part in edges]),
    )


def edge_boxes(found: FoundProfile, *, full_scale: float, full_size: tuple[int, int]) -> tuple[Box, ...]:
    """Boxes of the full picture that hold edges: around the eye and the mouth."""
    regions = profile_regions(found.profile, found.scale * full_scale, full_size)
    return tuple(box for box in (regions.eye, regions.mouth) if box[2] > box[0] and box[3] > box[1])


def profile_checks(
    measured: MeasuredProfile, view: View, *, nominal_mm: float = checks.NOMINAL_DISTANCE_MM
) -> tuple[Check, ...]:
    """The checks of a profile, most urgent first; what only landmarks show cannot be judged."""
    why_unknown = "no_calibration" if not measured.calibrated else "no_baseline"
    return (
        *_turn_checks(measured, view),
        checks.distance_check(
            measured.distance_mm,
            nominal_mm=nominal_mm,
            tolerance=checks.DISTANCE_TOLERANCE_PROFILE,
            unknown=why_unknown,
        ),
        quality_checks.centring_check(measured.offset_mm, view=view, edge_share=measured.edge_share),
        checks.unjudged(CheckName.EYES_OPEN, "profile_view"),
        checks.unjudged(CheckName.MOUTH_CLOSED, "profile_view"),
        checks.unjudged(CheckName.EXPRESSION, "profile_view"),
        checks.unjudged(CheckName.OCCLUSION, "profile_view"),
        quality_checks.exposure_check(measured.exposure),
        quality_checks.clipping_check(measured.exposure),
        checks.unjudged(CheckName.LIGHT_BALANCE, "profile_view"),
        quality_checks.resolution_check(measured.mm_per_px, None),
        quality_checks.focus_check(measured.sharpness),
    )


def _turn_checks(measured: MeasuredProfile, view: View) -> tuple[Check, ...]:
    shown = View.LATERAL_RIGHT if measured.looks_right else View.LATERAL_LEFT
    passed = shown is view
    view_check = Check(
        name=CheckName.VIEW,
        passed=passed,
        value=measured.yaw_deg,
        unit="deg",
        limit=view.value,
        advice=None if passed else Advice(code=f"show_{view.value}"),
    )
    roll = checks.unjudged(CheckName.POSE_ROLL, "profile_view")
    pose = measured.pose or Pose(yaw_deg=0.0, pitch_deg=measured.pitch_deg, roll_deg=0.0)
    yaw, _, _ = checks.pose_checks(pose, view, calibrated=measured.calibrated)
    # An outline tells the pitch no better than landmarks under an assumed lens do: full lips and flat noses mislead it.
    _, pitch, _ = checks.pose_checks(pose, view, calibrated=False)
    if measured.yaw_deg is None:
        yaw = checks.unjudged(CheckName.POSE_YAW, "no_turn_cue")
    return (view_check, yaw, pitch, roll)


def _expected_length(picture: Picture, camera: Pinhole, baseline: Baseline | None, full_scale: float) -> float:
    """Nasion to chin in pixels of `picture`, right within a third."""
    if baseline is not None:
        return baseline.head_height_px / full_scale
    if camera.calibrated:
        return TYPICAL_NASION_TO_CHIN_MM / checks.NOMINAL_DISTANCE_MM * camera.focal_px
    return _TYPICAL_SHARE * float(picture.shape[0])


def _distance_mm(head_height_px: float, baseline: Baseline | None) -> float | None:
    if baseline is None or baseline.distance_mm is None:
        return None
    return baseline.distance_mm * baseline.head_height_px / head_height_px


def _plausible(distance_mm: float | None) -> float:
    """The distance, or the station's own when a chin hidden in a collar made nonsense of it."""
    nominal = checks.NOMINAL_DISTANCE_MM
    return distance_mm if distance_mm is not None and abs(distance_mm / nominal - 1.0) < _MOST_ASTRAY else nominal
