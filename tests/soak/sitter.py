"""Who sits before the emulated camera: each view rendered once, every showing of it told apart by a number."""

import hashlib
import shutil
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from skinlax_desktop.devices.simulated.mosaic_files import MosaicFiles
from skinlax_desktop.domain.views import POSE_TARGETS, View
from skinlax_desktop.phantom.head import build_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import Scene, VirtualCamera, seated
from skinlax_desktop.phantom.sensor import to_mosaic

Mosaic = npt.NDArray[np.uint8]
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of unguessable name is made inside
_NUMBER_BITS, _ROW = 16, 4
_ZERO, _ONE = 40, 200

# A profile shines more than a frontal face: as dim as a technician would set the ring for the whole series.
_LIGHT = 0.8
DIMMED = np.round(255.0 * (np.arange(256) / 255.0 * _LIGHT ** (1 / 2.2))).astype(np.uint8)


class Sitter:
    """Feeds `folder`, two mosaics a showing, so that the live picture is never twice the same."""

    def __init__(self, resources: Path, views: tuple[View, ...]) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="skinlax-soak-", dir=_MEMORY if _MEMORY.is_dir() else None))
        self.folder = self._root / "pictures"
        self.folder.mkdir()
        self._files = MosaicFiles(self.folder)
        head, camera, noise = build_head(DEFAULT_PATIENTS[0], resources), VirtualCamera(), np.random.default_rng(7)
        self._mosaics: dict[View, tuple[Mosaic, Mosaic]] = {}
        for view in views:
            pose = POSE_TARGETS[view].pose
            # A profile is read when all of it is in the picture.
            seen = render(head, seated(pose) if view.is_lateral else Scene(pose=pose), camera, noise_seed=1)
            first = to_mosaic(DIMMED[seen])
            other = first.astype(np.int16) + noise.integers(-2, 3, first.shape, dtype=np.int16)
            self._mosaics[view] = (first, np.clip(other, 0, 255).astype(np.uint8))
        self.shown: dict[int, frozenset[str]] = {}
        """SHA-256 of the mosaics of each showing."""

    def show(self, view: View) -> None:
        """Take the seat for this view."""
        number = len(self.shown) + 1
        bits = [_ONE if number >> place & 1 else _ZERO for place in range(_NUMBER_BITS)]
        for mosaic in self._mosaics[view]:
            # Whole cells of the mosaic, away from its rim, so that the developed pictures differ too.
            mosaic[_ROW : _ROW + 4, : 4 * _NUMBER_BITS] = np.repeat(np.array(bits, dtype=np.uint8), 4)
        self.shown[number] = frozenset(hashlib.sha256(mosaic.data).hexdigest() for mosaic in self._mosaics[view])
        self._files.put(self._mosaics[view])

    def close(self) -> None:
        """Remove the files."""
        shutil.rmtree(self._root, ignore_errors=True)


def number_of(mosaic: Mosaic) -> int:
    """Which showing a mosaic is from."""
    samples = mosaic[_ROW + 1, 1 : 4 * _NUMBER_BITS : 4] > (_ZERO + _ONE) / 2
    return sum(1 << place for place, is_one in enumerate(samples.tolist()) if is_one)
