"""Sentences of the comparison of two visits."""

import pytest

from skinlax_desktop.text.comparison import change_words, whose_change


def said(
    change: float | None = -1.0,
    capture: float | None = 0.5,
    skin: float | None = -0.5,
    verdict: str = "less",
    reason: str | None = None,
) -> str:
    return whose_change(
        "jowl_L", "grade 0-4", change=change, capture=capture, skin=skin, verdict=verdict, reason=reason
    )


def test_a_change_is_shared_out() -> None:
    assert said() == (
        "Left jowl: changed by \N{MINUS SIGN}1.0; at most 0.5 can come from the capture, at least 0.5 from the skin."
    )
    assert (
        whose_change("", "grade 0-4", change=0.4, capture=0.4, skin=0.0, verdict="not_detectable", reason=None)
        == "Overall laxity: changed by +0.4; the capture alone may have done it."
    )


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"verdict": "open", "reason": "low_confidence"}, "low confidence leaves open whose it is"),
        ({"capture": None, "skin": None, "reason": "repeatability_unknown"}, "how well it repeats is not established"),
        (
            {"capture": 1.0, "skin": 0.0, "reason": "other_light"},
            "the capture alone may have done it, because the light",
        ),
        ({"change": None, "reason": "needs_chin_up_view"}, "cannot be compared, because it needs a view with the chin"),
    ],
)
def test_what_stays_open_says_why(more: dict[str, object], expected: str) -> None:
    assert expected in said(**more)  # type: ignore[arg-type]


def test_a_change_shows_with_its_interval() -> None:
    minus = "\N{MINUS SIGN}"
    assert change_words(0.3, -0.2, 0.8, "grade 0-4") == f"+0.3 ({minus}0.2 to +0.8)"
    assert change_words(-0.04, None, None, "grade 0-4") == f"{minus}0.04"
