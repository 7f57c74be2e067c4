"""What every camera must do, and do when something is wrong, over every adapter of the port.

`NOT_EXERCISED` says which fault an adapter cannot be put into here, and why; a test asserts that the table is whole.
"""

import ctypes
import errno
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import pytest

from skinlax_desktop.devices.aravis import AravisCamera, aravis_is_there
from skinlax_desktop.devices.basler import BaslerCamera, find_basler_cameras
from skinlax_desktop.devices.basler.enumeration import code_of_refusal
from skinlax_desktop.devices.gphoto import GPhotoCamera, gphoto_is_there
from skinlax_desktop.devices.gphoto.camera import _code_of
from skinlax_desktop.devices.replay import ReplayCamera
from skinlax_desktop.devices.simulated.mosaic_files import MosaicFiles
from skinlax_desktop.devices.uvc import UvcCamera
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.jobs.camera_loop import CameraLoop, CameraLoopState
from skinlax_desktop.ports.camera import Camera
from skinlax_desktop.ports.frame import Frame, PixelLayout

NOT_EXERCISED: Final = {
    ("replay", "busy"): "any number of readers may read a folder",
    ("replay", "settings"): "its pictures are taken: every setting is refused",
    ("uvc", "settings"): "a video file has no exposure; no UVC device is here",
    ("uvc", "real_device"): "none is here: a video file streams, and the system's refusal of a held device is played",
    (
        "basler_pattern",
        "real_device",
    ): "none is here: the SDK's emulated camera can be opened twice, so busy is our own",
    ("uvc", "unplugged"): "the file can be removed under it, but not a real device",
    ("basler_pattern", "comes_later"): "the SDK counts its emulated cameras once; basler_mosaic comes by its folder",
    ("basler_mosaic", "absent"): "the same code as basler_pattern; here it is an empty folder",
    ("aravis", "real_device"): "none is here: Aravis' own fake camera on loopback",
    ("gphoto", "busy"): "the virtual camera lets itself be opened twice; a real one is claimed on USB",
    ("gphoto", "unplugged"): "the virtual camera has no cable; the library's numbers for a lost one are tested",
    ("gphoto", "real_device"): "none is here: libgphoto2's own virtual PTP camera",
}
FAULTS: Final = (
    "absent",
    "comes_later",
    "busy",
    "unplugged",
    "refused_setting",
    "corrupt_frame",
    "settings",
    "real_device",
)


class Bench:
    """One adapter, with the means to put it into each fault."""

    name: str
    picture_shape: tuple[int, ...]

    def camera(self) -> Camera:
        raise NotImplementedError

    def absent(self) -> Camera:
        raise NotImplementedError

    def busy(self) -> tuple[Camera, Callable[[], None]]:
        raise NotImplementedError

    def unplug(self, camera: Camera) -> None:
        raise NotImplementedError

    def corrupt_next(self, camera: Camera) -> None:
        raise NotImplementedError

    def plug_in(self) -> None:
        raise NotImplementedError

    def take_away(self, camera: Camera) -> None:
        """Before anybody opened it."""
        self.unplug(camera)

    possible = CameraSettings(exposure_us=5000.0, gain_db=3.0)

    def impossible(self) -> tuple[CameraSettings, ...]:
        far = (1e12, -1.0, float("nan"))
        return (*(CameraSettings(exposure_us=us) for us in far), CameraSettings(gain_db=500.0))


class BaslerPattern(Bench):
    """The SDK's emulated camera with its own test picture, delivered as BayerRG8."""

    name = "basler_pattern"
    picture_shape = (3000, 4096)

    def camera(self) -> Camera:
        return BaslerCamera(emulated=True)

    def absent(self) -> Camera:
        return BaslerCamera(serial="no such serial", emulated=True)

    def busy(self) -> tuple[Camera, Callable[[], None]]:
        holder = BaslerCamera(emulated=True)
        holder.open()
        return BaslerCamera(emulated=True), holder.close

    def unplug(self, camera: Camera) -> None:
        camera._camera.DestroyDevice()  # type: ignore[attr-defined]

    def plug_in(self) -> None:
        """The SDK's emulated camera is there again at once."""

    def corrupt_next(self, camera: Camera) -> None:
        driver = camera._camera  # type: ignore[attr-defined]
        driver.ForceFailedBufferCount.Value = 2
        driver.ForceFailedBuffer.Execute()


