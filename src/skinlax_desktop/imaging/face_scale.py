"""How large the face is in the picture, and how far away: from the irises and the pupils."""

from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.rigid_face import IRIS_LEFT, IRIS_RIGHT

Points = npt.NDArray[np.float64]

# Between the pupils at the working distance, mean and between-subject standard deviation: 63.4 mm and 3.8 mm for far
# (Dodgson 2004), less 1.6 % because both eyes turn in to a lens 0.8 m away.
PUPILS_MM: Final = 62.4
PUPILS_SIGMA: Final = 0.061
# Where no lens is known a face is taken to be of the usual size.
ASSUMED_PUPIL_DISTANCE_MM: Final = 63.0
# What the landmarks add to the iris's own spread.
_IRIS_LANDMARKS_SIGMA: Final = 0.03
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


def distance_from_eyes_mm(iris_px: float, pupils_px: float, focal_px: float) -> float:
    """Camera to eyes of a frontal face, millimetres: iris and pupil distance, weighed by what each is uncertain by.

    Wrong by some 4 % (one standard deviation) between people. `pupils_px` is undone of the head's turn.
    """
    from_iris = (IRIS_SIGMA**2 + _IRIS_LANDMARKS_SIGMA**2) ** -1
    from_pupils = PUPILS_SIGMA**-2
    weighed = from_iris * distance_from_iris_mm(iris_px, focal_px) + from_pupils * focal_px * PUPILS_MM / pupils_px
    return weighed / (from_iris + from_pupils)


def pupil_distance_px(points_px: Points) -> float:
    """Between the iris centres, pixels, as seen."""
    return float(np.linalg.norm(points_px[IRIS_RIGHT[0]] - points_px[IRIS_LEFT[0]]))


def assumed_mm_per_px(points_px: Points, depth_px: Points) -> float:
    """Millimetres a pixel at a face whose pupils are as far apart as those of most adults."""
    right, left = np.column_stack((points_px, depth_px))[[IRIS_RIGHT[0], IRIS_LEFT[0]]]
    return ASSUMED_PUPIL_DISTANCE_MM / max(float(np.linalg.norm(right - left)), 1.0)
