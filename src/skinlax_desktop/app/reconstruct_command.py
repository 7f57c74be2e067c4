"""`skinlax reconstruct`: a capture set to `mesh.ply` and `reconstruction.json`."""

import argparse
import time
from dataclasses import replace

from skinlax_desktop.app.console import Console
from skinlax_desktop.app.places import find_places
from skinlax_desktop.workflows.capture_set import read_capture_set


def run_reconstruct(options: argparse.Namespace, console: Console) -> int:
    """Reconstruct the face of a set; raises `SkinlaxError` with what to retake."""
    captured = read_capture_set(options.source)
    from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
    from skinlax_desktop.workflows.reconstruct_face import reconstruct_face
    from skinlax_desktop.workflows.reconstruction_file import write_reconstruction

    began = time.monotonic()
    finder = MediaPipeLandmarkFinder(find_places().face_landmarker)
    try:
        found = reconstruct_face(captured, finder, on_progress=console.progress)
    finally:
        finder.close()
    found = replace(found, seconds=time.monotonic() - began)
    write_reconstruction(found, options.out)
    console.result(
        {"mesh": str(options.out / "mesh.ply"), "reconstruction": str(options.out / "reconstruction.json")},
        f"Wrote {options.out / 'mesh.ply'}.",
    )
    return 0
