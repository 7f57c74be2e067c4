"""The bench's camera shows one scene, and yet no two of its pictures are the same: the record would keep but one."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from skinlax_desktop.app.bench.live_station import ArrivalCamera
from skinlax_desktop.devices.simulated.mosaic_files import MosaicFiles


def test_every_frame_bears_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYLON_CAMEMU", "1")
    MosaicFiles(tmp_path).put((np.full((3000, 4096), 90, dtype=np.uint8),))
    camera = ArrivalCamera(quarter_turns=1, picture_folder=tmp_path)
    camera.open()
    try:
        frames = list(islice(camera.frames(), 3))
    finally:
        camera.close()
    for frame in frames:
        assert frame.raw is not None
        for mosaic in (frame.pixels, frame.raw.samples):
            number = np.packbits(mosaic[0, :32] > 127)
            assert int.from_bytes(number.tobytes(), "big") == frame.sequence
    assert len({frame.pixels.tobytes() for frame in frames}) == 3
