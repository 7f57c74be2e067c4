"""A face that a movement carries elsewhere; its points are worked out when it is drawn in full."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.ui.scene.scene_pictures import FaceLook

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class MovedLook:
    """`before` with its vertices moved by `displacement_mm` (n, 3); all else is the same, so that it is not redone."""

    before: FaceLook
    displacement_mm: Callable[[], Floats]

    @cached_property
    def mesh(self) -> FaceMesh:
        """The surface after the movement."""
        mesh = self.before.mesh
        places = mesh.vertices_in_face_mm + self.displacement_mm()
        return replace(mesh, vertices_in_face_mm=places.astype(mesh.vertices_in_face_mm.dtype))

    @property
    def photo_rgb(self) -> npt.NDArray[np.uint8] | None:
        """As before."""
        return self.before.photo_rgb

    @property
    def unseen(self) -> npt.NDArray[np.bool_] | None:
        """As before."""
        return self.before.unseen


AnyLook = FaceLook | MovedLook
