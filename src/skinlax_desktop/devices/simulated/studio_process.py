"""The studio's own process: a phantom patient who sits before the camera, moves when asked, and never quite rests."""

import math
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from skinlax_desktop.devices.simulated.mosaic_files import Mosaic, MosaicFiles, shift_mosaic, soft_mosaic
from skinlax_desktop.devices.simulated.studio_messages import (
    SCENE_NUMBERS,
    PoseWish,
    StudioMessage,
    TurnWish,
    pack_scene,
)
from skinlax_desktop.devices.simulated.turning import turned_scene, turning_yaw_deg
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.domain.views import Pose
from skinlax_desktop.phantom.head import PhantomHead, build_head
from skinlax_desktop.phantom.patients import PhantomPatient
from skinlax_desktop.phantom.rendering import render_linear
from skinlax_desktop.phantom.scene import Scene, VirtualCamera
from skinlax_desktop.phantom.sensor import expose, to_mosaic

_MOVING_SCALE = 1 / 6
_STEP_S = 0.11
# However slow the machine, a turn passes through poses between; it then takes longer.
_LARGEST_PART = 0.25
_SWAY_STEP_S = 0.25
_SWAY_PX = 2
_REALISATIONS = 4
_NICENESS = 5
_WATCH_S = 0.5


