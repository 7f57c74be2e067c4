"""Laxity as shape: how the skin of each zone sags, in millimetres, at a severity of 0 to 4.

A sag is a smooth field around landmarks. The base mesh's own old shape adds folds, zone by zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skinlax_desktop.domain.zones import ZONES, Side, kind_of_zone, side_of_zone
from skinlax_desktop.phantom.landmarks import LandmarkTable
from skinlax_desktop.phantom.patients import MOST_LAX

Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sag:
    """A Gaussian displacement at severity 4.

    `landmarks`: on the subject's right (mirrored for the left), their mean plus `shift` is the centre. `reach`:
    standard deviations along x, y, z. `move`: the displacement at the centre. All millimetres; x points outwards,
    away from the midline.
    """

    landmarks: tuple[int, ...]
    reach: tuple[float, float, float]
    move: tuple[float, float, float]
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)


_SAGS: Final[Mapping[str, tuple[Sag, ...]]] = {
    "forehead": (Sag(landmarks=(151,), reach=(34.0, 14.0, 30.0), move=(0.0, -2.0, 0.3)),),
    "glabella": (Sag(landmarks=(9,), reach=(9.0, 6.0, 12.0), move=(0.0, -2.2, 0.5)),),
    "temple": (Sag(landmarks=(139, 71), reach=(10.0, 15.0, 16.0), move=(-3.2, -1.0, -0.8)),),
    "brow": (
        Sag(landmarks=(70, 63), reach=(10.0, 7.5, 14.0), move=(0.3, -5.5, 0.4)),
        Sag(landmarks=(105, 66), reach=(10.0, 7.0, 14.0), move=(0.0, -3.4, 0.5)),
    ),
    "upper_eyelid": (
        Sag(landmarks=(159,), reach=(10.0, 2.6, 9.0), move=(0.0, -2.3, 0.5), shift=(0.0, 1.5, 0.0)),
        Sag(landmarks=(161, 247), reach=(7.0, 3.0, 9.0), move=(0.5, -2.6, 1.0), shift=(0.0, 2.5, 0.0)),
    ),
    "infraorbital": (
        Sag(landmarks=(23, 230), reach=(9.0, 3.6, 9.0), move=(0.0, -1.4, 2.7), shift=(0.0, -1.5, 0.0)),
        Sag(landmarks=(119, 120), reach=(11.0, 3.4, 10.0), move=(0.0, -0.8, -2.2), shift=(2.0, -0.5, 0.0)),
        Sag(landmarks=(145,), reach=(9.0, 2.2, 7.0), move=(0.0, -1.1, 0.0)),
    ),
    "lateral_canthal": (Sag(landmarks=(33, 226), reach=(5.5, 5.0, 9.0), move=(0.0, -2.2, 0.2)),),
    "malar": (
        Sag(landmarks=(117, 50), reach=(13.0, 9.0, 14.0), move=(-0.3, -3.4, -2.4)),
        Sag(landmarks=(205, 36), reach=(12.0, 9.0, 14.0), move=(0.3, -4.2, 2.2)),
    ),
    "nasolabial": (
        Sag(landmarks=(203, 206), reach=(6.5, 12.0, 12.0), move=(0.6, -2.4, 3.0), shift=(8.0, 1.0, -1.0)),
        Sag(landmarks=(206, 216), reach=(3.6, 11.0, 11.0), move=(0.0, -0.6, -1.9), shift=(-1.0, 0.0, 0.0)),
    ),
    "buccal": (Sag(landmarks=(187, 192), reach=(13.0, 14.0, 16.0), move=(-2.4, -2.6, -1.2)),),
    "marionette": (
        Sag(landmarks=(61,), reach=(7.0, 5.5, 9.0), move=(0.4, -3.6, 0.2)),
        Sag(landmarks=(204, 43), reach=(3.6, 8.5, 9.0), move=(0.0, -0.8, -2.2)),
    ),
    "jowl": (
        Sag(landmarks=(136, 150, 169), reach=(11.0, 9.5, 14.0), move=(1.6, -7.5, 2.6), shift=(-2.0, 0.0, 2.0)),
        Sag(landmarks=(214, 135), reach=(10.0, 9.0, 12.0), move=(0.2, -3.0, 1.2)),
    ),
    "prejowl": (Sag(landmarks=(176, 140), reach=(5.0, 7.0, 10.0), move=(-1.0, 2.6, -2.6)),),
    "chin": (Sag(landmarks=(152, 199), reach=(13.0, 8.0, 12.0), move=(0.0, -3.2, 0.8)),),
    "perioral_upper": (Sag(landmarks=(0, 164), reach=(17.0, 5.5, 11.0), move=(0.0, -2.6, -0.5)),),
    "submental": (Sag(landmarks=(152,), reach=(22.0, 12.0, 19.0), move=(0.0, -10.0, 1.5), shift=(0.0, -2.0, -27.0)),),
    "neck": (
        Sag(landmarks=(152,), reach=(5.5, 22.0, 14.0), move=(0.6, -2.0, 4.6), shift=(11.0, -34.0, -38.0)),
        Sag(landmarks=(152,), reach=(26.0, 14.0, 18.0), move=(0.0, -4.5, 1.2), shift=(0.0, -22.0, -42.0)),
    ),
}
_FOLD_RADIUS_MM: Final = 13.0
_FOLD_SHARE: Final = 0.85
_FIRM_NASION_MM: Final = 9.0
_FIRM_EYE_MM: Final = 15.0

# Where the two zones outside MediaPipe's mesh lie, from the menton.
_BELOW_CHIN: Final = {"submental": (0.0, -4.0, -27.0), "neck": (0.0, -36.0, -40.0)}


class LaxityFields:
    """The displacement of every surface vertex for each zone of one head.

    `rest_mm` (n, 3) is the head without laxity, `ageing_mm` (n, 3) what the base mesh's old shape does to it.
    `folds` are `fold_masks` of a like head, so that they need not be drawn again.
    """

    def __init__(
        self,
        rest_mm: Points,
        ageing_mm: Points,
        table: LandmarkTable,
        eyes_mm: Points,
        folds: Mapping[str, npt.NDArray[np.float64]] | None = None,
    ) -> None:
        self._rest = rest_mm
        self._marks = rest_mm[table.vertices]
        self._table = table
        self._tree = cKDTree(rest_mm)
        nasion = np.linalg.norm(rest_mm, axis=1)
        self._firm = 1.0 - np.exp(-0.5 * (nasion / _FIRM_NASION_MM) ** 2)
        far_from_eyes = np.ones(len(rest_mm))
        for eye in eyes_mm:
            far_from_eyes *= 1.0 - np.exp(-0.5 * (np.linalg.norm(rest_mm - eye, axis=1) / _FIRM_EYE_MM) ** 2)
        folds = folds or fold_masks(rest_mm, table)
        self._fold_masks = {zone: mask * far_from_eyes for zone, mask in folds.items()}
        self._ageing = ageing_mm
        self._at_worst: dict[str, Points] = {}

    def displacement(self, severities: Mapping[str, float]) -> Points:
        """The sum (n, 3) of what all zones do, linear in every severity."""
        total = np.zeros(self._rest.shape)
        for zone, severity in severities.items():
            if severity > 0.0:
                if zone not in self._at_worst:
                    self._at_worst[zone] = self.zone_at_worst(zone)
                total += severity / MOST_LAX * self._at_worst[zone]
        return total

    def zone_at_worst(self, zone: str) -> Points:
        """What one zone does (n, 3) at severity 4."""
        moved = _FOLD_SHARE * self._fold_masks[zone][:, None] * self._ageing
        side = side_of_zone(zone)
        sags = _SAGS[kind_of_zone(zone)]
        for sag in sags:
            for sign in (-1.0, 1.0) if side is Side.MIDLINE else ((1.0,) if side is Side.LEFT else (-1.0,)):
                centred = side is Side.MIDLINE and sag.shift[0] == 0.0
                if centred and sign > 0:
                    continue
                moved += self._sag(sag, sign, centred=centred)
        return np.asarray(moved * self._firm[:, None])

    def _sag(self, sag: Sag, sign: float, *, centred: bool) -> Points:
        outward = np.array([sign, 1.0, 1.0])
        numbers = self._table.mirror[list(sag.landmarks)] if sign > 0 else np.array(sag.landmarks)
        centre = self._marks[numbers].mean(axis=0) + np.array(sag.shift) * outward
        # A field is measured from the skin, whichever depth the landmarks' mean has.
        centre = self._rest[self._tree.query(centre)[1]]
        away = (self._rest - centre) / np.array(sag.reach)
        weight = np.exp(-0.5 * np.einsum("ij,ij->i", away, away))
        move = np.array(sag.move) * (1.0 if centred else outward)
        return np.asarray(weight[:, None] * move)


def fold_masks(rest_mm: Points, table: LandmarkTable) -> dict[str, npt.NDArray[np.float64]]:
    """How much each vertex (n,) folds with each zone, 0..1, adding up to 1 at most."""
    marks = rest_mm[table.vertices]
    masks = {zone: _fold_mask(rest_mm, marks, table, zone) for zone in ZONES}
    crowd = np.maximum(sum(masks.values()), 1.0)
    return {zone: mask / crowd for zone, mask in masks.items()}


def _fold_mask(rest_mm: Points, marks: Points, table: LandmarkTable, zone: str) -> npt.NDArray[np.float64]:
    mask = np.zeros(len(rest_mm))
    if zone in _BELOW_CHIN:
        centres, radius = (marks[152] + np.array(_BELOW_CHIN[zone]))[None], 22.0
    else:
        outline = marks[list(table.zones[zone])]
        centres, radius = np.concatenate([outline[::3], outline.mean(axis=0)[None]]), _FOLD_RADIUS_MM
    distance = np.asarray(cKDTree(centres).query(rest_mm, distance_upper_bound=3.5 * radius)[0])
    near = np.isfinite(distance)
    mask[near] = np.exp(-0.5 * (distance[near] / radius) ** 2)
    return mask
