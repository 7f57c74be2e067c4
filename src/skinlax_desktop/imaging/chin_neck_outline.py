"""The outline of chin, floor of the mouth and neck of a head in profile, at the full resolution of the picture.

The silhouette says where to look; each point is then moved onto the edge itself, where the colour is half way from the
backdrop's to the head's. Skin alone counts: the outline ends where a collar, hair or a beard begins.
"""

from dataclasses import dataclass
from typing import Final, cast

import cv2
import numpy as np
import numpy.typing as npt

from skinlax_desktop.imaging.profile import Profile
from skinlax_desktop.imaging.silhouette import Mask

Points = npt.NDArray[np.float64]
Picture = npt.NDArray[np.uint8]

# Lengths in shares of nasion to chin.
_STEP: Final = 0.008
_LONGEST: Final = 1.35
_EDGE_REACH: Final = 0.025
_INSIDE: Final = 0.035
_FACE_SAMPLE: Final = (0.05, 0.14)
# Skin keeps its hue in shadow, cloth and grey hair do not have it: share of the face's own.
_LEAST_SKIN_HUE: Final = 0.45
_NOT_SKIN_RUN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChinNeckOutline:
    """`points` (n, 2) pixels of the picture at equal steps, from the front of the chin down the neck."""

    points: Points
    length_px: float
    looks_right: bool

    @property
    def level(self) -> Points:
        """The outline with x forward and y up, in shares of nothing: pixels."""
        sign = 1.0 if self.looks_right else -1.0
        return np.asarray(self.points * np.array([sign, -1.0]))


def trace_chin_and_neck(picture: Picture, mask: Mask, profile: Profile, scale: float) -> ChinNeckOutline | None:
    """Follow the outline; `mask` and `profile` in silhouette pixels, `scale` picture pixels each. None if too short."""
    length = profile.nasion_to_chin * scale
    coarse = walk_down_from_chin(mask, profile, step=_STEP * profile.nasion_to_chin)
    if coarse is None:
        return None
    points = (coarse + 0.5) * scale - 0.5
    lab = _lab_around(picture, points, length)
    if lab is None or len(points) < 30:
        return None
    points = _onto_edge(lab, points, length, profile.looks_right)
    return _only_skin(lab, points, length, profile.looks_right)


