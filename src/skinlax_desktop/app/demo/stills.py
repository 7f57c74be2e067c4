"""Each accepted still against a true render of the phantom at its pose."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.devices.simulated import PhantomStudio
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.phantom.head import build_head
from skinlax_desktop.phantom.patients import PhantomPatient
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import Scene, VirtualCamera

Picture = npt.NDArray[np.uint8]

# Compared at a quarter of the size: noise averages out there, a wrong pose or exposure does not.
_SCALE = 0.25
# Grey levels of 255, mean over the picture: noise and a sway of two pixels stay below 1.5.
_LIMIT_LEVELS = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StillTruth:
    """How far a still is from the true picture, mean absolute grey levels of 255."""

    view: View
    difference: float

    @property
    def true(self) -> bool:
        """Whether the still shows what was there."""
        return self.difference <= _LIMIT_LEVELS


class StillsAgainstTruth:
    """Remembers the scene of each accepted still, and compares them with renders of their own."""

    def __init__(self, patient: PhantomPatient, resources: Path) -> None:
        self._patient = patient
        self._resources = resources
        self._scenes: dict[View, Scene] = {}

    def remember(self, view: View, studio: PhantomStudio) -> None:
        """The phantom sits so while this view's still is taken."""
        self._scenes[view] = studio.scene_now()

    def compare(self, pictures: dict[View, Picture]) -> tuple[StillTruth, ...]:
        """Every still against its truth, rendered in a process of its own so that its memory goes with it.

        Raises `SkinlaxError("demo_still_untrue")` for the first that shows something else.
        """
        work = [(view, self._scenes[view], _shrink(picture)) for view, picture in pictures.items()]
        spawning = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(max_workers=1, mp_context=spawning) as process:
            truths = process.submit(_compare, self._patient, self._resources, work).result()
        for truth in truths:
            if not truth.true:
                raise SkinlaxError("demo_still_untrue", view=truth.view.value, levels=round(truth.difference, 1))
        return truths


def _shrink(picture: Picture) -> Picture:
    camera = VirtualCamera().scaled(_SCALE)
    small = cv2.resize(picture, (camera.width_px, camera.height_px), interpolation=cv2.INTER_AREA)
    return cast(Picture, small)


def _compare(
    patient: PhantomPatient, resources: Path, work: list[tuple[View, Scene, Picture]]
) -> tuple[StillTruth, ...]:
    head = build_head(patient, resources)
    camera = VirtualCamera().scaled(_SCALE)
    truths = []
    for view, scene, still in work:
        true = render(head, scene, camera, noise_seed=None)
        difference = float(np.abs(still.astype(np.float32) - true).mean())
        truths.append(StillTruth(view=view, difference=difference))
    return tuple(truths)
