"""A phantom patient before the gate."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from skinlax_desktop.domain.views import POSE_TARGETS, Pose, View
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.phantom.head import PhantomHead, build_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import Scene, VirtualCamera, seated

Shoot = Callable[..., np.ndarray]
# Reduced as far as the limit of resolution allows.
CAMERA = VirtualCamera().scaled(0.4)


@pytest.fixture(scope="session")
def finder(third_party: Path) -> Iterator[MediaPipeLandmarkFinder]:
    made = MediaPipeLandmarkFinder(third_party / "mediapipe" / "face_landmarker.task")
    yield made
    made.close()


@pytest.fixture(scope="session")
def head(third_party: Path) -> PhantomHead:
    return build_head(DEFAULT_PATIENTS[0], third_party.parent)


@pytest.fixture(scope="session")
def shoot(head: PhantomHead) -> Shoot:
    taken: dict[str, np.ndarray] = {}

    def picture(view: View = View.FRONTAL, pose: Pose | None = None, **scene: object) -> np.ndarray:
        seat = Scene(pose=pose) if pose is not None else seated(POSE_TARGETS[view].pose)
        wanted = replace(seat, **scene)
        key = repr(wanted)
        if key not in taken:
            taken[key] = render(head, wanted, CAMERA, noise_seed=3)
        return taken[key].copy()

    return picture
