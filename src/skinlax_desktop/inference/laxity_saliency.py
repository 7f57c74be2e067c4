"""Which parts of a photograph moved a grade: blocks of every zone's patch are smoothed, one after the other.

The graph gives no gradients at run time, so it is asked again with a block's detail smoothed away, and what the fused
grade loses is what the block was worth. Where zones look at their own patches only, one block of every zone is smoothed
in the same run; where a grade hears the other zones too, which is tested in the same call, each kind of zone is
asked alone, both its sides at once. Every map is tested by another kind of covering than the one that made it:
flattening the places it names must move the grade as it says, and farther than flattening places drawn at random
(`docs/decisions/0020-saliency-by-occlusion.md`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.zones import PAIRED_ZONES
from skinlax_desktop.imaging.block_occlusion import block_masks, smoothed, spread_effects, strongest_places
from skinlax_desktop.imaging.normalised_face import PATCH_PX, WIDTH_PX, NormalisedFace, zone_centres_px
from skinlax_desktop.inference.laxity_fusion import fuse_views
from skinlax_desktop.inference.laxity_input import KINDS, OUTPUT_ZONES
from skinlax_desktop.ports.saliency import OnProgress, ZoneSaliency

BLOCK_PX: Final = 14
STEP_PX: Final = 7
SMOOTH_PX: Final = 3.0
CHECKED_SHARE: Final = 0.2
CONTROLS: Final = 4
LEAST_REACH: Final = 0.05
"""Grades: below it the photograph hardly moved the number, and a map would show noise."""

MOST_MIXED: Final = 0.02
"""Grades of other zones' patches beside a zone's own, from which on kinds of zones are asked alone."""

MOST_OF_OTHER_SIDE: Final = 0.25
"""Of a map's reach: what covering the other side as well may change of it."""

_MAP_SMOOTH_PX: Final = 2.0
"""Takes the blocks' borders off the map: nothing finer than a block was asked."""

_BATCH: Final = 8
_PAIRED: Final = len(PAIRED_ZONES)
_SEED: Final = 1
_KIND: Final = np.array([*range(_PAIRED), *range(_PAIRED), *range(_PAIRED, len(KINDS))])
"""Which of the network's kinds an output zone is."""

