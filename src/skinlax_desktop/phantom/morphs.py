"""Morph targets of the base mesh: sparse displacements by name, and the mix that makes a person."""

import gzip
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.errors import SkinlaxError

Offsets = npt.NDArray[np.float64]


class MorphLibrary:
    """The targets under `mpfb2/targets`, read when first asked for and kept.

    A name is the file's path below that folder without its ending, for example `cheek/l-cheek-trans-down`.
    """

    def __init__(self, third_party: Path, vertex_count: int) -> None:
        self._folder = third_party / "mpfb2" / "targets"
        self._vertex_count = vertex_count
        self._loaded: dict[str, tuple[npt.NDArray[np.int64], Offsets]] = {}

    def add(self, name: str, weight: float, into: Offsets) -> None:
        """Add `weight` times a target to the displacements `into` (n, 3), in units of the base mesh."""
        if weight == 0.0:
            return
        indices, offsets = self._target(name)
        into[indices] += weight * offsets

    def mix(self, weights: dict[str, float]) -> Offsets:
        """The sum (n, 3) of weighted targets, in units of the base mesh."""
        total = np.zeros((self._vertex_count, 3))
        for name, weight in weights.items():
            self.add(name, weight, total)
        return total

    def _target(self, name: str) -> tuple[npt.NDArray[np.int64], Offsets]:
        if name not in self._loaded:
            path = self._folder / f"{name}.target.gz"
            if not path.is_file():
                raise SkinlaxError("phantom_assets_missing")
            words = [
                line.split()
                for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
                if line and not line.startswith("#")
            ]
            table = np.array([[float(word) for word in line[:4]] for line in words]).reshape(-1, 4)
            self._loaded[name] = (table[:, 0].astype(np.int64), table[:, 1:])
        return self._loaded[name]


@lru_cache(maxsize=2)
def load_morphs(third_party: Path, vertex_count: int) -> MorphLibrary:
    """The library of a folder of third-party assets; one is kept in memory."""
    return MorphLibrary(third_party, vertex_count)
