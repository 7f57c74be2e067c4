"""`skinlax simulate`: a plan of treatment on the face of a result folder."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from skinlax_desktop.app.console import Console
from skinlax_desktop.app.display import some_display
from skinlax_desktop.app.places import find_places
from skinlax_desktop.app.simulation_pictures import read_texture, simulation_pictures
from skinlax_desktop.biomechanics.plan import read_plan
from skinlax_desktop.biomechanics.posture import BodyPosture
from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.imaging.encoding import encode_jpeg, encode_png
from skinlax_desktop.ports.landmarks import LandmarkFinder
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.ply import ply_bytes, read_ply
from skinlax_desktop.text.errors import sentence_of
from skinlax_desktop.text.simulation import NO_CHIN_DOWN, compliance_words, holes_closed
from skinlax_desktop.workflows.chin_down import ToldCompliance, compliance_of_folders
from skinlax_desktop.workflows.files_whole import write_results
from skinlax_desktop.workflows.measured_face import posture_of, read_measured_face, with_zones
from skinlax_desktop.workflows.simulate import simulate
from skinlax_desktop.workflows.simulated_photographs import simulated_photographs
from skinlax_desktop.workflows.simulation_file import simulation_document

_QUALITY: Final = 95


def run_simulate(
    folder: Path,
    plan_file: Path,
    out: Path,
    console: Console,
    *,
    chin_down: Path | None = None,
    photographs: Path | None = None,
) -> int:
    """Write simulation.json, meshes, pictures of them and the moved photographs into `out`.

    `chin_down` is the result folder of the same face bent forward, which tells the softness of the lower face.
    `photographs` holds the `analysis.json` and `pictures/` of the same face; the folder itself where None. Raises
    `SkinlaxError`: `simulation_folder_empty`, `output_not_writable`, `display_absent`, and what the plan, the meshes
    and the simulation raise. Nothing is written before all of it is there.
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
    told = ToldCompliance(fitted=None)
    if chin_down is not None:
        told = _told(folder, chin_down)
    simulation = simulate(mesh, plan, posture=_posture(folder), compliance=told.fitted, report=console.progress)
    console.progress(0.8, "pictures")
    with some_display():
        # Only a mesh whose uv lie in the photograph can carry it.
        texture = read_texture(folder) if mesh.uv.any() else None
        pictures = simulation_pictures(simulation, texture)
    files = {name: encode_png(picture) for name, picture in pictures.items()}
    console.progress(0.9, "photographs")
    moved = simulated_photographs(simulation, photographs or folder)
    files |= {name: encode_jpeg(picture, _QUALITY) for name, picture in moved.pictures.items()}
    files["before.ply"] = before
    for outcome in Outcome:
        face = simulation.face(outcome)
        files[f"{outcome.value}.ply"] = files["before.ply"] if face is mesh else ply_bytes(face)
    for posture in simulation.poses_mm:
        files[f"posture_{posture.value}.ply"] = ply_bytes(simulation.pose(posture))
    reason = NO_CHIN_DOWN if told.reason is None else sentence_of(told.reason)
    document = simulation_document(simulation, compliance_reason=reason)
    files["simulation.json"] = json.dumps(document, indent=1, ensure_ascii=False).encode("utf-8")
    write_results(files, out)
    console.progress(1.0, "done")
    if simulation.working.holes_closed:
        console.say(holes_closed(simulation.working.holes_closed))
    if told.fitted is not None:
        console.say(compliance_words(told.fitted.value, told.fitted.low, told.fitted.high))
    elif told.reason is not None:
        console.say(reason)
    for sentence in dict.fromkeys(sentence_of(error) for error in moved.unmoved.values()):
        console.say(sentence)
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
    with _finder() as finder:
        return with_zones(face, finder).mesh


def _told(folder: Path, chin_down: Path) -> ToldCompliance:
    """Landmarks are looked for only where a reconstruction brings none."""
    try:
        return compliance_of_folders(folder, chin_down, None)
    except SkinlaxError as error:
        if error.code != "mesh_no_face":
            raise
    with _finder() as finder:
        return compliance_of_folders(folder, chin_down, finder)


def _posture(folder: Path) -> BodyPosture:
    """The posture in which the face was captured; upright where the folder names none that is known here."""
    named = posture_of(folder)
    return BodyPosture(named) if named in tuple(BodyPosture) else BodyPosture.UPRIGHT


@contextmanager
def _finder() -> Iterator[LandmarkFinder]:
    from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder

    finder = MediaPipeLandmarkFinder(find_places().face_landmarker)
    try:
        yield finder
    finally:
        finder.close()