Array = npt.NDArray[np.float32]
Values = npt.NDArray[np.float64]
Run = Callable[[Mapping[str, Array]], Mapping[str, Array]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The series as the network was given it: its inputs (views first), and which view is looked into."""

    inputs: Mapping[str, Array]
    face: NormalisedFace
    points_px: Values
    shown: int


def find_saliency(run: Run, asked: Asked, on_progress: OnProgress) -> dict[str, ZoneSaliency]:
    """By zone; `run` answers inputs whose first axis is the samples. `asked.points_px` are the photograph's."""
    probe = _Probe(run, asked, on_progress)
    masks = block_masks(PATCH_PX, BLOCK_PX, STEP_PX)
    probe.alone = bool(_mixed(probe).max() > MOST_MIXED)
    patches = asked.inputs["patches"][asked.shown]
    smooth = smoothed(patches, SMOOTH_PX)
    effects = probe.losses([_everywhere(mask) for mask in masks], smooth, until=0.7)
    maps = smoothed(spread_effects(masks, effects), _MAP_SMOOTH_PX)
    reach, control = _check(probe, masks, effects, maps)
    mixed = _mixed_sides(probe)
    places = _places(asked)
    found = {}
    for number, zone in enumerate(OUTPUT_ZONES):
        reason = None
        if reach[number] < LEAST_REACH:
            reason = "saliency_hardly_moved"
        elif mixed[number] > MOST_OF_OTHER_SIDE * reach[number]:
            reason = "saliency_mixed"
        elif reach[number] <= control[number]:
            reason = "saliency_not_faithful"
        found[zone] = ZoneSaliency(
            zone=zone,
            effects=maps[number],
            picture_from_patch=places[number],
            reach=float(reach[number]),
            control=float(control[number]),
            reason=reason,
        )
    return found


def _check(probe: "_Probe", masks: Array, effects: Values, maps: Array) -> tuple[Values, Values]:
    """Grades between covering what lowered and what raised, by zone: as the map says, and the most at random."""
    random = np.random.default_rng(_SEED)
    asked = [maps]
    for _ in range(CONTROLS):
        drawn = spread_effects(masks, effects[random.permutation(len(effects))])
        asked.append(smoothed(drawn, _MAP_SMOOTH_PX))
    covers = [strongest_places(sign * each, CHECKED_SHARE) for each in asked for sign in (1.0, -1.0)]
    lost = probe.losses(covers, probe.flat, until=0.95).reshape(len(asked), 2, -1)
    reach = lost[:, 0] - lost[:, 1]
    return reach[0], np.abs(reach[1:]).max(axis=0)


def _mixed(probe: "_Probe") -> Values:
    """How much of a zone's loss comes from the patches of other zones: 0 where each looks at its own only."""
    even = np.zeros((len(OUTPUT_ZONES), PATCH_PX, PATCH_PX), dtype=np.float32)
    even[_KIND % 2 == 0] = 1.0
    everything, some, others = probe.losses([np.ones_like(even), even, 1.0 - even], probe.flat, until=0.02)
    return np.asarray(np.abs(everything - np.where(_KIND % 2 == 0, some, others)))


def _mixed_sides(probe: "_Probe") -> Values:
    """How much of a zone's loss comes from its own kind on the other side of the face."""
    right = np.ones((len(OUTPUT_ZONES), PATCH_PX, PATCH_PX), dtype=np.float32)
    left = right.copy()
    right[_PAIRED : 2 * _PAIRED] = 0.0
    left[:_PAIRED] = 0.0
    both, right_alone, left_alone = probe.losses([np.ones_like(right), right, left], probe.flat, until=1.0)
    is_left = np.arange(len(OUTPUT_ZONES)) // _PAIRED == 1
    return np.asarray(np.abs(both - np.where(is_left, left_alone, right_alone)))


class _Probe:
    """Asks the network about one view with parts of it covered, and fuses each answer with the other views.

    `alone`: each kind of zone is covered by itself, which takes as many runs as there are kinds.
    """

    def __init__(self, run: Run, asked: Asked, on_progress: OnProgress) -> None:
        self._run = run
        self._asked = asked
        self._on_progress = on_progress
        self._done = 0.0
        self.alone = False
        said = run(asked.inputs)
        self._severity, self._sigma = (np.asarray(said[name], dtype=np.float64) for name in ("severity", "sigma"))
        self._rho = np.asarray(said["rho"][0], dtype=np.float64)
        self._whole = fuse_views(self._severity, self._sigma, self._rho)[0]
        # Both channels are contrasts around a local mean, so 0 is skin without any.
        self.flat = np.zeros_like(asked.inputs["patches"][asked.shown])

    def losses(self, covers: Sequence[Array], cover_with: Array, *, until: float) -> Values:
        """(n, zones): grades lost under each cover (zones, p, p), which lies upright on every zone's own patch."""
        patches = self._asked.inputs["patches"][self._asked.shown]
        begun, lost = self._done, []
        at_once = 1 if self.alone else _BATCH
        for begin in range(0, len(covers), at_once):
            piece = covers[begin : begin + at_once]
            covered = np.stack([patches + (cover_with - patches) * _by_slot(cover) for cover in piece])
            lost += [self._each_alone(patches, covered[0])] if self.alone else self._ask(covered)
            self._done = begun + (until - begun) * len(lost) / len(covers)
            self._on_progress(self._done)
        return np.stack(lost)

    def _each_alone(self, patches: Array, covered: Array) -> Values:
        """Grades lost (zones,) when nothing but a zone's own kind is covered."""
        single = np.repeat(patches[None], len(KINDS), axis=0)
        for kind in range(len(KINDS)):
            single[kind, :, kind] = covered[:, kind]
        lost = [row for begin in range(0, len(single), _BATCH) for row in self._ask(single[begin : begin + _BATCH])]
        return np.asarray(np.stack(lost)[_KIND, np.arange(len(OUTPUT_ZONES))])

    def _ask(self, patches: Array) -> list[Values]:
        at, inputs = self._asked.shown, self._asked.inputs
        repeated = {name: np.repeat(inputs[name][at : at + 1], len(patches), axis=0) for name in ("shape", "view")}
        said = self._run({"patches": patches, **repeated})
        lost = []
        for severity, sigma in zip(said["severity"], said["sigma"], strict=True):
            all_severity, all_sigma = self._severity.copy(), self._sigma.copy()
            all_severity[at], all_sigma[at] = severity, sigma
            lost.append(self._whole - fuse_views(all_severity, all_sigma, self._rho)[0])
        return lost


def _everywhere(mask: Array) -> Array:
    return np.repeat(mask[None], len(OUTPUT_ZONES), axis=0)


def _by_slot(cover: Array) -> Array:
    """A cover (28, p, p) of the zones to the network's patches (2, 17, 1, p, p): the mirror image is turned over."""
    right, left, middle = cover[:_PAIRED], cover[_PAIRED : 2 * _PAIRED], cover[2 * _PAIRED :]
    picture = np.concatenate([right, middle])
    mirror = np.concatenate([left, middle])[:, :, ::-1]
    return np.stack([picture, mirror])[:, :, None]


def _places(asked: Asked) -> list[Values]:
    """For each zone what takes (column, row, 1) of its patch to pixels of the photograph."""
    normal = np.column_stack((asked.face.points_px, np.ones(len(asked.face.points_px))))
    # Both sets are the same landmarks, so the similarity between them is met exactly.
    picture_from_face = np.linalg.lstsq(normal, asked.points_px, rcond=None)[0].T
    centres = zone_centres_px(asked.face.points_px)
    found = []
    for number, zone in enumerate(OUTPUT_ZONES):
        x, y = centres[zone]
        half = PATCH_PX // 2
        mirrored = _PAIRED <= number < 2 * _PAIRED
        # A left zone was cut from the mirror image, whose rounding falls to the other side.
        left = WIDTH_PX - half - round(WIDTH_PX - 1 - x) if mirrored else round(x) - half
        corner = np.array([[1.0, 0.0, left], [0.0, 1.0, round(y) - half], [0.0, 0.0, 1.0]])
        found.append(picture_from_face @ corner)
    return found
