"""What a shape is measured from: a visit's own pictures, read from the record into memory and nowhere else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.sweep import HeadHeld
from skinlax_desktop.domain.visit import Visit
from skinlax_desktop.workflows.capture_set import FEWEST_FOR_SHAPE, CaptureFrame, CaptureSet
from skinlax_desktop.workflows.visit_capture_set import captures_for_shape


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeMaterial:
    """The set that the visit's pictures make, and each picture's encoded bytes by its name in the set."""

    captured: CaptureSet
    encoded: Mapping[str, bytes]


def can_measure_shape(visit: Visit | None, held: HeadHeld = HeadHeld.LEVEL) -> bool:
    """Whether the visit has the calibrated camera and the pictures of a head held so that a reconstruction needs."""
    if visit is None or visit.calibration is None:
        return False
    return len(captures_for_shape(visit, held)) >= FEWEST_FOR_SHAPE


def read_shape_material(
    visit: Visit, load_image: Callable[[ImageRef], bytes], held: HeadHeld = HeadHeld.LEVEL
) -> ShapeMaterial:
    """Read what `shape_of_visit` needs. Called in lane VAULT; raises what `load_image` raises."""
    captures = captures_for_shape(visit, held)
    frames = tuple(
        CaptureFrame(file=name, path=Path(name), view=capture.view, repeat=capture.repeat, aside_deg=capture.aside_deg)
        for name, capture in captures
    )
    return ShapeMaterial(
        captured=CaptureSet(frames=frames, calibration=visit.calibration, scale=visit.scale),
        encoded={name: load_image(capture.image) for name, capture in captures},
    )
