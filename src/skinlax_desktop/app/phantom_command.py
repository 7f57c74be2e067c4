"""`skinlax phantom`: a capture set of a synthetic patient, with its ground truth."""

import argparse
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from skinlax_desktop.app.console import Console
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import LightMode

if TYPE_CHECKING:
    import numpy as np

    from skinlax_desktop.phantom.depth_series import SeriesFrame


def run_phantom(options: argparse.Namespace, console: Console) -> int:
    """Build the person asked for, photograph the five views, write pictures and truth.

    Raises `SkinlaxError`: `phantom_laxity_unreadable`, and what the phantom refuses.
    """
    from skinlax_desktop.phantom.capture_set import Conditions, write_capture_set
    from skinlax_desktop.phantom.depth_series import stills_with_asides, sweep_frames
    from skinlax_desktop.phantom.patients import patient_from_options
    from skinlax_desktop.phantom.scene import VirtualCamera

    patient = patient_from_options(
        seed=options.seed, age=options.age, sex=options.sex, tone=options.tone, laxity=read_laxity(options.laxity)
    )
    series: Callable[[np.random.Generator], Iterable[SeriesFrame]] | None = None
    if options.sweep:
        series = partial(sweep_frames, options.sweep)
    elif options.aside is not None or options.motion:
        series = partial(stills_with_asides, options.aside or 0.0)
    camera = VirtualCamera()
    write_capture_set(
        patient,
        options.out,
        find_places().resources,
        seed=options.seed,
        repeats=options.repeats,
        modes=tuple(LightMode(word) for word in options.light),
        camera=camera.scaled(options.width / camera.width_px),
        depth_series=series,
        conditions=Conditions(gain_db=options.gain, motion_mm=options.motion),
        report=lambda view, done, of: console.progress(done / of, view),
    )
    console.result({"set": str(options.out)}, f"Wrote {options.out}. This is a synthetic person.")
    return 0


def read_laxity(words: list[str]) -> dict[str, float]:
    """`["jowl_L=3", ...]` as zone and severity."""
    severities = {}
    for word in words:
        zone, _, severity = word.partition("=")
        try:
            severities[zone] = float(severity)
        except ValueError:
            raise SkinlaxError("phantom_laxity_unreadable", text=word) from None
    return severities
