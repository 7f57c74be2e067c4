"""What the gate and the live guidance both ask of a head in profile, where landmarks end."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.gate import Advice, Check, CheckName
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.imaging.expected_head import cut_out_expected_head
from skinlax_desktop.imaging.exposure import Exposure, measure_flat_skin
from skinlax_desktop.imaging.focus import Grey, Sharpness, grey, measure_sharpness
from skinlax_desktop.imaging.head_outline import target_outline
from skinlax_desktop.imaging.pose import Pinhole
from skinlax_desktop.imaging.profile import TYPICAL_NASION_TO_CHIN_MM, Profile, find_profiles, profile_pitch_deg
from skinlax_desktop.imaging.profile_features import log_light
from skinlax_desktop.imaging.profile_reading import ProfileReading, read_likeliest, rough_place
from skinlax_desktop.imaging.profile_regions import box_pixels, profile_regions
from skinlax_desktop.imaging.silhouette import OUTLINE_PX, NoSilhouette, Silhouette, cut_out_head
from skinlax_desktop.workflows import checks, quality_checks
from skinlax_desktop.workflows.assessment import Baseline

Picture = npt.NDArray[np.uint8]
Box = tuple[int, int, int, int]

# Without a calibration the head is expected to fill this share of the picture's height from nasion to chin.
_TYPICAL_SHARE = 0.35
_MOST_ASTRAY = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundProfile:
    """A head in profile: points in pixels of the outline picture, `scale` picture pixels each.

    `length_px` is nasion to chin in pixels of the picture. Yaw (signed) and pitch are None where what is seen is like
    no head that the reading was learnt on.
    """

    profile: Profile
    scale: float
    length_px: float
    mm_per_px: float
    yaw_deg: float | None
    pitch_deg: float | None

    @property
    def marks_px(self) -> npt.NDArray[np.float64]:
        """Nasion and chin (2, 2) in pixels of the picture: where the head is, how large and how far nodded."""
        nasion = (np.array(self.profile.nasion) + 0.5) * self.scale - 0.5
        pitch = math.radians(profile_pitch_deg(self.profile) if self.pitch_deg is None else self.pitch_deg)
        ahead = 1.0 if self.profile.looks_right else -1.0
        return np.array([nasion, nasion + self.length_px * np.array([ahead * math.sin(pitch), math.cos(pitch)])])


def look_for_profile(
    picture: Picture,
    camera: Pinhole,
    baseline: Baseline | None,
    view: View,
    *,
    full_scale: float,
    outline_px: int = OUTLINE_PX,
) -> FoundProfile | str:
    """The profile in a picture, or the code of the reason why there is none.

    A head before a backdrop that is not plain is looked for where `view` wants it, and believed only when it reads
    like a head.
    """
    expected = _expected_length(picture, camera, baseline, full_scale)
    plain = _read(cut_out_head(picture, longer_side=outline_px), expected)
    seen = plain
    if not _believed(plain) and plain != "no_face" and view.is_lateral:
        seen = _read(cut_out_expected_head(picture, target_outline(view)[0], longer_side=outline_px), expected)
        if not _believed(seen):
            seen = plain
    if isinstance(seen, str):
        return seen
    profile, reading, scale = seen
    believed = _believed(seen)
    length = (reading.place.length if believed else profile.nasion_to_chin) * scale
    mm_per_px = TYPICAL_NASION_TO_CHIN_MM / length
    if camera.calibrated:
        mm_per_px = _plausible(_distance_mm(length * full_scale, baseline)) / camera.focal_px
    return FoundProfile(
        profile=profile,
        scale=scale,
        length_px=length,
        mm_per_px=mm_per_px,
        yaw_deg=(reading.turn_deg if profile.looks_right else -reading.turn_deg) if believed else None,
        pitch_deg=reading.place.pitch_deg if believed else None,
    )


_Read = tuple[Profile, ProfileReading, float]


def _read(cut: Silhouette | NoSilhouette, expected_px: float) -> _Read | str:
    if isinstance(cut, NoSilhouette):
        return cut.reason
    profiles = find_profiles(cut.mask, expected_nasion_to_chin=expected_px / cut.scale)
    if not profiles:
        return "no_face"
    starts = [rough_place(profile) for profile in profiles]
    chosen, reading = read_likeliest(log_light(cut.reduced), cut.mask, starts)
    return profiles[chosen], reading, cut.scale


def _believed(seen: _Read | str) -> bool:
    return not isinstance(seen, str) and seen[1].strangeness <= 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredProfile:
    """Numbers of one profile; None where they cannot be had."""

    calibrated: bool
    looks_right: bool
    yaw_deg: float | None
    pitch_deg: float | None
    distance_mm: float | None
    mm_per_px: float | None
    offset_mm: tuple[float, float] | None
    edge_share: float
    exposure: Exposure | None
    sharpness: Sharpness | None

    @property
    def pose(self) -> Pose | None:
        """Yaw and pitch, with the roll that cannot be seen taken as none."""
        if self.yaw_deg is None or self.pitch_deg is None:
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
    blur_of: Callable[[Sequence[Grey]], Sharpness | None] = measure_sharpness,
) -> MeasuredProfile:
    """Read a profile; arguments as for a face, `edges` at full resolution (see `edge_boxes`), `blur_of` reads them."""
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
        distance_mm=_distance_mm(found.length_px * full_scale, baseline),
        mm_per_px=found.mm_per_px / full_scale if camera.calibrated else None,
        offset_mm=offset,
        edge_share=float(edge),
        exposure=measure_flat_skin(box_pixels(picture, regions.cheek)),
        sharpness=blur_of([grey(part) for part in edges]),
    )


def edge_boxes(found: FoundProfile, *, full_scale: float, full_size: tuple[int, int]) -> tuple[Box, ...]:
    """Boxes of the full picture that hold edges: around the eye and the mouth."""
    regions = profile_regions(found.profile, found.scale * full_scale, full_size)
    return tuple(box for box in (regions.eye, regions.mouth) if box[2] > box[0] and box[3] > box[1])


def cheek_box(found: FoundProfile, *, full_size: tuple[int, int]) -> Box:
    """A box of the full picture that holds nothing but skin."""
    return profile_regions(found.profile, found.scale, full_size).cheek


def profile_checks(
    measured: MeasuredProfile,
    view: View,
    *,
    nominal_mm: float = checks.NOMINAL_DISTANCE_MM,
    guided: bool = False,
    spare_deg: float = 0.0,
) -> tuple[Check, ...]:
    """The checks of a profile, most urgent first; what only landmarks show cannot be judged."""
    why_unknown = "no_calibration" if not measured.calibrated else "no_baseline"
    return (
        *_turn_checks(measured, view, guided, spare_deg),
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


def _turn_checks(measured: MeasuredProfile, view: View, guided: bool, spare_deg: float) -> tuple[Check, ...]:
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
    if measured.pose is None:
        strange = (checks.unjudged(name, "no_turn_cue") for name in (CheckName.POSE_YAW, CheckName.POSE_PITCH))
        return (view_check, *strange, roll)
    yaw, pitch, _ = checks.pose_checks(
        measured.pose, view, calibrated=measured.calibrated, guided=guided, spare_deg=spare_deg
    )
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
