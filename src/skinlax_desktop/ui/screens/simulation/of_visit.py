"""What a visit itself says: why nothing can be simulated on it, and what was kept with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.views import View
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.text.advice import check_label
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.text.simulation import compliance_words
from skinlax_desktop.ui.screens.patient_words import format_moment
from skinlax_desktop.ui.screens.review.face_model import FaceModel
from skinlax_desktop.ui.screens.simulation.chin_down import ChinDownAdding
from skinlax_desktop.ui.screens.simulation.face_closing import SimulatedModel
from skinlax_desktop.ui.screens.simulation.planning import PlanDraft, plain_sentence
from skinlax_desktop.ui.screens.simulation.state import (
    KeptRow,
    Layout,
    Material,
    Picture,
    Softness,
    Staged,
    StagePane,
)
from skinlax_desktop.workflows.simulated_photographs import may_move
from skinlax_desktop.workflows.simulation_plans import steps_to_keep


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


def softness_of(visit: Visit | None, face: SimulatedModel | None, adding: ChinDownAdding) -> Softness:
    """What is known of the lower face's own softness, and from what."""
    can_add, can_measure = adding.can_read, adding.can_measure
    if visit is None or visit.chin_down_surface is None:
        said = words.TABLE_SOFTNESS if adding.is_possible else words.SOFTNESS_NEEDS_SURFACE
        return Softness(sentence=said, can_add=can_add, can_measure=can_measure)
    told = face.softness if face is not None else None
    if told is None:
        return Softness(sentence=words.SOFTNESS_FITTING, can_drop=True)
    if isinstance(told, SkinlaxError):
        said = plain_sentence(told)
    elif told.fitted is not None:
        said = compliance_words(told.fitted.value, told.fitted.low, told.fitted.high)
    else:
        said = plain_sentence(told.reason or SkinlaxError("compliance_not_told"))
    return Softness(sentence=said, can_add=can_add, can_measure=can_measure, can_drop=True)


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenedSimulation:
    """A kept simulation whose own pictures, by view, are shown."""

    id: str
    pictures: Mapping[str, Picture]

    def stage(self, material: Material, view: View) -> Staged:
        """The kept picture of the view that is looked at, else the first."""
        name = f"photo_{view}" if material is Material.PHOTO else "face"
        shown = self.pictures.get(name, next(iter(self.pictures.values()), None))
        pane = StagePane(title="", photo_bgr=shown)
        return Staged(layout=Layout.OUTCOMES, material=Material.PHOTO, panes=(pane,), whole=True)


def current_kept(visit: Visit | None, draft: PlanDraft) -> str:
    """The id of the kept simulation of this very plan, "" where there is none."""
    steps, weeks = steps_to_keep(draft.drawn), draft.looked_at
    records = visit.simulations if visit is not None else ()
    same = (one.id for one in reversed(records) if one.steps and one.steps == steps and one.weeks == weeks)
    return next(same, "")


def waits_for(
    visit: Visit | None,
    *,
    has_face: bool,
    problem: str,
    progress: float | None,
    photo_view: View | None,
    photo_stays: str = "",
) -> str:
    """Why there are no pictures yet; `photo_view` is the photograph that is looked at and not open.

    `photo_stays`: why that one cannot be moved.
    """
    if problem or visit is None or visit.analysis is None:
        return problem or words.EMPTY
    if not has_face:
        return words.MAKING_FACE
    if progress is not None:
        return words.PREPARING.format(percent=f"{100 * progress:.0f}")
    if photo_view is None:
        return ""
    if photo_stays:
        return photo_stays
    return words.OPENING_PHOTO if may_move(visit.analysis, visit, photo_view) else words.NO_PHOTO
