"""What a visit itself says: why nothing can be simulated on it, and what was kept with it."""

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.text.advice import check_label
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.ui.screens.patient_words import format_moment
from skinlax_desktop.ui.screens.review.face_model import FaceModel
from skinlax_desktop.ui.screens.simulation.planning import plain_sentence
from skinlax_desktop.ui.screens.simulation.state import KeptRow


def refusal_of_visit(visit: Visit | None, model: FaceModel | None) -> str:
    """Why nothing is simulated on this visit; "" where all is well, or while the face is still being built."""
    analysis = visit.analysis if visit is not None else None
    if visit is None or analysis is None:
        return plain_sentence(SkinlaxError("simulation_not_measured"))
    frontal = next((frame for frame in analysis.frames if frame.view == View.FRONTAL), None)
    if frontal is not None and not frontal.verdict.passed:
        checks = ", ".join(check_label(check.name) for check in frontal.verdict.failed)
        return plain_sentence(SkinlaxError("simulation_visit_refused", checks=checks))
    if visit.face_surface is None and (frontal is None or not frontal.landmark_depth_px):
        return plain_sentence(SkinlaxError("simulation_no_face"))
    if model is not None and not model.mesh.scale_known:
        return plain_sentence(SkinlaxError("simulation_no_scale"))
    return ""


def kept_rows(visit: Visit | None) -> tuple[KeptRow, ...]:
    """Kept simulations, newest first."""
    if visit is None:
        return ()
    seen = {one.simulation_id: one for one in visit.simulations_seen}
    return tuple(
        KeptRow(
            id=record.id,
            label=words.kept_label(format_moment(record.made_at), record.plan_name, seen=record.id in seen),
            seen=seen.get(record.id),
        )
        for record in reversed(visit.simulations)
    )
