"""A camera before which calibration targets are held just as the program asks, for practice and for tests."""

import threading
import time
from concurrent.futures import Future
from typing import Final

import numpy as np

from skinlax_desktop.domain.calibration import CameraCalibration
from skinlax_desktop.phantom.calibration_set import CHART_PLACES, CHART_SCALE, UNEVEN
from skinlax_desktop.phantom.flat_target import FlatTarget, TargetPose, photograph
from skinlax_desktop.phantom.printed_targets import board_sheet, chart_sheet, grey_card
from skinlax_desktop.ports.frame import Frame, PixelLayout
from skinlax_desktop.workflows.board_guidance import BoardWish
from skinlax_desktop.workflows.calibration_session import CalibrationTask

_TILT_DEG: Final = 27.0
# Tilt, swing, and where the board's middle is, millimetres right and down of the axis.
_POSES: Final = {
    BoardWish.FACING: (0.0, 0.0, 0.0, 0.0),
    BoardWish.TOP_NEAR: (-_TILT_DEG, 0.0, 0.0, -20.0),
    BoardWish.TOP_FAR: (_TILT_DEG, 0.0, 0.0, 20.0),
    BoardWish.LEFT_NEAR: (0.0, -_TILT_DEG, -20.0, 0.0),
    BoardWish.LEFT_FAR: (0.0, _TILT_DEG, 20.0, 0.0),
    BoardWish.UPPER_LEFT: (8.0, 8.0, -45.0, -52.0),
    BoardWish.UPPER_RIGHT: (8.0, -8.0, 45.0, -52.0),
    BoardWish.LOWER_LEFT: (-8.0, 8.0, -45.0, 52.0),
    BoardWish.LOWER_RIGHT: (-8.0, -8.0, 45.0, 52.0),
    BoardWish.ANYWHERE: (0.0, 0.0, 0.0, 0.0),
}
_DISTANCE_MM: Final = 820.0
_EVERY_S: Final = 0.15
_HELD_FOR: Final = 20


class SimulatedTargets:
    """`TargetCamera` through the virtual lens. Pictures are made on one thread that `close` ends."""

    def __init__(self, camera: CameraCalibration, *, seed: int = 1) -> None:
        self._camera = camera
        self._random = np.random.default_rng((seed, 79))
        self._lock = threading.Condition()
        self._asked: tuple[CalibrationTask, BoardWish | None, int] | None = None
        self._stills: list[Future[Frame]] = []
        self._frame: Frame | None = None
        self._sequence = 0
        self._renewals = 0
        self._closed = False
        self._thread: threading.Thread | None = None

    def hold(self, task: CalibrationTask, *, wish: BoardWish | None, place: int) -> None:
        """Hold this from now on; the frames of before are gone."""
        with self._lock:
            self._asked, self._frame, self._renewals = (task, wish, place), None, 0
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="skinlax-targets", daemon=True)
                self._thread.start()
            self._lock.notify_all()

    def latest(self) -> Frame | None:
        """The newest frame; the target stands still, so only the number and the time are new."""
        with self._lock:
            return self._renewed()

    def still(self) -> Future[Frame]:
        """The target as it is held."""
        future: Future[Frame] = Future()
        with self._lock:
            frame = self._renewed()
            if frame is None:
                self._stills.append(future)
            else:
                future.set_result(frame)
        return future

    def close(self) -> None:
        """End the thread; safe to call twice."""
        with self._lock:
            self._closed = True
            thread, self._thread = self._thread, None
            for still in self._stills:
                still.cancel()
            self._lock.notify_all()
        if thread is not None:
            thread.join()

    def _renewed(self) -> Frame | None:
        old = self._frame
        if old is None or time.monotonic() - old.captured_at_s < _EVERY_S:
            return old
        self._renewals += 1
        if self._renewals > _HELD_FOR:
            # Nobody took it: a person would hold it another way by now.
            self._renewals, self._frame = 0, None
            self._lock.notify_all()
            return old
        self._sequence += 1
        self._frame = _frame(old.pixels, self._sequence)
        return self._frame

    def _run(self) -> None:
        made: tuple[CalibrationTask, BoardWish | None, int] | None = None
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._closed or self._frame is None)
                if self._closed:
                    return
                made = self._asked
            if made is None:
                return
            pixels = self._picture(*made)
            with self._lock:
                if made != self._asked:
                    continue
                self._sequence += 1
                self._frame = _frame(pixels, self._sequence)
                waiting, self._stills = self._stills, []
                for still in waiting:
                    still.set_result(self._frame)

    def _picture(
        self, task: CalibrationTask, wish: BoardWish | None, place: int
    ) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
        target, pose = self._target(task, wish, place)
        seed = int(self._random.integers(2**31))
        return photograph(target, pose, self._camera, light=UNEVEN, noise_seed=seed, backdrop=0.12)

    def _target(self, task: CalibrationTask, wish: BoardWish | None, place: int) -> tuple[FlatTarget, TargetPose]:
        if task is CalibrationTask.FLAT_FIELD:
            return grey_card(), TargetPose()
        if task is CalibrationTask.LENS:
            tilt, swing, right, down = _POSES[wish or BoardWish.ANYWHERE]
            wide = 25.0 if wish is BoardWish.ANYWHERE else 6.0
            jitter = self._random.normal(0.0, (wide / 2, wide / 2, wide, wide, 12.0, 3.0))
            return board_sheet(), TargetPose(
                centre_mm=(right + jitter[2], down + jitter[3], _DISTANCE_MM + jitter[4]),
                tilt_deg=tilt + jitter[0],
                swing_deg=swing + jitter[1],
                roll_deg=jitter[5],
            )
        right, down = CHART_PLACES[place % len(CHART_PLACES)]
        jitter = self._random.normal(0.0, 2.0, 4)
        return chart_sheet(scale=CHART_SCALE), TargetPose(
            centre_mm=(right + jitter[0], down + jitter[1], 800.0), tilt_deg=jitter[2], swing_deg=jitter[3]
        )


def _frame(pixels: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]", sequence: int) -> Frame:
    return Frame(
        pixels=pixels,
        layout=PixelLayout.BGR8,
        sequence=sequence,
        captured_at_s=time.monotonic(),
        exposure_us=8000.0,
        gain_db=0.0,
    )