class BaslerMosaic(BaslerPattern):
    """The SDK's emulated camera reading mosaics from files, as the phantom studio feeds it."""

    name = "basler_mosaic"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "pictures"
        self.folder.mkdir()
        ramp = np.arange(4096, dtype=np.uint32)[None, :] + 7 * np.arange(3000, dtype=np.uint32)[:, None]
        self.mosaic = (ramp % 251).astype(np.uint8)
        MosaicFiles(self.folder).put((self.mosaic,))

    def plug_in(self) -> None:
        MosaicFiles(self.folder).put((self.mosaic,))

    def take_away(self, camera: Camera) -> None:
        for file in self.folder.glob("*.bmp"):
            file.unlink()

    def camera(self) -> Camera:
        return BaslerCamera(picture_folder=self.folder)

    def absent(self) -> Camera:
        return BaslerCamera(picture_folder=self.folder.parent)

    def busy(self) -> tuple[Camera, Callable[[], None]]:
        holder = BaslerCamera(picture_folder=self.folder)
        holder.open()
        return BaslerCamera(picture_folder=self.folder), holder.close


class Replay(Bench):
    """A folder of three pictures."""

    name = "replay"
    picture_shape = (40, 60, 3)

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "pictures"
        self.folder.mkdir()
        self.plug_in()

    def plug_in(self) -> None:
        self.folder.mkdir(exist_ok=True)
        for number in range(3):
            cv2.imwrite(str(self.folder / f"{number}.png"), np.full(self.picture_shape, 60 * number, np.uint8))

    def camera(self) -> Camera:
        return ReplayCamera(self.folder, frame_rate_hz=200.0)

    def absent(self) -> Camera:
        return ReplayCamera(self.folder.parent / "nowhere")

    def unplug(self, camera: Camera) -> None:
        shutil.rmtree(self.folder)

    def corrupt_next(self, camera: Camera) -> None:
        (self.folder / "1.png").write_bytes(b"\x89PNG damaged")


class Uvc(Bench):
    """The UVC class on a video file, and on this machine's missing devices."""

    name = "uvc"
    picture_shape = (120, 160, 3)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "clip.avi"
        self.plug_in()

    def plug_in(self) -> None:
        writer = cv2.VideoWriter(str(self.file), cv2.VideoWriter.fourcc(*"MJPG"), 30.0, (160, 120))
        assert writer.isOpened()
        for number in range(30):
            writer.write(np.full(self.picture_shape, 8 * number, np.uint8))
        writer.release()

    def camera(self) -> Camera:
        return UvcCamera(self.file)

    def absent(self) -> Camera:
        return UvcCamera(99)

    def busy(self) -> tuple[Camera, Callable[[], None]]:
        # A device file that refuses to be opened, as one does that another program holds.
        patch = pytest.MonkeyPatch()

        def refuse(*_: object) -> int:
            raise OSError(errno.EBUSY, "held")

        patch.setattr(os, "open", refuse)
        return UvcCamera(0), patch.undo

    def unplug(self, camera: Camera) -> None:
        self.file.unlink()

    def corrupt_next(self, camera: Camera) -> None:
        clip = cv2.VideoCapture(str(self.folder / "picture_%02d.png"))
        camera._capture.release()  # type: ignore[attr-defined]
        camera._capture = clip  # type: ignore[attr-defined]

    def picture_row(self) -> None:
        for number in range(6):
            cv2.imwrite(str(self.folder / f"picture_{number:02d}.png"), np.full(self.picture_shape, 200, np.uint8))
        (self.folder / "picture_02.png").write_bytes(b"\x89PNG damaged")


