"""The cases of the table of reconstructions: who is photographed, and how."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from skinlax_desktop.app.places import find_places
from skinlax_desktop.phantom.capture_set import Conditions, write_capture_set
from skinlax_desktop.phantom.depth_series import SeriesFrame, stills_with_asides, sweep_frames
from skinlax_desktop.phantom.patients import PhantomPatient, patient_from_options
from skinlax_desktop.phantom.scene import VirtualCamera

Series = Callable[[np.random.Generator], Iterable[SeriesFrame]]

WIDTH_PX = 2000
ASIDE_DEG = 10.0
YOUNGEST, YEARS, STEP = 22, 58, 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """How a person is photographed; `gain_db` is the sensor's, `motion_mm` 3D rms of each picture but the frontal."""

    series: Series
    gain_db: float = 0.0
    motion_mm: float = 0.0
    width_px: int = WIDTH_PX


SWEEP: Series = partial(sweep_frames, 19)

CASES: dict[str, Case] = {
    "sweep": Case(series=SWEEP),
    "noise": Case(series=SWEEP, gain_db=12.0),
    "moved03": Case(series=SWEEP, motion_mm=0.3),
    "moved10": Case(series=SWEEP, motion_mm=1.0),
    "five": Case(series=partial(stills_with_asides, ASIDE_DEG)),
    "alone": Case(series=partial(stills_with_asides, 0.0)),
    "large": Case(series=SWEEP, width_px=3000),
}


def person(seed: int) -> PhantomPatient:
    """Ages 22 to 79, both sexes and all ten tones take turns with the seed."""
    return patient_from_options(
        seed=seed, age=YOUNGEST + STEP * seed % YEARS, sex="FM"[seed % 2], tone=3 * seed % 10 + 1
    )


def photograph(seed: int, name: str, folder: Path) -> None:
    """Write the capture set of one person and case, with its truth."""
    case, camera = CASES[name], VirtualCamera()
    write_capture_set(
        person(seed),
        folder,
        find_places().resources,
        seed=seed,
        camera=camera.scaled(case.width_px / camera.width_px),
        depth_series=case.series,
        conditions=Conditions(gain_db=case.gain_db, motion_mm=case.motion_mm),
    )
