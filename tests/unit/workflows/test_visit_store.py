"""One record, replaced whole, announced once."""

from dataclasses import replace

import pytest

from skinlax_desktop.domain.ids import PatientId, UserName, VisitId
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.workflows.visit_store import VisitStore

VISIT = Visit(
    id=VisitId("v"), patient_id=PatientId("p"), started_at="2026-11-23T10:00:00Z", operator=UserName("technician")
)


def test_every_change_is_announced_with_both_sides_and_its_maker() -> None:
    store = VisitStore()
    heard: list[tuple[object, object, object]] = []
    store.changed.connect(lambda before, after, by: heard.append((before, after, by)), check_nargs=False)
    store.open(VISIT, by="test")
    after = store.apply(lambda visit: replace(visit, next_step="see again in May"), by="review")
    store.open(None, by="test")
    assert heard == [(None, VISIT, "test"), (VISIT, after, "review"), (after, None, "test")]


def test_no_change_is_not_announced() -> None:
    store = VisitStore()
    store.open(VISIT, by="test")
    heard: list[object] = []
    store.changed.connect(lambda *values: heard.append(values), check_nargs=False)
    store.apply(lambda visit: replace(visit), by="review")
    assert heard == []


def test_nothing_can_be_changed_while_nothing_is_open() -> None:
    with pytest.raises(RuntimeError):
        VisitStore().apply(lambda visit: visit, by="test")