class Aravis(Bench):
    """Aravis' own fake GigE Vision camera, in this process, on the loopback address."""

    name = "aravis"
    picture_shape = (2048, 2048)
    ADDRESS = "127.0.0.1"

    def __init__(self) -> None:
        from skinlax_desktop.devices.aravis.library import load_aravis

        self._aravis = load_aravis()
        self._new = self._aravis.library.arv_gv_fake_camera_new
        self._new.restype, self._new.argtypes = ctypes.c_void_p, (ctypes.c_char_p, ctypes.c_char_p)
        self._set = ctypes.CDLL("libgobject-2.0.so.0").g_object_set
        self._fake: int | None = None
        self.plug_in()

    def plug_in(self) -> None:
        self._fake = self._new(self.ADDRESS.encode(), b"GV01")

    def camera(self) -> Camera:
        return AravisCamera(self.ADDRESS)

    def absent(self) -> Camera:
        return AravisCamera("127.0.0.9")

    def busy(self) -> tuple[Camera, Callable[[], None]]:
        holder = AravisCamera(self.ADDRESS)
        holder.open()
        return AravisCamera(self.ADDRESS), holder.close

    def unplug(self, camera: Camera) -> None:
        fake, self._fake = self._fake, None
        if fake is not None:
            self._aravis.unref(fake)

    def corrupt_next(self, camera: Camera) -> None:
        """A driver that says of the next buffer that packets are missing."""
        library, real, told = camera._library, camera._library.ask, []  # type: ignore[attr-defined]

        def ask(name: str, *arguments: object) -> object:
            if name == "arv_buffer_get_status" and not told:
                told.append(name)
                return 4
            return real(name, *arguments)

        library.ask = ask

    def end(self) -> None:
        self.unplug(None)  # type: ignore[arg-type]
        self._aravis.__dict__.pop("ask", None)


class GPhoto(Bench):
    """libgphoto2's own virtual PTP camera, which hands out the JPEG of a folder."""

    name = "gphoto"
    picture_shape = (120, 160, 3)
    possible = CameraSettings(exposure_us=5000.0)

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "card"
        self.folder.mkdir()
        self.plug_in()

    def plug_in(self) -> None:
        cv2.imwrite(str(self.folder / "picture.jpg"), np.full(self.picture_shape, 90, np.uint8))

    def camera(self) -> Camera:
        return GPhotoCamera(virtual_folder=self.folder, period_s=0.05)

    def take_away(self, camera: Camera) -> None:
        (self.folder / "picture.jpg").unlink()

    def absent(self) -> Camera:
        (self.folder / "picture.jpg").unlink()
        return self.camera()

    def corrupt_next(self, camera: Camera) -> None:
        file = self.folder / "picture.jpg"
        whole = file.read_bytes()
        file.write_bytes(bytes(len(whole)))
        threading.Timer(0.3, lambda: file.write_bytes(whole)).start()


BENCHES: Final = ("basler_pattern", "basler_mosaic", "replay", "uvc", "aravis", "gphoto")


@pytest.fixture(params=BENCHES)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    match request.param:
        case "aravis":
            if not aravis_is_there():
                pytest.skip("the system's libaravis-0.8 is not installed; it is optional")
            aravis = Aravis()
            yield aravis
            aravis.end()
        case "gphoto":
            if not gphoto_is_there():
                pytest.skip("the optional package gphoto2 is not installed")
            yield GPhoto(tmp_path)
        case "basler_pattern":
            yield BaslerPattern()
        case "basler_mosaic":
            yield BaslerMosaic(tmp_path)
        case "replay":
            yield Replay(tmp_path)
        case _:
            uvc = Uvc(tmp_path)
            uvc.picture_row()
            yield uvc


@pytest.fixture
def camera(bench: Bench) -> Iterator[Camera]:
    camera = bench.camera()
    yield camera
    camera.close()


def take(camera: Camera, count: int) -> list[Frame]:
    frames = camera.frames()
    with closing(frames):  # type: ignore[type-var]
        return list(islice(frames, count))


