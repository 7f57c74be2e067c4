"""Two drawings of one region of skin brought under each other: the shift, and what it errs by.

After B. Lucas and T. Kanade (1981), coarse to fine. The error comes from the drawings themselves: what still differs
pulls each patch of the region its own way, and the patches' scatter is that of the shift.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from scipy.linalg import eigh

from skinlax_desktop.surface.pattern_shift import PatternShift

Floats = npt.NDArray[np.float64]

PIXEL_MM: Final = 1.0
_SLOW_MM: Final = 5.0
# Blur of each round, coarse to fine; the last is that of the reading.
_ROUNDS_MM: Final = (2.4, 2.4, 1.0, 1.0, 1.0)
_FARTHEST_MM: Final = 6.0
_PATCH_MM: Final = 6.0
_LEAST_PATCHES: Final = 6
_LEAST_SEEN: Final = 0.5
_LEAST_MM2: Final = 60.0
_LEAST_LIKENESS: Final = 0.6
_WHOLLY_SEEN: Final = 0.99
_TUKEY: Final = 3.0
_LONGEST_STEP_MM: Final = 1.5
_LEAST_SHARED: Final = 0.5
# Of another face's skin, or a mirrored one, at most 0.47 and 0.37 were found on phantoms, not together.
_NEARLY_ALIKE: Final = 0.5
_NEARLY_SHARED: Final = 0.4
_BENDINGS: Final = 4
_BEND_MM: Final = 4.0
_PATCH_RIDGE: Final = 0.05


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawing:
    """What was seen: the logarithm of green over red, and where it is to be trusted."""

    value: npt.NDArray[np.float32]
    good: npt.NDArray[np.bool_]

    @property
    def weight(self) -> npt.NDArray[np.float32]:
        """1 where it was seen, else 0."""
        return self.good.astype(np.float32)

    def layers(self) -> dict[float, npt.NDArray[np.float32]]:
        """By blur: blurred a little, less what is blurred much; 0 where nothing was seen."""
        weight = self.weight
        slow = _blurred(self.value, weight, _SLOW_MM)
        return {blur: (_blurred(self.value, weight, blur) - slow) * weight for blur in set(_ROUNDS_MM)}


def _blurred(
    value: npt.NDArray[np.float32], weight: npt.NDArray[np.float32], blur_mm: float
) -> npt.NDArray[np.float32]:
    """Blurred over what was seen only."""
    sigma = blur_mm / PIXEL_MM
    total = cv2.GaussianBlur(weight, (0, 0), sigma)
    return np.asarray(cv2.GaussianBlur(value, (0, 0), sigma) / np.maximum(total, np.float32(1e-3)), dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Step:
    """One round: the `seen` pixels, slopes (k, 2) of both drawings, what is left (k,), weights (k,), both (k,)."""

    seen: npt.NDArray[np.bool_]
    slope_one: Floats
    slope_two: Floats
    left: Floats
    weight: Floats
    one: npt.NDArray[np.float32]
    two: npt.NDArray[np.float32]

    @property
    def information(self) -> Floats:
        """Of every pixel (k, 2, 2): of what both drawings show. Slopes of noise are not shared and average out."""
        across = self.weight[:, None, None] * self.slope_one[:, :, None] * self.slope_two[:, None, :]
        return np.asarray(0.5 * (across + across.transpose(0, 2, 1)))

    @property
    def pull(self) -> Floats:
        """Of every pixel (k, 2); of both slopes alike, so that noise pulls to no side."""
        return np.asarray(0.5 * (self.slope_one + self.slope_two) * (self.weight * self.left)[:, None])

    @property
    def pushed(self) -> Floats:
        """(2, 2): as if all slopes were shared. Too sure of itself, but steady while the drawings lie far apart."""
        mean = 0.5 * (self.slope_one + self.slope_two) * np.sqrt(self.weight)[:, None]
        return np.asarray(mean.T @ mean + 1e-12 * np.eye(2))

    @property
    def alike(self) -> tuple[float, float]:
        """The drawings' correlation, and the share of the slopes that is common, along the direction of the least."""
        shared = float(eigh(self.information.sum(axis=0), self.pushed, eigvals_only=True)[0])
        return float(np.corrcoef(self.one, self.two, dtype=np.float64)[0, 1]), shared


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pair:
    """Both drawings at one blur and which pixels are asked about.

    `two` (h, w, 2) also says where the second was seen (1 or 0); `slope_one` (h, w, 2) belongs to the first.
    """

    one: npt.NDArray[np.float32]
    slope_one: Floats
    two: npt.NDArray[np.float32]
    inside: npt.NDArray[np.bool_]


