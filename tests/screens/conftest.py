"""A workstation on stand-ins, taken down cleanly after each test."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from screens.stand_ins import StandInWiring
from skinlax_desktop.app.places import find_places
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.app.workstation_options import WorkstationOptions


def grey_head(brightness: int) -> np.ndarray:
    """A plain backdrop with an oval: nothing is measured on it."""
    picture = np.full((512, 375, 3), 90, np.uint8)
    cv2.ellipse(picture, (187, 256), (110, 160), 0, 0, 360, (brightness, brightness, brightness), -1)
    return picture


@pytest.fixture
def wiring() -> StandInWiring:
    return StandInWiring([grey_head(170), grey_head(172)])


@pytest.fixture
def make_workstation(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[StandInWiring], Workstation]]:
    made: list[Workstation] = []
    before = set(threading.enumerate())

    def make(wiring: StandInWiring) -> Workstation:
        options = WorkstationOptions(places=replace(find_places(), data=tmp_path))
        workstation = Workstation(options, wiring=wiring)
        made.append(workstation)
        with qtbot.waitActive(workstation.window, timeout=5_000):
            workstation.start()
        return workstation

    yield make
    for workstation in made:
        workstation.stop()
        assert not workstation.jobs.busy
    left_over = [thread.name for thread in threading.enumerate() if thread not in before and thread.is_alive()]
    assert not left_over, f"left-over threads: {left_over}"


@pytest.fixture
def workstation(make_workstation: Callable[[StandInWiring], Workstation], wiring: StandInWiring) -> Workstation:
    return make_workstation(wiring)


@pytest.fixture
def at_capture(workstation: Workstation, qtbot: QtBot) -> Workstation:
    """Signed in, a patient and a visit open, the live picture running."""
    workstation.first_run.create("anna", "violet kolibri 42", "violet kolibri 42")
    qtbot.waitUntil(lambda: workstation.capture is not None, timeout=15_000)
    qtbot.waitUntil(lambda: workstation.review is not None, timeout=15_000)
    workstation.patients.begin_new()
    form = workstation.patients_screen.form
    form.family_name.setText("Quellmann")
    form.save.click()
    qtbot.waitUntil(lambda: workstation.patient is not None, timeout=5_000)
    workstation.patient_screen.start_button.click()
    qtbot.waitUntil(lambda: workstation.window.screen_shown is workstation.capture_screen, timeout=5_000)
    return workstation
