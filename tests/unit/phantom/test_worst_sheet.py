"""What the worst zones have in common is counted beside how common it is, and only over the people they were of."""

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from skinlax_desktop.analytics.evaluation_rows import EvaluationRow
from skinlax_desktop.domain.laxity import MAX_GRADE
from skinlax_desktop.phantom.population import sample_person

SEED = 77001


@pytest.fixture
def sheet(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[3] / "models" / "training"))
    import worst_sheet

    return worst_sheet


def rows(people: int = 40) -> list[EvaluationRow]:
    made = []
    for index in range(people):
        patient = sample_person(SEED, index).patient
        truth = min(patient.severity("jowl_L"), MAX_GRADE)
        made.append(
            EvaluationRow(
                person=f"{SEED}-{index}",
                source="synthetic",
                condition="five_views",
                zone="jowl_L",
                age=float(patient.age_years),
                sex=patient.sex,
                monk=patient.monk,
                truth=truth,
                value=truth,
                low=max(truth - 0.5, 0.0),
                high=truth + 0.5,
            )
        )
    return made


def test_what_the_worst_share_stands_beside_all(sheet: ModuleType) -> None:
    graded = rows()
    bearded = [row for row in graded if sample_person(SEED, int(row.person.split("-")[1])).hairdo.beard_mm > 0.0]
    assert 0 < len(bearded) < len(graded)
    worst = [replace(row, value=(row.truth or 0.0) - 1.0) for row in bearded]
    shares = sheet.common(worst, graded, SEED)
    assert shares["bearded"] == (1.0, len(bearded) / len(graded))
    assert shares["graded too low"] == (1.0, 0.0)
    assert shares["truth outside the interval"] == (0.0, 0.0)
    assert shares["zone jowl"] == (1.0, 1.0)


def test_rows_of_people_drawn_otherwise_are_noticed(sheet: ModuleType) -> None:
    graded = rows(5)
    assert sheet.are_same_people(graded, SEED)
    assert not sheet.are_same_people([replace(graded[0], truth=(graded[0].truth or 0.0) + 0.1)], SEED)
