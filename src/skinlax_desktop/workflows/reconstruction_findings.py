"""What is to be said of a reconstruction: gaps, pictures that did not fit, motion, mirrored pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.surface.reconstruction.bundle_adjustment import Bundle
from skinlax_desktop.surface.reconstruction.camera_check import focal_from_pictures
from skinlax_desktop.surface.reconstruction.head_placing import head_yaw_deg
from skinlax_desktop.workflows.capture_set import CaptureFrame
from skinlax_desktop.workflows.reconstruction_pictures import expected_yaw_deg

# Neighbours of a sweep further apart than this match no longer as densely.
WIDEST_GAP_DEG: Final = 22.0
FULL_TURN_DEG: Final = 75.0
MOVED_MM: Final = 0.5
_SIDEWAYS_DEG: Final = 20.0
_MIRRORED_WITHIN_DEG: Final = 18.0
_STANDS_OUT: Final = 2.5
_FOCAL_MARGIN: Final = 0.03
# What features of a still face are off, a focal length of 5 % beside it included; 1 mm of motion gives .75 and finds a
# focal length of 8 % beside the true one.
_STILL_FACE_PX: Final = 0.42
_TELLS_FOCAL_DEG: Final = 120.0
_SHORT_TURN_MARGIN: Final = 0.06
# Hair and shine bend a focal length by up to 5 %, yet the one given fits less than 1 % worse (three phantoms with the
# right lens); with one 5 % wrong it fits 1.5 to 16 % worse (three phantoms, the real scan).
_WORSE: Final = 1.012
_CLEARLY_WORSE: Final = 1.1
# Beyond this a smooth field no longer describes what an expression does.
_MOST_MOTION_MM: Final = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A code of `text/reconstruction.py` and what its sentence needs. `partial`: part of the face is missing."""

    code: str
    values: tuple[tuple[str, Any], ...] = ()
    partial: bool = False


def findings(
    *,
    files: Sequence[str],
    used: Sequence[str],
    yaws_deg: Sequence[float],
    swept: bool,
    motion_mm: float | None,
    motion_by_frame_mm: Sequence[float],
    scale_known: bool,
    single_stills: bool = False,
    nasion_measured: bool = True,
    changed: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """All that a person should know before trusting the mesh."""
    found = []
    unused = [file for file in files if file not in set(used)]
    if unused:
        found.append(Finding(code="frames_unused", values=(("files", ", ".join(unused)),), partial=True))
    order = np.sort(np.array(yaws_deg))
    if swept:
        for low, high in pairwise(order):
            if high - low > WIDEST_GAP_DEG:
                found.append(
                    Finding(code="gap", values=(("low", round(float(low))), ("high", round(float(high)))), partial=True)
                )
    if order[-1] < FULL_TURN_DEG:
        found.append(Finding(code="right_side_missing", partial=True))
    if order[0] > -FULL_TURN_DEG:
        found.append(Finding(code="left_side_missing", partial=True))
    if motion_mm is not None and motion_mm > MOVED_MM:
        found.append(Finding(code="moved", values=(("motion", round(motion_mm, 1)),)))
    if motion_by_frame_mm:
        usual = float(np.median(motion_by_frame_mm))
        found.extend(
            Finding(code="frame_moved", values=(("file", file), ("motion", round(value, 1))))
            for file, value in zip(used, motion_by_frame_mm, strict=True)
            if value > max(_STANDS_OUT * usual, 1.0)
        )
    found.extend(Finding(code="expression_changed", values=(("file", file),)) for file in changed)
    if single_stills:
        found.append(Finding(code="single_stills", partial=True))
    if not nasion_measured and not single_stills:
        found.append(Finding(code="no_nasion", partial=True))
    if not scale_known:
        found.append(Finding(code="no_scale"))
    return tuple(found)


def refuse_wrong_camera(bundle: Bundle, solved: Sequence[int], *, joined: bool = False) -> None:
    """Raise `reconstruct_wrong_camera` when the pictures contradict the focal length.

    A short turn, a face that moved, and views that are only `joined` across wide gaps must contradict it grossly.
    """
    yaws = [head_yaw_deg(bundle.rotations[frame]) for frame in solved]
    share, worse = focal_from_pictures(bundle, solved)
    if max(yaws) - min(yaws) >= _TELLS_FOCAL_DEG and not joined:
        # What no lens explains is motion.
        left = float((bundle.residuals_px() ** 2).sum(axis=1).mean()) / worse
        margin = _FOCAL_MARGIN * max(1.0, left / _STILL_FACE_PX**2)
        contradicted = abs(share - 1.0) > margin and worse > _WORSE
    else:
        contradicted = abs(share - 1.0) > _SHORT_TURN_MARGIN and worse > _CLEARLY_WORSE
    if contradicted:
        raise SkinlaxError("reconstruct_wrong_camera", percent=f"{100.0 * (share - 1.0):+.0f}")


def refuse_moved(motion_mm: float) -> None:
    """Raise `reconstruct_moved` for a motion that no measurement survives (3D rms, average head's millimetres)."""
    if motion_mm > _MOST_MOTION_MM:
        raise SkinlaxError("reconstruct_moved", motion=f"{motion_mm:.0f}")


def refuse_mirrored(frames: Sequence[CaptureFrame], solved: Sequence[int], yaws_deg: Sequence[float]) -> None:
    """Raise `reconstruct_mirrored` when a named view shows the other side of the face."""
    for frame, yaw in zip(solved, yaws_deg, strict=True):
        wanted = expected_yaw_deg(frames[frame])
        if wanted is None or abs(wanted) < _SIDEWAYS_DEG:
            continue
        if wanted * yaw < 0 and abs(wanted + yaw) < _MIRRORED_WITHIN_DEG:
            raise SkinlaxError("reconstruct_mirrored", file=frames[frame].file)
