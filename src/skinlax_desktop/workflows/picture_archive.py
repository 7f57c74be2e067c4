"""The way of an accepted picture into the record: written while it is judged, part of the record only afterwards."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.gate import FrameVerdict
from skinlax_desktop.domain.ids import CaptureId
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.domain.station_calibration import CalibrationStamp, ColourCalibration
from skinlax_desktop.domain.views import Pose, View
from skinlax_desktop.domain.visit import Capture
from skinlax_desktop.imaging.dng_colour import dng_colour
from skinlax_desktop.imaging.encoding import TIFF_MEDIA_TYPE, encode_tiff
from skinlax_desktop.imaging.raw_archive import DNG_MEDIA_TYPE, encode_dng
from skinlax_desktop.ports.frame import Frame, RawMosaic
from skinlax_desktop.ports.vault import PreparedImage, Vault

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPicture:
    """What the record holds: the picture, and the camera's own mosaic where it gave one."""

    image: ImageRef
    original: ImageRef | None = None

    def as_capture(
        self,
        frame: Frame,
        *,
        view: View,
        captured_at: str,
        verdict: FrameVerdict,
        light: LightSettings | None,
        repeat: int = 1,
        pose: Pose | None = None,
        calibration: CalibrationStamp | None = None,
    ) -> Capture:
        """A new capture of this picture and of what camera and light were at; `replace` adds what else is known."""
        return Capture(
            id=CaptureId(uuid.uuid4().hex),
            view=view,
            image=self.image,
            captured_at=captured_at,
            verdict=verdict,
            repeat=repeat,
            camera=CameraSettings(exposure_us=frame.exposure_us, gain_db=frame.gain_db),
            light=light,
            pose=pose,
            calibration=calibration,
            original=self.original,
            device=frame.device,
        )


class PictureOnTheWay(Protocol):
    """A picture that is encrypted and durable, and not yet part of the record. Both methods in lane VAULT."""

    def keep(self) -> KeptPicture:
        """Make it part of the record, durably, the original first."""
        ...

    def drop(self) -> None:
        """Remove every byte of it."""
        ...


class PictureArchive:
    """Prepares pictures for the record of the moment; `prepare` may run on any thread."""

    def __init__(
        self,
        vault: Callable[[], Vault],
        camera_model: Callable[[], str],
        colour: Callable[[], ColourCalibration | None] = lambda: None,
    ) -> None:
        """`camera_model` is a make, never a serial number; `colour`: the calibration in force, for the original."""
        self._vault = vault
        self._colour = colour
        self._camera_model = camera_model

    def prepare(self, frame: Frame, picture: Picture) -> PictureOnTheWay:
        """The frame's own mosaic (DNG) and its developed picture (lossless TIFF), encrypted and durable."""
        vault = self._vault()
        prepared: list[PreparedImage] = []
        try:
            if frame.raw is not None:
                height, width = frame.raw.samples.shape
                if frame.quarter_turns % 2:
                    height, width = width, height
                encoded = self._original(frame.raw, frame.quarter_turns)
                prepared.append(vault.prepare_image(encoded, width=width, height=height, media_type=DNG_MEDIA_TYPE))
            height, width = picture.shape[:2]
            prepared.append(
                vault.prepare_image(encode_tiff(picture), width=width, height=height, media_type=TIFF_MEDIA_TYPE)
            )
        except BaseException:
            for image in prepared:
                vault.drop_image(image)
            raise
        return _InTheVault(vault, tuple(prepared))

    def _original(self, raw: RawMosaic, quarter_turns: int) -> bytes:
        colour = self._colour()
        return encode_dng(
            raw,
            quarter_turns=quarter_turns,
            camera_model=self._camera_model(),
            colour=None if colour is None else dng_colour(colour),
        )


class _InTheVault:
    """The last of the images is the picture, one before it the original."""

    def __init__(self, vault: Vault, prepared: tuple[PreparedImage, ...]) -> None:
        self._vault = vault
        self._prepared = prepared

    def keep(self) -> KeptPicture:
        kept = [self._vault.keep_image(image) for image in self._prepared]
        return KeptPicture(image=kept[-1], original=kept[0] if len(kept) > 1 else None)

    def drop(self) -> None:
        for image in self._prepared:
            self._vault.drop_image(image)
