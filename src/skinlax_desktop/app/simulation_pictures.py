"""Pictures of a simulation: the face before and in three outcomes, drawn alike, words burned in."""

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.imaging.watermark import burn_watermark, label
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.text.simulation import BEFORE, WATERMARK, outcome_title
from skinlax_desktop.workflows.simulate import Simulation

Picture = npt.NDArray[np.uint8]

_SIZE_PX: Final = (700, 860)
_MARGIN_MM: Final = 6.0


def simulation_pictures(simulation: Simulation, texture_rgb: Picture | None) -> dict[str, Picture]:
    """File name to BGR picture: each face from the front, and all of them from the front and aside in one.

    `texture_rgb` is the frontal photograph that the mesh's uv lie in; vertex colours where there is none. Needs a
    display. Raises `SkinlaxError("scene_unavailable")`.
    """
    from skinlax_desktop.ui.scene.face_scene import FaceScene

    faces = {"before": simulation.mesh} | {outcome.value: simulation.face(outcome) for outcome in Outcome}
    titles = {"before": BEFORE} | {
        outcome.value: outcome_title(outcome.value, visible=simulation.outcomes[outcome].visible) for outcome in Outcome
    }
    scene = FaceScene()
    try:
        drawn = {name: _views(scene, face, simulation.mesh, texture_rgb) for name, face in faces.items()}
    finally:
        scene.close()
    marked = {
        name: [view if name == "before" else burn_watermark(view, WATERMARK) for view in views]
        for name, views in drawn.items()
    }
    columns = {
        name: np.vstack([label(views[0], titles[name], at_top=True), *views[1:]]) for name, views in marked.items()
    }
    pictures = {f"{name}.png": label(views[0], titles[name], at_top=True) for name, views in marked.items()}
    pictures["comparison.png"] = np.hstack(list(columns.values()))
    return pictures


def _views(scene: object, face: FaceMesh, before: FaceMesh, texture_rgb: Picture | None) -> list[Picture]:
    """Front and left oblique, from where the camera stands for the face before."""
    from skinlax_desktop.ui.scene.face_scene import FaceScene
    from skinlax_desktop.ui.scene.orbit import Preset, orbit_of

    if not isinstance(scene, FaceScene):
        raise TypeError("a scene is wanted")
    scene.show_mesh(face)
    if texture_rgb is not None:
        scene.show_texture(texture_rgb)
    low, high = before.vertices_in_face_mm.min(axis=0), before.vertices_in_face_mm.max(axis=0)
    middle = tuple(float(value) for value in (low + high) / 2.0)
    orbits = [
        orbit_of(preset, (middle[0], middle[1], middle[2]), float(high[1] - low[1]) + _MARGIN_MM)
        for preset in (Preset.FRONTAL, Preset.OBLIQUE_LEFT)
    ]
    return [np.ascontiguousarray(scene.render(orbit, *_SIZE_PX, still=True)[:, :, 2::-1]) for orbit in orbits]


def read_texture(folder: Path) -> Picture | None:
    """The frontal picture that a demo or an analysis left beside its mesh, RGB; None where there is none."""
    import cv2

    for name in ("frontal.jpg", "frontal.png", "frontal.tiff", "frontal.tif"):
        path = folder / "pictures" / name
        if path.is_file():
            picture = cv2.imdecode(np.frombuffer(path.read_bytes(), dtype=np.uint8), cv2.IMREAD_COLOR)
            if picture is not None:
                return np.ascontiguousarray(picture[:, :, ::-1]).astype(np.uint8)
    return None
