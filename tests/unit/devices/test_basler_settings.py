"""The full settings of a Basler camera on the SDK's emulated one, and what that one cannot show.

The emulated camera has no white balance, no tables, no chunks, no transport and no input line: those are read from
stand-ins that answer as the SDK's documentation says, and no camera of metal has been tried.
"""

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from skinlax_desktop.devices.basler import BaslerCamera, Trigger
from skinlax_desktop.devices.basler.chunks import read_chunks
from skinlax_desktop.devices.basler.enumeration import load_driver
from skinlax_desktop.devices.tone import eight_bits_of
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.ports.frame import Frame, ToneCurve


def take(camera: BaslerCamera, count: int = 1) -> list[Frame]:
    with closing(camera.frames()) as frames:  # type: ignore[type-var]
        return list(islice(frames, count))


@pytest.fixture
def opened() -> Iterator[BaslerCamera]:
    camera = BaslerCamera(emulated=True)
    camera.open()
    yield camera
    camera.close()


def test_twelve_bits_are_kept_whole_beside_the_picture_made_of_them(opened: BaslerCamera) -> None:
    frame = take(opened)[0]
    assert frame.raw is not None
    assert (frame.raw.bits, frame.raw.samples.dtype, frame.raw.curve) == (12, np.uint16, ToneCurve.LINEAR)
    assert frame.raw.samples.shape == frame.pixels.shape == (3000, 4096)
    assert frame.raw.samples.max() > 255
    some = frame.raw.samples[::97, ::97]
    assert np.array_equal(frame.pixels[::97, ::97], eight_bits_of(some, bits=12))


@pytest.mark.parametrize(("deepest", "bits"), [(8, 8), (10, 10), (11, 10), (12, 12)])
def test_no_deeper_than_asked(deepest: int, bits: int) -> None:
    camera = BaslerCamera(emulated=True, deepest_bits=deepest)
    camera.open()
    raw = take(camera)[0].raw
    camera.close()
    assert raw is not None
    assert raw.bits == bits
    assert int(raw.samples.max()) < 1 << bits


def test_the_curve_is_the_srgb_curve_and_black_is_black() -> None:
    codes = eight_bits_of(np.array([[0, 64, 64 + 870, 4095]], np.uint16), bits=12, black_level=64)
    assert codes.tolist() == [[0, 0, 128, 255]]
    assert eight_bits_of(np.array([[0, 55, 255]], np.uint8), bits=8).tolist() == [[0, 128, 255]]


def test_whatever_somebody_left_in_the_camera_is_undone() -> None:
    camera = BaslerCamera(emulated=True)
    camera.open()
    node = camera._camera
    node.GainAuto.Value = "Continuous"
    node.ExposureAuto.Value = "Continuous"
    node.Gamma.Value = 0.5
    node.ReverseX.Value = True
    node.BinningHorizontal.Value = 2
    node.TriggerMode.Value = "On"
    camera._prepare()
    said = {name: node.GetNodeMap().GetNode(name).ToString() for name in ("GainAuto", "ExposureAuto", "TriggerMode")}
    assert set(said.values()) == {"Off"}
    assert node.Gamma.Value == 1.0
    assert not node.ReverseX.Value
    assert node.BinningHorizontal.Value == 1
    camera.close()


def test_firmware_and_settings_are_told_with_each_picture_and_no_serial_number(opened: BaslerCamera) -> None:
    info = opened.open()
    assert info.firmware == "1.1"
    opened.configure(CameraSettings(exposure_us=4000.0, gain_db=2.0))
    device = dict(take(opened)[0].device)
    assert device["Driver"].startswith("Basler pylon 1")
    assert device["DeviceFirmwareVersion"] == "1.1"
    assert (device["PixelFormat"], device["Width"], device["Height"]) == ("BayerRG12", "4096", "3000")
    assert (device["GainAuto"], device["ExposureAuto"], device["TriggerMode"]) == ("Off", "Off", "Off")
    assert float(device["ExposureTime"]) == 4000.0
    assert float(device["Gain"]) == pytest.approx(2.0, abs=0.1)
    assert info.serial not in device.values()