def _step(pair: _Pair, shift: Floats) -> _Step | None:
    one, inside = pair.one, pair.inside
    moved, seen_two = np.moveaxis(_warped(pair.two, shift), 2, 0)
    seen = (seen_two > _WHOLLY_SEEN) & inside
    if seen.sum() < max(_LEAST_MM2 / PIXEL_MM**2, _LEAST_SEEN * inside.sum()):
        return None
    left = (one - moved)[seen].astype(np.float64)
    # What is left lies around 0: both drawings are without their slow part.
    limit = _TUKEY * 1.4826 * float(np.median(np.abs(left))) + 1e-9
    return _Step(
        seen=seen,
        slope_one=pair.slope_one[seen],
        slope_two=_slopes(moved)[seen],
        left=left,
        weight=np.clip(1.0 - (left / limit) ** 2, 0.0, None) ** 2,
        one=one[seen],
        two=moved[seen],
    )


def _slopes(drawing: npt.NDArray[np.float32]) -> Floats:
    """Of a drawing (h, w): across and down (h, w, 2), a millimetre."""
    slopes = np.empty((*drawing.shape, 2))
    for flat, along in ((drawing.T, slopes[..., 0].T), (drawing, slopes[..., 1])):
        along[1:-1] = (flat[2:] - flat[:-2]) / (2.0 * PIXEL_MM)
        along[0], along[-1] = (flat[1] - flat[0]) / PIXEL_MM, (flat[-1] - flat[-2]) / PIXEL_MM
    return slopes


def match(
    plane: Floats, then: Drawing, now: Drawing, inside: npt.NDArray[np.bool_], places: Floats
) -> PatternShift | None:
    """The shift along `plane` (2, 3) that brings `now` under `then` where `inside`; None where they do not match.

    `places` (h, w, 3) are the points of the first surface behind the pixels.
    """
    shift = np.zeros(2)
    one, two, step = then.layers(), now.layers(), None
    pairs = {
        blur: _Pair(
            one=one[blur], slope_one=_slopes(one[blur]), two=np.stack((two[blur], now.weight), axis=2), inside=inside
        )
        for blur in one
    }
    for blur in _ROUNDS_MM:
        step = _step(pairs[blur], shift)
        if step is None:
            return None
        move = np.linalg.solve(step.pushed, step.pull.sum(axis=0))
        shift = shift + move * min(1.0, _LONGEST_STEP_MM / max(float(np.linalg.norm(move)), 1e-9))
        if np.linalg.norm(shift) > _FARTHEST_MM:
            return None
    assert step is not None  # noqa: S101
    likeness, shared = step.alike
    if not (likeness >= _LEAST_LIKENESS and shared >= _LEAST_SHARED):
        # A bent drawing matches many others: only what nearly matched as it was may bend.
        if not (likeness >= _NEARLY_ALIKE and shared >= _NEARLY_SHARED):
            return None
        bent = _bent(pairs[_ROUNDS_MM[-1]], shift)
        likeness, shared = (0.0, 0.0) if bent is None else bent.alike
    if not (likeness >= _LEAST_LIKENESS and shared >= _LEAST_SHARED):
        return None
    return _with_errors(plane, step, shift, likeness, places[step.seen])


