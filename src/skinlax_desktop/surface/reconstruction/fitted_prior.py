"""The average face laid over what was measured of a face and its landmarks: a start for matching, and a filling.

Three stills measure skin only where two of them see it alike. Elsewhere the face is not unknown: the landmarks stand
within some millimetres, and skin beside measured skin goes on smoothly. That is a start from which more can be matched;
what it says by itself is a guess with a large sigma, never a measurement.
"""

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.face_mesh import NO_ZONE, FaceMesh
from skinlax_desktop.surface.face_template import face_template
from skinlax_desktop.surface.template_fit import fit_template

Points = npt.NDArray[np.float64]
Rough = tuple[Points, npt.NDArray[np.int64]]


def fitted(measured: Rough, landmarks: Points) -> Rough:
    """The average face and neck laid over a mesh and landmarks (468, 3) of the same frame."""
    template = face_template()
    found = fit_template(_as_face(*measured), landmarks)
    return found.vertices, template.triangles.astype(np.int64)


def _as_face(vertices: Points, triangles: npt.NDArray[np.int64]) -> FaceMesh:
    count = len(vertices)
    return FaceMesh(
        vertices_in_face_mm=vertices.astype(np.float32),
        triangles=triangles.astype(np.int32),
        colours_rgb=np.zeros((count, 3), dtype=np.uint8),
        uv=np.zeros((count, 2), dtype=np.float32),
        sigma_mm=np.zeros(count, dtype=np.float32),
        measured=np.ones(count, dtype=np.uint8),
        zone_index=np.full(count, NO_ZONE, dtype=np.int16),
    )
