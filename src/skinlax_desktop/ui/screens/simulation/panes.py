"""From an answered question to what the stage draws; pure."""

from dataclasses import replace

import numpy as np

from skinlax_desktop.biomechanics.posture import BodyPosture
from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.text.screens import simulation as words
from skinlax_desktop.text.simulation import BEFORE, outcome_title
from skinlax_desktop.ui.scene.moved_look import AnyLook, MovedLook
from skinlax_desktop.ui.scene.scene_pictures import FaceLook
from skinlax_desktop.ui.screens.simulation.face_closing import SimulatedModel
from skinlax_desktop.ui.screens.simulation.planning import PlanDraft
from skinlax_desktop.ui.screens.simulation.solving import Answer, Question
from skinlax_desktop.ui.screens.simulation.state import Layout, Material, Staged, StagePane
from skinlax_desktop.workflows.live_simulation import LiveOutcome
from skinlax_desktop.workflows.simulated_photographs import FacePhotograph
from skinlax_desktop.workflows.simulation_plans import Alternative, alternative_steps, plan_of_steps

PLAN = "plan"


def question_for(
    draft: PlanDraft, layout: Layout, outcome: Outcome, photograph: FacePhotograph | None, posture: str = ""
) -> Question:
    """What has to be known for a layout: the plan, and beside it the alternatives that exist.

    `posture` is the visit's.
    """
    steps, weeks = draft.drawn, draft.looked_at
    plans = {PLAN: plan_of_steps(steps, weeks)}
    if layout is Layout.ALTERNATIVES:
        for one in (Alternative.COMBINED, Alternative.STAGED):
            found = alternative_steps(steps, one)
            if found is not None:
                plans[one.value] = plan_of_steps(found, weeks)
    shown = tuple(Outcome) if layout is Layout.OUTCOMES else (outcome,)
    captured = None
    if layout is Layout.POSTURES:
        captured = BodyPosture(posture) if posture in tuple(BodyPosture) else BodyPosture.UPRIGHT
    return Question(plans=plans, photograph=photograph, outcomes=shown, captured=captured)


class PaneMaker:
    """Keeps the faces that were made of the last answer, so that an unchanged one is not drawn again."""

    def __init__(self, face: SimulatedModel) -> None:
        self.model = model = face.model
        self.before = FaceLook(
            mesh=model.mesh, photo_rgb=model.photo_rgb, polygons_px=model.polygons_px, unseen=face.unseen
        )

    def stage(self, answer: Answer, *, layout: Layout, material: Material, outcome: Outcome) -> Staged:
        """Panes of a layout; for alternatives the answer holds a plan for each that is drawn."""
        if layout is Layout.ALTERNATIVES:
            panes = tuple(self._alternative(one, answer, material, outcome) for one in Alternative)
        elif layout is Layout.POSTURES:
            panes = tuple(self._posture(one, answer) for one in answer.postures)
        elif layout is Layout.OUTCOMES:
            panes = (self._before(answer, material), *(self._after(PLAN, one, answer, material) for one in Outcome))
        else:
            panes = (self._before(answer, material), self._after(PLAN, outcome, answer, material))
        return Staged(layout=layout, material=material, panes=panes)

    def look_of(self, moved: LiveOutcome) -> AnyLook:
        """The face after a displacement; the very one before where nothing moves."""
        if not moved.moves:
            return self.before
        return MovedLook(before=self.before, displacement_mm=lambda: moved.displacement_mm)

    def _before(self, answer: Answer, material: Material) -> StagePane:
        photograph = answer.question.photograph
        if material is Material.PHOTO and photograph is not None:
            return StagePane(title=BEFORE, photo_bgr=photograph.picture_bgr)
        light = answer.light.before if answer.light is not None else None
        return StagePane(title=BEFORE, look=self.before, light=light)

    def _after(self, plan: str, outcome: Outcome, answer: Answer, material: Material, title: str = "") -> StagePane:
        moved = answer.tried[plan].outcomes[outcome]
        said = outcome_title(outcome.value, visible=moved.visible)
        title = f"{title}: {said.lower()}" if title else said
        if material is Material.PHOTO and (plan, outcome) in answer.photos:
            return StagePane(title=title, photo_bgr=answer.photos[plan, outcome], simulated=True)
        light = answer.light.after(moved) if answer.light is not None else None
        return StagePane(title=title, look=self.look_of(moved), light=light, simulated=True)

    def _posture(self, posture: BodyPosture, answer: Answer) -> StagePane:
        """The untreated face in a posture, in 3D: no photograph shows how skin lies in another."""
        moved, captured = answer.postures[posture], posture is answer.question.captured
        light = answer.light.after(moved) if answer.light is not None else None
        name = words.POSTURE_NAMES[posture.value]
        title = words.AS_CAPTURED.format(posture=name) if captured else words.posture_title(name, _most_moved_mm(moved))
        return StagePane(title=title, look=self.look_of(moved), light=light, simulated=not captured)

    def _alternative(self, one: Alternative, answer: Answer, material: Material, outcome: Outcome) -> StagePane:
        name = words.ALTERNATIVE_NAMES[one.value]
        if one in (Alternative.NOTHING, Alternative.TOPICAL):
            why = words.NOTHING_STAYS if one is Alternative.NOTHING else words.TOPICAL_STAYS
            return replace(self._before(answer, material), title=f"{name}: {why}", simulated=True)
        if one.value not in answer.tried:
            return StagePane(title=name, sentence=words.STAGED_NEEDS_TWO)
        if one is Alternative.STAGED:
            given = answer.tried[one.value].plan.treatments
            name = words.staged_title(tuple(dict.fromkeys(step.at_week for step in given)))
        return self._after(one.value, outcome, answer, material, name)


def _most_moved_mm(moved: LiveOutcome) -> float:
    """How far the skin of the zone that moves most moves, on the mean."""
    mesh, far = moved.working.mesh, np.linalg.norm(moved.working_mm, axis=1)
    means = [far[mesh.zone_index == number].mean() for number in np.unique(mesh.zone_index[mesh.zone_index >= 0])]
    return float(max(means, default=0.0))
