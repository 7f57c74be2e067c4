"""`python -m soak`."""

import argparse
import json
import os
import signal
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("PYLON_CAMEMU", "1")

from skinlax_desktop.app.display import some_display

# One capture is some 26 MB: the mosaic and its developed picture.
_CAPTURE_BYTES = 30_000_000


def main() -> int:
    """Run, print one line of JSON, and 1 when a capture was lost or the record is not sound."""
    parser = argparse.ArgumentParser(prog="soak", description="The station for a long time, with faults.")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--captures", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--views", type=int, default=5, help="how many views of the series each visit takes")
    parser.add_argument("--pause", type=float, nargs=2, default=(15.0, 45.0), metavar="S", help="between two faults")
    parser.add_argument("--out", type=Path, required=True, help="folder for screenshots of what got stuck")
    options = parser.parse_args()
    # Ended from outside, too, it takes its file system down.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.out) as name, some_display():
        from soak.disk import disk_of_its_own
        from soak.run import Soak, SoakPlan

        plan = SoakPlan(
            minutes=options.minutes,
            captures=options.captures,
            seed=options.seed,
            views=options.views,
            fault_pause_s=tuple(options.pause),
        )
        size = 300_000_000 + _CAPTURE_BYTES * (options.captures + 10)
        with disk_of_its_own(Path(name), size) as (record, may_fill):
            result = Soak(plan, record, options.out, full_disk=may_fill).run()
    found = result.found
    told = {
        "minutes": round(result.seconds / 60.0, 1),
        "stood_still": result.stood_still,
        **result.ledger.counts(),
        "found_whole": found.whole,
        "lost": list(found.lost),
        "pictures_verified": found.verified,
        "record_faults": list(found.record_faults),
        "left_over_files": found.left_over,
        "full_disk_played": may_fill,
        **result.live,
        "load_average": os.getloadavg()[2],
    }
    sys.stdout.write(json.dumps(told) + "\n")
    return 1 if found.lost or found.record_faults or result.stood_still else 0


sys.exit(main())
