"""What the technician asks of the camera, and what the camera really took."""

from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from skinlax_desktop.domain.errors import SkinlaxError
from skinlax_desktop.domain.light_and_exposure import CameraSettings
from skinlax_desktop.text.errors import sentence_of

if TYPE_CHECKING:
    from skinlax_desktop.ui.screens.capture.station import LiveCamera


class CameraWishesView(Protocol):
    """Where it is shown."""

    def show_camera(self, asked: CameraSettings, taken: CameraSettings | None, problem: str) -> None:
        """The camera's settings: what was asked and what it really took."""
        ...


class CameraWishes:
    """Lives on the main thread. `follow` reads the camera's answer; `forget_taken` when the camera is gone."""

    def __init__(self, view: CameraWishesView, camera: "LiveCamera", standing: CameraSettings) -> None:
        """`standing`: what is asked for at the beginning, and again when a wish was refused before any was taken."""
        self._view = view
        self._camera = camera
        self._standing = standing
        self._asked = standing
        self._taken: CameraSettings | None = None
        self._answer: Future[CameraSettings] | None = None
        self._problem = ""

    def ask_exposure(self, exposure_us: float) -> None:
        """Another exposure."""
        self._asked = replace(self._asked, exposure_us=exposure_us)
        self.send()

    def ask_gain(self, gain_db: float) -> None:
        """Another gain."""
        self._asked = replace(self._asked, gain_db=gain_db)
        self.send()

    def send(self) -> None:
        """Ask for all of it, now that the camera streams or as soon as it does."""
        if self._camera.state.stage == "streaming":
            self._answer = self._camera.configure(self._asked)
        else:
            self._taken = None

    def forget_taken(self) -> None:
        """The camera is gone; one that comes back is asked again."""
        self._taken = None

    def follow(self) -> None:
        """Show what the camera took, once it has answered; ask a camera that came back for its settings again."""
        if self._answer is None:
            if self._taken is None and not self._problem:
                self.send()
            return
        if not self._answer.done():
            return
        done, self._answer = self._answer, None
        error = None if done.cancelled() else done.exception()
        if isinstance(error, SkinlaxError):
            self._problem = sentence_of(error)
            self._asked = self._taken or self._standing
        elif error is None and not done.cancelled():
            self._taken, self._problem = done.result(), ""
        self._view.show_camera(self._asked, self._taken, self._problem)
