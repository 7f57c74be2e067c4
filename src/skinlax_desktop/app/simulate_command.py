"""`skinlax simulate`: a plan of treatment on the face of a result folder."""

import json
from pathlib import Path
from typing import Final

from skinlax_desktop.app.console import Console
from skinlax_desktop.app.display import some_display
from skinlax_desktop.app.places import find_places
from skinlax_desktop.app.simulation_pictures import read_texture, simulation_pictures
from skinlax_desktop.biomechanics.plan import read_plan
from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.imaging.encoding import encode_jpeg, encode_png
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.ply import ply_bytes, read_ply
from skinlax_desktop.text.simulation import holes_closed
from skinlax_desktop.workflows.files_whole import write_results
from skinlax_desktop.workflows.measured_face import read_measured_face, with_zones
from skinlax_desktop.workflows.simulate import simulate
from skinlax_desktop.workflows.simulated_photographs import simulated_photographs
from skinlax_desktop.workflows.simulation_file import simulation_document

_QUALITY: Final = 95


def run_simulate(folder: Path, plan_file: Path, out: Path, console: Console) -> int:
    """Write simulation.json, four meshes, pictures of them and the moved photographs into `out`.

    Raises `SkinlaxError`: `simulation_folder_empty`, `output_not_writable`, `display_absent`, and what the plan, the
    mesh and the simulation raise. Nothing is written before all of it is there.
    """
    source = folder / "mesh.ply"
    if not source.is_file():
        raise SkinlaxError("simulation_folder_empty")
    plan = read_plan(plan_file)
    mesh = read_ply(source)
    console.progress(0.0, "reading")
    before = source.read_bytes()
    if not (mesh.zone_index >= 0).any() and mesh.scale_known:
        mesh = _zoned(folder)
        before = ply_bytes(mesh)
    simulation = simulate(mesh, plan, report=console.progress)
    console.progress(0.8, "pictures")
    with some_display():
        # Only a mesh whose uv lie in the photograph can carry it.
        texture = read_texture(folder) if mesh.uv.any() else None
        pictures = simulation_pictures(simulation, texture)
    files = {name: encode_png(picture) for name, picture in pictures.items()}
    console.progress(0.9, "photographs")
    photographs = simulated_photographs(simulation, folder)
    files |= {name: encode_jpeg(picture, _QUALITY) for name, picture in photographs.items()}
    files["before.ply"] = before
    for outcome in Outcome:
        face = simulation.face(outcome)
        files[f"{outcome.value}.ply"] = files["before.ply"] if face is mesh else ply_bytes(face)
    document = simulation_document(simulation)
    files["simulation.json"] = json.dumps(document, indent=1, ensure_ascii=False).encode("utf-8")
    write_results(files, out)
    console.progress(1.0, "done")
    if simulation.working.holes_closed:
        console.say(holes_closed(simulation.working.holes_closed))
    visible = [outcome.value for outcome in Outcome if simulation.outcomes[outcome].visible]
    console.result(
        {"folder": str(out), "visible": visible},
        f"Wrote {out}. " + (f"Visible change: {', '.join(visible)}." if visible else "No visible change."),
    )
    return 0


def _zoned(folder: Path) -> FaceMesh:
    """A reconstruction in its head frame, with zones: looked for where it brings none."""
    face = read_measured_face(folder, None)
    if face.landmarks is not None:
        return with_zones(face, None).mesh
    from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder

    finder = MediaPipeLandmarkFinder(find_places().face_landmarker)
    try:
        return with_zones(face, finder).mesh
    finally:
        finder.close()