def test_frames_are_whole_owned_numbered_and_timed(bench: Bench, camera: Camera) -> None:
    info = camera.open()
    frames = take(camera, 4)
    assert [frame.sequence for frame in frames] == sorted({frame.sequence for frame in frames})
    assert [frame.captured_at_s for frame in frames] == sorted(frame.captured_at_s for frame in frames)
    for frame in frames:
        assert frame.pixels.shape == bench.picture_shape
        assert frame.pixels.dtype == np.uint8
        assert frame.pixels.flags.owndata
        assert (frame.layout is PixelLayout.BGR8) == (frame.pixels.ndim == 3)
        assert frame.quarter_turns == info.quarter_turns
    assert (info.height_px, info.width_px) == bench.picture_shape[:2]
    kept = frames[0].pixels.copy()
    camera.close()
    assert np.array_equal(kept, frames[0].pixels)


def test_a_camera_opens_again_after_closing(camera: Camera) -> None:
    for _ in range(2):
        camera.open()
        assert len(take(camera, 1)) == 1
        camera.close()
        camera.close()


def test_a_stream_can_be_left_and_begun_again(camera: Camera) -> None:
    camera.open()
    first = take(camera, 2)
    second = take(camera, 2)
    assert second[0].sequence > first[-1].sequence


def test_an_absent_camera_says_so(bench: Bench) -> None:
    camera = bench.absent()
    with pytest.raises(SkinlaxError, match=r"^camera_absent"):
        camera.open()
    camera.close()


def test_a_camera_that_was_not_opened_says_absent(camera: Camera) -> None:
    with pytest.raises(SkinlaxError, match=r"^camera_absent"):
        next(iter(camera.frames()))
    with pytest.raises(SkinlaxError, match=r"^camera_absent"):
        camera.configure(CameraSettings())


def test_a_held_camera_is_busy_and_free_afterwards(bench: Bench) -> None:
    if (bench.name, "busy") in NOT_EXERCISED:
        first, second = bench.camera(), bench.camera()
        first.open()
        second.open()
        assert take(second, 1)
        return
    camera, let_go = bench.busy()
    try:
        with pytest.raises(SkinlaxError, match=r"^camera_busy"):
            camera.open()
    finally:
        let_go()
    if bench.name.startswith("basler"):
        camera.open()
        camera.close()


def test_unplugging_in_mid_stream_ends_it_with_a_reason(bench: Bench, camera: Camera) -> None:
    if bench.name == "aravis":
        pytest.skip("its loss takes 10 s to be believed: the same is asserted where it comes back")
    if bench.name == "gphoto":
        assert {_code_of(number, "") for number in (-7, -34, -35, -36)} == {"camera_unplugged"}
        assert (_code_of(-53, ""), _code_of(-105, "")) == ("camera_busy", "camera_absent")
        return
    camera.open()
    frames = camera.frames()
    next(frames)
    bench.unplug(camera)
    with pytest.raises(SkinlaxError, match=r"^camera_unplugged"):
        for _ in islice(frames, 1000):
            pass
    camera.close()


def _still(loop: CameraLoop) -> Frame:
    """A still of a stream that may be a short clip: it is over at once, and the loop begins it again."""
    for _ in range(20):
        try:
            return loop.still().result(timeout=10)
        except SkinlaxError as error:
            if error.code != "camera_no_frames":
                raise
            _wait(lambda: loop.state.stage == "streaming")
    raise AssertionError("no still in twenty clips")


