"""Opened photographs: fetched from the record once, decoded off the main thread, forgotten when the visit closes."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.jobs import JobRunner, Lane
from skinlax_desktop.ui.screens.review.pyramid import Pyramid, build_pyramid

_KEPT: Final = 6
Ready = Callable[[Pyramid], None]
Failed = Callable[[Exception], None]


class PhotoShelf:
    """The last few photographs as pyramids. `load_image` is called in the VAULT lane only."""

    def __init__(self, jobs: JobRunner, load_image: Callable[[ImageRef], bytes]) -> None:
        self._jobs = jobs
        self._load_image = load_image
        self._opened: OrderedDict[str, Pyramid] = OrderedDict()
        self._awaited: dict[str, list[tuple[Ready, Failed]]] = {}

    def fetch(self, ref: ImageRef, on_ready: Ready, on_failed: Failed) -> None:
        """Answer at once with an opened photograph, or later on the main thread."""
        key = ref.sha256
        if key in self._opened:
            self._opened.move_to_end(key)
            on_ready(self._opened[key])
            return
        waiting = self._awaited.setdefault(key, [])
        waiting.append((on_ready, on_failed))
        if len(waiting) == 1:
            self._jobs.submit(
                "read photo",
                lambda _control: self._load_image(ref),
                lane=Lane.VAULT,
                on_done=lambda encoded: self._decode(key, encoded),
                on_failed=lambda error: self._fail(key, error),
            )

    def forget(self) -> None:
        """Drop every photograph; answers still on their way are dropped too."""
        self._opened.clear()
        self._awaited.clear()

    def _decode(self, key: str, encoded: bytes) -> None:
        if key not in self._awaited:
            return
        self._jobs.submit(
            "open photo",
            lambda _control: _open(encoded),
            lane=Lane.COMPUTE,
            on_done=lambda pyramid: self._keep(key, pyramid),
            on_failed=lambda error: self._fail(key, error),
        )

    def _keep(self, key: str, pyramid: Pyramid) -> None:
        waiting = self._awaited.pop(key, [])
        if not waiting:
            return
        self._opened[key] = pyramid
        while len(self._opened) > _KEPT:
            self._opened.popitem(last=False)
        for on_ready, _ in waiting:
            on_ready(pyramid)

    def _fail(self, key: str, error: Exception) -> None:
        for _, on_failed in self._awaited.pop(key, []):
            on_failed(error)


def _open(encoded: bytes) -> Pyramid:
    from skinlax_desktop.imaging.decoding import decode_picture

    return build_pyramid(decode_picture(encoded))
