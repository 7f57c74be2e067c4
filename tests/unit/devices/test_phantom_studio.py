"""The phantom in front of the emulated camera: true renders, live movement, nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from skinlax_desktop.devices.simulated import PhantomStudio
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.domain.views import Pose
from skinlax_desktop.phantom.head import build_head
from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS
from skinlax_desktop.phantom.rendering import render
from skinlax_desktop.phantom.scene import Scene, VirtualCamera
from skinlax_desktop.phantom.sensor import to_mosaic

PROJECT = Path(__file__).parents[3]
RESOURCES = PROJECT / "resources"
PATIENT = DEFAULT_PATIENTS[0]
PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def studio(third_party: Path) -> Iterator[PhantomStudio]:
    studio = PhantomStudio(PATIENT, RESOURCES, seed=3)
    yield studio
    studio.close()
    studio.close()
    assert not studio.folder.exists()


def shown(studio: PhantomStudio) -> list[np.ndarray]:
    return [cv2.imread(str(file), cv2.IMREAD_GRAYSCALE) for file in sorted(studio.folder.glob("*.bmp"))]


def shown_with_scene(studio: PhantomStudio) -> tuple[np.ndarray, Scene]:
    """A file and the scene it shows: the scene was the same before and after reading."""
    while True:
        before = studio.scene_now()
        mosaic = shown(studio)[1]
        time.sleep(0.1)
        if studio.scene_now() == before:
            return mosaic, before


def wait_for(happened: Callable[[], bool]) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < until_s, "it never happened"
        time.sleep(0.02)


def test_there_are_pictures_from_the_first_moment(studio: PhantomStudio) -> None:
    assert studio.is_preparing
    assert [mosaic.shape for mosaic in shown(studio)] == [(3000, 4096)] * 2


def test_a_patient_turns_evenly_through_true_renders(studio: PhantomStudio) -> None:
    assert studio.wait_until_settled(PATIENCE_S)
    assert studio.render_s > 0.0
    began = studio.scene_now().pose.yaw_deg
    # So slowly that there is a picture on the way, however long one takes.
    rate = 20.0 / (3.0 * studio.render_s)
    studio.turn(began - 20.0, rate)
    yaws: list[float] = []

    def arrived() -> bool:
        yaw = studio.scene_now().pose.yaw_deg
        if not yaws or yaw != yaws[-1]:
            yaws.append(yaw)
        return studio.settled

    wait_for(arrived)
    assert yaws[-1] == pytest.approx(began - 20.0)
    assert yaws == sorted(yaws, reverse=True)
    assert any(began - 20.0 < yaw < began for yaw in yaws)


def test_a_settled_patient_is_a_true_render_of_the_scene_that_is_told(studio: PhantomStudio) -> None:
    pose = Pose(yaw_deg=30.0, pitch_deg=-4.0, roll_deg=2.0)
    studio.ask(pose, offset_mm=(12.0, -5.0), distance_mm=815.0, over_s=0.3)
    assert not studio.settled
    assert studio.wait_until_settled(PATIENCE_S)
    assert not studio.is_preparing
    mosaic, scene = shown_with_scene(studio)
    assert scene.pose == pose
    assert scene.offset_mm == pytest.approx((12.0, -5.0), abs=0.5)
    # The scene says the sway in millimetres of the asked-for offset; undone by whole pixels, the render must agree.
    told = Scene(pose=pose, offset_mm=(12.0, -5.0), distance_mm=815.0)
    mm_per_px = 815.0 / 9600.0
    right_px = round((scene.offset_mm[0] - 12.0) / mm_per_px)
    up_px = round((scene.offset_mm[1] + 5.0) / mm_per_px)
    truth = to_mosaic(render(build_head(PATIENT, RESOURCES), told, VirtualCamera(), noise_seed=999), 1)
    moved = np.roll(truth, (right_px, up_px), (0, 1))
    inner = slice(16, -16)
    difference = mosaic[inner, inner].astype(np.int16) - moved[inner, inner].astype(np.int16)
    assert abs(float(difference.mean())) < 0.05
    assert float(np.sqrt((difference.astype(np.float32) ** 2).mean())) < 5.0
    sharp = cv2.Laplacian(truth[inner, inner], cv2.CV_32F).std()
    assert cv2.Laplacian(mosaic[inner, inner], cv2.CV_32F).std() >= 0.95 * sharp


def test_frames_of_a_settled_patient_differ_by_noise_only(studio: PhantomStudio) -> None:
    assert studio.wait_until_settled(PATIENCE_S)
    first, second = shown(studio)
    difference = first.astype(np.int16) - second
    assert 0.3 < float(difference.std()) < 6.0


def test_on_the_way_it_passes_through_poses_between(studio: PhantomStudio) -> None:
    studio.ask(Pose(yaw_deg=0.0, pitch_deg=0.0, roll_deg=0.0), over_s=0.0)
    assert studio.wait_until_settled(PATIENCE_S)
    seen: set[float] = set()
    studio.ask(Pose(yaw_deg=-45.0, pitch_deg=0.0, roll_deg=0.0), over_s=2.0)
    while not studio.settled:
        seen.add(studio.scene_now().pose.yaw_deg)
        time.sleep(0.01)
    assert len([yaw for yaw in seen if -44.0 < yaw < -1.0]) >= 2
    assert studio.scene_now().pose.yaw_deg == -45.0


def test_exposure_and_light_change_the_picture_as_they_would(studio: PhantomStudio) -> None:
    assert studio.wait_until_settled(PATIENCE_S)
    usual = float(shown(studio)[0].mean())
    studio.set_camera(CameraSettings(exposure_us=4000.0))
    assert studio.wait_until_settled(PATIENCE_S)
    assert studio.scene_now().exposure_us == 4000.0
    shorter = float(shown(studio)[0].mean())
    studio.set_camera(CameraSettings())
    studio.set_light(LightSettings(level=0.0))
    assert studio.wait_until_settled(PATIENCE_S)
    assert studio.scene_now().light.level == 0.0
    dark = float(shown(studio)[0].mean())
    studio.set_light(LightSettings())
    assert studio.wait_until_settled(PATIENCE_S)
    assert shorter < 0.85 * usual
    assert dark < 0.9 * usual
    assert float(shown(studio)[0].mean()) == pytest.approx(usual, rel=0.02)


def test_nothing_is_left_when_the_program_is_killed(third_party: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import sys, time\n"
        "from pathlib import Path\n"
        "from skinlax_desktop.devices.simulated import PhantomStudio\n"
        "from skinlax_desktop.phantom.patients import DEFAULT_PATIENTS\n"
        "if __name__ == '__main__':\n"
        "    studio = PhantomStudio(DEFAULT_PATIENTS[0], Path(sys.argv[1]))\n"
        "    print(studio.folder, flush=True)\n"
        "    time.sleep(600)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "src")}
    with subprocess.Popen(
        [sys.executable, str(program), str(RESOURCES)], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        assert folder.is_dir()
        process.send_signal(signal.SIGKILL)
        process.wait()
    wait_for(lambda: not folder.parent.exists())
