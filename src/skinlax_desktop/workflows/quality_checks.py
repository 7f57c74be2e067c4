"""Checks of light, focus, motion, size and place: their limits, and the advice when one is missed."""

from typing import Final

from skinlax_desktop.domain.gate import Advice, Check, CheckName
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.exposure import Exposure
from skinlax_desktop.imaging.focus import Sharpness
from skinlax_desktop.imaging.occlusion import Cover
from skinlax_desktop.workflows.checks import unjudged

# The dimmest person of a studio set reads 0.40 here; a picture one and a half stops down falls below for nearly all.
LIGHT_LEVEL_MIN: Final = 0.33
# The brightest of 208 photographs reads 0.94; a stop too much light brings everybody here, whatever the tone.
LIGHT_LEVEL_MAX: Final = 0.97
SKIN_LEVEL_MAX: Final = 0.90
CLIPPED_SHARE_MAX: Final = 0.01
SATURATED_SHARE_MAX: Final = 0.05
CRUSHED_SHARE_MAX: Final = 0.02
BALANCE_STOPS_MAX: Final = 0.6
# Sigma in pixels. Sharp studio photographs read up to 1.30, the same ones blurred by 1.5 px read 1.52 and more.
BLUR_PX_MAX: Final = 1.4
SPEED_MM_S_MAX: Final = 15.0
SPEED_SHARE_S_MAX: Final = 0.06
MM_PER_PX_MAX: Final = 0.25
PUPIL_DISTANCE_PX_MIN: Final = 120.0
COVERED_LIKELIHOOD_MAX: Final = 0.5
# Nasion from the optical axis: to the side, up and down.
CENTRING_MM_MAX: Final = (25.0, 30.0)
# A turned head reaches farther to one side, and its middle rather than its nasion may be centred.
CENTRING_TURNED_MM_MAX: Final = (75.0, 30.0)
EDGE_SHARE_MIN: Final = 0.0
_FACING: Final = frozenset({View.FRONTAL, View.CHIN_DOWN, View.CHIN_UP})
# What to do when the head is too far right in the picture, and too far left; a profile moves along its nose.
_SIDEWAYS: Final = {
    View.LATERAL_RIGHT: ("move_backward", "move_forward"),
    View.LATERAL_LEFT: ("move_forward", "move_backward"),
}


def exposure_check(exposure: Exposure | None, *, narrow_eyes: bool = False) -> Check:
    """Enough and not too much light, judged alike for every skin tone.

    With `narrow_eyes` too little of their white is seen to call the light dark.
    """
    if exposure is None:
        return unjudged(CheckName.EXPOSURE, "too_little_skin")
    dark = exposure.light_level < LIGHT_LEVEL_MIN
    if dark and narrow_eyes:
        return unjudged(CheckName.EXPOSURE, "eyes_narrow")
    bright = exposure.light_level > LIGHT_LEVEL_MAX or exposure.skin_level > SKIN_LEVEL_MAX
    advice = Advice(code="brighten_light") if dark else Advice(code="dim_light") if bright else None
    return Check(
        name=CheckName.EXPOSURE,
        passed=advice is None,
        value=exposure.light_level,
        unit="of full scale",
        limit=f"{LIGHT_LEVEL_MIN:g} to {LIGHT_LEVEL_MAX:g}; skin <= {SKIN_LEVEL_MAX:g}",
        advice=advice,
    )


def clipping_check(exposure: Exposure | None) -> Check:
    """No skin lost in highlights or blackness; a single channel at its end warns, because colour is lost with it."""
    if exposure is None:
        return unjudged(CheckName.CLIPPING, "too_little_skin")
    clipped = exposure.clipped_share > CLIPPED_SHARE_MAX
    crushed = exposure.crushed_share > CRUSHED_SHARE_MAX
    passed = not clipped and not crushed
    warned = passed and exposure.saturated_share > SATURATED_SHARE_MAX
    advice = Advice(code="dim_light") if clipped or warned else Advice(code="brighten_light") if crushed else None
    return Check(
        name=CheckName.CLIPPING,
        passed=passed,
        warned=warned,
        value=exposure.clipped_share,
        unit="share of skin",
        limit=f"<= {CLIPPED_SHARE_MAX:g}; crushed <= {CRUSHED_SHARE_MAX:g}; one channel <= {SATURATED_SHARE_MAX:g}",
        advice=advice,
    )


