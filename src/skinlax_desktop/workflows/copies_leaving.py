"""Copies that leave the encrypted record as files: each is noted in the trail, with its hash, before it is written.

What cannot be noted is not written.
"""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from skinlax_desktop.jobs import JobControl, JobRunner, Lane
from skinlax_desktop.jobs.runner import Progress
from skinlax_desktop.workflows.files_whole import write_file
from skinlax_desktop.workflows.visit_store import VisitStore

NoteLeaving = Callable[[str, str, Mapping[str, str | int]], None]
"""What left, of which visit, and details; called in lane VAULT. Raises what the vault raises."""

COPY_LEFT = "copy_left_record"


class CopiesLeaving:
    """`note` is None only where there is no record to note it in."""

    def __init__(self, jobs: JobRunner, visits: VisitStore, note: NoteLeaving | None) -> None:
        self._jobs = jobs
        self._visits = visits
        self._note = note

    def write(
        self,
        name: str,
        kind: str,
        path: Path,
        make: Callable[[JobControl], bytes],
        *,
        on_done: Callable[[], None],
        on_failed: Callable[[Exception], None],
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        """Make the bytes of a copy, note it, write it whole or not at all; `kind` is a code, `name` the job's."""
        visit, note = self._visits.visit, self._note

        def made(data: bytes) -> None:
            if note is None or visit is None:
                write(data)
                return
            details = {"kind": kind, "sha256": hashlib.sha256(data).hexdigest()}
            self._jobs.submit(
                f"note: {name}",
                lambda _control: note(COPY_LEFT, visit.id, details),
                lane=Lane.VAULT,
                on_done=lambda _noted: write(data),
                on_failed=on_failed,
            )

        def write(data: bytes) -> None:
            self._jobs.submit(
                f"write: {name}",
                lambda _control: write_file(path, data),
                lane=Lane.COMPUTE,
                on_done=lambda _written: on_done(),
                on_failed=on_failed,
            )

        self._jobs.submit(name, make, lane=Lane.COMPUTE, on_done=made, on_failed=on_failed, on_progress=on_progress)
