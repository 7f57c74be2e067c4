"""Works out the target outlines of `imaging/head_outline.py` anew: prints them as they stand there.

The outlines of made heads without hair that hold each view, well centred, are averaged as signed distances and
smoothed. A side view is mirrored for the other side. Usage: `python tests/pictures/make_head_outlines.py`
"""

import math
import sys
from pathlib import Path

import cv2
import numpy as np

from skinlax_desktop.domain.views import POSE_TARGETS, View
from skinlax_desktop.phantom.head import PhantomHead, build_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.posing import pose_points
from skinlax_desktop.phantom.scene import Scene, VirtualCamera

CAMERA = VirtualCamera().scaled(0.16)
NASION_BEFORE_MIDDLE_MM = 55.0
UNDER_CHIN_MM = 165.0
POINTS = 90


def mask_of(head: PhantomHead, view: View) -> np.ndarray:
    """The head without its hair that holds the view in the middle of the picture, 0/1."""
    pose = POSE_TARGETS[view].pose
    aside = NASION_BEFORE_MIDDLE_MM * math.sin(math.radians(pose.yaw_deg))
    points = pose_points(head.shape_mm("neutral"), Scene(pose=pose, offset_mm=(aside, 0.0)))
    corners = np.round(CAMERA.project(points)[head.topology.triangles] * 16.0).astype(np.int32)
    mask = np.zeros((CAMERA.height_px, CAMERA.width_px), dtype=np.uint8)
    for triangle in corners:
        cv2.fillConvexPoly(mask, triangle, 1, shift=4)
    return mask


def signed_distance(mask: np.ndarray) -> np.ndarray:
    """Pixels to the border, negative outside."""
    inside = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    return inside - cv2.distanceTransform(1 - mask, cv2.DIST_L2, 5)


def outline_of(masks: list[np.ndarray]) -> np.ndarray:
    """The border of the mean head from shoulder to shoulder, (n, 2) in 0..1 of the picture."""
    mean = cv2.GaussianBlur(np.mean([signed_distance(mask) for mask in masks], axis=0), (0, 0), 4.0)
    lowest = round(CAMERA.height_px / 2 + UNDER_CHIN_MM * CAMERA.focal_px / 800.0)
    head = (mean > 0).astype(np.uint8)
    found, _ = cv2.findContours(head, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    border = max(found, key=cv2.contourArea)[:, 0, :].astype(float)
    kept = (border[:, 1] < lowest) & (border[:, 0] > 0) & (border[:, 0] < CAMERA.width_px - 1)
    start = int(np.flatnonzero(~kept)[-1]) + 1
    line = np.roll(border, -start, axis=0)[np.roll(kept, -start)]
    along = np.r_[0.0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]
    even = np.linspace(0.0, along[-1], POINTS * 4)
    line = np.column_stack([np.interp(even, along, line[:, axis]) for axis in (0, 1)])
    padded = np.pad(line, ((4, 4), (0, 0)), mode="reflect", reflect_type="odd")
    smooth = np.column_stack([np.convolve(padded[:, axis], np.ones(9) / 9, "valid") for axis in (0, 1)])
    chosen = smooth[np.linspace(0, len(smooth) - 1, POINTS).round().astype(int)]
    return (chosen + 0.5) / (CAMERA.width_px, CAMERA.height_px)


def main() -> None:
    """Print each outline as thousandths."""
    resources = Path(__file__).parents[2] / "resources"
    heads = [build_head(patient, resources) for patient in DEFAULT_PATIENTS[:2]]
    both = {
        View.FRONTAL: View.FRONTAL,
        View.CHIN_UP: View.CHIN_UP,
        View.CHIN_DOWN: View.CHIN_DOWN,
        View.OBLIQUE_RIGHT: View.OBLIQUE_LEFT,
        View.LATERAL_RIGHT: View.LATERAL_LEFT,
    }
    for view, other in both.items():
        masks = [mask_of(head, view) for head in heads]
        masks += [cv2.flip(mask_of(head, other), 1) for head in heads]
        line = " ".join(f"{round(x * 1000)},{round(y * 1000)}" for x, y in outline_of(masks))
        sys.stdout.write(f"{view.value}\n{line}\n")


if __name__ == "__main__":
    main()