def test_it_comes_back_by_itself_and_is_set_as_before(bench: Bench, camera: Camera) -> None:
    if bench.name == "gphoto":
        pytest.skip(NOT_EXERCISED[("gphoto", "unplugged")])
    seen: list[CameraLoopState] = []
    loop = CameraLoop(camera, _Clock(), retry_after_s=0.05)
    loop.subscribe(seen.append)
    loop.start()
    try:
        _wait(lambda: loop.latest() is not None)
        settable = (bench.name, "settings") not in NOT_EXERCISED
        if settable:
            loop.configure(bench.possible).result(timeout=10)
        bench.unplug(camera)
        _wait(lambda: any(state.stage == "failed" for state in seen))
        lost = next(state.error for state in seen if state.stage == "failed")
        assert lost is not None
        assert lost.code == "camera_unplugged", "the screen is told what happened"
        if bench.name != "basler_pattern":
            bench.plug_in()
        _wait(lambda: loop.state.stage == "streaming" and loop.latest() is not None)
        frame = _still(loop)
        assert frame.pixels.shape == bench.picture_shape
        if settable:
            assert frame.exposure_us == pytest.approx(bench.possible.exposure_us, rel=0.01)
    finally:
        loop.stop()


def test_one_that_is_plugged_in_later_is_found_by_itself(bench: Bench, camera: Camera) -> None:
    if (bench.name, "comes_later") in NOT_EXERCISED:
        pytest.skip(NOT_EXERCISED[bench.name, "comes_later"])
    bench.take_away(camera)
    loop = CameraLoop(camera, _Clock(), retry_after_s=0.05)
    loop.start()
    try:
        _wait(lambda: loop.state.stage == "failed")
        assert loop.state.error is not None
        assert loop.state.error.code == "camera_absent"
        bench.plug_in()
        _wait(lambda: loop.state.stage == "streaming")
        assert _still(loop).pixels.shape == bench.picture_shape
    finally:
        loop.stop()


def test_every_picture_says_by_what_and_how_it_was_taken(bench: Bench, camera: Camera) -> None:
    info = camera.open()
    if bench.name == "replay":
        assert info.device == (), "nobody knows how those pictures were taken"
        return
    device = dict(take(camera, 1)[0].device)
    assert device["Driver"]
    assert all(isinstance(value, str) and value for value in device.values())
    assert info.serial not in device.values()


class _Clock:
    def now(self) -> object:
        raise NotImplementedError

    def monotonic_s(self) -> float:
        return time.monotonic()


def _wait(happened: Callable[[], bool]) -> None:
    until_s = time.monotonic() + 40.0
    while not happened():
        assert time.monotonic() < until_s, "it never happened"
        time.sleep(0.01)


def test_an_impossible_setting_is_refused_and_nothing_changes(bench: Bench, camera: Camera) -> None:
    camera.open()
    for settings in bench.impossible():
        with pytest.raises(SkinlaxError, match=r"^camera_setting_refused"):
            camera.configure(settings)
    assert len(take(camera, 1)) == 1


def test_a_possible_setting_is_taken_and_written_on_the_frames(bench: Bench, camera: Camera) -> None:
    camera.open()
    settings = bench.possible
    if (bench.name, "settings") in NOT_EXERCISED:
        with pytest.raises(SkinlaxError, match=r"^camera_setting_refused"):
            camera.configure(settings)
        return
    taken = camera.configure(settings)
    assert taken.exposure_us == pytest.approx(5000.0, rel=0.01)
    assert taken.gain_db == pytest.approx(settings.gain_db, abs=0.1)
    frame = take(camera, 1)[0]
    assert (frame.exposure_us, frame.gain_db) == (taken.exposure_us, taken.gain_db)
    with pytest.raises(SkinlaxError):
        camera.configure(CameraSettings(exposure_us=6000.0, gain_db=500.0))
    assert take(camera, 1)[0].exposure_us == taken.exposure_us


def test_corrupt_frames_are_skipped_and_counted(bench: Bench, camera: Camera) -> None:
    camera.open()
    assert camera.corrupt_frames == 0
    frames = camera.frames()
    next(frames)
    bench.corrupt_next(camera)
    if bench.name == "uvc":
        frames = camera.frames()
    for frame in islice(frames, 5):
        assert frame.pixels.shape == bench.picture_shape
    assert camera.corrupt_frames >= 1
    frames.close()  # type: ignore[attr-defined]
    camera.close()
    camera.open()
    assert camera.corrupt_frames == 0