def test_a_packet_size_is_set_or_refused() -> None:
    camera = BaslerCamera(emulated=True, packet_bytes=1400)
    assert ("GevSCPSPacketSize", "1400") in camera.open().device
    camera.close()
    with pytest.raises(SkinlaxError, match=r"^camera_setting_refused"):
        BaslerCamera(emulated=True, packet_bytes=10_000_000).open()


def test_a_software_trigger_makes_one_picture_at_a_time() -> None:
    camera = BaslerCamera(emulated=True, trigger=Trigger.SOFTWARE)
    info = camera.open()
    assert ("TriggerMode", "On") in info.device
    assert ("TriggerSource", "Software") in info.device
    frames = take(camera, 3)
    assert [frame.counter for frame in frames] == [1, 2, 3], "nothing was exposed that nobody asked for"
    assert [frame.captured_at_s for frame in frames] == sorted(frame.captured_at_s for frame in frames)
    camera.close()


def test_a_hardware_trigger_waits_for_its_pulse_however_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skinlax_desktop.devices.basler.camera.SILENCE_S", 0.0)
    monkeypatch.setattr("skinlax_desktop.devices.basler.camera._POLL_MS", 10)
    camera = BaslerCamera(emulated=True, trigger=Trigger.HARDWARE)
    assert ("TriggerSource", "Line1") in camera.open().device
    frames = camera.frames()
    polls: list[int] = []
    gone = camera._is_gone

    def is_gone(driver: object) -> bool:
        polls.append(1)
        return len(polls) > 20 or gone(driver)

    monkeypatch.setattr(camera, "_is_gone", is_gone)
    # No line is wired to the emulated camera, so the only end is that it goes.
    with pytest.raises(SkinlaxError, match=r"^camera_unplugged"):
        next(frames)
    assert len(polls) == 21
    camera.close()


def test_a_camera_without_chunks_counts_by_the_driver(opened: BaslerCamera) -> None:
    frames = take(opened, 3)
    assert [frame.counter for frame in frames] == sorted({frame.counter for frame in frames})  # type: ignore[type-var]
    assert all(frame.camera_clock_ns is None for frame in frames), "the emulated camera has no clock: not guessed"


def test_chunk_data_say_what_really_happened(opened: BaslerCamera) -> None:
    nodes = opened._camera.GetNodeMap()

    class Sent:
        # Real, readable nodes of the SDK stand for the chunks of a camera that has them.
        ChunkTimestamp = nodes.GetNode("SensorWidth")
        ChunkExposureTime = nodes.GetNode("ExposureTime")
        ChunkGain = nodes.GetNode("Gain")
        ChunkFrameID = nodes.GetNode("SensorHeight")

        def GetImageNumber(self) -> int:  # noqa: N802
            return 7

    opened.configure(CameraSettings(exposure_us=1234.0))
    chunks = read_chunks(Sent())
    assert (chunks.clock_ns, chunks.counter) == (4096, 4096)
    assert chunks.exposure_us == pytest.approx(1234.0)
    assert chunks.gain_db == pytest.approx(0.0, abs=0.05)


def test_a_mosaic_from_a_file_is_its_own_original(tmp_path: Path) -> None:
    from skinlax_desktop.devices.simulated.mosaic_files import MosaicFiles

    folder = tmp_path / "pictures"
    folder.mkdir()
    MosaicFiles(folder).put((np.full((3000, 4096), 77, np.uint8),))
    camera = BaslerCamera(picture_folder=folder)
    camera.open()
    frame = take(camera)[0]
    camera.close()
    assert frame.raw is not None
    assert frame.raw.samples is frame.pixels, "no second copy"
    assert (frame.raw.bits, frame.raw.curve) == (8, ToneCurve.SRGB)


def test_the_driver_is_there() -> None:
    assert load_driver() is not None
