"""The patient's own photographs as a simulation would have them: real pixels, moved."""

from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.decoding import decode_picture
from skinlax_desktop.imaging.photo_warp import warp_photograph
from skinlax_desktop.imaging.watermark import burn_watermark, label
from skinlax_desktop.imaging.zones import box_around
from skinlax_desktop.surface.canonical_face import MESH_POINTS
from skinlax_desktop.surface.face_mesh import refined_canonical
from skinlax_desktop.surface.picture_field import picture_field
from skinlax_desktop.text.simulation import BEFORE, WATERMARK, outcome_title
from skinlax_desktop.workflows.analysis_file import read_analysis
from skinlax_desktop.workflows.simulate import Simulation

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

_VIEWS: Final = (View.FRONTAL, View.OBLIQUE_LEFT, View.OBLIQUE_RIGHT)
_MARGIN: Final = 0.2


def simulated_photographs(simulation: Simulation, folder: Path) -> dict[str, Picture]:
    """File name to BGR picture, cropped to the face: each view before and in the three outcomes, words burned in.

    Taken from `analysis.json` and `pictures/` of the mesh's own folder; none where they are absent, or where the mesh
    does not come from landmarks, whose places in the pictures are known. Raises what reading them raises.
    """
    refined = refined_canonical()
    if not (folder / "analysis.json").is_file() or len(simulation.mesh.vertices_in_face_mm) != len(refined.corners):
        return {}
    analysis = read_analysis(folder / "analysis.json")
    pictures: dict[str, Picture] = {}
    for view in _VIEWS:
        frame = next((frame for frame in analysis.frames if frame.view == view and frame.landmarks_px), None)
        file = None if frame is None else folder / "pictures" / Path(frame.file).name
        if frame is None or file is None or not file.is_file():
            continue
        pixels = refined.blend(np.array(frame.landmarks_px)[:MESH_POINTS])
        pictures.update(_of_view(simulation, view, decode_picture(file), pixels))
    return pictures


def _of_view(simulation: Simulation, view: View, picture: Picture, pixels: Floats) -> dict[str, Picture]:
    left, top, right, bottom = box_around(pixels, picture.shape, margin=_MARGIN)
    face = np.ascontiguousarray(picture[top:bottom, left:right])
    made = {f"photo_{view}_before.jpg": label(face, BEFORE, at_top=True)}
    for outcome in Outcome:
        simulated = simulation.outcomes[outcome]
        moved = simulation.working.carried(simulated.displacement_mm)
        field = picture_field(simulation.mesh, pixels - (left, top), moved, (right - left, bottom - top))
        warped = burn_watermark(warp_photograph(face, field.shift_px, field.step_px), WATERMARK)
        title = outcome_title(outcome.value, visible=simulated.visible)
        made[f"photo_{view}_{outcome.value}.jpg"] = label(warped, title, at_top=True)
    return made
