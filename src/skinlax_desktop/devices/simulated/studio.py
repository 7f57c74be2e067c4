"""A phantom patient in front of the SDK's emulated camera, in a process of its own."""

import multiprocessing
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from skinlax_desktop.devices.simulated.mosaic_files import MosaicFiles
from skinlax_desktop.devices.simulated.studio_messages import (
    SCENE_NUMBERS,
    PoseWish,
    StudioMessage,
    TurnWish,
    pack_scene,
    unpack_scene,
)
from skinlax_desktop.devices.simulated.studio_process import Studio, run_studio
from skinlax_desktop.devices.simulated.turning import TurningHabit
from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings, LightSettings
from skinlax_desktop.domain.views import Pose
from skinlax_desktop.phantom.patients import PhantomPatient
from skinlax_desktop.phantom.scene import WORKING_DISTANCE_MM, Expression, Scene

SENSOR_SIZE_PX = (4096, 3000)
_MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - a folder of unguessable name is made inside
_EMPTY_ROOM_GREY = 118
_ENDING_S = 0.5
_ON_SHOW_AFTER_S = 0.25


class PhantomStudio:
    """Feeds `folder` with mosaics of a phantom patient, for `BaslerCamera(picture_folder=studio.folder)`.

    `scene_now` tells what the files show, sway included; where `settled`, they are true full-resolution renders of
    that scene. Until the patient arrives the camera sees an empty room. Any thread may call.
    """

    def __init__(self, patient: PhantomPatient, resources: Path, seed: int = 0, *, quarter_turns: int = 1) -> None:
        memory = str(_MEMORY_FOLDER) if os.access(_MEMORY_FOLDER, os.W_OK) else None
        self._root = Path(tempfile.mkdtemp(prefix="skinlax-studio-", dir=memory))
        self.folder = self._root / "pictures"
        self.folder.mkdir()
        width, height = SENSOR_SIZE_PX
        MosaicFiles(self.folder).put((np.full((height, width), _EMPTY_ROOM_GREY, dtype=np.uint8),))
        spawning = multiprocessing.get_context("spawn")
        ours, theirs = spawning.Pipe()
        self._mailbox = ours
        self._lock = threading.Lock()
        self._told: tuple[Pose, float, bool] = (Scene().pose, 0.0, False)
        self._sent = 0
        # The last number says how long the newest full-resolution render took.
        self._board = spawning.Array("d", SCENE_NUMBERS + 1)
        self._board[:SCENE_NUMBERS] = pack_scene(Scene(), settled=False, heeded=0)
        studio = Studio(
            patient=patient,
            resources=resources,
            folder=self.folder,
            seed=seed,
            parent_pid=os.getpid(),
            quarter_turns=quarter_turns,
        )
        self._process = spawning.Process(
            target=run_studio, args=(studio, theirs, self._board), name="skinlax-studio", daemon=True
        )
        self._process.start()
        theirs.close()

    def set_camera(self, settings: CameraSettings) -> None:
        """The camera exposes so from now on."""
        self._send(settings)

    def set_light(self, light: LightSettings) -> None:
        """The ring shines so from now on."""
        self._send(light)

    def ask(
        self,
        pose: Pose,
        expression: Expression = "neutral",
        offset_mm: tuple[float, float] = (0.0, 0.0),
        distance_mm: float = WORKING_DISTANCE_MM,
        over_s: float = 1.2,
    ) -> None:
        """Ask the patient into a pose; returns at once."""
        wish = PoseWish(pose=pose, expression=expression, offset_mm=offset_mm, distance_mm=distance_mm, over_s=over_s)
        self._send(wish)

    def turn(self, to_deg: float, rate_deg_s: float, habit: TurningHabit | None = None) -> None:
        """Ask the patient to turn evenly on the chair from where they look now; returns at once."""
        self._send(TurnWish(to_deg=to_deg, rate_deg_s=rate_deg_s, habit=habit or TurningHabit()))

    def has_moved_on(self) -> bool:
        """While turning: whether there is a picture since the last time this was asked. Always true at rest.

        A picture is on show some moments after the scene is told: the camera goes through its files.
        """
        scene, settled, _ = self._read()
        now_s = time.monotonic()
        if scene.pose != self._told[0]:
            self._told = (scene.pose, now_s, False)
        pose, since_s, asked = self._told
        fresh = not asked and now_s - since_s >= _ON_SHOW_AFTER_S
        if fresh:
            self._told = (pose, since_s, True)
        return fresh or settled

    @property
    def render_s(self) -> float:
        """How long the newest full-resolution picture took to compute; 0 before the first."""
        with self._board.get_lock():
            return float(self._board[SCENE_NUMBERS])

    def scene_now(self) -> Scene:
        """What the files show now."""
        return self._read()[0]

    @property
    def settled(self) -> bool:
        """Whether all that was asked is done, and a true render of it is on show."""
        _, settled, heeded = self._read()
        return settled and heeded == self._sent

    @property
    def is_preparing(self) -> bool:
        """Whether the patient was never on show yet and still may be: the camera sees an empty room."""
        _, settled, heeded = self._read()
        # Nothing is heeded before the first true render is on show.
        return not settled and heeded == 0 and self._process.is_alive()

    def wait_until_settled(self, timeout_s: float = 30.0) -> bool:
        """Wait for the patient to arrive and hold still; False when that takes too long or the studio ended."""
        until_s = time.monotonic() + timeout_s
        while not self.settled:
            if time.monotonic() > until_s or not self._process.is_alive():
                return False
            time.sleep(0.05)
        return True

    def close(self) -> None:
        """End the process and remove the files; safe to call twice."""
        if self._process.is_alive():
            self._process.terminate()
        self._process.join(_ENDING_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        with self._lock:
            self._mailbox.close()
        shutil.rmtree(self._root, ignore_errors=True)

    def _read(self) -> tuple[Scene, bool, int]:
        with self._board.get_lock():
            return unpack_scene(self._board[:SCENE_NUMBERS])

    def _send(self, message: StudioMessage) -> None:
        with self._lock:
            if self._mailbox.closed:
                return
            try:
                self._mailbox.send(message)
                self._sent += 1
            except OSError as error:
                raise SkinlaxError("studio_ended") from error
