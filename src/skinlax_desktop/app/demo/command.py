"""Set the demo up, run the visit, leave the results, say where they are and how long it took."""

import os
import resource
import secrets
import shutil
import sys
from pathlib import Path

from skinlax_desktop.app.console import Console
from skinlax_desktop.app.display import some_display
from skinlax_desktop.app.places import Places, find_places
from skinlax_desktop.domain.errors import SkinlaxError

RESULTS = ("report.pdf", "analysis.json", "mesh.ply")


def run_demo(out: Path, console: Console, *, patient: str | None, seed: int) -> int:
    """One visit into `out`: vault, passphrase, report, analysis, mesh, screens.

    Raises `SkinlaxError`: `demo_folder_in_use` when `out` holds something that no demo left there.
    """
    _make_room(out)
    passphrase = secrets.token_urlsafe(18)
    (out / "passphrase.txt").write_text(passphrase + "\n", encoding="utf-8")
    (out / "passphrase.txt").chmod(0o600)
    installed = find_places()
    places = Places(resources=installed.resources, models=installed.models, data=out)
    os.environ["PYLON_CAMEMU"] = "1"
    with some_display() as virtual:
        console.say("Using a virtual display." if virtual else "Using this display.")
        # The window is imported only now: Qt looks for its display when it starts.
        from skinlax_desktop.app.demo.visit import DemoVisit

        steps = DemoVisit(places, out, console, phantom=patient or "", seed=seed, passphrase=passphrase).run()
    for name, seconds in steps:
        console.say(f"  {seconds:6.1f} s  {name}")
    paths = [str(out / name) for name in RESULTS] + [str(out / "screens")]
    for path in paths:
        console.say(path)
    own_gb, helper_gb = (_peak_gb(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    total_s = sum(seconds for _, seconds in steps)
    console.result(
        {
            "paths": paths,
            "steps": dict(steps),
            "seconds": total_s,
            "peak_memory_gb": own_gb,
            "peak_memory_of_a_helper_gb": helper_gb,
        },
        f"Done in {total_s:.0f} s; at most {own_gb:.1f} GB in the program, {helper_gb:.1f} GB in a helper process.",
    )
    return 0


def _peak_gb(who: int) -> float:
    unit = 1e9 if sys.platform == "darwin" else 1e6
    return resource.getrusage(who).ru_maxrss / unit


def _make_room(out: Path) -> None:
    known = {"vault", "passphrase.txt", "screens", "pictures", "logs", "settings.json", *RESULTS}
    if out.exists():
        if any(path.name not in known for path in out.iterdir()):
            raise SkinlaxError("demo_folder_in_use", folder=out.name)
        shutil.rmtree(out)
    (out / "screens").mkdir(parents=True)