def light_balance_check(exposure: Exposure | None, *, turned: str = "turned_face") -> Check:
    """Both cheeks lit alike; `turned`: the reason when the face does not show both."""
    if exposure is None or exposure.balance_stops is None:
        return unjudged(CheckName.LIGHT_BALANCE, turned)
    passed = abs(exposure.balance_stops) <= BALANCE_STOPS_MAX
    return Check(
        name=CheckName.LIGHT_BALANCE,
        passed=passed,
        value=exposure.balance_stops,
        unit="stops",
        limit=f"<= {BALANCE_STOPS_MAX:g}",
        advice=None if passed else Advice(code="even_light"),
    )


def focus_check(sharpness: Sharpness | None) -> Check:
    """Sharp edges around the eye."""
    if sharpness is None:
        return unjudged(CheckName.FOCUS, "no_edges")
    passed = sharpness.blur_px <= BLUR_PX_MAX
    return Check(
        name=CheckName.FOCUS,
        passed=passed,
        value=sharpness.blur_px,
        unit="px",
        limit=f"<= {BLUR_PX_MAX:g}",
        advice=None if passed else Advice(code="refocus"),
    )


def motion_check(speed: float | None, *, in_mm: bool, unknown: str = "single_picture") -> Check:
    """How still the head is: millimetres a second, or widths of the picture a second without a calibration."""
    if speed is None:
        return unjudged(CheckName.MOTION, unknown)
    limit = SPEED_MM_S_MAX if in_mm else SPEED_SHARE_S_MAX
    passed = speed <= limit
    return Check(
        name=CheckName.MOTION,
        passed=passed,
        value=speed,
        unit="mm/s" if in_mm else "widths/s",
        limit=f"<= {limit:g}",
        advice=None if passed else Advice(code="hold_still"),
    )


def resolution_check(mm_per_px: float | None, pupils_px: float | None) -> Check:
    """Enough pixels on the face: in millimetres a pixel where known, else between the pupils."""
    if mm_per_px is not None:
        passed, value, unit, limit = mm_per_px <= MM_PER_PX_MAX, mm_per_px, "mm/px", f"<= {MM_PER_PX_MAX:g}"
    elif pupils_px is not None:
        passed, value, unit, limit = (
            pupils_px >= PUPIL_DISTANCE_PX_MIN,
            pupils_px,
            "px",
            f">= {PUPIL_DISTANCE_PX_MIN:g}",
        )
    else:
        return unjudged(CheckName.RESOLUTION, "no_calibration")
    return Check(
        name=CheckName.RESOLUTION,
        passed=passed,
        value=value,
        unit=unit,
        limit=limit,
        advice=None if passed else Advice(code="larger_picture"),
    )


def occlusion_check(cover: Cover) -> Check:
    """Nothing before the face; the advice names the part that something covers."""
    passed = cover.likelihood <= COVERED_LIKELIHOOD_MAX
    return Check(
        name=CheckName.OCCLUSION,
        passed=passed,
        value=cover.likelihood,
        unit="likelihood",
        limit=f"<= {COVERED_LIKELIHOOD_MAX:g}",
        advice=None if passed else Advice(code=f"clear_{cover.part}"),
    )


def centring_check(offset_mm: tuple[float, float] | None, *, view: View, edge_share: float) -> Check:
    """The face in the middle of the picture.

    `offset_mm`: nasion right of and above the optical axis in the picture (the subject's left and up), when known.
    `edge_share`: from the face to the nearest edge of the picture, in picture widths; negative when cut off.
    """
    if edge_share < EDGE_SHARE_MIN:
        return Check(
            name=CheckName.CENTRING,
            passed=False,
            value=edge_share,
            unit="widths to edge",
            limit=f">= {EDGE_SHARE_MIN:g}",
            advice=Advice(code="into_picture"),
        )
    if offset_mm is None:
        return Check(
            name=CheckName.CENTRING,
            passed=True,
            value=edge_share,
            unit="widths to edge",
            limit=f">= {EDGE_SHARE_MIN:g}",
        )
    limits = CENTRING_MM_MAX if view in _FACING else CENTRING_TURNED_MM_MAX
    excess = [abs(value) / limit for value, limit in zip(offset_mm, limits, strict=True)]
    worst = 0 if excess[0] >= excess[1] else 1
    passed = excess[worst] <= 1.0
    codes = (_SIDEWAYS.get(view, ("move_right", "move_left")), ("move_down", "move_up"))[worst]
    code = codes[0] if offset_mm[worst] > 0 else codes[1]
    return Check(
        name=CheckName.CENTRING,
        passed=passed,
        value=offset_mm[worst],
        unit="mm",
        limit=f"± {limits[0]:g} across, ± {limits[1]:g} up",
        advice=None if passed else Advice(code=code, amount=abs(offset_mm[worst]) / 10.0),
    )
