"""Iris centre and lid margins of both eyes, measured on the full-resolution picture."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.eye_patch import EYES, cut_eye
from skinlax_desktop.imaging.iris_edge import fit_iris
from skinlax_desktop.imaging.lid_margins import trace_lids

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EyeEdges:
    """Pixels (2,) of the picture: the middle of the iris, and both lid margins above and below it."""

    iris: Points
    upper: Points
    lower: Points


def find_eye_edges(picture_bgr: npt.NDArray[np.uint8], points_px: Points) -> dict[str, EyeEdges]:
    """The edges of the eyes "R" and "L" near their landmarks (478, 2); an eye without clear edges is left out."""
    found = {}
    for side, eye in EYES.items():
        patch = cut_eye(picture_bgr, points_px, eye)
        if patch is None:
            continue
        seed = patch.from_picture(points_px[[eye.iris]])[0]
        iris = fit_iris(patch, (float(seed[0]), float(seed[1])))
        lids = trace_lids(patch, eye, points_px, iris) if iris is not None else None
        if iris is None or lids is None:
            continue
        upper, lower = lids.at(iris.x)
        three = patch.to_picture(np.array([(iris.x, iris.y), (iris.x, upper), (iris.x, lower)]))
        found[side] = EyeEdges(iris=three[0], upper=three[1], lower=three[2])
    return found
