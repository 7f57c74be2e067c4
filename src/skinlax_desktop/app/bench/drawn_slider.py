"""A slider from the hand to the screen: solved, four faces drawn and put together, words burned in."""

import time
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from skinlax_desktop.app.bench.measure import Measure, medians_in_turn_ms
from skinlax_desktop.app.display import some_display
from skinlax_desktop.biomechanics.treatments import Outcome
from skinlax_desktop.imaging.zones import zone_landmarks
from skinlax_desktop.surface.canonical_face import canonical_face
from skinlax_desktop.surface.face_mesh import build_face_mesh
from skinlax_desktop.workflows.simulate import prepare_face
from skinlax_desktop.workflows.simulation_plans import PlanStep, plan_of_steps

_SPLITS: Final = 16
"""As many points as a face measured on five stills."""
_STAGE_PX: Final = (1456, 660)
_FRAMES: Final = 30


def drawn_slider() -> Iterator[Measure]:
    """Frames a second of a moving slider in the four-way layout, beside the whole surface drawn as often."""
    mesh = build_face_mesh(canonical_face().points_in_head_mm, zones=zone_landmarks(), splits=_SPLITS)
    speckled = np.random.default_rng(6).integers(90, 210, (len(mesh.vertices_in_face_mm), 3), dtype=np.uint8)
    mesh = mesh.with_colours(speckled)
    prepared = prepare_face(mesh)
    with some_display():
        from skinlax_desktop.app.qt_application import the_application
        from skinlax_desktop.ui.screens.review.face_model import FaceModel
        from skinlax_desktop.ui.screens.simulation.face_closing import SimulatedModel
        from skinlax_desktop.ui.screens.simulation.light_face import light_face
        from skinlax_desktop.ui.screens.simulation.panes import PLAN, PaneMaker
        from skinlax_desktop.ui.screens.simulation.solving import Question, answer_to
        from skinlax_desktop.ui.screens.simulation.stage import SimulationStage
        from skinlax_desktop.ui.screens.simulation.state import Layout, Material

        _application = the_application()
        face = SimulatedModel(model=FaceModel(mesh=mesh, photo_rgb=None, polygons_px={}))
        light, panes, stage = light_face(prepared, face), PaneMaker(face), SimulationStage()
        stage.resize(*_STAGE_PX)
        doses = iter(np.linspace(0.2, 1.0, 4 * _FRAMES))

        def shown(*, moving: bool) -> Callable[[], float]:
            def frame() -> float:
                step = PlanStep(device="mfu", zone="brow", intensity=float(next(doses)))
                began = time.perf_counter()
                question = Question(plans={PLAN: plan_of_steps((step,), 12.0)})
                answer = answer_to(prepared, question, light if moving else None)
                stage.show_staged(
                    panes.stage(answer, layout=Layout.OUTCOMES, material=Material.FACE, outcome=Outcome.MEDIAN)
                )
                stage.grab()
                return time.perf_counter() - began

            return frame

        moving_ms, whole_ms = medians_in_turn_ms(shown(moving=True), shown(moving=False), repeats=_FRAMES)
        stage.close_scene()
    name = f"slider drawn, four faces, {len(mesh.vertices_in_face_mm)} points"
    reference = "the whole surfaces drawn"
    yield Measure(name=name, value=moving_ms, unit="ms", reference=reference, reference_value=whole_ms)
    yield Measure(name=name, value=1e3 / moving_ms, unit="1/s", reference=reference, reference_value=1e3 / whole_ms)
