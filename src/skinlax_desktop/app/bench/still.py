"""From the shutter to a picture judged and saved."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from skinlax_desktop.app.bench.measure import Measure, median_ms
from skinlax_desktop.app.bench.subject import CAMERA, photograph
from skinlax_desktop.app.places import find_places
from skinlax_desktop.domain.ids import UserName
from skinlax_desktop.domain.views import View
from skinlax_desktop.imaging.development import develop
from skinlax_desktop.imaging.encoding import TIFF_MEDIA_TYPE, encode_tiff
from skinlax_desktop.imaging.raw_archive import DNG_MEDIA_TYPE, encode_dng
from skinlax_desktop.inference.mediapipe_landmarks import MediaPipeLandmarkFinder
from skinlax_desktop.ports.frame import RawMosaic, ToneCurve
from skinlax_desktop.vault import SqlCipherVaultDoor
from skinlax_desktop.workflows.gate import judge_picture


def measures() -> Iterator[Measure]:
    """Everything between a raw frame and a durable, judged picture."""
    frame = photograph(View.FRONTAL)
    raw = RawMosaic(samples=frame.pixels, bits=8, curve=ToneCurve.SRGB)
    finder = MediaPipeLandmarkFinder(find_places().face_landmarker)
    calibration = CAMERA.calibration
    with tempfile.TemporaryDirectory() as folder:
        vault = SqlCipherVaultDoor(Path(folder) / "vault").create(UserName("bench"), "a passphrase for the benchmark")

        def take() -> None:
            picture = develop(frame)
            judge_picture(picture, View.FRONTAL, finder, calibration=calibration, scale=None)
            height, width = picture.shape[:2]
            original = encode_dng(raw, quarter_turns=frame.quarter_turns)
            vault.put_image(original, width=width, height=height, media_type=DNG_MEDIA_TYPE)
            vault.put_image(encode_tiff(picture), width=width, height=height, media_type=TIFF_MEDIA_TYPE)

        yield Measure(
            name="shutter to judged and saved",
            value=median_ms(take),
            unit="ms",
            reference="developing the raw frame",
            reference_value=median_ms(lambda: develop(frame)),
        )
        vault.close()
    finder.close()
