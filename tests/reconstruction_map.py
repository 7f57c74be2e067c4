"""A picture of the error of a reconstruction, from the front, from both sides and from below."""

from pathlib import Path

import cv2
import numpy as np

from reconstruction_truth import MeshError, Points

FULL_MM = 0.5
SIDE, PER_MM = 460, 2.1
GAP_COLOUR = (40, 200, 40)
# Across, up the page, towards the viewer: axis and sign; the middle of the panel in millimetres.
VIEWS = (
    ((0, 1.0), (1, 1.0), (2, 1.0), (0.0, -25.0)),
    ((2, 1.0), (1, 1.0), (0, 1.0), (-45.0, -25.0)),
    ((2, -1.0), (1, 1.0), (0, -1.0), (-45.0, -25.0)),
    ((0, 1.0), (2, 1.0), (1, -1.0), (0.0, -45.0)),
)


def draw(error: MeshError, path: Path) -> None:
    """Blue outside the truth, red inside, full colour at 0.5 mm; green: truth that was seen and is lost."""
    share = np.clip(error.signed_mm / FULL_MM, -1.0, 1.0)
    fade = (255 * (1.0 - np.abs(share))).astype(np.uint8)
    full = np.full_like(fade, 255)
    colour = np.where((share > 0)[:, None], np.stack([full, fade, fade], 1), np.stack([fade, fade, full], 1))
    lost = error.lost_mm
    page = np.hstack(
        [
            _panel(
                np.vstack([error.at_mm, lost]),
                np.vstack([error.normal, error.lost_normal]),
                np.vstack([colour, np.tile(np.array(GAP_COLOUR, dtype=np.uint8), (len(lost), 1))]),
                view,
            )
            for view in VIEWS
        ]
    )
    label = (
        f"{path.stem}: median {error.median_mm:.3f} mm, 95 % {error.p95_mm:.2f} mm, within 1 mm"
        f" {100 * error.complete:.1f} % (green: lost); blue out, red in, full at {FULL_MM} mm"
    )
    cv2.putText(page, label, (8, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (60, 60, 60), 1, cv2.LINE_AA)
    cv2.imwrite(str(path), page)


def _panel(points: Points, normals: Points, colour: Points, view: tuple) -> Points:
    (across, right), (up, above), (towards, near), middle = view
    picture = np.full((SIDE, SIDE, 3), 255, dtype=np.uint8)
    shown = np.flatnonzero(normals[:, towards] * near > 0.05)
    shown = shown[np.argsort(points[shown, towards] * near, kind="stable")]
    column = (points[shown, across] - middle[0]) * right * PER_MM + SIDE / 2
    row = -(points[shown, up] - middle[1]) * above * PER_MM + SIDE / 2
    column, row = (np.clip(part, 0, SIDE - 2).astype(int) for part in (column, row))
    for down in (0, 1):
        for beside in (0, 1):
            picture[row + down, column + beside] = colour[shown]
    return picture
