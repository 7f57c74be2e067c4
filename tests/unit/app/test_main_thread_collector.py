"""Garbage that a worker thread makes due is collected on the main thread."""

import gc
import threading

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from skinlax_desktop.app.main_thread_collector import MainThreadCollector


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


def test_after_it_python_collects_again(qapp: QApplication) -> None:
    parent = QObject()
    made = MainThreadCollector(parent)
    assert not gc.isenabled()
    made.stop()
    assert gc.isenabled()
