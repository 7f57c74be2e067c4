"""What the surfaces of two visits came to, in the quantities that simulations foretell; kept with a visit."""

from dataclasses import dataclass

from skinlax_desktop.domain.ids import VisitId
from skinlax_desktop.domain.measurement import Measurement


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceFinding:
    """The change of one quantity, later less earlier, with its 95 % interval, or the reason why there is none.

    `zone` without its side stands for both sides together.
    """

    zone: str
    change: Measurement


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfacesCompared:
    """Two surfaces compared, each named by its fingerprint at that time (`workflows.surface_pairs`).

    It stands only while both visits still have those surfaces. `definition` counts how the quantities were read.
    Surfaces that could not be compared have no findings; `refused` is the code of the error then, with its parameters.
    `warnings` are codes of what limits the comparison.
    """

    earlier: VisitId
    later: VisitId
    earlier_surface: str
    later_surface: str
    definition: int
    compared_at: str
    program: str
    findings: tuple[SurfaceFinding, ...] = ()
    warnings: tuple[str, ...] = ()
    refused: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
