"""Pictures of the scene: one into the report, one into a file; knows no Qt."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.domain.measure_change import MeasureChange
from skinlax_desktop.jobs import JobRunner, Lane
from skinlax_desktop.text.screens import scene as words
from skinlax_desktop.ui.screens.failures import say_failure
from skinlax_desktop.workflows.copies_leaving import CopiesLeaving
from skinlax_desktop.workflows.surface_marking import SurfaceEditor
from skinlax_desktop.workflows.visit_store import VisitStore

Picture = npt.NDArray[np.uint8]
StorePicture = Callable[[bytes, int, int], ImageRef]
"""(PNG, width, height) to the stored picture; called in lane VAULT."""


class SnapshotTaker:
    """Keeps and saves pictures; `say(sentence, is_error)` tells how it went."""

    def __init__(
        self,
        *,
        visits: VisitStore,
        jobs: JobRunner,
        editor: SurfaceEditor,
        store: StorePicture | None,
        leaving: CopiesLeaving,
        say: Callable[[str, bool], None],
    ) -> None:
        self._visits = visits
        self._jobs = jobs
        self._editor = editor
        self._store = store
        self._leaving = leaving
        self._say = say

    @property
    def can_keep(self) -> bool:
        """Whether there is a record to keep pictures in."""
        return self._store is not None and self._visits.visit is not None

    def keep(self, picture_rgb: Picture, caption: str, changes: tuple[MeasureChange, ...] = ()) -> None:
        """Store a (height, width, 3) picture in the record and let the report show it, with what changed."""
        visit, store = self._visits.visit, self._store
        if visit is None or store is None:
            return
        height, width = picture_rgb.shape[:2]

        def done(image: ImageRef) -> None:
            now = self._visits.visit
            if now is not None and now.id == visit.id:
                self._editor.add_picture(image, caption, changes)
                self._say(words.PICTURE_IN_REPORT.format(number=len(now.report_pictures) + 1), False)

        self._say(words.KEEPING_PICTURE, False)
        self._jobs.submit(
            "keep picture of 3D",
            lambda _control: store(_encode(picture_rgb), width, height),
            lane=Lane.VAULT,
            on_done=done,
            on_failed=self._fail,
        )

    def save(self, picture_rgb: Picture, path: Path) -> None:
        """Write the picture as a PNG file, whole or not at all; the record's trail keeps that it left."""
        self._leaving.write(
            "picture of 3D",
            "picture of 3D",
            path,
            lambda _control: _encode(picture_rgb),
            on_done=lambda: self._say(words.PICTURE_SAVED, False),
            on_failed=self._fail,
        )

    def _fail(self, error: Exception) -> None:
        say_failure(lambda sentence: self._say(sentence, True), error)


def _encode(picture_rgb: Picture) -> bytes:
    from skinlax_desktop.imaging.encoding import encode_png

    return encode_png(np.ascontiguousarray(picture_rgb[..., ::-1]))
