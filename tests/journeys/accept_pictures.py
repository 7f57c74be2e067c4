"""A child of the kill test: accepts pictures as fast as it can and prints each one that the record acknowledged.

Usage: python accept_pictures.py FOLDER SEED. Each line: the capture's id and the SHA-256 of its picture.
"""

import hashlib
import queue
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

from sample_records import PATIENT, USER, WHEN, capture_of
from skinlax_desktop.domain.images import ImageRef
from skinlax_desktop.jobs import JobRunner
from skinlax_desktop.vault.keys import derive_keys
from skinlax_desktop.vault.sqlcipher_vault import SqlCipherVault
from skinlax_desktop.workflows.record_keeping import RecordKeeper, SaveStage
from skinlax_desktop.workflows.visit_store import VisitStore

KEYS = derive_keys(bytes(range(32)))


def main(folder: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (pictures of a test)
    vault = SqlCipherVault(folder, KEYS, user=USER)
    vault.save_patient(PATIENT, by=USER)
    calls: queue.Queue = queue.Queue()
    visits = VisitStore()
    keeper = RecordKeeper(visits, JobRunner(calls.put), lambda: vault)
    keeper.create_visit(PATIENT.id, started_at=WHEN)
    waiting: list[str] = []

    def told() -> None:
        for line in waiting:
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        waiting.clear()

    keeper.save_state_changed.connect(lambda state: told() if state.stage is SaveStage.SAVED else None)
    number = 0

    def next_picture() -> None:
        nonlocal number
        number += 1
        encoded = chance.randbytes(chance.randrange(1, 3_000_000))
        capture_id = f"{visits.visit.id}-{number}"

        def stored(image: ImageRef) -> None:
            capture = replace(capture_of(image), id=capture_id)
            visits.apply(lambda visit: visit.with_capture(capture), by="child")
            waiting.append(f"{capture_id} {hashlib.sha256(encoded).hexdigest()}")
            next_picture()

        keeper.store_picture(encoded, width=1, height=1, media_type="image/tiff", on_done=stored, on_failed=fail)

    def fail(error: Exception) -> None:
        raise error

    next_picture()
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        calls.get(timeout=30)()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
