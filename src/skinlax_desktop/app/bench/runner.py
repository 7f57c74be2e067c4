"""Run named benchmarks and print each beside its reference."""

import json
from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import signature

from skinlax_desktop.app.bench.measure import Measure
from skinlax_desktop.app.console import Console
from skinlax_desktop.domain.errors import SkinlaxError

# A module a theme, imported when it is asked for: one theme's imports must not slow another's measure.
_THEMES = ("window", "live", "capture", "report", "store", "models", "recon", "compare", "viewer", "simulate")


def run_bench(names: list[str], console: Console, *, minutes: float | None = None) -> int:
    """Run the themes asked for, or all; `minutes` is how long those watch that watch something.

    Raises `SkinlaxError("bench_unknown")` for a name that no theme has.
    """
    unknown = sorted(set(names) - set(_THEMES))
    if unknown:
        raise SkinlaxError("bench_unknown", name=unknown[0], known=", ".join(_THEMES))
    for theme in names or _THEMES:
        measures: Callable[..., Iterator[Measure]] = import_module(f"skinlax_desktop.app.bench.{theme}").measures
        watches = minutes is not None and "seconds" in signature(measures).parameters
        for measure in measures(seconds=60.0 * minutes) if watches and minutes is not None else measures():
            _print(measure, console)
    return 0


def _print(measure: Measure, console: Console) -> None:
    if console.as_json:
        values = {
            "name": measure.name,
            "value": measure.value,
            "unit": measure.unit,
            "reference": measure.reference,
            "reference_value": measure.reference_value,
            "ratio": measure.ratio,
        }
        print(json.dumps(values), flush=True)
        return
    console.say(
        f"{measure.name:34} {measure.value:9.3g} {measure.unit:5}"
        f"  {measure.reference:44} {measure.reference_value:9.3g} {measure.unit:5}  x {measure.ratio:.2f}"
    )
