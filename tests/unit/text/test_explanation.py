"""Sentences that explain a zone, by rule; and where a change comes from."""

from dataclasses import replace

from laxity_stand_in import grade
from skinlax_desktop.domain.measurement import Confidence, LaxityResult, Measurement, not_measured
from skinlax_desktop.text.explanation import change_sentence, explain_zone
from skinlax_desktop.text.grades import NO_GRADE, grade_sentence


def metric(name: str, value: float, *, mdc95: float = 1.0, unit: str = "mm") -> Measurement:
    return Measurement(name=name, unit=unit, value=value, low=value - 0.5, high=value + 0.5, mdc95=mdc95)


def test_a_jowl_in_one_sentence() -> None:
    left = [metric("jowl_descent_mm", 3.1), grade(2.1).measurement("laxity")]
    right = [metric("jowl_descent_mm", 1.2)]
    assert explain_zone("jowl_L", left, right) == (
        "Left jowl 3.1 mm below the line from jaw angle to chin, hangs lower than the other side; model grade 2.1 of 4."
    )


def test_a_difference_within_noise_is_not_said() -> None:
    said = explain_zone("jowl_L", [metric("jowl_descent_mm", 3.1)], [metric("jowl_descent_mm", 2.5)])
    assert "other side" not in said


def test_a_fold_is_compared_and_a_doubtful_value_is_not() -> None:
    deep, flat = metric("wrinkles", 9.0, unit="mm/cm2"), metric("wrinkles", 2.0, unit="mm/cm2")
    assert explain_zone("nasolabial_R", [deep], [flat]) == "Right nose-to-mouth fold more marked than the other side."
    doubtful = replace(flat, confidence=Confidence.LOW)
    assert explain_zone("nasolabial_R", [deep], [doubtful]) == ""


def test_doubts_of_a_grade_are_said() -> None:
    said = explain_zone("neck", [grade(2.0, exploratory=True).doubted("smiling").measurement("laxity")])
    assert said == "Neck model grade 2.0 of 4, exploratory, low confidence (the person smiles)."


def test_nothing_measured_is_nothing_said() -> None:
    assert explain_zone("jowl_L", [not_measured("jowl_descent_mm", "mm", "no_scale")]) == ""


def test_the_overall_grade_says_where_it_comes_from_or_why_it_is_not() -> None:
    overall = grade(1.6)
    said = grade_sentence(LaxityResult(overall=overall, youthfulness_index=overall, reason=None))
    assert said == "Overall laxity 1.6 of 4 (1.2 to 2.0). Model grade, trained on synthetic heads."
    assert grade_sentence(LaxityResult()) == NO_GRADE
    assert grade_sentence(LaxityResult(reason="refused_by_gate")) == "No laxity grade: the pictures were refused."


def test_a_change_is_shared_between_capture_and_skin() -> None:
    def said(**more: float | str | None) -> str:
        return change_sentence("jowl_L", "jowl_descent_mm", "mm", **more)  # type: ignore[arg-type]

    assert said(change=1.8, capture=1.1, skin=0.7, reason=None) == (
        "Left jowl, jowl descent: changed by +1.8 mm; at most 1.1 mm can come from the capture, "
        "at least 0.7 mm from the skin."
    )
    assert "the capture alone may have done it." in said(change=-0.4, capture=0.4, skin=0.0, reason=None)
    assert "different cameras" in said(change=1.0, capture=None, skin=None, reason="other_camera")
