"""Two surfaces compared in a process of its own: neither the window nor its memory notices."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.jobs.apart import ProcessDiedError, Tell, run_apart
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.workflows.surface_following import (
    SurfaceFollowing,
    SurfacesToCompare,
    Told,
    compare_surfaces_of_visits,
)

if TYPE_CHECKING:
    from skinlax_desktop.app.workstation import Workstation


def compare_surfaces_apart(asked: SurfacesToCompare, tell: Tell) -> Told:
    """As `compare_surfaces_of_visits`; raises `surfaces_comparison_ended` where the process died."""
    try:
        return run_apart(compare_surfaces_of_visits, asked, tell)
    except ProcessDiedError as error:
        raise SkinlaxError("surfaces_comparison_ended") from error


def follow_surfaces(workstation: "Workstation", say: Callable[[str, bool], None]) -> SurfaceFollowing:
    """Simulations are held against later surfaces from here on; `say` tells of a pair that cannot be compared."""
    return SurfaceFollowing(
        visits=workstation.visits,
        keeper=workstation.keeper,
        jobs=workstation.jobs,
        compare=compare_surfaces_apart,
        now=lambda: workstation.clock.now().isoformat(),
        failed=lambda error: say_failure(lambda sentence: say(sentence, True), error),
    )
