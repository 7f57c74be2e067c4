"""The thread that owns the camera: frames into a one-slot mailbox, requests between frames, faults survived."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Literal

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.ports.camera import Camera, CameraInfo
from skinlax_desktop.ports.clock import Clock
from skinlax_desktop.ports.frame import Frame

Stage = Literal["closed", "opening", "streaming", "failed"]
RETRY_AFTER_S = 2.0
_HOPELESS = ("camera_driver_missing", "unexpected")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraLoopState:
    """Where the loop is. `failed` carries the error; the loop tries again by itself unless no retry can help.

    `settings` are what the camera took last, None while it has not been asked for any.
    """

    stage: Stage = "closed"
    info: CameraInfo | None = None
    error: SkinlaxError | None = None
    settings: CameraSettings | None = None


class CameraLoop:
    """Owns one camera on one thread from `start` to `stop`. Every method may be called from any thread."""

    def __init__(self, camera: Camera, clock: Clock, *, retry_after_s: float = RETRY_AFTER_S) -> None:
        self._camera = camera
        self._clock = clock
        self._retry_after_s = retry_after_s
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._state = CameraLoopState()
        self._latest: Frame | None = None
        self._arrived = threading.Condition(self._lock)
        self._arrived_at_s = self._apart_s = float("inf")
        self._wanted: CameraSettings | None = None
        self._requests: list[tuple[CameraSettings, Future[CameraSettings]]] = []
        self._stills: list[tuple[float, Future[Frame]]] = []
        self._listeners: list[Callable[[CameraLoopState], None]] = []

    @property
    def state(self) -> CameraLoopState:
        """Where the loop is now."""
        with self._lock:
            return self._state

    def subscribe(self, callback: Callable[[CameraLoopState], None]) -> Callable[[], None]:
        """Call `callback` with every new state, on whichever thread brings it; returns what ends that."""
        with self._lock:
            self._listeners.append(callback)

        def unsubscribe() -> None:
            with self._lock:
                if callback in self._listeners:
                    self._listeners.remove(callback)

        return unsubscribe

    def start(self) -> None:
        """Begin to open the camera and stream; does nothing when already started."""
        with self._lock:
            if self._thread is not None:
                return
            self._ending = threading.Event()
            self._thread = threading.Thread(target=self._run, args=(self._ending,), name="skinlax-camera", daemon=True)
            thread = self._thread
        self._enter(stage="opening", info=None, error=None)
        thread.start()

    def stop(self) -> None:
        """End the stream, let go of the camera and wait for the thread; futures still open are cancelled."""
        with self._lock:
            thread, self._thread = self._thread, None
            self._ending.set()
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def latest(self) -> Frame | None:
        """The newest frame, None while nothing streams. The same frame is given until a newer one arrives."""
        with self._lock:
            return self._latest

    def fresh(self, *, within_s: float, at_most_s: float) -> Frame | None:
        """The newest frame, or the next one where that is worth the wait; None while nothing streams.

        It waits when the newest one came more than `within_s` ago and the next, at the pace of the last two, is due
        within `at_most_s`. For worker threads.
        """
        with self._lock:
            before, age_s = self._latest, self._clock.monotonic_s() - self._arrived_at_s
            if before is not None and age_s > within_s and self._apart_s - age_s <= at_most_s:
                self._arrived.wait_for(lambda: self._latest is not before, timeout=at_most_s)
            return self._latest

    def still(self) -> "Future[Frame]":
        """The first frame whose exposure began after this call. Fails with the camera's error if the stream does."""
        future: Future[Frame] = Future()
        asked_at_s = self._clock.monotonic_s()
        with self._lock:
            refusal = self._refusal()
            if refusal is None:
                self._stills.append((asked_at_s, future))
        if refusal is not None:
            future.set_exception(refusal)
        return future

    def configure(self, settings: CameraSettings) -> "Future[CameraSettings]":
        """Apply settings between two frames; they are applied again whenever the camera comes back."""
        future: Future[CameraSettings] = Future()
        with self._lock:
            refusal = self._refusal()
            self._wanted = settings
            if refusal is None:
                self._requests.append((settings, future))
        if refusal is not None:
            future.set_exception(refusal)
        return future

    def _refusal(self) -> SkinlaxError | None:
        """Why nothing can be asked of the camera now; called with the lock held."""
        if self._state.stage == "failed":
            return self._state.error
        if self._thread is None:
            return SkinlaxError("camera_absent")
        return None

    def _run(self, ending: threading.Event) -> None:
        try:
            while not ending.is_set():
                error = self._stream_once(ending)
                if error is None:
                    break
                self._fail_waiting(error)
                if error.code in _HOPELESS:
                    ending.wait()
                    break
                if not ending.wait(self._retry_after_s):
                    self._reopen()
        finally:
            self._enter(stage="closed", info=None, error=None)
            self._cancel_waiting()

    def _stream_once(self, ending: threading.Event) -> SkinlaxError | None:
        """Open, stream until `ending` or a fault, close. Returns the fault."""
        try:
            info = self._camera.open()
            self._reapply_settings()
            _log.info("camera %s, firmware %s, %s", info.model, info.firmware or "unknown", dict(info.device))
            self._enter(stage="streaming", info=info, error=None)
            frames = self._camera.frames()
            try:
                for frame in frames:
                    if ending.is_set():
                        return None
                    self._take_in(frame)
                    self._answer_requests()
            finally:
                close = getattr(frames, "close", None)
                if close is not None:
                    close()
            return None if ending.is_set() else SkinlaxError("camera_no_frames")
        except SkinlaxError as error:
            return error
        except Exception:
            _log.exception("the camera's driver failed in an unknown way")
            return SkinlaxError("unexpected")
        finally:
            self._let_go()

    def _let_go(self) -> None:
        try:
            self._camera.close()
        except Exception:
            _log.exception("the camera could not be closed")

    def _reopen(self) -> None:
        # The last error stays readable until the camera answers, so that the sentence on the screen holds still.
        self._enter(stage="opening", info=None, error=self.state.error)

    def _reapply_settings(self) -> None:
        with self._lock:
            wanted = self._wanted
            asked = bool(self._requests)
        if wanted is None or asked:
            self._answer_requests()
            return
        try:
            self._remember(self._camera.configure(wanted))
        except SkinlaxError as error:
            if error.code != "camera_setting_refused":
                raise
            with self._lock:
                self._wanted = None

    def _take_in(self, frame: Frame) -> None:
        with self._lock:
            now_s = self._clock.monotonic_s()
            self._apart_s, self._arrived_at_s = now_s - self._arrived_at_s, now_s
            self._latest = frame
            self._arrived.notify_all()
            ready = [future for asked_at_s, future in self._stills if frame.captured_at_s >= asked_at_s]
            self._stills = [still for still in self._stills if frame.captured_at_s < still[0]]
        for future in ready:
            if future.set_running_or_notify_cancel():
                future.set_result(frame)

    def _answer_requests(self) -> None:
        with self._lock:
            requests, self._requests = self._requests, []
        for position, (settings, future) in enumerate(requests):
            if not future.set_running_or_notify_cancel():
                continue
            try:
                taken = self._camera.configure(settings)
            except SkinlaxError as error:
                self._forget_refused(settings, error)
                future.set_exception(error)
                if error.code != "camera_setting_refused":
                    with self._lock:
                        self._requests = requests[position + 1 :] + self._requests
                    raise
            except Exception:
                future.set_exception(SkinlaxError("unexpected"))
                raise
            else:
                self._remember(taken)
                future.set_result(taken)

    def _forget_refused(self, settings: CameraSettings, error: SkinlaxError) -> None:
        with self._lock:
            if error.code == "camera_setting_refused" and self._wanted == settings:
                self._wanted = self._state.settings

    def _remember(self, taken: CameraSettings) -> None:
        self._enter(settings=taken)

    def _enter(
        self,
        *,
        stage: Stage | None = None,
        info: CameraInfo | None = None,
        error: SkinlaxError | None = None,
        settings: CameraSettings | None = None,
    ) -> None:
        with self._lock:
            before = self._state
            if stage is None:
                after = replace(before, settings=settings)
            else:
                after = replace(before, stage=stage, info=info, error=error)
            self._state = after
            if after.stage != "streaming":
                self._latest = None
                self._arrived_at_s = self._apart_s = float("inf")
                self._arrived.notify_all()
            listeners = tuple(self._listeners) if after != before else ()
        for listener in listeners:
            try:
                listener(after)
            except Exception:
                _log.exception("a listener of the camera loop failed")

    def _fail_waiting(self, error: SkinlaxError) -> None:
        self._enter(stage="failed", info=None, error=error)
        for future in self._take_waiting():
            if future.set_running_or_notify_cancel():
                future.set_exception(error)

    def _cancel_waiting(self) -> None:
        for future in self._take_waiting():
            future.cancel()
            future.set_running_or_notify_cancel()

    def _take_waiting(self) -> "list[Future[Frame] | Future[CameraSettings]]":
        with self._lock:
            waiting: list[Future[Frame] | Future[CameraSettings]] = [future for _, future in self._stills]
            waiting += [future for _, future in self._requests]
            self._stills, self._requests = [], []
        return waiting
