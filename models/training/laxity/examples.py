"""The prepared pictures as examples for the network."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from torch.utils.data import Dataset

from laxity.augmentation import augment, realigned
from skinlax_desktop.imaging.attributes.skin_map import FACE_OVAL
from skinlax_desktop.inference.laxity_input import OUTPUT_ZONES, shape_pair, view_pair, zone_patches

_SHAPE_JITTER_MM: Final = 0.5
_TURN_JITTER_DEG: Final = 2.0
_NUDGE_PX: Final = 2.0
FACES: Final = "faces.npy"
TABLE: Final = "table.npz"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """All prepared pictures. `faces` (n, height, width, 3) uint8, memory-mapped; the rest row by row.

    `severity` (n, 28) in `OUTPUT_ZONES` order, `nuisance` (n, 5) standardised. `split`: train, validation, test.
    """

    faces: npt.NDArray[np.uint8]
    points_px: npt.NDArray[np.float32]
    shape: npt.NDArray[np.float32]
    view_deg: npt.NDArray[np.float32]
    severity: npt.NDArray[np.float32]
    nuisance: npt.NDArray[np.float32]
    person: npt.NDArray[np.int64]
    kind: npt.NDArray[np.str_]
    split: npt.NDArray[np.str_]
    monk: npt.NDArray[np.int64]
    age: npt.NDArray[np.int64]
    male: npt.NDArray[np.int64]

    def rows(self, split: str) -> npt.NDArray[np.intp]:
        """Row numbers of a split."""
        return np.flatnonzero(self.split == split)


def load_prepared(folder: Path) -> Prepared:
    """Open what `prepare.py` wrote."""
    with np.load(folder / TABLE) as table:
        columns: Mapping[str, Any] = {name: table[name] for name in table.files}
    return Prepared(faces=np.load(folder / FACES, mmap_mode="r"), **columns)


def read_config(path: Path) -> dict[str, Any]:
    """The one file of settings of all recipes."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


class FaceExamples(Dataset[tuple[torch.Tensor, ...]]):
    """Rows of the prepared pictures; with a seed each epoch photographs the faces anew.

    Pictures of `calm_kinds` stay as the station took them: only the landmarks err, and by half as much. With `realign`
    they err together too: the face lies a little otherwise in its frame.
    """

    def __init__(
        self,
        prepared: Prepared,
        rows: npt.NDArray[np.intp],
        *,
        seed: int | None,
        calm_kinds: Sequence[str] = (),
        realign: bool = False,
    ) -> None:
        self._prepared, self._rows, self._seed = prepared, rows, seed
        self._calm_kinds, self._realign = calm_kinds, realign
        self.epoch = 0

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, ...]:
        data, row = self._prepared, self._rows[index]
        picture = np.array(data.faces[row])
        points = data.points_px[row].astype(np.float64)
        shape = data.shape[row].copy()
        yaw, pitch = (float(angle) for angle in data.view_deg[row])
        nudge = None
        if self._seed is not None:
            random = np.random.default_rng((self._seed, self.epoch, int(row)))
            calm = data.kind[row] in self._calm_kinds
            share = 0.5 if calm else 1.0
            if not calm:
                picture = augment(picture, points[list(FACE_OVAL)], random)
            if self._realign:
                picture, points = realigned(picture, points, random, share)
            nudge = random.normal(0.0, share * _NUDGE_PX, (len(OUTPUT_ZONES), 2))
            shape = _jitter(shape, random, share)
            yaw, pitch = (angle + random.normal(0.0, share * _TURN_JITTER_DEG) for angle in (yaw, pitch))
        arrays = (
            zone_patches(picture, points, nudge_px=nudge),
            shape_pair(shape),
            view_pair(yaw, pitch),
            data.severity[row],
            data.nuisance[row],
        )
        return tuple(torch.from_numpy(np.ascontiguousarray(array)) for array in arrays)


def _jitter(shape: npt.NDArray[np.float32], random: np.random.Generator, share: float) -> npt.NDArray[np.float32]:
    """Landmarks err alone, and together by the pose they were turned with."""
    angles = np.radians(random.normal(0.0, share * _TURN_JITTER_DEG, 3))
    cross = np.array(
        [[0.0, -angles[2], angles[1]], [angles[2], 0.0, -angles[0]], [-angles[1], angles[0], 0.0]], dtype=np.float32
    )
    moved = shape + shape @ cross.T + random.normal(0.0, share * _SHAPE_JITTER_MM, shape.shape)
    return np.asarray(moved * (1.0 + random.normal(0.0, share * 0.01)), dtype=np.float32)


def write_log_line(path: Path, line: Mapping[str, float]) -> None:
    """One JSON line more in a training log."""
    with path.open("a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")
