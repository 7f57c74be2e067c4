"""What the station needs from a depth model."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.measurement import ModelUse
from skinlax_desktop.ports.landmarks import FoundFace

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DepthMap:
    """The shape of one face as one picture lets it be guessed; NaN where the face is not.

    `depth_mm_of_average_face` (h, w): before the face's own middle (its median depth), positive towards the camera, in
    the millimetres of an average face; `true_depth_mm` turns them into this face's once a scale is known.
    `sigma_mm` (h, w): a quarter of the width of the 95 % interval, in the same millimetres; it speaks of the shape, not
    of where the face stands. `normals` (h, w, 3): unit, x to the right of the picture, y up, z towards the camera.
    `map_from_picture` (2, 3) takes pixels of the photograph to pixels of the map; `picture_mm_per_px` is how many of
    the average face's millimetres a pixel of the photograph spans.

    It shows shape live and serves reconstruction; it never yields a millimetre of change by itself.
    """

    depth_mm_of_average_face: Floats
    sigma_mm: Floats
    normals: Floats
    map_from_picture: npt.NDArray[np.float64]
    picture_mm_per_px: float
    model: ModelUse

    def true_depth_mm(self, true_mm_per_px: float) -> Floats:
        """Depth (h, w) in millimetres, for a photograph whose face is known to span so many a pixel."""
        return np.asarray(
            self.depth_mm_of_average_face * np.float32(true_mm_per_px / self.picture_mm_per_px), dtype=np.float32
        )


class DepthEstimator(Protocol):
    """Guesses the shape of a face from one picture."""

    @property
    def model(self) -> ModelUse:
        """Which model answers, and the device that really runs."""
        ...

    def estimate(self, picture_bgr: npt.NDArray[np.uint8], face: FoundFace) -> DepthMap:
        """The shape of the face found in an upright (height, width, 3) BGR picture.

        Raises `SkinlaxError("depth_no_usable_view")` where the landmarks do not hold: a profile, or a face of too few
        pixels.
        """
        ...
