"""The baseline found, read and learnt for the open visit, beside the live picture."""

from collections.abc import Callable
from dataclasses import replace
from queue import Empty, Queue

import numpy as np
import pytest

import phantom_series
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.views import POSE_TARGETS, STANDARD_SERIES, View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.jobs.runner import JobRunner
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import VirtualCamera, seated
from skinlax_desktop.workflows.visit_baseline import BaselineKeeper, BaselineStage, BaselineState
from unit.workflows.test_visit_baseline import Shelf, visit

CAMERA = VirtualCamera().scaled(0.25)


class Room:
    def __init__(self) -> None:
        first = visit("first", 2)
        captures = tuple(
            replace(capture, image=ImageRef(sha256=capture.view.value, width=3, height=4)) for capture in first.captures
        )
        self.first = replace(first, captures=captures, calibration=CAMERA.calibration)
        self.now = visit("now", 9, ())
        self.pictures = {view.value: picture_of(view) for view in STANDARD_SERIES}
        self.queue: Queue[Callable[[], None]] = Queue()
        self.jobs = JobRunner(self.queue.put)
        self.keeper = BaselineKeeper(
            jobs=self.jobs,
            vault=lambda: Shelf(self.first, self.now),
            load=self.load,
            finder=phantom_series.finder(),
            calibration=lambda: CAMERA.calibration,
        )
        self.states: list[BaselineState] = []
        self.keeper.changed.connect(self.states.append)

    def load(self, image: ImageRef) -> np.ndarray:
        if image.sha256 not in self.pictures:
            raise SkinlaxError("image_missing")
        return self.pictures[image.sha256]

    def prepare(self, open_visit: Visit | None) -> BaselineState:
        self.keeper.prepare(open_visit)
        while self.jobs.busy or not self.queue.empty():
            try:
                self.queue.get(timeout=60.0)()
            except Empty:
                pytest.fail("the baseline was never learnt")
        return self.keeper.state


def picture_of(view: View) -> np.ndarray:
    return render(phantom_series.head(), seated(POSE_TARGETS[view].pose), CAMERA, noise_seed=2)


@pytest.fixture(scope="module")
def room() -> Room:
    made = Room()
    yield made
    made.jobs.close()


def test_all_five_views_are_learnt_with_their_ghosts(room: Room) -> None:
    state = room.prepare(room.now)
    assert (state.stage, state.visit_id, state.warning) == (BaselineStage.READY, "first", "")
    assert list(state.references) == list(STANDARD_SERIES)
    assert all(reference.learnt is not None for reference in state.references.values())
    for view, ghost in state.ghosts.items():
        covered = ghost.surface[..., 3] > 128
        assert 0.05 < covered.mean() < 0.6, view
        assert (ghost.edges[..., 3] > 128).sum() > 500, view
    assert [one.is_pending(View.LATERAL_RIGHT) for one in (room.states[0], state)] == [True, False]


def test_a_picture_without_a_head_is_said_and_the_others_serve(room: Room) -> None:
    room.pictures["oblique_left"] = np.full((1024, 750, 3), 110, np.uint8)
    state = room.prepare(room.now)
    assert (state.stage, state.unread, state.warning) == (
        BaselineStage.READY,
        (View.OBLIQUE_LEFT,),
        "baseline_unread",
    )
    assert View.LATERAL_LEFT in state.references


def test_lost_pictures_and_another_camera_refuse_the_baseline(room: Room) -> None:
    del room.pictures["frontal"]
    assert room.prepare(room.now).warning == "baseline_unreadable"
    room.first = replace(room.first, calibration=replace(CAMERA.calibration, serial="other"))
    state = room.prepare(room.now)
    assert (state.stage, state.warning) == (BaselineStage.REFUSED, "baseline_other_camera")
    assert not state.is_pending(View.FRONTAL)
    assert room.prepare(room.first).stage is BaselineStage.NONE
    assert room.prepare(None).stage is BaselineStage.NONE
