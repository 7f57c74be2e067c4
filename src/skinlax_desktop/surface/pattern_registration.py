"""The skin's own pattern on forehead and glabella holds a registration where shape alone lets the face slide."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree
from scipy.special import chdtrc

from skinlax_desktop.surface.error_model import ErrorModel, Samples
from skinlax_desktop.surface.face_mesh import FaceMesh
from skinlax_desktop.surface.pattern_shift import PatternShift
from skinlax_desktop.surface.rigid_motion import small_motion
from skinlax_desktop.surface.stable_registration import Registration

Floats = npt.NDArray[np.float64]

PATTERN_SD_MM: Final = 0.10
"""How far the colours of a region may lie beside their place along each axis, whatever their drawings say."""
_AGREES: Final = 0.001


def forehead_thirds(mesh: FaceMesh) -> list[npt.NDArray[np.intp]]:
    """The forehead in thirds, as numbers of vertices; with the glabella enough apart to tell turns from shifts."""
    names = {name: number for number, name in enumerate(mesh.zone_names)}
    forehead = np.flatnonzero(mesh.zone_index == names.get("forehead", -2))
    if not len(forehead):
        return []
    across = mesh.vertices_in_face_mm[forehead, 0]
    low, high = np.percentile(across, (33.3, 66.7))
    thirds = (across < low), (across >= low) & (across < high), (across >= high)
    return [forehead[third] for third in thirds]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slide:
    """A `shift` of the pattern and what it errs by without the registration, `noise` (2, 2)."""

    shift: PatternShift
    noise: Floats

    def after(self, step: Floats, about: Floats) -> "Slide":
        """The same once the registration took a small step (6,)."""
        return replace(self, shift=self.shift.after(step, about))


def with_noise(shifts: Sequence[PatternShift], samples: Samples, model: ErrorModel) -> list[Slide]:
    """Shifts with their noise: colours lie beside their place as surfaces lie off it."""
    if not shifts:
        return []
    nearest = cKDTree(samples.points).query(np.concatenate([shift.patch_points for shift in shifts]))[1]
    ends = np.cumsum([shift.places for shift in shifts])
    slides = []
    for shift, patches in zip(shifts, np.split(nearest, ends[:-1]), strict=True):
        near = np.unique(patches)
        carried = float(model.covariance(samples.of(near)).mean())
        # The scatter of few patches is itself uncertain: the variance of Student's t.
        unsure = (shift.places - 2.0) / (shift.places - 4.0)
        slides.append(Slide(shift=shift, noise=unsure * shift.covariance + (carried + PATTERN_SD_MM**2) * np.eye(2)))
    return slides


def hold_by_pattern(
    registration: Registration, slides: Sequence[Slide], model: ErrorModel
) -> tuple[Registration, Floats]:
    """The registration corrected by slides of skin that should not have slid, and the step (6,) it took.

    Least squares of what the shape says and what the pattern says, each with its errors. A region that disagrees with
    the shape beyond both (one in a thousand) is left out.
    """
    prior = registration.covariance(model)
    used = []
    for slide in slides:
        shift, noise = slide.shift, slide.noise
        rows = shift.rows(shift.about[None], registration.about)[0]
        expected = rows @ prior @ rows.T + noise
        if chdtrc(2, shift.shift_mm @ np.linalg.solve(expected, shift.shift_mm)) > _AGREES:
            used.append((rows, noise, shift.shift_mm))
    if not used:
        return registration, np.zeros(6)
    rows = np.concatenate([part[0] for part in used])
    noise = np.zeros((len(rows), len(rows)))
    for number, part in enumerate(used):
        noise[2 * number : 2 * number + 2, 2 * number : 2 * number + 2] = part[1]
    gain = np.linalg.solve(rows @ prior @ rows.T + noise, rows @ prior).T
    step = gain @ np.concatenate([part[2] for part in used])
    kept = np.eye(6) - gain @ rows
    return (
        replace(
            registration,
            motion=small_motion(step, registration.about).then(registration.motion),
            gain=kept @ registration.gain,
            kept=kept @ registration.kept,
            pattern_covariance=kept @ registration.pattern_covariance @ kept.T + gain @ noise @ gain.T,
            held_by_pattern=len(used),
        ),
        step,
    )
