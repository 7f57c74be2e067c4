"""Garbage that a worker thread makes due is collected on the main thread."""

import gc
import threading

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from skinlax_desktop.app.main_thread_collector import MainThreadCollector, collect_if_due


class Cycle:
    """A closed dialog, as far as Python sees it."""

    ended_in: list[int]

    def __init__(self, ended_in: list[int]) -> None:
        self.ended_in = ended_in
        self.me = self

    def __del__(self) -> None:
        self.ended_in.append(threading.get_ident())


KEPT: list[list[int]] = []


def run_worker() -> int:
    """Allocate so much in another thread that collection is due."""
    worker = threading.Thread(target=lambda: KEPT.extend([] for _ in range(40_000)))
    worker.start()
    worker.join()
    return worker.ident or 0


@pytest.fixture(autouse=True)
def emptied():
    yield
    KEPT.clear()


@pytest.fixture
def collector(qapp: QApplication):
    parent = QObject()
    made = MainThreadCollector(parent)
    yield made
    made.stop()


def test_a_worker_would_collect_it_without_a_collector() -> None:
    ended_in: list[int] = []
    Cycle(ended_in)
    assert run_worker() in ended_in


def test_with_a_collector_the_main_thread_does(collector: MainThreadCollector, qtbot: QtBot) -> None:
    ended_in: list[int] = []
    Cycle(ended_in)
    run_worker()
    assert ended_in == []
    qtbot.waitUntil(lambda: bool(ended_in), timeout=10_000)
    assert ended_in == [threading.main_thread().ident]


def test_what_came_with_the_start_is_not_looked_at_again(collector: MainThreadCollector) -> None:
    KEPT.extend([] for _ in range(40_000))
    collector.settle()
    looked_at = len(gc.get_objects())
    assert looked_at < 10_000
    assert gc.get_freeze_count() > 40_000


def test_garbage_of_before_is_collected_first_and_later_garbage_still_is(collector: MainThreadCollector) -> None:
    ended_in: list[int] = []
    Cycle(ended_in)
    KEPT.extend([] for _ in range(40_000))
    collector.settle()
    assert len(ended_in) == 1
    Cycle(ended_in)
    gc.collect()
    assert len(ended_in) == 2


def test_what_a_visit_brings_along_stays_in_sight(collector: MainThreadCollector) -> None:
    KEPT.extend([] for _ in range(40_000))
    collector.settle()
    taken_out = gc.get_freeze_count()
    KEPT.extend([] for _ in range(2_000))
    collector.settle()
    assert gc.get_freeze_count() <= taken_out


def generations_collected(*, live: bool, younger_before: int) -> list[int]:
    """Which generations a look collects that comes after so many collections of the middle one."""
    seen: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            seen.append(info["generation"])

    gc.collect()
    for _ in range(younger_before):
        gc.collect(1)
    gc.callbacks.append(note)
    try:
        collect_if_due(live=live)
    finally:
        gc.callbacks.remove(note)
    return seen


@pytest.mark.usefixtures("collector")
def test_while_a_live_picture_is_shown_not_everything_is_looked_at() -> None:
    due = gc.get_threshold()[2] + 1
    assert generations_collected(live=False, younger_before=due) == [2]
    assert 2 not in generations_collected(live=True, younger_before=due)
    assert generations_collected(live=True, younger_before=10 * due) == [2], "but it is not put off for ever"


def test_after_it_python_collects_again(qapp: QApplication) -> None:
    parent = QObject()
    made = MainThreadCollector(parent)
    assert not gc.isenabled()
    made.settle()
    made.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
