"""Sw of a zone from re-posed repeats: found back where it is known, and not made small by the ends of the scale."""

import numpy as np
import pytest

from skinlax_desktop.analytics.evaluation_rows import EvaluationRow
from skinlax_desktop.workflows.evaluation_figures import FIVE_VIEWS, FRONTAL, REPEAT
from skinlax_desktop.workflows.evaluation_repeatability import repeatability_of


def rows(zone: str, values: np.ndarray, condition: str = FIVE_VIEWS) -> list[EvaluationRow]:
    return [
        EvaluationRow(person=f"p{person}", source="synthetic", condition=name, zone=zone, value=float(value))
        for person, pair in enumerate(values)
        for name, value in zip((condition, condition + REPEAT), pair, strict=True)
    ]


def repeats(spread: float, people: int = 400) -> np.ndarray:
    random = np.random.default_rng(4)
    return random.uniform(1.0, 3.0, (people, 1)) + random.normal(0.0, spread, (people, 2))


def test_the_spread_of_each_zone_is_found_back() -> None:
    found = repeatability_of(
        [
            *rows("jowl_L", repeats(0.2)),
            *rows("neck", repeats(0.1)),
            *rows("", repeats(0.05)),
            *rows("jowl_L", repeats(0.3), FRONTAL),
        ]
    )
    assert found[FIVE_VIEWS]["jowl_L"].value == pytest.approx(0.2, rel=0.1)
    assert found[FIVE_VIEWS]["neck"].value == pytest.approx(0.1, rel=0.1)
    assert found[FIVE_VIEWS][""].value == pytest.approx(0.05, rel=0.1)
    assert found[FRONTAL]["jowl_L"].value == pytest.approx(0.3, rel=0.1)
    assert set(found[FRONTAL]) == {"jowl_L"}


def test_pairs_at_the_end_of_the_scale_do_not_make_the_model_look_steady() -> None:
    inside, at_the_end = repeats(0.2), np.full((400, 2), 4.0)
    found = repeatability_of(rows("jowl_L", np.concatenate([inside, at_the_end])))
    assert found[FIVE_VIEWS]["jowl_L"].value == pytest.approx(0.2, rel=0.1)
    assert found[FIVE_VIEWS]["jowl_L"].n == 400