def _bent(pair: _Pair, shift: Floats) -> _Step | None:
    """Both drawings once every place follows its own neighbourhood: a zone does not slide as a stiff plate."""
    one, inside = pair.one, pair.inside
    flow = np.broadcast_to(shift, (*one.shape, 2)).astype(np.float64)
    for _ in range(_BENDINGS):
        moved = _warped(pair.two, flow)[..., 0]
        slope = 0.5 * (pair.slope_one + _slopes(moved)) * inside[..., None]
        left = (one - moved) * inside
        products = np.stack(
            [slope[..., 0] ** 2, slope[..., 0] * slope[..., 1], slope[..., 1] ** 2, *np.moveaxis(slope, 2, 0) * left], 2
        )
        xx, xy, yy, x, y = np.moveaxis(cv2.GaussianBlur(products, (0, 0), _BEND_MM / PIXEL_MM), 2, 0)
        ridge = _PATCH_RIDGE * float((xx + yy)[inside].mean())
        across, down = xx + ridge, yy + ridge
        size = across * down - xy**2
        flow = flow + np.stack((down * x - xy * y, across * y - xy * x), axis=-1) / size[..., None]
    return _step(pair, flow)


def _warped(drawing: npt.NDArray[np.float32], flow: Floats) -> npt.NDArray[np.float32]:
    """What lies `flow` (2,) or (h, w, 2), millimetres, beside each pixel of a drawing (h, w) of any channels."""
    if flow.ndim == 1:
        shift = np.array([[1.0, 0.0, flow[0] / PIXEL_MM], [0.0, 1.0, flow[1] / PIXEL_MM]])
        size = (drawing.shape[1], drawing.shape[0])
        moved = cv2.warpAffine(drawing, shift, size, flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP)
        return np.asarray(moved, dtype=np.float32)
    rows, columns = np.indices(drawing.shape[:2]).astype(np.float32)
    map_x = np.asarray(columns + flow[..., 0] / PIXEL_MM, dtype=np.float32)
    map_y = np.asarray(rows + flow[..., 1] / PIXEL_MM, dtype=np.float32)
    return np.asarray(cv2.remap(drawing, map_x, map_y, cv2.INTER_CUBIC), dtype=np.float32)


def _with_errors(plane: Floats, step: _Step, shift: Floats, likeness: float, points: Floats) -> PatternShift | None:
    """Two numbers were fitted to patches that err apart (H. White, 1980, with the correction for few groups)."""
    flat = np.floor(points @ plane.T / _PATCH_MM)
    _, group = np.unique(flat[:, 0] * 10_000 + flat[:, 1], return_inverse=True)
    count = int(group.max()) + 1
    if count < _LEAST_PATCHES:
        return None
    score = _summed(step.pull, group, count)
    information = _summed(step.information.reshape(-1, 4), group, count).reshape(count, 2, 2)
    whole = information.sum(axis=0)
    inverse = np.linalg.inv(whole)
    covariance = inverse @ (score.T @ score) @ inverse * count / (count - 2.0)
    # What one unit of information is worth, as the patches' scatter tells.
    noise = float(np.trace(covariance @ whole)) / 2.0
    middle = _summed(points, group, count) / np.bincount(group)[:, None]
    values, vectors = np.linalg.eigh(information)
    information = np.einsum("kab,kb,kcb->kac", vectors, np.maximum(values, 0.0), vectors)
    steady = information + _PATCH_RIDGE * np.trace(whole) / count * np.eye(2)
    return PatternShift(
        plane=plane,
        shift_mm=shift,
        covariance=covariance,
        about=points.mean(axis=0),
        likeness=likeness,
        patch_points=middle,
        patch_shift_mm=shift + np.linalg.solve(steady, score[..., None])[..., 0],
        patch_information=information / max(noise, 1e-12),
    )


def _summed(values: Floats, group: npt.NDArray[np.intp], count: int) -> Floats:
    """Rows (n, k) summed by group (count, k)."""
    return np.column_stack([np.bincount(group, weights=column, minlength=count) for column in values.T])