class Mailbox(Protocol):
    """The end of the pipe that the studio reads."""

    def poll(self, timeout: float) -> bool:
        """Whether a message is there within that many seconds."""
        ...

    def recv(self) -> object:
        """The next message."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """What the process is given."""

    patient: PhantomPatient
    resources: Path
    folder: Path
    seed: int
    parent_pid: int
    quarter_turns: int


class Sitter:
    """Shows scenes to the emulated camera through its files."""

    def __init__(
        self,
        head: PhantomHead,
        studio: Studio,
        tell: Callable[[Scene, bool, int], None],
        timed: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        self._head = head
        self._files = MosaicFiles(studio.folder)
        self._quarter_turns = studio.quarter_turns
        self._camera = VirtualCamera()
        self._random = np.random.default_rng((studio.seed, 5))
        self._tell = tell
        self._timed = timed
        self._linear: npt.NDArray[np.float32] | None = None
        self._realisations: list[Mosaic] = []
        self._sways = 0
        self.heeded = 0
        self.scene = Scene()

    @property
    def _sensor_size(self) -> tuple[int, int]:
        upright = (self._camera.width_px, self._camera.height_px)
        return upright if self._quarter_turns % 2 == 0 else upright[::-1]

    def show_moving(self, scene: Scene) -> None:
        """A soft picture, quickly: what a moving face looks like."""
        self._linear = None
        self.scene = scene
        small = expose(render_linear(self._head, scene, self._camera.scaled(_MOVING_SCALE)), scene, self._seed())
        self._files.put((soft_mosaic(small, *self._sensor_size, self._quarter_turns),))
        self._tell(scene, False, self.heeded)

    def show_settled(self, scene: Scene) -> None:
        """The true full-resolution picture of exactly this scene; takes a second or two."""
        self.scene = scene
        self._render(scene)
        self.develop(scene)

    def show_turning(self, scene: Scene) -> None:
        """A true full-resolution picture on the way of a turn: the patient is not settled."""
        self._render(scene)
        self.scene = scene
        self._realisations = []
        self._realise()
        self._files.put((self._realisations[0],))
        self._tell(scene, False, self.heeded)

    def _render(self, scene: Scene) -> None:
        began_s = time.monotonic()
        self._linear = render_linear(self._head, scene, self._camera)
        self._timed(time.monotonic() - began_s)

    def develop(self, scene: Scene) -> None:
        """Expose the light that was rendered last as `scene` says, with noise that differs from frame to frame."""
        self.scene = scene
        self._realisations = []
        for _ in range(self._files.count):
            self._realise()
        self._put(0, 0)

    def sway(self) -> None:
        """The patient breathes: a shift by whole cells, other noise, everything else exactly as rendered."""
        if self._linear is None:
            return
        if len(self._realisations) < _REALISATIONS:
            self._realise()
        self._sways += 1
        phase = self._sways * _SWAY_STEP_S
        self._put(
            2 * round(_SWAY_PX / 2 * math.sin(0.9 * phase)), 2 * round(_SWAY_PX / 2 * math.sin(1.57 * phase + 1.0))
        )

    @property
    def is_settled(self) -> bool:
        """Whether a true render is on show."""
        return self._linear is not None

    def _seed(self) -> int:
        return int(self._random.integers(1, 2**31))

    def _realise(self) -> None:
        if self._linear is not None:
            exposed = expose(self._linear, self.scene, self._seed())
            self._realisations.append(to_mosaic(exposed, self._quarter_turns))

    def _put(self, right_px: int, up_px: int) -> None:
        first = self._sways % len(self._realisations)
        pair = (self._realisations[first], self._realisations[(first + 1) % len(self._realisations)])
        self._files.put(tuple(shift_mosaic(mosaic, right_px, up_px, self._quarter_turns) for mosaic in pair))
        mm_per_px = self.scene.distance_mm / self._camera.focal_px
        right_mm, up_mm = self.scene.offset_mm
        shown = replace(self.scene, offset_mm=(right_mm + right_px * mm_per_px, up_mm + up_px * mm_per_px))
        self._tell(shown, True, self.heeded)


def run_studio(studio: Studio, mailbox: Mailbox, board: "SharedNumbers") -> None:
    """The whole life of the process; it ends, and takes its folder along, when the parent is gone."""
    # Ending a whole process group must still lead through the cleaning up; the parent decides about Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, args=(studio,), name="skinlax-studio-watch", daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(_NICENESS)

    def tell(scene: Scene, settled: bool, heeded: int) -> None:
        with board.get_lock():
            board[:SCENE_NUMBERS] = pack_scene(scene, settled=settled, heeded=heeded)

    def timed(seconds: float) -> None:
        with board.get_lock():
            board[SCENE_NUMBERS : SCENE_NUMBERS + 1] = [seconds]

    try:
        sitter = Sitter(build_head(studio.patient, studio.resources), studio, tell, timed)
        sitter.show_moving(sitter.scene)
        sitter.show_settled(sitter.scene)
        while True:
            if mailbox.poll(_SWAY_STEP_S):
                _obey(sitter, _drain(sitter, mailbox), mailbox)
            else:
                sitter.sway()
    except (EOFError, OSError):
        pass  # the parent closed the pipe or took the folder away
    finally:
        shutil.rmtree(studio.folder.parent, ignore_errors=True)


def _leave_with_parent(studio: Studio) -> None:
    """A render may take long on a busy machine; an orphan does not wait for its end."""
    while os.getppid() == studio.parent_pid:
        time.sleep(_WATCH_S)
    shutil.rmtree(studio.folder.parent, ignore_errors=True)
    os._exit(0)


class SharedNumbers(Protocol):
    """An array of float64 that both processes see."""

    def get_lock(self) -> "Lock":
        """What guards the numbers."""
        ...

    def __setitem__(self, place: slice, numbers: list[float]) -> None: ...

    def __getitem__(self, place: slice) -> list[float]: ...


class Lock(Protocol):
    """A lock as a context."""

    def __enter__(self) -> object: ...

    def __exit__(self, *details: object) -> object: ...


def _drain(sitter: Sitter, mailbox: Mailbox) -> list[StudioMessage]:
    messages: list[StudioMessage] = []
    while mailbox.poll(0.0):
        message = mailbox.recv()
        if isinstance(message, StudioMessage):
            messages.append(message)
        sitter.heeded += 1
    return messages


def _obey(sitter: Sitter, messages: list[StudioMessage], mailbox: Mailbox) -> None:
    """Do what the messages say, in order; a newer wish to move overtakes an older one."""
    wish: PoseWish | TurnWish | None = None
    before = sitter.scene
    scene = before
    for message in messages:
        if isinstance(message, PoseWish | TurnWish):
            wish = message
        elif isinstance(message, CameraSettings):
            scene = replace(scene, exposure_us=message.exposure_us, gain_db=message.gain_db)
        else:
            scene = replace(scene, light=message)
    if isinstance(wish, TurnWish):
        _turn(sitter, scene, wish, mailbox)
    elif wish is not None:
        _move(sitter, scene, wish, mailbox)
    elif scene.light != before.light or not sitter.is_settled:
        sitter.show_moving(scene)
        sitter.show_settled(scene)
    elif scene != before:
        sitter.develop(scene)


def _move(sitter: Sitter, start: Scene, wish: PoseWish, mailbox: Mailbox) -> None:
    """Go there smoothly; any new message ends the way early, and whatever comes of it starts from where we are."""
    goal = replace(
        start,
        pose=wish.pose,
        offset_mm=wish.offset_mm,
        distance_mm=wish.distance_mm,
        expression=wish.expression,
    )
    began_s = time.monotonic()
    part = 0.0
    while True:
        step_s = time.monotonic()
        due = (step_s - began_s) / wish.over_s if wish.over_s > 0 else 1.0
        part = 1.0 if wish.over_s <= 0 else min(due, part + _LARGEST_PART, 1.0)
        sitter.show_moving(between(start, goal, part))
        if part >= 1.0:
            break
        if mailbox.poll(max(_STEP_S - (time.monotonic() - step_s), 0.0)):
            messages = _drain(sitter, mailbox)
            if not any(isinstance(message, PoseWish | TurnWish) for message in messages):
                messages.append(replace(wish, over_s=wish.over_s * (1.0 - part)))
            _obey(sitter, messages, mailbox)
            return
    sitter.show_settled(goal)


def _turn(sitter: Sitter, start: Scene, wish: TurnWish, mailbox: Mailbox) -> None:
    """Along the chair's turn, one true render after the other; a newer wish to move ends it, other wishes wait."""
    began_s, from_deg = time.monotonic(), start.pose.yaw_deg
    waiting: list[StudioMessage] = []
    while True:
        yaw = turning_yaw_deg(
            time.monotonic() - began_s,
            from_deg=from_deg,
            to_deg=wish.to_deg,
            rate_deg_s=wish.rate_deg_s,
            habit=wish.habit,
        )
        # A chair turns a head as it is held.
        scene = _turned(start, turned_scene(yaw, wish.habit, pitch_deg=start.pose.pitch_deg))
        arrived = yaw in (wish.to_deg, wish.habit.stops_at_deg)
        if not arrived:
            sitter.show_turning(scene)
        waiting += _drain(sitter, mailbox)
        interrupted = any(isinstance(message, PoseWish | TurnWish) for message in waiting)
        if arrived or interrupted:
            break
    if waiting:
        _obey(sitter, waiting, mailbox)
    if not interrupted:
        sitter.show_settled(_turned(sitter.scene, scene))


def _turned(scene: Scene, turned: Scene) -> Scene:
    """The patient as `turned`, lit and exposed as in `scene`."""
    return replace(
        scene,
        pose=turned.pose,
        offset_mm=turned.offset_mm,
        distance_mm=turned.distance_mm,
        expression=turned.expression,
    )


def between(start: Scene, goal: Scene, part: float) -> Scene:
    """The scene on the way, `part` from 0 to 1; slow at both ends."""
    eased = part * part * (3.0 - 2.0 * part)

    def mix(first: float, last: float) -> float:
        return first + (last - first) * eased

    return replace(
        goal,
        pose=Pose(
            yaw_deg=mix(start.pose.yaw_deg, goal.pose.yaw_deg),
            pitch_deg=mix(start.pose.pitch_deg, goal.pose.pitch_deg),
            roll_deg=mix(start.pose.roll_deg, goal.pose.roll_deg),
        ),
        offset_mm=(mix(start.offset_mm[0], goal.offset_mm[0]), mix(start.offset_mm[1], goal.offset_mm[1])),
        distance_mm=mix(start.distance_mm, goal.distance_mm),
        expression=start.expression if eased < 0.5 else goal.expression,
    )
