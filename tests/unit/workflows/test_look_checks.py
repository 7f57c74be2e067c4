"""Checks that warn do not refuse; a still that moved is not called out of focus; focus is held against the baseline."""

from pathlib import Path

import pytest

from skinlax_desktop.domain.gate import STANDARD_NAMES, CheckName, FrameVerdict
from skinlax_desktop.imaging.focus import Sharpness
from skinlax_desktop.imaging.glare import Glare
from skinlax_desktop.imaging.smear import Smear
from skinlax_desktop.workflows import look_checks
from skinlax_desktop.workflows.look_gate import with_movement
from skinlax_desktop.workflows.quality_checks import focus_check

DOCUMENT = Path(__file__).parents[3] / "docs" / "checks.md"


def test_a_warning_keeps_the_picture_and_says_what_would_be_better() -> None:
    shiny = look_checks.glare_check(Glare(share=0.2, strongest=0.6))
    verdict = FrameVerdict(checks=(shiny,))
    assert verdict.passed
    assert not verdict.failed
    assert verdict.warned == (shiny,)
    assert shiny.advice is not None
    dull = look_checks.glare_check(Glare(share=0.01, strongest=0.1))
    assert (dull.passed, dull.warned, dull.advice) == (True, False, None)


def test_shine_that_hides_the_skin_is_refused() -> None:
    hidden = look_checks.glare_check(Glare(share=0.3, strongest=0.6))
    assert FrameVerdict(checks=(hidden,)).failed == (hidden,)
    assert hidden.advice is not None
    assert hidden.advice.code == "soften_shine"


def test_a_still_that_moved_is_told_to_hold_still_and_not_to_refocus() -> None:
    blurred = Sharpness.of_blur(1.9)
    moved = Smear(length_px=8.0, direction_deg=0.0, across_px=0.9)
    (focus,) = with_movement((focus_check(blurred),), blurred, moved)
    assert focus.passed is True
    assert focus.value == pytest.approx(0.9)
    assert look_checks.still_motion_check(moved).passed is False
    soft = Smear(length_px=3.0, direction_deg=0.0, across_px=1.8)
    (focus,) = with_movement((focus_check(blurred),), blurred, soft)
    assert focus.passed is False
    assert look_checks.still_motion_check(soft).passed is True


@pytest.mark.parametrize(
    ("now_px", "finer", "passed"), [(1.0, 1.0, True), (1.3, 1.0, True), (1.6, 1.0, False), (1.6, 2.0, True)]
)
def test_a_picture_may_be_a_little_softer_than_the_baseline(now_px: float, finer: float, passed: bool) -> None:
    check = look_checks.focus_baseline_check(Sharpness.of_blur(now_px), Sharpness.of_blur(1.0), finer)
    assert check.passed is passed
    assert check.value == pytest.approx(finer / now_px)


def test_the_document_names_every_check_and_every_standard_name() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")
    for name in CheckName:
        assert f"| `{name}` |" in written
    for names in STANDARD_NAMES.values():
        for name in names:
            assert name in written