def test_the_table_of_what_is_not_exercised_names_real_adapters_and_faults() -> None:
    assert {name for name, _ in NOT_EXERCISED} <= set(BENCHES)
    assert {fault for _, fault in NOT_EXERCISED} <= set(FAULTS)


def test_a_mosaic_from_a_file_arrives_bit_for_bit(tmp_path: Path) -> None:
    bench = BaslerMosaic(tmp_path)
    camera = bench.camera()
    camera.open()
    assert np.array_equal(take(camera, 1)[0].pixels, bench.mosaic)
    camera.close()


def test_files_replaced_in_mid_stream_are_seen_whole(tmp_path: Path) -> None:
    bench = BaslerMosaic(tmp_path)
    camera = bench.camera()
    camera.open()
    frames = camera.frames()
    next(frames)
    files = MosaicFiles(bench.folder)
    stopping = threading.Event()

    def replace() -> None:
        level = 0
        while not stopping.wait(0.01):
            level = (level + 1) % 200
            files.put((np.full((3000, 4096), level, np.uint8),))

    files.put((np.zeros((3000, 4096), np.uint8),))
    worker = threading.Thread(target=replace)
    worker.start()
    try:
        levels = [frame.pixels for frame in islice(frames, 24)][4:]
    finally:
        stopping.set()
        worker.join()
    assert all(picture.min() == picture.max() for picture in levels)
    assert len({int(picture[0, 0]) for picture in levels}) > 1
    assert camera.corrupt_frames == 0
    camera.close()


def test_the_studio_learns_of_the_settings_that_were_taken(tmp_path: Path) -> None:
    heard: list[CameraSettings] = []
    bench = BaslerMosaic(tmp_path)
    camera = BaslerCamera(picture_folder=bench.folder, on_configured=heard.append)
    camera.open()
    taken = camera.configure(CameraSettings(exposure_us=4000.0))
    camera.close()
    assert heard == [taken]


def test_files_that_vanish_end_the_stream_as_no_frames(tmp_path: Path) -> None:
    bench = BaslerMosaic(tmp_path)
    camera = bench.camera()
    camera.open()
    frames = camera.frames()
    next(frames)
    shutil.rmtree(bench.folder)
    with pytest.raises(SkinlaxError, match=r"^camera_no_frames"):
        for _ in islice(frames, 1000):
            pass
    assert camera.corrupt_frames > 0
    camera.close()


def test_a_search_for_real_cameras_never_offers_the_emulated_one() -> None:
    assert all(not found.model.startswith("Emulation") for found in find_basler_cameras())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Error: 'Device is exclusively opened by another client.'", "camera_busy"),
        ("The device is controlled by another application. Err: 0xE1018006", "camera_busy"),
        ("Failed to open device. No such device.", "camera_absent"),
    ],
)
def test_the_words_of_a_refusing_driver_become_a_code(words: str, code: str) -> None:
    assert code_of_refusal(words) == code


def test_a_capture_set_is_played_in_its_own_order(tmp_path: Path) -> None:
    for name, level in (("a", 10), ("b", 20), ("c", 30)):
        cv2.imwrite(str(tmp_path / f"{name}.png"), np.full((4, 4, 3), level, np.uint8))
    (tmp_path / "capture_set.json").write_text('{"schema": 1, "frames": [{"file": "c.png"}, {"file": "a.png"}]}')
    camera = ReplayCamera(tmp_path, frame_rate_hz=200.0)
    camera.open()
    assert [int(frame.pixels[0, 0, 0]) for frame in take(camera, 3)] == [30, 10, 30]


def test_a_folder_with_nothing_readable_is_corrupt_not_endless(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    with pytest.raises(SkinlaxError, match=r"^camera_frame_corrupt"):
        ReplayCamera(tmp_path).open()


def test_a_video_that_ends_is_a_camera_without_frames(tmp_path: Path) -> None:
    camera = Uvc(tmp_path).camera()
    camera.open()
    with pytest.raises(SkinlaxError, match=r"^camera_no_frames"):
        for _ in islice(camera.frames(), 1000):
            pass
    camera.close()
