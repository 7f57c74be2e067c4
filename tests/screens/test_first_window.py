"""Nothing heavy is imported before the first window stands."""

import json
import os
import subprocess
import sys
from pathlib import Path

HEAVY = (
    "mediapipe",
    "cv2",
    "vtk",
    "vtkmodules",
    "open3d",
    "scipy",
    "skimage",
    "numba",
    "reportlab",
    "matplotlib",
    "pypylon",
    "onnxruntime",
    "serial",
    "tifffile",
)

PROGRAM = """
import json, sys
from dataclasses import replace
from pathlib import Path
from skinlax_desktop.app.places import find_places
from skinlax_desktop.app.workstation import Workstation
from skinlax_desktop.app.workstation_options import WorkstationOptions
workstation = Workstation(WorkstationOptions(places=replace(find_places(), data=Path(sys.argv[1]))))
workstation.start()
workstation.application.processEvents()
shown = workstation.window.screen_shown.title
found = sorted(name for name in json.loads(sys.argv[2]) if name in sys.modules)
workstation.stop()
print(json.dumps({"shown": shown, "found": found}))
"""


def test_the_first_window_is_light(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "src"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path), json.dumps(HEAVY)],
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer == {"shown": "Set up this workstation", "found": []}
