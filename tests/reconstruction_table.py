"""The table of errors over phantom sets: median, mean, 95th percentile, completeness, honesty of sigma, time, memory.

Run from the project's folder:  python tests/reconstruction_table.py --sets FOLDER [NAME ...] --out FOLDER
`--sets` holds sets as `skinlax phantom --sweep 19` or `--aside 10` writes them (options --motion, --gain). Writes
`table.md`, `table.json` and an error map `NAME.png` of each; every set runs in a process of its own.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from reconstruction_truth import MeshError, mesh_error
from skinlax_desktop.app.places import find_places
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.workflows.capture_set import read_capture_set
from skinlax_desktop.workflows.reconstruct_face import reconstruct_face
from skinlax_desktop.workflows.reconstruction_file import write_reconstruction

COLUMNS = ("median_mm", "mean_mm", "p95_mm", "complete", "inside_95", "motion_mm", "seconds", "cpu_seconds", "peak_mb")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--one", action="store_true", help="measure one set here and print its row")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    names = options.names or sorted(path.name for path in options.sets.iterdir() if (path / "truth").is_dir())
    if options.one:
        sys.stdout.write(json.dumps(measure(options.sets / names[0], options.out)) + "\n")
        return
    rows = []
    for name in names:
        command = [sys.executable, "-W", "ignore", __file__, "--one", "--sets", str(options.sets), "--out"]
        done = subprocess.run([*command, str(options.out), name], capture_output=True, text=True)
        if done.returncode:
            rows.append({"name": name, "failed": done.stderr.strip().splitlines()[-1][:120]})
        else:
            rows.append(json.loads(done.stdout.strip().splitlines()[-1]))
        (options.out / "table.json").write_text(json.dumps(rows, indent=1) + "\n")
        (options.out / "table.md").write_text(as_markdown(rows))


def measure(folder: Path, out: Path) -> dict:
    """One row: reconstruct, compare, draw."""
    captured = read_capture_set(folder)
    finder = MediaPipeLandmarkFinder(find_places().face_landmarker)
    began, worked = time.monotonic(), time.process_time()
    found = reconstruct_face(captured, finder, on_progress=lambda *_: None)
    seconds, cpu = time.monotonic() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    finder.close()
    write_reconstruction(found, out / folder.name)
    error = mesh_error(found.mesh, folder)
    draw(error, found.mesh, out / f"{folder.name}.png")
    return {
        "name": folder.name,
        "frames": f"{len(found.used)}/{len(found.files)}",
        "median_mm": round(error.median_mm, 3),
        "mean_mm": round(error.mean_mm, 3),
        "p95_mm": round(error.p95_mm, 3),
        "complete": round(error.complete, 3),
        "inside_95": round(error.inside_95, 3),
        "motion_mm": None if found.motion_mm is None else round(found.motion_mm, 2),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "peak_mb": round(peak),
    }


def as_markdown(rows: list[dict]) -> str:
    lines = ["| set | frames | " + " | ".join(COLUMNS) + " |", "|" + "---|" * (len(COLUMNS) + 2)]
    for row in rows:
        if "failed" in row:
            lines.append(f"| {row['name']} | failed: {row['failed']} |" + " |" * len(COLUMNS))
        else:
            values = " | ".join("-" if row[name] is None else str(row[name]) for name in COLUMNS)
            lines.append(f"| {row['name']} | {row['frames']} | {values} |")
    return "\n".join(lines) + "\n"


def draw(error: MeshError, mesh: FaceMesh, path: Path) -> None:
    """Signed error from the front and from both sides, blue outside the truth, red inside, full colour at 0.5 mm."""
    import cv2

    panels = []
    for across, towards, sign in ((0, 2, 1.0), (2, 0, 1.0), (2, 0, -1.0)):
        picture = np.full((460, 460, 3), 255, dtype=np.uint8)
        shown = error.at_mm[:, towards] * sign > (-40.0 if towards == 2 else 0.0)
        share = np.clip(error.signed_mm[shown] / 0.5, -1.0, 1.0)
        fade = (255 * (1.0 - np.abs(share))).astype(np.uint8)
        full = np.full_like(fade, 255)
        colour = np.where((share > 0)[:, None], np.stack([full, fade, fade], 1), np.stack([fade, fade, full], 1))
        middle = -45.0 if across == 2 else 0.0
        column = np.clip(
            (error.at_mm[shown, across] * (sign if across == 2 else 1.0) - middle * sign) * 2.1 + 230, 0, 458
        )
        row = np.clip((-error.at_mm[shown, 1] - 25.0) * 2.1 + 230, 0, 458)
        for step in (0, 1):
            picture[row.astype(int) + step, column.astype(int)] = colour
            picture[row.astype(int) + step, column.astype(int) + 1] = colour
        panels.append(picture)
    label = f"median {error.median_mm:.3f} mm, 95 % {error.p95_mm:.2f} mm, complete {100 * error.complete:.1f} %"
    page = np.hstack(panels)
    cv2.putText(page, label, (8, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (60, 60, 60), 1, cv2.LINE_AA)
    cv2.imwrite(str(path), page)


if __name__ == "__main__":
    main()
