"""What the station needs from a face landmark model."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.measurement import ModelUse


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoundFace:
    """One face found in a picture.

    `points_px`: (478, 2) float64, pixels of the picture that was passed in, centre of the top-left pixel (0, 0).
    `depth_px`: (478,) float64, model depth in the same pixels, larger is farther.
    `blendshapes`: name to 0..1. `head_from_canonical`: (4, 4) pose matrix of the model, centimetres.
    """

    points_px: npt.NDArray[np.float64]
    depth_px: npt.NDArray[np.float64]
    blendshapes: Mapping[str, float]
    head_from_canonical: npt.NDArray[np.float64]


class LandmarkFinder(Protocol):
    """Finds faces and their 478 points."""

    @property
    def model(self) -> ModelUse:
        """Which model answers, and on which device."""
        ...

    def find(self, picture_bgr: npt.NDArray[np.uint8]) -> tuple[FoundFace, ...]:
        """All faces (up to 3) of an upright (height, width, 3) BGR picture, each picture judged alone."""
        ...

    def track(self, picture_bgr: npt.NDArray[np.uint8], at_ms: int) -> FoundFace | None:
        """The main face of a live stream; `at_ms` must rise from call to call."""
        ...

    def close(self) -> None:
        """Free the model."""
        ...
