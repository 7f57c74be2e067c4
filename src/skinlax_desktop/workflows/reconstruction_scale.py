"""How many millimetres a unit of the reconstruction is: a declared distance, a marker, the iris, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.calibration import Scale, ScaleKind
from skinlax_desktop.domain.views import View
from skinlax_desktop.surface.reconstruction.bundle_adjustment import Bundle
from skinlax_desktop.surface.reconstruction.rectified_stereo import StereoView
from skinlax_desktop.workflows.capture_set import CaptureSet
from skinlax_desktop.workflows.metric_scale import UNKNOWN_SCALE_SHARE
from skinlax_desktop.workflows.reconstruction_marker import Corners, marker_scale

Points = npt.NDArray[np.float64]

# Where no surface was measured at the nasion: the landmark's own distance, triangulated from stills 45 degrees apart.
LANDMARK_SIGMA: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundScale:
    """`factor`: millimetres a unit; `share`: its relative standard uncertainty, None when the scale is not known."""

    kind: str
    factor: float
    share: float | None

    @property
    def known(self) -> bool:
        """Whether the mesh is in millimetres."""
        return self.share is not None


NO_SCALE: Final = FoundScale(kind="none", factor=1.0, share=None)


def find_scale(
    captured: CaptureSet,
    bundle: Bundle,
    solved: Sequence[int],
    views: Sequence[StereoView],
    nasion: Points,
    frontal: int,
    nasion_sigma: float,
    markers: Mapping[int, Corners] | None = None,
) -> FoundScale:
    """The scale that the set's own cue gives; raises what `marker_scale` raises. The iris gives none: it is 4 % off.

    `nasion` (3,) in the bundle's world, `nasion_sigma` the standard error of its distance there.
    `markers`: by frame the corners found in the pictures as they were taken; None where the views' pictures are others.
    """
    scale = captured.scale
    if scale is None:
        return NO_SCALE
    if scale.kind is ScaleKind.WORKING_DISTANCE:
        return _from_distance(captured, scale, bundle, solved, nasion, frontal, nasion_sigma)
    if scale.kind is ScaleKind.MARKER:
        files = [captured.frames[frame].file for frame in (frontal, *solved)]
        corners = None if markers is None else [markers[frame] for frame in solved]
        factor, share = marker_scale(scale, [views[frame] for frame in solved], files, corners)
        return FoundScale(kind=scale.kind.value, factor=factor, share=share)
    return NO_SCALE


def _from_distance(
    captured: CaptureSet,
    scale: Scale,
    bundle: Bundle,
    solved: Sequence[int],
    nasion: Points,
    frontal: int,
    nasion_sigma: float,
) -> FoundScale:
    if scale.distance_mm is None:
        return NO_SCALE
    wanted = scale.view or View.FRONTAL
    named = [frame for frame in solved if captured.frames[frame].view is wanted and wanted is not View.SWEEP]
    frame = named[0] if named else frontal
    centre = -bundle.rotations[frame].T @ bundle.translations[frame]
    share = UNKNOWN_SCALE_SHARE if scale.sigma_mm is None else scale.sigma_mm / scale.distance_mm
    away = float(np.linalg.norm(nasion - centre))
    return FoundScale(
        kind=scale.kind.value, factor=scale.distance_mm / away, share=float(np.hypot(share, nasion_sigma / away))
    )