def walk_down_from_chin(mask: Mask, profile: Profile, *, step: float) -> Points | None:
    """The silhouette's border from the front of the chin downwards, (n, 2) mask pixels at equal steps."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    border = max(outlines, key=len)[:, 0].astype(np.float64)
    start = int(np.argmin(((border - np.array(profile.chin_front)) ** 2).sum(axis=1)))
    ring = np.roll(border, -start, axis=0)
    # The way on which the nose does not lie is the way down.
    to_nose = int(np.argmin(((ring - np.array(profile.nose_tip)) ** 2).sum(axis=1)))
    down = ring if to_nose > len(ring) / 2 else np.vstack((ring[:1], ring[:0:-1]))
    height, width = mask.shape
    at_rim = (down[:, 1] >= height - 2) | (down[:, 0] <= 1) | (down[:, 0] >= width - 2)
    down = down[: int(np.argmax(at_rim))] if at_rim.any() else down
    return _equal_steps(down, step, _LONGEST * profile.nasion_to_chin) if len(down) > 10 else None


def _equal_steps(line: Points, step: float, longest: float) -> Points:
    kernel = np.ones(5) / 5.0
    padded = np.vstack((np.repeat(line[:1], 2, axis=0), line, np.repeat(line[-1:], 2, axis=0)))
    calm = np.column_stack([np.convolve(padded[:, axis], kernel, mode="valid") for axis in range(2)])
    along = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(calm, axis=0), axis=1))))
    wanted = np.arange(0.0, min(along[-1], longest), step)
    return np.column_stack([np.interp(wanted, along, calm[:, axis]) for axis in range(2)])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _LabCrop:
    pixels: npt.NDArray[np.float32]
    corner: npt.NDArray[np.int64]

    def sample(self, places: Points) -> npt.NDArray[np.float32]:
        moved = (places - self.corner).astype(np.float32)
        return cast(
            npt.NDArray[np.float32],
            cv2.remap(self.pixels, moved[..., 0], moved[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
        )


def _lab_around(picture: Picture, points: Points, length: float) -> _LabCrop | None:
    if len(points) == 0:
        return None
    margin = 2.0 * _FACE_SAMPLE[1] * length
    size = np.array([picture.shape[1], picture.shape[0]])
    low = np.clip(np.floor(points.min(axis=0) - margin).astype(np.int64), 0, size - 2)
    high = np.clip(np.ceil(points.max(axis=0) + margin).astype(np.int64), low + 2, size)
    crop = picture[low[1] : high[1], low[0] : high[0]]
    calm = cv2.GaussianBlur(crop, (0, 0), max(0.0012 * length, 0.5))
    lab = cv2.cvtColor(calm.astype(np.float32) / np.float32(255.0), cv2.COLOR_BGR2LAB)
    return _LabCrop(pixels=cast(npt.NDArray[np.float32], lab), corner=low)


def _outward(points: Points, looks_right: bool) -> Points:
    """Unit normals towards the backdrop: ahead of the chin, below the floor of the mouth, ahead of the neck."""
    tangent = np.gradient(points, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-9)
    # Walking down a face that looks right, the backdrop is on the left hand (picture y runs down).
    normal = np.column_stack((tangent[:, 1], -tangent[:, 0]))
    return normal if looks_right else -normal


def _onto_edge(lab: _LabCrop, points: Points, length: float, looks_right: bool) -> Points:
    normal = _outward(points, looks_right)
    offsets = np.arange(-_EDGE_REACH * length, _EDGE_REACH * length + 0.1, 0.5)
    profiles = lab.sample(points[:, None] + offsets[None, :, None] * normal[:, None]).astype(np.float64)
    head, backdrop = profiles[:, :4].mean(axis=1), profiles[:, -4:].mean(axis=1)
    across = backdrop - head
    # Towards the backdrop's colour: 0 on the head, 1 beyond it.
    share = ((profiles - head[:, None]) * across[:, None]).sum(axis=2) / np.maximum(
        (across**2).sum(axis=1, keepdims=True), 1e-6
    )
    beyond = share > 0.5
    # The last place still on the head, so that a highlight inside it is no edge.
    last = beyond.shape[1] - 1 - np.argmax(~beyond[:, ::-1], axis=1)
    last = np.clip(last, 0, beyond.shape[1] - 2)
    row = np.arange(len(points))
    low, high = share[row, last], share[row, last + 1]
    part = np.clip((0.5 - low) / np.where(np.abs(high - low) < 1e-6, 1.0, high - low), 0.0, 1.0)
    shift = offsets[last] + part * 0.5
    clear = np.linalg.norm(across, axis=1) > 4.0
    shift = np.where(clear, shift, 0.0)
    # A single point astray is a hair or a speck.
    padded = np.pad(shift, 2, mode="edge")
    calm = np.median(np.stack([padded[k : k + len(shift)] for k in range(5)]), axis=0)
    return np.asarray(points + calm[:, None] * normal)


def _only_skin(lab: _LabCrop, points: Points, length: float, looks_right: bool) -> ChinNeckOutline | None:
    normal = _outward(points, looks_right)
    depths = np.linspace(0.5 * _INSIDE, _INSIDE, 4) * length
    inside = np.median(lab.sample(points[:, None] - depths[None, :, None] * normal[:, None]), axis=1)
    deep = np.linspace(*_FACE_SAMPLE, 6) * length
    face = lab.sample(points[:12, None] - deep[None, :, None] * normal[:12, None]).reshape(-1, 3)
    own = np.median(face[:, 1:] / np.maximum(face[:, :1], 5.0), axis=0)
    hue = inside[:, 1:] / np.maximum(inside[:, :1], 5.0)
    share = hue @ own / max(float(own @ own), 1e-9)
    bare = share > _LEAST_SKIN_HUE
    bad_run = np.convolve(~bare, np.ones(_NOT_SKIN_RUN, dtype=int), mode="full")[: len(bare)] >= _NOT_SKIN_RUN
    end = int(np.argmax(bad_run)) - _NOT_SKIN_RUN + 1 if bad_run.any() else len(points)
    if end < 10:
        return None
    return ChinNeckOutline(points=points[:end], length_px=length, looks_right=looks_right)
