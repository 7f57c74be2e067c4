"""Which pictures of a set show another expression than the face at rest in front of the camera.

Residuals do not tell: what a smile moves no longer matches, is left out, and the rest of the face fits as before.
"""

from collections.abc import Mapping
from typing import Final

from skinlax_desktop.ports.landmarks import FoundFace
from skinlax_desktop.workflows.sweep_sighting import EXPRESSION_SEEN_TO_DEG
from skinlax_desktop.workflows.sweep_stillness import front_of, is_changed
from skinlax_desktop.workflows.sweep_watching import face_at_rest

_FRONT_DEG: Final = 25.0


def changed_expressions(faces: Mapping[int, FoundFace], yaws_deg: Mapping[int, float]) -> list[int]:
    """The frames whose face is not the one that most pictures from the front show.

    `faces`: what was found in each frame; `yaws_deg`: of the frames with a pose. In profiles nothing is judged.
    """
    seen = {
        frame: face_at_rest(faces[frame], yaw)
        for frame, yaw in sorted(yaws_deg.items())
        if frame in faces and abs(yaw) <= EXPRESSION_SEEN_TO_DEG
    }
    front = front_of([face for frame, face in seen.items() if abs(yaws_deg[frame]) <= _FRONT_DEG])
    return [frame for frame, face in seen.items() if is_changed(face, front)]
