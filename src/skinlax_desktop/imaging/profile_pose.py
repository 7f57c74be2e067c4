"""Yaw and pitch of a head in profile, where no landmark model finds a face.

Pitch: the slope of the line from nasion to subnasale, and from nasion to the chin. Yaw: the outline says nothing of its
sign (a head turned 10 degrees too little and one turned 10 too much have the same silhouette), so two things inside it
are asked: how far behind the nasion the eye lies, and where the ear begins. Both move by about a millimetre a degree.
Roll cannot be seen from the side.
"""

import math
from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.profile import Profile

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

# Slopes of a level head, forward of the vertical, degrees: the middle of one real and five made heads, which differ
# by 4 degrees (one standard deviation).
_NASION_SUBNASALE_DEG: Final = -8.0
_NASION_CHIN_DEG: Final = 0.5
# Middle of the eye's lids and front border of the ear: lateral and behind the nasion, millimetres, and how many
# degrees the difference between people makes.
_EYE_MM: Final = (38.0, 16.4)
_EAR_MM: Final = (80.0, 101.0)
_EYE_SIGMA_DEG: Final = 5.0
_EAR_SIGMA_DEG: Final = 3.0
# Cues this far apart are not of the same head: hair was taken for one of them, and neither is believed.
_MOST_DISAGREEMENT_DEG: Final = 20.0

# The side of the face laid flat: looking right, level, nasion at a fixed place.
_PX_PER_MM: Final = 2.0
_FLAT_SIZE: Final = (280, 170)
_NASION_AT: Final = (260, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePose:
    """Signed yaw (None when eye and ear cannot be made out) and pitch of a profile, degrees."""

    yaw_deg: float | None
    pitch_deg: float


def measure_profile_pose(picture: Picture, profile: Profile, scale: float, mm_per_px: float) -> ProfilePose:
    """`scale`: picture pixels a profile pixel; `mm_per_px`: of the picture, at the head."""
    pitch = profile_pitch_deg(profile)
    flat = _lay_flat(picture, profile, scale, mm_per_px, pitch)
    side = 1.0 if profile.looks_right else -1.0
    turn = _combine(_turn(_eye_behind_mm(flat), _EYE_MM), _turn(_ear_behind_mm(flat), _EAR_MM))
    return ProfilePose(yaw_deg=None if turn is None else side * turn, pitch_deg=pitch)


def profile_pitch_deg(profile: Profile) -> float:
    """Chin up positive, from the outline alone."""
    nose = _forward_slope_deg(profile, profile.subnasale) - _NASION_SUBNASALE_DEG
    chin = _forward_slope_deg(profile, profile.chin_front) - _NASION_CHIN_DEG
    return -(0.6 * nose + 0.4 * chin)


def _forward_slope_deg(profile: Profile, lower: tuple[float, float]) -> float:
    """How far the line from `lower` up to the nasion leans forward."""
    side = 1.0 if profile.looks_right else -1.0
    return math.degrees(math.atan2(side * (profile.nasion[0] - lower[0]), max(lower[1] - profile.nasion[1], 1.0)))


def _lay_flat(picture: Picture, profile: Profile, scale: float, mm_per_px: float, pitch_deg: float) -> Floats:
    side = 1.0 if profile.looks_right else -1.0
    lean = math.radians(pitch_deg)
    step = 1.0 / (_PX_PER_MM * mm_per_px)
    forward = np.array([side * math.cos(lean), -math.sin(lean)])
    down = np.array([side * math.sin(lean), math.cos(lean)])
    nasion = (np.array(profile.nasion) + 0.5) * scale - 0.5
    axes = np.column_stack((forward, down)) * step
    matrix = np.column_stack((axes, nasion - axes @ np.array(_NASION_AT)))
    source = picture
    if step > 2.0:
        # Averaged down first: single hairs and pores would otherwise decide.
        factor = 1.0 / math.floor(step)
        source = cast(Picture, cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))
        matrix = np.column_stack((matrix[:, :2] * factor, (matrix[:, 2] + 0.5) * factor - 0.5))
    flat = cv2.warpAffine(
        source, matrix, _FLAT_SIZE, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    grey = cv2.cvtColor(flat, cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 1.0), dtype=np.float64)


def _eye_behind_mm(flat: Floats) -> float | None:
    """Middle of what is drawn across the band of the lids, behind the nasion; the smooth cheek below is the measure.

    Looked for in front of the temple, where hair would be mistaken for it.
    """
    drawn = np.abs(cv2.Sobel(flat, cv2.CV_64F, 0, 1))
    cheek = max(float(np.median(drawn[80:120, 150:220])), 0.1)
    energy = np.convolve(drawn[18:54].mean(axis=0), np.ones(5) / 5.0, mode="same")
    zone = np.arange(180, 252)
    peak = int(zone[np.argmax(energy[zone])])
    if float(energy[peak]) < 2.5 * cheek:
        return None
    around = np.arange(max(peak - 24, 172), min(peak + 25, 254))
    above = np.maximum(energy[around] - cheek, 0.0)
    return float((_NASION_AT[0] - (above * around).sum() / above.sum()) / _PX_PER_MM)


def _ear_behind_mm(flat: Floats) -> float | None:
    """Front border of the ear, behind the nasion: the first strong upright edge behind the cheek, below sideburns."""
    drawn = np.abs(cv2.Sobel(flat, cv2.CV_64F, 1, 0))
    energy = np.convolve(np.percentile(drawn[70:130], 80.0, axis=0), np.ones(3) / 3.0, mode="same")
    cheek = float(np.median(energy[120:200]))
    strongest = float(energy[20:140].max())
    if strongest < 3.0 * max(cheek, 0.1):
        return None
    strong = np.flatnonzero(energy[8:140] > cheek + 0.4 * (strongest - cheek))
    return float((_NASION_AT[0] - (8 + strong[-1])) / _PX_PER_MM)


def _turn(behind_mm: float | None, place_mm: tuple[float, float]) -> float | None:
    """The turn (90 is a true profile) that brings a point lateral, behind the nasion to this place in the picture."""
    if behind_mm is None:
        return None
    lateral, behind = place_mm
    radius = math.hypot(lateral, behind)
    return math.degrees(math.acos(float(np.clip(behind_mm / radius, -1.0, 1.0))) + math.atan2(behind, lateral))


def _combine(eye_deg: float | None, ear_deg: float | None) -> float | None:
    if eye_deg is None or ear_deg is None:
        return ear_deg if eye_deg is None else eye_deg
    if abs(eye_deg - ear_deg) > _MOST_DISAGREEMENT_DEG:
        return None
    eye_weight, ear_weight = _EYE_SIGMA_DEG**-2, _EAR_SIGMA_DEG**-2
    return (eye_weight * eye_deg + ear_weight * ear_deg) / (eye_weight + ear_weight)
