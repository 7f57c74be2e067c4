"""`skinlax compare`: two visits' meshes to what changed: `change.json`, `change.ply`, `change.png`."""

import argparse

from skinlax_desktop.app.console import Console
from skinlax_desktop.app.places import find_places


def run_compare(options: argparse.Namespace, console: Console) -> int:
    """Compare and write; raises what `read_measured_face`, `with_zones` and `compare_faces` raise."""
    import numpy as np

    from skinlax_desktop.imaging.encoding import encode_png
    from skinlax_desktop.surface.scanner_mesh import LengthUnit
    from skinlax_desktop.text.face_change import summary_sentence
    from skinlax_desktop.workflows.change_file import change_document, write_change
    from skinlax_desktop.workflows.change_picture import draw_change
    from skinlax_desktop.workflows.face_comparison import compare_faces
    from skinlax_desktop.workflows.measure_changes import measure_changes
    from skinlax_desktop.workflows.measured_face import MeasuredFace, read_measured_face, with_zones

    unit = LengthUnit(options.unit) if options.unit else None
    console.progress(0.0, "reading")
    faces = [read_measured_face(source, unit) for source in (options.before, options.after)]
    console.progress(0.2, "finding zones")
    zoned: list[MeasuredFace] = []
    finder = None
    try:
        for face in faces:
            if face.landmarks is None and finder is None:
                # mediapipe costs seconds; meshes that bring their landmarks do without it.
                from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder

                finder = MediaPipeLandmarkFinder(find_places().face_landmarker)
            zoned.append(with_zones(face, finder))
    finally:
        if finder is not None:
            finder.close()
    console.progress(0.6, "comparing")
    found = compare_faces(*zoned)
    console.progress(0.7, "measuring")
    measures = measure_changes(found)
    console.progress(0.9, "drawing")
    picture = encode_png(np.ascontiguousarray(draw_change(found)[..., ::-1]))
    write_change(found, measures, picture, options.out)
    console.progress(1.0, "done")
    measured = sum(outcome.shift is not None for outcome in found.zones)
    changed = sum(outcome.changed for outcome in found.zones)
    console.result(
        {**change_document(found, measures), "folder": str(options.out)},
        f"{summary_sentence(changed, measured)} Wrote {options.out}.",
    )
    return 0
