"""The coarse copy of a prepared face that is drawn while a slider moves."""

from dataclasses import dataclass
from functools import cached_property

from scipy import sparse

from skinlax_desktop.surface.light_copy import LightCopy, light_copy
from skinlax_desktop.ui.scene.light_row import LightPose
from skinlax_desktop.ui.screens.simulation.face_closing import SimulatedModel
from skinlax_desktop.workflows.live_simulation import LiveOutcome
from skinlax_desktop.workflows.simulate import PreparedFace


@dataclass(frozen=True, kw_only=True, eq=False)
class LightFace:
    """`carry` (k, w) takes the movement of the w points computed on to the k of the copy."""

    copy: LightCopy
    carry: sparse.csr_array

    @cached_property
    def before(self) -> LightPose:
        """Unmoved."""
        return LightPose(copy=self.copy, points_mm=self.copy.points_mm)

    def after(self, moved: LiveOutcome) -> LightPose:
        """Moved; the very one before where nothing moves."""
        if not moved.moves:
            return self.before
        return LightPose(copy=self.copy, points_mm=self.copy.points_mm + self.carry @ moved.working_mm)


def light_face(prepared: PreparedFace, face: SimulatedModel) -> LightFace:
    """The copy of the face that is shown; about two seconds on a measured one."""
    copy = light_copy(face.model.mesh, face.model.photo_rgb, face.unseen)
    carry = prepared.working.carry
    return LightFace(copy=copy, carry=copy.on_dense if carry is None else (copy.on_dense @ carry).tocsr())
