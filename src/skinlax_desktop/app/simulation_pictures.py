"""Pictures of a simulation: the face before and in three outcomes, drawn alike, words burned in."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.imaging.watermark import burn_watermark, label
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.text.simulation import BEFORE, WATERMARK, outcome_title
from skinlax_desktop.workflows.simulate import Simulation

if TYPE_CHECKING:
    from skinlax_desktop.ui.scene.orbit import Orbit, Preset

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
    from skinlax_desktop.ui.scene.orbit import Preset

    if not isinstance(scene, FaceScene):
        raise TypeError("a scene is wanted")
    scene.show_mesh(face)
    if texture_rgb is not None:
        scene.show_texture(texture_rgb)
    points = before.vertices_in_face_mm.astype(np.float64)
    orbits = [_framed(points, preset) for preset in (Preset.FRONTAL, Preset.OBLIQUE_LEFT)]
    return [np.ascontiguousarray(scene.render(orbit, *_SIZE_PX, still=True)[:, :, 2::-1]) for orbit in orbits]


def _framed(points_mm: npt.NDArray[np.float64], preset: "Preset") -> "Orbit":
    """The camera of a view with all of the face in the middle of the picture, as wide as it is from there."""
    from skinlax_desktop.ui.scene.orbit import orbit_of

    around = np.radians(orbit_of(preset, (0.0, 0.0, 0.0), 1.0).around_deg)
    # Right, up and towards the camera, as the picture has them.
    axes = np.array([[np.cos(around), 0.0, -np.sin(around)], [0.0, 1.0, 0.0], [np.sin(around), 0.0, np.cos(around)]])
    seen = points_mm @ axes.T
    low, high = seen.min(axis=0), seen.max(axis=0)
    x, y, z = (float(value) for value in 0.5 * (low + high) @ axes)
    width, height = (float(value) for value in (high - low)[:2])
    return orbit_of(preset, (x, y, z), max(height, width * _SIZE_PX[1] / _SIZE_PX[0]) + _MARGIN_MM)


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
