"""`skinlax phantom`: a capture set of a synthetic patient, with its ground truth."""

import argparse

from skinlax_desktop.app.console import Console
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import LightMode


def run_phantom(options: argparse.Namespace, console: Console) -> int:
    """Build the person asked for, photograph the five views, write pictures and truth.

    Raises `SkinlaxError`: `phantom_laxity_unreadable`, and what the phantom refuses.
    """
    from skinlax_desktop.phantom.capture_set import write_capture_set
    from skinlax_desktop.phantom.patients import patient_from_options

    patient = patient_from_options(
        seed=options.seed, age=options.age, sex=options.sex, tone=options.tone, laxity=read_laxity(options.laxity)
    )
    write_capture_set(
        patient,
        options.out,
        find_places().resources,
        seed=options.seed,
        repeats=options.repeats,
        modes=tuple(LightMode(word) for word in options.light),
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
