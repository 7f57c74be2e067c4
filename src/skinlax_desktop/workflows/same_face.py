"""Whether two surfaces are of one face at all: the skin's pattern is found again on the same person only."""

from typing import Final

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.canonical_face import mirrored_shape
from skinlax_desktop.surface.compared_surfaces import SurfaceComparison, compare_surfaces
from skinlax_desktop.surface.mirrored_face import mirrored_mesh
from skinlax_desktop.workflows.measured_face import MeasuredFace

# Chosen on phantoms: of one face at least three in four zones of plain skin are found again, of two faces or a mirrored
# one at most one in ten.
_LEAST_FOUND: Final = 0.25
_SURELY_FOUND: Final = 0.5
# Two visits of one face lie within 0.2 mm of each other over its most part, after a treatment as well.
_OTHER_FACE_MM: Final = 0.8
_VERY_DIFFERENT_MM: Final = 1.2


def doubts_of_identity(before: MeasuredFace, after: MeasuredFace, surfaces: SurfaceComparison) -> list[str]:
    """Codes of warnings; none where the pattern was found again.

    Raises `SkinlaxError`: `comparison_mirrored`, `comparison_other_face`.
    """
    found, far = surfaces.pattern_share, surfaces.typical_mm
    if found is None:
        return ["shapes_differ_much"] if far > _VERY_DIFFERENT_MM else []
    if found >= _LEAST_FOUND:
        return []
    if before.landmarks is not None and after.landmarks is not None:
        other_hand = compare_surfaces(
            before.mesh,
            mirrored_mesh(after.mesh),
            scale_share=before.scale_share,
            landmarks=(before.landmarks, mirrored_shape(after.landmarks)),
        )
        if (other_hand.pattern_share or 0.0) >= _SURELY_FOUND:
            raise SkinlaxError("comparison_mirrored")
    if far > _OTHER_FACE_MM:
        raise SkinlaxError("comparison_other_face")
    return ["pattern_not_found"]
