"""Checks of what a picture looks like beyond its light and focus: gaze, shine, shadows, tones, noise, wall, make-up.

Most only warn (`Check.warned`): they were tried on few people, and a good picture refused is as bad as a poor one kept.
The limits were chosen on the people with even numbers of a public set and on phantoms (decision 22, docs/checks.md).
"""

from typing import Final

from skinlax_desktop.domain.gate import Advice, Check, CheckName, FrameVerdict
from skinlax_desktop.imaging.cast_shadow import CastShadow
from skinlax_desktop.imaging.focus import Sharpness
from skinlax_desktop.imaging.glare import Glare
from skinlax_desktop.imaging.make_up import MakeUp
from skinlax_desktop.imaging.smear import Smear
from skinlax_desktop.workflows.checks import unjudged

GAZE_DEG_MAX: Final = 12.0
GLARE_SHARE_MAX: Final = 0.09
# Skin under so much of it is hidden: refused. The most among 68 studio photographs is 0.18.
GLARE_HIDES_SHARE: Final = 0.22
SHADOW_STOPS_MAX: Final = 0.8
DYNAMIC_RANGE_STOPS_MIN: Final = 2.2
NOISE_LEVELS_MAX: Final = 5.5
BACKGROUND_EDGES_MAX: Final = 0.10
SMEAR_PX_MAX: Final = 4.4
# Wide edges are read less surely: up to so many times the lens's own blur is not called movement.
SMEAR_OF_BLUR: Final = 2.5
FOCUS_OF_BASELINE_MIN: Final = 0.7


def gaze_check(aside_deg: float | None) -> Check:
    """Do the eyes look into the lens, side to side."""
    if aside_deg is None:
        return unjudged(CheckName.GAZE, "turned_face")
    passed = abs(aside_deg) <= GAZE_DEG_MAX
    return Check(
        name=CheckName.GAZE,
        passed=passed,
        value=aside_deg,
        unit="deg",
        limit=f"± {GAZE_DEG_MAX:g}",
        advice=None if passed else Advice(code="look_into_lens"),
    )


def still_motion_check(smear: Smear | None) -> Check:
    """Did the head move during the exposure: how far edges are drawn out one way more than the other."""
    if smear is None:
        return unjudged(CheckName.MOTION, "no_edges")
    limit = max(SMEAR_PX_MAX, SMEAR_OF_BLUR * smear.across_px)
    passed = smear.length_px <= limit
    return Check(
        name=CheckName.MOTION,
        passed=passed,
        value=smear.length_px,
        unit="px",
        limit=f"<= {limit:.1f}",
        advice=None if passed else Advice(code="hold_still"),
    )


def lens_sharpness(sharpness: Sharpness | None, smear: Smear | None) -> Sharpness | None:
    """The sharpness of a still that moved: that of the edges which the movement left alone."""
    if sharpness is None or smear is None or still_motion_check(smear).passed is not False:
        return sharpness
    return Sharpness.of_blur(min(sharpness.blur_px, smear.across_px))


def sharpness_of(verdict: FrameVerdict) -> Sharpness | None:
    """What the focus check of a verdict read."""
    focus = verdict.find(CheckName.FOCUS)
    return None if focus is None or focus.value is None else Sharpness.of_blur(focus.value)


def focus_baseline_check(now: Sharpness | None, then: Sharpness | None, finer: float) -> Check:
    """Is the picture as sharp as the baseline's; `finer`: its pixels on the head for one of the baseline's."""
    if now is None or then is None:
        return unjudged(CheckName.FOCUS_BASELINE, "no_edges")
    ratio = now.mtf50 * finer / then.mtf50
    passed = ratio >= FOCUS_OF_BASELINE_MIN
    return Check(
        name=CheckName.FOCUS_BASELINE,
        passed=passed,
        value=ratio,
        unit="of the baseline",
        limit=f">= {FOCUS_OF_BASELINE_MIN:g}",
        advice=None if passed else Advice(code="refocus"),
    )


def glare_check(glare: Glare | None) -> Check:
    """Does light mirror on the skin; where it hides much of it, the picture is refused."""
    if glare is None:
        return unjudged(CheckName.GLARE, "too_little_skin")
    within = glare.share <= GLARE_SHARE_MAX
    if glare.share > GLARE_HIDES_SHARE:
        return Check(
            name=CheckName.GLARE,
            passed=False,
            value=glare.share,
            unit="share of skin",
            limit=f"<= {GLARE_HIDES_SHARE:g}",
            advice=Advice(code="soften_shine"),
        )
    return _soft(CheckName.GLARE, within, glare.share, "share of skin", f"<= {GLARE_SHARE_MAX:g}", "soften_shine")


def shadows_check(shadow: CastShadow | None, *, why: str = "turned_face") -> Check:
    """Does something cast its shadow on one side of the face."""
    if shadow is None:
        return unjudged(CheckName.SHADOWS, why)
    within = shadow.stops <= SHADOW_STOPS_MAX
    return _soft(CheckName.SHADOWS, within, shadow.stops, "stops", f"<= {SHADOW_STOPS_MAX:g}", "clear_shadow")


def dynamic_range_check(stops: float | None) -> Check:
    """Is there enough between the darkest and the brightest part of the face."""
    if stops is None:
        return unjudged(CheckName.DYNAMIC_RANGE, "too_little_skin")
    within = stops >= DYNAMIC_RANGE_STOPS_MIN
    limit = f">= {DYNAMIC_RANGE_STOPS_MIN:g}"
    return _soft(CheckName.DYNAMIC_RANGE, within, stops, "stops", limit, "shade_lens")


def noise_check(levels: float | None) -> Check:
    """Is the picture noisy."""
    if levels is None:
        return unjudged(CheckName.NOISE, "too_little_skin")
    within = levels <= NOISE_LEVELS_MAX
    return _soft(CheckName.NOISE, within, levels, "levels of 255", f"<= {NOISE_LEVELS_MAX:g}", "lower_gain")


def background_check(edges: float | None) -> Check:
    """Is the wall behind the head plain."""
    if edges is None:
        return unjudged(CheckName.BACKGROUND, "no_wall")
    within = edges <= BACKGROUND_EDGES_MAX
    return _soft(CheckName.BACKGROUND, within, edges, "share of wall", f"<= {BACKGROUND_EDGES_MAX:g}", "plain_backdrop")


def make_up_check(make_up: MakeUp | None, *, why: str = "turned_face") -> Check:
    """Are lips or lids of a colour that skin alone seldom has; a suspicion, never more."""
    if make_up is None:
        return unjudged(CheckName.MAKE_UP, why)
    within = make_up.strength <= 1.0
    return _soft(CheckName.MAKE_UP, within, make_up.strength, "of limit", "<= 1", f"make_up_{make_up.part}")


def _soft(name: CheckName, within: bool, value: float, unit: str, limit: str, code: str) -> Check:
    """A check that warns and does not refuse."""
    return Check(
        name=name,
        passed=True,
        value=value,
        unit=unit,
        limit=limit,
        advice=None if within else Advice(code=code),
        warned=not within,
    )
