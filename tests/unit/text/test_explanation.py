"""Sentences that explain a zone, by rule; and where a change comes from."""

from dataclasses import replace

from laxity_stand_in import grade
from skinlax_desktop.domain.measurement import Confidence, LaxityResult, Measurement, not_measured
from skinlax_desktop.text.explanation import change_sentence, explain_zone
from skinlax_desktop.text.grades import NO_GRADE, grade_sentence


def metric(name: str, value: float, *, mdc95: float = 1.0, unit: str = "mm") -> Measurement:
    return Measurement(name=name, unit=unit, value=value, low=value - 0.5, high=value + 0.5, mdc95=mdc95)


def graded(value: float, *, mdc95: float | None = 0.5, **more: object) -> Measurement:
    return replace(grade(value, **more), mdc95=mdc95).measurement("laxity")  # type: ignore[arg-type]


def test_a_jowl_in_a_few_sentences() -> None:
    left = [metric("jowl_descent_mm", 3.1), graded(2.1)]
    right = [metric("jowl_descent_mm", 1.2), graded(1.4)]
    assert explain_zone("jowl_L", left, right) == (
        "Left jowl 3.1 mm below the line from jaw angle to chin, hangs lower than the other side. "
        "Model grade 2.1 of 4 (1.7 to 2.5); a change counts from 0.5. "
        "The left side grades 0.7 higher, beyond noise. What was measured supports that side difference."
    )
    assert "The left side grades 0.7 higher" in explain_zone("jowl_R", right, left)
    assert "supports that side difference" in explain_zone("jowl_R", right, left)


def test_measured_values_that_point_the_other_way_are_said_to() -> None:
    left, right = [metric("jowl_descent_mm", 1.2), graded(2.1)], [metric("jowl_descent_mm", 3.1), graded(1.4)]
    assert "What was measured points to the other side." in explain_zone("jowl_L", left, right)
    # Less of a brow's height is more laxity.
    left, right = [metric("brow_height_apex_mm", 5.0), graded(2.1)], [metric("brow_height_apex_mm", 9.0), graded(1.4)]
    assert "supports that side difference" in explain_zone("brow_L", left, right)


def test_a_difference_within_noise_is_not_said() -> None:
    said = explain_zone("jowl_L", [metric("jowl_descent_mm", 3.1)], [metric("jowl_descent_mm", 2.5)])
    assert "other side" not in said
    said = explain_zone("jowl_L", [graded(2.1)], [graded(1.9)])
    assert "The sides do not differ detectably (0.2)." in said
    said = explain_zone("jowl_L", [graded(2.1, mdc95=None)], [graded(1.0)])
    assert "The sides differ by 1.1; whether that counts is not established." in said


def test_a_side_difference_of_doubtful_grades_is_left_open() -> None:
    doubted = replace(grade(3.0).doubted("smiling"), mdc95=0.5).measurement("laxity")
    said = explain_zone("jowl_L", [doubted], [graded(1.0)])
    assert "grades 2.0 higher, but low confidence leaves that open." in said
    assert said.endswith("Low confidence: the person smiles.")


def test_a_grade_says_what_is_missing_beside_it() -> None:
    said = explain_zone("jowl_L", [not_measured("jowl_descent_mm", "mm", "no_scale"), graded(2.1)])
    assert said.startswith("Left jowl: model grade 2.1 of 4 (1.7 to 2.5); a change counts from 0.5.")
    assert "No measured value supports it: jowl descent, no known length in the pictures." in said
    assert "No length or angle is measured here that could support it." in explain_zone("temple_L", [graded(2.1)])
    unsure = replace(metric("jowl_descent_mm", 3.1), confidence=Confidence.LOW)
    assert "No measured value of good confidence supports it." in explain_zone("jowl_L", [unsure, graded(2.1)])


def test_a_missing_grade_is_said_beside_what_was_measured() -> None:
    no_grade = not_measured("laxity", "grade 0-4", "needs_chin_up_view")
    said = explain_zone("jowl_L", [metric("jowl_descent_mm", 3.1), no_grade])
    assert said.endswith("No model grade: it needs a view with the chin up.")


def test_a_fold_is_compared_and_a_doubtful_value_is_not() -> None:
    deep, flat = metric("wrinkles", 9.0, unit="mm/cm2"), metric("wrinkles", 2.0, unit="mm/cm2")
    assert explain_zone("nasolabial_R", [deep], [flat]) == "Right nose-to-mouth fold more marked than the other side."
    doubtful = replace(flat, confidence=Confidence.LOW)
    assert explain_zone("nasolabial_R", [deep], [doubtful]) == ""


def test_doubts_of_a_grade_are_said() -> None:
    doubted = grade(2.0, exploratory=True).doubted("smiling", "wide_interval").measurement("laxity")
    said = explain_zone("neck", [doubted])
    assert said.startswith("Neck: model grade 2.0 of 4 (1.6 to 2.4), exploratory; the smallest change that counts is ")
    assert said.endswith("Low confidence: the person smiles and the interval is wide.")


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
