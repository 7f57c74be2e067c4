"""How large the face is in the picture, and how far away: from the irises and the pupils."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.rigid_face import IRIS_LEFT, IRIS_RIGHT

Points = npt.NDArray[np.float64]

# Horizontal visible iris diameter, mean and between-subject standard deviation (Google 2020; clinical.md 2.1).
IRIS_MM: Final = 11.7
IRIS_SIGMA: Final = 0.043


def iris_diameter_px(points_px: Points, yaw_deg: float) -> float:
    """Horizontal diameter of the irises in pixels, undone of the head's turn; the eye nearer to the camera counts more.

    The eyes look at the lens whatever the head does, so the iris itself is seen nearly face-on; it is the largest
    of the two directions that is kept.
    """
    diameters = [
        max(
            float(np.linalg.norm(points_px[iris[1]] - points_px[iris[3]])),
            float(np.linalg.norm(points_px[iris[2]] - points_px[iris[4]])),
        )
        for iris in (IRIS_RIGHT, IRIS_LEFT)
    ]
    if abs(yaw_deg) < 15.0:
        return float(np.mean(diameters))
    # Turned to the own left the right side faces the camera.
    return diameters[0] if yaw_deg > 0.0 else diameters[1]


def distance_from_iris_mm(iris_px: float, focal_px: float) -> float:
    """Camera to eyes, millimetres; one person's iris makes it wrong by 4.3 % (one standard deviation)."""
    return focal_px * IRIS_MM / iris_px


def pupil_distance_px(points_px: Points) -> float:
    """Between the iris centres, pixels, as seen."""
    return float(np.linalg.norm(points_px[IRIS_RIGHT[0]] - points_px[IRIS_LEFT[0]]))
