"""What the simulation's presenter asks of whoever shows it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from skinlax_desktop.ui.scene.moved_look import AnyLook
from skinlax_desktop.ui.screens.simulation.exporting import FramesDrawn
from skinlax_desktop.ui.screens.simulation.state import SimulationState, Staged


class SimulationView(Protocol):
    """The passive half."""

    def show_state(self, state: SimulationState) -> None:
        """Show everything but the pictures."""

    def show_stage(self, staged: Staged) -> None:
        """Show the pictures."""

    def draw_faces(self, rows: Sequence[Sequence[AnyLook]], done: FramesDrawn, going: Callable[[float], None]) -> None:
        """Draw rows of faces in 3D one after the other, BGR each, and hand them over; nothing of it is shown."""
